"""Typing mistakes are mended, within bounds."""

from __future__ import annotations

import random
import time

import pytest

from knowledge.spelling import WORDS, Spelling

VOCABULARY = [
    "toelaatbaarheidsverklaring",
    "leerlingenvervoer",
    "dyslexie",
    "bezwaar",
    "arrangement",
    "groeidocument",
    "school",
    "klacht",
    "gemeente",
]


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    return Spelling(VOCABULARY)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("toelaatbaarheids verklaring", "toelaatbaarheidsverklaring"),
        ("toelaatbaarheidsverklaaring", "toelaatbaarheidsverklaring"),
        ("leerlingvervoer", "leerlingenvervoer"),
        ("dislexie", "dyslexie"),
        ("bezwaaar", "bezwaar"),
        ("arangement", "arrangement"),
        ("groei document", "groeidocument"),
        ("gemeeente", "gemeente"),
    ],
)
def test_a_mistyped_word_becomes_the_indexed_one(
    spelling: Spelling, typed: str, meant: str
) -> None:
    assert meant in spelling.corrections(f"wat is een {typed}")


def test_known_and_very_different_words_stay(spelling: Spelling) -> None:
    assert spelling.corrections("school bezwaar klacht") == {}
    assert spelling.corrections("voetbalvereniging komkommersalade") == {}


def test_a_question_of_unknown_compounds_is_corrected_in_bounded_time() -> None:
    rng = random.Random(3)
    letters = "abcdefghijklmnoprstuvwz"
    big = Spelling("".join(rng.choices(letters, k=rng.randint(5, 25))) for _ in range(20_000))
    near = list(big._known)[:500]
    hostile = []
    while sum(map(len, hostile)) + len(hostile) < 2_000:
        word = rng.choice(near) + rng.choice(letters) * 2
        hostile.append(word[: rng.randint(20, 30)])
    question = " ".join(hostile)[:2_000]
    big.corrections("opwarmen")
    began = time.perf_counter()
    corrected = big.corrections(question)
    assert time.perf_counter() - began < 0.1
    assert len(corrected) <= WORDS + len(hostile)
