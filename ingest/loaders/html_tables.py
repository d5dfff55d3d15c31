"""Tables of web pages: those with figures as rows, those that only place text as text."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import Tag

from ingest.blocks import Block, Cell, paragraph, table
from ingest.cleaning import one_line

# A cell of more words than this is a piece of a page, not a value.
_LONG_CELL = 150
_MOST = 200


def holds_text(tag: Tag) -> bool:
    """Whether a table only places text: it holds headings or tables, or is marked so."""
    if tag.get("role") in ("presentation", "none"):
        return True
    if tag.find(["h1", "h2", "h3", "h4", "table"]) is not None:
        return True
    return any(len(c.get_text().split()) > _LONG_CELL for c in tag.find_all("td"))


def rows_of(tag: Tag, text_of: Callable[[Tag], str]) -> list[Block]:
    """The caption and the rows, merged cells at their columns."""
    blocks: list[Block] = []
    caption = tag.find("caption")
    if isinstance(caption, Tag) and (title := one_line(text_of(caption))):
        blocks.append(paragraph(title))
    lines = [list(tr.find_all(["th", "td"], recursive=False)) for tr in tag.find_all("tr")]
    grid = _grid(lines, text_of)
    pairs = lines and all([cell.name for cell in line] == ["th", "td"] for line in lines)
    if pairs:  # the first column holds the names
        grid = [[f"{(name or '').rstrip(':')}:", value] for name, value in grid]
    return blocks + table(grid)


def _grid(lines: list[list[Tag]], text_of: Callable[[Tag], str]) -> list[list[Cell]]:
    """Cells at their columns; one that goes on downwards is repeated, to the right it is None."""
    grid: list[list[Cell]] = []
    below: dict[int, tuple[int, Cell]] = {}  # column -> rows still to fill, and with what
    for line in lines:
        row: list[Cell] = []
        waiting = list(line)
        while waiting or any(column >= len(row) for column in below):
            column = len(row)
            if column in below:
                left, text = below.pop(column)
                row.append(text)
                if left > 1:
                    below[column] = (left - 1, text)
                continue
            if not waiting:
                row.append("")
                continue
            cell = waiting.pop(0)
            text = one_line(text_of(cell))
            down, right = _span(cell, "rowspan"), _span(cell, "colspan")
            for offset in range(right):
                row.append(text if offset == 0 else None)
                if down > 1:
                    below[column + offset] = (down - 1, text if offset == 0 else None)
        grid.append(row)
    return grid


def _span(cell: Tag, name: str) -> int:
    written = str(cell.get(name, "1")).strip()
    return max(1, min(_MOST, int(written))) if written.isdecimal() else 1
