"""Blocks into passages: never across a heading, never inside a sentence, 60 to 130 words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ingest.blocks import Block, BlockKind
from knowledge.documents import Passage
from knowledge.sentences import split

# Words. 90 is what the retriever was trained on (40 to 110); a section that fits in LONGEST stays
# whole, since a passage is also what a reader sees as the source.
AIM, LONGEST = 90, 130


def passages(document_id: str, blocks: Iterable[Block]) -> tuple[Passage, ...]:
    """All passages of a document, numbered from 0, with the heading path of each."""
    made: list[Passage] = []
    for section, (path, anchor, body) in enumerate(_sections(blocks)):
        for text, page in _cut(body):
            made.append(Passage(document_id, len(made), text, path, page, anchor, section))
    return tuple(made)


def _sections(
    blocks: Iterable[Block],
) -> Iterator[tuple[tuple[str, ...], str | None, list[Block]]]:
    """The text between two headings, with the headings above it."""
    path: list[tuple[int, str]] = []
    anchor: str | None = None
    body: list[Block] = []
    for block in blocks:
        if block.kind is not BlockKind.HEADING:
            body.append(block)
            continue
        if body:
            yield tuple(text for _, text in path), anchor, body
        path = [(level, text) for level, text in path if level < block.level]
        path.append((block.level, block.text))
        anchor, body = block.anchor or anchor, []
    if body:
        yield tuple(text for _, text in path), anchor, body


def _cut(body: list[Block]) -> Iterator[tuple[str, int | None]]:
    """A section as passages of about AIM words; what fits in LONGEST stays whole."""
    units = list(_units(body))
    total = sum(_words(text) for text, _, _ in units)
    if total <= LONGEST:
        yield "\n".join(_joined(units)), units[0][1]
        return
    # Even shares, so that no tail of ten words is left over.
    share = total / max(2, round(total / AIM))
    current: list[tuple[str, int | None, str]] = []
    size = 0
    for unit in units:
        length = _words(unit[0])
        if current and size + length / 2 > share:
            yield "\n".join(_joined(current)), current[0][1]
            # A list that goes on keeps the sentence that leads it in.
            current, size = [], 0
            if unit[2]:
                current, size = [(unit[2], unit[1], "")], _words(unit[2])
        current.append(unit)
        size += length
    yield "\n".join(_joined(current)), current[0][1]


def _units(body: list[Block]) -> Iterator[tuple[str, int | None, str]]:
    """What is never cut: sentences, items and rows; each with its page and a list's lead-in."""
    lead = ""
    for block in body:
        if block.kind is BlockKind.PARAGRAPH:
            spans = split(block.text)
            for start, end in spans:
                yield block.text[start:end], block.page, ""
            last = block.text[spans[-1][0] : spans[-1][1]] if spans else ""
            lead = last if last.endswith(":") and _words(last) <= 30 else ""
        else:
            mark = "- " if block.kind is BlockKind.ITEM else ""
            yield mark + block.text, block.page, lead


def _joined(units: list[tuple[str, int | None, str]]) -> Iterator[str]:
    """Lines: sentences of running text together, each item and row on its own."""
    line: list[str] = []
    for text, _, lead in units:
        if lead or text.startswith("- ") or "; " in text:
            if line:
                yield " ".join(line)
                line = []
            yield text
        else:
            line.append(text)
    if line:
        yield " ".join(line)


def _words(text: str) -> int:
    return len(text.split())
