"""A source as Word document."""

from __future__ import annotations

import io
import zipfile
from copy import deepcopy
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from examples.sources.parts import BLUE, FIXED, House, Part


def docx(meta: dict[str, Any], parts: list[Part], *, house: House) -> bytes:
    """A source as Word document."""
    word = Document()
    properties = word.core_properties
    properties.title, properties.author = meta["title"], house.author
    properties.created = properties.modified = FIXED
    properties.language, properties.comments = "nl-NL", house.edition
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
