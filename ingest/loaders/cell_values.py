"""A cell's value as the sheet shows it."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any


def shown(value: Any, number_format: str) -> str:
    """A value as the sheet shows it: days as 2026-08-01, percentages, euros in Dutch notation."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, int | float):
        if "%" in number_format:
            return f"{_dutch(round(value * 100, 2))}%"
        if "€" in number_format or "EUR" in number_format:
            whole = f"{value:,.2f}".replace(",", "_").replace(".", ",").replace("_", ".")
            return f"€ {whole.removesuffix(',00')}"
        return _dutch(value)
    return str(value).strip()


def _dutch(number: int | float) -> str:
    """12 for 12.0, 12,5 for 12.5."""
    if isinstance(number, int) or number.is_integer():
        return str(int(number))
    return f"{number:.10g}".replace(".", ",")
