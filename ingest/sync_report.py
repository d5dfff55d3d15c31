"""What a sync tells: while it runs, and when it is done."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


class Progress(Protocol):
    """Told what is going on; `total` files, then each one's name, then passages embedded."""

    def reading(self, total: int | None) -> None: ...

    def read(self, name: str) -> None: ...

    def embedding(self, done: int, total: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Failure:
    """What could not go in, and why, in Dutch."""

    source: str
    reason: str


@dataclass(slots=True)
class SyncReport:
    """What a sync did, in documents; `skipped` are files of a kind that is not a document.

    `notes` say what a person should look at in a file that did go in: hidden text that was left
    out, text that gives a computer orders.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    deleted: int = 0
    passages: int = 0
    skipped: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    notes: list[Failure] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether all went in."""
        return not self.failures
