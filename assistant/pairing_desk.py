"""Pairing from the administrator's side: give out codes, see and name who is paired, revoke."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from assistant import tuning
from assistant.actors import Actor, only_administrator
from assistant.audit import record
from assistant.channel_models import Pairing, PairingCode
from assistant.database import Sessions, reading
from assistant.opening import hash_of
from assistant.pairing import NewCode, code_hash, fresh_code, number_of


class PairingDeskError(Exception):
    """What was asked cannot be done; the text says why, in Dutch."""


@dataclass(frozen=True, slots=True)
class CodeShown:
    """A code that was given out. `state`: open, full, expired or revoked."""

    id: str
    label: str
    used: int
    most: int
    expires_at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class PersonShown:
    """Someone who is paired, without anything of the messaging app."""

    id: str
    number: str
    label: str
    name: str | None
    channel: str
    paired_at: datetime


class PairingDesk:
    """Codes and paired people. Everything here is for administrators: raises NotAllowedError."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def give(
        self, *, label: str, most: int, days: int, actor: Actor, now: datetime
    ) -> NewCode:
        """A code for a school, for `most` people, working `days` days. Raises PairingDeskError."""
        only_administrator(actor)
        school = " ".join(label.split())[:100]
        if not school:
            raise PairingDeskError("Vul de naam van de school in.")
        if not 1 <= most <= tuning.PEOPLE_PER_CODE:
            raise PairingDeskError(f"Kies voor 1 tot {tuning.PEOPLE_PER_CODE} mensen.")
        if not 1 <= days <= tuning.DAYS_PER_CODE:
            raise PairingDeskError(f"Kies 1 tot {tuning.DAYS_PER_CODE} dagen.")
        code, link = fresh_code(), secrets.token_urlsafe(24)
        row = PairingCode(
            label=school,
            code_hash=await asyncio.to_thread(code_hash, code),
            link_hash=hash_of(link),
            most=most,
            made_by=actor.id,
            made_at=now,
            expires_at=now + timedelta(days=days),
        )
        async with self._sessions() as session, session.begin():
            session.add(row)
            await session.flush()
            after = {"label": school, "most": most, "days": days}
            _write(session, actor, "pairing.give", row.id, now, after)
        return NewCode(row.id, code, link, school, most, row.expires_at)

    async def codes(self, *, actor: Actor, now: datetime) -> list[CodeShown]:
        """The codes that were given out, newest first."""
        only_administrator(actor)
        async with reading(self._sessions) as session:
            rows = await session.scalars(select(PairingCode).order_by(PairingCode.made_at.desc()))
            return [
                CodeShown(r.id, r.label, r.used, r.most, r.expires_at, _state(r, now)) for r in rows
            ]

    async def people(self, *, actor: Actor) -> list[PersonShown]:
        """Who is paired, by school and time."""
        only_administrator(actor)
        async with reading(self._sessions) as session:
            rows = await session.scalars(select(Pairing).order_by(Pairing.label, Pairing.paired_at))
            return [
                PersonShown(r.id, number_of(r.id), r.label, r.name, r.channel, r.paired_at)
                for r in rows
            ]

    async def revoke_code(self, *, code_id: str, actor: Actor, now: datetime) -> None:
        """Nobody can pair with it any more; who did stays paired. Raises PairingDeskError."""
        only_administrator(actor)
        async with self._sessions() as session, session.begin():
            changed = await session.execute(
                update(PairingCode)
                .where(PairingCode.id == code_id, PairingCode.revoked_at.is_(None))
                .values(revoked_at=now)
            )
            if not changed.rowcount:  # type: ignore[attr-defined]
                raise PairingDeskError("Deze code bestaat niet, of is al ingetrokken.")
            _write(session, actor, "pairing.revoke_code", code_id, now)

    async def name(self, *, pairing_id: str, name: str, actor: Actor, now: datetime) -> None:
        """Call someone by a name of one's own; empty takes it away. Raises PairingDeskError."""
        only_administrator(actor)
        async with self._sessions() as session, session.begin():
            row = await session.get(Pairing, pairing_id)
            if row is None:
                raise PairingDeskError("Deze koppeling bestaat niet (meer).")
            row.name = " ".join(name.split())[:100] or None
            _write(session, actor, "pairing.name", pairing_id, now)

    async def revoke(self, *, pairing_id: str, actor: Actor, now: datetime) -> None:
        """End a pairing: from the next message on, the answers for everyone. Raises
        PairingDeskError."""
        only_administrator(actor)
        async with self._sessions() as session, session.begin():
            gone = await session.execute(delete(Pairing).where(Pairing.id == pairing_id))
            if not gone.rowcount:  # type: ignore[attr-defined]
                raise PairingDeskError("Deze koppeling bestaat niet (meer).")
            _write(session, actor, "pairing.revoke", pairing_id, now)


def _state(row: PairingCode, now: datetime) -> str:
    if row.revoked_at is not None:
        return "revoked"
    if row.expires_at <= now:
        return "expired"
    return "full" if row.used >= row.most else "open"


def _write(
    session: Any,
    actor: Actor,
    action: str,
    id_: str,
    now: datetime,
    after: dict[str, Any] | None = None,
) -> None:
    record(session, actor=actor, action=action, subject=f"pairing:{id_}", now=now, after=after)
