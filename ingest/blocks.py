"""What every loader yields: the text of a document as a list of blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class BlockKind(StrEnum):
    """The forms of text that survive loading."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, a list item or a table row with its column names.

    `level` counts headings from 1; `page` counts from 1 (PDF); `anchor` is the id of a heading.
    """

    kind: BlockKind
    text: str
    level: int = 0
    page: int | None = None
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file's text, and what it says of itself (metadata keys as in ingest.metadata).

    `problems` say in Dutch what of the file could not be read although the rest could. `hidden`
    counts words that were left out because nobody who opens the file sees them.
    """

    blocks: list[Block]
    metadata: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    hidden: int = 0


class UnreadableError(Exception):
    """A file that cannot go in; the message says in Dutch what is wrong and what to do."""


def heading(text: str, level: int, *, page: int | None = None, anchor: str | None = None) -> Block:
    """A heading block."""
    return Block(BlockKind.HEADING, text, level, page, anchor)


def paragraph(text: str, *, page: int | None = None, anchor: str | None = None) -> Block:
    """A paragraph block."""
    return Block(BlockKind.PARAGRAPH, text, 0, page, anchor)


def item(text: str, *, page: int | None = None, anchor: str | None = None) -> Block:
    """A list item block."""
    return Block(BlockKind.ITEM, text, 0, page, anchor)


def title_in(blocks: Sequence[Block]) -> str:
    """The first heading when it stands above all others, else ''."""
    levels = [block.level for block in blocks if block.level]
    if not levels or levels[0] > min(levels) or levels.count(levels[0]) > 1:
        return ""
    return next(block.text for block in blocks if block.level)


# A cell's text; None continues the cell on its left (a merged cell). A loader repeats the text of a
# cell that is merged downwards, since each row must be readable by itself.
Cell = str | None


def table(rows: Sequence[Sequence[Cell]], *, page: int | None = None) -> list[Block]:
    """A table as rows of 'Column: cell; Column: cell', its first row naming the columns.

    A header of two rows gives 'Bedrag po'; a cell over the whole width is a paragraph; a table of
    one column, or of one row, is running text; in 'Naam: | …' the first column holds the names.
    """
    grid = [[None if c is None else " ".join(c.split()) for c in cells] for cells in rows]
    grid = [cells for cells in grid if any(cells)]
    width = max((len(cells) for cells in grid), default=0)
    blocks: list[Block] = []
    while grid and width > 1 and _spans(grid[0], width) and len(grid) > 1:
        blocks.append(paragraph(str(grid.pop(0)[0]), page=page))  # a title above the columns
    if width < 2 or len(grid) == 1:
        return blocks + [
            paragraph("; ".join(cell for cell in cells if cell), page=page) for cells in grid
        ]
    if all(len(cells) == 2 and (cells[0] or "").endswith(":") for cells in grid):
        return blocks + [_row(["", ""], [f"{a} {b or ''}".strip()], page) for a, b in grid]
    headers = 2 if len(grid) > 2 and None in grid[0] and None not in grid[1] else 1
    columns = _columns(grid[:headers], width)
    for cells in grid[headers:]:
        if cells in grid[:headers]:
            continue  # the header again, on a next page
        blocks.append(
            paragraph(str(cells[0]), page=page)
            if _spans(cells, width)
            else _row(columns, cells, page)
        )
    return blocks


def _spans(cells: Sequence[Cell], width: int) -> bool:
    """Whether one cell goes over the whole width."""
    return len(cells) == width and bool(cells[0]) and all(cell is None for cell in cells[1:])


def _columns(headers: Sequence[Sequence[Cell]], width: int) -> list[str]:
    """The name of each column; a merged header counts for every column below it."""
    names: list[list[str]] = [[] for _ in range(width)]
    for cells in headers:
        current = ""
        for column in range(width):
            cell = cells[column] if column < len(cells) else ""
            current = current if cell is None else cell
            if current and current not in names[column]:
                names[column].append(current)
    return [" ".join(parts).rstrip(":") for parts in names]


def _row(columns: Sequence[str], cells: Sequence[Cell], page: int | None) -> Block:
    pairs = [
        f"{columns[i]}: {cell}" if i < len(columns) and columns[i] else cell
        for i, cell in enumerate(cells)
        if cell
    ]
    return Block(BlockKind.ROW, "; ".join(pairs), 0, page)
