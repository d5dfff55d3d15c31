"""Sends what waits: one chat's replies in order, many chats at once, again after a refusal."""

from __future__ import annotations

import asyncio
import logging

from sqlalchemy.exc import SQLAlchemyError
from telegram.error import TelegramError

from assistant.arrivals import Reply
from bots.telegram.door import Door
from bots.telegram.faults import delivery_error
from bots.telegram.saying import post_of, send

log = logging.getLogger(__name__)

# Seconds between two looks at what is due again, and after the database was away.
LOOK_EVERY, TROUBLE_PAUSE = 1.0, 5.0
# Chats that are written to at once.
AT_ONCE = 16


class Sender:
    """Holds no state that a restart would miss: what waits is in the database."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._room = asyncio.Semaphore(AT_ONCE)

    def wake(self, place: str) -> None:
        """There is something for a chat: begin, or go on when what is under way is done."""
        if place in self._lanes:
            self._again.add(place)
            return
        task = asyncio.create_task(self._lane(place))
        self._lanes[place] = task
        task.add_done_callback(lambda _: self._lanes.pop(place, None))

    async def run(self, stop: asyncio.Event) -> None:
        """Look for what is due until `stop`; what is in flight then is finished first."""
        while not stop.is_set():
            pause = LOOK_EVERY
            try:
                for place in await self._door.arrivals.places(self._door.now):
                    self.wake(place)
            except (SQLAlchemyError, OSError) as error:
                log.error("replies wait: the database is away: %s", type(error).__name__)
                pause = TROUBLE_PAUSE
            try:
                async with asyncio.timeout(pause):
                    await stop.wait()
            except TimeoutError:
                pass
        await asyncio.gather(*self._lanes.values(), return_exceptions=True)

    async def _lane(self, place: str) -> None:
        try:
            async with self._room:
                while True:
                    self._again.discard(place)
                    reply = await self._door.arrivals.lease(place, self._door.now)
                    if reply is not None:
                        if not await self._send(reply):
                            return
                    elif place not in self._again:
                        return
        except (SQLAlchemyError, OSError) as error:
            log.error("a reply waits: the database is away: %s", type(error).__name__)

    async def _send(self, reply: Reply) -> bool:
        """Whether the lane goes on."""
        door = self._door
        for number in range(reply.sent + 1, len(reply.parts) + 1):
            part = reply.parts[number - 1]
            try:
                message_id = await send(door.bot, reply.address, part)
            except TelegramError as error:
                why = delivery_error(error)
                over = await door.arrivals.failed(reply, why, door.now)
                log.warning("a reply over telegram: %s%s", why, "; given up" if over else "")
                return over
            await door.arrivals.sent(reply, number, door.now, post_of(part, message_id))
        return True
