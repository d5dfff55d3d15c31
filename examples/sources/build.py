"""Builds the example PDF, Word files and their sidecars from the Markdown beside this script.

    python examples/sources/build.py

The same sources give the same bytes: dates are fixed, and nothing is read but this folder.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import yaml
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
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

SOURCES = Path(__file__).parent
TARGET = SOURCES.parent / "passenderwijs"
FIXED = datetime(2024, 8, 1)
BLUE = "#1F4E79"
METADATA = (
    "id",
    "title",
    "kind",
    "audience",
    "language",
    "valid_from",
    "valid_until",
    "owner",
    "url",
    "example",
)
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


@dataclass(frozen=True)
class Part:
    """One piece of a source: a heading, paragraph, caption, list item or table."""

    kind: str
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


def read(path: Path) -> tuple[dict[str, Any], list[Part]]:
    """The front matter and the parts of a source."""
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(front), list(_parts(body))


def _parts(body: str) -> Iterator[Part]:
    for block in re.split(r"\n\s*\n", body.strip()):
        lines = block.splitlines()
        first = lines[0]
        if match := re.match(r"(#+) (.*)", first):
            yield Part("heading", match[2], len(match[1]))
        elif first.startswith("|"):
            cells = (tuple(c.strip() for c in line.strip("|").split("|")) for line in lines)
            yield Part("table", rows=tuple(row for row in cells if set(row[0]) != {"-"}))
        elif first.startswith("- "):
            yield from (Part("bullet", line[2:]) for line in lines)
        elif re.match(r"\d+\. ", first):
            for number, line in enumerate(lines, 1):
                yield Part("number", line.split(". ", 1)[1], number)
        elif first.startswith("*"):
            yield Part("caption", first.strip("*"))
        else:
            yield Part("paragraph", " ".join(lines))


# --- PDF ---------------------------------------------------------------------------------------


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

    def __init__(self, stream: io.BytesIO, meta: dict[str, Any]) -> None:
        super().__init__(
            stream,
            pagesize=A4,
            title=meta["title"],
            author="Passenderwijs",
            subject="Voorbeelduitgave",
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


def pdf(meta: dict[str, Any], parts: list[Part]) -> bytes:
    """A source as PDF."""
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
        Paragraph("Samenwerkingsverband Passenderwijs, Utrecht-West", STYLES["subtitle"]),
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
    _Pdf(stream, meta).multiBuild(story)
    return stream.getvalue()


# --- Word --------------------------------------------------------------------------------------


def docx(meta: dict[str, Any], parts: list[Part]) -> bytes:
    """A source as Word document."""
    word = Document()
    properties = word.core_properties
    properties.title, properties.author = meta["title"], "Passenderwijs"
    properties.created = properties.modified = FIXED
    properties.language, properties.comments = "nl-NL", "Voorbeelduitgave"
    word.styles["Normal"].font.name, word.styles["Normal"].font.size = "Calibri", Pt(11)
    for style in ("Title", "Heading 1", "Heading 2"):
        word.styles[style].font.color.rgb = RGBColor.from_string(BLUE[1:])
    section = word.sections[0]
    section.header.paragraphs[0].text = meta["running"]
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for text, code in (("Pagina ", "PAGE"), (" van ", "NUMPAGES")):
        footer.add_run(text)
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), code)
        footer._p.append(field)
    word.add_paragraph(meta["title"], "Title")
    word.add_paragraph(meta["subtitle"], "Subtitle")
    numbering = 0
    for part in parts:
        match part.kind:
            case "heading":
                word.add_heading(part.text, part.level)
            case "table":
                table = word.add_table(0, len(part.rows[0]), "Light Grid Accent 1")
                for row in part.rows:
                    for cell, text in zip(table.add_row().cells, row, strict=True):
                        cell.text = text
                word.add_paragraph()
            case "bullet":
                word.add_paragraph(part.text, "List Bullet")
            case "number":
                numbering = _restart(word) if part.level == 1 else numbering
                numbered = word.add_paragraph(part.text, "List Number")
                properties_ = numbered._p.get_or_add_pPr().get_or_add_numPr()
                properties_.get_or_add_numId().val = numbering
            case _:
                word.add_paragraph(part.text)
    stream = io.BytesIO()
    word.save(stream)
    return _fixed(stream.getvalue())


def _restart(word: Any) -> int:
    """A new list that counts from 1; gives its number."""
    numbering = word.part.numbering_part.element
    own = word.styles["List Number"].element.pPr.numPr.numId.val
    copied = deepcopy(next(n for n in numbering.num_lst if n.numId == own).abstractNumId)
    number = numbering.add_num(copied.val)
    number.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(number.numId)


def _fixed(data: bytes) -> bytes:
    """The same zip with one date for every member."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in sorted(old.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            info = zipfile.ZipInfo(name, FIXED.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return stream.getvalue()


def main() -> None:
    """Writes every document and its sidecar."""
    TARGET.mkdir(exist_ok=True)
    for source in sorted(SOURCES.glob("*.md")):
        meta, parts = read(source)
        target = TARGET / meta["output"]
        target.write_bytes((pdf if target.suffix == ".pdf" else docx)(meta, parts))
        sidecar = {key: meta[key] for key in METADATA if key in meta}
        text = yaml.safe_dump(sidecar, sort_keys=False, allow_unicode=True)
        target.with_name(target.name + ".meta.yaml").write_text(text, encoding="utf-8")
        print(target.relative_to(SOURCES.parent))


if __name__ == "__main__":
    main()
