"""Days and times as people in the Netherlands write them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Amsterdam")
_DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


def day(value: date, *, today: date) -> str:
    """'vandaag', 'gisteren', 'morgen', 'do 26 nov', or with its year when that is another one."""
    near = {today: "vandaag", today - timedelta(1): "gisteren", today + timedelta(1): "morgen"}
    if value in near:
        return near[value]
    year = "" if value.year == today.year else f" {value.year}"
    return f"{_DAYS[value.weekday()]} {value.day} {_MONTHS[value.month - 1]}{year}"


def moment(value: datetime, *, now: datetime) -> str:
    """A time on the clock of the office: 'vandaag 14:05', 'do 26 nov 09:30'."""
    local = value.astimezone(ZONE)
    return f"{day(local.date(), today=now.astimezone(ZONE).date())} {local:%H:%M}"


def full_day(value: date) -> str:
    """'26 november 2026' in short: '26 nov 2026'."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def span(length: timedelta) -> str:
    """A length in one unit that people think in: '25 minuten', '3 uur', '2 dagen'."""
    minutes = max(0, round(length.total_seconds() / 60))
    if minutes < 60:
        return "1 minuut" if minutes == 1 else f"{minutes} minuten"
    if minutes < 48 * 60:
        return f"{round(minutes / 60)} uur"
    return f"{round(minutes / 60 / 24)} dagen"
