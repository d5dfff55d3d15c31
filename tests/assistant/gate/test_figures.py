"""Numbers, periods, amounts and dates are read in each of their spellings."""

from __future__ import annotations

import pytest

from assistant.gate.contacts import contacts, unknown_contacts
from assistant.gate.dates import dates
from assistant.gate.figures import wrong_figure
from assistant.gate.quantities import quantities
from assistant.gate.shapes import Refusal

SAME = [
    ("6 weken", "zes weken"),
    ("42 dagen", "zes weken"),
    ("48 uur", "twee dagen"),
    ("een half jaar", "6 maanden"),
    ("anderhalf jaar", "18 maanden"),
    ("een half uur", "30 minuten"),
    ("25 procent", "25%"),
    ("de helft", "50 procent"),
    ("€ 1.900", "1900 euro"),
    ("€ 62", "62 euro"),
    ("40 cent", "€ 0,40"),
    ("half negen", "8.30 uur"),
    ("een zesjarige leerling", "een leerling van 6 jaar"),
    ("1 april", "op 1 april 2026"),
    ("1-8-2026", "1 augustus 2026"),
    ("woensdagmiddag", "op woensdag"),
    ("elke week", "wekelijks"),
    ("niveau 2", "de niveaus 1 tot en met 3"),
    ("vier weken", "vier tot zes weken"),
]
DIFFERENT = [
    ("zes dagen", "zes weken"),
    ("zes werkdagen", "zes dagen"),
    ("twee schooljaren", "twee jaar"),
    ("30 dagen", "een maand"),
    ("€ 62", "62 procent"),
    ("1 april 2027", "1 april 2026"),
    ("2 april", "1 april"),
    ("donderdag", "woensdag"),
    ("per maand", "per week"),
    ("groep 7", "groep 8"),
    ("groep 8", "8 kinderen uit groep 7"),
    ("drie ochtenden", "twee ochtenden voor peuters van drie"),
]


@pytest.mark.parametrize(("said", "source"), SAME)
def test_one_figure_in_two_spellings_is_the_same(said: str, source: str) -> None:
    assert wrong_figure(f"Het is {said}.", f"Het is {source}.") is None


@pytest.mark.parametrize(("said", "source"), DIFFERENT)
def test_what_only_looks_alike_is_not_the_same(said: str, source: str) -> None:
    assert wrong_figure(f"Het is {said}.", f"Het is {source}.") is not None


def test_a_number_of_something_else_in_the_passage_does_not_carry_it() -> None:
    source = "De commissie adviseert binnen vier weken. Het bestuur beslist binnen tien weken."
    assert wrong_figure("Het bestuur beslist binnen tien weken.", source) is None
    assert wrong_figure("Het bestuur beslist binnen vier weken.", source) is Refusal.NUMBER


@pytest.mark.parametrize(
    ("said", "source", "wrong"),
    [
        ("binnen zes weken", "ten hoogste zes weken", False),
        ("na zes weken", "binnen zes weken", True),
        ("minstens zes weken", "hooguit zes weken", True),
        ("vóór 1 mei", "uiterlijk 1 mei", False),
        ("vanaf 1 mei", "uiterlijk 1 mei", True),
        ("jonger dan zes jaar", "zes jaar of ouder", True),
        ("van 4 tot 20 jaar", "vier tot twintig jaar", False),
    ],
)
def test_a_limit_keeps_its_direction(said: str, source: str, wrong: bool) -> None:
    refusal = wrong_figure(f"Dat is {said} mogelijk.", f"Dat is {source} mogelijk.")
    assert (refusal is not None) is wrong


def test_dates_and_numbers_are_not_read_twice() -> None:
    found, rest = dates("Op 1 april en 2 en 3 mei 2026, in week 14.")
    assert [(day.year, day.month, day.day) for day in found] == [
        (0, 4, 1),
        (0, 5, 2),
        (2026, 5, 3),
    ]
    assert [quantity.raw for quantity in quantities(rest)] == [14]


def test_contacts_are_read_in_one_spelling() -> None:
    found, rest = contacts(
        "Bel (030) 123 45 67 of +31 30 1234567, mail A.B@School.nl, www.school.nl/hulp."
    )
    assert found == {"tel:0301234567", "a.b@school.nl", "http:school.nl/hulp"}
    assert not any(ch.isdigit() for ch in rest)
    assert unknown_contacts("Bel 030-1234567.", "Tel. 030 123 45 67") == set()
    assert unknown_contacts("Zie school.nl.kwaad.com", "Zie www.school.nl") != set()
