"""PDF files as a secretariat has them, written by reportlab."""

from __future__ import annotations

import io
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table, TableStyle

for name in ("Vera", "VeraBd"):
    pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))

BODY = ParagraphStyle("body", fontName="Vera", fontSize=10, leading=13, spaceAfter=8)
H1 = ParagraphStyle("h1", parent=BODY, fontName="VeraBd", fontSize=18, leading=24)
H2 = ParagraphStyle("h2", parent=BODY, fontName="VeraBd", fontSize=13, leading=17, spaceBefore=10)
BOLD = ParagraphStyle("bold", parent=BODY, fontName="VeraBd")
GRID = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("FONT", (0, 0), (-1, -1), "Vera", 9)]


def flowing(story: list[Flowable], *, header: Any = None, title: str | None = None) -> bytes:
    """Flowables over as many pages as they take; `header(canvas, page)` draws on every page."""
    stream = io.BytesIO()

    def draw(canvas: Any, _: Any) -> None:
        if header:
            canvas.setFont("Vera", 8)
            header(canvas, canvas.getPageNumber())

    SimpleDocTemplate(stream, pagesize=A4, title=title).build(
        story, onFirstPage=draw, onLaterPages=draw
    )
    return stream.getvalue()


def grid(rows: list[list[str]], *style: Any, repeat: int = 0, **more: Any) -> Table:
    """A ruled table."""
    return Table(rows, style=TableStyle([*GRID, *style]), repeatRows=repeat, **more)


def pages(*drawn: list[tuple[float, float, str]], size: float = 10, **more: Any) -> bytes:
    """Pages of (x, y, text) lines, in points from the lower left."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, **more)
    for lines in drawn:
        canvas.setFont("Vera", size)
        for x, y, text in lines:
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def locked(password: str) -> bytes:
    """A PDF that opens with a password only; with '' it opens, but may not be changed."""
    stream = io.BytesIO()
    rule = StandardEncryption(password, ownerPassword="eigenaar", canModify=0)
    table = grid([["Soort", "Termijn"], ["Bezwaar", "zes weken"]])
    text = Paragraph("Bezwaar maken kan binnen zes weken na de dag van het besluit.", BODY)
    SimpleDocTemplate(stream, pagesize=A4, encrypt=rule).build([text, table])
    return stream.getvalue()


def picture(count: int, text: str = "") -> bytes:
    """`count` pages that are scans; text, when given, on a page before them."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    if text:
        canvas.setFont("Vera", 10)
        canvas.drawString(72, 700, text)
        canvas.showPage()
    scan = ImageReader(Image.new("L", (60, 85), 200))
    for _ in range(count):
        canvas.drawImage(scan, 0, 0, *A4)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()
