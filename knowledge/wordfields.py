"""Word fields: what people say beside what organisations write, in six languages.

A question in everyday words, or in another language, finds the words of a policy through the field
both belong to ('prik' and 'injectie' are in one). The fields (data/wordfields/) were written for
this purpose; they widen a question's words and are training material for the retriever.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from knowledge.dutch import STOP_WORDS, lemma, words

FOLDER = Path(__file__).parent / "data" / "wordfields"
LANGUAGES = ("en", "tr", "ar", "pl", "uk")

# What a word that a field adds counts beside one that was typed (docs/measurements.md): the
# organisations' own terms, and the other everyday words of the field. A question in another
# language has no words of its own that could be found, so there they carry it.
TERM, PLAIN, TRANSLATED = 0.4, 0.2, 0.8
# Words of other languages are compared by their first letters, since endings carry the grammar;
# English, with its few endings, without those.
STEM, LONGEST_STEM = 5, 7
_ENGLISH_ENDING = re.compile(r"(?<=\w{3})(?:ies|ing|ed|es|s|y)$")
# Words of the longest phrase that is looked for.
LONGEST_PHRASE = 5
# Articles and conjunctions that Arabic writes as part of the word.
_ARABIC_PREFIX = re.compile(r"^(?:وال|بال|كال|فال|لل|ال|و|ب|ل)(?=\w{3,})")


@dataclass(frozen=True, slots=True)
class WordField:
    """One field: the organisations' terms, everyday words, and both in other languages."""

    terms: tuple[str, ...]
    plain: tuple[str, ...]
    translated: Mapping[str, tuple[str, ...]]


class WordFields:
    """Finds the fields of a question. A language's words are looked at when it is first asked in."""

    def __init__(self, fields: Iterable[WordField]) -> None:
        self.fields = tuple(fields)
        self._indexes: dict[str, dict[tuple[str, ...], list[int]]] = {}
        self._adds: dict[int, dict[str, float]] = {}

    def _index(self, language: str) -> dict[tuple[str, ...], list[int]]:
        """Numbers of the fields by phrase."""
        if language not in self._indexes:
            index: dict[tuple[str, ...], list[int]] = {}
            for number, field in enumerate(self.fields):
                own = (*field.terms, *field.plain) if language == "nl" else ()
                for phrase in own or field.translated.get(language, ()):
                    _note(index, _key(phrase, language), number)
            self._indexes[language] = index
        return self._indexes[language]

    def _added(self, number: int) -> dict[str, float]:
        if number not in self._adds:
            self._adds[number] = _added(self.fields[number])
        return self._adds[number]

    def touched(self, text: str, language: str) -> list[Mapping[str, float]]:
        """Per field that a question touches, the Dutch lemmas it adds with their weight (0..1)."""
        numbers = dict.fromkeys(self._matches(text, language))
        if language == "nl":
            return [self._added(number) for number in numbers]
        return [
            {term: TRANSLATED / TERM * weight for term, weight in self._added(number).items()}
            for number in numbers
        ]

    def _matches(self, text: str, language: str) -> Iterable[int]:
        """Numbers of the fields a text touches, longest phrase first at each word."""
        index, sequence = self._index(language), _key(text, language)
        position = 0
        while position < len(sequence):
            for length in range(min(LONGEST_PHRASE, len(sequence) - position), 0, -1):
                found = index.get(sequence[position : position + length])
                if found:
                    yield from found
                    position += length - 1
                    break
            position += 1


def _note(index: dict[tuple[str, ...], list[int]], key: tuple[str, ...], number: int) -> None:
    if key and not (len(key) == 1 and key[0] in STOP_WORDS) and number not in index.get(key, ()):
        index.setdefault(key, []).append(number)


def _added(field: WordField) -> dict[str, float]:
    """The lemmas a field adds; a phrase of several words adds them at half its weight."""
    out: dict[str, float] = {}
    for phrases, weight in ((field.terms, TERM), (field.plain, PLAIN)):
        for phrase in phrases:
            content = [lemma(word) for word in words(phrase) if word not in STOP_WORDS]
            if len(content) > 1 and phrases is field.plain:
                continue
            for term in content:
                out[term] = max(out.get(term, 0.0), weight / (1 if len(content) == 1 else 2))
    return out


def _key(phrase: str, language: str) -> tuple[str, ...]:
    """A phrase's words as they are compared."""
    if language == "nl":
        return tuple(map(lemma, words(phrase)))
    if language == "en":
        return tuple(_ENGLISH_ENDING.sub("", word) for word in words(phrase))
    return tuple(map(_stem, words(phrase)))


def _stem(word: str) -> str:
    plain = _ARABIC_PREFIX.sub("", word)
    return plain[: max(STEM, min(LONGEST_STEM, len(plain) - 3))]


@lru_cache(maxsize=1)
def wordfields() -> WordFields:
    """The fields that come with the package."""
    return WordFields(field for path in sorted(FOLDER.glob("*.tsv")) for field in read(path))


def read(path: Path) -> Iterable[WordField]:
    """The fields of a file. Raises ValueError for a line without seven columns."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        columns = [
            tuple(part.strip() for part in column.split(",") if part.strip())
            for column in line.split("\t")
        ]
        if len(columns) != 2 + len(LANGUAGES):
            raise ValueError(f"{path.name}:{number}: {len(columns)} columns instead of seven")
        yield WordField(columns[0], columns[1], dict(zip(LANGUAGES, columns[2:], strict=True)))
