"""A question that was asked before with the same id: work that broke off goes on where it was."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.answers import Answer, Citation
from assistant.conversation_shapes import Asked, UnknownAnswerError
from assistant.database import Sessions, reading
from assistant.models import AnswerRow, Conversation, Escalation, Question
from assistant.statuses import Status
from assistant.storing import plain


async def asked_earlier(
    session: AsyncSession, conversation: Conversation, question_id: str | None
) -> tuple[Question | None, Asked | None]:
    """The question that was saved before, and what it was answered; None for what is not there."""
    question = await session.get(Question, question_id) if question_id else None
    if question is None or question.conversation_id != conversation.id:
        return None, None
    row = await session.scalar(select(AnswerRow).where(AnswerRow.question_id == question.id))
    if row is None:
        return question, None
    answer = answer_of(row)
    escalation = None
    if answer.reason is not None:
        escalation = await session.scalar(
            select(Escalation.id)
            .where(Escalation.conversation_id == conversation.id)
            .order_by(Escalation.opened_at.desc())
            .limit(1)
        )
    return question, Asked(question.id, row.id, answer, escalation)


async def given_meanwhile(
    sessions: Sessions, conversation: Conversation, question_id: str
) -> Asked:
    """The answer that was saved while another was made: by a process that worked on the same
    question, or because it was taken for broken off and handed to a person. That one counts."""
    async with reading(sessions) as session:
        _, asked = await asked_earlier(session, conversation, question_id)
    if asked is None:
        raise UnknownAnswerError
    return asked


def row_of(question_id: str, answer: Answer, now: datetime) -> AnswerRow:
    """An answer as it is saved."""
    return AnswerRow(
        question_id=question_id,
        status=answer.status.value,
        text=answer.text,
        language=answer.language,
        confidence=answer.confidence,
        citations=[plain(asdict(citation)) for citation in answer.citations],
        timings_ms=answer.timings_ms,
        answered_at=now,
    )


def answer_of(row: AnswerRow) -> Answer:
    """An answer as it was saved: its text is whole, what only a screen adds is not kept."""
    return Answer(
        status=Status(row.status),
        text=row.text,
        language=row.language,
        confidence=row.confidence,
        citations=tuple(citation_of(values) for values in row.citations),
    )


def citation_of(values: dict[str, Any]) -> Citation:
    """A citation from its values as JSON holds them."""
    until = values.get("valid_until")
    return Citation(**{**values, "valid_until": date.fromisoformat(until) if until else None})
