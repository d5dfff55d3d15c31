"""PDF: lines with their place and letter size become headings, paragraphs, items and rows.

pypdfium2 reads every page; pdfplumber, thirty times slower, only pages with ruled tables.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pdfplumber
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.blocks import Block, Loaded, UnreadableError, heading, item, paragraph, table
from ingest.cleaning import one_line, visible

MAX_PAGES = 2_000
_ITEM = re.compile(r"^(?:[•‣▪●◦–\-\uf0b7*]|\d{1,2}[.)]|[a-z][.)])\s+(?=\S)")
_NUMBERED = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){0,3})\.?\s+[A-ZÀ-Ý]")
_NAMED = re.compile(r"^(?:hoofdstuk|deel|titel|bijlage)\s+[\dIVXLA-Z]+\b", re.IGNORECASE)
_ARTICLE = re.compile(r"^artikel\s+\d+[a-z]?\b", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:\.\s?){4,}\s*\d{1,4}\s*$|^(?:inhoud|inhoudsopgave)$", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"^(?:pagina\s*)?\d{1,4}(?:\s*(?:/|van|of)\s*\d{1,4})?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    page: int
    size: float
    bold: bool
    left: float
    top: float
    bottom: float


def load(data: bytes) -> Loaded:
    """The blocks of a PDF. Raises UnreadableError: encrypted, damaged, or without text (scanned)."""
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableError(
                "deze PDF is met een wachtwoord beveiligd; sla hem op zonder beveiliging"
            ) from error
        raise UnreadableError("deze PDF is beschadigd of geen PDF; maak hem opnieuw") from error
    try:
        if len(pdf) > MAX_PAGES:
            raise UnreadableError(f"deze PDF heeft meer dan {MAX_PAGES} pagina's; splits hem")
        lines, ruled = _read(pdf)
        title = str(pdf.get_metadata_dict().get("Title") or "").strip()
    finally:
        pdf.close()
    if sum(len(line.text) for line in lines) < 40:
        raise UnreadableError(
            "deze PDF bevat geen tekst (een scan?); laat er tekstherkenning (OCR) op los"
        )
    tables = _tables(data, ruled)
    lines = _without_running(lines)
    blocks = _blocks(lines, tables)
    if not title or title.lower() in ("untitled", "anonymous"):
        title = next((b.text for b in blocks if b.level), "")
    return Loaded(blocks, {"title": visible(title)} if title else {})


def _read(pdf: Any) -> tuple[list[_Line], list[int]]:
    lines: list[_Line] = []
    ruled: list[int] = []
    for number in range(len(pdf)):
        page = pdf[number]
        text_page = page.get_textpage()
        try:
            lines += _lines(text_page, number + 1)
            paths = sum(1 for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=2))
            if paths >= 4:
                ruled.append(number)
        finally:
            text_page.close()
            page.close()
    return lines, ruled


def _lines(text_page: Any, page: int) -> list[_Line]:
    """The lines of a page; place and letter from each line's first visible character."""
    out: list[_Line] = []
    position = 0
    # pdfium writes U+FFFE for the hyphen of a word broken at a line end, and no line end after it.
    pieces = re.split("(\r?\n|\ufffe)", text_page.get_text_range())
    for number, piece in enumerate(pieces):
        stripped = piece.strip()
        if stripped and number % 2 == 0:
            if pieces[number + 1 : number + 2] == ["\ufffe"]:
                stripped += "-"
            index = position + len(piece) - len(piece.lstrip())
            letter = index + next((i for i, ch in enumerate(stripped) if ch.isalpha()), 0)
            left, _, _, _ = text_page.get_charbox(index, loose=True)
            _, bottom, _, top = text_page.get_charbox(letter, loose=True)
            size = float(raw.FPDFText_GetFontSize(text_page.raw, letter))
            matrix = raw.FS_MATRIX()
            if raw.FPDFText_GetMatrix(text_page.raw, letter, matrix):
                size *= abs(matrix.d) or 1.0
            bold = _bold(text_page, letter)
            out.append(_Line(stripped, page, round(size, 1), bold, left, top, bottom))
        position += len(piece)
    return out


def _bold(text_page: Any, index: int) -> bool:
    if raw.FPDFText_GetFontWeight(text_page.raw, index) >= 600:
        return True
    import ctypes

    buffer = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(text_page.raw, index, buffer, 128, ctypes.byref(flags))
    return b"bold" in buffer.value.lower()


def _without_running(lines: list[_Line]) -> list[_Line]:
    """Without headers and footers (the same line, digits aside, on many pages) and page numbers."""
    pages: dict[int, list[_Line]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    edges: Counter[str] = Counter()
    for own in pages.values():
        ordered = sorted(own, key=lambda line: -line.top)
        edges.update({_shape(line) for line in (*ordered[:3], *ordered[-3:])})
    often = max(3, 0.3 * len(pages))
    running = {shape for shape, count in edges.items() if count >= often}
    kept = []
    for own in pages.values():
        ordered = sorted(own, key=lambda line: -line.top)
        edge = {id(line) for line in (*ordered[:3], *ordered[-3:])}
        contents = sum(1 for line in own if _CONTENTS.search(line.text)) >= max(3, 0.4 * len(own))
        for line in own:
            if id(line) in edge and (_shape(line) in running or _PAGE_NUMBER.match(line.text)):
                continue
            if _CONTENTS.search(line.text) or (contents and re.search(r"\s\d{1,4}$", line.text)):
                continue
            kept.append(line)
    return kept


def _shape(line: _Line) -> str:
    return re.sub(r"\d+", "#", line.text.lower())


def _tables(data: bytes, pages: list[int]) -> dict[int, list[tuple[float, float, list[Block]]]]:
    """Ruled tables per page (from 1): top, bottom (from the page's bottom) and rows."""
    found: dict[int, list[tuple[float, float, list[Block]]]] = {}
    if not pages:
        return found
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for number in pages:
            page = pdf.pages[number]
            for grid in page.find_tables():
                rows = [[cell or "" for cell in row] for row in grid.extract()]
                if len(rows) < 2 or max(len(row) for row in rows) < 2:
                    continue
                height = float(page.height)
                _, top, _, bottom = grid.bbox
                cleaned = [[one_line(cell) for cell in row] for row in rows]
                blocks = table(cleaned, page=number + 1)
                if blocks:
                    found.setdefault(number + 1, []).append((height - top, height - bottom, blocks))
            page.close()
    return found


def _blocks(
    lines: list[_Line], tables: dict[int, list[tuple[float, float, list[Block]]]]
) -> list[Block]:
    body = _body_size(lines)
    sizes = sorted({line.size for line in lines if line.size > body * 1.08}, reverse=True)
    blocks: list[Block] = []
    current: list[_Line] = []
    kind = ""
    pending = {page: sorted(found, key=lambda t: -t[0]) for page, found in tables.items()}

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
        while pending.get(page) and pending[page][0][0] >= above:
            flush()
            blocks.extend(pending[page].pop(0)[2])

    last_page = 0
    for line in lines:
        if line.page != last_page:
            for page in range(last_page, line.page):
                emit_tables(page, float("-inf"))
            last_page = line.page
        inside = any(
            bottom - 1 <= (line.top + line.bottom) / 2 <= top + 1
            for top, bottom, _ in tables.get(line.page, ())
        )
        if inside:
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


def _body_size(lines: list[_Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0]


def _kind(line: _Line, body: float, sizes: list[float]) -> str:
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


def _goes_on(before: _Line, line: _Line, kind: str, this: str) -> bool:
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
