"""Questions with what a good answer holds, and whether an answer holds it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.cases.facts import holds as holds

DEVELOPMENT = Path(__file__).parent / "data" / "development" / "questions.jsonl"


@dataclass(frozen=True)
class Asked:
    """One question of an evaluation set."""

    id: str
    question: str
    language: str
    audience: str
    kind: str
    facts: tuple[str, ...]
    history: tuple[str, ...]
    document: str | None
    quote: str | None


def load(path: Path) -> list[Asked]:
    """The questions of a file, in order."""
    out = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        history = tuple(
            h if isinstance(h, str) else h["text"]
            for h in row.get("history", ())
            if isinstance(h, str) or h.get("role") == "user"
        )
        out.append(
            Asked(
                row["id"],
                row["question"],
                row["lang"],
                row["audience"],
                row["kind"],
                tuple(row.get("expected_facts") or ()),
                history,
                row.get("document"),
                row.get("quote"),
            )
        )
    return out
