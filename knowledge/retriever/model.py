"""Our own small retriever on top of the built-in encoder, which stays frozen.

Two views of a text, both from the encoder's token features:

- every piece as a unit vector: a linear projection of what the encoder knows of it in its place,
  plus a learned residual for the vocabulary piece. A passage's *interaction* with a question is,
  over the question's pieces, the best cosine in the passage (negatives cut off, squared), weighted
  by a learned weight of the piece, averaged (late interaction: ColBERT, Khattab and Zaharia 2020);
- the whole as one unit vector, its *gist*: the same features weighted by piece and summed, through
  a second projection with residuals of its own.

How it is trained and what it reaches: docs/retriever.md.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.embeddings import Floats, Ints, Tokens

MODEL = Path(__file__).with_name("model.npz")

Bytes = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class PassageTokens:
    """A passage's unit vectors as 8-bit [n, dimension] (times 127), and its gist [gist_dimension]."""

    vectors: Bytes
    gist: Floats


@dataclass(frozen=True, slots=True)
class QuestionTokens:
    """A question's unit vectors [n, dimension], their weights [n] (sum 1), and its gist."""

    vectors: Floats
    weights: Floats
    gist: Floats


class Retriever:
    """The trained model, read once; arithmetic only."""

    def __init__(self, path: Path = MODEL) -> None:
        self.digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        with np.load(path, allow_pickle=False) as data:
            self._projection = _dequantized(data, "projection")
            self._gist_projection = _dequantized(data, "gist_projection")
            self._residual, self._residual_scale = data["residual"], _scale(data, "residual")
            self._gist_residual = data["gist_residual"]
            self._gist_residual_scale = _scale(data, "gist_residual")
            self._weight = data["weight"].astype(np.float32)
            self._gist_weight = data["gist_weight"].astype(np.float32)
            self._weight_features = data["weight_features"].astype(np.float32)
            self._mean = data["mean"].astype(np.float32)
            self._heading = float(data["heading"])
            pieces = data["pieces"]
        # Row 0 stands for every piece that training never saw: no residual, a rare word's weight.
        self._row = np.zeros(int(pieces.max(initial=0)) + 1, dtype=np.int32)
        self._row[pieces] = np.arange(1, len(pieces) + 1)
        self.dimension = int(self._projection.shape[1])
        self.gist_dimension = int(self._gist_projection.shape[1])

    def passage(self, text: Tokens, heading: Tokens | None = None) -> PassageTokens:
        """A passage as it is stored: its heading's pieces first, then its own."""
        features, ids = text.features - self._mean, text.ids
        scale = np.ones((len(ids), 1), dtype=np.float32)
        if heading is not None and len(heading.ids) > 2:
            features = np.concatenate([heading.features[1:-1] - self._mean, features])
            above = np.full((len(heading.ids) - 2, 1), self._heading, dtype=np.float32)
            scale = np.concatenate([above, scale])
            ids = np.concatenate([heading.ids[1:-1], ids])
        rows = self._rows(ids)
        vectors = scale * self._vectors(features, rows)
        return PassageTokens(
            np.asarray(np.rint(vectors * 127.0), dtype=np.int8), self._gist(features, rows)
        )

    def question(self, text: Tokens) -> QuestionTokens:
        """A question as it is searched with."""
        features, rows = text.features - self._mean, self._rows(text.ids)
        raw = self._weight[rows] + features @ self._weight_features
        weights = np.logaddexp(0.0, raw)
        return QuestionTokens(
            self._vectors(features, rows),
            (weights / max(float(weights.sum()), 1e-9)).astype(np.float32),
            self._gist(features, rows),
        )

    def _vectors(self, features: Floats, rows: Ints) -> Floats:
        vectors = features @ self._projection
        vectors += self._residual[rows] * self._residual_scale[rows, None]
        return _unit(vectors)

    def _gist(self, features: Floats, rows: Ints) -> Floats:
        weights = 1.0 / (1.0 + np.exp(-self._gist_weight[rows]))
        residual = self._gist_residual[rows] * self._gist_residual_scale[rows, None]
        return _unit((weights @ features) @ self._gist_projection + weights @ residual)

    def _rows(self, ids: Ints) -> Ints:
        last = len(self._row) - 1
        return np.where(ids <= last, self._row[np.minimum(ids, last)], 0).astype(np.int32)


def similarities(question: QuestionTokens, tokens: Bytes, starts: NDArray[np.int64]) -> Floats:
    """For each question piece the best match in each passage: [pieces, passages], 0..1.

    `tokens` are the passages' vectors one after another, `starts` where each passage begins.
    """
    cosines = question.vectors @ (tokens.astype(np.float32) / np.float32(127.0)).T
    best = np.maximum.reduceat(cosines, starts, axis=1)
    return np.asarray(np.square(np.maximum(best, 0.0)), dtype=np.float32)


def _unit(rows: Floats) -> Floats:
    norms = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.maximum(norms, 1e-9), dtype=np.float32)


def _scale(data: np.lib.npyio.NpzFile, name: str) -> Floats:
    return np.asarray(data[f"{name}_scale"], dtype=np.float32)


def _dequantized(data: np.lib.npyio.NpzFile, name: str) -> Floats:
    return np.asarray(data[name] * _scale(data, name), dtype=np.float32)


@lru_cache(maxsize=1)
def retriever() -> Retriever:
    """The shipped model, loaded once per process."""
    return Retriever()
