"""Word documents: headings by style, lists, tables as rows."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from docx.text.paragraph import Paragraph

from ingest.blocks import Block, Loaded, UnreadableError, heading, item, paragraph, table
from ingest.cleaning import one_line

_HEADING = re.compile(r"(?:heading|kop|überschrift)\s*(\d)", re.IGNORECASE)
_CONTENTS_LINE = re.compile(r"(?:\.{4,}|\t)\s*\d{1,4}\s*$")


def load(data: bytes) -> Loaded:
    """The blocks of a .docx. Raises UnreadableError for a damaged or encrypted file."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableError(
            "dit Word-bestand is beveiligd of in de oude .doc-indeling; sla het op als .docx zonder wachtwoord"
        )
    try:
        word = docx.Document(io.BytesIO(data))
        blocks = [block for part in _body(word) for block in _blocks(part)]
    except (PackageNotFoundError, KeyError, ValueError, AttributeError) as error:
        raise UnreadableError("dit Word-bestand is beschadigd; sla het opnieuw op") from error
    except Exception as error:  # python-docx lets zip and XML errors of any kind through
        raise UnreadableError("dit Word-bestand is beschadigd; sla het opnieuw op") from error
    if not any(not block.level for block in blocks):
        raise UnreadableError("het document bevat geen tekst")
    metadata: dict[str, Any] = {}
    title = (word.core_properties.title or "").strip()
    first = next((b.text for b in blocks if b.level == 1), "")
    if title or first:
        metadata["title"] = title if title and title.lower() != "word document" else first
    return Loaded(blocks, metadata)


def _body(word: WordDocument) -> Iterator[Paragraph | Table]:
    """Paragraphs and tables in the order of the page; headers and footers stay out."""
    yield from word.iter_inner_content()


def _blocks(part: Paragraph | Table) -> list[Block]:
    if isinstance(part, Table):
        return table([[cell.text for cell in _cells(row)] for row in part.rows])
    text = one_line(part.text)
    style = (part.style.name or "") if part.style is not None else ""
    if not text or style.lower().startswith(("toc", "inhopg")) or _CONTENTS_LINE.search(part.text):
        return []
    if style.lower() in ("title", "titel"):
        return [heading(text, 1)]
    if match := _HEADING.match(style):
        return [heading(text, int(match.group(1)) + 1)]
    if _is_item(part, style):
        return [item(text)]
    return [paragraph(text)]


def _cells(row: Any) -> list[Any]:
    """The cells of a row, a merged cell once."""
    seen: list[Any] = []
    for cell in row.cells:
        if not seen or cell._tc is not seen[-1]._tc:
            seen.append(cell)
    return seen


def _is_item(part: Paragraph, style: str) -> bool:
    if re.match(r"(?:list|lijst)", style, re.IGNORECASE):
        return True
    properties = part._p.pPr
    return properties is not None and properties.numPr is not None
