"""Cells of a workbook that nobody sees: hidden rows and columns, pale letters, an empty format."""

from __future__ import annotations

import re
from typing import Any

from ingest.loaders.cell_values import shown
from ingest.loaders.colours import Colour, colour_of

_WHITE = Colour(255, 255, 255)
# The theme's first colour is that of the paper.
_PAPER = 0
_SHOWS_NOTHING = re.compile(r"^\s*;+\s*$")


class Unseen:
    """The text of cells, '' for those that are hidden; `words` counts what stood there.

    A workbook that is read as a stream does not say which rows are hidden.
    """

    def __init__(self, sheet: Any, *, stream: bool) -> None:
        self.words = 0
        self._rows: set[int] = set()
        self._columns: set[int] = set()
        self._painted: list[Any] = []
        if stream:
            return
        for number, row in sheet.row_dimensions.items():
            if row.hidden or (row.height is not None and row.height < 1):
                self._rows.add(number)
        for column in sheet.column_dimensions.values():
            if column.hidden or (column.customWidth and column.width < 0.2):
                self._columns.update(range(column.min or 0, (column.max or 0) + 1))
        # A table's own style may colour its cells.
        self._painted = [table.ref for table in sheet.tables.values() if table.tableStyleInfo]

    def cell(self, cell: Any) -> str:
        """What a person sees of a cell."""
        if cell.value is None:
            return ""
        text = shown(cell.value, cell.number_format)
        if not self._is_unseen(cell):
            return text
        self.words += len(text.split())
        return ""

    def _is_unseen(self, cell: Any) -> bool:
        if cell.row in self._rows or cell.column in self._columns:
            return True
        if isinstance(cell.value, str) and _SHOWS_NOTHING.match(cell.number_format or ""):
            return True
        font = cell.font
        if font is None or self._painted:
            return False
        if font.sz is not None and font.sz < 4:
            return True
        colour = _colour(font.color)
        return colour is not None and colour.like(_behind(cell.fill))


def _behind(fill: Any) -> Colour | None:
    """The colour of a cell; None when it is one of a theme or a pattern."""
    if fill is None or fill.fill_type is None:
        return _WHITE
    return _colour(fill.fgColor) if fill.fill_type == "solid" else None


def _colour(colour: Any) -> Colour | None:
    if colour is None:
        return None
    if colour.type == "theme":
        return _WHITE if colour.theme == _PAPER and not colour.tint else None
    if colour.type == "rgb" and isinstance(colour.rgb, str):
        return colour_of(f"#{colour.rgb[-6:]}")
    return None
