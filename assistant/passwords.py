"""Passwords and one-time codes: what is asked of them, and how they are checked."""

from __future__ import annotations

import asyncio
from datetime import datetime
from functools import lru_cache

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from assistant import tuning

STEP_SECONDS = 30
# Passwords that everyone tries first; the length rule does the rest (NIST SP 800-63B).
_COMMON = ("password", "wachtwoord", "welkom", "123456789", "qwerty", "passenderwijs", "wegwijs")


class PasswordError(Exception):
    """The password cannot be used; the text says why, in Dutch."""


def acceptable(password: str, *, name: str, email: str) -> None:
    """Raises PasswordError for a password that is too short, too long or too easy to guess."""
    if len(password) < tuning.SHORTEST_PASSWORD:
        raise PasswordError(
            f"Neem een wachtwoord van ten minste {tuning.SHORTEST_PASSWORD} tekens."
        )
    if len(password) > tuning.LONGEST_PASSWORD:
        raise PasswordError(f"Neem een wachtwoord van hooguit {tuning.LONGEST_PASSWORD} tekens.")
    plain = password.casefold()
    easy = [*_COMMON, email.split("@")[0].casefold(), *name.casefold().split()]
    for word in easy:
        if len(word) > 3:
            plain = plain.replace(word, "")
    if len(set(plain)) < 5:
        raise PasswordError(
            "Dit wachtwoord is te makkelijk te raden. Neem een zin, of iets langers."
        )


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _hasher().hash("there is no such account")


async def hashed(password: str) -> str:
    """The argon2id hash to store; takes some 50 ms, in a thread."""
    return await asyncio.to_thread(_hasher().hash, password)


async def matches(password: str, stored: str | None) -> bool:
    """Whether a password is the one. Without a stored one it takes as long, and is not."""

    def check() -> bool:
        try:
            _hasher().verify(stored or _nobody(), password[: tuning.LONGEST_PASSWORD + 1])
        except (VerifyMismatchError, InvalidHashError):
            return False
        return stored is not None

    return await asyncio.to_thread(check)


def step_of(code: str, secret: str, now: datetime) -> int | None:
    """The time step that a six-digit code belongs to (now, or one step beside it), or None."""
    clean = "".join(code.split())
    totp = pyotp.TOTP(secret, interval=STEP_SECONDS)
    step = int(now.timestamp()) // STEP_SECONDS
    for candidate in (step, step - 1, step + 1):
        if pyotp.utils.strings_equal(totp.generate_otp(candidate), clean):
            return candidate
    return None
