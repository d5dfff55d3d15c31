"""One peer on one set, in a process of its own on one core: reads a job, writes what happened.

    python -m bench.peers.run JOB RESULT

Time is processor time of this process: on one core that is the time it takes when nothing else
runs, and it can be compared on a machine where something else does.
"""

from __future__ import annotations

import importlib
import os
import pickle
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.peers.peer import Hit

OURS = "wegwijs"


@dataclass(frozen=True)
class Job:
    """What to run: `documents` are ours for ourselves, plain sources for a peer."""

    module: str
    setup: str
    documents: list[Any]
    questions: list[tuple[str, str, tuple[str, ...]]]  # searched, as typed, history


@dataclass
class Result:
    """What came back for each question, the seconds of each, and what it took."""

    found: list[list[Hit]] = field(default_factory=list)
    shown: list[list[Hit]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    ingest_seconds: float = 0.0
    megabytes: int = 0
    threshold: float | None = None


def run(job: Job) -> Result:
    """Ingest, then ask everything once."""
    peer = getattr(importlib.import_module(f"bench.peers.{job.module}"), job.setup)()
    result = Result()
    with tempfile.TemporaryDirectory() as folder:
        began = time.process_time()
        peer.ingest(job.documents, Path(folder))
        result.ingest_seconds = time.process_time() - began
        for searched, typed, history in [job.questions[0], *job.questions]:  # the first warms up
            began = time.process_time()
            if job.module == OURS:
                given = peer.answer(typed, history)
                result.seconds.append(time.process_time() - began)
                result.found.append(peer.search(searched))
                result.shown.append(peer.shown(given))
            else:
                found = peer.search(searched)
                result.seconds.append(time.process_time() - began)
                result.found.append(found)
                result.shown.append(found[: peer.shown])
    for values in (result.found, result.shown, result.seconds):
        del values[0]
    result.threshold = getattr(peer, "threshold", None)
    result.megabytes = _resident()
    return result


def _resident() -> int:
    """Megabytes of memory in use now."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) // 1024


def main() -> None:
    """Run the job of a file."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    # Made by bench/peers/__main__.py a moment ago, on this machine.
    job = pickle.loads(Path(sys.argv[1]).read_bytes())
    Path(sys.argv[2]).write_bytes(pickle.dumps(run(job)))


if __name__ == "__main__":
    main()
