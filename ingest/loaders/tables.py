"""Spreadsheets and CSV: a service catalogue when the columns say so, else rows with column names."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from typing import Any

import openpyxl

from ingest.blocks import Loaded, UnreadableError, heading, table
from ingest.loaders.text import decode

MAX_ROWS = 20_000
_NAMES = {
    "dienst": "naam",
    "naam dienst": "naam",
    "titel": "naam",
    "service": "naam",
    "voor wie": "doelgroep",
    "beschrijving": "omschrijving",
    "toelichting": "omschrijving",
    "aanvragen": "hoe_aanvragen",
    "hoe aanvragen": "hoe_aanvragen",
    "aanvraag": "hoe_aanvragen",
    "wie vraagt aan": "aanvragen_door",
    "aanvragen door": "aanvragen_door",
    "duur": "doorlooptijd",
    "termijn": "doorlooptijd",
    "prijs": "kosten",
    "contactpersoon": "contact",
    "zoekwoorden": "trefwoorden",
    "nummer": "id",
    "nr": "id",
    "code": "id",
    "link": "bron",
}
_LISTS = {"doelgroep", "voorwaarden", "aanvragen_door", "trefwoorden", "voorbeeldwaarden"}
_SERVICE_FIELDS = {"omschrijving", "hoe_aanvragen", "doelgroep", "doorlooptijd"}


def load_xlsx(data: bytes) -> Loaded:
    """All sheets of a workbook. Raises UnreadableError for a damaged file."""
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = {
            sheet.title: [
                ["" if cell is None else str(cell).strip() for cell in cells]
                for _, cells in zip(
                    range(MAX_ROWS), sheet.iter_rows(values_only=True), strict=False
                )
            ]
            for sheet in book.worksheets
        }
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, TypeError) as error:
        raise UnreadableError("dit Excel-bestand is beschadigd; sla het opnieuw op") from error
    return _loaded(sheets)


def load_csv(data: bytes) -> Loaded:
    """A CSV file with commas, semicolons or tabs."""
    text = decode(data)
    try:
        dialect: Any = csv.Sniffer().sniff(text[:4000], delimiters=",;\t")
    except csv.Error:
        dialect = csv.excel
    return _loaded(
        {"": [[c.strip() for c in line] for line in csv.reader(io.StringIO(text), dialect)]}
    )


def _loaded(sheets: dict[str, list[list[str]]]) -> Loaded:
    blocks, services = [], []
    for name, rows in sheets.items():
        rows = [cells for cells in rows if any(cells)]
        if not rows:
            continue
        columns = [_column(cell) for cell in rows[0]]
        if "naam" in columns and _SERVICE_FIELDS & set(columns):
            services += [_service(columns, cells) for cells in rows[1:]]
            continue
        if name:
            blocks.append(heading(name, 2))
        blocks += table(rows)
    if services:
        return Loaded(blocks, {"diensten": services})
    if not blocks:
        raise UnreadableError("het bestand bevat geen rijen")
    return Loaded(blocks)


def _column(cell: str) -> str:
    plain = re.sub(r"[_\s]+", " ", cell.strip().lower())
    return _NAMES.get(plain, plain.replace(" ", "_"))


def _service(columns: list[str], cells: list[str]) -> dict[str, Any]:
    entry: dict[str, Any] = {}
    for column, cell in zip(columns, cells, strict=False):
        if column in _LISTS:
            entry[column] = [part.strip() for part in re.split(r"[;\n]", cell) if part.strip()]
        else:
            entry[column] = cell
    return entry
