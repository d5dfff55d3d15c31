"""What runs beside a door: the courier, and approved answers put right after a break-off."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from assistant.channels import Channel
from assistant.posts import Posts
from assistant.settings import AssistantSettings
from bots.bootstrap import House
from bots.courier import Courier
from bots.email.channel import EmailChannel
from bots.email.settings import EmailSettings
from bots.links import Links
from bots.telegram.channel import TelegramChannel
from bots.telegram.settings import TelegramSettings
from knowledge.index import IndexLockedError

log = logging.getLogger(__name__)

# Seconds that a mail in flight gets to finish when the process is asked to stop.
LAST_SECONDS = 20.0


def channels(house: House) -> dict[str, Channel]:
    """The channels that were set up; messages for others wait in the outbox."""
    found: dict[str, Channel] = {}
    email = EmailSettings()
    if email.server is not None:
        found["email"] = EmailChannel(email)
    telegram = TelegramSettings()
    if telegram.token is not None:
        found["telegram"] = TelegramChannel(telegram, Posts(house.sessions, "telegram"))
    return found


def courier(house: House, settings: AssistantSettings | None = None) -> Courier:
    """A courier with every channel that was set up."""
    settings = settings or AssistantSettings()

    def organisation() -> str:
        knowledge = house.knowledge()
        return knowledge.organisation.naam if knowledge else ""

    return Courier(house.sessions, channels(house), Links(settings.public_url), organisation)


@asynccontextmanager
async def at_work(house: House) -> AsyncIterator[None]:
    """A courier works as long as the block lasts (unless WEGWIJS_COURIER is "apart")."""
    settings = AssistantSettings()
    try:
        await house.approvals.reconcile()
    except IndexLockedError:
        log.warning("approved answers were not looked at: the index is being written")
    if settings.courier == "apart":
        yield
        return
    stop = asyncio.Event()
    running = asyncio.create_task(courier(house, settings).run(stop))
    try:
        yield
    finally:
        stop.set()
        try:
            async with asyncio.timeout(LAST_SECONDS):
                await running
        except TimeoutError:
            log.warning("a delivery did not finish in time; it will be tried again")
