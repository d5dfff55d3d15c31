"""The cells of an Excel workbook as a person sees them."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from typing import Any

import openpyxl

from ingest.blocks import Cell, UnreadableError

# Above this a workbook is read as a stream, without its merged cells: those need all of it in
# memory, at about fifty times its size.
WHOLE = 10_000_000


def sheets(data: bytes, *, rows: int, columns: int) -> dict[str, list[list[Cell]]]:
    """The visible sheets by name; at most `rows` rows and `columns` columns of each.

    Raises UnreadableError for a sheet of more rows, and what openpyxl raises for damaged files.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        stream = sum(entry.file_size for entry in archive.infolist()) > WHOLE
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=stream, data_only=True)
    try:
        return {
            sheet.title: _sheet(sheet, rows, columns, stream)
            for sheet in book.worksheets
            if sheet.sheet_state == "visible"
        }
    finally:
        book.close()


def _sheet(sheet: Any, rows: int, columns: int, stream: bool) -> list[list[Cell]]:
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
        out.append([shown(c.value, c.number_format if c.value else "") for c in cells[:columns]])
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


def shown(value: Any, number_format: str) -> str:
    """A value as the sheet shows it: days as 2026-08-01, percentages, euros in Dutch notation."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, int | float):
        if "%" in number_format:
            return f"{_dutch(round(value * 100, 2))}%"
        if "€" in number_format or "EUR" in number_format:
            whole = f"{value:,.2f}".replace(",", "_").replace(".", ",").replace("_", ".")
            return f"€ {whole.removesuffix(',00')}"
        return _dutch(value)
    return str(value).strip()


def _dutch(number: int | float) -> str:
    """12 for 12.0, 12,5 for 12.5."""
    if isinstance(number, int) or number.is_integer():
        return str(int(number))
    return f"{number:.10g}".replace(".", ",")
