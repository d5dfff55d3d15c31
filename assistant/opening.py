"""Opening an escalation, with where its reply should go; inside the transaction at hand."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from assistant import tuning
from assistant.hours import office_hours
from assistant.models import Contact as ContactRow
from assistant.models import Escalation, StatusLink
from assistant.outbox import enqueue_to_asker, tell_staff
from assistant.statuses import Reason

_EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@(?:[\w-]{1,63}\.)+[\w-]{2,63}")
_PHONE = re.compile(r"\+?[\d ()/.-]{8,20}")


class ContactError(Exception):
    """The contact cannot be used."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Where the asker wants the reply: in the conversation, by e-mail or by phone."""

    way: Literal["here", "email", "phone"] = "here"
    value: str | None = field(default=None, repr=False)

    def checked(self) -> Contact:
        """The contact as it is stored. Raises ContactError."""
        value = (self.value or "").strip()
        if self.way == "here":
            return Contact("here")
        if self.way == "email":
            if len(value) > 254 or not _EMAIL.fullmatch(value):
                raise ContactError(
                    "Dit is geen e-mailadres. Controleer het en probeer het opnieuw."
                )
            return Contact("email", value)
        digits = sum(ch.isdigit() for ch in value)
        if not _PHONE.fullmatch(value) or not 8 <= digits <= 15:
            raise ContactError("Dit is geen telefoonnummer. Controleer het en probeer het opnieuw.")
        return Contact("phone", value)


def hash_of(value: str) -> str:
    """What is stored of a secret."""
    return hashlib.sha256(value.encode(errors="replace")).hexdigest()


async def open_escalation(
    session: AsyncSession,
    *,
    conversation_id: str,
    question_id: str | None,
    reason: Reason,
    now: datetime,
) -> Escalation:
    """The conversation's open escalation: the one it has, or a new one.

    One that was answered or waiting becomes work to do again. An emergency goes on top either way.
    """
    query = select(Escalation).where(
        Escalation.conversation_id == conversation_id, Escalation.closed_at.is_(None)
    )
    hours = await office_hours(session)
    due = now if reason is Reason.EMERGENCY else hours.due(now)
    row = await session.scalar(query)
    fresh = row is None
    if row is None:
        row = Escalation(
            conversation_id=conversation_id,
            question_id=question_id,
            reason=reason.value,
            opened_at=now,
            asker_at=now,
            due_at=due,
        )
        try:
            async with session.begin_nested():
                session.add(row)
        except IntegrityError:  # another request of this conversation was first
            row, fresh = (await session.scalars(query)).one(), False
    became_urgent = reason is Reason.EMERGENCY and row.reason != reason.value
    if not fresh:
        settled = (row.replied_at or row.opened_at) >= row.asker_at and row.replied_at is not None
        if settled:
            row.due_at, row.question_id = due, question_id or row.question_id
            row.reason = reason.value
        row.asker_at = now
        if became_urgent:
            row.reason, row.due_at = reason.value, now
    if fresh or became_urgent:
        await session.flush()
        await tell_staff(
            session,
            kind="opened",
            now=now,
            escalation=row,
            urgent=reason is Reason.EMERGENCY,
        )
    return row


async def set_contact(
    session: AsyncSession, escalation: Escalation, contact: Contact, now: datetime
) -> None:
    """Keep (or replace) where the reply goes; by e-mail, what was agreed is confirmed at once."""
    before = await session.get(ContactRow, escalation.id)
    if before is None:
        before = ContactRow(escalation_id=escalation.id, way=contact.way, given_at=now)
        session.add(before)
        changed = True
    else:
        changed = (before.way, before.value) != (contact.way, contact.value)
    before.way, before.value, before.given_at = contact.way, contact.value, now
    await session.flush()
    if contact.way == "email" and changed:
        await enqueue_to_asker(
            session, escalation=escalation, message_id=None, kind="confirmation", now=now
        )


async def erase_contact(session: AsyncSession, escalation_id: str) -> None:
    """Forget where the asker can be reached."""
    await session.execute(delete(ContactRow).where(ContactRow.escalation_id == escalation_id))


def new_link(session: AsyncSession, escalation_id: str, now: datetime) -> str:
    """The secret of a new status link; only its hash is stored."""
    token = secrets.token_urlsafe(32)
    session.add(
        StatusLink(
            token_hash=hash_of(token),
            escalation_id=escalation_id,
            expires_at=now + timedelta(days=tuning.STATUS_LINK_DAYS),
        )
    )
    return token
