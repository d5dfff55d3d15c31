"""Office hours: is someone there, when is an answer due, and how to say so to the asker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.adjustments import DAYS, AnswerTime, Days, Hours, Span, value_of
from assistant.texts import say, table

ZONE = ZoneInfo("Europe/Amsterdam")
# How far ahead an opening is looked for; the longest school holiday has six weeks.
LOOK_AHEAD_DAYS = 120


@lru_cache(maxsize=16)
def national_holidays(year: int) -> frozenset[date]:
    """The public holidays of the Netherlands in a year."""
    return frozenset(holidays.country_holidays("NL", years=year))


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The hours that staff are there. Days closed and school holidays have no hours at all."""

    hours: Hours = field(default_factory=Hours)
    closed: tuple[Span, ...] = ()
    answer_within: float = 16.0
    with_national_holidays: bool = True

    def open_at(self, now: datetime) -> bool:
        """Whether the office is open at a moment."""
        return self.closes_at(now) is not None

    def closes_at(self, now: datetime) -> datetime | None:
        """When the office that is open now closes (for lunch too); None when it is closed."""
        local = now.astimezone(ZONE)
        return next((end for begin, end in self._spans(local.date()) if begin <= now < end), None)

    def due(self, opened: datetime, hours: float | None = None) -> datetime:
        """The moment when so many office hours have passed since `opened` (default: the promise).

        With no office hours in sight, that much ordinary time after the horizon.
        """
        left = timedelta(hours=self.answer_within if hours is None else hours)
        for begin, end in self._ahead(opened):
            start = max(begin, opened)
            if end - start >= left:
                return start + left
            left -= end - start
        return opened + timedelta(days=LOOK_AHEAD_DAYS) + left

    def next_opening(self, now: datetime) -> datetime | None:
        """When the office opens, or `now` when it is open; None when no opening is in sight."""
        for begin, _ in self._ahead(now):
            return max(begin, now)
        return None

    def expected_answer(self, due_at: datetime, now: datetime, language: str) -> str:
        """A sentence for the asker: when the answer may be expected, with the weekday and date."""
        due = due_at.astimezone(ZONE)
        today = now.astimezone(ZONE).date()
        if due_at <= now:
            return say("expected_soon", language)
        if due.date() == today:
            return say("expected_today", language, time=f"{due:%H:%M}")
        day = table(language)["weekdays"].split(",")[due.weekday()].strip()
        shown = say("date", language, day=due.day, month=due.month, year=due.year)
        sentence = say("expected_day", language, weekday=day, date=shown)
        if not self.open_at(now):
            return f"{say('closed_now', language)} {sentence}"
        return sentence

    def _ahead(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Open spans that end after a moment, in order."""
        first = moment.astimezone(ZONE).date()
        for days in range(LOOK_AHEAD_DAYS):
            for begin, end in self._spans(first + timedelta(days=days)):
                if end > moment:
                    yield begin, end

    def _spans(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        if self.with_national_holidays and day in national_holidays(day.year):
            return
        if any(span.first <= day <= span.last for span in self.closed):
            return
        for begin, end in getattr(self.hours, DAYS[day.weekday()]):
            yield _moment(day, begin), _moment(day, end)


def _moment(day: date, clock: str) -> datetime:
    # As UTC: within one zone Python subtracts wall clocks, which is wrong when the clock changes.
    return datetime.combine(day, time.fromisoformat(clock), ZONE).astimezone(ZoneInfo("UTC"))


async def office_hours(session: AsyncSession) -> OfficeHours:
    """The hours as staff set them."""
    closed = await value_of(session, "closed_days", Days)
    school = await value_of(session, "school_holidays", Days)
    promise = await value_of(session, "answer_time", AnswerTime)
    return OfficeHours(
        hours=await value_of(session, "hours", Hours),
        closed=(*closed.spans, *school.spans),
        answer_within=promise.hours,
        with_national_holidays=promise.national_holidays,
    )
