"""`make bench-peers`: Wegwijs beside LangChain, LlamaIndex, Haystack and txtai.

Each in its documented default and in its documented hybrid set-up, with our built-in encoder, on
the same documents, one process each on one core. Prints one table for each set; docs/measurements.md
keeps what it printed. A peer withholds nothing without a language model: what it hands on counts as
its answer, and where its documentation shows a threshold, that is a row of its own.
"""

from __future__ import annotations

import argparse
import os
import pickle
import platform
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import numpy as np

from bench.peers.peer import Hit
from bench.peers.run import OURS, Job, Result
from bench.peers.sets import SETS, Set

PEERS = (
    ("LangChain", "langchain_rag", ("Default", "Hybrid"), "langchain-core"),
    ("LlamaIndex", "llama_index_rag", ("Default", "Hybrid"), "llama-index-core"),
    ("Haystack", "haystack_rag", ("Default", "Hybrid"), "haystack-ai"),
    ("txtai", "txtai_rag", ("Default", "Hybrid"), "txtai"),
    ("Wegwijs", OURS, ("Ours",), "wegwijs"),
)
HEAD = (
    "| | Dutch hit@1 / hit@5 | other hit@1 / hit@5 | answers | wrong among them | "
    "time p50 / p95, ms | memory, MB | ingest, s |"
)


def ran(module: str, setup: str, questions: Set) -> Result:
    """A peer on a set, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        job, result = Path(folder) / "job", Path(folder) / "result"
        documents = questions.documents if module == OURS else questions.sources
        asked = [(q.searched, q.text, q.history) for q in questions.questions]
        job.write_bytes(pickle.dumps(Job(module, setup, list(documents), asked)))
        quiet = {"ANONYMIZED_TELEMETRY": "False", "HAYSTACK_TELEMETRY_ENABLED": "False"}
        done = subprocess.run(
            [sys.executable, "-m", "bench.peers.run", str(job), str(result)],
            env={**os.environ, **quiet},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{module} {setup} failed:\n{done.stderr[-3_000:]}")
        found: Result = pickle.loads(result.read_bytes())
        return found


def found_at(result: Result, questions: Set, *, dutch: bool) -> str:
    """hit@1 / hit@5 over the questions that the documents answer."""
    ranks = [
        next((i for i, hit in enumerate(found[:5]) if q.right(hit)), 9)
        for q, found in zip(questions.questions, result.found, strict=True)
        if q.right is not None and (q.language == "nl") == dutch
    ]
    if not ranks:
        return "-"
    array = np.asarray(ranks)
    return f"{(array < 1).mean():.2f} / {(array < 5).mean():.2f}"


def given(shown: list[list[Hit]], questions: Set) -> tuple[int, int]:
    """How many questions got an answer, and how many of those answers are wrong."""
    answers = wrong = 0
    for asked, hits in zip(questions.questions, shown, strict=True):
        if hits:
            answers += 1
            wrong += asked.told is None or not asked.told(hits)
    return answers, wrong


def row(label: str, result: Result, shown: list[list[Hit]], questions: Set) -> str:
    """A line of the table."""
    answers, wrong = given(shown, questions)
    p50, p95 = (np.percentile(result.seconds, p) * 1e3 for p in (50, 95))
    return (
        f"| {label} | {found_at(result, questions, dutch=True)} | "
        f"{found_at(result, questions, dutch=False)} | {answers} | "
        f"{wrong} ({wrong / max(1, answers):.0%}) | {p50:.1f} / {p95:.1f} | {result.megabytes} | "
        f"{result.ingest_seconds:.1f} |"
    )


def table(questions: Set, only: str | None) -> None:
    """Run every peer on a set and print its lines."""
    answerable = sum(q.right is not None for q in questions.questions)
    print(
        f"\n### {questions.name}: {len(questions.sources)} documents, "
        f"{len(questions.questions)} questions, {answerable} of them answerable\n"
    )
    print(f"{HEAD}\n{'|---' * 8}|", flush=True)
    for name, module, setups, _ in PEERS:
        if only and only != module:
            continue
        for setup in setups:
            result = ran(module, setup, questions)
            label = name if module == OURS else f"{name}, {setup.lower()}"
            print(row(label, result, result.shown, questions), flush=True)
            if (least := result.threshold) is not None:
                kept = [[h for h in hits if h.score >= least] for hits in result.shown]
                print(row(f"{label}, from {least}", result, kept, questions), flush=True)


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", help="one peer, by its module")
    parser.add_argument("--set", help="one set: government, development or second_alliance")
    options = parser.parse_args()
    versions = ", ".join(f"{name} {version(package)}" for name, _, _, package in PEERS)
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, one used; {versions}")
    for made in SETS:
        if options.set in (None, made.__name__):
            table(made(), options.only)


if __name__ == "__main__":
    main()
