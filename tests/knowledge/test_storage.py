"""Documents survive being written down."""

from __future__ import annotations

import json
from datetime import date

import pytest

from knowledge.base import KnowledgeBase
from knowledge.catalogue import Service
from knowledge.documents import Audience, Document, Kind, Passage, Payload
from knowledge.glossary import GlossaryEntry
from knowledge.organisation import Organisation, Referral
from knowledge.storage import read_document, write_document


def document(kind: Kind, payload: Payload = None) -> Document:
    return Document(
        id="d1",
        title="Ë-titel",
        kind=kind,
        source="map/bestand.md",
        origin="/map",
        digest="abc",
        passages=(Passage("d1", 0, "Tekst.", ("Kop", "Onderkop"), 3, "anker", 2),),
        audience=Audience.SCHOOL,
        valid_from=date(2026, 1, 1),
        valid_until=date(2027, 7, 31),
        owner="Secretariaat",
        url="https://voorbeeld.invalid/a",
        example=True,
        payload=payload,
    )


@pytest.mark.parametrize(
    "original",
    [
        document(Kind.POLICY),
        document(Kind.APPROVED),
        document(
            Kind.SERVICE, Service(id="S1", naam="Loket", doelgroep=("school",), kosten="geen")
        ),
        document(Kind.GLOSSARY, (GlossaryEntry(term="tlv", uitleg="Een besluit."),)),
        document(
            Kind.ORGANISATION,
            Organisation(
                naam="Voorbeeld",
                kernen={"A": "B"},
                doorverwijzingen=(Referral(onderwerp="mbo", naam="roc"),),
            ),
        ),
    ],
    ids=lambda d: d.kind.value,
)
def test_a_document_reads_back_as_it_was(original: Document) -> None:
    assert read_document(json.loads(json.dumps(write_document(original)))) == original


def test_every_example_document_reads_back_as_it_was(example_knowledge: KnowledgeBase) -> None:
    for original in example_knowledge.documents():
        assert read_document(json.loads(json.dumps(write_document(original)))) == original


def test_a_service_shows_its_invented_values() -> None:
    service = Service(
        id="S", naam="L", kosten="geen", contact="a@b.nl", voorbeeldwaarden=("kosten",)
    )
    assert service.shown("kosten") == "geen (voorbeeldwaarde)"
    assert service.shown("contact") == "a@b.nl"
    assert service.shown("doorlooptijd") == ""


def test_services_come_back_as_structured_cards(
    example_knowledge: KnowledgeBase, today: date
) -> None:
    found = example_knowledge.search(
        "Groeidocument link opvragen", audience=Audience.SCHOOL, on=today, limit=20
    )
    services = [f.document.payload for f in found if f.document.kind is Kind.SERVICE]
    assert services
    assert all(isinstance(service, Service) and service.naam for service in services)
