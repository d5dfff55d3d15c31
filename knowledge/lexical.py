"""Search by words: BM25 (Robertson and Zaragoza, 2009) over lemmas, in numpy.

One index for each grain (passage, section, document): a question's words may be spread over a
section, and the government benchmark finds best on whole documents (docs/measurements.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.dutch import parts, terms

# BM25's saturation and length correction; flat between 1.0 and 1.5, 0.6 and 0.8 on our data.
K1, B = 1.5, 0.7
# A compound's part counts as half a word: 'vervoer' in 'leerlingenvervoer'.
PART = 0.5


def counted(text: str) -> dict[str, float]:
    """Terms of a text with how often they occur; parts of compounds count PART each."""
    counts: Counter[str] = Counter(terms(text))
    weights = {term: float(count) for term, count in counts.items()}
    for term, count in counts.items():
        for part in parts(term):
            weights[part] = weights.get(part, 0.0) + PART * count
    return weights


class WordIndex:
    """An inverted index over `units` texts with each posting's BM25 weight worked out beforehand."""

    def __init__(
        self,
        vocabulary: Mapping[str, int],
        starts: NDArray[np.int64],
        units: NDArray[np.int32],
        weights: NDArray[np.float32],
        idf: NDArray[np.float32],
        count: int,
    ) -> None:
        self.vocabulary, self.count = vocabulary, count
        self._starts, self._units, self._weights, self._idf = starts, units, weights, idf

    @classmethod
    def build(cls, texts: Sequence[Mapping[str, float]]) -> WordIndex:
        """Index texts given as their term counts; unit i is texts[i]."""
        vocabulary: dict[str, int] = {}
        triples: list[tuple[int, int, float]] = []
        lengths = np.array([sum(text.values()) for text in texts], dtype=np.float64)
        mean = float(lengths.mean()) if len(texts) else 1.0
        for unit, text in enumerate(texts):
            for term, weight in text.items():
                triples.append((vocabulary.setdefault(term, len(vocabulary)), unit, weight))
        triples.sort()
        term_ids = np.array([t[0] for t in triples], dtype=np.int64)
        units = np.array([t[1] for t in triples], dtype=np.int32)
        counts = np.array([t[2] for t in triples], dtype=np.float64)
        starts = np.searchsorted(term_ids, np.arange(len(vocabulary) + 1)).astype(np.int64)
        documents = np.diff(starts)
        idf = np.log1p((len(texts) - documents + 0.5) / (documents + 0.5))
        norm = K1 * (1 - B + B * lengths[units] / max(mean, 1e-9)) if len(units) else counts
        weights = idf[term_ids] * counts * (K1 + 1) / (counts + norm) if len(units) else counts
        return cls(
            vocabulary,
            starts,
            units,
            weights.astype(np.float32),
            idf.astype(np.float32),
            len(texts),
        )

    def scores(self, question: Mapping[str, float]) -> NDArray[np.float32]:
        """BM25 of each unit for weighted question terms: [count]."""
        out = np.zeros(self.count, dtype=np.float32)
        for term, weight in question.items():
            number = self.vocabulary.get(term)
            if number is not None:
                span = slice(self._starts[number], self._starts[number + 1])
                out[self._units[span]] += weight * self._weights[span]
        return out

    def units(self, term: str) -> NDArray[np.int32]:
        """Numbers of the units that hold a term."""
        number = self.vocabulary.get(term)
        if number is None:
            return np.empty(0, dtype=np.int32)
        return self._units[self._starts[number] : self._starts[number + 1]]

    def ceiling(self, question: Mapping[str, float]) -> float:
        """The score of a unit that holds every question term very often; unknown terms count fully."""
        rare = float(np.log1p(self.count + 0.5)) if self.count else 1.0
        return sum(
            weight * (K1 + 1) * (float(self._idf[number]) if number is not None else rare)
            for term, weight in question.items()
            for number in (self.vocabulary.get(term),)
        )

    def idf(self, term: str) -> float:
        """How rare a term is; an unknown one is as rare as can be."""
        number = self.vocabulary.get(term)
        return float(np.log1p(self.count + 0.5)) if number is None else float(self._idf[number])

    def save(self, path: Path) -> None:
        """Write to `path` (npz)."""
        with path.open("wb") as file:
            np.savez(
                file,
                starts=self._starts,
                units=self._units,
                weights=self._weights,
                idf=self._idf,
                count=np.int64(self.count),
                terms=np.array(list(self.vocabulary), dtype=np.str_),
            )

    @classmethod
    def load(cls, path: Path) -> WordIndex:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as data:
            vocabulary = {str(term): i for i, term in enumerate(data["terms"])}
            return cls(
                vocabulary,
                data["starts"],
                data["units"],
                data["weights"],
                data["idf"],
                int(data["count"]),
            )
