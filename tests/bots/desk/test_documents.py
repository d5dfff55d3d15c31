"""Documents, glossary and services at the desk: kept, read in, refused with a reason, withdrawn."""

from __future__ import annotations

import asyncio
import io
import time
import zipfile
from pathlib import Path

import httpx
import pytest
from desk_server import Server, Visitor
from reportlab.pdfgen.canvas import Canvas

from bots.desk.library import Library, UnknownFileError
from bots.desk.reindexing import Progress

RULE = "# Regeling fietsenstalling\n\nLeerlingen zetten de bakfiets in vak zeven van de stalling.\n"


def settle(server: Server, visitor: Visitor) -> Progress:
    """Wait until the reading-in is done and the web app answers from the new index."""
    from bots.desk.reindexing import Reindexing

    watching = Reindexing(server.house.knowledge.settings)
    end = time.monotonic() + 120
    while time.monotonic() < end:
        progress = watching.progress()
        if progress.state not in ("running", "never"):
            server.house.knowledge._looked = float("-inf")
            server.house.knowledge()
            if server.house.knowledge._opening is not None:
                server.house.knowledge._opening.join(30)
            return progress
        server.run(asyncio.sleep(0.05))
    raise AssertionError("the reading-in does not end")


def upload(visitor: Visitor, name: str, data: bytes, **fields: str) -> httpx.Response:
    return visitor.post(
        "/documenten", {"voor": "everyone", **fields}, files={"bestand": (name, data)}
    )


def test_an_uploaded_file_is_read_in_and_found_with_what_was_said_of_it(
    server: Server, employee: Visitor
) -> None:
    sent = upload(
        employee,
        "Regeling Fietsenstalling.md",
        RULE.encode(),
        titel="Fietsenstalling",
        eigenaar="Conciërge",
        geldig_tot="2031-07-31",
    )
    assert sent.status_code == 303, sent.text
    assert settle(server, employee).state == "done"
    page = employee.get("/documenten/regeling-fietsenstalling-md").text
    assert "Fietsenstalling" in page
    assert "Conciërge" in page
    assert "31 jul 2031" in page
    assert "bakfiets in vak zeven" in page
    knowledge = server.house.knowledge()
    assert knowledge is not None
    assert knowledge.document("regeling-fietsenstalling-md") is not None


def test_audience_and_validity_change_without_touching_the_file(
    server: Server, employee: Visitor
) -> None:
    upload(employee, "plan.md", RULE.encode())
    settle(server, employee)
    changed = employee.post(
        "/documenten/plan-md/gegevens",
        {"voor": "school", "geldig_van": "2026-01-01", "geldig_tot": "2026-02-01"},
    )
    assert changed.status_code == 303, changed.text
    settle(server, employee)
    page = employee.get("/documenten/plan-md").text
    assert "Scholen" in page
    assert "Dit document is verlopen" in page
    backwards = employee.post(
        "/documenten/plan-md/gegevens",
        {"voor": "school", "geldig_van": "2026-03-01", "geldig_tot": "2026-02-01"},
    )
    assert backwards.status_code == 422
    assert "ligt vóór de eerste" in backwards.text


def test_a_new_version_takes_the_place_and_the_old_one_is_kept(
    server: Server, employee: Visitor
) -> None:
    upload(employee, "wissel.md", RULE.encode())
    settle(server, employee)
    sent = employee.post(
        "/documenten/wissel-md/vervangen",
        files={"bestand": ("anders.md", RULE.replace("zeven", "negen").encode())},
    )
    assert sent.status_code == 303, sent.text
    settle(server, employee)
    page = employee.get("/documenten/wissel-md").text
    assert "vak negen" in page
    assert "vak zeven" not in page
    assert "Eerdere versies" in page
    library = Library(server.home)
    (old,) = library.earlier("wissel.md")
    assert "vak zeven" in old.path.read_text()
    other_kind = employee.post(
        "/documenten/wissel-md/vervangen", files={"bestand": ("x.pdf", b"%PDF-1.4")}
    )
    assert other_kind.status_code == 422


def test_a_withdrawn_document_is_gone_from_the_index_but_not_from_the_disk(
    server: Server, employee: Visitor
) -> None:
    upload(employee, "weg.md", RULE.encode())
    settle(server, employee)
    assert employee.post("/documenten/weg-md/intrekken").status_code == 303
    settle(server, employee)
    assert employee.get("/documenten/weg-md").status_code == 404
    assert list((server.home / "documents" / ".ingetrokken").glob("*weg.md"))


def _pdf_without_text() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.rect(10, 10, 100, 100)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("x.txt", "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("beleid.pdf", b"MZ\x90\x00 dit is een programma", "Windows-programma"),
        ("beleid.pdf", b"gewone tekst", "geen PDF"),
        ("scan.pdf", _pdf_without_text(), "tekst"),
        ("beleid.docx", _zip(), "Word"),
        ("leeg.txt", b"", "leeg"),
        ("plaatje.png", b"\x89PNG", "onbekend formaat"),
        ("zonder", b"tekst", "onbekend formaat"),
        ("begrippen.yaml", b"a: &x [1]\nb: *x\n", "verwijzing"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_with_the_reason(
    server: Server, employee: Visitor, name: str, data: bytes, said: str
) -> None:
    before = Library(server.home).names()
    answer = upload(employee, name, data)
    assert answer.status_code == 422, answer.text
    assert "Niet bewaard" in answer.text
    assert said in answer.text
    assert Library(server.home).names() == before


def test_without_a_file_the_form_asks_for_one(employee: Visitor) -> None:
    answer = employee.post("/documenten", {"voor": "everyone"}, files={"bestand": ("", b"")})
    assert answer.status_code == 422
    assert "Kies een bestand" in answer.text


@pytest.mark.parametrize(
    "name", ["../../buiten.md", "..\\..\\buiten.md", "/etc/buiten.md", ".verborgen.md"]
)
def test_a_name_never_leads_out_of_the_folder(server: Server, employee: Visitor, name: str) -> None:
    assert upload(employee, name, RULE.encode()).status_code == 303
    root = (server.home / "documents").resolve()
    outside = [p for p in server.home.rglob("*buiten*") if not p.resolve().is_relative_to(root)]
    assert outside == []
    assert not Path("/etc/buiten.md").exists()
    with pytest.raises(UnknownFileError):
        Library(server.home).path("../wegwijs.db")
    settle(server, employee)


def test_a_document_from_another_folder_is_taken_over_and_kept_here(
    server: Server, employee: Visitor
) -> None:
    id_ = "passenderwijs-privacyreglement"
    page = employee.get(f"/documenten/{id_}").text
    assert "Beheerd in een andere map" in page
    refused = employee.post(f"/documenten/{id_}/intrekken")
    assert refused.status_code == 404
    taken = employee.post(f"/documenten/{id_}/overnemen")
    assert taken.status_code == 303, taken.text
    assert settle(server, employee).failures == []
    page = employee.get(f"/documenten/{id_}").text
    assert "Nieuwe versie neerzetten" in page
    knowledge = server.house.knowledge()
    assert knowledge is not None
    document = knowledge.document(id_)
    assert document is not None
    assert document.origin == str((server.home / "documents").resolve())


def test_a_term_is_changed_here_and_explained_from_then_on(
    server: Server, employee: Visitor
) -> None:
    page = employee.get("/begrippen?zoek=groeidocument").text
    number = page.split("/desk/begrippen/")[-1].split('"')[0]
    form = employee.get(f"/begrippen/{number}").text
    before = form.split('name="was" value="')[1].split('"')[0]
    fields = {
        "was": before,
        "term": "groeidocument",
        "uitleg": "Een map die met het kind meegroeit.",
        "gewoon": "groeimap\nmeegroeimap",
        "afkortingen": "",
    }
    assert employee.post(f"/begrippen/{number}", fields).status_code == 303
    assert settle(server, employee).failures == []
    assert "meegroeimap" in employee.get("/begrippen").text
    knowledge = server.house.knowledge()
    assert knowledge is not None
    entry = knowledge.glossary.find("meegroeimap")
    assert entry is not None
    assert entry.uitleg == "Een map die met het kind meegroeit."
    # A colleague who had the page open all this time does not undo it unseen.
    late = employee.post(f"/begrippen/{number}", {**fields, "uitleg": "Iets ouds."})
    assert late.status_code == 422
    assert "Een collega heeft dit intussen gewijzigd" in late.text
    again = employee.get(f"/begrippen/{number}").text
    mark = again.split('name="was" value="')[1].split('"')[0]
    gone = employee.post(f"/begrippen/{number}/weg", {"was": mark})
    assert gone.status_code == 303
    settle(server, employee)
    assert "meegroeimap" not in employee.get("/begrippen").text
    page = employee.get("/begrippen").text
    assert "door Samira Haddad" in page
    newest = page.split('name="versie" value="')[1].split('"')[0]
    assert employee.post("/begrippen/terugzetten", {"versie": newest}).status_code == 303
    assert settle(server, employee).failures == []
    assert "meegroeimap" in employee.get("/begrippen").text
    for wrong in ("../../wegwijs.db", "20200101T000000000000+0000"):
        assert employee.post("/begrippen/terugzetten", {"versie": wrong}).status_code == 404


def test_a_new_service_is_told_about_from_then_on(server: Server, employee: Visitor) -> None:
    made = employee.post(
        "/diensten/nieuw",
        {
            "naam": "Bakfietsbegeleiding",
            "omschrijving": "Leren fietsen met een bakfiets.",
            "doelgroep": "school\nouder",
            "contact": "bakfiets@swv.example",
        },
    )
    assert made.status_code == 303, made.text
    assert settle(server, employee).failures == []
    assert "Bakfietsbegeleiding" in employee.get("/diensten").text
    knowledge = server.house.knowledge()
    assert knowledge is not None
    assert any(d.title == "Bakfietsbegeleiding" for d in knowledge.documents())
    nameless = employee.post("/diensten/nieuw", {"naam": " ", "kosten": "geen"})
    assert nameless.status_code == 422
    assert "Vul de naam in" in nameless.text


def test_every_change_of_a_document_stands_in_the_record(administrator: Visitor) -> None:
    record = administrator.get("/logboek?wat=document").text
    for said in ("bewaarde een document", "trok een document in", "nam een document over"):
        assert said in record
