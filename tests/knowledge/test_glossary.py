"""Abbreviations, plain words and other languages lead to the field's own terms."""

from __future__ import annotations

import pytest

from knowledge.glossary import Glossary, GlossaryEntry, common_entries


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return Glossary(common_entries())


@pytest.mark.parametrize(
    ("question", "adds"),
    [
        ("hoe lang duurt een tlv", "toelaatbaarheidsverklaring"),
        ("wie betaalt het taxibusje", "leerlingenvervoer"),
        ("how do I object to this", "bezwaar"),
        ("okul servisi kimden", "leerlingenvervoer"),
        ("من يدفع الحافلة", "leerlingenvervoer"),
        ("ile kosztuje dowóz", "leerlingenvervoer"),
        ("хто оплачує автобус", "leerlingenvervoer"),
        ("moet ik tekenen", "toestemming"),
    ],
)
def test_a_question_gets_the_words_of_the_field(
    glossary: Glossary, question: str, adds: str
) -> None:
    added = glossary.expansions(question)
    assert adds in added
    assert 0 < added[adds] < 1


def test_the_longest_phrase_wins() -> None:
    glossary = Glossary(
        [
            GlossaryEntry(term="speciaal onderwijs", afkortingen=("so",)),
            GlossaryEntry(term="voortgezet speciaal onderwijs", afkortingen=("vso",)),
        ]
    )
    found = glossary.expansions("wat is voortgezet speciaal onderwijs")
    assert "vso" in found and "so" not in found


def test_only_terms_of_their_own_name_are_explained() -> None:
    glossary = Glossary(
        [GlossaryEntry(term="bezwaar", gewone_woorden=("niet eens",), uitleg="Een brief.")]
    )
    assert [entry.term for entry in glossary.explain("Mag ik bezwaar maken?")] == ["bezwaar"]
    assert glossary.explain("ik ben het niet eens") == []
    assert glossary.find("niet eens") is not None


def test_a_term_without_explanation_is_not_explained(glossary: Glossary) -> None:
    assert glossary.find("TLV") is not None
    assert glossary.explain("TLV") == []


def test_every_common_term_is_found_by_all_its_names(glossary: Glossary) -> None:
    for entry in common_entries():
        for name in (*entry.names, *entry.gewone_woorden, *entry.vertalingen):
            assert glossary.find(name) is not None, name
