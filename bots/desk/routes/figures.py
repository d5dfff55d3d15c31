"""Figures over a period, as charts with the same figures in tables."""

from __future__ import annotations

from datetime import date, timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from assistant.database import sessions
from assistant.figures import Day, Figures
from bots.desk import charts, wording
from bots.desk.moments import ZONE, full_day
from bots.desk.pages import now, render
from bots.desk.signed_in import HouseOf

router = APIRouter(prefix="/cijfers")
PERIODS = {"7": "Week", "30": "Maand", "90": "Kwartaal"}
# From so many days on, days are added up into weeks: thinner columns cannot be read on a phone.
WEEKS_FROM = 60
WAITS = {
    4: "Binnen 4 uur",
    24: "Binnen een dag",
    48: "Binnen twee dagen",
    168: "Binnen een week",
    None: "Later",
}


@router.get("")
async def show(request: Request, house: HouseOf) -> Response:
    """The page of one period."""
    period = request.query_params.get("dagen", "30")
    period = period if period in PERIODS else "30"
    last = now().astimezone(ZONE).date()
    first = last - timedelta(days=int(period) - 1)
    report = await Figures(sessions(house.engine)).over(first=first, last=last)
    rows = by_week(report.days) if int(period) >= WEEKS_FROM else report.days
    labels = [f"{row.day.day}-{row.day.month}" for row in rows]
    waits = [(WAITS[limit], n) for limit, n in report.waits.items()]
    reasons = [(wording.REASONS.get(name, name), n) for name, n in report.reasons.items()]
    return render(
        request,
        "figures.html",
        report=report,
        spent=await house.spending.over(first=first, last=last),
        rows=rows,
        weekly=int(period) >= WEEKS_FROM,
        period=period,
        periods=PERIODS,
        reasons=reasons,
        asked_chart=charts.columns(
            f"Vragen van {full_day(first)} tot en met {full_day(last)}",
            labels,
            [
                charts.Series("Beantwoord", [row.answered for row in rows], "bar-a"),
                charts.Series("Doorgegeven", [row.handed_over for row in rows], "bar-c"),
                charts.Series("Anders", [row.other for row in rows], "bar-b"),
            ],
        ),
        waits=waits,
        waits_chart=charts.bars("Hoe lang vragers op uw antwoord wachtten", waits),
        helped_chart=charts.columns(
            "Of antwoorden hielpen",
            labels,
            [
                charts.Series("Hielp", [row.helpful for row in rows], "bar-a"),
                charts.Series("Hielp niet", [row.not_helpful for row in rows], "bar-c"),
            ],
        ),
        reasons_chart=charts.bars("Waarom vragen werden doorgegeven", reasons),
        topics_chart=charts.bars(
            "Onderwerpen zonder antwoord", [(t.word, t.count) for t in report.topics]
        ),
    )


def by_week(days: list[Day]) -> list[Day]:
    """Days added up into weeks, each under its monday."""
    weeks: dict[date, list[int]] = {}
    for day in days:
        counted = weeks.setdefault(day.day - timedelta(days=day.day.weekday()), [0] * 5)
        own = (day.asked, day.answered, day.handed_over, day.helpful, day.not_helpful)
        for i, value in enumerate(own):
            counted[i] += value
    return [Day(monday, *counted) for monday, counted in weeks.items()]
