"""What comes in and goes out over the chat API."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.conversations import Asked, plain
from assistant.statuses import TABLE

Language = Literal["nl", "en", "tr", "ar", "pl", "uk"]


class NewConversation(BaseModel):
    """Begin a conversation; everything is optional."""

    model_config = ConfigDict(extra="forbid")

    language: Language = "nl"


class Opened(BaseModel):
    """The conversation's id and its secret token, shown once."""

    id: str
    token: str


class NewQuestion(BaseModel):
    """A question in the asker's own words. The assistant says itself when it is too long."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=10_000)
    language: Language | None = None


class Source(BaseModel):
    """A numbered source of an answer."""

    n: int
    document_id: str
    passage_id: str
    title: str
    heading: str
    page: int | None
    url: str | None
    quote: str
    valid_until: str | None
    owner: str | None
    example: bool


class Reply(BaseModel):
    """An answer with its sources, and whether the asker may have it passed on."""

    question_id: str
    answer_id: str
    status: str
    text: str
    language: str
    confidence: float = Field(ge=0, le=1)
    citations: list[Source]
    service: dict[str, Any] | None
    turn: str | None
    deadlines: list[str]
    suggestions: list[str]
    masked: list[str]
    offers_handover: bool
    escalation: dict[str, str] | None
    timings_ms: dict[str, float]

    @classmethod
    def of(cls, asked: Asked) -> Reply:
        """The API's form of what `conversations.ask` gives back."""
        answer = asked.answer
        reason = TABLE[answer.status].reason
        return cls(
            question_id=asked.question_id,
            answer_id=asked.answer_id,
            status=answer.status.value,
            text=answer.text,
            language=answer.language,
            confidence=answer.confidence,
            citations=[Source(**plain(asdict(c))) for c in answer.citations],
            service=answer.service.model_dump() if answer.service else None,
            turn=answer.turn,
            deadlines=list(answer.deadlines),
            suggestions=list(answer.suggestions),
            masked=list(answer.masked),
            offers_handover=answer.offers_handover,
            escalation={"id": asked.escalation_id, "reason": reason.value}
            if asked.escalation_id and reason
            else None,
            timings_ms=answer.timings_ms,
        )


class NewFeedback(BaseModel):
    """Whether an answer helped, and if not, why."""

    model_config = ConfigDict(extra="forbid")

    answer_id: str = Field(max_length=36, pattern=r"^[\w-]+$")
    helpful: bool
    reason: str | None = Field(None, max_length=1_000)


class HandedOver(BaseModel):
    """The escalation that the question now belongs to."""

    escalation_id: str
    text: str


class SaidBefore(BaseModel):
    """A question of the conversation with its answer."""

    question: str
    answer_id: str | None
    status: str | None
    answer: str | None
    citations: list[dict[str, Any]]
    asked_at: datetime


class PassageShown(BaseModel):
    """A passage in its document, for whoever wants to read on."""

    id: str
    document_id: str
    title: str
    heading: list[str]
    page: int | None
    url: str | None
    text: str
    section: list[str]
    valid_until: str | None
    owner: str | None
    example: bool
