"""Plain text: paragraphs between empty lines; a short line without a full stop is a heading."""

from __future__ import annotations

import re

from ingest.blocks import Block, Loaded, heading, item, paragraph
from ingest.cleaning import one_line, visible
from ingest.decoding import decode

_ITEM = re.compile(r"^\s*(?:[-*•–o]|\d{1,2}[.)]|[a-z][.)])\s+(?=\S)")
_UNDERLINE = re.compile(r"^\s*(=+|-{3,})\s*$")


def load(data: bytes) -> Loaded:
    """The blocks of a text file."""
    blocks: list[Block] = []
    for part in re.split(r"\n\s*\n", visible(decode(data))):
        lines = [line for line in part.split("\n") if line.strip()]
        if len(lines) > 1 and (under := _UNDERLINE.match(lines[1])):
            blocks.append(heading(one_line(lines[0]), 1 if under[1].startswith("=") else 2))
            lines = lines[2:]
        lines = [line for line in lines if not _UNDERLINE.match(line)]
        if not lines:
            continue
        if len(lines) == 1 and _is_heading(lines[0]):
            blocks.append(heading(one_line(lines[0]), 2 if blocks else 1))
        else:
            blocks += _lines(lines)
    first = next((b.text for b in blocks if b.level), None)
    return Loaded(blocks, {"title": first} if first else {})


def _lines(lines: list[str]) -> list[Block]:
    """A paragraph and the list below it; a line that is no item goes on with what it follows."""
    groups: list[list[str]] = []
    for line in lines:
        if _ITEM.match(line) or not groups:
            groups.append([line])
        else:
            groups[-1].append(line)
    return [
        item(one_line(_ITEM.sub("", "\n".join(group), count=1)))
        if _ITEM.match(group[0])
        else paragraph(one_line("\n".join(group)))
        for group in groups
    ]


def _is_heading(line: str) -> bool:
    words = line.split()
    return (
        0 < len(words) <= 8
        and len(line.strip()) > 2
        and line.strip()[-1] not in ".!,;:"
        and not _ITEM.match(line)
    )
