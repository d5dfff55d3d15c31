"""What a knowledge base learned of how people ask: small changes to the retriever's questions.

Per vocabulary piece a change of its vector and of its weight, on the side of the question only. So
nothing that is stored of the passages changes, and no index is made anew.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.embeddings import Floats, Ints
from knowledge.retriever.model import QuestionTokens


@dataclass(frozen=True, slots=True)
class Adaptation:
    """`pieces` [n] in rising order, `change` [n, dimension] added to a piece's unit vector, `weight`
    [n] added to the logarithm of its weight."""

    pieces: NDArray[np.int32]
    change: Floats
    weight: Floats

    def question(self, ids: Ints, asked: QuestionTokens) -> QuestionTokens:
        """The question as it is searched with here."""
        if not len(self.pieces):
            return asked
        place = np.searchsorted(self.pieces, ids)
        place = np.minimum(place, len(self.pieces) - 1)
        known = self.pieces[place] == ids
        vectors = asked.vectors + np.where(known[:, None], self.change[place], 0.0)
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        weights = asked.weights * np.exp(np.where(known, self.weight[place], 0.0))
        return QuestionTokens(
            vectors.astype(np.float32),
            (weights / max(float(weights.sum()), 1e-9)).astype(np.float32),
            asked.gist,
        )


def none(dimension: int) -> Adaptation:
    """No change at all."""
    return Adaptation(
        np.empty(0, np.int32), np.empty((0, dimension), np.float32), np.empty(0, np.float32)
    )
