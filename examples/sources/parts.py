"""A source of the examples: front matter and the parts of its text, before it is typeset."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

# Dates inside the files, so that the same sources give the same bytes.
FIXED = datetime(2024, 8, 1)
BLUE = "#1F4E79"
METADATA = (
    "id",
    "title",
    "kind",
    "audience",
    "language",
    "valid_from",
    "valid_until",
    "owner",
    "url",
    "example",
)


@dataclass(frozen=True)
class House:
    """Who publishes: the author of the files, the line on the cover, the note in the properties."""

    author: str
    cover: str
    edition: str


@dataclass(frozen=True)
class Part:
    """One piece of a source: a heading, paragraph, caption, list item or table."""

    kind: str
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


def read(path: Path) -> tuple[dict[str, Any], list[Part]]:
    """The front matter and the parts of a source."""
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(front), list(_parts(body))


def _parts(body: str) -> Iterator[Part]:
    for block in re.split(r"\n\s*\n", body.strip()):
        lines = block.splitlines()
        first = lines[0]
        if match := re.match(r"(#+) (.*)", first):
            yield Part("heading", match[2], len(match[1]))
        elif first.startswith("|"):
            cells = (tuple(c.strip() for c in line.strip("|").split("|")) for line in lines)
            yield Part("table", rows=tuple(row for row in cells if set(row[0]) != {"-"}))
        elif first.startswith("- "):
            yield from (Part("bullet", line[2:]) for line in lines)
        elif re.match(r"\d+\. ", first):
            for number, line in enumerate(lines, 1):
                yield Part("number", line.split(". ", 1)[1], number)
        elif first.startswith("*"):
            yield Part("caption", first.strip("*"))
        else:
            yield Part("paragraph", " ".join(lines))


def sidecar(meta: dict[str, Any]) -> str:
    """What is said of a document, as the file beside it."""
    said = {key: meta[key] for key in METADATA if key in meta}
    return yaml.safe_dump(said, sort_keys=False, allow_unicode=True)
