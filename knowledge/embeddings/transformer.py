"""Any sentence-transformers model, and any cross-encoder, from a folder on this machine.

Needs the extra `wegwijs[transformers]`. Nothing is fetched here, and no code that a model brings
along is run.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.embeddings import files
from knowledge.embeddings.encoder import Floats, ModelError
from knowledge.embeddings.prefixes import Prefixes


class TransformerEncoder:
    """A sentence-transformers model with its prefixes; loaded when first used."""

    def __init__(self, folder: Path, prefixes: Prefixes, *, batch: int, setting: str) -> None:
        self._folder, self._setting, self._batch = folder, setting, batch
        self.prefixes = prefixes
        self.name = (
            f"sentence-transformers/{files.digest(folder)}/{prefixes.question}|{prefixes.passage}"
        )
        self._lock = threading.Lock()
        self._model: Any = None

    @property
    def dimension(self) -> int:
        """How long its vectors are. Loads the model; raises ModelError."""
        with self._lock:
            return int(self._loaded().get_embedding_dimension())

    def embed_questions(self, texts: Sequence[str]) -> Floats:
        """Unit vectors [len(texts), dimension]. Raises ModelError."""
        return self._embed(texts, self.prefixes.question)

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        """Unit vectors [len(texts), dimension]. Raises ModelError."""
        return self._embed(texts, self.prefixes.passage)

    def _embed(self, texts: Sequence[str], prefix: str) -> Floats:
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        with self._lock:  # its tokenizer is not made for two threads at once
            rows = self._loaded().encode(
                list(texts),
                prompt=prefix,  # also when empty: what the model does by itself is not relied on
                batch_size=self._batch,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return np.asarray(rows, dtype=np.float32)

    def _loaded(self) -> Any:
        if self._model is None:
            self._model = _opened("SentenceTransformer", self._folder, self._setting)
        return self._model


class CrossEncoderReranker:
    """A cross-encoder: reads question and passage together, so slower and keener."""

    def __init__(self, folder: Path, *, batch: int, setting: str) -> None:
        self._folder, self._setting, self._batch = folder, setting, batch
        self._lock = threading.Lock()
        self._model: Any = None

    def scores(self, question: str, passages: Sequence[str]) -> Floats:
        """How well each passage answers [len(passages)]; only the order counts. Raises ModelError."""
        if not passages:
            return np.empty(0, dtype=np.float32)
        with self._lock:
            if self._model is None:
                self._model = _opened("CrossEncoder", self._folder, self._setting)
            rows = self._model.predict(
                [(question, passage) for passage in passages],
                batch_size=self._batch,
                show_progress_bar=False,
            )
        scores = np.asarray(rows, dtype=np.float32)
        if scores.shape != (len(passages),):
            raise ModelError(
                f"Het model in {self._folder} geeft niet één cijfer per passage, dus het is geen "
                f"model om te ordenen. Zet {self._setting} goed."
            )
        return scores


def _opened(kind: str, folder: Path, setting: str) -> Any:
    """A model from its folder. Raises ModelError."""
    try:
        import sentence_transformers
    except ModuleNotFoundError as error:
        raise ModelError(files.missing(setting)) from error
    try:
        return getattr(sentence_transformers, kind)(
            str(folder), local_files_only=True, trust_remote_code=False, device="cpu"
        )
    except Exception as error:  # damaged, incomplete, another kind: the library has many errors
        raise ModelError(
            f"Het model in {folder} gaat niet open ({type(error).__name__}). Is de map volledig, en "
            f"werkt het model zonder eigen programmacode? Zet {setting} goed."
        ) from error
