"""kill -9 of the web app and of the courier at random moments: nothing is lost, nothing comes twice.

Real processes (`wegwijs serve`, `wegwijs courier`), a real database, a real SMTP server. Askers ask
and hand over by the API, staff replies at the desk; meanwhile one of the processes is killed.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
import signal
import socket
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from databases import Core, core_over, postgres, sqlite_template, url  # noqa: F401
from mail_server import MailServer, mail_server
from pydantic import SecretStr
from sqlalchemy import func, select

from assistant import tuning
from assistant.actors import Actor
from assistant.database import reading
from assistant.desk_models import Attempt, Delivery, StaffSession
from assistant.models import Escalation, Message, Question
from assistant.opening import hash_of
from bots.courier import Courier
from bots.email.channel import EmailChannel
from bots.email.settings import EmailSettings
from bots.links import Links

ROOT = Path(__file__).parents[2]
STORIES = 4
DESK_KEY = "a session of the desk"


@dataclass(slots=True)
class Promised:
    """What the processes said they had done: these must never be lost."""

    escalations: set[str] = field(default_factory=set)
    replies: set[str] = field(default_factory=set)
    questions: set[str] = field(default_factory=set)


class Processes:
    """The web app and the courier, started again whenever they were killed."""

    def __init__(self, environment: dict[str, str], port: int, log: Path) -> None:
        self._environment, self._port, self._log = environment, port, log
        self._running: dict[str, asyncio.subprocess.Process] = {}
        self.kills: Counter[str] = Counter()

    async def start(self, name: str) -> None:
        arguments = ["--port", str(self._port)] if name == "serve" else []
        with self._log.open("ab") as log:
            self._running[name] = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bots.cli",
                name,
                *arguments,
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=log,
            )

    def check(self) -> None:
        """Nothing ends by itself: whatever was killed, the next start works."""
        for name, process in self._running.items():
            assert process.returncode is None, f"{name} ended: {self._log.read_text()[-2000:]}"

    async def kill(self, name: str) -> None:
        process = self._running[name]
        self.check()
        process.send_signal(signal.SIGKILL)
        await process.wait()
        self.kills[name] += 1

    async def stop(self) -> None:
        for process in self._running.values():
            if process.returncode is None:
                process.kill()
                await process.wait()


async def answers(client: httpx.AsyncClient, processes: Processes) -> None:
    """Wait until the web app answers."""
    async with asyncio.timeout(150):
        while True:
            processes.check()
            try:
                await client.get("/healthz")
                return
            except httpx.TransportError:
                await asyncio.sleep(0.05)


async def story(client: httpx.AsyncClient, number: int, promised: Promised) -> None:
    """Ask, hand over, reply; where the line breaks, the story ends."""
    # Each asker from an address of their own: one address may not ask hundreds of questions an hour.
    near = {"X-Forwarded-For": f"10.0.{number // 200}.{number % 200 + 1}"}
    try:
        started = await client.post("/api/v1/conversations", json={}, headers=near)
        opened = started.raise_for_status().json()
        bearer = {"Authorization": f"Bearer {opened['token']}"}
        conversation = f"/api/v1/conversations/{opened['id']}"
        asked = await client.post(
            f"{conversation}/questions", json={"text": f"Vraag {number}: mag dit?"}, headers=bearer
        )
        body = asked.raise_for_status().json()
        promised.questions.add(body["question_id"])
        promised.escalations.add(body["escalation"]["id"])
        contact = {"way": "email", "value": f"ouder{number}@voorbeeld.nl"}
        handed = await client.post(
            f"{conversation}/handover", json={"contact": contact}, headers=bearer
        )
        escalation = handed.raise_for_status().json()["escalation_id"]
        promised.escalations.add(escalation)
        form = {
            "csrf": hashlib.sha256(f"form:{DESK_KEY}".encode()).hexdigest(),
            "tekst": f"Antwoord {number}.",
        }
        sent = await client.post(
            f"/desk/vragen/{escalation}/antwoord",
            data=form,
            headers={"Cookie": f"wegwijs_desk={DESK_KEY}"},
        )
        assert sent.status_code == 303, (sent.status_code, sent.text[:300])
        promised.replies.add(escalation)
    except httpx.TransportError:
        return
    except httpx.HTTPStatusError as error:
        # A database that waits too long is a 503: refused, so nothing was promised.
        assert error.response.status_code == 503, error.response.text


async def rounds(number: int, address: str, home: Path, seed: int) -> None:
    dice = random.Random(seed)
    core = await core_over(address)
    await _signed_in(core, core.anna)
    port = _free_port()
    promised = Promised()
    with mail_server() as mails:
        mails.behaviour = {"*": 0.15}
        environment = {
            **os.environ,
            "WEGWIJS_HOME": str(home),
            "WEGWIJS_DATABASE_URL": address if address.startswith("postgresql") else "",
            "WEGWIJS_SMTP_URL": mails.url,
            "WEGWIJS_MAIL_FROM": "vragen@sv.example",
            "WEGWIJS_COURIER": "apart",
            "WEGWIJS_BURST": "100000",
        }
        if not address.startswith("postgresql"):
            del environment["WEGWIJS_DATABASE_URL"]
        processes = Processes(environment, port, home / "processes.log")
        try:
            await asyncio.gather(processes.start("serve"), processes.start("courier"))
            base = f"http://127.0.0.1:{port}"
            async with httpx.AsyncClient(base_url=base, timeout=20) as client:
                for n in range(number):
                    await answers(client, processes)
                    doomed = "courier" if n % 3 == 2 else "serve"
                    stories = [
                        asyncio.create_task(story(client, n * STORIES + i, promised))
                        for i in range(STORIES)
                    ]
                    if doomed == "courier":
                        # With mail in its hands: at the moment that the next one arrives.
                        await _next_mail(mails, dice.random() * 0.2)
                    else:
                        await asyncio.sleep(dice.random() * 1.2)
                    await processes.kill(doomed)
                    await processes.start(doomed)
                    await asyncio.gather(*stories)
                await answers(client, processes)
                # One story without any trouble, so that the last kill is seen to be survived.
                await story(client, number * STORIES, promised)
        finally:
            await processes.stop()
        mails.behaviour = {}
        await _deliver_the_rest(core, mails)
        await _nothing_is_lost(core, promised, mails)
    await core.engine.dispose()
    print(
        f"{number} rounds: {dict(processes.kills)} kills, {len(promised.escalations)} escalations and "
        f"{len(promised.replies)} replies promised, {len(mails.mails)} mails received"
    )
    assert len(promised.replies) >= 1 and sum(processes.kills.values()) == number


async def _nothing_is_lost(core: Core, promised: Promised, mails: MailServer) -> None:
    received = Counter(str(mail["Message-ID"])[1:].partition("@")[0] for mail in mails.mails)
    async with reading(core.sessions) as session:
        questions = set(await session.scalars(select(Question.id)))
        escalations = set(await session.scalars(select(Escalation.id)))
        replies = list(
            await session.execute(
                select(Message.id, Message.escalation_id).where(Message.kind == "reply")
            )
        )
        deliveries = list(await session.scalars(select(Delivery)))
        counted = await session.execute(
            select(Attempt.delivery_id, func.count())
            .where(Attempt.outcome.is_(None))
            .group_by(Attempt.delivery_id)
        )
        cut_off: dict[str, int] = dict(counted.all())  # type: ignore[arg-type]
    assert promised.questions <= questions
    assert promised.escalations <= escalations
    assert promised.replies <= {escalation for _, escalation in replies}
    # A reply has its delivery and a delivery its reply, also where the promise was cut off.
    sent = {row.message_id: row for row in deliveries if row.kind == "reply"}
    assert set(sent) == {message for message, _ in replies}
    for row in deliveries:
        assert row.delivered_at is not None and row.failed_at is None, row.kind
        assert 1 <= received[row.id] <= 1 + cut_off.get(row.id, 0), (row.kind, received[row.id])
    assert set(received) == {row.id for row in deliveries}


async def _deliver_the_rest(core: Core, mails: MailServer) -> None:
    """What is still under way, with the leases of dead couriers run out."""
    settings = EmailSettings(smtp_url=SecretStr(mails.url), mail_from="vragen@sv.example")
    ahead = timedelta(seconds=2 * tuning.LEASE_SECONDS + tuning.LONGEST_WAIT)
    courier = Courier(
        core.sessions,
        {"email": EmailChannel(settings)},
        Links(None),
        clock=lambda: datetime.now(UTC) + ahead,
    )
    while await courier.deliver_one():
        pass


async def _next_mail(mails: MailServer, after: float) -> None:
    seen, until = mails.tried, time.monotonic() + 8
    while mails.tried == seen and time.monotonic() < until:
        await asyncio.sleep(0.01)
    await asyncio.sleep(after)


async def _signed_in(core: Core, actor: Actor) -> None:
    now = datetime.now(UTC)
    async with core.sessions() as session, session.begin():
        session.add(
            StaffSession(
                token_hash=hash_of(DESK_KEY),
                staff_id=actor.id,
                created_at=now,
                seen_at=now + timedelta(hours=6),
                expires_at=now + timedelta(hours=12),
            )
        )


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


async def test_kill_9_in_a_few_rounds_loses_nothing_and_repeats_nothing(
    url: str,  # noqa: F811
    tmp_path: Path,
) -> None:
    await rounds(6 if url.startswith("sqlite") else 3, url, tmp_path, seed=20)


@pytest.mark.long
@pytest.mark.timeout(3_600)
async def test_kill_9_in_100_rounds_loses_nothing_and_repeats_nothing(
    url: str,  # noqa: F811
    tmp_path: Path,
) -> None:
    await rounds(100, url, tmp_path, seed=int(time.time()))
