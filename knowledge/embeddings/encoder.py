"""What an encoder and a reranker are, whichever model is behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]


class ModelError(Exception):
    """A model that was set cannot be used; the message says why and what to do, in Dutch."""


class Encoder(Protocol):
    """Turns texts into unit vectors; `name` changes when the vectors would."""

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def embed_questions(self, texts: Sequence[str]) -> Floats:
        """Unit vectors [len(texts), dimension]."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        """Unit vectors [len(texts), dimension]."""
        ...


class Reranker(Protocol):
    """Reads a question and a passage together."""

    def scores(self, question: str, passages: Sequence[str]) -> Floats:
        """How well each passage answers the question [len(passages)]: only the order counts."""
        ...


@dataclass(frozen=True, slots=True)
class Tokens:
    """The pieces of one text: vocabulary ids [n] and features [n, 1280] before pooling."""

    ids: Ints
    features: Floats
