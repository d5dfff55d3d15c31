"""What an answer says stands in its sources, numbered, with card, turn, deadline and notes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from questions import ask, flat, load

from assistant.answers import Turn
from assistant.evidence import facts, stands_in, supported
from assistant.quoting import card, closest, compose, whose_turn
from assistant.statuses import Status
from assistant.texts import say
from knowledge.base import KnowledgeBase
from knowledge.catalogue import Service
from knowledge.documents import Audience, Document, Found, Kind, Passage
from knowledge.sentences import split

QUOTED = (Status.ANSWERED_QUOTED, Status.ANSWERED_SERVICE)


def found(text: str, *, probability: float = 0.9, **document: object) -> Found:
    """A found passage of an invented document."""
    whole = Document(
        id="d1", title="Regeling", kind=Kind.POLICY, source="a", origin="b", digest="c"
    )
    passage = Passage("d1", 0, text, ("Kop",), 4)
    return Found(passage, replace(whole, passages=(passage,), **document), probability)  # type: ignore[arg-type]


def composed(knowledge: KnowledgeBase, question: str, item: Found, *, language: str = "nl"):  # type: ignore[no-untyped-def]
    turn = Turn(question, Audience.EVERYONE, date(2026, 11, 24), language=language)
    turn.found, turn.notes["question"] = [item], knowledge.read(question)
    return compose(turn, knowledge, 0.9)


def made_of_sentences(quote: str, source: str) -> bool:
    """Whether a quote is whole sentences of its source, one after another in reading order."""
    rest = quote
    for start, end in split(source):
        sentence = source[start:end]
        if rest.startswith(sentence):
            rest = rest[len(sentence) :].lstrip()
    return not rest


def test_every_quoted_sentence_stands_in_its_passage(example_knowledge: KnowledgeBase) -> None:
    given = 0
    for audience, by_language in load("answerable").items():
        who = Audience.SCHOOL if audience == "school" else Audience.EVERYONE
        for _, question in flat(by_language):
            answer = ask(example_knowledge, question, audience=who)
            if answer.status not in QUOTED:
                continue
            given += 1
            assert answer.citations
            for citation in answer.citations:
                known = example_knowledge.passage(citation.passage_id)
                assert known is not None
                assert made_of_sentences(citation.quote, known[1].text), citation.quote
                assert f"{citation.quote} [{citation.n}]" in answer.text
            numbers = [citation.n for citation in answer.citations]
            assert sorted(set(numbers)) == list(range(1, max(numbers) + 1))
            assert len({(c.n, c.passage_id) for c in answer.citations}) == max(numbers)
            assert len(" ".join(c.quote for c in answer.citations).split()) <= 120 or (
                len(answer.citations) == 1
            )
    assert given >= 30


def test_a_service_answer_is_a_card(example_knowledge: KnowledgeBase) -> None:
    service = Service(
        id="S",
        naam="Loket",
        doelgroep=("school", "ouder"),
        aanvragen_door=("school",),
        kosten="geen",
        contact="a@b.nl",
        voorbeeldwaarden=("kosten",),
    )
    item = found("Het loket helpt scholen.", kind=Kind.SERVICE, payload=service)
    answer = composed(example_knowledge, "Wat doet het loket?", item)
    assert answer.status is Status.ANSWERED_SERVICE
    assert answer.service == service and answer.turn == "school"
    assert card(service, "nl") in answer.text
    assert (
        "Kosten: geen (voorbeeldwaarde)" in answer.text and "Voor wie: school, ouder" in answer.text
    )
    assert "Hoe lang" not in answer.text


def test_a_deadline_of_the_source_is_named(example_knowledge: KnowledgeBase) -> None:
    item = found("Ouders maken binnen 6 weken bezwaar tegen het besluit.")
    answer = composed(example_knowledge, "Hoe maak ik bezwaar?", item)
    assert answer.deadlines == ("binnen 6 weken",)
    assert "Let op de termijn: binnen 6 weken." in answer.text


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("De school vraagt de TLV aan.", "de school"),
        ("Ouders vragen het vervoer aan bij de gemeente.", "ouders"),
        ("De gemeente beslist binnen 8 weken.", "de gemeente"),
        ("Het schoolbestuur meldt de schorsing.", "het schoolbestuur"),
        ("Het samenwerkingsverband beslist over de TLV.", "het samenwerkingsverband"),
        ("Een TLV is een besluit.", None),
        ("In de klas zitten 20 kinderen.", None),
    ],
)
def test_an_answer_says_whose_turn_it_is(sentence: str, who: str | None) -> None:
    assert whose_turn([sentence]) == who


def test_another_language_gets_our_own_words_around_a_dutch_quote(
    example_knowledge: KnowledgeBase,
) -> None:
    item = found("De gemeente betaalt het leerlingenvervoer.")
    for language in ("en", "tr", "ar", "pl", "uk"):
        answer = composed(example_knowledge, "vervoer", item, language=language)
        assert answer.text.startswith(say("quoted_intro_foreign", language))
        assert "De gemeente betaalt het leerlingenvervoer. [1]" in answer.text


@pytest.mark.parametrize(
    ("until", "shown"), [(date(2026, 12, 31), True), (date(2027, 12, 31), False)]
)
def test_a_source_that_soon_expires_says_so(
    example_knowledge: KnowledgeBase, until: date, shown: bool
) -> None:
    item = found("De gemeente betaalt het vervoer.", valid_until=until)
    answer = composed(example_knowledge, "Wie betaalt het vervoer?", item)
    assert (f"geldig tot {until:%d-%m-%Y}" in answer.text) is shown
    assert answer.citations[0].valid_until == until


def test_a_pdf_citation_opens_at_its_page(example_knowledge: KnowledgeBase) -> None:
    item = found("De gemeente betaalt.", url="https://voorbeeld.invalid/plan.pdf")
    citation = composed(example_knowledge, "Wie betaalt?", item).citations[0]
    assert citation.url == "https://voorbeeld.invalid/plan.pdf#page=4"
    assert (citation.title, citation.heading, citation.page) == ("Regeling", "Kop", 4)


def test_unanswered_says_what_was_searched_what_is_near_and_offers_a_person(
    example_knowledge: KnowledgeBase,
) -> None:
    question = "Hoeveel leden heeft het blaasorkest van de stichting Pluimvee?"
    answer = ask(example_knowledge, question)
    assert answer.status is Status.NO_ANSWER_LOW_CONFIDENCE
    assert question in answer.text
    assert "Zal ik uw vraag doorgeven" in answer.text and answer.offers_handover
    assert 1 <= len(answer.citations) <= 3
    for citation in answer.citations:
        assert f"[{citation.n}] {citation.title}" in answer.text


def test_without_anything_found_nothing_is_near() -> None:
    assert closest(Turn("x", Audience.EVERYONE, date(2026, 11, 24))) == ("", ())


def test_evidence_wants_each_number_and_address_in_the_source() -> None:
    source = "Bel 0800-2000 binnen 6 weken of mail a@b.nl."
    assert supported("Bel 0800-2000 binnen 6 weken", source)
    assert not supported("Bel 0800-2001 binnen 6 weken", source)
    assert not supported("binnen 60 weken", source)
    assert facts("6 weken, a@b.nl") == {"6", "a@b.nl"}
    assert stands_in("Bel  0800-2000\nbinnen", source)


def test_no_answer_promises_a_call() -> None:
    for key in ("asked_for_person", "personal_case", "handed_over"):
        assert not re.search(
            r"\bbel(?:len|t)? (?:ik |wij )?u\b|terugbel", say(key, "nl", contact="")
        )
