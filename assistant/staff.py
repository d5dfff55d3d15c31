"""Who works at the desk: accounts, invitations and resets, roles, second factor."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pyotp
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from assistant import tuning
from assistant.actors import Actor, Role, only_administrator
from assistant.audit import record
from assistant.database import Sessions, reading
from assistant.desk_models import Delivery, Staff, StaffLink
from assistant.opening import hash_of
from assistant.outbox import enqueue_to_staff
from assistant.passwords import acceptable, hashed, matches, step_of
from assistant.people import (
    CLOCK,
    NOTIFY,
    actor_of,
    end_sessions,
    keep_one_administrator,
    mail_of,
    new_staff_link,
    person_of,
    values_of,
)
from assistant.people import LinkError as LinkError
from assistant.people import Person as Person
from assistant.people import StaffError as StaffError


@dataclass(frozen=True, slots=True)
class Invitation:
    """A new account and the secret of its link, which is shown once and never stored."""

    staff_id: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Secret:
    """A second factor on its way in: nothing is stored until a code proves that it works."""

    secret: str = field(repr=False)
    uri: str = field(repr=False)


class Accounts:
    """The accounts of staff."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def invite(
        self, *, name: str, email: str, role: Role, actor: Actor | None, now: datetime
    ) -> Invitation:
        """Make an account and mail its link. Without an actor: the command line, for the first one.

        Inviting someone who never joined sends a new link. Raises StaffError, NotAllowedError.
        """
        if actor is not None:
            only_administrator(actor)
        address, called = mail_of(email), name.strip()[:100]
        if not called:
            raise StaffError("Vul een naam in.")
        async with self._sessions() as session, session.begin():
            row = await session.scalar(select(Staff).where(Staff.email == address))
            if row is not None and (row.password_hash or row.oidc_subject or row.disabled_at):
                raise StaffError("Er is al een account met dit e-mailadres.")
            if row is None:
                row = Staff(
                    name=called,
                    email=address,
                    role=role.value,
                    notify="at_once",
                    digest_hours=["08:30"],
                    created_at=now,
                )
                session.add(row)
            row.name, row.role = called, role.value
            try:
                await session.flush()
            except IntegrityError:
                raise StaffError("Er is al een account met dit e-mailadres.") from None
            token = new_staff_link(session, row.id, "invitation", now)
            enqueue_to_staff(session, staff_id=row.id, kind="invitation", now=now)
            after = {"name": called, "role": role.value}
            _write(session, actor, "staff.invite", row.id, now, after=after)
            return Invitation(row.id, token)

    async def ask_reset(self, *, email: str, now: datetime) -> None:
        """Mail a link to choose a new password; silent when there is no such account."""
        async with self._sessions() as session, session.begin():
            row = await session.scalar(
                select(Staff).where(Staff.email == email.strip().casefold()[:254])
            )
            if row is None or row.disabled_at is not None:
                return
            # Whoever keeps asking does not fill someone's mailbox.
            lately = await session.scalar(
                select(func.count())
                .select_from(Delivery)
                .where(
                    Delivery.staff_id == row.id,
                    Delivery.kind == "reset",
                    Delivery.created_at > now - timedelta(minutes=tuning.SIGN_IN_MINUTES),
                )
            )
            if (lately or 0) < tuning.RESETS_PER_ACCOUNT:
                enqueue_to_staff(session, staff_id=row.id, kind="reset", now=now)

    async def link_of(self, *, token: str, now: datetime) -> Person:
        """Whose link this is, before a password is chosen. Raises LinkError."""
        async with reading(self._sessions) as session:
            link = await session.get(StaffLink, hash_of(token))
            if link is None or link.used_at is not None or link.expires_at <= now:
                raise LinkError
            return person_of(await session.get_one(Staff, link.staff_id))

    async def accept(self, *, token: str, password: str, now: datetime) -> Actor:
        """Choose a password by an invitation or a reset; the link then is used up, and sessions
        that were open end. Raises LinkError, PasswordError."""
        person = await self.link_of(token=token, now=now)
        acceptable(password, name=person.name, email=person.email)
        stored = await hashed(password)
        async with self._sessions() as session, session.begin():
            used = await session.execute(
                update(StaffLink)
                .where(
                    StaffLink.token_hash == hash_of(token),
                    StaffLink.used_at.is_(None),
                    StaffLink.expires_at > now,
                )
                .values(used_at=now)
            )
            row = await session.get_one(Staff, person.id)
            if not used.rowcount or row.disabled_at is not None:  # type: ignore[attr-defined]
                raise LinkError
            # A link in another mail of before must not work once the password is set.
            await session.execute(
                update(StaffLink)
                .where(StaffLink.staff_id == row.id, StaffLink.used_at.is_(None))
                .values(used_at=now)
            )
            row.password_hash = stored
            await end_sessions(session, row.id, now)
            _write(session, actor_of(row), "staff.password", row.id, now)
            return actor_of(row)

    async def people(self) -> list[Person]:
        """All accounts, by name."""
        async with reading(self._sessions) as session:
            return [
                person_of(row) for row in await session.scalars(select(Staff).order_by(Staff.name))
            ]

    async def change(
        self,
        *,
        staff_id: str,
        actor: Actor,
        now: datetime,
        name: str | None = None,
        role: Role | None = None,
        notify: str | None = None,
        digest_hours: list[str] | None = None,
        disabled: bool | None = None,
    ) -> Person:
        """Change an account: one's own name and notices, or anything as an administrator.

        The last administrator cannot be taken away. Raises StaffError, NotAllowedError.
        """
        if actor.id != staff_id or role is not None or disabled is not None:
            only_administrator(actor)
        async with self._sessions() as session, session.begin():
            row = await session.get(Staff, staff_id, with_for_update=True)
            if row is None:
                raise StaffError("Dit account bestaat niet.")
            before = values_of(row)
            if name is not None:
                if not name.strip():
                    raise StaffError("Vul een naam in.")
                row.name = name.strip()[:100]
            if notify is not None:
                if notify not in NOTIFY:
                    raise StaffError("Kies: meteen, als overzicht of nooit.")
                row.notify = notify
            if digest_hours is not None:
                if not all(CLOCK.fullmatch(clock) for clock in digest_hours):
                    raise StaffError("Schrijf tijden als 08:30.")
                row.digest_hours = sorted(set(digest_hours))
            if role is not None:
                row.role = role.value
            if disabled is not None:
                row.disabled_at = (row.disabled_at or now) if disabled else None
            await session.flush()
            await keep_one_administrator(session)
            if disabled or (role is not None and role.value != before["role"]):
                await end_sessions(session, row.id, now)
            _write(session, actor, "staff.change", row.id, now, before=before, after=values_of(row))
            return person_of(row)

    async def change_password(self, *, actor: Actor, old: str, new: str, now: datetime) -> None:
        """Choose another password; other sessions end. Raises StaffError, PasswordError."""
        async with reading(self._sessions) as session:
            stored = (await session.get_one(Staff, actor.id)).password_hash
        if not await matches(old, stored):
            raise StaffError("Uw huidige wachtwoord klopt niet.")
        acceptable(new, name=actor.name, email=actor.email)
        fresh = await hashed(new)
        async with self._sessions() as session, session.begin():
            row = await session.get_one(Staff, actor.id)
            row.password_hash = fresh
            await end_sessions(session, actor.id, now)
            _write(session, actor, "staff.password", actor.id, now)

    async def begin_totp(self, *, actor: Actor) -> Secret:
        """A new secret to scan; hand it back with a code to `confirm_totp`."""
        secret = pyotp.random_base32()
        uri = pyotp.TOTP(secret).provisioning_uri(name=actor.email, issuer_name="Wegwijs")
        return Secret(secret, uri)

    async def confirm_totp(self, *, actor: Actor, secret: str, code: str, now: datetime) -> None:
        """Switch the second factor on, when the code is right. Raises StaffError."""
        if not re.fullmatch(r"[A-Z2-7]{32}", secret):
            raise StaffError("Begin opnieuw met het scannen van de code.")
        step = step_of(code, secret, now)
        if step is None:
            raise StaffError("Deze code klopt niet. Kijk of de klok van uw telefoon goed staat.")
        async with self._sessions() as session, session.begin():
            row = await session.get_one(Staff, actor.id)
            row.totp_secret, row.totp_step = secret, step
            _write(session, actor, "staff.second_factor_on", actor.id, now)

    async def drop_totp(self, *, staff_id: str, actor: Actor, now: datetime) -> None:
        """Switch a second factor off: one's own, or a colleague's who lost it (administrator).

        Raises StaffError, NotAllowedError.
        """
        if actor.id != staff_id:
            only_administrator(actor)
        async with self._sessions() as session, session.begin():
            row = await session.get(Staff, staff_id)
            if row is None:
                raise StaffError("Dit account bestaat niet.")
            row.totp_secret = row.totp_step = None
            _write(session, actor, "staff.second_factor_off", staff_id, now)


def _write(
    session: AsyncSession,
    actor: Actor | None,
    action: str,
    staff_id: str,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    subject = f"staff:{staff_id}"
    record(
        session, actor=actor, action=action, subject=subject, now=now, before=before, after=after
    )
