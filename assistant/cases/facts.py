"""Whether an answer tells a fact that was expected of it."""

from __future__ import annotations

import re

from knowledge.dutch import STOP_WORDS, fold, lemma, parts, words

_NUMBERS = {
    "een": "1",
    "één": "1",
    "twee": "2",
    "drie": "3",
    "vier": "4",
    "vijf": "5",
    "zes": "6",
    "zeven": "7",
    "acht": "8",
    "negen": "9",
    "tien": "10",
    "eenmaal": "1",
}
# Words that a fact is told with and that say nothing themselves.
_EMPTY = {
    "ja",
    "nee",
    "geen",
    "alleen",
    "eerst",
    "daarna",
    "dus",
    "via",
    "per",
    "ongeveer",
    "bijvoorbeeld",
}


def holds(answer: str, fact: str) -> bool:
    """Whether an answer tells a fact: all its numbers, and 60 % of its telling words as lemmas.

    An approximation of a reader: it can be too strict on a paraphrase and too kind on a list of the
    right words. docs/measurements.md compares it with reading by hand.
    """
    have = _terms(answer)
    wanted = _terms(fact)
    numbers = {term for term in wanted if term.isdigit()}
    if not numbers <= have:
        return False
    telling = wanted - numbers
    if not telling:
        return bool(numbers)
    hit = sum(1 for term in telling if term in have or any(p in have for p in parts(term)))
    return hit >= 0.6 * len(telling)


def _terms(text: str) -> set[str]:
    out: set[str] = set()
    for word in words(re.sub(r"\([^)]{0,12}\)", " ", text) if len(text) < 120 else text):
        plain = _NUMBERS.get(word, word)
        if plain in _EMPTY or (word in STOP_WORDS and not plain.isdigit()):
            continue
        base = plain if plain.isdigit() else lemma(fold(plain))
        out.add(base)
        out.update(parts(base))
    return out
