"""The document behind a source: at its own address, or the file itself at its page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from web_door import Door, is_problem

from bots.web.originals import address, original
from knowledge.base import KnowledgeBase
from knowledge.documents import Audience, Document, Kind, Passage

PLAN = "passenderwijs-ondersteuningsplan-2024-2028"


def document(source: str, origin: Path | str, **more: object) -> Document:
    made = Document("regel 1/2", "Regeling", Kind.POLICY, source, str(origin), "x")
    return replace(made, **more)  # type: ignore[arg-type]


def passage(page: int | None = None, anchor: str | None = None) -> Passage:
    return Passage("regel 1/2", 0, "Tekst.", page=page, anchor=anchor)


async def test_a_file_of_a_folder_is_given_and_its_passages_point_at_the_page(
    door: Door, example_knowledge: KnowledgeBase
) -> None:
    plan = example_knowledge.document(PLAN)
    assert plan is not None and plan.url is None
    own = next(p for p in plan.passages if p.page and p.page > 5)
    shown = (await door.http.get(f"/api/v1/passages/{PLAN}%23{own.position}")).json()
    assert shown["url"] == f"/documents/{PLAN}#page={own.page}"
    answer = await door.http.get(shown["url"].split("#")[0])
    assert answer.content == Path(plan.origin, plan.source).read_bytes()
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("inline")
    assert "script" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize("name", ["nergens", "..%2F..%2Fetc%2Fpasswd", "%00", "x" * 400])
async def test_what_is_not_a_document_is_not_given(door: Door, name: str) -> None:
    answer = await door.http.get(f"/documents/{name}")
    is_problem(answer, 422 if len(name) > 300 else 404)


def test_only_what_everyone_may_read_and_a_browser_cannot_run(tmp_path: Path) -> None:
    (tmp_path / "regeling.pdf").write_bytes(b"%PDF")
    (tmp_path / "pagina.html").write_text("<script>alert(1)</script>")
    file = document("regeling.pdf", tmp_path)
    assert original(file) == tmp_path / "regeling.pdf"
    assert original(document("", tmp_path / "regeling.pdf")) == tmp_path / "regeling.pdf"
    assert original(replace(file, audience=Audience.SCHOOL)) is None
    assert original(document("pagina.html", tmp_path)) is None
    assert original(document("weg.pdf", tmp_path)) is None
    assert original(document("https://x.example/a.pdf", "https://x.example/")) is None


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "geheim.txt").write_text("geheim")
    folder = tmp_path / "documenten"
    folder.mkdir()
    (folder / "regeling.txt").symlink_to(tmp_path / "geheim.txt")
    assert original(document("regeling.txt", folder)) is None
    assert original(document("../geheim.txt", folder)) is None


def test_the_address_says_where_in_the_document(tmp_path: Path) -> None:
    (tmp_path / "regeling.pdf").write_bytes(b"%PDF")
    here = document("regeling.pdf", tmp_path)
    assert address(here, passage(page=3)) == "/documents/regel%201%2F2#page=3"
    assert address(here, passage()) == "/documents/regel%201%2F2"
    web = replace(here, url="https://x.example/pagina#boven")
    assert address(web, passage(anchor="kosten")) == "https://x.example/pagina#kosten"
    assert address(web, passage()) == "https://x.example/pagina#boven"
    assert address(replace(here, url="https://x.example/a.PDF"), passage(page=2)) == (
        "https://x.example/a.PDF#page=2"
    )
    assert address(document("weg.pdf", tmp_path), passage(page=2)) is None
