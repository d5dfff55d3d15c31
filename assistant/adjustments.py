"""What staff set themselves: hours, closed days, texts, banner, kill switch; with history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.actors import Actor, only_administrator
from assistant.audit import record
from assistant.database import Sessions, reading
from assistant.desk_models import Setting, Staff

Shape = TypeVar("Shape", bound=BaseModel)
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class InvalidSettingError(Exception):
    """The value cannot be used; the text says why, in Dutch."""


class _Value(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Hours(_Value):
    """Opening hours per day: spans of "08:30"-"12:30", so that a lunch break is a gap."""

    monday: list[tuple[str, str]] = [("08:30", "12:30"), ("13:00", "16:30")]
    tuesday: list[tuple[str, str]] = [("08:30", "12:30"), ("13:00", "16:30")]
    wednesday: list[tuple[str, str]] = [("08:30", "12:30"), ("13:00", "16:30")]
    thursday: list[tuple[str, str]] = [("08:30", "12:30"), ("13:00", "16:30")]
    friday: list[tuple[str, str]] = [("08:30", "12:30"), ("13:00", "16:30")]
    saturday: list[tuple[str, str]] = []
    sunday: list[tuple[str, str]] = []

    @field_validator(*DAYS)
    @classmethod
    def _in_order(cls, spans: list[tuple[str, str]]) -> list[tuple[str, str]]:
        try:
            moments = [datetime.strptime(m, "%H:%M").time() for span in spans for m in span]
        except ValueError:
            raise ValueError("schrijf tijden als 08:30") from None
        if any(later <= earlier for earlier, later in pairwise(moments)):
            raise ValueError("zet de tijden op volgorde, zonder overlap")
        return [
            (f"{a:%H:%M}", f"{b:%H:%M}") for a, b in zip(moments[::2], moments[1::2], strict=True)
        ]


class Span(_Value):
    """A period in days, both included."""

    name: str = Field(max_length=80)
    first: date
    last: date

    @model_validator(mode="after")
    def _forward(self) -> Span:
        if self.last < self.first:
            raise ValueError("de laatste dag ligt voor de eerste")
        return self


class Days(_Value):
    """Periods without office hours."""

    spans: list[Span] = []


class AnswerTime(_Value):
    """Within how many office hours an answer is expected."""

    hours: float = Field(16, gt=0, le=400)
    national_holidays: bool = True


class CannedText(_Value):
    """A text that staff put into replies."""

    title: str = Field(min_length=1, max_length=80)
    text: str = Field(min_length=1, max_length=5_000)


class CannedTexts(_Value):
    """All canned texts, in the order in which they are offered."""

    texts: list[CannedText] = []


class Banner(_Value):
    """A line above the chat, by language; shown from `first` to `last` (both included)."""

    text: dict[str, str] = {}
    first: date | None = None
    last: date | None = None

    def on(self, day: date, language: str) -> str | None:
        """What to show on a day, or None. Dutch when the language has no text of its own."""
        early, late = self.first and day < self.first, self.last and day > self.last
        return None if early or late else self.text.get(language) or self.text.get("nl") or None


class Switch(_Value):
    """Whether the assistant answers; when not, every question goes to staff."""

    assistant: Literal["on", "off"] = "on"


class Retention(_Value):
    """Days that each class is kept."""

    conversations: int = Field(90, ge=1, le=3_650)
    escalations: int = Field(365, ge=1, le=3_650)
    contacts: int = Field(14, ge=1, le=365)
    sign_ins: int = Field(30, ge=1, le=365)
    record: int = Field(1_095, ge=30, le=3_650)


KEYS: dict[str, type[BaseModel]] = {
    "hours": Hours,
    "closed_days": Days,
    "school_holidays": Days,
    "answer_time": AnswerTime,
    "canned_texts": CannedTexts,
    "banner": Banner,
    "switch": Switch,
    "retention": Retention,
}
# An employee keeps the canned texts; the rest is an administrator's.
OPEN_TO_EMPLOYEES = frozenset({"canned_texts"})
NEEDS_COMMENT = frozenset({"switch"})


@dataclass(frozen=True, slots=True)
class Version:
    """A value a setting had, since when, by whom and why."""

    version: int
    value: Any
    comment: str | None
    who: str | None
    at: datetime


async def value_of(session: AsyncSession, key: str, shape: type[Shape]) -> Shape:
    """A setting as its shape; the shape's own defaults when it was never set."""
    stored = await session.scalar(
        select(Setting.value).where(Setting.key == key).order_by(Setting.version.desc()).limit(1)
    )
    return shape.model_validate(stored or {})


class Adjustments:
    """The settings that staff edit. `changed` is called after a change (a cache is emptied)."""

    def __init__(self, sessions: Sessions, changed: Callable[[str], None] | None = None) -> None:
        self._sessions, self._changed = sessions, changed

    async def value(self, key: str) -> BaseModel:
        """The value that holds now. Raises KeyError for an unknown key."""
        async with reading(self._sessions) as session:
            return await value_of(session, key, KEYS[key])

    async def change(
        self, *, key: str, value: Any, actor: Actor, now: datetime, comment: str | None = None
    ) -> BaseModel:
        """Set a value. Raises InvalidSettingError, NotAllowedError, KeyError.

        Two people at once: the later one wins, the earlier one's value stands in the history.
        """
        shape = KEYS[key]
        if key not in OPEN_TO_EMPLOYEES:
            only_administrator(actor)
        comment = (comment or "").strip()[:1_000] or None
        if key in NEEDS_COMMENT and comment is None:
            raise InvalidSettingError("Leg kort uit waarom; dat is hier verplicht.")
        try:
            checked = shape.model_validate(value)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"]) or key
            raise InvalidSettingError(f"{place}: {_dutch(first['msg'])}") from None
        async with self._sessions() as session, session.begin():
            before = await value_of(session, key, shape)
            newest = await session.scalar(
                select(func.max(Setting.version)).where(Setting.key == key)
            )
            plain = checked.model_dump(mode="json")
            session.add(
                Setting(
                    key=key,
                    version=(newest or 0) + 1,
                    value=plain,
                    comment=comment,
                    staff_id=actor.id,
                    at=now,
                )
            )
            record(
                session,
                actor=actor,
                action="setting.change",
                subject=f"setting:{key}",
                now=now,
                before=before.model_dump(mode="json"),
                after={**plain, "comment": comment} if comment else plain,
            )
        if self._changed:
            self._changed(key)
        return checked

    async def history(self, key: str) -> list[Version]:
        """What the setting was before, newest first."""
        async with reading(self._sessions) as session:
            rows = await session.execute(
                select(Setting, Staff.name)
                .outerjoin(Staff, Staff.id == Setting.staff_id)
                .where(Setting.key == key)
                .order_by(Setting.version.desc())
            )
            return [
                Version(row.version, row.value, row.comment, name, row.at) for row, name in rows
            ]


def _dutch(message: str) -> str:
    """Our own validators speak Dutch; pydantic's words are replaced."""
    own = message.removeprefix("Value error, ")
    return own if own != message else "deze waarde kan hier niet"
