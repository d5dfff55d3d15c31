"""What `Conversations` gives back, and what it raises."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from assistant.answers import Answer


class UnknownAnswerError(Exception):
    """No such answer in this conversation."""


class AskedTooMuchError(Exception):
    """Too many questions in an hour; the text says so in the asker's language."""


@dataclass(frozen=True, slots=True)
class Started:
    """A new conversation; the token is shown once and never stored."""

    id: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's ids, its answer, and the escalation it opened."""

    question_id: str
    answer_id: str
    answer: Answer
    escalation_id: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """A question and its answer, as they are shown again later."""

    question: str
    answer_id: str | None
    status: str | None
    answer: str | None
    citations: list[dict[str, Any]]
    asked_at: datetime
