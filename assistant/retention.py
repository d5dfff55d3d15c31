"""What is kept how long: per class, with a preview of what would go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from assistant import tuning
from assistant.adjustments import Retention, value_of
from assistant.channel_models import Arrival, Pairing, PairingAttempt, PairingCode, Post, Preference
from assistant.database import Sessions, reading
from assistant.desk_models import (
    ApprovedAnswer,
    Attempt,
    Delivery,
    Record,
    SignInAttempt,
    StaffLink,
    StaffSession,
)
from assistant.models import (
    AnswerRow,
    Contact,
    Conversation,
    Escalation,
    Feedback,
    Message,
    Note,
    Question,
    Reach,
    StatusLink,
)

Ids = Select[Any]
# An address is only needed to count questions in an hour.
ADDRESS_HOURS = 24


async def preview(sessions: Sessions, *, now: datetime) -> dict[str, int]:
    """How many of each class would go now."""
    async with reading(sessions) as session:
        days = await value_of(session, "retention", Retention)
        return {
            name: await session.scalar(select(func.count()).select_from(query.subquery())) or 0
            for name, query in _expired(days, now).items()
        }


async def apply(sessions: Sessions, *, now: datetime) -> dict[str, int]:
    """Erase what is kept too long, in one transaction; how many of each class went."""
    async with sessions() as session, session.begin():
        days = await value_of(session, "retention", Retention)
        queries = _expired(days, now)
        counted = {
            name: await session.scalar(select(func.count()).select_from(query.subquery())) or 0
            for name, query in queries.items()
        }
        for conversations in (queries["conversations"], queries["escalations"]):
            await erase(session, list(await session.scalars(conversations)))
        await tidy(session, days, now)
        for row, moment, kept in (
            (SignInAttempt, SignInAttempt.at, days.sign_ins),
            (StaffSession, StaffSession.expires_at, days.sign_ins),
            (Record, Record.at, days.record),
        ):
            await session.execute(delete(row).where(moment < now - timedelta(days=kept)))
        return counted


async def tidy(session: AsyncSession, days: Retention, now: datetime) -> None:
    """What need not wait for an operator: contacts, addresses, links and old answered questions."""
    await session.execute(
        update(Escalation)
        .where(
            Escalation.closed_at.is_(None),
            Escalation.replied_at >= Escalation.asker_at,
            Escalation.replied_at < now - timedelta(days=tuning.CLOSES_AFTER_DAYS),
        )
        .values(closed_at=now, closed_because="no_more_word")
    )
    await session.execute(delete(Contact).where(Contact.escalation_id.in_(_contacts(days, now))))
    await session.execute(
        update(Conversation)
        .where(
            Conversation.address_hash.is_not(None),
            Conversation.created_at < now - timedelta(hours=ADDRESS_HOURS),
            Conversation.id.not_in(
                select(Question.conversation_id).where(
                    Question.asked_at > now - timedelta(hours=ADDRESS_HOURS)
                )
            ),
        )
        .values(address_hash=None)
    )
    await session.execute(delete(StatusLink).where(StatusLink.expires_at <= now))
    await session.execute(delete(StaffLink).where(StaffLink.expires_at <= now))
    await _tidy_channels(session, now)


async def _tidy_channels(session: AsyncSession, now: datetime) -> None:
    """Of channels: what arrived long ago, wrong codes, codes that expired and paired nobody, and
    languages that were chosen a year ago."""
    old = now - timedelta(days=tuning.ARRIVAL_DAYS)
    await session.execute(delete(Arrival).where(Arrival.settled_at < old))
    await session.execute(delete(PairingAttempt).where(PairingAttempt.at < old))
    await session.execute(
        delete(PairingCode).where(
            PairingCode.expires_at < old, PairingCode.id.not_in(select(Pairing.code_id))
        )
    )
    await session.execute(
        delete(Preference).where(Preference.chosen_at < now - timedelta(days=365))
    )


def _expired(days: Retention, now: datetime) -> dict[str, Select[Any]]:
    escalated = select(Escalation.conversation_id)
    last_word = (
        select(func.max(Message.at))
        .where(Message.conversation_id == Conversation.id)
        .correlate(Conversation)
        .scalar_subquery()
    )
    moment = func.coalesce(last_word, Conversation.created_at)
    still_open = escalated.where(
        or_(
            Escalation.closed_at.is_(None),
            Escalation.closed_at >= now - timedelta(days=days.escalations),
        )
    )
    return {
        "conversations": select(Conversation.id).where(
            Conversation.id.not_in(escalated), moment < now - timedelta(days=days.conversations)
        ),
        "escalations": select(Conversation.id).where(
            Conversation.id.in_(escalated),
            Conversation.id.not_in(still_open),
            moment < now - timedelta(days=days.escalations),
        ),
        "contacts": _contacts(days, now),
        "sign_ins": select(SignInAttempt.id).where(
            SignInAttempt.at < now - timedelta(days=days.sign_ins)
        ),
        "record": select(Record.id).where(Record.at < now - timedelta(days=days.record)),
    }


def _contacts(days: Retention, now: datetime) -> Ids:
    """Contacts of questions that were closed so many days ago and have nothing under way."""
    under_way = select(Delivery.escalation_id).where(
        Delivery.escalation_id.is_not(None),
        Delivery.delivered_at.is_(None),
        Delivery.failed_at.is_(None),
    )
    return (
        select(Contact.escalation_id)
        .join(Escalation, Escalation.id == Contact.escalation_id)
        .where(
            Escalation.closed_at < now - timedelta(days=days.contacts),
            Contact.escalation_id.not_in(under_way),
        )
    )


async def erase(session: AsyncSession, conversations: Sequence[str]) -> None:
    """Whole conversations, with all that hangs on them; approved answers stay, on their own."""
    for start in range(0, len(conversations), 200):
        batch = conversations[start : start + 200]
        escalations = select(Escalation.id).where(Escalation.conversation_id.in_(batch))
        messages = select(Message.id).where(Message.conversation_id.in_(batch))
        questions = select(Question.id).where(Question.conversation_id.in_(batch))
        answers = select(AnswerRow.id).where(AnswerRow.question_id.in_(questions))
        deliveries = select(Delivery.id).where(
            or_(Delivery.escalation_id.in_(escalations), Delivery.message_id.in_(messages))
        )
        await session.execute(
            update(ApprovedAnswer)
            .where(ApprovedAnswer.message_id.in_(messages))
            .values(message_id=None)
            .execution_options(synchronize_session=False)
        )
        steps: tuple[tuple[InstrumentedAttribute[Any], Any], ...] = (
            (Post.conversation_id, batch),
            (Attempt.delivery_id, deliveries),
            (Delivery.id, deliveries),
            (StatusLink.escalation_id, escalations),
            (Contact.escalation_id, escalations),
            (Note.escalation_id, escalations),
            (Message.conversation_id, batch),
            (Feedback.answer_id, answers),
            (Escalation.conversation_id, batch),
            (AnswerRow.question_id, questions),
            (Question.conversation_id, batch),
            (Reach.conversation_id, batch),
            (Conversation.id, batch),
        )
        for column, which in steps:
            where: ColumnElement[bool] = column.in_(which)
            await session.execute(
                delete(column.class_).where(where).execution_options(synchronize_session=False)
            )
