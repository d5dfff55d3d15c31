"""Word documents: headings by style, lists, tables as rows, text boxes and notes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.styles.style import ParagraphStyle

from ingest.blocks import (
    Block,
    Cell,
    Loaded,
    UnreadableError,
    heading,
    item,
    paragraph,
    table,
    title_in,
)
from ingest.cleaning import one_line
from ingest.loaders import docx_text
from ingest.loaders.docx_numbering import Numbering
from ingest.loaders.docx_unseen import remove_unseen

_HEADING = re.compile(r"(?:heading|kop|überschrift)\s*(\d)", re.IGNORECASE)
_CONTENTS_LINE = re.compile(r"(?:\.{4,}|…{2,})\s*\d{1,4}\s*$")
_NO_TITLE = re.compile(r"^(?:word document|document\d*|microsoft word)?$", re.IGNORECASE)
# A short bold line is what people make instead of a heading; deeper than any real one.
_BOLD_LEVEL = 8


def load(data: bytes) -> Loaded:
    """The blocks of a .docx. Raises UnreadableError for a damaged or encrypted file."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableError(
            "dit Word-bestand is beveiligd of in de oude .doc-indeling; sla het op als .docx zonder wachtwoord"
        )
    try:
        word = docx.Document(io.BytesIO(data))
        reader = _Reader(word)
        blocks = reader.blocks()
    except Exception as error:  # python-docx lets zip and XML errors of any kind through
        raise UnreadableError("dit Word-bestand is beschadigd; sla het opnieuw op") from error
    if not any(not block.level for block in blocks):
        raise UnreadableError("het document bevat geen tekst")
    title = (word.core_properties.title or "").strip()
    if _NO_TITLE.match(title) or title.startswith("Microsoft Word - "):
        title = title_in(blocks)
    return Loaded(blocks, {"title": title} if title else {}, hidden=reader.hidden)


class _Reader:
    """Walks the body; headers and footers are parts of their own and stay out."""

    def __init__(self, word: WordDocument) -> None:
        self._body = word.element.body
        self._styles = {style.style_id: style for style in word.styles}
        self._default = next(
            (s for s in word.styles if s.style_id and s.element.get(qn("w:default")) == "1"), None
        )
        self._numbering = Numbering(word)
        elements = {style.style_id: style.element for style in word.styles}
        paper = word.element.find(qn("w:background"))
        self.hidden = remove_unseen(self._body, elements, paper)
        self._notes, hidden = _notes(word, elements)
        self.hidden += hidden

    def blocks(self) -> list[Block]:
        return [block for element in docx_text.children(self._body) for block in self._of(element)]

    def _of(self, element: Any) -> Iterator[Block]:
        if element.tag == qn("w:tbl"):
            yield from table(self._rows(element))
            return
        yield from self._paragraph(element)
        for box in docx_text.boxes(element):
            for inner in docx_text.children(box):
                yield from self._of(inner)
        for note in docx_text.notes(element):
            text = one_line(self._notes.get(note, ""))
            if text:
                yield paragraph(text)

    def _paragraph(self, element: Any) -> Iterator[Block]:
        raw = docx_text.text(element)
        text = one_line(raw)
        style = self._style(element)
        name = (style.name or "") if style is not None else ""
        contents = name.lower().startswith(("toc", "inhopg", "inhoud")) or _CONTENTS_LINE.search(
            raw
        )
        label = self._numbering.label(element, style)
        if not text or contents:
            return
        if name.lower() in ("title", "titel"):
            yield heading(text, 1)
        elif level := _level(element, style):
            # The number of a heading is made by Word and stands nowhere in its text.
            yield heading(f"{label} {text}".strip() if label else text, level + 1)
        elif _is_item(element, style):
            yield item(text)
        elif docx_text.bold(element) and len(text.split()) <= 10 and text[-1] not in ".,;!":
            yield heading(text.rstrip(":"), _BOLD_LEVEL)
        else:
            yield paragraph(text)

    def _style(self, element: Any) -> ParagraphStyle | None:
        found = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        own = self._styles.get(found.get(qn("w:val"))) if found is not None else None
        return own or self._default

    def _rows(self, tbl: Any) -> list[list[Cell]]:
        """Cells in their columns: one merged to the right goes on as None, downwards it repeats."""
        rows: list[list[Cell]] = []
        for tr in docx_text.rows(tbl):
            line: list[Cell] = [""] * docx_text.columns_before(tr)
            for tc in docx_text.cells(tr):
                place = len(line)
                if docx_text.continues_above(tc) and rows and place < len(rows[-1]):
                    line.append(rows[-1][place])
                else:
                    line.append(self._cell(tc))
                line += [None] * (docx_text.columns(tc) - 1)
            rows.append(line)
        return rows

    def _cell(self, tc: Any) -> str:
        """All text of a cell; a table inside it as its rows."""
        return "\n".join(
            "; ".join(f"{block.text}" for block in self._of(element))
            if element.tag == qn("w:tbl")
            else one_line(docx_text.text(element))
            for element in docx_text.children(tc)
        )


def _level(element: Any, style: ParagraphStyle | None) -> int | None:
    """1 to 9 for a heading: by its style, the style that is based on, or its outline level."""
    outline = element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
    if outline is not None and (own := int(outline.get(qn("w:val")))) < 9:
        return own + 1
    for _ in range(10):
        if style is None:
            return None
        if match := _HEADING.match(style.name or ""):
            return int(match.group(1)) or 1
        outline = style.element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        if outline is not None and (own := int(outline.get(qn("w:val")))) < 9:
            return own + 1
        style = style.base_style
    return None


def _is_item(element: Any, style: ParagraphStyle | None) -> bool:
    if style is not None and re.match(r"(?:list|lijst)", style.name or "", re.IGNORECASE):
        return True
    number = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
    return number is not None and number.get(qn("w:val")) != "0"


def _notes(word: WordDocument, styles: dict[str, Any]) -> tuple[dict[str, str], int]:
    """Footnotes and endnotes by their kind and number; how many words of them are hidden."""
    found: dict[str, str] = {}
    hidden = 0
    for relation in word.part.rels.values():
        kind = relation.reltype.rsplit("/", 1)[-1]
        if kind not in ("footnotes", "endnotes") or relation.is_external:
            continue
        notes = parse_xml(relation.target_part.blob)
        hidden += remove_unseen(notes, styles)
        for note in notes:
            if note.get(qn("w:type")) in (None, "normal"):
                found[f"{kind[:-1]}{note.get(qn('w:id'))}"] = "\n".join(
                    docx_text.text(p) for p in note.iter(qn("w:p"))
                )
    return found, hidden
