"""Dutch words as the index sees them."""

from __future__ import annotations

import time

import pytest

from knowledge.dutch import fold, known, lemma, parts, terms, words


@pytest.mark.parametrize(
    ("typed", "dictionary"),
    [
        ("leerlingen", "leerling"),
        ("scholen", "school"),
        ("kinderen", "kind"),
        ("aanvragen", "aanvraag"),
        ("ouders", "ouder"),
        ("klachten", "klacht"),
    ],
)
def test_a_form_becomes_its_dictionary_word(typed: str, dictionary: str) -> None:
    assert lemma(typed) == dictionary


@pytest.mark.parametrize(
    ("compound", "expected"),
    [
        ("leerlingenvervoer", ("leerling", "vervoer")),
        ("schoolbestuur", ("school", "bestuur")),
        ("onderwijsconsulent", ("onderwijs", "consulent")),
        ("school", ()),
        ("tlv", ()),
    ],
)
def test_a_compound_falls_apart_into_two_words(compound: str, expected: tuple[str, ...]) -> None:
    assert parts(compound) == expected


def test_accents_and_capitals_do_not_matter() -> None:
    assert fold("Coördinator") == fold("coordinator") == "coordinator"
    assert words("Eén IB'er, één plan!") == ["een", "ib'er", "een", "plan"]


def test_stop_words_and_numbers_are_told_apart() -> None:
    assert terms("Wie vraagt de TLV aan voor 2026?")[-1] == "2026"
    assert "de" not in terms("de TLV")
    assert terms("") == []


def test_known_words_are_dictionary_words() -> None:
    assert known("school") and not known("qwrtzx")


def test_splitting_an_endless_word_stays_fast() -> None:
    began = time.perf_counter()
    parts("leerlingenvervoer" * 100)
    assert time.perf_counter() - began < 0.5
