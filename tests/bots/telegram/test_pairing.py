"""Pairing in the chat: who shows a code sees what schools see, and guessing is held."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from telegram_work import Work

from assistant.actors import Actor, NotAllowedError, Role
from assistant.pairing import PairingError, fresh_code
from assistant.pairing_desk import PairingDeskError
from assistant.tuning import WRONG_CODES_AN_HOUR, WRONG_CODES_PER_PERSON
from bots.telegram.wording import tell

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


async def audience_of(work: Work, chat: int) -> str:
    await work.quiet()
    return (await work.listening.door.posts.conversations(str(chat)))[0].audience


async def test_a_typed_code_or_a_link_pairs_and_revoking_ends_it(work: Work) -> None:
    code, link = await work.code("De Vlinder")
    work.api.say(7, code.lower().replace("0", "o"))
    work.api.say(8, f"/start {link}")
    for chat in (7, 8):
        (word,) = await work.api.answers(chat, 1)
        assert "gekoppeld aan De Vlinder" in word.text
        work.api.say(chat, "Hoe vraagt onze school een arrangement aan?")
        await work.api.answers(chat, 2)
        assert await audience_of(work, chat) == "school"
    people = await work.house.pairing_desk.people(actor=work.administrator)
    assert len(people) == 2
    first = next(p for p in people if p.number in work.api.to(7)[0].text)
    await work.house.pairing_desk.name(
        pairing_id=first.id, name="Juf Anke", actor=work.administrator, now=NOW
    )
    await work.house.pairing_desk.revoke(pairing_id=first.id, actor=work.administrator, now=NOW)
    work.api.say(7, "Hoe vraagt onze school een arrangement aan?")
    await work.api.answers(7, 3)
    assert await audience_of(work, 7) == "everyone"
    work.api.say(8, "/status")
    assert "De Vlinder" in (await work.api.answers(8, 3))[-1].text


async def test_nothing_of_the_app_is_kept_of_who_pairs(work: Work) -> None:
    _, link = await work.code()
    work.api.say(7_654_321, f"/start {link}")
    await work.api.answers(7_654_321, 1)
    await work.quiet()
    async with work.house.engine.connect() as connection:
        for table in ("pairings", "pairing_attempts", "arrivals", "posts", "preferences"):
            rows = (await connection.exec_driver_sql(f"SELECT * FROM {table}")).all()
            assert "7654321" not in repr(rows) and "sanne" not in repr(rows).lower(), table


async def test_a_code_works_for_so_many_people_and_so_long(work: Work) -> None:
    made = await work.house.pairing_desk.give(
        label="Klein", most=1, days=1, actor=work.administrator, now=NOW
    )
    pairings = work.listening.door.pairings

    async def pair(person: str, now: datetime = NOW) -> str:
        try:
            paired = await pairings.pair(
                channel="telegram", person=person, place=person, code=made.code, now=now
            )
        except PairingError as error:
            return error.reason
        return paired.label

    assert await pair("anna") == "Klein"
    assert await pair("anna") == "Klein"  # again costs nothing
    assert await pair("bram") == "wrong"
    assert await pair("anna", NOW + timedelta(days=2)) == "wrong"
    (shown,) = await work.house.pairing_desk.codes(actor=work.administrator, now=NOW)
    assert (shown.used, shown.state) == (1, "full")


async def test_two_people_cannot_both_take_the_last_place_of_a_code(work: Work) -> None:
    made = await work.house.pairing_desk.give(
        label="Klein", most=3, days=1, actor=work.administrator, now=NOW
    )

    async def pair(person: str) -> bool:
        try:
            await work.listening.door.pairings.pair(
                channel="telegram", person=person, place=person, code=made.link_token, now=NOW
            )
        except PairingError:
            return False
        return True

    done = await asyncio.gather(*(pair(f"p{n}") for n in range(12)))
    assert sum(done) == 3


@pytest.mark.parametrize("count", [2_000, pytest.param(10_000, marks=pytest.mark.long)])
async def test_thousands_of_wrong_codes_are_held_and_links_still_work(
    work: Work, count: int
) -> None:
    _, link = await work.code()
    pairings = work.listening.door.pairings
    outcomes: dict[str, int] = {}
    room = asyncio.Semaphore(8)

    async def guess(number: int) -> None:
        async with room:
            try:
                await pairings.pair(
                    channel="telegram",
                    person=f"guesser {number % 1_000}",
                    place="x",
                    code=fresh_code(),
                    now=NOW,
                )
            except PairingError as error:
                outcomes[error.reason] = outcomes.get(error.reason, 0) + 1

    await asyncio.gather(*(guess(number) for number in range(count)))
    assert sum(outcomes.values()) == count
    # Not one more was compared than may be, whatever came at the same moment.
    assert outcomes["wrong"] == WRONG_CODES_AN_HOUR
    paired = await pairings.pair(
        channel="telegram", person="anna", place="anna", code=link, now=NOW
    )
    assert paired.label == "De Vlinder"


async def test_one_person_has_five_tries_an_hour_by_code_and_by_link(work: Work) -> None:
    for number in range(WRONG_CODES_PER_PERSON + 2):
        work.api.say(7, "AAAAA-11111" if number % 2 else "/start verzonnen")
    words = await work.api.answers(7, WRONG_CODES_PER_PERSON + 2)
    said = [word.text for word in words]
    wrong, many = tell("pairing_wrong", "nl"), tell("pairing_too_many", "nl")
    assert said == [wrong] * WRONG_CODES_PER_PERSON + [many] * 2


async def test_only_an_administrator_gives_codes_and_sees_people(work: Work) -> None:
    desk = work.house.pairing_desk
    employee = Actor(work.administrator.id, "Samira", "s@swv.example", Role.EMPLOYEE)
    with pytest.raises(NotAllowedError):
        await desk.give(label="X", most=1, days=1, actor=employee, now=NOW)
    with pytest.raises(NotAllowedError):
        await desk.people(actor=employee)
    for label, most, days in ((" ", 1, 1), ("X", 0, 1), ("X", 1, 0), ("X", 10_000, 1)):
        with pytest.raises(PairingDeskError):
            await desk.give(label=label, most=most, days=days, actor=work.administrator, now=NOW)
    with pytest.raises(PairingDeskError):
        await desk.revoke(pairing_id="x", actor=work.administrator, now=NOW)
