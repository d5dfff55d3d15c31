"""Dutch words: tokens, stop words, lemmas and the parts of compounds.

Lemmas come from simplemma (measured against Snowball stems on the government benchmark: hit@1
0.73 against 0.68, docs/measurements.md). Everything here is deterministic, so an index built with
one ANALYSER version can be searched with the same version only.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import simplemma

# Changes whenever the terms of a text would change; part of the index's fingerprint.
ANALYSER = "dutch-3"

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?", re.UNICODE)

STOP_WORDS = frozenset(
    """aan al alles als altijd andere ben bij daar dan dat de der deze die dit doch doen door dus
    een eens en er ge geen geweest haar had heb hebben heeft hem het hier hij hoe hun iemand iets
    ik in is ja je kan kon kunnen maar me meer men met mij mijn moet na naar niet niets nog nu of
    om omdat onder ons onze ook op over reeds te tegen toch toen tot u uit uw van veel voor want
    waren was wat we wel werd wie wil wordt worden zal ze zelf zich zij zijn zo zonder zou jij jou
    jouw jullie ie ff gewoon even moeten mag mogen gaat gaan waar wanneer welke waarom hoeveel
    graag hallo hoi dag alvast bedankt eigenlijk precies nou n t s m zn mn vd""".split()
)

# Sounds that Dutch puts between the parts of a compound.
_LINKS = ("", "s", "en", "e", "n")
_SHORTEST_PART = 4


def fold(text: str) -> str:
    """Lower case without accents, so that 'coördinator' and 'coordinator' are one word."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(ch for ch in decomposed if not unicodedata.combining(ch))


def words(text: str) -> list[str]:
    """The words of a text, folded, in order, stop words included."""
    return [match.group(0).replace("’", "'") for match in _WORD.finditer(fold(text))]


@lru_cache(maxsize=200_000)
def lemma(word: str) -> str:
    """The dictionary form of a folded word ('leerlingen' -> 'leerling'); numbers stay as they are."""
    if not word.isalpha() or len(word) < 3:
        return word
    return fold(simplemma.lemmatize(word, lang="nl"))


def terms(text: str) -> list[str]:
    """The lemmas that are searched: without stop words, in order, repeated as often as they occur."""
    return [lemma(word) for word in words(text) if word not in STOP_WORDS]


def known(word: str) -> bool:
    """Whether a lower-case word stands in the Dutch dictionary."""
    return bool(simplemma.is_known(word, lang="nl"))


@lru_cache(maxsize=100_000)
def _is_word(part: str) -> bool:
    return len(part) >= _SHORTEST_PART and known(part)


@lru_cache(maxsize=100_000)
def parts(word: str) -> tuple[str, ...]:
    """The parts of a compound as lemmas ('leerlingenvervoer' -> leerling, vervoer), or nothing.

    Two parts, both in the dictionary, split where the longer part is shortest: balanced splits are
    right far more often than 'ver' + 'voer'. Bounded by the word's length times the linking sounds.
    """
    if len(word) < 2 * _SHORTEST_PART or not word.isalpha():
        return ()
    best: tuple[int, tuple[str, ...]] | None = None
    for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        tail = word[cut:]
        if not _is_word(tail):
            continue
        for link in _LINKS:
            head = word[: cut - len(link)] if link and word[:cut].endswith(link) else word[:cut]
            if (link and not word[:cut].endswith(link)) or not _is_word(head):
                continue
            balance = max(len(head), len(tail))
            if best is None or balance < best[0]:
                best = (balance, (lemma(head), lemma(tail)))
    return best[1] if best else ()
