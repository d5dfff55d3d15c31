"""What a peer is to the comparison: it takes documents in and brings texts back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

# Asked of everyone, so that finding is compared at the same depth.
FOUND = 5


@dataclass(frozen=True)
class Source:
    """A document as every peer gets it: the same text, headings above each passage."""

    id: str
    text: str


@dataclass(frozen=True)
class Hit:
    """A piece of text that a peer brought back, with its own score."""

    document: str
    text: str
    score: float


class Peer(Protocol):
    """One set-up of one library. `shown`: how many pieces its documentation hands on by default;
    `threshold`: the least score that its documentation shows in an example, if any."""

    shown: int
    threshold: float | None

    def ingest(self, sources: list[Source], folder: Path) -> None: ...

    def search(self, question: str) -> list[Hit]: ...
