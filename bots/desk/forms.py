"""Forms: their secret against forgery, and their fields read with a limit each.

The secret is made from a cookie that scripts cannot read and that other sites cannot set: the
session's, or before sign-in one of its own. A form without it changes nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import HTTPException, Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

SESSION = "wegwijs_desk"
BEFORE = "wegwijs_form"
FIELD = "csrf"
# At most this many fields and files in a form: more is no form of ours.
MOST_FIELDS, MOST_FILES = 400, 1


class WrongFieldError(Exception):
    """A field that is missing or wrong; the message is for the person who filled it in."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field, self.message = field, message


def secret(request: Request) -> str:
    """The form secret of this browser; before sign-in its cookie is made when there is none."""
    kept = request.cookies.get(SESSION) or request.cookies.get(BEFORE)
    if kept is None:
        kept = getattr(request.state, "before", None) or secrets.token_urlsafe(32)
        request.state.before = kept
    return hashlib.sha256(f"form:{kept}".encode()).hexdigest()


def keep_secret(request: Request, response: Response) -> None:
    """Set the cookie that `secret` made, if it made one."""
    made = getattr(request.state, "before", None)
    if made is not None:
        set_cookie(request, response, BEFORE, made)


def set_cookie(
    request: Request, response: Response, name: str, value: str, seconds: int | None = None
) -> None:
    """A cookie that scripts cannot read, only for the desk, and only over https when that is used."""
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path=request.scope.get("root_path") or "/",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


async def check_forgery(request: Request) -> None:
    """A dependency of every route: a form that did not come from our own page is refused (403)."""
    if request.method in ("GET", "HEAD"):
        return
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise HTTPException(403, "forgery")
    form = await request.form(max_fields=MOST_FIELDS, max_files=MOST_FILES)
    given = form.get(FIELD)
    if not isinstance(given, str) or not hmac.compare_digest(
        given.encode(), secret(request).encode()
    ):
        raise HTTPException(403, "forgery")


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of a form; each is read with the limit of its kind. Raises WrongFieldError."""

    values: FormData | Mapping[str, Any]

    def text(self, name: str, *, most: int, label: str, required: bool = True) -> str:
        """Text without spaces around it; line ends as one character."""
        given = self.values.get(name)
        whole = given if isinstance(given, str) else ""
        value = whole.replace("\r\n", "\n").replace("\0", "").strip()
        if required and not value:
            raise WrongFieldError(name, f"Vul {label} in.")
        if len(value) > most:
            raise WrongFieldError(
                name, f"{label.capitalize()} is te lang ({len(value)} tekens); hooguit {most}."
            )
        return value

    def secret(self, name: str) -> str:
        """A password, exactly as it was typed, or ''."""
        given = self.values.get(name)
        return given[:1_000] if isinstance(given, str) else ""

    def choice(self, name: str, among: Mapping[str, Any] | tuple[str, ...], *, label: str) -> str:
        """One of the values that the form offers."""
        given = self.values.get(name)
        if not isinstance(given, str) or given not in among:
            raise WrongFieldError(name, f"Kies {label}.")
        return given

    def yes(self, name: str) -> bool:
        """Whether a box is ticked."""
        return self.values.get(name) == "ja"

    def day(self, name: str, *, label: str) -> date | None:
        """A date as browsers send it (2026-11-25), or None when it is empty."""
        given = self.text(name, most=20, label=label, required=False)
        if not given:
            return None
        try:
            return date.fromisoformat(given)
        except ValueError:
            raise WrongFieldError(
                name, f"{label.capitalize()} is geen datum; schrijf 2026-11-25."
            ) from None

    def long(self, name: str) -> str:
        """A text that the domain measures itself (TooLongError, EmptyError)."""
        given = self.values.get(name)
        return given.replace("\r\n", "\n") if isinstance(given, str) else ""

    def several(self, name: str) -> list[str]:
        """All values of boxes that share a name."""
        given = self.values.getlist(name) if isinstance(self.values, FormData) else []
        return [value[:300] for value in given if isinstance(value, str)]

    def lines(self, name: str, *, most: int, label: str) -> tuple[str, ...]:
        """The lines of a text that are not empty."""
        whole = self.text(name, most=most, label=label, required=False)
        return tuple(line.strip() for line in whole.split("\n") if line.strip())

    def file(self, name: str) -> UploadFile:
        """An uploaded file."""
        given = self.values.get(name)
        if not isinstance(given, UploadFile) or not given.filename:
            raise WrongFieldError(name, "Kies een bestand.")
        return given


async def fields(request: Request) -> Fields:
    """A dependency: the fields of the form that was sent."""
    return Fields(await request.form(max_fields=MOST_FIELDS, max_files=MOST_FILES))
