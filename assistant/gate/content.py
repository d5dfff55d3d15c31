"""Enough of a sentence is carried by its passage: words in Dutch, meaning in other languages."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

from assistant.gate import tuning
from assistant.gate.likeness import alike, content, covered
from knowledge.dutch import known, lemma
from knowledge.embeddings import builtin_encoder
from knowledge.sentences import split

# A capital within a sentence: a name. Dutch writes no other word with one.
_NAME = re.compile(r"(?<=[\w,;)] )[A-Z][\w'’\-]+")


def share(sentence: str, source: str) -> float:
    """The share (0..1) of a Dutch sentence's content words that the source carries."""
    said = content(sentence)
    return covered(said, content(source)) / len(said) if said else 1.0


def carried(sentence: str, source: str, context: str = "") -> bool:
    """Whether enough of a Dutch sentence stands in its source, names included."""
    whole = f"{context}\n{source}"
    if any(not _name_stands(name, whole) for name in _NAME.findall(sentence)):
        return False
    value = share(sentence, whole)
    if value < tuning.CARRIED:
        return False
    meant = nearness(sentence, source)
    return meant >= tuning.NEAR and value + meant >= tuning.CARRIED_AND_NEAR


def carried_abroad(sentence: str, source: str) -> bool:
    """Whether a sentence in another language means what a stretch of the Dutch source does."""
    return nearness(sentence, source) >= tuning.NEAR_ABROAD


def nearness(sentence: str, source: str) -> float:
    """Cosine of a sentence and the nearest one or two sentences of its source (-1..1)."""
    return float((_stretches(source) @ _vector(sentence)).max())


@lru_cache(maxsize=1024)
def _stretches(source: str) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    spans = split(source) or [(0, len(source))]
    texts = [source[start:end] for start, end in spans]
    pairs = [source[spans[i][0] : spans[i + 1][1]] for i in range(len(spans) - 1)]
    return np.asarray(builtin_encoder().embed_passages([*texts, *pairs]))


@lru_cache(maxsize=1024)
def _vector(sentence: str) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.asarray(builtin_encoder().embed_questions([sentence])[0])


@lru_cache(maxsize=8192)
def _name_stands(name: str, whole: str) -> bool:
    """A name stands in the source, or is no name but a Dutch word or abbreviation of it."""
    folded = name.lower().replace("’", "'")
    if folded in whole.lower():
        return True
    words = content(whole)
    return any(alike(lemma(folded), word) for word in words) or known(folded)
