"""What is quoted of the found passages."""

from __future__ import annotations

from datetime import date
from itertools import groupby, pairwise

import pytest

from knowledge.base import KnowledgeBase
from knowledge.documents import Audience

QUESTIONS = (
    "Wie vraagt een TLV aan?",
    "Wanneer is een kind leerplichtig?",
    "Hoe maak ik bezwaar?",
    "Wie betaalt het leerlingenvervoer?",
    "Wat is het groeidocument?",
    "Czy szkoła może odmówić?",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_quotation_is_short_true_and_in_reading_order(
    example_knowledge: KnowledgeBase, today: date, question: str
) -> None:
    found = example_knowledge.search(question, audience=Audience.EVERYONE, on=today)
    sentences = example_knowledge.quote(question, found).sentences
    assert sentences
    words = sum(len(sentence.text.split()) for sentence in sentences)
    assert words <= 120 or len(sentences) == 1
    for sentence in sentences:
        passage = sentence.found.passage
        assert passage.text[sentence.start : sentence.end] == sentence.text
        assert any(item.passage.id == passage.id for item in found)
    for _, group in groupby(sentences, key=lambda s: s.found.passage.id):
        assert all(a.end <= b.start for a, b in pairwise(group))
    texts = [" ".join(s.text.lower().split()) for s in sentences]
    assert len(texts) == len(set(texts))


def test_fewer_words_are_respected(example_knowledge: KnowledgeBase, today: date) -> None:
    found = example_knowledge.search(QUESTIONS[0], audience=Audience.EVERYONE, on=today)
    short = example_knowledge.quote(QUESTIONS[0], found, words=25)
    assert len(short.text.split()) <= 25 or len(short.sentences) == 1


def test_nothing_found_is_nothing_quoted(example_knowledge: KnowledgeBase) -> None:
    assert example_knowledge.quote("iets", []).text == ""


def test_a_lead_in_is_not_quoted_without_its_list(
    example_knowledge: KnowledgeBase, today: date
) -> None:
    for question in (
        *QUESTIONS,
        "Wat staat er in het groeidocument?",
        "Wat is basisondersteuning?",
    ):
        found = example_knowledge.search(question, audience=Audience.SCHOOL, on=today)
        sentences = example_knowledge.quote(question, found).sentences
        for i, sentence in enumerate(sentences[:-1]):
            if sentence.text.endswith(":"):
                text = sentence.found.passage.text
                assert not text[sentence.end : sentences[i + 1].start].strip()
