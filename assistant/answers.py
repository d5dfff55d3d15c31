"""A question on its way through the steps, and the answer that comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from assistant.statuses import TABLE, Reason, Status
from knowledge.catalogue import Service
from knowledge.documents import Audience, Found


@dataclass(frozen=True, slots=True)
class Citation:
    """A quoted piece and where it stands; `n` is the number shown in the text."""

    n: int
    document_id: str
    passage_id: str
    title: str
    heading: str
    page: int | None
    url: str | None
    quote: str
    valid_until: date | None
    owner: str | None = None
    example: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What the asker gets. `masked` names the kinds of personal data that were left out."""

    status: Status
    text: str
    language: str
    confidence: float = 0.0
    citations: tuple[Citation, ...] = ()
    service: Service | None = None
    turn: str | None = None
    deadlines: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    masked: tuple[str, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)

    @property
    def reason(self) -> Reason | None:
        """Why a person is needed, when this answer opens an escalation at once."""
        end = TABLE[self.status]
        return end.reason if end.needs_staff else None

    @property
    def offers_handover(self) -> bool:
        """Whether the asker is asked if the question should go to the secretariat."""
        return TABLE[self.status].offers


@dataclass(slots=True)
class Turn:
    """What the steps know of one question. Steps fill it in; the first Answer ends it."""

    text: str
    audience: Audience
    today: date
    history: Sequence[str] = ()
    language: str = "nl"
    language_given: bool = False
    masked: tuple[str, ...] = ()
    searched: str = ""
    heard: frozenset[str] = frozenset()
    personal: bool = False
    found: list[Found] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    notes: dict[str, Any] = field(default_factory=dict)
