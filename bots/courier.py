"""The courier: delivers what is due, until it is told to stop. Several may run at once."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy.exc import SQLAlchemyError

from assistant import tuning
from assistant.adjustments import Retention, value_of
from assistant.channels import Channel, DeliveryError
from assistant.database import Sessions
from assistant.deliveries import Deliveries, Leased
from assistant.desk_models import Delivery
from assistant.digests import enqueue_digests
from assistant.interrupted import hand_over_interrupted
from assistant.letters import Addresses, compose
from assistant.retention import tidy

log = logging.getLogger(__name__)

# Seconds between two looks when there was nothing to do, and after the database was away.
PAUSE, TROUBLE_PAUSE = 1.0, 5.0
# Deliveries under way at once: a slow mail server must not hold up the others.
PARALLEL = 4
# A channel gets this part of the lease; then the attempt counts as failed, still within the lease.
PATIENCE_SECONDS = tuning.LEASE_SECONDS * 0.75


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Courier:
    """Delivers over the channels it has; deliveries of other channels wait for who has those."""

    sessions: Sessions
    channels: Mapping[str, Channel]
    addresses: Addresses
    organisation: Callable[[], str] = lambda: ""
    clock: Callable[[], datetime] = _now
    deliveries: Deliveries = field(init=False)
    id: str = field(default_factory=lambda: str(uuid.uuid4()))

    def __post_init__(self) -> None:
        self.deliveries = Deliveries(self.sessions)

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until `stop` is set; what is in flight then is finished first."""
        workers = [asyncio.create_task(self._work(stop)) for _ in range(PARALLEL)]
        workers.append(asyncio.create_task(self._remind(stop)))
        await asyncio.gather(*workers)

    async def deliver_one(self) -> bool:
        """Deliver what is due longest; False when nothing is due."""
        leased = await self.deliveries.lease(
            courier_id=self.id, channels=self.channels.keys(), now=self.clock()
        )
        if leased is None:
            return False
        try:
            await self._deliver(leased)
        except DeliveryError as error:
            over = await self.deliveries.failed(leased, error, courier_id=self.id, now=self.clock())
            log.warning(
                "delivery %s, attempt %s over %s: %s%s",
                leased.id,
                leased.number,
                leased.channel,
                error,
                "; given up" if over else "",
            )
        else:
            await self.deliveries.delivered(leased, now=self.clock())
        return True

    async def _deliver(self, leased: Leased) -> None:
        try:
            async with self.sessions() as session, session.begin():
                row = await session.get_one(Delivery, leased.id)
                message = await compose(
                    session,
                    row,
                    addresses=self.addresses,
                    organisation=self.organisation(),
                    now=self.clock(),
                )
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self.channels[leased.channel].send(message)
        except TimeoutError:
            raise DeliveryError("het kanaal antwoordt niet op tijd") from None
        except (DeliveryError, SQLAlchemyError):
            raise
        except Exception as error:  # a mistake in one message must not stop the others
            raise DeliveryError(f"onverwachte fout ({type(error).__name__})") from None

    async def _work(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                pause = 0.0 if await self.deliver_one() else PAUSE
            except (SQLAlchemyError, OSError) as error:
                log.error("the courier cannot reach the database: %s", type(error).__name__)
                pause = TROUBLE_PAUSE
            await _rest(stop, pause)

    async def _remind(self, stop: asyncio.Event) -> None:
        """Once a minute: overviews whose hour has come, and what need not be kept any longer."""
        while not stop.is_set():
            try:
                await hand_over_interrupted(self.sessions, now=self.clock())
                await enqueue_digests(self.sessions, now=self.clock())
                async with self.sessions() as session, session.begin():
                    days = await value_of(session, "retention", Retention)
                    await tidy(session, days, self.clock())
            except (SQLAlchemyError, OSError) as error:
                log.error("no housekeeping: the database is away: %s", type(error).__name__)
            await _rest(stop, 60.0)


async def _rest(stop: asyncio.Event, seconds: float) -> None:
    if seconds:
        try:
            async with asyncio.timeout(seconds):
                await stop.wait()
        except TimeoutError:
            pass
