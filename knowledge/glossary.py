"""The terms of the field: abbreviations, the plain words people use, and plain explanations.

A knowledge base may bring its own glossary; `data/glossary.yaml` is the field's common one, used to
understand questions (never as a source). It also names the terms in the five other languages, so
that a question in Polish can find the Dutch words of a policy.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

from knowledge.dutch import STOP_WORDS, lemma, words

_ARTICLE = re.compile(r"^(?:و|ف|ب|ك)?(?:ال|لل)(?=\w{3})")
COMMON = Path(__file__).parent / "data" / "glossary.yaml"

# How much a word that the glossary adds counts beside one that the asker typed (set on the judge
# fold of the training data: 0.3 to 0.6 are alike, 1.0 pushes the asker's own words aside).
SYNONYM = 0.45


class GlossaryEntry(BaseModel):
    """A term with its abbreviations, the everyday words used for it, and an explanation."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    term: str = Field(min_length=1)
    afkortingen: tuple[str, ...] = ()
    gewone_woorden: tuple[str, ...] = ()
    vertalingen: tuple[str, ...] = ()
    uitleg: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Everything the term is called by the field itself."""
        return (self.term, *self.afkortingen)


class Glossary:
    """Looks terms up in texts: by their own names for readers, by any word for searching."""

    def __init__(self, entries: Iterable[GlossaryEntry]) -> None:
        self.entries = tuple(entries)
        self._by_phrase: dict[tuple[str, ...], list[GlossaryEntry]] = {}
        self._own: set[tuple[str, ...]] = set()
        for entry in self.entries:
            for phrase in (*entry.names, *entry.gewone_woorden, *entry.vertalingen):
                key = _key(phrase)
                if key:
                    known = self._by_phrase.setdefault(key, [])
                    if entry not in known:
                        known.append(entry)
            self._own.update(key for name in entry.names if (key := _key(name)))
        self._longest = max((len(key) for key in self._by_phrase), default=0)

    def find(self, term: str) -> GlossaryEntry | None:
        """The entry of a term, an abbreviation or a plain word."""
        found = self._by_phrase.get(_key(term))
        return found[0] if found else None

    def explain(self, text: str) -> list[GlossaryEntry]:
        """Entries whose own name or abbreviation stands in the text, in order, each once."""
        found = (
            entry for key, entries in self._matches(text) if key in self._own for entry in entries
        )
        return [entry for entry in dict.fromkeys(found) if entry.uitleg]

    def expansions(self, text: str) -> dict[str, float]:
        """Dutch lemmas that the glossary adds to a question, with their weight."""
        out: dict[str, float] = {}
        for _, entries in self._matches(text):
            for entry in entries:
                for name in entry.names:
                    for word in words(name):
                        if word not in STOP_WORDS:
                            out[lemma(word)] = SYNONYM
        return out

    def _matches(self, text: str) -> Iterable[tuple[tuple[str, ...], list[GlossaryEntry]]]:
        """Longest phrases first at each word; a matched phrase is not matched again inside."""
        sequence = [_bare(word) for word in words(text)]
        position = 0
        while position < len(sequence):
            for length in range(min(self._longest, len(sequence) - position), 0, -1):
                key = tuple(sequence[position : position + length])
                if key in self._by_phrase:
                    yield key, self._by_phrase[key]
                    position += length - 1
                    break
            position += 1


def _key(phrase: str) -> tuple[str, ...]:
    return tuple(_bare(word) for word in words(phrase))


def _bare(word: str) -> str:
    """The lemma; an Arabic word without the article and preposition that are written to it."""
    return lemma(_ARTICLE.sub("", word))


@lru_cache(maxsize=1)
def common_entries() -> tuple[GlossaryEntry, ...]:
    """The glossary of the field that comes with the package."""
    rows = yaml.safe_load(COMMON.read_text(encoding="utf-8"))["begrippen"]
    return tuple(GlossaryEntry.model_validate(row) for row in rows)
