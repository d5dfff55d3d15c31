"""The government benchmark: 180 questions, each answered by one document."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ingest.chunking import passages
from ingest.loaders.text import load
from knowledge.documents import Document, Kind

DATA = Path(__file__).parent / "data" / "rijksoverheid" / "questions.jsonl"


@dataclass(frozen=True)
class Entry:
    """A question and its official answer."""

    id: str
    question: str
    answer: str


@lru_cache(maxsize=1)
def entries() -> tuple[Entry, ...]:
    """All entries, in file order."""
    rows = (json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines())
    return tuple(Entry(row["id"], row["question"], row["reference_answer"]) for row in rows)


def government_documents() -> list[Document]:
    """Each answer as a document without title (the question must not help), numbered as entries."""
    return [
        Document(
            id=f"g{number}",
            title="",
            kind=Kind.WEB,
            source=entry.id,
            origin="rijksoverheid",
            digest="x",
            passages=passages(f"g{number}", load(entry.answer.encode()).blocks),
        )
        for number, entry in enumerate(entries())
    ]
