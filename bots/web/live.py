"""What is new in conversations, told to the streams that wait for it.

One look at the database a second for all streams of this process together: a reply may have been
written by another process, and two hundred open chats must not become two hundred queries.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from assistant.database import Sessions, reading
from assistant.models import Message

log = logging.getLogger(__name__)

LOOK_EVERY = 1.0
# Ids in one query; SQLite takes at least 999 values.
AT_ONCE = 500


class News:
    """Streams wait here until their conversation has a line after the one they saw last."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self._seen: dict[str, int] = {}
        self._looking: asyncio.Task[None] | None = None
        self.closed = False

    @contextmanager
    def of(self, conversation_id: str, since: int) -> Iterator[asyncio.Event]:
        """An event that is set whenever the conversation may have something new."""
        event = asyncio.Event()
        self._waiting.setdefault(conversation_id, set()).add(event)
        self._seen[conversation_id] = min(since, self._seen.get(conversation_id, since))
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        try:
            yield event
        finally:
            self._waiting[conversation_id].discard(event)
            if not self._waiting[conversation_id]:
                del self._waiting[conversation_id]
                self._seen.pop(conversation_id, None)

    async def close(self) -> None:
        """Stop looking; whoever waits is let go."""
        self.closed = True
        if self._looking is not None:
            self._looking.cancel()
            with suppress(asyncio.CancelledError):
                await self._looking
        for events in self._waiting.values():
            for event in events:
                event.set()

    async def _look(self) -> None:
        while self._waiting:
            try:
                await self._wake()
            except (SQLAlchemyError, OSError) as error:  # it may come back: keep looking
                log.error("no look at the conversations: %s", type(error).__name__)
            await asyncio.sleep(LOOK_EVERY)

    async def _wake(self) -> None:
        ids = list(self._waiting)
        async with reading(self._sessions) as session:
            for start in range(0, len(ids), AT_ONCE):
                rows = await session.execute(
                    select(Message.conversation_id, func.max(Message.position))
                    .where(Message.conversation_id.in_(ids[start : start + AT_ONCE]))
                    .group_by(Message.conversation_id)
                )
                for conversation_id, last in rows:
                    if last > self._seen.get(conversation_id, 0):
                        self._seen[conversation_id] = last
                        for event in self._waiting.get(conversation_id, ()):
                            event.set()
