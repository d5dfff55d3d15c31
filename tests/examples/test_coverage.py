"""The example knowledge base carries every public fact of the field, and invents nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import yaml

from knowledge.base import KnowledgeBase
from knowledge.catalogue import Service
from knowledge.documents import Document, Kind

EXAMPLE = Path(__file__).parents[2] / "examples" / "passenderwijs"
COVERAGE: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "coverage-policy.yaml").read_text(encoding="utf-8")
)
# Telephone numbers of public services that the example may give; Passenderwijs' own is not known.
PUBLIC_NUMBERS = {
    "08002000",
    "08000113",
    "08000432",
    "09008844",
    "0703122887",
    "08005010",
    "09001113111",
}
_PHONE = re.compile(r"(?<![\d.,/-])0\d{1,3}[- ]?\d{2,4}(?:[- ]?\d{2,4}){0,3}(?![\d-])")


def quotes(entry: dict[str, Any]) -> list[str]:
    return [entry["quote"]] if isinstance(entry["quote"], str) else entry["quote"]


def spaced(text: str) -> str:
    return " ".join(text.split())


def texts(document: Document) -> list[str]:
    return [spaced(passage.text) for passage in document.passages]


@pytest.fixture(scope="module")
def by_file(example_knowledge: KnowledgeBase) -> dict[str, list[Document]]:
    found: dict[str, list[Document]] = {}
    for document in example_knowledge.documents():
        found.setdefault(document.source, []).append(document)
    return found


@pytest.mark.parametrize("fact", COVERAGE)
def test_fact_stands_in_a_passage_of_its_file(
    fact: str, by_file: dict[str, list[Document]]
) -> None:
    entry = COVERAGE[fact]
    passages = [text for document in by_file[entry["file"]] for text in texts(document)]
    for quote in quotes(entry):
        assert any(spaced(quote) in passage for passage in passages), quote


def test_no_telephone_number_of_the_organisation_is_invented(
    example_knowledge: KnowledgeBase,
) -> None:
    for document in example_knowledge.documents():
        for text in texts(document):
            for number in _PHONE.findall(text):
                digits = re.sub(r"\D", "", number)
                assert digits in PUBLIC_NUMBERS, f"{document.source}: {number}"


def test_no_address_of_the_secretariat_is_invented(example_knowledge: KnowledgeBase) -> None:
    postcode = re.compile(r"\b(?!2305PO\b)[1-9]\d{3} ?[A-Z]{2}\b")  # 2305PO is an alliance
    for document in example_knowledge.documents():
        found = [m for text in texts(document) for m in postcode.findall(text)]
        assert found == [], document.source
    contact = example_knowledge.organisation.contact
    assert not contact.get("telefoon")
    assert not contact.get("adres")


def test_how_long_the_committee_may_decide_stays_unknown(example_knowledge: KnowledgeBase) -> None:
    term = re.compile(
        r"(?:CTC|Toekenningscommissie)[^.;]{0,120}(?:binnen|in|na) (?:\d+|twee|drie|vier|zes|acht|tien) "
        r"(?:\w+ )?(?:dagen|werkdagen|weken|maanden)"
    )
    for document in example_knowledge.documents():
        payload = document.payload
        invented = isinstance(payload, Service) and "doorlooptijd" in payload.voorbeeldwaarden
        for text in texts(document):
            # An invented value may stand there when the reader sees that it is an example.
            marked = invented or "voorbeeld" in text.lower()
            assert marked or not term.search(text), f"{document.source}: {text}"


def test_invented_values_are_marked_where_a_reader_sees_them(
    example_knowledge: KnowledgeBase,
) -> None:
    services = [d for d in example_knowledge.documents() if isinstance(d.payload, Service)]
    assert len(services) > 20
    marked = 0
    for document in services:
        assert document.example
        assert isinstance(document.payload, Service)
        for field in document.payload.voorbeeldwaarden:
            value = document.payload.shown(field)
            if value:
                marked += 1
                assert value.endswith("(voorbeeldwaarde)")
                if field in ("voorwaarden", "doorlooptijd", "kosten"):
                    assert spaced(value).rstrip(".") in " ".join(texts(document))
    assert marked > 20


def test_regulations_and_plan_say_that_they_are_an_example(
    example_knowledge: KnowledgeBase,
) -> None:
    policies = [d for d in example_knowledge.documents() if d.kind is Kind.POLICY]
    for document in policies:
        if document.source.endswith((".pdf", ".docx")):
            assert "voorbeelduitgave" in document.title
            assert document.example


def test_plan_is_a_long_pdf_with_a_contents_page_that_is_not_ingested(
    by_file: dict[str, list[Document]],
) -> None:
    pdf = pypdfium2.PdfDocument(EXAMPLE / "ondersteuningsplan.pdf")
    assert len(pdf) >= 30
    second = pdf[1].get_textpage().get_text_range()
    assert "Inhoud" in second
    assert second.count(". .") + second.count("..") > 20
    [plan] = by_file["ondersteuningsplan.pdf"]
    pages = [passage.page for passage in plan.passages]
    assert None not in pages
    assert max(page or 0 for page in pages) >= 30
    for text in texts(plan):
        assert not re.search(r"\.{4,}|(?:\. ){4,}", text)
        assert "Pagina " not in text
        assert "| Ondersteuningsplan 2024-2028" not in text
