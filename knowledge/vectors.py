"""Vectors in Chroma. The only module that imports chromadb.

A collection belongs to one generation of the index and is never written after it is published, so
readers and the writer never share a Chroma directory that is being changed.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from knowledge.embeddings import Floats

# Chroma takes at most a few thousand rows a call (its own limit depends on SQLite's build).
BATCH = 2_000
NAME = "passages"


class VectorsError(Exception):
    """Chroma could not write: a full or read-only disk, a damaged file, a server that is away."""


class Vectors:
    """The passage vectors of one generation, by passage id."""

    def __init__(self, collection: Any, client: Any) -> None:
        self._collection, self._client = collection, client

    @classmethod
    def embedded(cls, folder: Path) -> Vectors:
        """Open (or create) the collection in a folder of this process's own machine."""
        import chromadb
        from chromadb.config import Settings

        with _writing():
            client = chromadb.PersistentClient(
                path=str(folder), settings=Settings(anonymized_telemetry=False)
            )
            return cls(_collection(client, NAME), client)

    @classmethod
    def server(cls, url: str, name: str, *, fresh: bool = False) -> Vectors:
        """Open (or create) a generation's collection on a Chroma server; `fresh` empties it first:
        a crash may have left one half written."""
        client = _server(url)
        if fresh:
            _forget(client, name)
        return cls(_collection(client, f"wegwijs-{name}"), client)

    def add(self, ids: Sequence[str], vectors: Floats) -> None:
        """Add unit vectors [n, dimension] under their passage ids; existing ids are replaced.

        Raises VectorsError.
        """
        with _writing():
            for start in range(0, len(ids), BATCH):
                self._collection.upsert(
                    ids=list(ids[start : start + BATCH]), embeddings=vectors[start : start + BATCH]
                )

    def remove(self, ids: Sequence[str]) -> None:
        """Remove passages; unknown ids are ignored. Raises VectorsError."""
        with _writing():
            for start in range(0, len(ids), BATCH):
                self._collection.delete(ids=list(ids[start : start + BATCH]))

    def nearest(self, vector: Floats, limit: int) -> list[tuple[str, float]]:
        """Passage ids with their cosine to the question's vector, nearest first."""
        limit = min(limit, self.count())
        if limit < 1:
            return []
        got = self._collection.query(
            query_embeddings=[vector], n_results=limit, include=["distances"]
        )
        return [
            (passage, 1.0 - float(distance))
            for passage, distance in zip(got["ids"][0], got["distances"][0], strict=True)
        ]

    def count(self) -> int:
        """How many passages are stored."""
        return int(self._collection.count())

    def close(self) -> None:
        """Let go of the files, so that the folder can be moved or copied."""
        close = getattr(self._client, "close", None)
        if close is not None:
            close()


@contextmanager
def _writing() -> Iterator[None]:
    """Chroma's own errors, and those of the SQLite below it, as ours."""
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, sqlite3.Error) as error:
        raise VectorsError(str(error)) from error


def forget(url: str, name: str) -> None:
    """Remove a generation's collection from a Chroma server, if it is there."""
    _forget(_server(url), name)


def copy_embedded(source: Path, target: Path) -> None:
    """Start a generation's collection from a published one."""
    shutil.copytree(source, target)


def _collection(client: Any, name: str) -> Any:
    return client.get_or_create_collection(
        name, metadata={"hnsw:space": "cosine"}, embedding_function=None
    )


def _server(url: str) -> Any:
    import chromadb
    from chromadb.config import Settings

    parts = urlsplit(url)
    return chromadb.HttpClient(
        host=parts.hostname or "localhost",
        port=parts.port or (443 if parts.scheme == "https" else 80),
        ssl=parts.scheme == "https",
        settings=Settings(anonymized_telemetry=False),
    )


def _forget(client: Any, name: str) -> None:
    from chromadb.errors import NotFoundError

    with suppress(NotFoundError):
        client.delete_collection(f"wegwijs-{name}")
