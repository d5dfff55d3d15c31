"""Writing into the outbox, always in the transaction of what the message is about."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.desk_models import Attempt, Delivery, Staff
from assistant.models import Contact, Escalation, Message, Reach, new_id

# Kinds that go to staff; when one of these fails nobody is told by the same road again.
TO_STAFF = frozenset({"opened", "added", "digest", "undeliverable", "invitation", "reset"})


# Channels that no courier serves: read in the conversation, or called by a person.
WEB = "web"


PHONE = "phone"


async def enqueue_to_asker(
    session: AsyncSession,
    *,
    escalation: Escalation,
    message_id: str | None,
    kind: str,
    now: datetime,
) -> tuple[str, str]:
    """Write the delivery of a message in the transaction at hand; its id and channel.

    The asker's contact decides; without one the message goes where the question came from. In the
    web conversation a stored message is a delivered one: the asker reads it there.
    """
    contact = await session.get(Contact, escalation.id)
    reach = await session.get(Reach, escalation.conversation_id)
    if contact is not None and contact.way in ("email", "phone"):
        channel = contact.way
    else:
        channel = reach.channel if reach else WEB
    row = Delivery(
        id=new_id(),
        kind=kind,
        channel=channel,
        escalation_id=escalation.id,
        message_id=message_id,
        created_at=now,
        due_at=now,
        delivered_at=now if channel == WEB else None,
    )
    session.add(row)
    await session.flush()
    return row.id, channel


def enqueue_to_staff(
    session: AsyncSession,
    *,
    staff_id: str,
    kind: str,
    now: datetime,
    escalation_id: str | None = None,
    about_id: str | None = None,
) -> str:
    """Write an e-mail to someone of staff in the transaction at hand; the delivery's id."""
    row = Delivery(
        id=new_id(),
        kind=kind,
        channel="email",
        staff_id=staff_id,
        escalation_id=escalation_id,
        about_id=about_id,
        created_at=now,
        due_at=now,
    )
    session.add(row)
    return row.id


async def tell_staff(
    session: AsyncSession, *, kind: str, now: datetime, escalation: Escalation, urgent: bool = False
) -> None:
    """Tell by e-mail whoever wants to know at once; with a claim only its owner.

    Urgent (an emergency): everyone who did not say "never".
    """
    wanted = ["at_once", "digest"] if urgent else ["at_once"]
    chosen = select(Staff.id).where(Staff.disabled_at.is_(None))
    if escalation.claimed_by is not None:
        chosen = chosen.where(Staff.id == escalation.claimed_by, Staff.notify != "never")
    else:
        chosen = chosen.where(Staff.notify.in_(wanted), Staff.password_hash.is_not(None))
    for staff_id in await session.scalars(chosen):
        enqueue_to_staff(
            session, staff_id=staff_id, kind=kind, now=now, escalation_id=escalation.id
        )


async def tell_undeliverable(session: AsyncSession, delivery_id: str, now: datetime) -> None:
    """Tell who wrote the reply and all administrators; a notice that failed is only shown."""
    row = await session.get_one(Delivery, delivery_id)
    if row.kind in TO_STAFF:
        return
    told = set(
        await session.scalars(
            select(Staff.id).where(Staff.disabled_at.is_(None), Staff.role == "administrator")
        )
    )
    message = await session.get(Message, row.message_id) if row.message_id else None
    if message is not None and message.staff_id is not None:
        told.add(message.staff_id)
    for staff_id in sorted(told):
        enqueue_to_staff(
            session,
            staff_id=staff_id,
            kind="undeliverable",
            now=now,
            escalation_id=row.escalation_id,
            about_id=row.id,
        )


async def drop_unsent(session: AsyncSession, escalation_id: str) -> None:
    """Take back what is on its way to an asker who no longer wants it and is not being sent now."""
    unsent = select(Delivery.id).where(
        Delivery.escalation_id == escalation_id,
        Delivery.staff_id.is_(None),
        Delivery.delivered_at.is_(None),
        Delivery.failed_at.is_(None),
        Delivery.leased_by.is_(None),
    )
    ids = list(await session.scalars(unsent))
    await session.execute(delete(Attempt).where(Attempt.delivery_id.in_(ids)))
    await session.execute(delete(Delivery).where(Delivery.id.in_(ids)))
