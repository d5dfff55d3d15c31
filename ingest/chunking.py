"""Blocks into passages: never across a heading, never inside a sentence, 60 to 130 words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.blocks import Block, BlockKind
from knowledge.documents import Passage
from knowledge.sentences import split

# Words. 90 is what the retriever was trained on (40 to 110); a section that fits in LONGEST stays
# whole, since a passage is also what a reader sees as the source.
AIM, LONGEST = 90, 130
# Characters: text without spaces or full stops (data, a drawing's labels) must not become one
# passage of a megabyte. No sentence of a policy comes near.
LONGEST_UNIT = 2_000


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is never cut: a sentence, item or row. `opens` says that it starts a line."""

    text: str
    page: int | None
    opens: bool
    lead: str = ""

    @property
    def words(self) -> int:
        return len(self.text.split())


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
    if not units:
        return
    total = sum(unit.words for unit in units)
    characters = sum(len(unit.text) for unit in units)
    if total <= LONGEST and characters <= 2 * LONGEST_UNIT:
        yield _joined(units), units[0].page
        return
    # Even shares, so that no tail of ten words is left over.
    share = total / max(2, round(total / AIM))
    current: list[_Unit] = []
    size = length = 0
    for unit in units:
        full = size + unit.words / 2 > share or length + len(unit.text) > 2 * LONGEST_UNIT
        if current and full:
            yield _joined(current), current[0].page
            # A list that goes on keeps the sentence that leads it in.
            current = [_Unit(unit.lead, unit.page, opens=True)] if unit.lead else []
            size, length = sum(u.words for u in current), sum(len(u.text) for u in current)
        current.append(unit)
        size += unit.words
        length += len(unit.text)
    yield _joined(current), current[0].page


def _units(body: list[Block]) -> Iterator[_Unit]:
    lead = ""
    for block in body:
        if block.kind is BlockKind.PARAGRAPH:
            spans = split(block.text)
            for number, (start, end) in enumerate(spans):
                for part, text in enumerate(_bounded(block.text[start:end])):
                    yield _Unit(text, block.page, opens=number == 0 and part == 0)
            last = block.text[spans[-1][0] : spans[-1][1]] if spans else ""
            lead = last if last.endswith(":") and len(last.split()) <= 30 else ""
        else:
            mark = "- " if block.kind is BlockKind.ITEM else ""
            for part, text in enumerate(_bounded(block.text)):
                yield _Unit(mark + text if part == 0 else text, block.page, part == 0, lead)


def _bounded(text: str) -> Iterator[str]:
    """The text itself, or pieces of it when it is far longer than any sentence."""
    if len(text) <= LONGEST_UNIT and text.count(" ") < 2 * LONGEST:
        yield text
        return
    words = [w[i : i + 500] for w in text.split() for i in range(0, len(w), 500)]
    current: list[str] = []
    size = 0
    for word in words:
        if current and (len(current) >= AIM or size + len(word) > LONGEST_UNIT):
            yield " ".join(current)
            current, size = [], 0
        current.append(word)
        size += len(word) + 1
    yield " ".join(current)


def _joined(units: list[_Unit]) -> str:
    """Lines: a paragraph's sentences together, each paragraph, item and row on its own."""
    lines: list[str] = []
    for unit in units:
        if unit.opens or not lines:
            lines.append(unit.text)
        else:
            lines[-1] += f" {unit.text}"
    return "\n".join(lines)
