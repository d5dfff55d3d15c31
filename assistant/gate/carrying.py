"""When a number of the source is the number that is said, whatever the spelling."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.gate.quantities import Quantity, quantities

_CELL = re.compile(r"\s*(?:[|;\n)]|$)")


_EURO = re.compile(r"€|\beuro\b|\bbedrag", re.IGNORECASE)


def plainer(said: Quantity, known: Quantity) -> bool:
    """Another language says 'five school days' with its word for 'days' and an adjective."""
    day, week = ("minute", 1440.0), ("minute", 10080.0)
    plain = {"workday": day, "schoolday": day, "workweek": week, "schoolweek": week}
    plain["schoolyear"] = ("month", 12.0)
    return said.raw == known.raw and plain.get(known.unit) == scale(said)


def in_years(quantity: Quantity) -> bool:
    return quantity.unit == "month" and quantity.value == 12 * quantity.raw


def scale(quantity: Quantity) -> tuple[str, float]:
    """Weeks compete with weeks, not with the minutes of a meeting."""
    return quantity.unit, quantity.value / quantity.raw if quantity.raw else 1.0


def carries(said: Quantity, known: Quantity, source: str) -> bool:
    """Whether a quantity of the source is the one that is said, whatever the spelling."""
    if said.kind == "share" or known.kind == "share":
        return said.kind == known.kind and abs(said.value - known.value) < 1e-6
    if said.kind == "money" or known.kind == "money":
        if said.kind == known.kind:
            return abs(said.value - known.value) < 0.005
        # A column of amounts: the euro sign stands in the head of the table.
        bare = said if said.kind != "money" else known
        return bare.kind == "number" and said.value == known.value and bool(_EURO.search(source))
    if said.kind == "clock" or known.kind == "clock":
        # 'Half negen' and '20.30 uur' are half a day apart.
        return said.kind == known.kind and said.value % 720 == known.value % 720
    if said.unit and known.unit:
        return said.unit == known.unit and abs(said.value - known.value) < 1e-6
    if said.raw != known.raw:
        return False
    if said.unit and not known.unit:
        # An age without its unit, or a cell of a table with the unit in its head.
        loose = in_years(said) or _CELL.match(source, known.end)
        return bool(loose) and said.unit in _units_of(source)
    return True


@lru_cache(maxsize=4096)
def _units_of(source: str) -> frozenset[str]:
    return frozenset(q.unit for q in quantities(re.sub(r"\b([^\W\d]+)", r"2 \1", source)) if q.unit)
