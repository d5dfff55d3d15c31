"""Who at the desk does something, and what their role allows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """An employee answers questions; an administrator also sets things up."""

    EMPLOYEE = "employee"
    ADMINISTRATOR = "administrator"


class NotAllowedError(Exception):
    """The role does not allow this."""

    def __init__(self) -> None:
        super().__init__("Dit mag alleen een beheerder.")


@dataclass(frozen=True, slots=True)
class Actor:
    """A member of staff at work. Made from a session, never from a form."""

    id: str
    name: str
    email: str
    role: Role


def only_administrator(actor: Actor) -> None:
    """Raises NotAllowedError for an employee."""
    if actor.role is not Role.ADMINISTRATOR:
        raise NotAllowedError
