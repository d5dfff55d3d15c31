"""Bad files: each a clear line in Dutch, and the rest goes in."""

from __future__ import annotations

import io
import os
import socket
import struct
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from docx_writer import saved as word_saved
from docx_writer import word
from pdf_writer import locked, picture

from ingest.sync import sync
from knowledge.base import KnowledgeBase
from knowledge.settings import KnowledgeSettings


def workbook() -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Soort", "Termijn"])
    book.active.append(["Bezwaar", "zes weken"])
    book.save(stream)
    return stream.getvalue()


def swollen(data: bytes, member: str, size: int, *, lie: bool = False) -> bytes:
    """An Office file with one member of `size` bytes; with `lie` it says it is 100 bytes."""
    stream = io.BytesIO()
    old = zipfile.ZipFile(io.BytesIO(data))
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != member:
                new.writestr(name, old.read(name))
        with new.open(member, "w") as out:
            out.write(old.read(member)[:-20])
            for _ in range(size // 1_000_000):
                out.write(b" " * 1_000_000)
    made = bytearray(stream.getvalue())
    if lie:
        real = struct.pack("<L", zipfile.ZipFile(io.BytesIO(made)).getinfo(member).file_size)
        while (place := made.find(real)) >= 0:
            made[place : place + 4] = struct.pack("<L", 100)
    return bytes(made)


def text_bomb(path: Path) -> None:
    made = word()
    made.add_paragraph("Tekst.")
    path.write_bytes(swollen(word_saved(made), "word/document.xml", 400_000_000))


def entity_bomb(path: Path) -> None:
    lines = "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    strings = (
        f'<!DOCTYPE x [<!ENTITY a "lol">{lines}]><sst xmlns="http://schemas.openxmlformats.org/'
        'spreadsheetml/2006/main"><si><t>&i;</t></si></sst>'
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, strings if "sharedStrings" in name else old.read(name))
    path.write_bytes(stream.getvalue())


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b"%PDF-1.7")
        file.truncate(300_000_000)


def outside(path: Path) -> None:
    secret = path.parents[1] / "geheim.md"
    secret.write_text("# Geheim\n\nNiet voor de kennisbank.\n")
    path.symlink_to(secret)


def sidecar(text: str | bytes) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        path.write_text("# Kop\n\nTekst.\n")
        beside = path.with_name(path.name + ".meta.yaml")
        beside.write_bytes(text.encode() if isinstance(text, str) else text)

    return make


def linked_sidecar(path: Path) -> None:
    path.write_text("# Kop\n\nTekst.\n")
    (path.parents[1] / "elders.yaml").write_text("titel: elders\n")
    path.with_name(path.name + ".meta.yaml").symlink_to(path.parents[1] / "elders.yaml")


def listening(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # a socket's path may be 108 characters
    try:
        socket.socket(socket.AF_UNIX).bind(path.name)
    finally:
        os.chdir(here)


def put(data: bytes) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(data) and None


BILLION = "a: &a [x, x]\nb: &b [*a, *a]\ntitel: *b\n"
BAD: list[tuple[str, Callable[[Path], None], str]] = [
    ("slot.pdf", put(locked("geheim")), "wachtwoord beveiligd"),
    ("scan.pdf", put(picture(2)), "OCR"),
    ("stuk.docx", put(b"PK\x03\x04" + b"\0" * 500), "beschadigd"),
    ("geen.xlsx", put(b"geen Excel"), "beschadigd"),
    (
        "vreemd.txt",
        put(bytes(range(0x80, 0xA0)) * 40 + b"\x81\x8d\x8f\x90\x9d" * 30),
        "tekencodering",
    ),
    ("leeg.md", put(b""), "leeg"),
    ("wit.txt", put(b" \n\t\n"), "leeg"),
    ("bom.docx", text_bomb, "archiefbom"),
    (
        "bom.xlsx",
        lambda p: put(swollen(workbook(), "xl/worksheets/sheet1.xml", 400_000_000))(p),
        "archiefbom",
    ),
    (
        "leugen.xlsx",
        lambda p: put(swollen(workbook(), "xl/worksheets/sheet1.xml", 400_000_000, lie=True))(p),
        "beschadigd",
    ),
    ("groot.pdf", sparse, "300 MB, meer dan de grens"),
    ("buiten.md", outside, "koppeling naar buiten"),
    ("rond.md", lambda p: p.symlink_to(p.name), "koppeling"),
    ("programma.pdf", put(b"MZ\x90\x00" + b"\0" * 100), "Windows-programma"),
    ("script.txt", put(b"#!/bin/sh\nrm -rf /\n"), "script"),
    ("naamloos.pdf", put(b"gewoon tekst zonder kop" * 9), "geen PDF"),
    ("a.md", sidecar("titel: [open\n"), "geen geldige YAML"),
    ("b.md", sidecar("- een\n- lijst\n"), "sleutel: waarde"),
    ("c.md", sidecar("geldig_tot: morgen\n"), "'geldig_tot' moet een datum"),
    ("d.md", sidecar("publiek: niemand\n"), "'publiek' moet iedereen, school of medewerkers"),
    ("e.md", sidecar("geldig_van: 2026-08-01\ngeldig_tot: 2025-08-01\n"), "vóór geldig_van"),
    ("f.md", sidecar(BILLION), "verwijzing"),
    ("g.md", sidecar("a: " + "[" * 5000), "diep genest"),
    ("h.md", linked_sidecar, "koppeling naar een andere map"),
    ("pijp.md", lambda p: os.mkfifo(p), "geen gewoon bestand"),
    ("stopcontact.md", listening, "geen gewoon bestand"),
    ("diep.html", put(b"<div>" * 20_000 + b"tekst " * 40), "diep genest"),
    ("rij.csv", put(b"naam;omschrijving\n;zonder naam\n"), "rij 2 heeft geen naam"),
]


@pytest.mark.parametrize(("name", "make", "why"), BAD, ids=[name for name, _, _ in BAD])
def test_bad_file_is_one_clear_line_and_the_rest_goes_in(
    tmp_path: Path, name: str, make: Callable[[Path], None], why: str
) -> None:
    folder = tmp_path / "map"
    folder.mkdir()
    (folder / "zorg.md").write_text("# Zorg\n\nDe school meldt de leerling aan.\n")
    make(folder / name)
    settings = KnowledgeSettings(home=tmp_path / "home", chroma_url=None)
    report = sync([folder], settings=settings, now=datetime.now(UTC))
    assert [failure.source for failure in report.failures] == [name]
    assert why in report.failures[0].reason
    assert "\n" not in report.failures[0].reason
    assert {d.id for d in KnowledgeBase(settings).documents()} == {"zorg-md"}


def test_entity_bomb_in_a_workbook_is_not_unfolded(tmp_path: Path) -> None:
    folder = tmp_path / "map"
    folder.mkdir()
    entity_bomb(folder / "bom.xlsx")
    settings = KnowledgeSettings(home=tmp_path / "home", chroma_url=None)
    before = int(Path("/proc/self/statm").read_text().split()[1])
    sync([folder], settings=settings, now=datetime.now(UTC))
    pages = int(Path("/proc/self/statm").read_text().split()[1]) - before
    assert pages * os.sysconf("SC_PAGE_SIZE") < 300_000_000


@pytest.mark.parametrize(
    "name",
    [
        "[bold]x[y].md",
        "met spatie & ‘teken’.md",
        "een\nregel\x1b[31m.md",
        "Ελληνικά.md",
        "é" * 60 + ".md",
    ],
)
def test_file_name_with_odd_characters_goes_in(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "map"
    folder.mkdir()
    (folder / name).write_text("# Zorg\n\nDe school meldt de leerling aan.\n")
    settings = KnowledgeSettings(home=tmp_path / "home", chroma_url=None)
    for added in (1, 0):
        report = sync([folder], settings=settings, now=datetime.now(UTC))
        assert (report.ok, report.added) == (True, added)
    [made] = KnowledgeBase(settings).documents()
    assert made.source.isprintable()


def test_file_name_that_is_no_utf_8_goes_in(tmp_path: Path) -> None:
    folder = tmp_path / "map"
    folder.mkdir()
    Path(os.fsdecode(os.fsencode(folder) + b"/verzuim\xff.md")).write_text("# Zorg\n\nDe school.\n")
    settings = KnowledgeSettings(home=tmp_path / "home", chroma_url=None)
    assert sync([folder], settings=settings, now=datetime.now(UTC)).added == 1
    assert KnowledgeBase(settings).documents()[0].source == "verzuim\\xff.md"


def test_file_without_permission_is_told(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read every file")
    (tmp_path / "a.md").write_text("# Zorg\n\nDe school.\n")
    (tmp_path / "a.md").chmod(0)
    settings = KnowledgeSettings(home=tmp_path / "home", chroma_url=None)
    report = sync([tmp_path / "a.md"], settings=settings, now=datetime.now(UTC))
    assert "controleer de rechten" in report.failures[0].reason


def test_folder_that_is_a_link_to_elsewhere_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "map"
    folder.mkdir()
    (tmp_path / "elders").mkdir()
    (tmp_path / "elders" / "a.md").write_text("# Zorg\n\nDe school.\n")
    (folder / "koppeling").symlink_to(tmp_path / "elders")
    settings = KnowledgeSettings(home=tmp_path / "home", chroma_url=None)
    report = sync([folder], settings=settings, now=datetime.now(UTC))
    assert [f.source for f in report.failures] == ["koppeling"]


def test_hidden_files_locks_and_other_kinds_are_no_failure(tmp_path: Path) -> None:
    folder = tmp_path / "map"
    (folder / ".git").mkdir(parents=True)
    for name in (".verborgen.md", "~$open.docx", ".git/config.md", "foto.jpg"):
        (folder / name).write_bytes(b"x")
    settings = KnowledgeSettings(home=tmp_path / "home", chroma_url=None)
    report = sync([folder], settings=settings, now=datetime.now(UTC))
    assert (report.ok, report.skipped) == (True, ["foto.jpg"])
