"""The outbox: each delivery held by one courier at a time, tried again with patience, never lost."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from databases import NOW, Core
from sqlalchemy import select

from assistant import tuning
from assistant.askers import Own
from assistant.channels import DeliveryError
from assistant.database import reading
from assistant.deliveries import Deliveries, Leased, UnknownDeliveryError, wait_before
from assistant.desk_models import Attempt, Delivery
from assistant.opening import Contact

MAIL = ("email",)


async def due(core: Core, number: int = 1) -> list[str]:
    """So many replies that must go out by e-mail; the ids of their deliveries."""
    ids = []
    for n in range(number):
        id_, token, escalation = await core.asked(f"Vraag {n}?")
        contact = Contact("email", f"ouder{n}@voorbeeld.nl")
        await core.askers.set_contact(who=Own(id_, token), contact=contact, now=NOW)
        sent = await core.escalations.reply(
            escalation_id=escalation, actor=core.bram, text="Zo.", now=NOW
        )
        ids.append(sent.delivery_id)
    async with core.sessions() as session, session.begin():
        for row in await session.scalars(select(Delivery).where(Delivery.kind == "confirmation")):
            row.delivered_at = NOW
    return ids


async def lease(core: Core, courier: str = "one", after: float = 0) -> Leased | None:
    now = NOW + timedelta(seconds=after)
    return await core.deliveries.lease(courier_id=courier, channels=MAIL, now=now)


async def row_of(core: Core, id_: str) -> Delivery:
    async with reading(core.sessions) as session:
        return await session.get_one(Delivery, id_)


async def outcomes(core: Core, id_: str) -> list[str | None]:
    async with reading(core.sessions) as session:
        return list(
            await session.scalars(
                select(Attempt.outcome).where(Attempt.delivery_id == id_).order_by(Attempt.number)
            )
        )


async def test_the_attempt_is_written_before_the_message_goes_out(core: Core) -> None:
    (id_,) = await due(core)
    assert await lease(core) is not None
    assert await outcomes(core, id_) == [None]


async def test_couriers_that_ask_at_once_each_get_another_delivery(core: Core) -> None:
    ids = await due(core, 6)
    leased = await asyncio.gather(*(lease(core, f"courier {n}") for n in range(8)))
    got = [one.id for one in leased if one is not None]
    assert sorted(got) == sorted(ids)


async def test_a_delivery_is_held_until_the_lease_runs_out_and_then_tried_again(core: Core) -> None:
    (id_,) = await due(core)
    assert await lease(core, "dies") is not None
    assert await lease(core, "other", tuning.LEASE_SECONDS - 1) is None
    again = await lease(core, "other", tuning.LEASE_SECONDS)
    assert again is not None and (again.id, again.number) == (id_, 2)
    assert await outcomes(core, id_) == [None, None]


async def test_what_was_delivered_is_not_delivered_again(core: Core) -> None:
    (id_,) = await due(core)
    leased = await lease(core)
    assert leased is not None
    await core.deliveries.delivered(leased, now=NOW)
    assert await lease(core, "other", 10 * tuning.LEASE_SECONDS) is None
    assert (await row_of(core, id_)).delivered_at == NOW
    assert await outcomes(core, id_) == ["delivered"]


async def test_a_courier_that_finishes_late_still_counts(core: Core) -> None:
    (id_,) = await due(core)
    slow = await lease(core, "slow")
    quick = await lease(core, "quick", tuning.LEASE_SECONDS)
    assert slow is not None and quick is not None
    await core.deliveries.delivered(slow, now=NOW + timedelta(seconds=tuning.LEASE_SECONDS + 1))
    # The quick one fails afterwards: the message is there, so nobody is told that it is not.
    over = await core.deliveries.failed(
        quick, DeliveryError("nee", permanent=True), courier_id="quick", now=NOW
    )
    row = await row_of(core, id_)
    assert over and row.delivered_at is not None and row.failed_at is None
    async with reading(core.sessions) as session:
        told = await session.scalar(select(Delivery.id).where(Delivery.kind == "undeliverable"))
    assert told is None


def test_the_pause_doubles_up_to_a_limit_and_jitter_halves_it_at_most() -> None:
    pauses = [wait_before(n, 1.0).total_seconds() for n in range(1, tuning.MOST_ATTEMPTS + 1)]
    assert pauses[:4] == [30, 60, 120, 240]
    assert pauses == sorted(pauses) and pauses[-1] == tuning.LONGEST_WAIT
    assert wait_before(3, 0.0).total_seconds() == 60


def test_an_outage_of_a_day_and_a_half_is_waited_out() -> None:
    for most, first in (
        (tuning.MOST_ATTEMPTS, tuning.FIRST_WAIT),
        (tuning.MOST_CHAT_ATTEMPTS, tuning.FIRST_CHAT_WAIT),
    ):
        usual = sum(wait_before(n, 0.5, first=first).total_seconds() for n in range(1, most))
        assert 30 < usual / 3600 < 40


def test_who_looks_at_a_chat_is_not_kept_waiting_by_one_line_that_broke() -> None:
    pauses = [
        wait_before(n, 1.0, first=tuning.FIRST_CHAT_WAIT).total_seconds() for n in range(1, 4)
    ]
    assert pauses == [1, 2, 4]


async def test_a_failure_is_tried_again_after_its_pause_and_no_sooner(core: Core) -> None:
    await due(core)
    leased = await lease(core)
    assert leased is not None
    error = DeliveryError("later")
    assert not await core.deliveries.failed(leased, error, courier_id="one", now=NOW)
    assert await lease(core, after=29) is None
    again = await lease(core, after=30)
    assert again is not None and again.number == 2


async def test_the_far_side_may_ask_for_a_longer_pause(core: Core) -> None:
    await due(core)
    leased = await lease(core)
    assert leased is not None
    error = DeliveryError("later", retry_after=500)
    await core.deliveries.failed(leased, error, courier_id="one", now=NOW)
    assert await lease(core, after=499) is None
    assert await lease(core, after=500) is not None


async def test_after_the_last_attempt_it_is_given_up_and_staff_is_told(core: Core) -> None:
    (id_,) = await due(core)
    now, numbers = NOW, []
    while (leased := await core.deliveries.lease(courier_id="one", channels=MAIL, now=now)) and (
        leased.id == id_
    ):
        numbers.append(leased.number)
        error = DeliveryError("de mailserver antwoordt niet")
        await core.deliveries.failed(leased, error, courier_id="one", now=now)
        now += timedelta(hours=7)
    assert numbers == list(range(1, tuning.MOST_ATTEMPTS + 1))
    row = await row_of(core, id_)
    assert row.failed_at is not None and row.delivered_at is None
    (shown,) = await core.deliveries.failures()
    assert (shown.id, shown.state, shown.attempts) == (id_, "failed", tuning.MOST_ATTEMPTS)
    assert shown.error == "de mailserver antwoordt niet"
    async with reading(core.sessions) as session:
        told = await session.execute(
            select(Delivery.staff_id, Delivery.about_id).where(Delivery.kind == "undeliverable")
        )
        # Who wrote the reply, and the administrator.
        assert {tuple(line) for line in told} == {(core.anna.id, id_), (core.bram.id, id_)}
    item = (await core.queue.page(view="all", actor=core.anna, now=now)).items[0]
    assert item.undelivered


async def test_a_permanent_failure_is_given_up_at_once(core: Core) -> None:
    (id_,) = await due(core)
    leased = await lease(core)
    assert leased is not None
    error = DeliveryError("bestaat niet", permanent=True)
    assert await core.deliveries.failed(leased, error, courier_id="one", now=NOW)
    assert (await row_of(core, id_)).failed_at == NOW
    assert await outcomes(core, id_) == ["permanent"]


async def test_a_notice_that_fails_does_not_lead_to_notices_about_notices(core: Core) -> None:
    await due(core)
    for _ in range(3):
        leased = await lease(core)
        assert leased is not None
        error = DeliveryError("bestaat niet", permanent=True)
        await core.deliveries.failed(leased, error, courier_id="one", now=NOW)
    # The reply and the two notices about it, and nothing after that.
    assert await lease(core) is None
    async with reading(core.sessions) as session:
        kinds = list(await session.scalars(select(Delivery.kind)))
    assert sorted(kinds) == ["confirmation", "reply", "undeliverable", "undeliverable"]


async def test_staff_can_have_a_failed_delivery_tried_again(core: Core) -> None:
    (id_,) = await due(core)
    with pytest.raises(UnknownDeliveryError):
        await core.deliveries.retry(delivery_id=id_, actor=core.anna, now=NOW)
    leased = await lease(core)
    assert leased is not None
    error = DeliveryError("bestaat niet", permanent=True)
    await core.deliveries.failed(leased, error, courier_id="one", now=NOW)
    await core.deliveries.retry(delivery_id=id_, actor=core.anna, now=NOW)
    leases = [await lease(core) for _ in range(4)]
    again = next(one for one in leases if one is not None and one.id == id_)
    assert again.number == 2


async def test_a_courier_leaves_channels_alone_that_it_does_not_have(core: Core) -> None:
    await due(core)
    none = await core.deliveries.lease(courier_id="one", channels=["telegram"], now=NOW)
    assert none is None
    assert await Deliveries(core.sessions).lease(courier_id="one", channels=[], now=NOW) is None
