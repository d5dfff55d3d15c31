"""Spreadsheets, CSV and the catalogue: rows with their columns, services as data."""

from __future__ import annotations

import io
import time
from datetime import date
from typing import Any

import openpyxl
import pytest
from reading_in import loaded, texts

from ingest.blocks import UnreadableError
from ingest.reading import Read, Source, read
from knowledge.catalogue import Service
from knowledge.documents import Kind


def saved(book: Any) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def sheet(*rows: list[Any]) -> tuple[Any, Any]:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return book, book.active


def catalogue(name: str, data: bytes | str) -> Read:
    raw = data.encode() if isinstance(data, str) else data
    return read(Source("map", name, "." + name.rpartition(".")[2], "d"), raw, {})


def test_sheet_becomes_rows_with_column_names_and_values_as_shown() -> None:
    book, active = sheet(
        ["Bedragen 2026"],
        [],
        ["Soort", "Vanaf", "Aandeel", "Bedrag", "Aantal", "Open"],
        ["sbo", date(2026, 8, 1), 0.125, 5200, 12.0, True],
    )
    active.title = "Bekostiging"
    active["C4"].number_format, active["D4"].number_format = "0.0%", '"€" #,##0.00'
    hidden = book.create_sheet("Hulp")
    hidden.append(["intern", "x"])
    hidden.sheet_state = "hidden"
    assert texts(loaded("a.xlsx", saved(book))) == [
        "Bekostiging",
        "Bedragen 2026",
        "Soort: sbo; Vanaf: 2026-08-01; Aandeel: 12,5%; Bedrag: € 5.200; Aantal: 12; Open: ja",
    ]


def test_merged_cells_stay_under_their_column() -> None:
    book, active = sheet(
        ["Soort", "Bedrag", None],
        [None, "2025", "2026"],
        ["sbo", 1, 2],
        [None, 3, 4],
        ["so", "volgt", None],
    )
    for merged in ("B1:C1", "A1:A2", "A3:A4", "B5:C5"):
        active.merge_cells(merged)
    assert texts(loaded("a.xlsx", saved(book)), "row") == [
        "Soort: sbo; Bedrag 2025: 1; Bedrag 2026: 2",
        "Soort: sbo; Bedrag 2025: 3; Bedrag 2026: 4",
        "Soort: so; Bedrag 2025: volgt",
    ]


def test_cell_in_the_last_column_does_not_make_thousands_of_them() -> None:
    book, active = sheet(["Soort", "Bedrag"], ["sbo", 1])
    active["XFD3"] = "verdwaald"
    assert texts(loaded("a.xlsx", saved(book)), "row") == ["Soort: sbo; Bedrag: 1"]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_in_any_dialect_becomes_rows(mark: str) -> None:
    text = f'Soort{mark}Termijn\r\nBezwaar{mark}"zes{mark}weken"\r\n'
    expected = f"zes{mark}weken".replace("\t", " ")
    assert texts(loaded("a.csv", text)) == [f"Soort: Bezwaar; Termijn: {expected}"]


def test_csv_of_excel_with_commas_in_its_text_is_split_at_semicolons() -> None:
    text = "sep=;\nSoort;Uitleg\nsbo;klein, rustig, veilig\nso;€ 5, méér hulp\n"
    assert texts(loaded("a.csv", text.encode("cp1252")), "row") == [
        "Soort: sbo; Uitleg: klein, rustig, veilig",
        "Soort: so; Uitleg: € 5, méér hulp",
    ]


def test_csv_of_ten_thousand_rows_is_read_in_seconds() -> None:
    text = "Soort;Termijn\n" + "".join(f"soort {n};{n} weken\n" for n in range(10_000))
    began = time.monotonic()
    found = loaded("a.csv", text)
    assert time.monotonic() - began < 5
    assert texts(found, "row")[-1] == "Soort: soort 9999; Termijn: 9999 weken"


def test_table_with_too_many_rows_is_refused_and_not_cut_off() -> None:
    with pytest.raises(UnreadableError, match="20000 rijen"):
        loaded("a.csv", "a;b\n" + "1;2\n" * 20_001)
    book, active = sheet(["a", "b"])
    active["A30000"] = "x"
    with pytest.raises(UnreadableError, match="20000 rijen"):
        loaded("a.xlsx", saved(book))


def test_csv_with_an_open_quote_over_all_of_it_is_refused_in_dutch() -> None:
    with pytest.raises(UnreadableError, match="aanhalingstekens"):
        loaded("a.csv", 'Soort;Termijn\n"open;' + "x" * 300_000)


@pytest.mark.parametrize("form", ["csv", "xlsx", "yaml"])
def test_catalogue_becomes_services_in_every_form(form: str) -> None:
    columns = ["Dienst", "Voor wie", "Beschrijving", "Termijn", "Geldig_tot", "Publiek"]
    values = ["Observatie", "school;ouder", "Kijken in de klas", "4 weken", "2027-07-31", "school"]
    data: bytes | str
    if form == "csv":
        data = ",".join(columns) + "\n" + ",".join(f'"{v}"' for v in values) + "\n"
    elif form == "xlsx":
        data = saved(sheet(columns, values)[0])
    else:
        data = (
            "diensten:\n- naam: Observatie\n  doelgroep: [school, ouder]\n"
            "  omschrijving: Kijken in de klas\n  doorlooptijd: 4 weken\n"
            "  geldig_tot: 2027-07-31\n  publiek: school\n"
        )
    made = catalogue(f"diensten.{form}", data)
    assert made.problems == []
    [found] = made.documents
    assert (found.kind, found.title, found.audience.value) == (
        Kind.SERVICE,
        "Observatie",
        "school",
    )
    assert str(found.valid_until) == "2027-07-31"
    assert isinstance(found.payload, Service)
    assert found.payload.doelgroep == ("school", "ouder")
    assert "Hoe lang: 4 weken." in found.passages[0].text


def test_row_without_a_name_is_told_by_its_row_in_the_file_and_the_rest_goes_in() -> None:
    made = catalogue("d.csv", "naam;omschrijving\nLoket;ingang\n\n;zonder\nObservatie;kijken\n")
    assert [d.title for d in made.documents] == ["Loket", "Observatie"]
    assert made.problems == ["rij 4 heeft geen naam; vul 'naam' in"]


def test_row_with_a_wrong_day_is_told_and_the_rest_goes_in() -> None:
    data = "naam;omschrijving;geldig_tot\nLoket;in;morgen\nObservatie;kijken;31-7-2027\n"
    made = catalogue("diensten.csv", data)
    assert [(d.title, str(d.valid_until)) for d in made.documents] == [("Observatie", "2027-07-31")]
    assert made.problems == [
        "rij 2 (Loket): de metadata klopt niet: 'geldig_tot' moet een datum als 2027-07-31 zijn"
    ]


def test_invented_value_is_marked_where_it_is_read() -> None:
    data = "diensten:\n- naam: Loket\n  kosten: geen\n  voorbeeldwaarden: [kosten]\n"
    text = catalogue("d.yaml", data).documents[0].passages[0].text
    assert "Kosten: geen (voorbeeldwaarde)." in text


def test_glossary_becomes_a_passage_for_each_term() -> None:
    data = "begrippen:\n- term: verklaring\n  afkortingen: [tlv]\n  uitleg: Een besluit.\n"
    [made] = catalogue("begrippen.yaml", data).documents
    assert (made.kind, made.passages[0].text) == (Kind.GLOSSARY, "verklaring (tlv): Een besluit.")


def test_organisation_describes_itself() -> None:
    [made] = catalogue("organisatie.yaml", "organisatie:\n  naam: De Regio\n").documents
    assert (made.kind, made.title) == (Kind.ORGANISATION, "De Regio")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("iets: anders\n", "onbekende inhoud"),
        ("diensten: tekst\n", "moet een lijst zijn"),
        ("diensten: []\n", "geen diensten"),
        ("begrippen:\n- uitleg: zonder term\n", "begrip 1: het veld 'term'"),
        ("organisatie:\n  naam: [a]\n", "het veld 'naam'"),
        ("- losse\n- lijst\n", "sleutel: waarde"),
        ("diensten: [open\n", "geldige YAML op regel"),
        ("a: &a [x]\nb: *a\n", "verwijzing"),
        ("a: " + "[" * 3000 + "\n", "diep genest"),
    ],
)
def test_broken_catalogue_is_refused_in_dutch(text: str, why: str) -> None:
    with pytest.raises(UnreadableError, match=why):
        catalogue("diensten.yaml", text)


def test_yaml_bomb_costs_nothing() -> None:
    lines = ["a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    for old, new in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]")
    with pytest.raises(UnreadableError, match="verwijzing"):
        catalogue("diensten.yaml", "\n".join([*lines, "diensten: *i"]))
