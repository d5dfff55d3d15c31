"""Our own small retriever: late interaction over the built-in encoder's token features.

Every piece of a text becomes a unit vector: a linear projection of what the encoder knows of it in
its place, plus a learned residual for the vocabulary piece. A passage's score for a question is,
over the question's pieces, the best cosine in the passage (negatives cut off, squared), weighted by
a learned weight of the piece, averaged (ColBERT, Khattab and Zaharia 2020, with a frozen encoder).
How it is trained and what it reaches: docs/retriever.md.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.embeddings import Floats, Tokens

MODEL = Path(__file__).with_name("model.npz")

Bytes = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class QuestionTokens:
    """A question's unit vectors [n, dimension] and their weights [n], which sum to 1."""

    vectors: Floats
    weights: Floats


class Retriever:
    """The trained model, read once; arithmetic only."""

    def __init__(self, path: Path = MODEL) -> None:
        self.digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        with np.load(path, allow_pickle=False) as data:
            self._projection = _dequantized(data, "projection")
            self._shift = data["shift"].astype(np.float32)
            self._residual = data["residual"]
            self._residual_scale = data["residual_scale"].astype(np.float32)
            self._weight = data["weight"].astype(np.float32)
            self._weight_features = data["weight_features"].astype(np.float32)
            self._weight_shift = float(data["weight_shift"])
            self._heading = float(data["heading"])
            pieces = data["pieces"]
        # Row 0 stands for every piece that training never saw: no residual, a rare word's weight.
        self._row = np.zeros(int(pieces.max(initial=0)) + 1, dtype=np.int32)
        self._row[pieces] = np.arange(1, len(pieces) + 1)
        self.dimension = int(self._projection.shape[1])

    def passage(self, text: Tokens, heading: Tokens | None = None) -> Bytes:
        """Unit vectors of a passage, its heading's first, as 8-bit [n, dimension] (times 127)."""
        parts = [self._vectors(text)]
        if heading is not None and len(heading.ids) > 2:
            parts.insert(0, self._heading * self._vectors(heading)[1:-1])
        return np.asarray(np.rint(np.concatenate(parts) * 127.0), dtype=np.int8)

    def question(self, text: Tokens) -> QuestionTokens:
        """A question's vectors and weights."""
        row = self._rows(text.ids)
        raw = self._weight[row] + text.features @ self._weight_features + self._weight_shift
        weights = np.logaddexp(0.0, raw)
        return QuestionTokens(
            self._vectors(text), (weights / max(float(weights.sum()), 1e-9)).astype(np.float32)
        )

    def _vectors(self, text: Tokens) -> Floats:
        row = self._rows(text.ids)
        vectors = text.features @ self._projection + self._shift
        vectors += self._residual[row] * self._residual_scale[row, None]
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(norms, 1e-9), dtype=np.float32)

    def _rows(self, ids: NDArray[np.int32]) -> NDArray[np.int32]:
        return np.where(ids < len(self._row), self._row[np.minimum(ids, len(self._row) - 1)], 0)


def similarities(question: QuestionTokens, tokens: Bytes, starts: NDArray[np.int64]) -> Floats:
    """For each question piece the best match in each passage: [pieces, passages], 0..1.

    `tokens` are the passages' vectors one after another, `starts` where each passage begins.
    """
    cosines = question.vectors @ (tokens.astype(np.float32) / 127.0).T
    best = np.maximum.reduceat(cosines, starts, axis=1)
    return np.asarray(np.square(np.maximum(best, 0.0)), dtype=np.float32)


def scores(question: QuestionTokens, tokens: Bytes, starts: NDArray[np.int64]) -> Floats:
    """The score of each passage: [passages], 0..1."""
    return np.asarray(question.weights @ similarities(question, tokens, starts))


def _dequantized(data: np.lib.npyio.NpzFile, name: str) -> Floats:
    return np.asarray(data[name] * data[f"{name}_scale"], dtype=np.float32)


@lru_cache(maxsize=1)
def retriever() -> Retriever:
    """The shipped model, loaded once per process."""
    return Retriever()
