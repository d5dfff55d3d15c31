"""Pairing: someone in a messaging app shows to work at a school, by a code that the desk gave out.

A code is given to a school, works for some people and some days, and is known here only by its
hash. By hand it has ten letters and digits (50 bits); as a link it has 192 bits.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from assistant import tuning
from assistant.channel_models import Pairing, PairingAttempt, PairingCode
from assistant.database import Sessions, reading
from assistant.opening import hash_of

# Without I, L, O and U: nothing to take for a digit, and no words.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
_LIKE_DIGITS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_TYPED = re.compile(r"\s*[0-9A-Za-z]{5}[-–— ][0-9A-Za-z]{5}\s*")

Why = Literal["wrong", "too_many", "closed"]


class PairingError(Exception):
    """Not paired. wrong: unknown, expired or used up (not told apart); too_many: of this person;
    closed: too many wrong codes of all people together, links still work."""

    def __init__(self, reason: Why) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Paired:
    """Someone who is paired: the school's name, and the number by which the desk knows them."""

    id: str
    label: str

    @property
    def number(self) -> str:
        """What is said and shown of the id."""
        return number_of(self.id)


def number_of(pairing_id: str) -> str:
    """The short number of a pairing, for people."""
    return pairing_id[:6].upper()


def looks_like_code(text: str) -> bool:
    """Whether a whole message is a code typed by hand: five, a dash, five, with a digit in it."""
    return bool(_TYPED.fullmatch(text)) and any(ch.isdigit() for ch in text)


def plain_code(typed: str) -> str:
    """A code as it is compared: capitals, and what looks like a digit is one."""
    return re.sub(r"[^0-9A-Z]", "", typed.upper()).translate(_LIKE_DIGITS)


def code_hash(typed: str) -> str:
    """What is stored of a code: slow to compute (some 30 ms), since fifty bits could be tried."""
    salt, text = b"wegwijs.pairing", plain_code(typed).encode()
    return hashlib.scrypt(text, salt=salt, n=2**14, r=8, p=1, dklen=32).hex()


@dataclass(frozen=True, slots=True)
class NewCode:
    """A code just made; both secrets are shown once and never stored."""

    id: str
    code: str = field(repr=False)
    link_token: str = field(repr=False)
    label: str
    most: int
    expires_at: datetime


def fresh_code() -> str:
    """A new code, as it is written down: ABCDE-12345, always with a digit."""
    while True:
        drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if any(ch.isdigit() for ch in drawn):
            return f"{drawn[:5]}-{drawn[5:]}"


class Pairings:
    """Who is paired, for the door. `person` and `place` are hashes that the door makes."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def pair(
        self, *, channel: str, person: str, place: str, code: str, now: datetime
    ) -> Paired:
        """Pair someone in a chat by a typed code or the secret of a link. Raises PairingError.

        The same code again is no error and costs none of its uses; another one replaces the first.
        """
        by_link = select(PairingCode).where(PairingCode.link_hash == hash_of(code))
        async with reading(self._sessions) as session:
            await _hold_back(session, channel, person, now)
            linked = await session.scalar(by_link) is not None
            if not linked:
                await _hold_all_back(session, channel, now)
        slow = ""
        if not linked and len(plain_code(code)) == LENGTH:
            slow = await asyncio.to_thread(code_hash, code)
        async with self._sessions() as session, session.begin():
            await _hold_back(session, channel, person, now)
            row = await session.scalar(by_link)
            if row is None:
                await _hold_all_back(session, channel, now)
                row = await session.scalar(select(PairingCode).where(PairingCode.code_hash == slow))
            paired = await _use(session, row, channel, person, place, now) if row else None
            if paired is None:
                session.add(PairingAttempt(channel=channel, person=person, at=now))
        if paired is None:
            raise PairingError("wrong")
        return paired

    async def of(self, *, channel: str, person: str, place: str) -> Paired | None:
        """The pairing of someone in a chat."""
        async with reading(self._sessions) as session:
            row: Pairing | None = await session.scalar(_own(channel, person, place))
            return Paired(row.id, row.label) if row else None


def _own(channel: str, person: str, place: str) -> Select[Any]:
    return select(Pairing).where(
        Pairing.channel == channel, Pairing.person == person, Pairing.place == place
    )


async def _use(
    session: AsyncSession, code: PairingCode, channel: str, person: str, place: str, now: datetime
) -> Paired | None:
    """None when the code no longer works."""
    own: Pairing | None = await session.scalar(_own(channel, person, place))
    if code.revoked_at is not None or code.expires_at <= now:
        return None
    if own is None or own.code_id != code.id:
        used = await session.execute(
            update(PairingCode)
            .where(PairingCode.id == code.id, PairingCode.used < PairingCode.most)
            .values(used=PairingCode.used + 1)
        )
        if not used.rowcount:  # type: ignore[attr-defined]
            return None
        if own is None:
            own = Pairing(channel=channel, person=person, place=place)
            session.add(own)
        own.code_id, own.label, own.paired_at = code.id, code.label, now
        await session.flush()
    return Paired(own.id, own.label)


async def _hold_back(session: AsyncSession, channel: str, person: str, now: datetime) -> None:
    if await _wrong(session, channel, person, now) >= tuning.WRONG_CODES_PER_PERSON:
        raise PairingError("too_many")


async def _hold_all_back(session: AsyncSession, channel: str, now: datetime) -> None:
    if await _wrong(session, channel, None, now) >= tuning.WRONG_CODES_AN_HOUR:
        raise PairingError("closed")


async def _wrong(session: AsyncSession, channel: str, person: str | None, now: datetime) -> int:
    """Wrong codes in the last hour, of one person or of all."""
    counted = (
        select(func.count())
        .select_from(PairingAttempt)
        .where(PairingAttempt.channel == channel, PairingAttempt.at > now - timedelta(hours=1))
    )
    if person is not None:
        counted = counted.where(PairingAttempt.person == person)
    return await session.scalar(counted) or 0
