"""Office hours: lunch breaks, holidays, closed days, the clock that changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from assistant.adjustments import DAYS, Hours, Span
from assistant.hours import ZONE, OfficeHours

HOURS = OfficeHours()


def at(text: str) -> datetime:
    """A moment in Amsterdam."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-24 08:29", False),
        ("2026-11-24 08:30", True),
        ("2026-11-24 12:29", True),
        ("2026-11-24 12:45", False),
        ("2026-11-24 13:00", True),
        ("2026-11-24 16:30", False),
        ("2026-11-28 10:00", False),  # Saturday
        ("2026-12-25 10:00", False),  # Christmas
        ("2026-04-27 10:00", False),  # King's Day
        ("2026-04-06 10:00", False),  # Easter Monday
        ("2026-04-07 10:00", True),
    ],
)
def test_the_office_is_open_in_its_hours_and_closed_at_lunch_and_on_holidays(
    moment: str, is_open: bool
) -> None:
    assert HOURS.open_at(at(moment)) is is_open
    assert HOURS.open_at(at(moment).astimezone(UTC)) is is_open


@pytest.mark.parametrize(
    ("opened", "hours", "due"),
    [
        ("2026-11-24 10:00", 1, "2026-11-24 11:00"),
        ("2026-11-24 12:00", 1, "2026-11-24 13:30"),  # over lunch
        ("2026-11-24 12:40", 1, "2026-11-24 14:00"),
        ("2026-11-24 16:00", 1, "2026-11-25 09:00"),  # over night
        ("2026-11-27 16:00", 1, "2026-11-30 09:00"),  # over a weekend
        ("2026-11-28 23:00", 4, "2026-11-30 12:30"),  # ends exactly with a span
        ("2026-12-24 16:00", 1, "2026-12-28 09:00"),  # over Christmas and a weekend
        ("2026-11-24 08:30", 7.5, "2026-11-24 16:30"),
        ("2026-11-24 08:30", 8, "2026-11-25 09:00"),
    ],
)
def test_due_counts_only_office_hours(opened: str, hours: float, due: str) -> None:
    assert HOURS.due(at(opened), hours) == at(due)


def test_due_passes_over_school_holidays_and_days_closed() -> None:
    hours = OfficeHours(
        closed=(
            Span(name="vakantie", first=date(2026, 7, 18), last=date(2026, 8, 30)),
            Span(name="studiedag", first=date(2026, 8, 31), last=date(2026, 8, 31)),
        )
    )
    assert hours.due(at("2026-07-17 16:00"), 1) == at("2026-09-01 09:00")
    assert hours.next_opening(at("2026-07-20 10:00")) == at("2026-09-01 08:30")


def test_hours_over_a_change_of_the_clock_are_real_hours() -> None:
    night = Hours(**{**{day: [] for day in DAYS}, "sunday": [("00:00", "06:00")]})
    hours = OfficeHours(hours=night)
    # Six hours after midnight it is five o'clock on 25 October 2026 (the clock went back at three),
    # and four hours after midnight it is five o'clock on 29 March 2026.
    autumn = hours.due(at("2026-10-24 12:00"), 6)
    assert autumn == datetime(2026, 10, 25, 4, 0, tzinfo=UTC)
    spring = hours.due(at("2026-03-28 12:00"), 4)
    assert spring == datetime(2026, 3, 29, 3, 0, tzinfo=UTC)


def test_without_any_hours_there_is_still_a_due_time() -> None:
    never = OfficeHours(hours=Hours(**{day: [] for day in DAYS}))
    assert never.next_opening(at("2026-11-24 10:00")) is None
    assert never.due(at("2026-11-24 10:00"), 8) > at("2027-01-01 00:00")


@pytest.mark.parametrize("minutes", range(0, 60 * 24 * 9, 487))
def test_due_is_never_before_it_was_opened_and_lies_in_office_hours(minutes: int) -> None:
    opened = at("2026-12-20 00:00") + timedelta(minutes=minutes)
    due = HOURS.due(opened, 3)
    assert due >= opened + timedelta(hours=3)
    assert HOURS.open_at(due - timedelta(seconds=1))


@pytest.mark.parametrize(
    ("opened", "now", "sentence"),
    [
        ("2026-11-24 10:00", "2026-11-24 10:00", "vandaag antwoord, vóór 14:30 uur"),
        ("2026-11-24 16:00", "2026-11-24 16:00", "antwoord op woensdag 25-11-2026"),
        (
            "2026-11-24 20:00",
            "2026-11-24 20:00",
            "nu gesloten. U krijgt naar verwachting antwoord op",
        ),
        ("2026-11-24 10:00", "2026-11-26 10:00", "zo snel mogelijk"),
    ],
)
def test_the_asker_is_told_when_an_answer_may_be_expected(
    opened: str, now: str, sentence: str
) -> None:
    assert sentence in HOURS.expected_answer(HOURS.due(at(opened), 4), at(now), "nl")


@pytest.mark.parametrize(
    "day",
    [
        [("8.30", "12:30")],
        [("12:30", "08:30")],
        [("08:30", "12:30"), ("12:00", "16:00")],
        [("25:00", "26:00")],
    ],
)
def test_hours_that_make_no_sense_are_refused(day: list[tuple[str, str]]) -> None:
    with pytest.raises(ValueError):
        Hours(monday=day)
