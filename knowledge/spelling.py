"""Typing mistakes: an unknown word of a question becomes the index's nearest word.

SymSpell (deletes only) is fast where Hunspell-like search takes seconds on long compounds. Bounded:
at most WORDS unknown words a question, none longer than LONGEST letters.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from symspellpy import SymSpell, Verbosity

from knowledge.dutch import STOP_WORDS, lemma, words

WORDS = 8
LONGEST = 30
# What a corrected word counts beside one that was typed as it stands in the index.
CORRECTED = 0.8


class Spelling:
    """Knows the words of one index."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._known = set(vocabulary)
        self._symspell = SymSpell(max_dictionary_edit_distance=2, prefix_length=7)
        for word in self._known:
            if word.isalpha() and 4 <= len(word) <= LONGEST:
                self._symspell.create_dictionary_entry(word, 1)

    def corrections(self, question: str) -> dict[str, float]:
        """Terms of the index for the question's unknown words, with their weight.

        One letter wrong in four to seven letters, two in longer words; two neighbouring words that
        together are one ('toelaatbaarheids verklaring') count as that one.
        """
        out: dict[str, float] = {}
        typed = [word for word in words(question) if word.isalpha()]
        unknown = [w for w in typed if self._unknown(w)][:WORDS]
        for word in unknown:
            distance = 1 if len(word) < 8 else 2
            found = self._symspell.lookup(word, Verbosity.TOP, max_edit_distance=distance)
            if found:
                out[found[0].term] = CORRECTED
        for left, right in itertools.pairwise(typed):
            if left not in unknown and right not in unknown:
                continue
            joined = left + right
            if len(joined) > LONGEST:
                continue
            near = self._symspell.lookup(joined, Verbosity.TOP, max_edit_distance=2)
            if near and len(joined) >= 8:
                out[near[0].term] = CORRECTED
        return out

    def _unknown(self, word: str) -> bool:
        return (
            4 <= len(word) <= LONGEST
            and word not in STOP_WORDS
            and word not in self._known
            and lemma(word) not in self._known
        )
