"""A poisoned document as a file: which technique makes which file."""

from __future__ import annotations

from bench.steering import office, pages, pdfs, plain
from bench.steering.attempts import Poison

_MAKERS = {**pages.MAKERS, **plain.MAKERS, **office.MAKERS, **pdfs.MAKERS}
TECHNIQUES = tuple(_MAKERS)


def file_of(poison: Poison) -> tuple[str, bytes]:
    """The suffix and the bytes. The first word of a technique is the format."""
    made = _MAKERS[poison.technique](poison)
    suffix = f".{poison.technique.split()[0]}"
    return suffix, made.encode() if isinstance(made, str) else made
