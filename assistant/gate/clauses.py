"""Texts into sentences and clauses, each with its content words; and which clauses belong together.

A sentence of an answer is compared with the clauses of the passage that speak of the same thing:
'niet' three sentences further says nothing about it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.gate.likeness import content, covered
from knowledge.sentences import split

# Clauses end at punctuation and before a conjunction that turns or conditions.
_CUT = re.compile(
    r"[,;:()–]\s|\s[-–]\s|\n|(?<=\w)\s+(?=(?:maar|doch|tenzij|mits|behalve|uitgezonderd|omdat|want|terwijl|zodat|indien|als|wanneer|waarbij|zonder)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence with its content lemmas; `start` counts from the text's beginning.

    `sentence` numbers its sentence, `whole` are that sentence's content lemmas.
    """

    text: str
    start: int
    end: int
    sentence: int
    words: tuple[str, ...]
    whole: tuple[str, ...]


@lru_cache(maxsize=2048)
def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of a text in order, also those without a content word ('Het mag alleen')."""
    out: list[Clause] = []
    for number, (start, end) in enumerate(split(text)):
        first, whole = start, content(text[start:end])
        cuts = [m.end() for m in _CUT.finditer(text, start, end)] + [end]
        for cut in cuts:
            piece = text[first:cut]
            words = content(piece)
            if piece.strip():
                out.append(Clause(piece, first, cut, number, words, whole))
            first = cut
    return tuple(out)


def likeness(said: tuple[str, ...], known: tuple[str, ...]) -> float:
    """The share (0..1) of the words said that other words carry."""
    return covered(said, known) / len(said) if said else 0.0


def shared(one: Clause, other: Clause) -> bool:
    """Whether two clauses have a content word in common."""
    return covered(one.words, other.words) > 0
