"""What a delivery says and where it goes: looked up at the moment of sending.

Links hold secrets of which only the hash is stored, so each attempt makes its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.channels import DeliveryError, Outgoing
from assistant.desk_models import Delivery, Staff
from assistant.hours import office_hours
from assistant.models import Contact, Conversation, Escalation, Message, Question, Reach
from assistant.opening import new_link
from assistant.people import new_staff_link
from assistant.states import State, state_column
from assistant.statuses import Reason
from assistant.texts import say

# Why a question is at the desk, as staff read it.
REASONS: Mapping[str, str] = {
    Reason.ASKED_FOR_PERSON.value: "de vrager wil een medewerker",
    Reason.PERSONAL_CASE.value: "eigen situatie",
    Reason.NO_SOURCE.value: "geen bron gevonden",
    Reason.LOW_CONFIDENCE.value: "niet zeker genoeg",
    Reason.NOT_HELPED.value: "het antwoord hielp niet",
    Reason.EMERGENCY.value: "spoed",
    Reason.COMPLAINT.value: "klacht",
    Reason.CONTRADICTION.value: "documenten spreken elkaar tegen",
    Reason.ERROR.value: "storing of uitgeschakeld",
}


# To staff, by kind: subject and text. Staff read Dutch.
STAFF: Mapping[str, tuple[str, str]] = {
    "opened": (
        "Nieuwe vraag voor het secretariaat",
        "Er staat een nieuwe vraag klaar. Reden: {reason}. De vraag zelf staat alleen in het bureau.",
    ),
    "added": (
        "Een vrager heeft iets toegevoegd",
        "Een vrager heeft iets toegevoegd aan een vraag. Reden van doorgeven: {reason}.",
    ),
    "digest": (
        "Overzicht van de open vragen",
        "Open vragen: {count}. Over de termijn: {late}. Spoed: {urgent}.",
    ),
    "undeliverable": (
        "Een antwoord kon niet worden bezorgd",
        "Een antwoord aan een vrager kon niet worden bezorgd. Kijk in het bureau waarom. Probeer het "
        "opnieuw, of neem op een andere manier contact op.",
    ),
    "invitation": (
        "Uitnodiging voor het bureau van Wegwijs",
        "U bent uitgenodigd voor het bureau van Wegwijs. Kies met de link een wachtwoord. De link "
        "werkt zeven dagen en één keer.",
    ),
    "reset": (
        "Een nieuw wachtwoord kiezen",
        "Met de link kiest u een nieuw wachtwoord. De link werkt twee uur en één keer. Hebt u dit "
        "niet gevraagd? Dan hoeft u niets te doen.",
    ),
}


class Addresses(Protocol):
    """How the doors' pages are reached from outside; None without a public address."""

    def status(self, token: str) -> str | None: ...

    def escalation(self, escalation_id: str) -> str | None: ...

    def queue(self) -> str | None: ...

    def welcome(self, token: str) -> str | None: ...


async def compose(
    session: AsyncSession,
    delivery: Delivery,
    *,
    addresses: Addresses,
    organisation: str,
    now: datetime,
) -> Outgoing:
    """The message of a delivery. Raises DeliveryError (permanent) when it can reach nobody."""
    if delivery.staff_id is not None:
        return await _to_staff(session, delivery, addresses, organisation, now)
    return await _to_asker(session, delivery, addresses, organisation, now)


async def _to_asker(
    session: AsyncSession,
    delivery: Delivery,
    addresses: Addresses,
    organisation: str,
    now: datetime,
) -> Outgoing:
    row = await session.get_one(Escalation, delivery.escalation_id)
    conversation = await session.get_one(Conversation, row.conversation_id)
    spoken = conversation.language
    message = await session.get(Message, delivery.message_id) if delivery.message_id else None
    question = await session.get(Question, row.question_id) if row.question_id else None
    if message is not None:
        text, citations = message.text or "", tuple(message.citations)
    else:
        expected = (await office_hours(session)).expected_answer(row.due_at, now, spoken)
        text, citations = f"{say('handed_over_email', spoken)} {expected}", ()
    link = None
    if addresses.status("") is not None:
        link = addresses.status(new_link(session, row.id, now))
    return Outgoing(
        id=delivery.id,
        kind=delivery.kind,
        to=await _address_of(session, delivery, row),
        language=spoken,
        subject=say(f"subject_{delivery.kind}", spoken),
        text=text,
        question=question.text if question else None,
        citations=citations,
        link=link,
        thread=await _thread(session, delivery),
        escalation_id=row.id,
        organisation=organisation,
    )


async def _address_of(session: AsyncSession, delivery: Delivery, row: Escalation) -> str:
    if delivery.channel == "email":
        contact = await session.get(Contact, row.id)
        if contact is None or contact.way != "email" or not contact.value:
            raise DeliveryError("het e-mailadres is gewist", permanent=True)
        return contact.value
    reach = await session.get(Reach, row.conversation_id)
    if reach is None or reach.channel != delivery.channel:
        raise DeliveryError("het adres in dit kanaal is gewist", permanent=True)
    return reach.address


async def _thread(session: AsyncSession, delivery: Delivery) -> tuple[str, ...]:
    """Earlier deliveries of the same escalation over the same channel to the same person."""
    same = (
        Delivery.staff_id.is_(None)
        if delivery.staff_id is None
        else Delivery.staff_id == delivery.staff_id
    )
    return tuple(
        await session.scalars(
            select(Delivery.id)
            .where(
                Delivery.escalation_id == delivery.escalation_id,
                Delivery.channel == delivery.channel,
                Delivery.created_at < delivery.created_at,
                same,
            )
            .order_by(Delivery.created_at)
        )
    )


async def _to_staff(
    session: AsyncSession,
    delivery: Delivery,
    addresses: Addresses,
    organisation: str,
    now: datetime,
) -> Outgoing:
    staff = await session.get_one(Staff, delivery.staff_id)
    if staff.disabled_at is not None:
        raise DeliveryError("dit account is uitgeschakeld", permanent=True)
    said: dict[str, Any] = {"reason": "", "due": "", "count": 0, "late": 0, "urgent": 0}
    link = addresses.queue()
    if delivery.kind in ("invitation", "reset"):
        if addresses.welcome("") is not None:
            link = addresses.welcome(new_staff_link(session, staff.id, delivery.kind, now))
    elif delivery.kind == "digest":
        said |= await _counted(session, now)
    elif delivery.escalation_id is not None:
        row = await session.get_one(Escalation, delivery.escalation_id)
        link = addresses.escalation(row.id)
        said["reason"] = REASONS[row.reason]
    subject, text = STAFF[delivery.kind]
    urgent = REASONS[Reason.EMERGENCY.value]
    return Outgoing(
        id=delivery.id,
        kind=delivery.kind,
        to=staff.email,
        language="nl",
        subject=f"SPOED: {subject}" if said["reason"] == urgent else subject,
        text=text.format(**said),
        link=link,
        thread=await _thread(session, delivery) if delivery.escalation_id else (),
        escalation_id=delivery.escalation_id,
        organisation=organisation,
    )


async def _counted(session: AsyncSession, now: datetime) -> dict[str, int]:
    state = state_column(now)
    to_do = select(func.count()).where(
        Escalation.closed_at.is_(None), state.in_([State.NEW.value, State.CLAIMED.value])
    )
    late = to_do.where(Escalation.due_at < now)
    urgent = to_do.where(Escalation.reason == Reason.EMERGENCY.value)
    return {
        "count": await session.scalar(to_do) or 0,
        "late": await session.scalar(late) or 0,
        "urgent": await session.scalar(urgent) or 0,
    }
