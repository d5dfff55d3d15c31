"""What a language model took stands with the figures, when there was one."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

from desk_server import Server, Visitor


def test_the_figures_tell_what_the_model_took_in_the_period_and_nothing_without_one(
    server: Server, employee: Visitor
) -> None:
    assert "Taalmodel" not in employee.get("/cijfers?dagen=30").text
    today = datetime.now(UTC).date()
    with sqlite3.connect(server.home / "wegwijs.db", timeout=20) as database:
        for day, micros in ((today - timedelta(3), 1_500_000), (today - timedelta(20), 750_000)):
            database.execute(
                "INSERT INTO model_use VALUES (?, 'openai:klein', 4, 1, 3000, 400, ?, 10, 3)",
                (day.isoformat(), micros),
            )
    month = employee.get("/cijfers?dagen=30").text
    assert "€ 2,25" in month and "6800 tokens" in month and "6 van 20" in month
    assert "€ 1,50" in employee.get("/cijfers?dagen=7").text
