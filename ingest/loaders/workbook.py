"""The cells of an Excel workbook as a person sees them."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl

from ingest.blocks import Cell, UnreadableError
from ingest.loaders.workbook_unseen import Unseen

# Above this a workbook is read as a stream, without its merged cells: those need all of it in
# memory, at about fifty times its size.
WHOLE = 10_000_000


def sheets(data: bytes, *, rows: int, columns: int) -> tuple[dict[str, list[list[Cell]]], int]:
    """The visible sheets by name; at most `rows` rows and `columns` columns of each. And how many
    words stood in cells that nobody sees.

    Raises UnreadableError for a sheet of more rows, and what openpyxl raises for damaged files.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        stream = sum(entry.file_size for entry in archive.infolist()) > WHOLE
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=stream, data_only=True)
    try:
        shown_ = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        unseen = {sheet.title: Unseen(sheet, stream=stream) for sheet in shown_}
        found = {
            sheet.title: _sheet(sheet, rows, columns, stream, unseen[sheet.title])
            for sheet in shown_
        }
        return found, sum(each.words for each in unseen.values())
    finally:
        book.close()


def _sheet(sheet: Any, rows: int, columns: int, stream: bool, unseen: Unseen) -> list[list[Cell]]:
    if stream:
        sheet.reset_dimensions()  # what the file says of its own size may be a lie
    elif sheet.max_row > rows:
        raise UnreadableError(f"het blad '{sheet.title}' heeft meer dan {rows} rijen; splits het")
    wide = None if stream else min(columns, sheet.max_column)
    out: list[list[Cell]] = []
    for cells in sheet.iter_rows(max_col=wide):
        if len(out) >= rows:
            raise UnreadableError(
                f"het blad '{sheet.title}' heeft meer dan {rows} rijen; splits het"
            )
        out.append([unseen.cell(c) for c in cells[:columns]])
    if not stream:
        for merged in sheet.merged_cells.ranges:
            _fill(out, merged)
    return out


def _fill(rows: list[list[Cell]], merged: Any) -> None:
    """Repeat a merged cell downwards, and mark its cells to the right as going on."""
    left, top = merged.min_col - 1, merged.min_row - 1
    if top >= len(rows) or left >= len(rows[top]):
        return
    value = rows[top][left]
    for line in rows[top : merged.max_row]:
        for column in range(left, min(merged.max_col, len(line))):
            line[column] = value if column == left else None
