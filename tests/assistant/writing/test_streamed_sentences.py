"""A text that grows is cut as the gate will read it, each sentence given once and never too early."""

from __future__ import annotations

import pytest

from assistant.writing.sentences import Sentences

TEXT = "De school beslist. [1] Dat duurt 6 weken [1][2]. Bel bijv. het Loket! [2]"
CUT = [("De school beslist.", (1,)), ("Dat duurt 6 weken.", (1, 2)), ("Bel bijv. het Loket!", (2,))]


@pytest.mark.parametrize("size", [1, 2, 5, 13, 1000])
def test_the_size_of_the_pieces_does_not_matter(size: int) -> None:
    sentences = Sentences()
    found = []
    for start in range(0, len(TEXT), size):
        found += sentences.add(TEXT[start : start + size])
    assert found + sentences.end() == CUT


def test_a_sentence_is_given_only_when_its_numbers_can_no_longer_grow() -> None:
    sentences = Sentences()
    assert sentences.add("De school beslist. ") == []
    assert sentences.add("[") == sentences.add("1") == sentences.add("] ") == []
    assert sentences.add("Dat") == [CUT[0]]


def test_a_sentence_that_was_cut_off_is_not_given() -> None:
    sentences = Sentences()
    assert sentences.add("De school beslist. [1] De ouders hoeven dat") == [CUT[0]]
    assert sentences.end() == []


@pytest.mark.parametrize(
    "text",
    [
        "تقرر المدرسة خلال 6 أسابيع. [1] هذا مجاني. [2]",
        "Школа вирішує за 6 тижнів. [1] Це безкоштовно. [2]",
    ],
)
def test_scripts_without_our_capitals_are_cut_too(text: str) -> None:
    sentences = Sentences()
    found = sentences.add(text) + sentences.end()
    assert [cited for _, cited in found] == [(1,), (2,)]


def test_thoughts_markup_and_an_announcement_are_no_part_of_it() -> None:
    sentences = Sentences()
    assert sentences.add("<think>De school [1] zou 99 weken. Of niet?") == []
    assert sentences.add("</think>\n\nHet antwoord is: **De school beslist.** [1]\n- Bel ") == [
        CUT[0]
    ]
