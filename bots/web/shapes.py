"""What comes in and goes out over the chat API."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.askers import Followed
from assistant.conversations import Asked, plain
from assistant.opening import Contact
from assistant.statuses import TABLE, Status
from assistant.threads import Shown
from bots.web.parts import Part, Term, parts_of, terms_of
from bots.web.settings import Language
from knowledge.base import KnowledgeBase


class NewConversation(BaseModel):
    """Begin a conversation; everything is optional."""

    model_config = ConfigDict(extra="forbid")

    language: Language = "nl"
    # A page for parents on a site of schools may ask for less than its site may see, never for more.
    audience: Literal["everyone", "school"] | None = None


class NewLanguage(BaseModel):
    """The asker goes on in another language."""

    model_config = ConfigDict(extra="forbid")

    language: Language


class Opened(BaseModel):
    """The conversation's id and its secret token, shown once."""

    id: str
    token: str


class NewQuestion(BaseModel):
    """A question in the asker's own words. The assistant says itself when it is too long.

    `id`: the asker's own (a UUID); sent again with it, after a connection that broke, it is the same
    question and not a second one.
    """

    model_config = ConfigDict(extra="forbid")

    id: str | None = Field(None, pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
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
    parts: list[Part] = []
    terms: list[Term] = []

    @classmethod
    def of(cls, asked: Asked, knowledge: KnowledgeBase | None = None) -> Reply:
        """The API's form of what `conversations.ask` gives back."""
        answer = asked.answer
        citations = [plain(asdict(c)) for c in answer.citations]
        parts = parts_of(answer.text, answer.language, citations, knowledge)
        reason = TABLE[answer.status].reason
        return cls(
            question_id=asked.question_id,
            answer_id=asked.answer_id,
            status=answer.status.value,
            text=answer.text,
            language=answer.language,
            confidence=answer.confidence,
            citations=[Source(**citation) for citation in citations],
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
            parts=parts,
            terms=terms_of(parts, knowledge),
        )


class NewContact(BaseModel):
    """Where the reply should go: in the chat itself, by e-mail or by phone."""

    model_config = ConfigDict(extra="forbid")

    way: Literal["here", "email", "phone"] = "here"
    value: str | None = Field(None, max_length=254)

    def plain(self) -> Contact:
        """The assistant's form of it."""
        return Contact(self.way, self.value)


class NewHandover(BaseModel):
    """Have the last question passed on, or a question that the assistant was not asked."""

    model_config = ConfigDict(extra="forbid")

    text: str | None = Field(None, max_length=10_000)
    contact: NewContact | None = None


class NewText(BaseModel):
    """Something the asker wants to add, or to see as it would be passed on."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=10_000)


class MaskedText(BaseModel):
    """A text as it would be kept and passed on, and the kinds of data that were left out."""

    text: str
    kinds: list[str]


class NewFeedback(BaseModel):
    """Whether an answer helped, and if not, why."""

    model_config = ConfigDict(extra="forbid")

    answer_id: str = Field(max_length=36, pattern=r"^[\w-]+$")
    helpful: bool
    reason: str | None = Field(None, max_length=1_000)


class HandedOver(BaseModel):
    """The escalation that the question now belongs to, and where to follow it."""

    escalation_id: str
    text: str
    expected: str
    due_at: datetime
    status_path: str


class Standing(BaseModel):
    """How it stands with a question that was handed over."""

    escalation_id: str
    state: str
    text: str
    contact_way: str

    @classmethod
    def of(cls, followed: Followed) -> Standing:
        """The API's form of what `askers` gives back."""
        return cls(
            escalation_id=followed.escalation_id,
            state=followed.state.value,
            text=followed.text,
            contact_way=followed.contact_way,
        )


class Line(BaseModel):
    """A line of a conversation: a question, an answer, a reply of staff, an addition."""

    position: int
    author: str
    kind: str
    text: str
    at: datetime
    status: str | None
    answer_id: str | None
    staff_name: str | None
    citations: list[dict[str, Any]]
    language: str
    offers_handover: bool
    parts: list[Part]
    terms: list[Term]

    @classmethod
    def of(cls, shown: Shown, language: str, knowledge: KnowledgeBase | None) -> Line:
        """The API's form of a line; an answer is taken apart like a fresh one."""
        parts: list[Part] = []
        if shown.kind == "answer":
            language = shown.language or language
            parts = parts_of(shown.text, language, shown.citations, knowledge)
        return cls(
            position=shown.position,
            author=shown.author,
            kind=shown.kind,
            text=shown.text,
            at=shown.at,
            status=shown.status,
            answer_id=shown.answer_id,
            staff_name=shown.staff_name,
            citations=list(shown.citations),
            language=language,
            offers_handover=bool(shown.status and TABLE[Status(shown.status)].offers),
            parts=parts,
            terms=terms_of(parts, knowledge),
        )


class Lines(BaseModel):
    """What was said after a position, and how it stands with what was handed over."""

    lines: list[Line]
    standing: Standing | None


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
