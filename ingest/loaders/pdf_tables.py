"""Ruled tables of a PDF, also those that go on over the page."""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass, field
from typing import Any

import pdfplumber

from ingest.blocks import Block, Cell, table
from ingest.cleaning import one_line
from ingest.loaders.pdf_lines import Line

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Grid:
    """A table's place on its page (points from the lower left) and its rows."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    edges: tuple[int, ...]
    rows: list[list[Cell]]
    blocks: list[Block] = field(default_factory=list)

    def holds(self, line: Line) -> bool:
        """Whether a line of text stands inside the table."""
        return (
            self.bottom - 1 <= (line.top + line.bottom) / 2 <= self.top + 1
            and self.left - 2 <= line.left <= self.right + 2
        )


def grids(data: bytes, pages: list[int], lines: list[Line]) -> dict[int, list[Grid]]:
    """The tables of these pages (from 0), by page (from 1), from top to bottom.

    `lines` are the lines of text without headers and footers: a table with none below it goes on
    in one with none above it.
    """
    found: list[Grid] = []
    if not pages:
        return {}
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            for number in pages:
                page = pdf.pages[number]
                found += sorted(_of_page(page, number + 1), key=lambda grid: -grid.top)
                page.close()
    # pdfminer raises errors of every kind on files that pdfium reads well. Their text is in the
    # lines all the same, only not in columns.
    except Exception:
        _log.warning("ruled tables left as running text", exc_info=True)
    _join(found, lines)
    by_page: dict[int, list[Grid]] = {}
    for grid in found:
        grid.blocks = table(grid.rows, page=grid.page)
        by_page.setdefault(grid.page, []).append(grid)
    return by_page


def _join(found: list[Grid], lines: list[Line]) -> None:
    """Give the rest of a table, on a next page, the header of its beginning."""
    header: list[Cell] = []
    for number, grid in enumerate(found):
        before = found[number - 1] if number else None
        if before is None or not _continues(before, grid, lines):
            header = grid.rows[0]
            continue
        rows = grid.rows[1:] if grid.rows[0] == header else grid.rows
        if rows and len(before.rows) > 1 and not rows[0][0] and any(rows[0]):
            # A row that was cut by the page's end: its second half has no first cell.
            last = before.rows[-1]
            before.rows[-1] = [
                f"{a or ''} {b or ''}".strip() for a, b in zip(last, rows[0], strict=False)
            ]
            rows = rows[1:]
        grid.rows = [header, *rows]


def _of_page(page: Any, number: int) -> list[Grid]:
    out: list[Grid] = []
    height = float(page.height)
    for found in page.find_tables():
        rows = _rows(found)
        if max((len(row) for row in rows), default=0) < 2:
            continue  # a frame around text
        left, top, right, bottom = found.bbox
        edges = tuple(sorted({round(x) for cell in found.cells for x in (cell[0], cell[2])}))
        out.append(Grid(number, left, height - top, right, height - bottom, edges, rows))
    return out


def _rows(found: Any) -> list[list[Cell]]:
    """Texts by row and column; merged cells repeat downwards and go on as None to the right."""
    texts = found.extract()
    boxes = [row.cells for row in found.rows]
    rows: list[list[Cell]] = []
    for r, (line, cells) in enumerate(zip(texts, boxes, strict=True)):
        row: list[Cell] = []
        for c, (text, box) in enumerate(zip(line, cells, strict=True)):
            if box is not None:
                row.append(one_line(text or ""))
                continue
            left = next((b for b in reversed(cells[:c]) if b is not None), None)
            wide = left is not None and any(
                other[c] is not None and left[2] > other[c][0] + 1 for other in boxes
            )
            row.append(None if wide else rows[r - 1][c] if r else "")
        rows.append(row)
    return rows


def _continues(before: Grid, grid: Grid, lines: list[Line]) -> bool:
    """Whether a table is the rest of the one at the foot of the page before."""
    if grid.page != before.page + 1 or len(before.edges) != len(grid.edges):
        return False
    if any(abs(a - b) > 2 for a, b in zip(before.edges, grid.edges, strict=True)):
        return False
    return not any(
        (line.page == before.page and line.top < before.bottom)
        or (line.page == grid.page and line.bottom > grid.top)
        for line in lines
    )
