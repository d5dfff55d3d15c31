"""Spreadsheets and CSV: a service catalogue when the columns say so, else rows with column names."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from typing import Any

from ingest.blocks import Block, Cell, Loaded, UnreadableError, heading, table
from ingest.decoding import decode
from ingest.loaders.workbook import sheets

MAX_ROWS = 20_000
# No table that people read is wider; a stray cell in column XFD must not make 16,384 of them.
MAX_COLUMNS = 200
# The row of the file that a service came from, for the message about it.
ROW = "_rij"
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
# '=HYPERLINK(…)', '=1+1', '=cmd|…', '@SUM(…)'; a line that starts with a dash is an item.
_FORMULA = re.compile(r"=\S|@\w+\(|\+\w+[(|]")
_LINK = re.compile(r"""=HYPERLINK\(.*[;,]\s*"([^"]*)"\s*\)$""", re.IGNORECASE)
_LISTS = {"doelgroep", "voorwaarden", "aanvragen_door", "trefwoorden", "voorbeeldwaarden"}
_SERVICE_FIELDS = {"omschrijving", "hoe_aanvragen", "doelgroep", "doorlooptijd"}


def load_xlsx(data: bytes) -> Loaded:
    """All visible sheets of a workbook. Raises UnreadableError for a damaged file."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableError(
            "dit Excel-bestand is beveiligd of in de oude .xls-indeling; sla het op als .xlsx "
            "zonder wachtwoord"
        )
    try:
        found, hidden = sheets(data, rows=MAX_ROWS, columns=MAX_COLUMNS)
    except UnreadableError:
        raise
    # openpyxl lets the errors of zip, XML and its own parts through.
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, TypeError, SyntaxError) as error:
        raise UnreadableError("dit Excel-bestand is beschadigd; sla het opnieuw op") from error
    except (AttributeError, IndexError, EOFError, NotImplementedError) as error:
        raise UnreadableError("dit Excel-bestand is beschadigd; sla het opnieuw op") from error
    return _loaded(found, hidden)


def load_csv(data: bytes) -> Loaded:
    """A CSV file with commas, semicolons or tabs."""
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    mark = ""
    if match := re.match(r"sep=(.)\n", text):  # written by Excel
        mark, text = match[1], text[match.end() :]
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark or _delimiter(text))
        rows: list[list[Cell]] = []
        for cells in reader:
            if len(rows) >= MAX_ROWS:
                raise too_many_rows()
            rows.append([_result(cell.strip()) for cell in cells[:MAX_COLUMNS]])
    except csv.Error as error:
        raise UnreadableError(
            "de aanhalingstekens in dit CSV-bestand kloppen niet; sla het opnieuw op vanuit Excel"
        ) from error
    return _loaded({"": rows})


def _result(cell: str) -> str:
    """A cell as a spreadsheet shows it: of a link its label, of another formula nothing.

    What a formula would work out is not known here, and must not run where this text ends up.
    """
    if not _FORMULA.match(cell):
        return cell
    label = _LINK.match(cell)
    return label[1] if label else ""


def too_many_rows() -> UnreadableError:
    """A table that is data, not a document."""
    return UnreadableError(f"het bestand heeft meer dan {MAX_ROWS} rijen; splits het")


def _delimiter(text: str) -> str:
    """What parts the cells of the first line, outside quotes."""
    first = re.sub(r'"[^"]*"', "", text.lstrip("\n").split("\n", 1)[0])
    return max(";\t,", key=lambda mark: (first.count(mark), mark == ";"))


def _loaded(sheets_: dict[str, list[list[Cell]]], hidden: int = 0) -> Loaded:
    blocks: list[Block] = []
    services: list[dict[str, Any]] = []
    for name, rows in sheets_.items():
        numbered = [(n, cells) for n, cells in enumerate(rows, start=1) if any(cells)]
        head = next((i for i, (_, cells) in enumerate(numbered) if _filled(cells) > 1), 0)
        above, numbered = numbered[:head], numbered[head:]
        if not numbered:
            continue
        columns = [_column(cell or "") for cell in numbered[0][1]]
        if "naam" in columns and _SERVICE_FIELDS & set(columns):
            services += [_service(columns, cells, number) for number, cells in numbered[1:]]
            continue
        if name:
            blocks.append(heading(name, 2))
        blocks += [block for _, cells in above for block in table([cells])]
        blocks += table([cells for _, cells in numbered])
    if services:
        return Loaded(blocks, {"diensten": services}, hidden=hidden)
    if not blocks:
        raise UnreadableError("het bestand bevat geen rijen")
    return Loaded(blocks, hidden=hidden)


def _filled(cells: list[Cell]) -> int:
    return sum(1 for cell in cells if cell)


def _column(cell: str) -> str:
    plain = re.sub(r"[_\s]+", " ", cell.strip().lower())
    return _NAMES.get(plain, plain.replace(" ", "_"))


def _service(columns: list[str], cells: list[Cell], number: int) -> dict[str, Any]:
    entry: dict[str, Any] = {ROW: number}
    for column, cell in zip(columns, cells, strict=False):
        if column in _LISTS:
            entry[column] = [p.strip() for p in re.split(r"[;\n]", cell or "") if p.strip()]
        else:
            entry[column] = cell or ""
    return entry
