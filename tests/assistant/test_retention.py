"""What is kept too long goes, what is still needed stays, and the preview says the same."""

from __future__ import annotations

from datetime import timedelta

from databases import NOW, Core
from sqlalchemy import func, select

from assistant import retention, tuning
from assistant.adjustments import Retention
from assistant.askers import Own
from assistant.database import reading
from assistant.desk_models import Attempt, Delivery, StaffLink
from assistant.models import (
    AnswerRow,
    Base,
    Contact,
    Conversation,
    Escalation,
    Message,
    Question,
    StatusLink,
)
from assistant.opening import Contact as Given
from assistant.states import State

DAYS = Retention()


async def count(core: Core, table: type[Base]) -> int:
    async with reading(core.sessions) as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def answered(core: Core, *, close: bool) -> str:
    id_, token, escalation = await core.asked()
    contact = Given("email", "ouder@voorbeeld.nl")
    await core.askers.set_contact(who=Own(id_, token), contact=contact, now=NOW)
    await core.escalations.note(escalation_id=escalation, actor=core.anna, text="let op", now=NOW)
    await core.escalations.reply(
        escalation_id=escalation, actor=core.anna, text="Zo.", close=close, now=NOW
    )
    while leased := await core.deliveries.lease(courier_id="one", channels=["email"], now=NOW):
        await core.deliveries.delivered(leased, now=NOW)
    return escalation


async def test_old_conversations_go_whole_and_open_ones_stay(core: Core) -> None:
    await answered(core, close=True)
    _, _, still_open = await core.asked()
    late = NOW + timedelta(days=DAYS.escalations + 1)
    shown = await retention.preview(core.sessions, now=late)
    assert (shown["escalations"], shown["conversations"], shown["contacts"]) == (1, 0, 1)
    assert await count(core, Conversation) == 2
    assert await retention.apply(core.sessions, now=late) == shown
    async with reading(core.sessions) as session:
        assert list(await session.scalars(select(Escalation.id))) == [still_open]
    for table, left in (
        (Conversation, 1),
        (Question, 1),
        (AnswerRow, 1),
        (Message, 2),
        (Contact, 0),
        (Delivery, 0),
        (Attempt, 0),
    ):
        assert await count(core, table) == left, table
    assert (await retention.preview(core.sessions, now=late))["escalations"] == 0


async def test_nothing_goes_a_day_too_soon(core: Core) -> None:
    await answered(core, close=True)
    early = NOW + timedelta(days=DAYS.escalations)
    await retention.apply(core.sessions, now=early)
    assert await count(core, Conversation) == 1 and await count(core, Message) == 3


async def test_the_contact_goes_two_weeks_after_closing_and_no_sooner(core: Core) -> None:
    await answered(core, close=True)
    for days, left in ((DAYS.contacts, 1), (DAYS.contacts + 1, 0)):
        async with core.sessions() as session, session.begin():
            await retention.tidy(session, DAYS, NOW + timedelta(days=days))
        assert await count(core, Contact) == left


async def test_a_contact_that_a_delivery_still_needs_stays(core: Core) -> None:
    id_, token, escalation = await core.asked()
    contact = Given("email", "ouder@voorbeeld.nl")
    await core.askers.set_contact(who=Own(id_, token), contact=contact, now=NOW)
    await core.escalations.reply(
        escalation_id=escalation, actor=core.anna, text="Zo.", close=True, now=NOW
    )
    async with core.sessions() as session, session.begin():
        await retention.tidy(session, DAYS, NOW + timedelta(days=300))
    assert await count(core, Contact) == 1


async def test_an_answered_question_without_another_word_closes_itself(core: Core) -> None:
    escalation = await answered(core, close=False)
    for days, state in (
        (tuning.CLOSES_AFTER_DAYS, State.ANSWERED),
        (tuning.CLOSES_AFTER_DAYS + 1, State.CLOSED),
    ):
        now = NOW + timedelta(days=days)
        async with core.sessions() as session, session.begin():
            await retention.tidy(session, DAYS, now)
        assert (await core.queue.read(escalation_id=escalation, now=now)).item.state is state


async def test_links_and_addresses_go_when_they_are_of_no_more_use(core: Core) -> None:
    id_, token, _ = await core.asked()
    await core.conversations.hand_over(conversation_id=id_, token=token, now=NOW)
    async with core.sessions() as session, session.begin():
        (await session.get_one(Conversation, id_)).address_hash = "h"
        session.add(StaffLink(token_hash="x", staff_id=core.anna.id, kind="reset", expires_at=NOW))
    async with core.sessions() as session, session.begin():
        await retention.tidy(session, DAYS, NOW + timedelta(hours=23))
    async with reading(core.sessions) as session:
        assert (await session.get_one(Conversation, id_)).address_hash == "h"
    assert (await count(core, StaffLink), await count(core, StatusLink)) == (0, 1)
    async with core.sessions() as session, session.begin():
        await retention.tidy(session, DAYS, NOW + timedelta(days=tuning.STATUS_LINK_DAYS))
    async with reading(core.sessions) as session:
        assert (await session.get_one(Conversation, id_)).address_hash is None
    assert await count(core, StatusLink) == 0
