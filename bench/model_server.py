"""A small language model over the OpenAI protocol: `.venv-llm/bin/python -m bench.model_server PORT`.

Runs where xllamacpp is installed (`make bench-llm` does that), on the CPU, until it is stopped.
"""

import os
import sys
import time
from pathlib import Path

import xllamacpp

from bench.small_model import build_model

# Tokens of prompt and answer together; a prompt with three passages has about 1,500.
CONTEXT = 4096
# Threads that wait for each other crawl on a busy machine: one, unless it has the machine alone.
THREADS = int(os.environ.get("BENCH_LLM_THREADS", "1"))


def serve(model: Path, port: int) -> None:
    """Listen on 127.0.0.1:`port`; returns never."""
    wanted = xllamacpp.CommonParams()
    wanted.model.path = str(model)
    wanted.hostnames = ["127.0.0.1"]
    wanted.port = port
    wanted.n_ctx = CONTEXT
    wanted.n_parallel = 1
    wanted.cpuparams.n_threads = wanted.cpuparams_batch.n_threads = THREADS
    server = xllamacpp.Server(wanted)
    print(f"listening on {server.listening_address}", flush=True)
    while True:
        time.sleep(3600)


if __name__ == "__main__":
    serve(build_model(), int(sys.argv[1]))
