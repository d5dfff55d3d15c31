"""Approved answers as regression cases: is each question still answered from its own answer?

The cases are the file that every approval writes (`evaluation/approved.jsonl` in the home). Other
documents, another model or another threshold may take an answer's place without anyone noticing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.answering import answer
from assistant.answers import Turn
from assistant.statuses import Status
from knowledge.base import KnowledgeBase
from knowledge.documents import Audience

# Where the cases are, below the home.
CASES = Path("evaluation") / "approved.jsonl"
_ASKERS = {"parent": Audience.EVERYONE, "school": Audience.SCHOOL, "staff": Audience.STAFF}


@dataclass(frozen=True, slots=True)
class Case:
    """A question, and the document that must be among the sources of its answer."""

    document_id: str
    question: str
    audience: Audience


@dataclass(frozen=True, slots=True)
class Missed:
    """A case that no longer holds: how the question ends now, and the first source named."""

    case: Case
    status: Status
    instead: str | None


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many cases were asked (those in force on the day), and which did not hold."""

    asked: int
    missed: list[Missed]


def cases(home: Path) -> list[Case]:
    """The cases of a home; none when nothing was approved. Raises ValueError for a damaged file."""
    path = home / CASES
    if not path.exists():
        return []
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        Case(str(row["expected"]["document_id"]), str(row["question"]), _ASKERS[row["audience"]])
        for row in rows
    ]


def replay(chosen: Sequence[Case], knowledge: KnowledgeBase, *, today: date) -> Replayed:
    """Ask each question that is in force; it holds when it is answered and cites its document."""
    asked, missed = 0, []
    for case in chosen:
        document = knowledge.document(case.document_id)
        if document is not None and not document.valid_on(today):
            continue
        asked += 1
        given = answer(Turn(case.question, case.audience, today), knowledge)
        sources = [citation.document_id for citation in given.citations]
        if given.status.value.startswith("answered_") and case.document_id in sources:
            continue
        instead = given.citations[0].title if given.citations else None
        missed.append(Missed(case, given.status, instead))
    return Replayed(asked, missed)
