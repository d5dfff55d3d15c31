"""Word files, written by python-docx; what it cannot write is put in as WordprocessingML."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

W = nsdecls("w")


def word() -> Any:
    """An empty document."""
    return Document()


def saved(document: Any) -> bytes:
    """Its bytes."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def append(document: Any, xml: str) -> Any:
    """Put an element at the end of the body."""
    element = parse_xml(xml)
    document.element.body.insert_element_before(element, "w:sectPr")
    return element


def run(text: str, properties: str = "") -> str:
    """A run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(inner: str) -> str:
    """A paragraph around runs and what else it holds."""
    return f"<w:p {W}>{inner}</w:p>"


def add_footnotes(document: Any, *notes: str) -> None:
    """A part with footnotes 2, 3, …; Word keeps 0 and 1 for its separators."""
    inner = f'<w:footnote w:id="0" w:type="separator">{paragraph(run("streep"))}</w:footnote>'
    inner += "".join(
        f'<w:footnote w:id="{n}">{paragraph(run(text))}</w:footnote>'
        for n, text in enumerate(notes, start=2)
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    blob = f"<w:footnotes {W}>{inner}</w:footnotes>".encode()
    part = Part(PackURI("/word/footnotes.xml"), kind, blob, document.part.package)
    document.part.relate_to(part, RT.FOOTNOTES)


def number_headings(document: Any, *patterns: str) -> None:
    """Let Word number Heading 1, 2, … by these patterns ('Artikel %1')."""
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
        for n, pattern in enumerate(patterns)
    )
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="77">{levels}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {W} w:numId="78"><w:abstractNumId w:val="77"/></w:num>'))
    for n in range(len(patterns)):
        properties = document.styles[f"Heading {n + 1}"].element.get_or_add_pPr()
        numbered = properties.get_or_add_numPr()
        numbered.get_or_add_numId().val = 78
        numbered.get_or_add_ilvl().val = n
