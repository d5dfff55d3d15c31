"""An account of staff: what it shows, its links, and the rules that hold for all of them."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from assistant import tuning
from assistant.actors import Actor, Role
from assistant.desk_models import Staff, StaffLink, StaffSession
from assistant.opening import Contact, ContactError, hash_of

CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")


NOTIFY = ("at_once", "digest", "never")


class StaffError(Exception):
    """What was asked cannot be done; the text says why, in Dutch."""


class LinkError(Exception):
    """The invitation or reset is wrong, used or expired; the three are not told apart."""

    def __init__(self) -> None:
        super().__init__("Deze link is verlopen of al gebruikt. Vraag een nieuwe aan.")


@dataclass(frozen=True, slots=True)
class Person:
    """An account as the desk shows it. `joined`: has set a password or signed in by OpenID."""

    id: str
    name: str
    email: str
    role: Role
    joined: bool
    second_factor: bool
    notify: str
    digest_hours: tuple[str, ...]
    disabled: bool


def actor_of(row: Staff) -> Actor:
    """The actor that an account is."""
    return Actor(row.id, row.name, row.email, Role(row.role))


def mail_of(email: str) -> str:
    """An e-mail address as accounts hold it. Raises StaffError."""
    try:
        return (Contact("email", email).checked().value or "").casefold()
    except ContactError as error:
        raise StaffError(str(error)) from None


def new_staff_link(session: AsyncSession, staff_id: str, kind: str, now: datetime) -> str:
    """The secret of a new invitation or reset; only its hash is stored."""
    token = secrets.token_urlsafe(32)
    days = timedelta(days=tuning.INVITATION_DAYS)
    lasts = days if kind == "invitation" else timedelta(hours=tuning.RESET_HOURS)
    session.add(
        StaffLink(token_hash=hash_of(token), staff_id=staff_id, kind=kind, expires_at=now + lasts)
    )
    return token


async def end_sessions(session: AsyncSession, staff_id: str, now: datetime) -> None:
    """End all sessions of an account."""
    await session.execute(
        update(StaffSession)
        .where(StaffSession.staff_id == staff_id, StaffSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )


async def keep_one_administrator(session: AsyncSession) -> None:
    left = await session.scalar(
        select(func.count())
        .select_from(Staff)
        .where(Staff.role == Role.ADMINISTRATOR.value, Staff.disabled_at.is_(None))
    )
    if not left:
        raise StaffError("Er moet ten minste één beheerder blijven.")


def values_of(row: Staff) -> dict[str, Any]:
    return {
        "name": row.name,
        "role": row.role,
        "notify": row.notify,
        "digest_hours": list(row.digest_hours),
        "disabled": row.disabled_at is not None,
    }


def person_of(row: Staff) -> Person:
    return Person(
        id=row.id,
        name=row.name,
        email=row.email,
        role=Role(row.role),
        joined=bool(row.password_hash or row.oidc_subject),
        second_factor=row.totp_secret is not None,
        notify=row.notify,
        digest_hours=tuple(row.digest_hours),
        disabled=row.disabled_at is not None,
    )
