"""`make bench-llm`: a small, weak language model on the development questions, before and after the gate.

Prints tables, and writes what became of each sentence to var/bench-llm/answers.jsonl for reading by
hand. A run that is broken off goes on where it was, with the same questions and passages, and what
the model wrote once is not asked again; --anew begins afresh.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import pickle
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import httpx

from assistant import tuning
from assistant.answering import STEPS, run
from assistant.answers import Answer, Turn
from assistant.writing.composing import evidence_of, numbered
from assistant.writing.model import Model
from assistant.writing.settings import WritingSettings
from assistant.writing.writer import Writer
from bench.evaluate import QUOTED, TODAY, opened
from bench.questions import DEVELOPMENT, Asked, holds, load
from knowledge.base import KnowledgeBase
from knowledge.documents import Audience

FOLDER = Path("var/bench-llm")
PYTHON = Path(".venv-llm/bin/python")
# Tokens of one text, seconds for one answer, and passages: a CPU core takes its time.
TOKENS, PATIENCE, PASSAGES = 120, 1800, 2
# Seconds that the server may take to read a gigabyte.
STARTING = 300


@contextmanager
def served() -> Iterator[str]:
    """The model's server as a process of its own; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(PYTHON), "-m", "bench.model_server", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(STARTING):
            if process.poll() is not None:
                raise SystemExit(
                    "the model's server stopped; make bench-llm installs what it needs"
                )
            try:
                if httpx.get(f"http://127.0.0.1:{port}/health").status_code == 200:
                    break
            except httpx.TransportError:
                pass
            time.sleep(1)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.terminate()
        process.wait()


def quoted(asked: Asked, knowledge: KnowledgeBase) -> tuple[Turn, Answer]:
    """What the steps make of a question, without a model."""
    audience = Audience.SCHOOL if asked.audience == "school" else Audience.EVERYONE
    turn = Turn(asked.question, audience, TODAY, asked.history)
    answer = run(STEPS, turn, knowledge, {})
    assert answer is not None
    return turn, answer


class Remembering(Model):
    """The model, which is only asked what it was not asked before: at temperature 0 it says the
    same again. `seconds` is what the texts of one answer took when they were made."""

    def __init__(self, settings: WritingSettings, file: Path) -> None:
        super().__init__(settings)
        self._file = file
        lines = file.read_text("utf-8").splitlines() if file.exists() else []
        self._known = {(row["system"], row["asked"]): row for row in map(json.loads, lines)}
        self.seconds = 0.0

    async def write(
        self, system: str, asked: str, *, counted: Callable[[int, int], None]
    ) -> AsyncGenerator[str]:
        row = self._known.get((system, asked))
        if row is None:
            tokens = (0, 0)

            def count(tokens_in: int, tokens_out: int) -> None:
                nonlocal tokens
                tokens = (tokens_in, tokens_out)

            began = time.perf_counter()
            text = "".join([p async for p in super().write(system, asked, counted=count)])
            row = {"system": system, "asked": asked, "text": text, "tokens": tokens}
            row["seconds"] = time.perf_counter() - began
            self._known[system, asked] = row
            with self._file.open("a", encoding="utf-8") as out:
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
        counted(*row["tokens"])
        self.seconds += row["seconds"]
        yield row["text"]


async def write(
    asked: Asked, turn: Turn, answer: Answer, writer: Writer, model: Remembering
) -> dict[str, Any]:
    """The row of one question that reached the model."""
    model.seconds = 0.0
    written = await writer.write(turn, answer)
    draft = written.draft
    return {
        "id": asked.id,
        "kind": asked.kind,
        "language": asked.language,
        "question": turn.searched,
        "facts": asked.facts,
        "failure": draft.failure,
        "lines": [
            [line.sentence, line.cited, line.refusal and str(line.refusal), line.rewritten]
            for line in draft.lines
        ],
        "before": " ".join(line.sentence for line in draft.lines),
        "after": " ".join(sentence for sentence, _ in draft.kept) if written.answer else "",
        "quoted": answer.text,
        "passages": [[e.n, e.text] for e in evidence_of(numbered(turn, answer))],
        "seconds": round(model.seconds, 1),
        "tokens": [draft.use.tokens_in, draft.use.tokens_out, draft.use.calls],
    }


def share(row: dict[str, Any], text: str) -> float:
    """The part of the expected facts that a text tells; 0 where nothing should be told."""
    if row["kind"] != "answerable" or not row["facts"]:
        return 0.0
    return sum(holds(text, fact) for fact in row["facts"]) / len(row["facts"])


def report(rows: list[dict[str, Any]], asked: int, reach: int) -> None:
    """All tables, over the questions that were written so far."""
    print(f"{asked} questions; {reach} reach the model; {len(rows)} of those are written")
    failed = Counter(row["failure"] for row in rows if row["failure"])
    print(f"no text of the model's shown: {sum(failed.values())} {dict(failed)}")
    for label, texts in (
        ("the model, before the gate", [(row, row["before"]) for row in rows if row["before"]]),
        ("the model, after the gate", [(row, row["after"]) for row in rows if row["after"]]),
        ("what the asker gets", [(row, row["after"] or row["quoted"]) for row in rows]),
        ("the quoted answers alone", [(row, row["quoted"]) for row in rows]),
    ):
        shares = [share(row, text) for row, text in texts]
        wrong = sum(value == 0 for value in shares)
        print(
            f"{label:28} answers {len(shares):3}  without any expected fact {wrong:3} "
            f"({wrong / max(1, len(shares)):.3f})  half {sum(s >= 0.5 for s in shares):3}  "
            f"all {sum(s >= 0.999 for s in shares):3}"
        )
    lines = [line for row in rows for line in row["lines"]]
    refused = Counter(reason for _, _, reason, _ in lines if reason)
    again = sum(1 for _, _, reason, rewritten in lines if reason and rewritten)
    touched = sum(1 for row in rows if any(line[2] for line in row["lines"]))
    print(f"sentences written {len(lines)}, refused {sum(refused.values())} {dict(refused)}")
    print(f"answers with a refused sentence {touched}; sentences mended by a second try {again}")
    seconds = sorted(row["seconds"] for row in rows)
    if seconds:
        read, wrote = (sum(row["tokens"][i] for row in rows) / len(rows) for i in (0, 1))
        print(
            f"seconds an answer: median {median(seconds):.0f}, most {seconds[-1]:.0f}; "
            f"tokens read {read:.0f}, written {wrote:.0f}"
        )


def questions_and_answers(folder: Path) -> tuple[int, list[tuple[Asked, Turn, Answer]]]:
    """How many questions there are, and those that reach the model, in an order that mixes them.

    Kept, so that a run that goes on has the same passages.
    """
    kept = folder / "questions.pickle"
    if not kept.exists():
        with tempfile.TemporaryDirectory() as home:
            knowledge = opened(Path(home))
            answers = [(asked, *quoted(asked, knowledge)) for asked in load(DEVELOPMENT)]
        reach = [one for one in answers if one[2].status in QUOTED]
        # Part of them is then as good a sample as all.
        random.Random(7).shuffle(reach)
        kept.write_bytes(pickle.dumps((len(answers), reach)))
    found: tuple[int, list[tuple[Asked, Turn, Answer]]] = pickle.loads(kept.read_bytes())
    return found


async def work(options: argparse.Namespace, address: str) -> None:
    """Have the answers written, and report."""
    # Without its checks: nobody would wait this long for an answer.
    settings = WritingSettings.model_construct(
        llm="openai:klein",
        llm_base_url=address,
        llm_max_tokens=TOKENS,
        llm_timeout=PATIENCE,
    )
    tuning.WRITTEN_FROM_PASSAGES = PASSAGES
    if options.once:
        tuning.REWRITES = 0
    model = Remembering(settings, FOLDER / "texts.jsonl")
    writer = Writer(settings, model=model)
    asked, reach = questions_and_answers(FOLDER)
    rows = []
    for one in reach[: options.limit]:
        rows.append(await write(*one, writer, model))
        print(f"{rows[-1]['id']} {rows[-1]['seconds']} s {rows[-1]['failure'] or ''}", flush=True)
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (FOLDER / "answers.jsonl").write_text(lines, encoding="utf-8")
    report(rows, asked, len(reach))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, default=100, help="so many answers in all")
    parser.add_argument("--once", action="store_true", help="no second try at a refused sentence")
    parser.add_argument("--server", help="a server that runs already: http://…/v1")
    parser.add_argument("--anew", action="store_true", help="forget earlier answers")
    options = parser.parse_args()
    if options.anew:
        shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    if options.server:
        asyncio.run(work(options, options.server))
    else:
        with served() as address:
            asyncio.run(work(options, address))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
