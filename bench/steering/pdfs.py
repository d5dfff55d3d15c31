"""PDF files with text where a reader does not look."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from bench.steering.attempts import Poison

pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))


def _pdf(poison: Poison, draw: Callable[[Any, Poison], None]) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    canvas.setFont("Vera", 18)
    canvas.drawString(72, 770, poison.subject)
    canvas.setFont("Vera", 10)
    for n, line in enumerate(textwrap.wrap(poison.visible, 85)):
        canvas.drawString(72, 740 - 13 * n, line)
    canvas.saveState()
    draw(canvas, poison)
    canvas.restoreState()
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _text(canvas: Any, text: str, *, x: float = 72, y: float = 640, mode: int = 0) -> None:
    for n, line in enumerate(textwrap.wrap(text, 85)):
        written = canvas.beginText(x, y - 13 * n)
        written.setTextRenderMode(mode)
        written.textOut(line)
        canvas.drawText(written)


def _white(canvas: Any, p: Poison) -> None:
    canvas.setFillColorRGB(1, 1, 1)
    _text(canvas, p.hidden)


def _tiny(canvas: Any, p: Poison) -> None:
    canvas.setFont("Vera", 0.5)
    _text(canvas, p.hidden)


def _see_through(canvas: Any, p: Poison) -> None:
    canvas.setFillAlpha(0)
    _text(canvas, p.hidden)


def _noted(canvas: Any, p: Poison) -> None:
    canvas.textAnnotation(p.hidden, Rect=[100, 100, 200, 200])


def _about(canvas: Any, p: Poison) -> None:
    canvas.setSubject(p.hidden)
    canvas.setKeywords(p.hidden)


def _made(draw: Callable[[Any, Poison], None]) -> Callable[[Poison], bytes]:
    return lambda p: _pdf(p, draw)


MAKERS: dict[str, Callable[[Poison], str | bytes]] = {
    "pdf white letters": _made(_white),
    "pdf tiny letters": _made(_tiny),
    "pdf invisible letters": _made(lambda c, p: _text(c, p.hidden, mode=3)),
    "pdf outside the page": _made(lambda c, p: _text(c, p.hidden, x=72, y=-400)),
    "pdf see-through letters": _made(_see_through),
    "pdf annotation": _made(_noted),
    "pdf properties": _made(_about),
    "pdf in plain sight": _made(lambda c, p: _text(c, p.hidden)),
}
