"""Proposed and approved answers as the desk shows them, and as cases for the evaluation."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from assistant.approved_documents import document_id_of
from assistant.desk_models import ApprovedAnswer
from knowledge.documents import Audience


class ApprovalState(StrEnum):
    """Where a proposed answer stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Similar:
    """A document that says nearly the same."""

    document_id: str
    title: str
    kind: str
    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class Draft:
    """What an approved answer begins as; `masked`: kinds of personal data that were left out."""

    message_id: str
    question: str
    answer: str
    masked: tuple[str, ...]
    similar: list[Similar]


@dataclass(frozen=True, slots=True)
class Approval:
    """A proposed or approved answer."""

    id: str
    question: str
    answer: str
    audience: Audience
    valid_from: date | None
    valid_until: date | None
    owner: str | None
    state: ApprovalState
    message_id: str | None
    proposed_by: str
    proposed_at: datetime
    approved_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def document_id(self) -> str:
        """Its id in the index."""
        return document_id_of(self.id)


def export(path: Path, approved: list[Approval]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [
        json.dumps(
            {
                "id": a.document_id,
                "question": a.question,
                "audience": "parent" if a.audience is Audience.EVERYONE else a.audience.value,
                "lang": "nl",
                "expected": {"status": "answered_", "document_id": a.document_id},
            },
            ensure_ascii=False,
        )
        for a in sorted(approved, key=lambda a: a.id)
    ]
    partial = path.with_suffix(f".{os.getpid()}.partial")
    partial.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    partial.replace(path)


def approval_state(row: ApprovedAnswer) -> ApprovalState:
    if row.withdrawn_at is not None:
        return ApprovalState.WITHDRAWN
    return ApprovalState.APPROVED if row.approved_at is not None else ApprovalState.PROPOSED


def shown(row: ApprovedAnswer, name: str) -> Approval:
    return Approval(
        id=row.id,
        question=row.question,
        answer=row.answer,
        audience=Audience(row.audience),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        owner=row.owner,
        state=approval_state(row),
        message_id=row.message_id,
        proposed_by=name,
        proposed_at=row.proposed_at,
        approved_at=row.approved_at,
        withdrawn_at=row.withdrawn_at,
    )
