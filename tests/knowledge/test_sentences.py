"""Texts fall apart into sentences that can be quoted."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from knowledge.sentences import split


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in split(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Een zin. Nog een zin.", ["Een zin.", "Nog een zin."]),
        (
            "Zie art. 5 van de wet. Daarna volgt meer.",
            ["Zie art. 5 van de wet.", "Daarna volgt meer."],
        ),
        ("Dit geldt o.a. voor SBO. Niet voor SO.", ["Dit geldt o.a. voor SBO.", "Niet voor SO."]),
        ("Dhr. P. Jansen belt. Hij komt.", ["Dhr. P. Jansen belt.", "Hij komt."]),
        ("Kan dat? Ja! Dat kan.", ["Kan dat?", "Ja!", "Dat kan."]),
        ("Het kost 2.500 euro. Per jaar.", ["Het kost 2.500 euro.", "Per jaar."]),
        ("regel een\nregel twee", ["regel een", "regel twee"]),
        ("3. Aanmelden doet u zo. Bel eerst.", ["3. Aanmelden doet u zo.", "Bel eerst."]),
        ("Hij zei: ‘Kom maar.’ Toen ging hij.", ["Hij zei: ‘Kom maar.’", "Toen ging hij."]),
        ("", []),
        ("  \n ", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_no_letter_is_lost_or_doubled() -> None:
    rng = random.Random(5)
    for _ in range(300):
        text = "".join(rng.choices("aB1. ?!\n’(•)", k=rng.randint(0, 60)))
        spans = split(text)
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert all(a[1] <= b[0] for a, b in pairwise(spans))
        quoted = "".join(text[start:end] for start, end in spans)
        assert [ch for ch in quoted if not ch.isspace()] == [ch for ch in text if not ch.isspace()]
