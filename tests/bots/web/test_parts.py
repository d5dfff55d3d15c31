"""An answer is taken apart into what a page can show: quotes, a card, whose turn, a deadline."""

from __future__ import annotations

from typing import Any

import pytest
from web_door import QUESTION, Door

from assistant.quoting import card
from assistant.texts import LANGUAGES, say
from bots.web.parts import parts_of, terms_of
from knowledge.base import KnowledgeBase
from knowledge.catalogue import Service


def cited(n: int, quote: str, document_id: str = "plan") -> dict[str, Any]:
    return {"n": n, "quote": quote, "document_id": document_id}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_is_recognised_in_every_language(language: str) -> None:
    paragraphs = {
        "text": say("quoted_intro_foreign", language),
        "quote": "De school vraagt het aan. [1]",
        "turn": say("turn", language, who="de school"),
        "deadline": say("deadline", language, what="binnen 6 weken"),
        "note": say("expires_soon", language, date="2027-01-01"),
        "masked": say("masked", language, kinds="naam, telefoon"),
    }
    text = "\n\n".join(paragraphs.values())
    parts = parts_of(text, language, [cited(1, "De school vraagt het aan.")], None)
    assert [part.kind for part in parts] == list(paragraphs)
    assert (
        "\n\n".join(
            f"{part.text} [{part.n}]" if part.kind == "quote" else part.text for part in parts
        )
        == text
    )


def test_a_quote_that_is_not_in_the_sources_is_only_text() -> None:
    (part,) = parts_of("Zomaar een zin. [1]", "nl", [cited(1, "Iets anders.")], None)
    assert (part.kind, part.text) == ("text", "Zomaar een zin. [1]")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_service_is_a_card_with_its_labels(
    example_knowledge: KnowledgeBase, language: str
) -> None:
    document = next(d for d in example_knowledge.documents() if isinstance(d.payload, Service))
    assert isinstance(document.payload, Service)
    text = card(document.payload, language)
    (part,) = parts_of(text, language, [cited(1, "x", document.id)], example_knowledge)
    assert part.kind == "card"
    assert part.text == document.payload.naam
    assert [f"{label}: {value}" for label, value in part.rows] == text.split("\n")[1:]


def test_words_of_the_field_are_explained_as_they_stand_in_the_answer(
    example_knowledge: KnowledgeBase,
) -> None:
    quote = "De school vraagt de TLV aan bij het samenwerkingsverband."
    parts = parts_of(f"{quote} [1]", "nl", [cited(1, quote)], example_knowledge)
    terms = {term.word: term for term in terms_of(parts, example_knowledge)}
    assert "toelaatbaarheidsverklaring" in terms["TLV"].term
    assert terms["samenwerkingsverband"].explanation
    for word in terms:
        assert word in quote


async def test_a_fresh_answer_and_the_same_one_read_back_look_alike(door: Door) -> None:
    opened = await door.open()
    for question in (QUESTION, "Who applies for a TLV?", "Ik wil een medewerker spreken"):
        fresh = (await door.ask(opened, question)).json()
        lines = (await door.http.get(opened.path("lines"), headers=opened.key)).json()["lines"]
        for name in ("parts", "terms", "language", "citations", "offers_handover", "answer_id"):
            assert lines[-1][name] == fresh[name], name
