"""The asker accepts that a question goes to staff: opened, with where and when the reply comes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.hours import office_hours
from assistant.models import AnswerRow, Conversation, Question
from assistant.opening import Contact, new_link, open_escalation, set_contact
from assistant.statuses import TABLE, Reason, Status
from assistant.texts import say


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A question that staff now has. `text` is for the asker: that it was passed on, where the
    reply will come, and `expected`: when. The status token is shown once and never stored."""

    escalation_id: str
    status_token: str = field(repr=False)
    due_at: datetime
    expected: str
    text: str


async def hand_over_last(
    session: AsyncSession,
    conversation: Conversation,
    reason: Reason | None,
    contact: Contact | None,
    now: datetime,
    question_id: str | None = None,
) -> HandedOver:
    """The last question of a conversation, or the one that is meant."""
    asked = (
        select(Question.id, AnswerRow.status)
        .outerjoin(AnswerRow, AnswerRow.question_id == Question.id)
        .where(Question.conversation_id == conversation.id)
    )
    if question_id is not None:
        asked = asked.where(Question.id == question_id)
    last = (await session.execute(asked.order_by(Question.position.desc()).limit(1))).first()
    row = await open_escalation(
        session,
        conversation_id=conversation.id,
        question_id=last.id if last else None,
        reason=reason or reason_of(last.status if last else None),
        now=now,
    )
    if contact is not None:
        await set_contact(session, row, contact, now)
    spoken = conversation.language
    expected = (await office_hours(session)).expected_answer(row.due_at, now, spoken)
    where = contact.way if contact else "here"
    text = f"{say(f'handed_over_{where}', spoken)} {expected}"
    return HandedOver(row.id, new_link(session, row.id, now), row.due_at, expected, text)


def reason_of(status: str | None) -> Reason:
    if status is None:
        return Reason.ASKED_FOR_PERSON
    end = TABLE[Status(status)]
    return end.reason or (
        Reason.NOT_HELPED if status.startswith("answered_") else Reason.ASKED_FOR_PERSON
    )
