"""PDF: lines with their place and letter size become headings, paragraphs, items and rows.

pypdfium2 reads every page; pdfplumber, thirty times slower, only pages with ruled tables.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.blocks import Block, Loaded, UnreadableError, heading, item, paragraph, title_in
from ingest.cleaning import one_line, visible
from ingest.loaders.pdf_lines import Line, lines_of
from ingest.loaders.pdf_running import without_running
from ingest.loaders.pdf_tables import Grid, grids
from ingest.loaders.pdf_unseen import unseen_letters

MAX_PAGES = 2_000
# Ruled pages have at least four lines; a map or drawing of thousands holds no table, and finding
# that out takes minutes.
RULES = (4, 4_000)
# Letters of an average Dutch word with its space, to count hidden words.
_WORD = 6
_ITEM = re.compile(r"^(?:[•‣▪●◦–\-\uf0b7*]|\d{1,2}[.)]|[a-z][.)])\s+(?=\S)")
_NUMBERED = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){0,3})\.?\s+[A-ZÀ-Ý]")
_NAMED = re.compile(r"^(?:hoofdstuk|deel|titel|bijlage)\s+[\dIVXLA-Z]+\b", re.IGNORECASE)
_ARTICLE = re.compile(r"^artikel\s+\d+[a-z]?\b", re.IGNORECASE)
_NO_TITLE = re.compile(r"^(?:untitled|anonymous|naamloos|microsoft word - .*)?$", re.IGNORECASE)


def load(data: bytes) -> Loaded:
    """The blocks of a PDF. Raises UnreadableError: encrypted, damaged, or without text (scanned)."""
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise UnreadableError(
                "deze PDF is met een wachtwoord beveiligd; sla hem op zonder beveiliging"
            ) from error
        raise UnreadableError("deze PDF is beschadigd of geen PDF; maak hem opnieuw") from error
    try:
        if len(pdf) > MAX_PAGES:
            raise UnreadableError(f"deze PDF heeft meer dan {MAX_PAGES} pagina's; splits hem")
        lines, ruled, scanned, hidden = _read(pdf)
        pages = len(pdf)
        title = visible(str(pdf.get_metadata_dict().get("Title") or "")).strip()
    except pdfium.PdfiumError as error:
        raise UnreadableError("deze PDF is beschadigd; maak hem opnieuw") from error
    finally:
        pdf.close()
    if sum(len(line.text) for line in lines) < 40:
        raise UnreadableError(
            "deze PDF bevat geen tekst (een scan?); laat er tekstherkenning (OCR) op los"
        )
    lines = without_running(lines, pages)
    blocks = _blocks(lines, grids(data, ruled, lines))
    if not any(not block.level for block in blocks):
        raise UnreadableError("deze PDF bevat alleen koppen of een inhoudsopgave")
    if _NO_TITLE.match(title):
        title = title_in(blocks)
    problems = []
    if scanned:
        shown = ", ".join(str(page) for page in scanned[:8]) + (" …" if len(scanned) > 8 else "")
        problems.append(
            f"{len(scanned)} van de {pages} pagina's zijn een scan zonder tekst (pagina {shown}); "
            "de rest staat erin; laat er tekstherkenning (OCR) op los"
        )
    return Loaded(blocks, {"title": title} if title else {}, problems, hidden)


def _read(pdf: Any) -> tuple[list[Line], list[int], list[int], int]:
    """All lines; which pages have ruled lines (from 0); which are pictures only (from 1); how many
    words nobody sees."""
    hidden = 0
    lines: list[Line] = []
    ruled: list[int] = []
    scanned: list[int] = []
    for number in range(len(pdf)):
        page = pdf[number]
        text_page = page.get_textpage()
        try:
            kinds = [raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE]
            objects = list(page.get_objects(filter=kinds, max_depth=2))
            filled = _fills(page, objects)
            unseen = unseen_letters(page, text_page, scanned=filled)
            found = lines_of(text_page, number + 1, unseen)
            hidden += -(-len(unseen) // _WORD)
            lines += found
            paths = sum(1 for o in objects if o.type == raw.FPDF_PAGEOBJ_PATH)
            # Tables are read by a parser that does not know what is seen.
            if RULES[0] <= paths <= RULES[1] and not unseen:
                ruled.append(number)
            if sum(len(line.text) for line in found) < 15 and filled:
                scanned.append(number + 1)
        finally:
            text_page.close()
            page.close()
    return lines, ruled, scanned, hidden


def _fills(page: Any, objects: list[Any]) -> bool:
    """Whether one picture covers most of a page."""
    width, height = page.get_size()
    for found in objects:
        if found.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = found.get_bounds()
            if (right - left) * (top - bottom) > 0.6 * width * height:
                return True
    return False


def _blocks(lines: list[Line], tables: dict[int, list[Grid]]) -> list[Block]:
    body = _body_size(lines)
    sizes = sorted({line.size for line in lines if line.size > body * 1.08}, reverse=True)
    blocks: list[Block] = []
    current: list[Line] = []
    kind = ""
    pending = {page: sorted(found, key=lambda grid: -grid.top) for page, found in tables.items()}

    def flush() -> None:
        if not current:
            return
        text = one_line("\n".join(line.text for line in current))
        page = current[0].page
        if kind.startswith("heading"):
            blocks.append(heading(text, int(kind[-1]), page=page))
        elif kind == "item":
            text = _ITEM.sub("", text)
            blocks.append(item(text, page=page))
        elif text:
            blocks.append(paragraph(text, page=page))
        current.clear()

    def emit_tables(page: int, above: float) -> None:
        """Tables that stand above a place on a page come first."""
        while pending.get(page) and pending[page][0].top >= above:
            flush()
            blocks.extend(pending[page].pop(0).blocks)

    last_page = 0
    for line in lines:
        if line.page != last_page:
            for page in range(last_page, line.page):
                emit_tables(page, float("-inf"))
            last_page = line.page
        if any(grid.holds(line) for grid in tables.get(line.page, ())):
            continue
        emit_tables(line.page, line.top)
        this = _kind(line, body, sizes)
        if not current or not _goes_on(current[-1], line, kind, this):
            flush()
            kind = this
        current.append(line)
    flush()
    for page in sorted(pending):
        emit_tables(page, float("-inf"))
    return blocks


def _body_size(lines: list[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _kind(line: Line, body: float, sizes: list[float]) -> str:
    text = line.text
    short = len(text.split()) <= 14 and not text.endswith((".", ";", ",")) and len(text) > 2
    numbered = _NUMBERED.match(text)
    if short and (line.size > body * 1.08 or (line.bold and line.size >= body * 0.98)):
        if numbered:
            return f"heading{min(6, numbered.group(1).count('.') + 2)}"
        if _NAMED.match(text):
            return "heading2"
        if _ARTICLE.match(text):
            return "heading4"
        if line.size > body * 1.08:
            return f"heading{min(5, sizes.index(line.size) + 1)}"
        return "heading6"
    return "item" if _ITEM.match(text) else "paragraph"


def _goes_on(before: Line, line: Line, kind: str, this: str) -> bool:
    """Whether a line continues the block that `before` belongs to."""
    if kind.startswith("heading"):
        # A heading over two lines: the same letter, close below, and no number of its own.
        near = before.page == line.page and before.bottom - line.top < 0.8 * line.size
        return (
            this.startswith("heading")
            and line.size == before.size
            and near
            and not (_NUMBERED.match(line.text) or _ARTICLE.match(line.text))
        )
    if this != "paragraph" or abs(line.size - before.size) > 0.6:
        return False
    if before.page != line.page:
        return not before.text.endswith((".", "!", "?", ":"))
    gap = before.bottom - line.top
    return gap < 0.75 * line.size
