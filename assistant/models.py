"""The tables. Only masked text is ever stored."""

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
    """All tables."""


def _id() -> str:
    return str(uuid.uuid4())


class Conversation(Base):
    """One asker on one channel. The secret token is only known to the asker; its hash is here."""

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=_id)
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

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=_id)
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

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=_id)
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

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=_id)
    answer_id: Mapped[str] = mapped_column(ForeignKey("answers.id"), unique=True)
    helpful: Mapped[bool]
    reason: Mapped[str | None] = mapped_column(Text)
    given_at: Mapped[datetime] = mapped_column(Moment)


class Escalation(Base):
    """A question handed to staff. A conversation has at most one that is open."""

    __tablename__ = "escalations"
    __table_args__ = (
        Index(
            "ix_escalations_open",
            "conversation_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=_id)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    question_id: Mapped[str | None] = mapped_column(ForeignKey("questions.id"))
    reason: Mapped[str] = mapped_column(String(30), index=True)
    opened_at: Mapped[datetime] = mapped_column(Moment, index=True)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
