"""The outbox: one table of messages that must reach someone, each tried until it did or cannot.

A courier holds a delivery by a lease, taken in one conditional UPDATE together with the line of the
attempt, before anything is sent. If it dies, the lease runs out and another tries again: a message
is never lost, and at most the one in flight goes out twice.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from assistant import tuning
from assistant.actors import Actor
from assistant.audit import record
from assistant.channels import DeliveryError
from assistant.database import Sessions, reading
from assistant.desk_models import Attempt, Delivery
from assistant.models import new_id
from assistant.outbox import PHONE, tell_undeliverable


class UnknownDeliveryError(Exception):
    """There is no such delivery, or it is not in a state to do this with."""

    def __init__(self) -> None:
        super().__init__("Deze bezorging bestaat niet, of is al afgehandeld.")


@dataclass(frozen=True, slots=True)
class Leased:
    """A delivery that this courier holds, and the number of the attempt that began."""

    id: str
    kind: str
    channel: str
    attempt_id: str
    number: int


@dataclass(frozen=True, slots=True)
class DeliveryShown:
    """A delivery as the desk shows it. `state`: underway, delivered, failed, to_call."""

    id: str
    kind: str
    channel: str
    state: str
    escalation_id: str | None
    message_id: str | None
    created_at: datetime
    attempts: int
    error: str | None


def underway() -> ColumnElement[bool]:
    """Neither delivered nor given up."""
    return and_(Delivery.delivered_at.is_(None), Delivery.failed_at.is_(None))


def wait_before(number: int, jitter: float, *, first: float = tuning.FIRST_WAIT) -> timedelta:
    """The pause after attempt `number` (from 1): doubling, limited, times 0.5 to 1 (`jitter` 0..1).

    Jitter spreads couriers and mails that failed together.
    """
    longest = min(tuning.LONGEST_WAIT, first * 2.0 ** (number - 1))
    return timedelta(seconds=longest * (0.5 + jitter / 2))


class Deliveries:
    """The outbox, for the courier and for the desk. `jitter` gives numbers from 0 to 1."""

    def __init__(self, sessions: Sessions, jitter: Callable[[], float] = random.random) -> None:
        self._sessions, self._jitter = sessions, jitter

    async def lease(
        self, *, courier_id: str, channels: Collection[str], now: datetime
    ) -> Leased | None:
        """Take the delivery that is due longest, and write that its attempt begins; None: nothing.

        Several couriers may ask at once; each delivery goes to one of them.
        """
        free = or_(Delivery.leased_until.is_(None), Delivery.leased_until <= now)
        due = and_(underway(), Delivery.due_at <= now, free, Delivery.channel.in_(channels))
        async with reading(self._sessions) as session:
            ids = list(
                await session.scalars(
                    select(Delivery.id).where(due).order_by(Delivery.due_at, Delivery.id).limit(20)
                )
            )
        for id_ in ids:
            async with self._sessions() as session, session.begin():
                taken = await session.execute(
                    update(Delivery)
                    .where(Delivery.id == id_, due)
                    .values(
                        leased_by=courier_id,
                        leased_until=now + timedelta(seconds=tuning.LEASE_SECONDS),
                    )
                )
                if not taken.rowcount:  # type: ignore[attr-defined]
                    continue
                row = await session.get_one(Delivery, id_)
                number = await self._attempts(session, id_) + 1
                attempt = Attempt(id=new_id(), delivery_id=id_, number=number, began_at=now)
                session.add(attempt)
                return Leased(id_, row.kind, row.channel, attempt.id, number)
        return None

    async def delivered(self, leased: Leased, *, now: datetime) -> None:
        """The far side accepted it. True also when the lease had run out meanwhile."""
        async with self._sessions() as session, session.begin():
            await self._end(session, leased, now, "delivered", None)
            await session.execute(
                update(Delivery)
                .where(Delivery.id == leased.id, Delivery.delivered_at.is_(None))
                .values(delivered_at=now, failed_at=None, leased_by=None, leased_until=None)
            )

    async def failed(
        self, leased: Leased, error: DeliveryError, *, courier_id: str, now: datetime
    ) -> bool:
        """It did not go out: try again later, or give up and tell staff. Whether it was given up."""
        async with self._sessions() as session, session.begin():
            over = error.permanent or leased.number >= tuning.MOST_ATTEMPTS
            await self._end(
                session, leased, now, "permanent" if error.permanent else "temporary", str(error)
            )
            wait = wait_before(leased.number, self._jitter())
            if error.retry_after is not None:
                wait = max(wait, timedelta(seconds=error.retry_after))
            changed = await session.execute(
                update(Delivery)
                .where(Delivery.id == leased.id, Delivery.leased_by == courier_id, underway())
                .values(
                    due_at=now + wait,
                    failed_at=now if over else None,
                    leased_by=None,
                    leased_until=None,
                )
            )
            if over and changed.rowcount:  # type: ignore[attr-defined]
                await tell_undeliverable(session, leased.id, now)
            return over

    async def _attempts(self, session: AsyncSession, delivery_id: str) -> int:
        counted = await session.scalar(
            select(func.count()).select_from(Attempt).where(Attempt.delivery_id == delivery_id)
        )
        return counted or 0

    async def _end(
        self,
        session: AsyncSession,
        leased: Leased,
        now: datetime,
        outcome: str,
        error: str | None,
    ) -> None:
        await session.execute(
            update(Attempt)
            .where(Attempt.id == leased.attempt_id)
            .values(ended_at=now, outcome=outcome, error=error[:500] if error else None)
        )

    async def failures(self) -> list[DeliveryShown]:
        """What could not be delivered, and calls still to make; newest first."""
        async with reading(self._sessions) as session:
            to_call = and_(Delivery.channel == PHONE, underway())
            return await shown(session, or_(Delivery.failed_at.is_not(None), to_call))

    async def retry(self, *, delivery_id: str, actor: Actor, now: datetime) -> None:
        """Try a failed delivery again from the start. Raises UnknownDeliveryError."""
        await self._settle(
            delivery_id, actor, now, "delivery.retry", Delivery.failed_at.is_not(None)
        )

    async def mark_called(self, *, delivery_id: str, actor: Actor, now: datetime) -> None:
        """Staff called the asker. Raises UnknownDeliveryError."""
        to_call = and_(Delivery.channel == PHONE, underway())
        await self._settle(delivery_id, actor, now, "delivery.called", to_call)

    async def _settle(
        self,
        delivery_id: str,
        actor: Actor,
        now: datetime,
        action: str,
        which: ColumnElement[bool],
    ) -> None:
        called = action == "delivery.called"
        async with self._sessions() as session, session.begin():
            changed = await session.execute(
                update(Delivery)
                .where(Delivery.id == delivery_id, which)
                .values(failed_at=None, due_at=now, delivered_at=now if called else None)
            )
            if not changed.rowcount:  # type: ignore[attr-defined]
                raise UnknownDeliveryError
            record(session, actor=actor, action=action, subject=f"delivery:{delivery_id}", now=now)


async def shown(session: AsyncSession, which: ColumnElement[bool]) -> list[DeliveryShown]:
    """Deliveries with the number of attempts and the last error, newest first."""
    rows = list(
        await session.scalars(select(Delivery).where(which).order_by(Delivery.created_at.desc()))
    )
    tries: dict[str, list[Attempt]] = {row.id: [] for row in rows}
    for attempt in await session.scalars(
        select(Attempt).where(Attempt.delivery_id.in_(tries)).order_by(Attempt.number)
    ):
        tries[attempt.delivery_id].append(attempt)
    return [
        DeliveryShown(
            id=row.id,
            kind=row.kind,
            channel=row.channel,
            state=_state(row),
            escalation_id=row.escalation_id,
            message_id=row.message_id,
            created_at=row.created_at,
            attempts=len(tries[row.id]),
            error=tries[row.id][-1].error if tries[row.id] else None,
        )
        for row in rows
    ]


def _state(row: Delivery) -> str:
    if row.delivered_at is not None:
        return "delivered"
    if row.failed_at is not None:
        return "failed"
    return "to_call" if row.channel == PHONE else "underway"
