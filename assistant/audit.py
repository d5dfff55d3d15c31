"""The record of who did what: written in the transaction of the change itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.actors import Actor
from assistant.database import Sessions, reading
from assistant.desk_models import Record, Staff


@dataclass(frozen=True, slots=True)
class Recorded:
    """A line of the record. `who` is the name, or "systeem" when no one of staff did it."""

    id: int
    at: datetime
    who: str
    action: str
    subject: str
    before: Any | None
    after: Any | None


def record(
    session: AsyncSession,
    *,
    actor: Actor | None,
    action: str,
    subject: str,
    now: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Add a line to the transaction at hand.

    `subject` is a kind and an id ("escalation:…"). Passwords, tokens and what askers wrote do not
    belong in `before` and `after`.
    """
    session.add(
        Record(
            at=now,
            staff_id=actor.id if actor else None,
            action=action,
            subject=subject,
            before=dict(before) if before is not None else None,
            after=dict(after) if after is not None else None,
        )
    )


class Records:
    """Reading the record."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def page(
        self,
        *,
        subject: str | None = None,
        staff_id: str | None = None,
        page: int = 1,
        size: int = 100,
    ) -> tuple[list[Recorded], int]:
        """Lines, newest first, and how many there are in all. `subject` may be only its kind."""
        chosen = select(Record, Staff.name).outerjoin(Staff, Staff.id == Record.staff_id)
        if subject:
            chosen = chosen.where(Record.subject.startswith(subject, autoescape=True))
        if staff_id:
            chosen = chosen.where(Record.staff_id == staff_id)
        async with reading(self._sessions) as session:
            total = await session.scalar(select(func.count()).select_from(chosen.subquery()))
            rows = await session.execute(
                chosen.order_by(Record.at.desc(), Record.id.desc())
                .offset((page - 1) * size)
                .limit(size)
            )
            return [
                Recorded(
                    row.id,
                    row.at,
                    name or "systeem",
                    row.action,
                    row.subject,
                    row.before,
                    row.after,
                )
                for row, name in rows
            ], total or 0
