"""The word fields: well-formed data, and questions that reach the words of a policy."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.wordfields import FOLDER, LANGUAGES, WordField, WordFields, read, wordfields

FILES = sorted(FOLDER.glob("*.tsv"))


def _added(question: str, language: str) -> set[str]:
    return {term for field in wordfields().touched(question, language) for term in field}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_field_has_terms_plain_words_and_five_translations(path: Path) -> None:
    fields = list(read(path))
    assert len(fields) > 50
    for field in fields:
        assert field.terms
        assert field.plain, field.terms
        assert all(field.translated[language] for language in LANGUAGES), field.terms


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_items_are_words_or_short_phrases_and_never_sentences(path: Path) -> None:
    for field in read(path):
        for item in (*field.terms, *field.plain):
            assert len(item.split()) <= 6, item
            assert not item.endswith((".", "?", "!")), item


def test_a_line_without_seven_columns_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.tsv"
    broken.write_text("injectie\tprik\tinjection\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"broken\.tsv:1: 3 columns"):
        list(read(broken))


@pytest.mark.parametrize(
    ("question", "language", "term"),
    [
        ("mag de meester mijn kind een prik geven", "nl", "injectie"),
        ("kan ik ertegenin gaan", "nl", "bezwaar"),
        ("who pays for the school bus?", "en", "leerlingenvervoer"),
        ("Okul servisi için nereye başvurmalıyım?", "tr", "leerlingenvervoer"),
        ("هل أستطيع تقديم شكوى", "ar", "klacht"),
        ("Czy mogę złożyć sprzeciw?", "pl", "bezwaar"),
        ("Хто платить за ліки в школі?", "uk", "medicijn"),
    ],
)
def test_everyday_words_reach_the_terms(question: str, language: str, term: str) -> None:
    assert any(term in added for added in _added(question, language))


def test_a_language_is_not_looked_up_in_anothers_words() -> None:
    # 'bez' is 'without' in Polish and a nappy in Turkish.
    fields = WordFields(
        [
            WordField(("zindelijkheid",), ("luier",), {"tr": ("bez",)}),
            WordField(("toestemming",), ("mogen",), {"pl": ("zgoda", "zgody")}),
        ]
    )
    assert [set(f) for f in fields.touched("bez zgody ojca", "pl")] == [{"toestemming"}]


def test_a_question_without_a_known_word_adds_nothing() -> None:
    assert wordfields().touched("xyzzy", "nl") == []
    assert wordfields().touched("", "uk") == []
