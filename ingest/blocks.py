"""What every loader yields: the text of a document as a list of blocks."""

from __future__ import annotations

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
    """A file's text, and what it says of itself (metadata keys as in ingest.metadata)."""

    blocks: list[Block]
    metadata: dict[str, Any] = field(default_factory=dict)


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


def row(columns: list[str], cells: list[str], *, page: int | None = None) -> Block | None:
    """A table row as 'Column: cell; Column: cell'; None for an empty row."""
    pairs = [
        f"{column}: {cell}" if column else cell
        for column, cell in zip(columns, cells, strict=False)
        if cell
    ]
    return Block(BlockKind.ROW, "; ".join(pairs), 0, page) if pairs else None


def table(rows: list[list[str]], *, page: int | None = None) -> list[Block]:
    """A table whose first row names the columns; a single row is a paragraph of its cells."""
    cleaned = [[" ".join(cell.split()) for cell in cells] for cells in rows]
    cleaned = [cells for cells in cleaned if any(cells)]
    if not cleaned:
        return []
    if len(cleaned) == 1:
        return [paragraph("; ".join(cell for cell in cleaned[0] if cell), page=page)]
    made = (row(cleaned[0], cells, page=page) for cells in cleaned[1:])
    return [block for block in made if block is not None]
