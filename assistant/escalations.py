"""A question handed to staff: opened, claimed, answered, closed. What staff do with one.

State is read from moments, never stored. Every change is one conditional UPDATE, so that two people
at the same moment cannot both win.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from assistant import tuning
from assistant.actors import Actor
from assistant.audit import record
from assistant.database import Sessions
from assistant.desk_models import Staff
from assistant.hours import office_hours
from assistant.models import Escalation, Note, new_id
from assistant.outbox import enqueue_to_asker
from assistant.states import State as State
from assistant.threads import say_in, sized


class UnknownEscalationError(Exception):
    """There is no such escalation."""

    def __init__(self) -> None:
        super().__init__("Deze vraag bestaat niet (meer).")


class ClaimedByOtherError(Exception):
    """A colleague is working on it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is met deze vraag bezig.")
        self.name = name


class ClosedError(Exception):
    """The escalation is closed; reopen it first."""

    def __init__(self) -> None:
        super().__init__("Deze vraag is gesloten. Open de vraag eerst weer.")


class ReopenedElsewhereError(Exception):
    """The conversation has another open escalation."""

    def __init__(self) -> None:
        super().__init__("In dit gesprek staat al een andere vraag open. Ga daar verder.")


@dataclass(frozen=True, slots=True)
class Sent:
    """A message to the asker, and the delivery that brings it there."""

    message_id: str
    delivery_id: str
    channel: str


class Escalations:
    """What staff do with a question that was handed to them."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def claim(self, *, escalation_id: str, actor: Actor, now: datetime) -> bool:
        """Take it; whether it is now this person's. False: a colleague has it, or it is closed.

        A claim without activity for tuning.CLAIM_HOLDS_HOURS office hours is free to take.
        """
        async with self._sessions() as session, session.begin():
            taken = await _take(session, escalation_id, actor, now)
            if taken:
                _note_in_record(session, actor, "escalation.claim", escalation_id, now)
            return taken

    async def touch(self, *, escalation_id: str, actor: Actor, now: datetime) -> bool:
        """Work goes on: the claim holds again as long. False when it is no longer this person's."""
        async with self._sessions() as session, session.begin():
            until = (await office_hours(session)).due(now, tuning.CLAIM_HOLDS_HOURS)
            changed = await session.execute(
                update(Escalation)
                .where(
                    Escalation.id == escalation_id,
                    Escalation.claimed_by == actor.id,
                    Escalation.claimed_until > now,
                )
                .values(claimed_until=until)
            )
            return bool(changed.rowcount)  # type: ignore[attr-defined]

    async def release(self, *, escalation_id: str, actor: Actor, now: datetime) -> bool:
        """Give it back to the queue; False when it was not this person's."""
        async with self._sessions() as session, session.begin():
            changed = await session.execute(
                update(Escalation)
                .where(Escalation.id == escalation_id, Escalation.claimed_by == actor.id)
                .values(claimed_by=None, claimed_at=None, claimed_until=None)
            )
            if changed.rowcount:  # type: ignore[attr-defined]
                _note_in_record(session, actor, "escalation.release", escalation_id, now)
            return bool(changed.rowcount)  # type: ignore[attr-defined]

    async def note(self, *, escalation_id: str, actor: Actor, text: str, now: datetime) -> str:
        """Write an internal note; its id. Raises TooLongError, EmptyError."""
        clean = sized(text, tuning.LONGEST_NOTE)
        async with self._sessions() as session, session.begin():
            await _known(session, escalation_id)
            row = Note(
                id=new_id(), escalation_id=escalation_id, staff_id=actor.id, text=clean, at=now
            )
            session.add(row)
            _note_in_record(session, actor, "escalation.note", escalation_id, now)
            return row.id

    async def reply(
        self,
        *,
        escalation_id: str,
        actor: Actor,
        text: str,
        now: datetime,
        citations: Sequence[dict[str, Any]] = (),
        close: bool = False,
    ) -> Sent:
        """Answer the asker: the message and its delivery are written together or not at all.

        Takes the escalation when nobody has it. Raises ClaimedByOtherError, ClosedError,
        UnknownEscalationError, TooLongError, EmptyError.
        """
        return await self._send("reply", escalation_id, actor, text, citations, close, now)

    async def ask_back(self, *, escalation_id: str, actor: Actor, text: str, now: datetime) -> Sent:
        """Ask the asker for more; waits for them. Raises as `reply` does."""
        return await self._send("ask_back", escalation_id, actor, text, (), False, now)

    async def _send(
        self,
        kind: str,
        escalation_id: str,
        actor: Actor,
        text: str,
        citations: Sequence[dict[str, Any]],
        close: bool,
        now: datetime,
    ) -> Sent:
        clean = sized(text, tuning.LONGEST_REPLY)
        async with self._sessions() as session, session.begin():
            if not await _take(session, escalation_id, actor, now):
                await _refuse(session, escalation_id)
            row = await _known(session, escalation_id)
            message_id = await say_in(
                session,
                conversation_id=row.conversation_id,
                author="staff",
                kind=kind,
                text=clean,
                escalation_id=row.id,
                staff_id=actor.id,
                citations=citations,
                now=now,
            )
            delivery_id, channel = await enqueue_to_asker(
                session, escalation=row, message_id=message_id, kind=kind, now=now
            )
            if kind == "reply":
                row.replied_at = now
                row.claimed_by = row.claimed_at = row.claimed_until = None
            else:
                row.asked_back_at = now
            if close:
                row.closed_at, row.closed_because = now, "answered"
            _note_in_record(
                session, actor, f"escalation.{kind}", row.id, now, {"message_id": message_id}
            )
            return Sent(message_id, delivery_id, channel)

    async def close(
        self, *, escalation_id: str, actor: Actor, now: datetime, because: str = "closed"
    ) -> bool:
        """Close it without a (further) reply; False when it was closed already.

        Raises ClaimedByOtherError, UnknownEscalationError.
        """
        async with self._sessions() as session, session.begin():
            changed = await session.execute(
                update(Escalation)
                .where(Escalation.id == escalation_id, _free_for(actor, now))
                .where(Escalation.closed_at.is_(None))
                .values(
                    closed_at=now,
                    closed_because=because[:20],
                    claimed_by=None,
                    claimed_at=None,
                    claimed_until=None,
                )
            )
            if changed.rowcount:  # type: ignore[attr-defined]
                _note_in_record(session, actor, "escalation.close", escalation_id, now)
                return True
            with suppress(ClosedError):
                await _refuse(session, escalation_id)
            return False

    async def reopen(self, *, escalation_id: str, actor: Actor, now: datetime) -> bool:
        """Open a closed one again, as new work; False when it was open. Due anew.

        Raises UnknownEscalationError, ReopenedElsewhereError.
        """
        async with self._sessions() as session, session.begin():
            row = await _known(session, escalation_id)
            if row.closed_at is None:
                return False
            if not await reopen_row(session, row, now):
                raise ReopenedElsewhereError
            _note_in_record(session, actor, "escalation.reopen", escalation_id, now)
            return True


async def reopen_row(session: AsyncSession, row: Escalation, now: datetime) -> bool:
    """Make an escalation work to do again; False when its conversation has another open one."""
    due = (await office_hours(session)).due(now)
    try:
        async with session.begin_nested():
            row.closed_at = row.closed_because = None
            row.asker_at, row.due_at = now, due
            row.claimed_by = row.claimed_at = row.claimed_until = None
    except IntegrityError:
        await session.refresh(row)
        return False
    return True


def _free_for(actor: Actor, now: datetime) -> ColumnElement[bool]:
    e = Escalation
    return or_(e.claimed_by.is_(None), e.claimed_by == actor.id, e.claimed_until <= now)


async def _take(session: AsyncSession, escalation_id: str, actor: Actor, now: datetime) -> bool:
    until = (await office_hours(session)).due(now, tuning.CLAIM_HOLDS_HOURS)
    mine = Escalation.claimed_by == actor.id
    changed = await session.execute(
        update(Escalation)
        .where(
            and_(Escalation.id == escalation_id, Escalation.closed_at.is_(None)),
            _free_for(actor, now),
        )
        .values(
            claimed_by=actor.id,
            claimed_at=case((mine, func.coalesce(Escalation.claimed_at, now)), else_=now),
            claimed_until=until,
        )
    )
    return bool(changed.rowcount)  # type: ignore[attr-defined]


async def _known(session: AsyncSession, escalation_id: str) -> Escalation:
    row = await session.get(Escalation, escalation_id, populate_existing=True)
    if row is None:
        raise UnknownEscalationError
    return row


async def _refuse(session: AsyncSession, escalation_id: str) -> None:
    """Why an escalation could not be taken. Always raises."""
    row = await _known(session, escalation_id)
    if row.closed_at is not None:
        raise ClosedError
    owner = await session.get(Staff, row.claimed_by) if row.claimed_by else None
    raise ClaimedByOtherError(owner.name if owner else "Een collega")


def _note_in_record(
    session: AsyncSession,
    actor: Actor,
    action: str,
    escalation_id: str,
    now: datetime,
    after: dict[str, Any] | None = None,
) -> None:
    record(
        session,
        actor=actor,
        action=action,
        subject=f"escalation:{escalation_id}",
        now=now,
        after=after,
    )
