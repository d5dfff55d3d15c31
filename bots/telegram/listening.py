"""The bot at work: says hello to Telegram, then fetches messages or has them brought."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError
from telegram import BotCommand
from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter

from assistant.settings import AssistantSettings
from assistant.texts import LANGUAGES
from bots.bootstrap import House
from bots.telegram.door import Door, make_door
from bots.telegram.hearing import Hearing
from bots.telegram.raw import Raw, parsed, raw_updates
from bots.telegram.sending import Sender
from bots.telegram.settings import TelegramSettings
from bots.telegram.wording import COMMANDS, tell

log = logging.getLogger(__name__)

WANTED = ("message", "edited_message", "callback_query")
# Seconds that Telegram may keep a request open when there is nothing new.
WAIT = 25
# Seconds before trying again: at first, at most, after another process took over, with a bad key.
FIRST_PAUSE, LONGEST_PAUSE, TAKEN_PAUSE, KEY_PAUSE = 1.0, 30.0, 10.0, 60.0
# Seconds that what is in flight gets when the process is asked to stop.
LAST_SECONDS = 20.0
WEBHOOK = "/telegram/webhook"


class Listening:
    """One bot at work. `ready` when Telegram knows us."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self.sender = Sender(door)
        self.hearing = Hearing(door, self.sender)
        self.ready = asyncio.Event()
        self._pause = FIRST_PAUSE

    async def run(self, stop: asyncio.Event, *, webhook: str | None) -> None:
        """Work until `stop`. `webhook`: the address to which Telegram brings messages."""
        sending = asyncio.create_task(self.sender.run(stop))
        while not stop.is_set() and not await self._try(lambda: self._greet(webhook), stop):
            pass
        offset: int | None = None
        while not stop.is_set() and webhook is None:
            fetched: list[Raw] = []

            async def fetch(since: int | None = offset, into: list[Raw] = fetched) -> None:
                into += await raw_updates(self.door, offset=since, wait=WAIT, wanted=WANTED)

            if not await self._try(fetch, stop) or not fetched:
                continue
            try:
                # Only what was saved is confirmed, by the next request.
                read = [update for raw in fetched if (update := parsed(raw, self.door.bot))]
                await self.hearing.receive_all(read)
                offset = int(fetched[-1]["update_id"]) + 1
            except (SQLAlchemyError, OSError) as error:
                log.error("messages wait: the database is away: %s", type(error).__name__)
                await rest(stop, LONGEST_PAUSE / 6)
        await sending
        await asyncio.gather(*self.door.aside, return_exceptions=True)
        await self.door.bot.shutdown()

    async def _greet(self, webhook: str | None) -> None:
        bot = self.door.bot
        await bot.initialize()
        self.door.username = bot.username
        for language in LANGUAGES:
            menu = [BotCommand(name, tell(f"menu_{name}", language)) for name in COMMANDS]
            # Dutch is also what everybody else sees.
            await bot.set_my_commands(menu, language_code="" if language == "nl" else language)
        if webhook is None:
            await bot.delete_webhook()
        else:
            await bot.set_webhook(
                webhook, secret_token=self.door.keys.webhook, allowed_updates=WANTED
            )
        self.ready.set()

    async def _try(self, work: Callable[[], Awaitable[None]], stop: asyncio.Event) -> bool:
        """Whether a request succeeded; one under way is dropped when it is time to stop."""
        running, stopping = (
            asyncio.ensure_future(work()),
            asyncio.ensure_future(stop.wait()),
        )
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not running.done():
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            return False
        error = running.exception()
        if error is None:
            self._pause = FIRST_PAUSE
            return True
        # The type only: an address in its text holds the bot's key.
        log.error("telegram: %s", type(error).__name__)
        await rest(stop, self._pause_after(error))
        return False

    def _pause_after(self, error: BaseException) -> float:
        if isinstance(error, RetryAfter):
            wait = error.retry_after
            return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
        if isinstance(error, InvalidToken | EndPointNotFound):
            return KEY_PAUSE
        if isinstance(error, Conflict):
            return TAKEN_PAUSE
        self._pause = min(LONGEST_PAUSE, self._pause * 2)
        return self._pause / 2


async def rest(stop: asyncio.Event, seconds: float) -> None:
    """Wait, but not longer than until it is time to stop."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        pass


@asynccontextmanager
async def at_telegram(
    house: House, settings: TelegramSettings | None = None, *, apart: bool = False
) -> AsyncIterator[Listening | None]:
    """The bot works as long as the block lasts; None when it was not set up, or works elsewhere.

    `apart`: this process is the one that fetches the messages, whatever the web app does.
    """
    settings = settings or TelegramSettings()
    public = AssistantSettings().public_url
    if settings.token is None or (settings.mode == "apart" and not apart):
        yield None
        return
    address = f"{public.rstrip('/')}{WEBHOOK}" if public and settings.mode == "webhook" else None
    if settings.mode == "webhook" and address is None:
        log.error("WEGWIJS_TELEGRAM_MODE is webhook, but WEGWIJS_PUBLIC_URL is not set: polling")
    listening = Listening(make_door(house, settings))
    stop = asyncio.Event()
    running = asyncio.create_task(listening.run(stop, webhook=None if apart else address))
    running.add_done_callback(_finished)
    try:
        yield listening
    finally:
        stop.set()
        try:
            async with asyncio.timeout(LAST_SECONDS):
                await asyncio.gather(running, return_exceptions=True)
        except TimeoutError:
            log.warning("a message did not finish in time; it will be handled again")


def _finished(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("the telegram door stopped: %s", type(error).__name__)
