"""Valid documents that contradict each other are both shown; expired ones never answer silently."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from assistant.answering import answer
from assistant.answers import Answer, Turn
from assistant.contradictions import contradict
from assistant.statuses import TABLE, Reason, Status
from ingest.sync import sync
from knowledge.base import KnowledgeBase
from knowledge.documents import Audience
from knowledge.settings import KnowledgeSettings

TODAY = date(2026, 11, 24)
CONTRADICTING = [
    (
        "De school beslist binnen 6 weken na de aanmelding over toelating.",
        "De school beslist binnen 8 weken na de aanmelding over de toelating.",
    ),
    (
        "Een school mag een leerling hoogstens één week schorsen.",
        "Een leerling mag hoogstens twee weken worden geschorst door de school.",
    ),
    (
        "Per lab doen hooguit 2 leerlingen per school mee.",
        "Per school doen hooguit 4 leerlingen mee aan het lab.",
    ),
    (
        "De gemeente betaalt 80 procent van de kosten van vervoer.",
        "De gemeente betaalt 60 % van de kosten van het vervoer.",
    ),
    (
        "De school bewaart het dossier 2 jaar nadat de leerling is vertrokken.",
        "De school bewaart het dossier van een vertrokken leerling 5 jaar.",
    ),
    (
        "Het Loket reageert binnen 5 werkdagen op een aanmelding.",
        "Op een aanmelding reageert het Loket binnen 10 werkdagen.",
    ),
]
AGREEING = [
    ("De school beslist binnen 6 weken.", "De school beslist binnen zes weken over de toelating."),
    ("De school beslist binnen 42 dagen.", "De school beslist binnen zes weken."),
    # Of other things, actors, places, or other alliances.
    (
        "De school bewaart het leerlingdossier 2 jaar nadat de leerling van school is gegaan.",
        "De school bewaart gegevens over verzuim en over in- en uitschrijving 5 jaar.",
    ),
    (
        "De school beslist binnen 6 weken na de aanmelding.",
        "De school kan de termijn met 4 weken verlengen.",
    ),
    (
        "De gemeente Woerden beslist binnen 8 weken over vervoer.",
        "De gemeente Montfoort beslist binnen 6 weken over vervoer.",
    ),
    (
        "Ouders geven binnen 2 weken toestemming voor de aanvraag.",
        "De school geeft binnen 3 weken toestemming voor de aanvraag.",
    ),
    (
        "Bij andere samenwerkingsverbanden is de termijn voor een TLV 4 weken.",
        "De termijn voor een TLV is 6 weken.",
    ),
    (
        "De leerling in groep 3 krijgt 2 uur begeleiding.",
        "De leerling in groep 8 krijgt 4 uur begeleiding.",
    ),
    ("De school beslist binnen 6 weken.", "De school beslist niet binnen 4 weken."),
    (
        "Bij spoed beslist de commissie binnen 2 weken.",
        "De commissie beslist binnen 6 weken over een gewone aanvraag.",
    ),
]
RULE = "De school beslist binnen {} weken na de schriftelijke aanmelding over de toelating."


@pytest.mark.parametrize(("one", "other"), CONTRADICTING)
def test_another_value_for_the_same_thing_is_a_contradiction(one: str, other: str) -> None:
    assert contradict(one, other)
    assert contradict(other, one)


@pytest.mark.parametrize(("one", "other"), AGREEING)
def test_what_only_looks_like_one_is_none(one: str, other: str) -> None:
    assert not contradict(one, other)
    assert not contradict(other, one)


def known(folder: Path, **documents: str) -> KnowledgeBase:
    for name, text in documents.items():
        (folder / f"{name}.md").write_text(text)
    settings = KnowledgeSettings(home=folder / "home", chroma_url=None)
    report = sync([folder], settings=settings, now=datetime(2026, 11, 24, tzinfo=UTC))
    assert report.ok, report
    return KnowledgeBase(settings)


def document(id_: str, title: str, sentence: str, **dates: str) -> str:
    lines = "".join(f"{name}: {day}\n" for name, day in dates.items())
    return f"---\nid: {id_}\ntitel: {title}\n{lines}---\n# {title}\n\n{sentence}\n"


def ask(knowledge: KnowledgeBase, question: str) -> Answer:
    return answer(Turn(question, Audience.EVERYONE, TODAY), knowledge)


QUESTION = "binnen hoeveel weken beslist de school over toelating na de aanmelding"


def test_both_documents_are_shown_with_their_dates_and_staff_is_told(tmp_path: Path) -> None:
    knowledge = known(
        tmp_path,
        oud=document("oud", "Toelating", RULE.format(6), geldig_van="2024-08-01"),
        nieuw=document("nieuw", "Aanmelden", RULE.format(8), geldig_van="2026-08-01"),
    )
    said = ask(knowledge, QUESTION)
    assert said.status is Status.ANSWERED_CONTRADICTED
    assert "6 weken" in said.text and "8 weken" in said.text
    assert "spreken elkaar hier tegen" in said.text
    assert "01-08-2024" in said.text and "01-08-2026" in said.text
    assert {c.document_id for c in said.citations} == {"oud", "nieuw"}
    assert said.reason is Reason.CONTRADICTION


def test_documents_that_agree_give_a_plain_answer(tmp_path: Path) -> None:
    knowledge = known(
        tmp_path,
        een=document("een", "Toelating", RULE.format(6)),
        twee=document("twee", "Aanmelden", RULE.format("zes")),
    )
    said = ask(knowledge, QUESTION)
    assert said.status is Status.ANSWERED_QUOTED
    assert said.reason is None


def test_an_expired_document_contradicts_nothing(tmp_path: Path) -> None:
    knowledge = known(
        tmp_path,
        oud=document("oud", "Toelating", RULE.format(6), geldig_tot="2025-07-31"),
        nieuw=document("nieuw", "Aanmelden", RULE.format(8)),
    )
    said = ask(knowledge, QUESTION)
    assert said.status is Status.ANSWERED_QUOTED
    assert "8 weken" in said.text and "6 weken" not in said.text


def test_when_only_an_expired_document_answers_it_is_named_and_not_quoted(tmp_path: Path) -> None:
    knowledge = known(
        tmp_path,
        oud=document("oud", "Toelating op school", RULE.format(6), geldig_tot="2025-07-31"),
        anders=document("anders", "Dyslexie", "De gemeente betaalt de behandeling."),
    )
    said = ask(knowledge, QUESTION)
    assert said.status is Status.NO_ANSWER_OUTDATED
    assert "Toelating op school" in said.text and "31-07-2025" in said.text
    assert "6" not in said.text.replace("2026", "")
    assert [(c.document_id, c.quote) for c in said.citations] == [("oud", "")]
    assert said.offers_handover


def test_what_no_document_holds_is_not_filled_in(tmp_path: Path) -> None:
    knowledge = known(
        tmp_path,
        een=document("een", "Toelating", "De school beslist over de toelating van een kind."),
    )
    said = ask(knowledge, "hoeveel euro kost het lidmaatschap van de speeltuin per jaar")
    assert said.status.startswith("no_answer_")
    assert not any(character.isdigit() for character in said.text.replace("[1]", ""))


def test_every_reason_is_worded_for_staff() -> None:
    from assistant.letters import REASONS

    assert {end.reason.value for end in TABLE.values() if end.reason} <= set(REASONS)
