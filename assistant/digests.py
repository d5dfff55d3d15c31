"""Overviews of the queue by e-mail, for staff who do not want a mail for every question."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy import or_, select, update

from assistant.database import Sessions
from assistant.desk_models import Staff
from assistant.hours import ZONE, office_hours
from assistant.models import Escalation
from assistant.outbox import enqueue_to_staff
from assistant.states import State, state_column


async def enqueue_digests(sessions: Sessions, *, now: datetime) -> int:
    """Write an overview for everyone whose hour has passed since the last one; how many.

    Only on days with office hours, and only when there is something to do. Taken by a conditional
    UPDATE, so that of several couriers one writes it.
    """
    local = now.astimezone(ZONE)
    written = 0
    async with sessions() as session, session.begin():
        hours = await office_hours(session)
        midnight = datetime.combine(local.date(), time(), ZONE)
        opens = hours.next_opening(midnight)
        if opens is None or opens.astimezone(ZONE).date() != local.date():
            return 0
        state = state_column(now)
        waiting = await session.scalar(
            select(Escalation.id)
            .where(Escalation.closed_at.is_(None), state == State.NEW.value)
            .limit(1)
        )
        for person in await session.scalars(
            select(Staff).where(Staff.notify == "digest", Staff.disabled_at.is_(None))
        ):
            hour = _last_hour(person, local)
            if hour is None:
                continue
            taken = await session.execute(
                update(Staff)
                .where(Staff.id == person.id)
                .where(or_(Staff.digest_at.is_(None), Staff.digest_at < hour))
                .values(digest_at=now)
            )
            if taken.rowcount and waiting is not None:  # type: ignore[attr-defined]
                enqueue_to_staff(session, staff_id=person.id, kind="digest", now=now)
                written += 1
    return written


def _last_hour(person: Staff, local: datetime) -> datetime | None:
    """The latest of today's digest hours that has passed, if it is not long ago."""
    passed = [
        moment
        for clock in person.digest_hours
        if (moment := datetime.combine(local.date(), time.fromisoformat(clock), ZONE)) <= local
    ]
    # An hour that passed while no courier ran is not made up for in the evening.
    return max(passed) if passed and local - max(passed) < timedelta(hours=4) else None
