"""The Telegram door: what all its parts share."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from telegram import Bot
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from assistant.arrivals import Arrivals
from assistant.pairing import Pairings
from assistant.posts import Posts
from bots.bootstrap import House
from bots.telegram.keys import Keys
from bots.telegram.settings import TelegramSettings

NAME = "telegram"
# The address of a request holds the bot's key, and the library's own lines hold what people wrote.
for _name, _level in (("httpx", logging.WARNING), ("telegram", logging.CRITICAL + 1)):
    logging.getLogger(_name).setLevel(_level)
# Connections to the Bot API: replies to so many chats are on their way at once.
CONNECTIONS = 32


def make_bot(settings: TelegramSettings) -> Bot:
    """The library's bot, towards the API that was set. Only with a token."""
    assert settings.token is not None

    def request(connections: int) -> HTTPXRequest:
        return HTTPXRequest(
            connection_pool_size=connections,
            read_timeout=settings.seconds,
            write_timeout=settings.seconds,
            connect_timeout=settings.seconds,
            pool_timeout=settings.seconds,
        )

    return Bot(
        settings.token.get_secret_value(),
        base_url=f"{settings.api}/bot",
        base_file_url=f"{settings.api}/file/bot",
        request=request(CONNECTIONS),
        get_updates_request=request(1),
    )


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Door:
    """One bot over one house."""

    house: House
    settings: TelegramSettings
    bot: Bot
    keys: Keys
    arrivals: Arrivals
    posts: Posts
    pairings: Pairings
    username: str = ""
    # People who send too much: (messages left, when that was, whether they were told).
    buckets: OrderedDict[str, tuple[float, float, bool]] = field(default_factory=OrderedDict)
    albums: OrderedDict[str, None] = field(default_factory=OrderedDict)
    aside: set[asyncio.Task[Any]] = field(default_factory=set)

    @property
    def now(self) -> datetime:
        """The time; the one place where this door looks at the clock."""
        return _now()

    def beside(self, work: Coroutine[Any, Any, Any]) -> None:
        """Something that may fail and that nobody waits for: typing, a button that stops turning."""

        async def quietly() -> None:
            with suppress(TelegramError):
                await work

        task = asyncio.create_task(quietly())
        self.aside.add(task)
        task.add_done_callback(self.aside.discard)


def make_door(house: House, settings: TelegramSettings) -> Door:
    """The door. Only with a token."""
    assert settings.token is not None
    return Door(
        house=house,
        settings=settings,
        bot=make_bot(settings),
        keys=Keys(settings.token.get_secret_value()),
        arrivals=Arrivals(house.sessions, NAME),
        posts=Posts(house.sessions, NAME),
        pairings=Pairings(house.sessions),
        username=settings.bot,
    )
