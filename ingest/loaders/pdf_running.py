"""What stands on every page and is no text: headers, footers, page numbers; and contents pages."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise, takewhile
from statistics import median

from ingest.loaders.pdf_lines import Line

_LEADER = re.compile(r"(?:(?:\.\s?){4,}|…{2,}|_{4,})\s*\d{1,4}\s*$")
_CONTENTS = re.compile(
    r"^(?:inhoud|inhoudsopgave|inhoud(?:sopgave)? .{0,20}|contents)$", re.IGNORECASE
)
_ENDS_IN_NUMBER = re.compile(r"\D(\d{1,4})$")
_PAGE_NUMBER = re.compile(
    r"^[-–—|\s]*(?:(?:pagina|pag\.?|blz\.?|bladzijde|p\.)\s*)?\d{1,4}"
    r"(?:\s*(?:/|van|of)\s*\d{1,4})?[-–—|\s]*$|^[ivxl]{1,6}$",
    re.IGNORECASE,
)
# Lines at the top and at the bottom of a page that may be header or footer.
_EDGE = 3


def without_running(lines: list[Line], pages: int) -> list[Line]:
    """The lines that are text."""
    by_page: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        by_page[line.page].append(line)
    edges = {page: _edges(own) for page, own in by_page.items()}
    running = _repeated([line for top, foot in edges.values() for line in (*top, *foot)], pages)
    kept: list[Line] = []
    contents_before = False
    for page, own in by_page.items():
        # From the page's edge inwards: what stands below a line of text is text.
        apart = {
            id(line)
            for edge in edges[page]
            for line in takewhile(lambda n: n in running or _PAGE_NUMBER.match(n.text), edge)
        }
        text = [line for line in own if id(line) not in apart]
        if page > max(12, pages / 4):
            contents_before = False  # a contents page stands at the front
            kept += [line for line in text if not _LEADER.search(line.text)]
            continue
        text, contents_before = _without_contents(text, goes_on=contents_before)
        kept += text
    return kept


def _edges(own: list[Line]) -> tuple[list[Line], list[Line]]:
    """The lines nearest to the top and to the foot of a page, outermost first."""
    ordered = sorted(own, key=lambda line: -line.top)
    foot = ordered[max(_EDGE, len(ordered) - _EDGE) :]
    return ordered[:_EDGE], foot[::-1]


def _repeated(edges: list[Line], pages: int) -> set[Line]:
    """Edge lines that come back: on many pages, or chapter by chapter at one same place."""
    body = median(line.size for line in edges) if edges else 0.0
    shapes: dict[str, set[int]] = defaultdict(set)
    placed: dict[tuple[str, int], set[int]] = defaultdict(set)
    for line in edges:
        shapes[_shape(line, body)].add(line.page)
        placed[_shape(line, body), round(line.top)].add(line.page)
    often = max(3, 0.3 * pages)
    # A header with the chapter's name: short runs of one text, but always at the same height.
    heights: Counter[int] = Counter()
    for (_, top), on in placed.items():
        if len(on) >= 2:
            heights[top] += len(on)
    chapter = {top for top, count in heights.items() if count >= 0.5 * pages}
    return {
        line
        for line in edges
        if len(shapes[_shape(line, body)]) >= often
        or (round(line.top) in chapter and len(placed[_shape(line, body), round(line.top)]) >= 2)
    }


def _shape(line: Line, body: float) -> str:
    """A line without its numbers; in large letters 'Artikel 3' and 'Artikel 4' are two headings."""
    text = line.text.lower()
    return text if line.size > body * 1.08 else re.sub(r"\d+", "#", text)


def _without_contents(own: list[Line], *, goes_on: bool) -> tuple[list[Line], bool]:
    """A page without its table of contents, and whether that may go on over the page."""
    start = next((i for i, line in enumerate(own) if _CONTENTS.match(line.text)), None)
    if start is None and goes_on:
        start = -1
    kept = [line for line in own if not _LEADER.search(line.text)]
    leaders = len(own) - len(kept)
    if start is None:
        return kept, leaders >= max(3, 0.4 * len(own))
    found = [(i, _ENDS_IN_NUMBER.search(own[i].text)) for i in range(start + 1, len(own))]
    # Page numbers only go up, and stand on most lines from the first entry to the last.
    entries = [i for i, match in found if match]
    numbers = [int(match[1]) for _, match in found if match]
    rising = all(a <= b for a, b in pairwise(numbers))
    if len(entries) < 3 or not rising or len(entries) < 0.4 * (entries[-1] - start):
        return [line for line in kept if not _CONTENTS.match(line.text)], False
    rest = [line for line in own[entries[-1] + 1 :] if not _LEADER.search(line.text)]
    return own[: max(start, 0)] + rest, not rest
