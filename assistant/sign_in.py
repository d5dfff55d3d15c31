"""Signing in: password with optional second factor, or OpenID Connect; sessions; limits."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from assistant import tuning
from assistant.actors import Actor, only_administrator
from assistant.audit import record
from assistant.database import Sessions, reading
from assistant.desk_models import SignInAttempt, Staff, StaffSession
from assistant.opening import hash_of
from assistant.passwords import matches, step_of
from assistant.people import actor_of

Why = Literal["wrong", "code_needed", "wrong_code", "too_many", "unknown"]
# A session's "last seen" is written at most once in this time: not a write for every page.
SEEN_EVERY = timedelta(minutes=1)


class SignInError(Exception):
    """Not signed in. wrong: account or password; code_needed: the password was right."""

    def __init__(self, reason: Why) -> None:
        super().__init__(_SAID[reason])
        self.reason = reason


_SAID: dict[Why, str] = {
    "wrong": "Het e-mailadres of het wachtwoord klopt niet.",
    "code_needed": "Vul de code uit uw app in.",
    "wrong_code": "De code klopt niet of is al gebruikt. Wacht op een nieuwe code.",
    "unknown": "Dit account is hier niet bekend. Vraag een beheerder om een uitnodiging.",
    "too_many": "Te vaak geprobeerd. Wacht een kwartier en probeer het opnieuw.",
}


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session; the token is for the cookie and never stored."""

    token: str = field(repr=False)
    session_id: str
    actor: Actor
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that is still open."""

    id: str
    created_at: datetime
    seen_at: datetime


class SignIn:
    """Sessions of staff."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def with_password(
        self, *, email: str, password: str, code: str | None, address: str, now: datetime
    ) -> SignedIn:
        """Sign in. `address`: where the request came from, kept as a hash. Raises SignInError.

        An unknown account takes as long as a wrong password and says the same.
        """
        mail = email.strip().casefold()[:254]
        await self._limit(mail, address, now)
        async with reading(self._sessions) as session:
            row = await session.scalar(
                select(Staff).where(Staff.email == mail, Staff.disabled_at.is_(None))
            )
        if not await matches(password, row.password_hash if row else None) or row is None:
            await self._fail(mail, address, now)
            raise SignInError("wrong")
        if row.totp_secret is not None:
            if not code:
                raise SignInError("code_needed")
            if not await self._use_code(row, code, now):
                await self._fail(mail, address, now)
                raise SignInError("wrong_code")
        return await self._begin(row, mail, address, now, "password")

    async def with_oidc(self, *, subject: str, email: str, address: str, now: datetime) -> SignedIn:
        """Sign in by OpenID Connect. `email` must be verified by the provider.

        The first time the account is found by its e-mail address, later by the subject. Raises
        SignInError("unknown") for someone without an account: the provider does not make one.
        """
        mail = email.strip().casefold()[:254]
        await self._limit(mail, address, now)
        async with self._sessions() as session, session.begin():
            row = await session.scalar(
                select(Staff)
                .where(or_(Staff.oidc_subject == subject, Staff.email == mail))
                .where(Staff.disabled_at.is_(None))
                .order_by(case((Staff.oidc_subject == subject, 0), else_=1))
                .limit(1)
            )
            known = row is not None and row.oidc_subject in (None, subject)
            if row is not None and row.oidc_subject is None:
                row.oidc_subject = subject
                record(
                    session,
                    actor=actor_of(row),
                    action="staff.oidc_linked",
                    subject=f"staff:{row.id}",
                    now=now,
                )
        if row is None or not known:
            await self._fail(mail, address, now)
            raise SignInError("unknown")
        return await self._begin(row, mail, address, now, "oidc")

    async def session(self, *, token: str, now: datetime, by_itself: bool = False) -> Actor | None:
        """Who a cookie belongs to; None when the session ended, idled too long or was revoked.

        `by_itself`: a page looked for news without anyone touching it; that is no activity.
        """
        idle = now - timedelta(hours=tuning.SESSION_IDLE_HOURS)
        async with reading(self._sessions) as session:
            found = (
                await session.execute(
                    select(StaffSession, Staff)
                    .join(Staff, Staff.id == StaffSession.staff_id)
                    .where(
                        StaffSession.token_hash == hash_of(token),
                        StaffSession.revoked_at.is_(None),
                        StaffSession.expires_at > now,
                        StaffSession.seen_at > idle,
                        Staff.disabled_at.is_(None),
                    )
                )
            ).first()
        if found is None:
            return None
        row, staff = found
        if not by_itself and now - row.seen_at >= SEEN_EVERY:
            async with self._sessions() as session, session.begin():
                await session.execute(
                    update(StaffSession).where(StaffSession.id == row.id).values(seen_at=now)
                )
        return actor_of(staff)

    async def sign_out(self, *, token: str, now: datetime) -> None:
        """End a session; an unknown one is no error."""
        async with self._sessions() as session, session.begin():
            await session.execute(
                update(StaffSession)
                .where(StaffSession.token_hash == hash_of(token), StaffSession.revoked_at.is_(None))
                .values(revoked_at=now)
            )

    async def sessions(self, *, staff_id: str, now: datetime) -> list[OpenSession]:
        """Sessions of an account that are open, newest first."""
        async with reading(self._sessions) as session:
            rows = await session.scalars(
                select(StaffSession)
                .where(
                    StaffSession.staff_id == staff_id,
                    StaffSession.revoked_at.is_(None),
                    StaffSession.expires_at > now,
                    StaffSession.seen_at > now - timedelta(hours=tuning.SESSION_IDLE_HOURS),
                )
                .order_by(StaffSession.created_at.desc())
            )
            return [OpenSession(row.id, row.created_at, row.seen_at) for row in rows]

    async def revoke(self, *, session_id: str, actor: Actor, now: datetime) -> bool:
        """End a session by its id: one's own, or anyone's as an administrator."""
        async with self._sessions() as session, session.begin():
            row = await session.get(StaffSession, session_id)
            if row is None or row.revoked_at is not None:
                return False
            if row.staff_id != actor.id:
                only_administrator(actor)
            row.revoked_at = now
            record(
                session,
                actor=actor,
                action="session.revoke",
                subject=f"staff:{row.staff_id}",
                now=now,
            )
            return True

    async def _limit(self, mail: str, address: str, now: datetime) -> None:
        since = now - timedelta(minutes=tuning.SIGN_IN_MINUTES)
        failed = (
            select(func.count())
            .select_from(SignInAttempt)
            .where(SignInAttempt.at > since, SignInAttempt.succeeded.is_(False))
        )
        async with reading(self._sessions) as session:
            own = await session.scalar(failed.where(SignInAttempt.email_hash == hash_of(mail)))
            near = await session.scalar(
                failed.where(SignInAttempt.address_hash == hash_of(address))
            )
        if (own or 0) >= tuning.FAILURES_PER_ACCOUNT or (near or 0) >= tuning.FAILURES_PER_ADDRESS:
            raise SignInError("too_many")

    async def _fail(self, mail: str, address: str, now: datetime) -> None:
        async with self._sessions() as session, session.begin():
            _attempt(session, mail, address, now, succeeded=False)

    async def _use_code(self, row: Staff, code: str, now: datetime) -> bool:
        """Whether a code is right and not used before; then it is used up."""
        step = step_of(code, row.totp_secret or "", now)
        if step is None:
            return False
        async with self._sessions() as session, session.begin():
            used = await session.execute(
                update(Staff)
                .where(Staff.id == row.id, or_(Staff.totp_step.is_(None), Staff.totp_step < step))
                .values(totp_step=step)
            )
            return bool(used.rowcount)  # type: ignore[attr-defined]

    async def _begin(
        self, row: Staff, mail: str, address: str, now: datetime, how: str
    ) -> SignedIn:
        token = secrets.token_urlsafe(32)
        expires = now + timedelta(hours=tuning.SESSION_HOURS)
        opened = StaffSession(
            token_hash=hash_of(token),
            staff_id=row.id,
            created_at=now,
            seen_at=now,
            expires_at=expires,
        )
        actor = actor_of(row)
        async with self._sessions() as session, session.begin():
            session.add(opened)
            _attempt(session, mail, address, now, succeeded=True)
            record(
                session,
                actor=actor,
                action="sign_in",
                subject=f"staff:{row.id}",
                now=now,
                after={"how": how},
            )
        return SignedIn(token, opened.id, actor, expires)


def _attempt(
    session: AsyncSession, mail: str, address: str, now: datetime, *, succeeded: bool
) -> None:
    session.add(
        SignInAttempt(
            email_hash=hash_of(mail), address_hash=hash_of(address), at=now, succeeded=succeeded
        )
    )
