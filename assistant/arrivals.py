"""What arrives over a channel, once; and what goes back, in order, until it went out.

A door handles what arrived so that doing it again changes nothing, saves it here together with its
reply, and only then tells the far side that it has it. The reply is sent from here: a process that
dies loses nothing, and at most the message in flight goes out twice.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from assistant import tuning
from assistant.channel_models import Arrival
from assistant.channels import DeliveryError
from assistant.database import Sessions, reading
from assistant.deliveries import wait_before
from assistant.posts import NewPost, put


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply on its way out, held by whoever leased it; `sent` of its parts are there already."""

    id: int
    place: str
    address: str = field(repr=False)
    parts: list[dict[str, Any]] = field(repr=False)
    sent: int
    attempts: int


class Arrivals:
    """What arrived over one channel. `jitter` gives numbers from 0 to 1."""

    def __init__(
        self, sessions: Sessions, channel: str, jitter: Callable[[], float] = random.random
    ) -> None:
        self._sessions, self._channel, self._jitter = sessions, channel, jitter

    async def known(self, key: str) -> bool:
        """Whether it was handled before."""
        async with reading(self._sessions) as session:
            found = await session.scalar(
                select(Arrival.id).where(Arrival.channel == self._channel, Arrival.key == key)
            )
            return found is not None

    async def save(
        self,
        *,
        key: str,
        place: str,
        address: str,
        parts: Sequence[dict[str, Any]],
        now: datetime,
        posts: Sequence[NewPost] = (),
    ) -> bool:
        """It was handled; `parts` go back. False when it was saved before: then nothing happens."""
        done = not parts
        row = Arrival(
            channel=self._channel,
            key=key,
            place=place,
            address=None if done else address,
            parts=None if done else list(parts),
            sent=0,
            attempts=0,
            arrived_at=now,
            due_at=now,
            settled_at=now if done else None,
        )
        try:
            async with self._sessions() as session, session.begin():
                session.add(row)
                await session.flush()
                for post in posts:
                    await put(session, self._channel, place, post, now)
        except IntegrityError:
            return False
        return True

    async def waiting(self) -> int:
        """How many replies did not go out yet."""
        async with reading(self._sessions) as session:
            counted = await session.scalar(
                select(func.count())
                .select_from(Arrival)
                .where(Arrival.channel == self._channel, Arrival.settled_at.is_(None))
            )
            return counted or 0

    async def places(self, now: datetime) -> list[str]:
        """Where a reply is due that nobody is sending."""
        async with reading(self._sessions) as session:
            return list(
                await session.scalars(
                    select(Arrival.place).where(self._free(now)).order_by(Arrival.id).limit(500)
                )
            )

    async def lease(self, place: str, now: datetime) -> Reply | None:
        """Take the oldest reply to a place, when it is due; None: nothing to send now.

        A later one never overtakes it: what is said stays in order.
        """
        async with self._sessions() as session, session.begin():
            id_ = await session.scalar(
                select(Arrival.id).where(self._free(now), Arrival.place == place).limit(1)
            )
            if id_ is None:
                return None
            taken = await session.execute(
                update(Arrival)
                .where(
                    Arrival.id == id_,
                    Arrival.settled_at.is_(None),
                    or_(Arrival.leased_until.is_(None), Arrival.leased_until <= now),
                )
                .values(
                    leased_until=now + timedelta(seconds=tuning.REPLY_LEASE_SECONDS),
                    attempts=Arrival.attempts + 1,
                )
            )
            if not taken.rowcount:  # type: ignore[attr-defined]
                return None
            row = await session.get_one(Arrival, id_, populate_existing=True)
            return Reply(
                row.id, row.place, row.address or "", row.parts or [], row.sent, row.attempts
            )

    async def sent(self, reply: Reply, number: int, now: datetime, post: NewPost | None) -> None:
        """Part `number` (from 1) went out, and stands in the chat as `post`."""
        last = number >= len(reply.parts)
        async with self._sessions() as session, session.begin():
            if post is not None:
                await put(session, self._channel, reply.place, post, now)
            if last:
                await _settle(session, reply.id, now, number, None)
                return
            await session.execute(
                update(Arrival)
                .where(Arrival.id == reply.id)
                .values(
                    sent=number, leased_until=now + timedelta(seconds=tuning.REPLY_LEASE_SECONDS)
                )
            )

    async def failed(self, reply: Reply, error: DeliveryError, now: datetime) -> bool:
        """A part did not go out: later again, or never. Whether it was given up."""
        over = error.permanent or reply.attempts >= tuning.MOST_CHAT_ATTEMPTS
        async with self._sessions() as session, session.begin():
            if over:
                await _settle(session, reply.id, now, None, str(error)[:200])
                return True
            wait = wait_before(reply.attempts, self._jitter(), first=tuning.FIRST_CHAT_WAIT)
            if error.retry_after is not None:
                wait = timedelta(seconds=error.retry_after)
            await session.execute(
                update(Arrival)
                .where(Arrival.id == reply.id)
                .values(due_at=now + wait, leased_until=None)
            )
        return False

    def _free(self, now: datetime) -> ColumnElement[bool]:
        """The first reply that waits at its place, due, and held by nobody."""
        before = aliased(Arrival)
        return and_(
            Arrival.channel == self._channel,
            Arrival.settled_at.is_(None),
            Arrival.due_at <= now,
            or_(Arrival.leased_until.is_(None), Arrival.leased_until <= now),
            ~exists().where(
                before.channel == self._channel,
                before.place == Arrival.place,
                before.settled_at.is_(None),
                before.id < Arrival.id,
            ),
        )


async def _settle(
    session: AsyncSession, id_: int, now: datetime, number: int | None, error: str | None
) -> None:
    values: dict[str, Any] = {"settled_at": now, "address": None, "parts": None, "error": error}
    if number is not None:
        values["sent"] = number
    await session.execute(update(Arrival).where(Arrival.id == id_).values(**values))
