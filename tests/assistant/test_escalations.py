"""Escalations: claimed by one, answered whole or not at all, never lost from the queue."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from databases import NOW, Core
from sqlalchemy import func, select

from assistant import tuning
from assistant.access import UnknownConversationError
from assistant.askers import Link, NothingHandedOverError, Own, UnknownLinkError
from assistant.audit import Records
from assistant.database import reading
from assistant.desk_models import Delivery, Record, Staff
from assistant.escalations import (
    ClaimedByOtherError,
    ClosedError,
    ReopenedElsewhereError,
    UnknownEscalationError,
)
from assistant.models import Escalation, Message, StatusLink
from assistant.opening import Contact
from assistant.queue import Filters
from assistant.states import State
from assistant.threads import EmptyError, TooLongError
from knowledge.documents import Audience

SOON = NOW + timedelta(minutes=5)


async def state(core: Core, escalation: str, now=NOW) -> State:  # type: ignore[no-untyped-def]
    return (await core.queue.read(escalation_id=escalation, now=now)).item.state


async def count(core: Core, table: type) -> int:
    async with reading(core.sessions) as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def claims(core: Core, rounds: int) -> None:
    _, _, escalation = await core.asked()
    won = {core.anna.id: 0, core.bram.id: 0}
    for number in range(rounds):
        people = [core.anna, core.bram] if number % 2 else [core.bram, core.anna]
        results = await asyncio.gather(
            *(
                core.escalations.claim(escalation_id=escalation, actor=who, now=NOW)
                for who in people
            )
        )
        assert sorted(results) == [False, True], number
        winner, loser = people if results[0] else people[::-1]
        item = (await core.queue.read(escalation_id=escalation, now=NOW)).item
        assert item.claimed_by == winner.id and item.state is State.CLAIMED
        with pytest.raises(ClaimedByOtherError, match=winner.name):
            await core.escalations.reply(
                escalation_id=escalation, actor=loser, text="Ik ook!", now=NOW
            )
        won[winner.id] += 1
        assert await core.escalations.release(escalation_id=escalation, actor=winner, now=NOW)
    assert sum(won.values()) == rounds
    assert await count(core, Delivery) == 0


async def test_of_two_who_claim_at_once_exactly_one_wins_in_100_rounds(core: Core) -> None:
    await claims(core, 100)


@pytest.mark.long
async def test_of_two_who_claim_at_once_exactly_one_wins_in_1000_rounds(core: Core) -> None:
    await claims(core, 1000)


async def test_of_ten_who_reply_at_once_one_reply_is_sent(core: Core) -> None:
    _, _, escalation = await core.asked()
    await core.escalations.claim(escalation_id=escalation, actor=core.anna, now=NOW)
    results = await asyncio.gather(
        *(
            core.escalations.reply(
                escalation_id=escalation,
                actor=core.anna if n == 4 else core.bram,
                text="Dat mag niet.",
                close=True,
                now=NOW,
            )
            for n in range(10)
        ),
        return_exceptions=True,
    )
    assert sum(not isinstance(result, Exception) for result in results) == 1
    assert await count(core, Delivery) == 1


async def test_the_state_follows_what_happened(core: Core) -> None:
    id_, token, escalation = await core.asked()
    own = Own(id_, token)
    assert await state(core, escalation) is State.NEW
    await core.escalations.claim(escalation_id=escalation, actor=core.anna, now=NOW)
    assert await state(core, escalation) is State.CLAIMED
    await core.escalations.ask_back(
        escalation_id=escalation, actor=core.anna, text="In welke groep?", now=NOW
    )
    assert await state(core, escalation) is State.WAITING
    await core.askers.add(who=own, text="Groep 5.", now=SOON)
    assert await state(core, escalation, SOON) is State.CLAIMED
    later = SOON + timedelta(minutes=1)
    await core.escalations.reply(
        escalation_id=escalation, actor=core.anna, text="Dan kan het zo.", now=later
    )
    assert await state(core, escalation, later) is State.ANSWERED
    again = later + timedelta(minutes=1)
    await core.askers.add(who=own, text="En in groep 6?", now=again)
    assert await state(core, escalation, again) is State.NEW
    await core.escalations.close(escalation_id=escalation, actor=core.bram, now=again)
    assert await state(core, escalation, again) is State.CLOSED
    assert await core.escalations.reopen(escalation_id=escalation, actor=core.bram, now=again)
    assert await state(core, escalation, again) is State.NEW


async def test_the_state_in_the_list_is_the_state_of_the_row(core: Core) -> None:
    made = [await core.asked() for _ in range(5)]
    await core.escalations.claim(escalation_id=made[1][2], actor=core.anna, now=NOW)
    await core.escalations.ask_back(
        escalation_id=made[2][2], actor=core.anna, text="Welke?", now=NOW
    )
    await core.escalations.reply(escalation_id=made[3][2], actor=core.anna, text="Ja.", now=NOW)
    await core.escalations.close(escalation_id=made[4][2], actor=core.anna, now=NOW)
    views = {
        view: [
            item.id for item in (await core.queue.page(view=view, actor=core.anna, now=NOW)).items
        ]
        for view in ("unclaimed", "mine", "waiting", "answered", "closed", "open", "all")
    }
    ids = [escalation for _, _, escalation in made]
    assert views["unclaimed"] == [ids[0]]
    assert set(views["mine"]) == {ids[1], ids[2]}
    assert views["waiting"] == [ids[2]]
    assert views["answered"] == [ids[3]]
    assert views["closed"] == [ids[4]]
    assert set(views["open"]) == set(ids[:3])
    assert set(views["all"]) == set(ids)
    counts = await core.queue.counts(actor=core.anna, now=NOW)
    assert counts == {view: len(found) for view, found in views.items()}


async def test_a_forgotten_claim_returns_to_the_queue_after_two_office_hours(core: Core) -> None:
    _, _, escalation = await core.asked()
    await core.escalations.claim(escalation_id=escalation, actor=core.anna, now=NOW)
    # 11:00 in Amsterdam; the lunch break from 12:30 to 13:00 does not count.
    before, after = NOW + timedelta(hours=2, minutes=29), NOW + timedelta(hours=2, minutes=31)
    claim = {"escalation_id": escalation, "actor": core.bram}
    assert not await core.escalations.claim(**claim, now=before)
    assert await state(core, escalation, after) is State.NEW
    assert await core.escalations.claim(**claim, now=after)
    assert not await core.escalations.touch(escalation_id=escalation, actor=core.anna, now=after)


async def test_work_on_a_claim_makes_it_hold(core: Core) -> None:
    _, _, escalation = await core.asked()
    await core.escalations.claim(escalation_id=escalation, actor=core.anna, now=NOW)
    later = NOW + timedelta(hours=2)
    assert await core.escalations.touch(escalation_id=escalation, actor=core.anna, now=later)
    claimed = await core.escalations.claim(
        escalation_id=escalation, actor=core.bram, now=NOW + timedelta(hours=3)
    )
    assert not claimed


async def test_a_reply_and_its_delivery_are_written_together_or_not_at_all(
    core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def cut_off(*_: object, **__: object) -> tuple[str, str]:
        raise RuntimeError("cut off between the reply and its delivery")

    id_, token, escalation = await core.asked()
    monkeypatch.setattr("assistant.escalations.enqueue_to_asker", cut_off)
    with pytest.raises(RuntimeError):
        await core.escalations.reply(
            escalation_id=escalation, actor=core.anna, text="Dat mag niet.", now=NOW
        )
    lines = await core.conversations.messages(conversation_id=id_, token=token)
    assert [line.kind for line in lines] == ["question", "answer"]
    assert await count(core, Delivery) == 0
    assert await count(core, Record) == 0
    assert await state(core, escalation) is State.NEW


async def test_a_delivery_that_fails_to_be_recorded_takes_the_reply_with_it(
    core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(*_: object, **__: object) -> None:
        raise RuntimeError("cut off after the delivery")

    _, _, escalation = await core.asked()
    monkeypatch.setattr("assistant.escalations.record", cut_off)
    with pytest.raises(RuntimeError):
        await core.escalations.reply(
            escalation_id=escalation, actor=core.anna, text="Dat mag niet.", now=NOW
        )
    assert await count(core, Delivery) == 0
    async with reading(core.sessions) as session:
        assert await session.scalar(select(Message.id).where(Message.kind == "reply")) is None


@pytest.mark.parametrize(
    ("contact", "channel"),
    [
        (None, "web"),
        (Contact("here"), "web"),
        (Contact("email", "ouder@voorbeeld.nl"), "email"),
        (Contact("phone", "0348 123 456"), "phone"),
    ],
)
async def test_the_reply_goes_where_the_asker_wants_it(
    core: Core, contact: Contact | None, channel: str
) -> None:
    id_, token, escalation = await core.asked()
    if contact:
        await core.askers.set_contact(who=Own(id_, token), contact=contact, now=NOW)
    sent = await core.escalations.reply(
        escalation_id=escalation, actor=core.anna, text="Dat mag niet.", now=NOW
    )
    assert sent.channel == channel
    whole = await core.queue.read(escalation_id=escalation, now=NOW)
    (delivery,) = [d for d in whole.deliveries if d.kind == "reply"]
    states = {"web": "delivered", "email": "underway", "phone": "to_call"}
    assert delivery.state == states[channel]
    assert whole.item.undelivered is (channel == "phone")
    # Whatever the channel: it also stands in the conversation.
    lines = await core.conversations.messages(conversation_id=id_, token=token, since=2)
    assert [line.text for line in lines] == ["Dat mag niet."]


async def test_a_call_is_ticked_off_once(core: Core) -> None:
    id_, token, escalation = await core.asked()
    contact = Contact("phone", "0348 123 456")
    await core.askers.set_contact(who=Own(id_, token), contact=contact, now=NOW)
    sent = await core.escalations.reply(
        escalation_id=escalation, actor=core.anna, text="Wij bellen.", now=NOW
    )
    assert [d.id for d in await core.deliveries.failures()] == [sent.delivery_id]
    await core.deliveries.mark_called(delivery_id=sent.delivery_id, actor=core.anna, now=NOW)
    assert await core.deliveries.failures() == []
    with pytest.raises(Exception, match="al afgehandeld"):
        await core.deliveries.mark_called(delivery_id=sent.delivery_id, actor=core.anna, now=NOW)


async def test_a_reply_of_20000_characters_is_sent_and_a_longer_one_is_refused(core: Core) -> None:
    _, _, escalation = await core.asked()
    for text, error in (
        ("x" * 20_001, TooLongError),
        ("x" * 2_000_000, TooLongError),
        ("  ", EmptyError),
    ):
        with pytest.raises(error):
            await core.escalations.reply(
                escalation_id=escalation, actor=core.anna, text=text, now=NOW
            )
    assert await count(core, Delivery) == 0
    longest = "x" * tuning.LONGEST_REPLY
    await core.escalations.reply(escalation_id=escalation, actor=core.anna, text=longest, now=NOW)
    assert await count(core, Delivery) == 1


async def test_markup_in_a_question_and_a_reply_is_kept_as_it_was_written(core: Core) -> None:
    question, reply = "Wat is <b>dit</b>? <script>alert(1)</script>", "<i>Nee</i> & 'ja'"
    id_, token, escalation = await core.asked(question)
    await core.escalations.reply(escalation_id=escalation, actor=core.anna, text=reply, now=NOW)
    lines = await core.conversations.messages(conversation_id=id_, token=token)
    assert (lines[0].text, lines[2].text) == (question, reply)


async def test_what_is_closed_or_unknown_says_so_and_changes_nothing(core: Core) -> None:
    _, _, escalation = await core.asked()
    await core.escalations.close(escalation_id=escalation, actor=core.anna, now=NOW)
    assert not await core.escalations.close(escalation_id=escalation, actor=core.anna, now=NOW)
    assert not await core.escalations.claim(escalation_id=escalation, actor=core.anna, now=NOW)
    with pytest.raises(ClosedError):
        await core.escalations.reply(escalation_id=escalation, actor=core.anna, text="Ja", now=NOW)
    for call in (core.escalations.close, core.escalations.reopen):
        with pytest.raises(UnknownEscalationError):
            await call(escalation_id="nothing", actor=core.anna, now=NOW)
    with pytest.raises(UnknownEscalationError):
        await core.queue.read(escalation_id="nothing", now=NOW)
    assert await count(core, Delivery) == 0


async def test_a_colleague_cannot_close_what_someone_is_working_on(core: Core) -> None:
    _, _, escalation = await core.asked()
    await core.escalations.claim(escalation_id=escalation, actor=core.anna, now=NOW)
    with pytest.raises(ClaimedByOtherError):
        await core.escalations.close(escalation_id=escalation, actor=core.bram, now=NOW)
    assert not await core.escalations.release(escalation_id=escalation, actor=core.bram, now=NOW)
    assert await state(core, escalation) is State.CLAIMED


async def test_a_closed_question_is_not_reopened_beside_another_open_one(core: Core) -> None:
    id_, token, first = await core.asked()
    await core.escalations.close(escalation_id=first, actor=core.anna, now=NOW)
    handed = await core.conversations.hand_over(conversation_id=id_, token=token, now=SOON)
    assert handed.escalation_id != first
    with pytest.raises(ReopenedElsewhereError):
        await core.escalations.reopen(escalation_id=first, actor=core.anna, now=SOON)
    assert await state(core, first) is State.CLOSED


async def test_emergencies_come_first_and_then_what_is_due_first(core: Core) -> None:
    late = (await core.asked("oud", NOW - timedelta(days=2)))[2]
    new = (await core.asked("nieuw", NOW))[2]
    urgent = (await core.asked("spoed", NOW))[2]
    async with core.sessions() as session, session.begin():
        (await session.get_one(Escalation, urgent)).reason = "emergency"
    later = NOW + timedelta(days=7)
    page = await core.queue.page(view="open", actor=core.anna, now=later)
    assert [item.id for item in page.items] == [urgent, late, new]
    assert all(item.overdue for item in page.items)


async def test_filters_and_search_find_what_was_asked_added_and_replied(core: Core) -> None:
    id_, token, one = await core.asked("Hoe werkt vervoer naar school?")
    _, _, two = await core.asked("Wat kost een onderzoek? 100%_zeker", NOW - timedelta(days=10))
    await core.askers.add(who=Own(id_, token), text="Wij wonen ver van de Kerkstraat.", now=NOW)
    await core.escalations.reply(
        escalation_id=two, actor=core.anna, text="Het onderzoek is GRATIS.", now=NOW
    )

    async def found(**filters: object) -> set[str]:
        page = await core.queue.page(
            view="all", actor=core.anna, now=NOW, filters=Filters(**filters)
        )
        assert page.total == len(page.items)
        return {item.id for item in page.items}

    assert await found(search="vervoer") == {one}
    assert await found(search="kerkstraat SCHOOL") == {one}
    assert await found(search="gratis onderzoek") == {two}
    assert await found(search="100%_") == {two}
    assert await found(search="vervoer gratis") == set()
    assert await found(older_than_days=7) == {two}
    assert await found(reason="error") == {one, two}
    assert await found(reason="complaint") == set()
    assert await found(channel="web", audience="everyone") == {one, two}
    assert await found(channel="telegram") == set()


async def test_notes_are_for_staff_only(core: Core) -> None:
    id_, token, escalation = await core.asked()
    await core.escalations.note(
        escalation_id=escalation, actor=core.anna, text="Eerst Kim bellen.", now=NOW
    )
    (note,) = (await core.queue.read(escalation_id=escalation, now=NOW)).notes
    assert (note.who, note.text) == ("Anna", "Eerst Kim bellen.")
    followed = await core.askers.follow(who=Own(id_, token), now=NOW)
    assert "Kim" not in repr(followed)


async def test_everything_staff_does_stands_in_the_record(core: Core) -> None:
    _, _, escalation = await core.asked()
    say = {"escalation_id": escalation, "actor": core.anna, "now": NOW}
    await core.escalations.claim(**say)
    await core.escalations.note(**say, text="let op")
    await core.escalations.ask_back(**say, text="Welke groep?")
    await core.escalations.reply(**say, text="Zo zit het.", close=True)
    await core.escalations.reopen(**say)
    await core.escalations.close(**say)
    lines, total = await Records(core.sessions).page(subject="escalation:")
    assert total == len(lines) == 6
    assert [line.action.removeprefix("escalation.") for line in lines[::-1]] == [
        "claim",
        "note",
        "ask_back",
        "reply",
        "reopen",
        "close",
    ]
    assert {line.who for line in lines} == {"Anna"}
    assert "Zo zit het" not in repr(lines)


async def test_a_status_link_follows_adds_and_withdraws_until_it_expires(core: Core) -> None:
    id_, token, escalation = await core.asked()
    handed = await core.conversations.hand_over(
        conversation_id=id_, token=token, contact=Contact("email", "ouder@voorbeeld.nl"), now=NOW
    )
    link = Link(handed.status_token)
    followed = await core.askers.follow(who=link, now=NOW)
    assert followed.escalation_id == escalation and followed.contact_way == "email"
    assert followed.question == "Mag de school dit weigeren?"
    assert "ouder@" not in repr(followed)
    followed = await core.askers.add(who=link, text="Bel 06-12345678 niet.", now=SOON)
    assert followed.messages[-1].text == "Bel [telefoon] niet."
    followed = await core.askers.withdraw(who=link, now=SOON)
    assert followed.state is State.CLOSED and followed.contact_way == "here"
    assert (await core.askers.withdraw(who=link, now=SOON)).state is State.CLOSED
    whole = await core.queue.read(escalation_id=escalation, now=SOON)
    assert whole.closed_because == "withdrawn" and whole.contact is None
    expired = NOW + timedelta(days=tuning.STATUS_LINK_DAYS)
    for who, now in ((link, expired), (Link("verzonnen"), NOW), (Link(""), NOW)):
        with pytest.raises(UnknownLinkError):
            await core.askers.follow(who=who, now=now)
        with pytest.raises(UnknownLinkError):
            await core.askers.withdraw(who=who, now=now)
    async with reading(core.sessions) as session:
        stored = list(await session.scalars(select(StatusLink.token_hash)))
    assert handed.status_token not in stored


async def test_an_addition_to_a_closed_question_opens_it_again(core: Core) -> None:
    id_, token, escalation = await core.asked()
    await core.escalations.reply(
        escalation_id=escalation, actor=core.anna, text="Zo.", close=True, now=NOW
    )
    followed = await core.askers.add(who=Own(id_, token), text="Dat klopt niet.", now=SOON)
    assert followed.state is State.NEW and followed.escalation_id == escalation


async def test_an_asker_follows_only_their_own_question(core: Core) -> None:
    id_, _, _ = await core.asked()
    with pytest.raises(UnknownConversationError):
        await core.askers.follow(who=Own(id_, "verkeerd"), now=NOW)
    empty = await core.conversations.start(
        channel="web", audience=Audience.EVERYONE, language="nl", now=NOW
    )
    with pytest.raises(NothingHandedOverError):
        await core.askers.follow(who=Own(empty.id, empty.token), now=NOW)


@pytest.mark.parametrize("language", ["nl", "en", "tr", "ar", "pl", "uk"])
async def test_the_asker_reads_in_their_language_when_to_expect_an_answer(
    core: Core, language: str
) -> None:
    started = await core.conversations.start(
        channel="web", audience=Audience.EVERYONE, language=language, now=NOW
    )
    handed = await core.conversations.hand_over(
        conversation_id=started.id, token=started.token, now=NOW, text="?!"
    )
    # Sixteen office hours from Tuesday 11:00: Thursday.
    assert "26-11-2026" in handed.expected and handed.expected in handed.text


async def test_staff_is_told_at_once_when_they_want_to_be(core: Core) -> None:
    async with core.sessions() as session, session.begin():
        (await session.get_one(Staff, core.anna.id)).notify = "at_once"
        (await session.get_one(Staff, core.bram.id)).notify = "digest"
    id_, token, escalation = await core.asked()
    await core.conversations.hand_over(conversation_id=id_, token=token, now=NOW)

    async def told() -> list[tuple[str, str | None]]:
        async with reading(core.sessions) as session:
            rows = await session.execute(
                select(Delivery.kind, Delivery.staff_id).order_by(Delivery.created_at)
            )
            return [(kind, staff) for kind, staff in rows]

    assert await told() == [("opened", core.anna.id)]
    await core.escalations.claim(escalation_id=escalation, actor=core.bram, now=NOW)
    await core.askers.add(who=Own(id_, token), text="Nog iets.", now=SOON)
    assert await told() == [("opened", core.anna.id), ("added", core.bram.id)]


async def test_the_queue_says_when_something_changed(core: Core) -> None:
    _, _, escalation = await core.asked()
    seen = await core.queue.changed_at()
    assert await core.queue.changed_at() == seen
    await core.escalations.claim(escalation_id=escalation, actor=core.anna, now=NOW)
    assert await core.queue.changed_at() != seen


async def test_earlier_replies_to_like_questions_are_related(core: Core) -> None:
    _, _, old = await core.asked("Wie betaalt het vervoer naar de speciale school?")
    _, _, other = await core.asked("Hoe lang duurt een onderzoek?")
    for id_, text in ((old, "De gemeente."), (other, "Zes weken.")):
        await core.escalations.reply(escalation_id=id_, actor=core.anna, text=text, now=NOW)
    _, _, new = await core.asked("Mijn kind gaat naar een speciale school. Is er vervoer?")
    related = await core.queue.related(escalation_id=new)
    assert [one.reply for one in related] == ["De gemeente."]
