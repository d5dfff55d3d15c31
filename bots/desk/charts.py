"""Charts as SVG, drawn here, so that no script or style of anyone else is needed.

Each chart is a picture with a name; the page puts the same figures beside it as a table.
Sizes are in the units of the drawing, which scales with the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log10

from markupsafe import Markup, escape

WIDTH, HEIGHT = 640, 240
# Lying bars stand in half the page.
NARROW = 420
# Room for letters that a phone shows more than twice as large.
LEFT, RIGHT, TOP, BOTTOM = 44, 8, 26, 46


@dataclass(frozen=True, slots=True)
class Series:
    """A row of values under one name; `style` is a class of the style sheet (bar-a, bar-b, …)."""

    name: str
    values: Sequence[float]
    style: str


def ceiling(most: float) -> int:
    """The end of the axis: at least 4, and so that half of it is a whole number too."""
    if most <= 4:
        return 4
    power = 10 ** int(log10(most))
    return next(int(step * power) for step in (1, 2, 4, 6, 10, 20) if step * power >= most > 0)


def columns(title: str, labels: Sequence[str], series: Sequence[Series]) -> Markup:
    """Columns stacked on each other, one stack a label; every so many labels are written out."""
    totals = [sum(row.values[i] for row in series) for i in range(len(labels))]
    top = ceiling(max(totals, default=0))
    high, wide = HEIGHT - TOP - BOTTOM, WIDTH - LEFT - RIGHT
    step = wide / max(1, len(labels))
    thick = min(36.0, step * 0.7)
    parts = [_axis(top, high)]
    for i, label in enumerate(labels):
        x, base = LEFT + step * i + (step - thick) / 2, float(TOP + high)
        for row in series:
            size = row.values[i] / top * high
            if size > 0:
                base -= size
                parts.append(_bar(x, base, thick, size, row.style))
        if i % ceil(len(labels) / 8) == 0:
            # On a phone only every other label fits: the style sheet leaves the odd ones out.
            style = "label odd" if (i // ceil(len(labels) / 8)) % 2 else "label"
            parts.append(_text(x + thick / 2, HEIGHT - 8, label, "middle", style))
    return _picture(title, HEIGHT, parts, style="chart columns")


def bars(title: str, rows: Sequence[tuple[str, float]], *, unit: str = "") -> Markup:
    """Lying bars with a name above each and its value behind it: for names that are long."""
    most = max((value for _, value in rows), default=0) or 1
    parts, line, width = [], 52, NARROW
    for i, (name, value) in enumerate(rows):
        y = i * line
        size = value / most * (width - 70)
        parts.append(_text(0, y + 18, _short(name), "start"))
        parts.append(_bar(0, y + 26, max(2.0, size), 14, "bar-a"))
        shown = f"{value:g}".replace(".", ",") + unit
        parts.append(_text(max(2.0, size) + 8, y + 38, shown, "start", "value"))
    return _picture(title, max(line, line * len(rows)), parts, width)


def _axis(top: int, high: int) -> str:
    lines = []
    for part in (0, 0.5, 1):
        y = TOP + high * (1 - part)
        lines.append(
            f'<line class="axis" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        )
        lines.append(_text(LEFT - 8, y + 4, f"{top * part:g}".replace(".", ","), "end"))
    return "".join(lines)


def _bar(x: float, y: float, width: float, height: float, style: str) -> str:
    return (
        f'<rect class="{style}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" '
        f'height="{height:.1f}" rx="2"/>'
    )


def _text(x: float, y: float, words: str, anchor: str, style: str = "label") -> str:
    return (
        f'<text class="{style}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">'
        f"{escape(words)}</text>"
    )


def _short(name: str) -> str:
    return name if len(name) <= 48 else name[:47].rstrip() + "…"


def _picture(
    title: str, height: float, parts: Sequence[str], width: int = WIDTH, style: str = "chart"
) -> Markup:
    return Markup(  # every text in it is escaped above
        f'<svg class="{style}" viewBox="0 0 {width} {height:g}" role="img" '
        f'aria-label="{escape(title)}">{"".join(parts)}</svg>'
    )
