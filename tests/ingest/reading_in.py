"""Shortcuts that say what a reader gets of some bytes."""

from __future__ import annotations

from ingest.blocks import BlockKind, Loaded
from ingest.loaders import load
from ingest.reading import Source, read
from knowledge.documents import Document


def loaded(name: str, data: bytes | str) -> Loaded:
    """The blocks of a file of this name."""
    return load("." + name.rpartition(".")[2], data.encode() if isinstance(data, str) else data)


def texts(found: Loaded, kind: str | None = None) -> list[str]:
    """The texts of all blocks, or of those of one kind."""
    return [b.text for b in found.blocks if kind is None or b.kind is BlockKind(kind)]


def whole(found: Loaded) -> str:
    """Everything a reader gets, a block a line."""
    return "\n".join(block.text for block in found.blocks)


def document(name: str, data: bytes | str, **said: object) -> Document:
    """The one document of a file."""
    raw = data.encode() if isinstance(data, str) else data
    made = read(Source("map", name, "." + name.rpartition(".")[2], "d"), raw, said)
    assert len(made.documents) == 1
    return made.documents[0]
