"""A source as PDF."""

from __future__ import annotations

import io
import re
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    LongTable,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    TableStyle,
)
from reportlab.platypus.tableofcontents import TableOfContents

from examples.sources.parts import BLUE, House, Part

# Where long words may be broken at a line end (| = soft hyphen).
BREAKS = (
    "toelaatbaarheids|verklaring",
    "samen|werkings|verband",
    "onder|steunings|plan",
    "onder|steunings|budget",
    "onder|steunings|aanbod",
    "onder|steunings|proces",
    "onder|steunings|behoefte",
    "basis|onder|steuning",
    "onder|steuning",
    "ontwik|kelings|",
    "onder|wijs|behoefte",
    "basis|onder|wijs",
    "onder|wijs",
    "groei|document",
    "handelings|gerichte",
    "arran|gement",
    "secre|tariaat",
    "voor|beeld|waarde",
    "leer|plicht",
    "school|besturen",
    "school|bestuur",
    "leer|ling",
    "uitstroom|perspectief",
    "toekennings|commissie",
    "over|een|stem|ming",
    "vast|gelegd",
    "bege|leid",
    "medezeggen|schap",
    "toe|stemmings|verklaring",
)


def _style(name: str, size: float, **more: Any) -> ParagraphStyle:
    settings = {"fontName": "Vera", "leading": size * 1.5, "spaceAfter": 7, **more}
    return ParagraphStyle(name, fontSize=size, **settings)


STYLES = {
    "paragraph": _style("paragraph", 10, alignment=TA_JUSTIFY, embeddedHyphenation=1),
    "bullet": _style("bullet", 10, leftIndent=16, bulletIndent=4, spaceAfter=4),
    "number": _style("number", 10, leftIndent=20, bulletIndent=2, spaceAfter=4),
    "caption": _style("caption", 9, fontName="VeraIt", spaceBefore=8, spaceAfter=4, keepWithNext=1),
    "cell": _style("cell", 8.5, leading=12, spaceAfter=0, embeddedHyphenation=1),
    "head": _style("head", 8.5, leading=12, spaceAfter=0, fontName="VeraBd", textColor="white"),
    "h1": _style("h1", 18, fontName="VeraBd", textColor=BLUE, leading=24, spaceAfter=14),
    "h2": _style("h2", 13, fontName="VeraBd", textColor=BLUE, spaceBefore=12, keepWithNext=1),
    "h3": _style("h3", 11, fontName="VeraBd", spaceBefore=8, keepWithNext=1),
    "contents": _style("contents", 18, fontName="VeraBd", textColor=BLUE, leading=24),
    "title": _style("title", 27, fontName="VeraBd", textColor=BLUE, leading=36, spaceAfter=20),
    "subtitle": _style("subtitle", 13),
}


class _Pdf(BaseDocTemplate):
    """A document with a title page, contents, running header and 'Pagina n van m'."""

    def __init__(self, stream: io.BytesIO, meta: dict[str, Any], house: House) -> None:
        super().__init__(
            stream,
            pagesize=A4,
            title=meta["title"],
            author=house.author,
            subject=house.edition,
            lang="nl-NL",
            invariant=1,
        )
        self.running, self.page, self.total, self.keys = meta["running"], 0, 0, 0
        frame = Frame(2.5 * cm, 2.3 * cm, A4[0] - 5 * cm, A4[1] - 5 * cm, id="text")
        self.addPageTemplates(
            [PageTemplate("cover", frame), PageTemplate("page", frame, onPage=self._edges)]
        )

    def handle_documentBegin(self) -> None:  # noqa: N802 (reportlab's name)
        self.total, self.keys = self.page, 0  # the pages of the pass before
        super().handle_documentBegin()

    def _edges(self, canvas: Any, _: Any) -> None:
        canvas.setFont("Vera", 8)
        canvas.setFillColor(colors.HexColor("#555555"))
        canvas.drawString(2.5 * cm, A4[1] - 1.6 * cm, self.running)
        canvas.drawRightString(A4[0] - 2.5 * cm, 1.3 * cm, f"Pagina {self.page} van {self.total}")
        canvas.line(2.5 * cm, A4[1] - 1.8 * cm, A4[0] - 2.5 * cm, A4[1] - 1.8 * cm)

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 (reportlab's name)
        style = getattr(getattr(flowable, "style", None), "name", "")
        if style in ("h1", "h2"):
            self.keys += 1
            text, key = flowable.getPlainText(), f"heading{self.keys}"
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(text, key, int(style[1]) - 1)
            self.notify("TOCEntry", (int(style[1]) - 1, text, self.page, key))


def _broken(text: str) -> str:
    """Text for reportlab, with soft hyphens in long words."""
    for word in BREAKS:
        plain = word.replace("|", "")
        text = re.sub(plain, lambda m, w=word: _like(m[0], w), text, flags=re.IGNORECASE)
    return escape(text)


def _like(found: str, pattern: str) -> str:
    letters = iter(found)
    return "".join("\u00ad" if ch == "|" else next(letters) for ch in pattern)


def _pdf_table(rows: tuple[tuple[str, ...], ...]) -> LongTable:
    width = A4[0] - 5 * cm - 12
    longest = [max(8, min(45, max(len(r[i]) for r in rows))) for i in range(len(rows[0]))]
    widths = [width * n / sum(longest) for n in longest]
    least = 3.3 * cm
    short = sum(max(0, least - w) for w in widths)
    widths = [max(least, w - short * (w == max(widths))) for w in widths]
    cells = [
        [Paragraph(_broken(c), STYLES["cell" if n else "head"]) for c in row]
        for n, row in enumerate(rows)
    ]
    return LongTable(
        cells,
        colWidths=widths,
        repeatRows=1,
        spaceAfter=12,
        style=TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.5, colors.HexColor("#8899AA")),
                ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor(BLUE)),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("TOPPADDING", (0, 0), (-1, -1), 4),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
            ]
        ),
    )


def pdf(meta: dict[str, Any], parts: list[Part], *, house: House) -> bytes:
    """A source as PDF: a cover, contents, running header and page numbers."""
    for name in ("Vera", "VeraBd", "VeraIt"):
        pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
    contents = TableOfContents(
        dotsMinLevel=0,
        levelStyles=[
            _style("toc1", 9.5, fontName="VeraBd", leading=14, spaceBefore=3, spaceAfter=0),
            _style("toc2", 9, leftIndent=14, leading=12.5, spaceAfter=0),
        ],
    )
    story: list[Flowable] = [
        NextPageTemplate("page"),
        Spacer(1, 7 * cm),
        Paragraph(meta["title"], STYLES["title"]),
        Paragraph(meta["subtitle"], STYLES["subtitle"]),
        Spacer(1, 8 * cm),
        Paragraph(house.cover, STYLES["subtitle"]),
        PageBreak(),
        Paragraph("Inhoud", STYLES["contents"]),
        contents,
    ]
    for part in parts:
        match part.kind:
            case "heading":
                story.append(PageBreak() if part.level == 1 else CondPageBreak(3 * cm))
                story.append(Paragraph(escape(part.text), STYLES[f"h{part.level}"]))
            case "table":
                story.append(_pdf_table(part.rows))
            case "bullet" | "number":
                bullet = "•" if part.kind == "bullet" else f"{part.level}."
                story.append(Paragraph(escape(part.text), STYLES[part.kind], bulletText=bullet))
            case _:
                story.append(Paragraph(_broken(part.text), STYLES[part.kind]))
    stream = io.BytesIO()
    _Pdf(stream, meta, house).multiBuild(story)
    return stream.getvalue()
