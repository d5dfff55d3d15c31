"""The courier with the e-mail channel, against a real SMTP server that is not always friendly."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from databases import NOW, Core, core, postgres, sqlite_template, url  # noqa: F401
from mail_server import MailServer, mail_server
from pydantic import SecretStr
from sqlalchemy import select

from assistant.actors import Role
from assistant.askers import Link, Own
from assistant.channels import DeliveryError, Outgoing
from assistant.database import reading
from assistant.desk_models import Attempt, Delivery, Staff
from assistant.opening import Contact
from bots.courier import Courier
from bots.email.channel import EmailChannel
from bots.email.settings import EmailSettings
from bots.links import Links

PARENT = "ouder@voorbeeld.nl"


class Clock:
    """The time, as the test says."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


def courier_for(core: Core, address: str, clock: Clock, seconds: float = 5) -> Courier:  # noqa: F811
    settings = EmailSettings(
        smtp_url=SecretStr(address), mail_from="vragen@sv.example", mail_seconds=seconds
    )
    return Courier(
        core.sessions,
        {"email": EmailChannel(settings)},
        Links("https://sv.example"),
        lambda: "SV Voorbeeld",
        clock,
    )


async def deliver_all(courier: Courier) -> int:
    number = 0
    while await courier.deliver_one():
        number += 1
    return number


async def replied(core: Core, text: str = "Dat mag niet.") -> str:  # noqa: F811
    id_, token, escalation = await core.asked("Mag dat van <b>Daan</b>?")
    contact = Contact("email", PARENT)
    await core.askers.set_contact(who=Own(id_, token), contact=contact, now=NOW)
    sent = await core.escalations.reply(
        escalation_id=escalation,
        actor=core.anna,
        text=text,
        citations=[{"title": "Ondersteuningsplan", "heading": "4.2", "page": 12, "url": None}],
        now=NOW + timedelta(seconds=1),
    )
    return sent.delivery_id


async def states(core: Core) -> dict[str, str]:  # noqa: F811
    async with reading(core.sessions) as session:
        rows = await session.scalars(select(Delivery))
        return {
            row.kind: "delivered" if row.delivered_at else "failed" if row.failed_at else "underway"
            for row in rows
        }


async def test_a_reply_arrives_whole_with_its_thread_and_a_link_that_works(
    core: Core,  # noqa: F811
    server: MailServer,
) -> None:
    clock = Clock()
    clock.now += timedelta(minutes=1)
    id_ = await replied(core, "Dat mag niet.\n\nKijk in <hoofdstuk 4>.")
    assert await deliver_all(courier_for(core, server.url, clock)) == 2
    first, reply = server.mails
    assert server.recipients == [PARENT, PARENT]
    assert reply["To"] == PARENT and reply["Subject"] == "Antwoord op uw vraag"
    assert "SV Voorbeeld" in reply["From"] and "vragen@sv.example" in reply["From"]
    assert reply["Message-ID"] == f"<{id_}@sv.example>"
    assert reply["In-Reply-To"] == reply["References"] == first["Message-ID"]
    assert reply["Auto-Submitted"] == "auto-generated"
    plain = reply.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    html = reply.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "Kijk in <hoofdstuk 4>." in plain and "Kijk in &lt;hoofdstuk 4&gt;." in html
    assert "> Mag dat van <b>Daan</b>?" in plain and "<b>Daan" not in html
    assert "Ondersteuningsplan · 4.2 · p. 12" in plain and "Ondersteuningsplan" in html
    link = next(line for line in plain.splitlines() if line.startswith("https://"))
    token = link.removeprefix("https://sv.example/status/")
    followed = await core.askers.follow(who=Link(token), now=clock.now)
    assert followed.messages[-1].text.startswith("Dat mag niet.")
    assert await states(core) == {"confirmation": "delivered", "reply": "delivered"}


async def test_a_refusal_is_for_good_and_staff_is_told_by_mail(
    core: Core,  # noqa: F811
    server: MailServer,
) -> None:
    server.behaviour = {PARENT: "550 5.1.1 no such user here"}
    await replied(core)
    clock = Clock()
    clock.now += timedelta(minutes=1)
    await deliver_all(courier_for(core, server.url, clock))
    assert await states(core) == {
        "confirmation": "failed",
        "reply": "failed",
        "undeliverable": "delivered",
    }
    assert set(server.recipients) == {core.anna.email}
    assert {mail["Subject"] for mail in server.mails} == {"Een antwoord kon niet worden bezorgd"}
    assert PARENT not in "".join(mail.as_string() for mail in server.mails)


async def test_a_server_that_says_later_gets_the_mail_later(
    core: Core,  # noqa: F811
    server: MailServer,
) -> None:
    server.behaviour = {"*": "451 4.7.1 greylisted, try again"}
    await replied(core)
    clock = Clock()
    clock.now += timedelta(minutes=1)
    courier = courier_for(core, server.url, clock)
    assert await deliver_all(courier) == 2
    assert await states(core) == {"confirmation": "underway", "reply": "underway"}
    server.behaviour = {}
    assert await deliver_all(courier) == 0
    clock.now += timedelta(minutes=5)
    assert await deliver_all(courier) == 2
    assert await states(core) == {"confirmation": "delivered", "reply": "delivered"}
    assert len(server.mails) == 2


@pytest.mark.parametrize("trouble", ["hang up", 3.0])
async def test_a_line_that_breaks_or_a_server_that_is_slow_is_tried_again(
    core: Core,  # noqa: F811
    server: MailServer,
    trouble: str | float,
) -> None:
    server.behaviour = {"*": trouble}
    await replied(core)
    clock = Clock()
    clock.now += timedelta(minutes=1)
    courier = courier_for(core, server.url, clock, seconds=0.5)
    assert await deliver_all(courier) == 2
    assert set((await states(core)).values()) == {"underway"}
    server.behaviour = {}
    clock.now += timedelta(minutes=5)
    assert await deliver_all(courier) == 2
    assert set((await states(core)).values()) == {"delivered"}


async def test_without_a_server_nothing_is_lost(core: Core) -> None:  # noqa: F811
    id_ = await replied(core)
    clock = Clock()
    clock.now += timedelta(minutes=1)
    courier = courier_for(core, "smtp://127.0.0.1:1?starttls=never", clock)
    await deliver_all(courier)
    async with reading(core.sessions) as session:
        error = await session.scalar(select(Attempt.error).where(Attempt.delivery_id == id_))
        row = await session.get_one(Delivery, id_)
    assert error is not None and "niet bereikbaar" in error
    assert row.failed_at is None and row.due_at > clock.now


async def test_a_contact_that_was_erased_is_not_written_to(
    core: Core,  # noqa: F811
    server: MailServer,
) -> None:
    id_, token, _ = await core.asked()
    contact = Contact("email", PARENT)
    await core.askers.set_contact(who=Own(id_, token), contact=contact, now=NOW)
    await core.askers.withdraw(who=Own(id_, token), now=NOW)
    await deliver_all(courier_for(core, server.url, Clock()))
    assert server.tried == 0
    assert await states(core) == {}


async def test_a_channel_that_breaks_is_a_failed_attempt_and_says_nothing_of_the_message(
    core: Core,  # noqa: F811
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Broken:
        name = "email"

        async def send(self, message: Outgoing) -> None:
            raise KeyError(message.text)

    await replied(core, "heel persoonlijk")
    clock = Clock()
    clock.now += timedelta(minutes=1)
    courier = Courier(core.sessions, {"email": Broken()}, Links(None), clock=clock)
    with caplog.at_level(logging.DEBUG):
        await deliver_all(courier)
    assert set((await states(core)).values()) == {"underway"}
    assert "KeyError" in caplog.text
    assert "persoonlijk" not in caplog.text and PARENT not in caplog.text


async def test_a_courier_that_runs_delivers_what_comes_and_stops_when_told(
    core: Core,  # noqa: F811
    server: MailServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bots.courier.PAUSE", 0.02)
    clock = Clock()
    clock.now += timedelta(minutes=1)
    stop = asyncio.Event()
    couriers = [courier_for(core, server.url, clock) for _ in range(2)]
    running = [asyncio.create_task(courier.run(stop)) for courier in couriers]
    for _ in range(5):
        await replied(core)
    async with asyncio.timeout(20):
        while len(server.mails) < 10:
            await asyncio.sleep(0.02)
    stop.set()
    async with asyncio.timeout(10):
        await asyncio.gather(*running)
    ids = [mail["Message-ID"] for mail in server.mails]
    assert len(ids) == len(set(ids)) == 10
    assert set((await states(core)).values()) == {"delivered"}


async def test_invitations_and_resets_carry_a_link_that_works_once(
    core: Core,  # noqa: F811
    server: MailServer,
) -> None:
    await core.accounts.invite(
        name="Cor", email="Cor@Desk.example", role=Role.EMPLOYEE, actor=core.anna, now=NOW
    )
    await deliver_all(courier_for(core, server.url, Clock()))
    (mail,) = server.mails
    assert server.recipients == ["cor@desk.example"]
    plain = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    token = next(line for line in plain.splitlines() if "/welkom/" in line).rpartition("/")[2]
    actor = await core.accounts.accept(token=token, password="vier gele fietsen", now=NOW)
    assert actor.name == "Cor"
    with pytest.raises(Exception, match="verlopen of al gebruikt"):
        await core.accounts.accept(token=token, password="vier gele fietsen", now=NOW)


async def test_an_overview_is_sent_once_at_its_hour_and_only_when_there_is_work(
    core: Core,  # noqa: F811
    server: MailServer,
) -> None:
    from assistant.digests import enqueue_digests

    async with core.sessions() as session, session.begin():
        row = await session.get_one(Staff, core.anna.id)
        row.notify, row.digest_hours = "digest", ["10:30", "15:00"]
    assert await enqueue_digests(core.sessions, now=NOW) == 0  # nothing to do yet
    await core.asked()
    afternoon = NOW + timedelta(hours=4, minutes=30)  # 15:30 in Amsterdam
    written = await asyncio.gather(
        *(enqueue_digests(core.sessions, now=afternoon) for _ in range(4))
    )
    assert sum(written) == 1
    saturday = NOW + timedelta(days=4)
    assert await enqueue_digests(core.sessions, now=saturday) == 0
    clock = Clock()
    clock.now = afternoon
    await deliver_all(courier_for(core, server.url, clock))
    (mail,) = server.mails
    plain = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Open vragen: 1. Over de termijn: 0." in plain


async def test_an_emergency_is_told_at_once_and_says_so_in_the_subject(
    core: Core,  # noqa: F811
    server: MailServer,
) -> None:
    from assistant.opening import open_escalation
    from assistant.statuses import Reason

    id_, _, _ = await core.asked()
    async with core.sessions() as session, session.begin():
        (await session.get_one(Staff, core.anna.id)).notify = "digest"
        await open_escalation(
            session, conversation_id=id_, question_id=None, reason=Reason.EMERGENCY, now=NOW
        )
    await deliver_all(courier_for(core, server.url, Clock()))
    (mail,) = server.mails
    assert mail["Subject"] == "SPOED: Nieuwe vraag voor het secretariaat"
    assert "Mag de school" not in mail.as_string()


def test_an_error_is_for_good_only_when_it_says_so() -> None:
    assert not DeliveryError("later").permanent
    assert DeliveryError("nooit", permanent=True).permanent
