"""What is masked, what is not, and what the asker is told of it."""

from __future__ import annotations

import pytest
from questions import ask, load

from assistant.privacy import mask
from assistant.steps.mask_personal_data import public_names
from knowledge.base import KnowledgeBase

KINDS = load("privacy")["masked"]


@pytest.mark.parametrize("kind", KINDS)
def test_personal_data_leaves_no_trace(example_knowledge: KnowledgeBase, kind: str) -> None:
    keep = public_names(example_knowledge)
    assert len(KINDS[kind]) >= 6
    for row in KINDS[kind]:
        secret, text = row["secret"], row["text"]
        masked = mask(text, keep=keep)
        assert secret not in masked.text, (text, masked.text)
        assert kind in masked.kinds, (text, masked.text)


@pytest.mark.parametrize("text", load("privacy")["kept"])
def test_what_is_no_personal_data_stays(example_knowledge: KnowledgeBase, text: str) -> None:
    masked = mask(text, keep=public_names(example_knowledge))
    assert masked.text == text
    assert masked.kinds == ()


def test_a_name_is_masked_wherever_it_recurs() -> None:
    masked = mask("Mijn zoon Daan wil niet meer. Daan huilt elke dag, ook bij Daans oma.")
    assert "Daan" not in masked.text.replace("Daans", "")
    assert masked.kinds == ("naam",)


def test_masking_twice_changes_nothing() -> None:
    once = mask("Mijn dochter Sanne, geboren op 3 mei 2017, bel 06-12345678.").text
    assert mask(once).text == once


def test_the_asker_is_told_what_was_left_out(example_knowledge: KnowledgeBase) -> None:
    answer = ask(
        example_knowledge, "Bel mij op 06 12 34 56 78 over de TLV van mijn dochter Sanne Visser"
    )
    assert set(answer.masked) == {"telefoon", "naam"}
    assert "telefoon" in answer.text and "naam" in answer.text
    assert "Sanne" not in answer.text and "12 34" not in answer.text


def test_earlier_questions_are_masked_too(example_knowledge: KnowledgeBase) -> None:
    answer = ask(
        example_knowledge,
        "En hoe lang duurt dat?",
        history=["Mijn zoon Kasper moet een TLV krijgen, BSN 123456782."],
    )
    assert "Kasper" not in answer.text and "123456782" not in answer.text
