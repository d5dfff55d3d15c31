"""The tables of the conversation. What an asker writes is only ever stored masked."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, Index, String, Text, TypeDecorator, text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Moment(TypeDecorator[datetime]):
    """A time with its zone; SQLite forgets zones, so it is kept as UTC and given back as UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


class Base(DeclarativeBase):
    """All tables, here and in assistant.desk_models."""


def new_id() -> str:
    """The id of a new row."""
    return str(uuid.uuid4())


class Conversation(Base):
    """One asker on one channel. The secret token is only known to the asker; its hash is here."""

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(20))
    audience: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(2))
    address_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    questions: Mapped[list[Question]] = relationship(
        back_populates="conversation", order_by="Question.position"
    )


class Question(Base):
    """What was asked, without personal data."""

    __tablename__ = "questions"
    __table_args__ = (Index("ix_questions_place", "conversation_id", "position", unique=True),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    asked_at: Mapped[datetime] = mapped_column(Moment, index=True)
    conversation: Mapped[Conversation] = relationship(back_populates="questions")
    answer: Mapped[AnswerRow | None] = relationship(back_populates="question")


class AnswerRow(Base):
    """What came back; a question without one was interrupted."""

    __tablename__ = "answers"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    question_id: Mapped[str] = mapped_column(ForeignKey("questions.id"), unique=True)
    status: Mapped[str] = mapped_column(String(40), index=True)
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    confidence: Mapped[float]
    citations: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    timings_ms: Mapped[dict[str, float]] = mapped_column(JSON)
    answered_at: Mapped[datetime] = mapped_column(Moment)
    question: Mapped[Question] = relationship(back_populates="answer")


class Feedback(Base):
    """Whether an answer helped; the last word of the asker counts."""

    __tablename__ = "feedback"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    answer_id: Mapped[str] = mapped_column(ForeignKey("answers.id"), unique=True)
    helpful: Mapped[bool]
    reason: Mapped[str | None] = mapped_column(Text)
    given_at: Mapped[datetime] = mapped_column(Moment)


class Message(Base):
    """A line of a conversation, in the order in which it was said.

    A question or an answer of the assistant is pointed at; what staff, the asker (adding to a
    handed-over question) or the system says stands in `text`. `position` counts from 1 in its
    conversation without gaps in order of commit, so that a reader can wait for what comes next.
    """

    __tablename__ = "messages"
    __table_args__ = (Index("ix_messages_place", "conversation_id", "position", unique=True),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    position: Mapped[int]
    author: Mapped[str] = mapped_column(String(10))
    question_id: Mapped[str | None] = mapped_column(ForeignKey("questions.id"), index=True)
    answer_id: Mapped[str | None] = mapped_column(ForeignKey("answers.id"), index=True)
    escalation_id: Mapped[str | None] = mapped_column(ForeignKey("escalations.id"), index=True)
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str | None] = mapped_column(Text)
    # What the queue is searched in: what askers and staff wrote, in lower case (databases differ in
    # how they lower letters with accents or of other scripts, and are slow at it).
    folded: Mapped[str | None] = mapped_column(Text)
    citations: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    at: Mapped[datetime] = mapped_column(Moment)


class Escalation(Base):
    """A question handed to staff. A conversation has at most one that is open.

    Its state is read from its moments (assistant.escalations.state_of), never stored. A claim
    holds until `claimed_until`; each thing its owner does moves that on.
    """

    __tablename__ = "escalations"
    __table_args__ = (
        Index(
            "ix_escalations_open",
            "conversation_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_escalations_queue", "closed_at", "due_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    question_id: Mapped[str | None] = mapped_column(ForeignKey("questions.id"))
    reason: Mapped[str] = mapped_column(String(30), index=True)
    opened_at: Mapped[datetime] = mapped_column(Moment, index=True)
    due_at: Mapped[datetime] = mapped_column(Moment)
    claimed_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    claimed_at: Mapped[datetime | None] = mapped_column(Moment)
    claimed_until: Mapped[datetime | None] = mapped_column(Moment)
    # The last word of the asker (opening included), of staff asking back, of staff replying.
    asker_at: Mapped[datetime] = mapped_column(Moment)
    asked_back_at: Mapped[datetime | None] = mapped_column(Moment)
    replied_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_because: Mapped[str | None] = mapped_column(String(20))


class Contact(Base):
    """How the asker wants the reply, apart from the question; erased when no longer needed."""

    __tablename__ = "contacts"

    escalation_id: Mapped[str] = mapped_column(ForeignKey("escalations.id"), primary_key=True)
    way: Mapped[str] = mapped_column(String(10))
    value: Mapped[str | None] = mapped_column(String(254))
    given_at: Mapped[datetime] = mapped_column(Moment)


class Reach(Base):
    """Where a channel that pushes (Telegram) reaches the asker of a conversation: a chat's id."""

    __tablename__ = "reaches"
    __table_args__ = (Index("ix_reaches_address", "channel", "address"),)

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(100))


class StatusLink(Base):
    """A link by which the asker follows an escalation without signing in. Only its hash is here."""

    __tablename__ = "status_links"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    escalation_id: Mapped[str] = mapped_column(ForeignKey("escalations.id"), index=True)
    expires_at: Mapped[datetime] = mapped_column(Moment)


class Note(Base):
    """An internal note of staff on an escalation; the asker never sees it."""

    __tablename__ = "notes"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    escalation_id: Mapped[str] = mapped_column(ForeignKey("escalations.id"), index=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
