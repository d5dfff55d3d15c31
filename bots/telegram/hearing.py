"""What comes in: each update once, in the order of its chat, saved before Telegram is told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from sqlalchemy.exc import SQLAlchemyError
from telegram import Update

from bots.telegram.buttons import press_button
from bots.telegram.commands import follow_command
from bots.telegram.door import Door
from bots.telegram.floods import hold_back_floods
from bots.telegram.groups import keep_groups_general
from bots.telegram.incoming import Heard, Incoming, incoming
from bots.telegram.kinds import explain_kinds
from bots.telegram.pairing import pair_by_code
from bots.telegram.questions import ask, take_edit
from bots.telegram.replies import take_reply
from bots.telegram.saying import say
from bots.telegram.sending import Sender

log = logging.getLogger(__name__)

Route = Callable[[Incoming], Awaitable[Heard | Incoming | None]]
# The first that knows what to do does it; one that gives back an Incoming only changed the words.
ROUTES: tuple[Route, ...] = (
    keep_groups_general,
    hold_back_floods,
    press_button,
    explain_kinds,
    take_edit,
    follow_command,
    pair_by_code,
    take_reply,
    ask,
)
# Chats whose updates are worked on at once: computing has two cores to share.
AT_ONCE = 4


class Hearing:
    """Turns updates into work done and replies to send."""

    def __init__(self, door: Door, sender: Sender) -> None:
        self._door, self._sender = door, sender
        self._turns: dict[int, asyncio.Lock] = {}
        self._room = asyncio.Semaphore(AT_ONCE)

    async def receive_all(self, updates: Sequence[Update]) -> None:
        """Handle updates: of one chat in order, of several at once. When this returns all were
        saved. Raises what the database raises; then ask Telegram for the same ones again."""
        chats: dict[int, list[Update]] = {}
        for update in updates:
            chat = update.effective_chat
            chats.setdefault(chat.id if chat else 0, []).append(update)

        async def one_chat(own: list[Update]) -> None:
            for update in own:
                await self.receive(update)

        done = await asyncio.gather(*map(one_chat, chats.values()), return_exceptions=True)
        for outcome in done:
            if isinstance(outcome, BaseException):
                raise outcome

    async def receive(self, update: Update) -> None:
        """Handle one update; one that was handled before only sees to it that its reply goes out."""
        chat = update.effective_chat
        if chat is None:
            return
        turn = self._turns.setdefault(chat.id, asyncio.Lock())
        async with turn, self._room:
            await self._handle(update, chat.id)
        if not turn.locked() and self._turns.get(chat.id) is turn:
            del self._turns[chat.id]

    async def _handle(self, update: Update, chat_id: int) -> None:
        key, place = str(update.update_id), self._door.keys.place(chat_id)
        if not await self._door.arrivals.known(key):
            heard = await self._understand(update)
            await self._door.arrivals.save(
                key=key,
                place=place,
                address=str(chat_id),
                parts=heard.parts,
                posts=heard.posts,
                now=self._door.now,
            )
        self._sender.wake(place)

    async def _understand(self, update: Update) -> Heard:
        given: Incoming | None = None
        try:
            given = await incoming(self._door, update)
            if given is None:
                return Heard()
            for route in ROUTES:
                found = await route(given)
                if isinstance(found, Heard):
                    return found
                given = found or given
        except (SQLAlchemyError, OSError):
            raise  # the same update comes again, and then it can be handled
        except Exception as error:  # one message that we do not understand must not stop the others
            # The type only: a message or a traceback could hold what the asker wrote.
            log.error("an update was not understood: %s", type(error).__name__)
            if given is not None and given.private:
                return Heard(say(given.tell("trouble")))
        return Heard()
