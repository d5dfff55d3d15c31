"""The training lines (training/data/part-*.jsonl) and how they are divided.

Division is by document, never by line: neighbouring lines tell of the same invented organisation,
and all lines under one first heading belong together wherever they stand, so that a line beside a
training line is not held back. Of every seven groups one is for
testing, one for fitting the judgement, five for fitting the retriever.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parent / "data"
# A group closes at the first change of document after this many lines.
GROUP = 12


@dataclass(frozen=True)
class Asked:
    """A question as typed, with its language and the asker's earlier questions, oldest first."""

    text: str
    language: str
    history: tuple[str, ...] = ()

    @property
    def searched(self) -> str:
        """What is searched for: a follow-up together with what it follows."""
        return " ".join((*self.history[-1:], self.text))


@dataclass(frozen=True)
class Line:
    """One passage with its heading path, its questions and its near misses."""

    id: str
    heading: tuple[str, ...]
    passage: str
    questions: tuple[Asked, ...]
    near_misses: tuple[str, ...]
    key: str
    group: int

    @property
    def fold(self) -> str:
        """'train', 'judge' or 'test'."""
        return {3: "test", 5: "judge"}.get(self.group % 7, "train")


def load(folder: Path = DATA) -> list[Line]:
    """All lines, in file order, grouped by organisation."""
    lines: list[Line] = []
    group, size, previous = 0, 0, None
    groups: dict[str, int] = {}
    for path in sorted(folder.glob("part-*.jsonl")):
        group, size, previous = group + 1, 0, None
        for raw in path.read_text(encoding="utf-8").splitlines():
            if not raw.strip():
                continue
            row = json.loads(raw)
            heading = tuple(part.strip() for part in row["heading"].split(">"))
            if size >= GROUP and heading[0] != previous:
                group, size = group + 1, 0
            size, previous = size + 1, heading[0]
            lines.append(
                Line(
                    id=row["id"],
                    heading=heading,
                    passage=row["passage"],
                    key=row["key"],
                    questions=tuple(
                        Asked(q["q"], q["lang"], tuple(q.get("history", ())))
                        for q in row["questions"]
                    ),
                    near_misses=tuple(row["near_misses"]),
                    group=groups.setdefault(heading[0], group),
                )
            )
    return lines
