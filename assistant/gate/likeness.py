"""When two words say the same: lemma, part of a compound, family of a word, or a listed synonym."""

from __future__ import annotations

from functools import lru_cache

from assistant.gate.vocabulary import table
from knowledge.dutch import STOP_WORDS, lemma, parts, words
from knowledge.glossary import common_entries

# Words that carry no claim of their own; those of numbers, actors and negation have own checks.
_LIGHT = "light"
# Two words are of one family from this many letters alike at the start ('vergoed', 'vergoeding').
_STEM = 5
_PREFIXES = (
    "aan",
    "af",
    "be",
    "bij",
    "door",
    "ge",
    "in",
    "mee",
    "na",
    "om",
    "onder",
    "op",
    "over",
    "terug",
    "toe",
    "uit",
    "ver",
    "voor",
    "weg",
)


@lru_cache(maxsize=1)
def _lists() -> tuple[frozenset[str], dict[str, frozenset[int]]]:
    data = table("nl")
    light = frozenset(w for w in words(str(data[_LIGHT]))) | STOP_WORDS
    groups: dict[str, set[int]] = {}
    lines = [str(line).replace("_", " ").split() for line in data["synonyms"]]
    for number, line in enumerate(lines):
        for word in line:
            for form in {word, lemma(word)}:
                groups.setdefault(form, set()).add(number)
    for number, entry in enumerate(common_entries(), start=len(lines)):
        for name in (*entry.names, *entry.gewone_woorden):
            own = words(name)
            if len(own) == 1 and own[0] not in light:
                groups.setdefault(lemma(own[0]), set()).add(number)
    return light, {word: frozenset(numbers) for word, numbers in groups.items()}


@lru_cache(maxsize=8192)
def content(text: str) -> tuple[str, ...]:
    """The lemmas of a text that say something, in order, each once; no figures."""
    light, _ = _lists()
    kept = (word for word in words(text) if word not in light and not word[0].isdigit())
    lemmas = (lemma(word) for word in kept if len(word) > 1)
    return tuple(dict.fromkeys(word for word in lemmas if word not in light))


@lru_cache(maxsize=200_000)
def alike(one: str, other: str) -> bool:
    """Whether two lemmas may stand for the same thing."""
    if one == other:
        return True
    _, groups = _lists()
    if groups.get(one, frozenset()) & groups.get(other, frozenset()):
        return True
    if related(one, other):
        return True
    mine, theirs = parts(one), parts(other)
    return bool(
        other in mine
        or one in theirs
        or (len(one) > 4 and len(other) > 4 and (one.endswith(other) or other.endswith(one)))
        or any(related(a, other) for a in mine)
        or any(related(one, b) for b in theirs)
    )


def related(one: str, other: str) -> bool:
    """Whether two lemmas are one word or of one family ('vergoed', 'vergoeding')."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    common = 0
    for a, b in zip(short, long, strict=False):
        if a != b:
            break
        common += 1
    return common >= _STEM and common >= 0.6 * len(short) and common >= 0.45 * len(long)


def covered(said: tuple[str, ...], known: tuple[str, ...]) -> int:
    """How many of the words said find one that is alike among the words known."""
    return sum(any(alike(word, other) for other in known) for word in said)
