"""Letters of a PDF page that nobody sees: drawn invisibly, in the colour of the paper, far too
small, outside the page, or below a shape that covers them."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as raw

# Points: smaller letters are not read by anyone.
_SMALLEST = 2.0
# Channels of 255: from here on a colour is that of the paper; up to there it covers text.
_PALE, _DARK, _OPAQUE = 240, 60, 250
# Points beyond the edge of the page.
_EDGE = 2.0
_INVISIBLE = 3  # text render mode 'neither fill nor stroke' (ISO 32000-1, 9.3.6)
_MOST_SEGMENTS = 6

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _Shape:
    """Something painted: where, in which order, and whether it is pale, or covers what is below."""

    order: int
    box: Box
    pale: bool
    covers: bool

    def holds(self, x: float, y: float) -> bool:
        left, bottom, right, top = self.box
        return left <= x <= right and bottom <= y <= top


def unseen_letters(page: Any, text_page: Any, *, scanned: bool) -> frozenset[int]:
    """The places in the page's text (as of get_text_range) of letters that are not seen.

    `scanned`: a picture fills the page; text recognition puts its text invisibly over that.
    """
    shapes, texts = _painted(page)
    crop = page.get_cropbox() or page.get_mediabox()
    out = set()
    known: dict[int, tuple[bool, bool, int]] = {}
    for index in range(text_page.count_chars()):
        found = raw.FPDFText_GetTextObject(text_page.raw, index)
        if not found:
            continue
        address = ctypes.addressof(found.contents)
        if address not in known:
            known[address] = _look(found, texts.get(address, -1))
        invisible, pale, order = known[address]
        left, bottom, right, top = text_page.get_charbox(index)
        x, y = (left + right) / 2, (bottom + top) / 2
        if (
            (invisible and not scanned)
            or raw.FPDFText_GetFontSize(text_page.raw, index) * _scale(text_page, index) < _SMALLEST
            or _outside(x, y, crop)
            or (pale and not any(not s.pale and s.holds(x, y) for s in shapes))
            or any(s.covers and s.order > order >= 0 and s.holds(x, y) for s in shapes)
        ):
            out.add(index)
    return frozenset(out)


def _painted(page: Any) -> tuple[list[_Shape], dict[int, int]]:
    """Shapes and pictures of a page; the order in which its own texts are drawn, by address."""
    shapes: list[_Shape] = []
    texts: dict[int, int] = {}
    for order, found in enumerate(page.get_objects(max_depth=1)):
        if found.type == raw.FPDF_PAGEOBJ_TEXT:
            texts[ctypes.addressof(found.raw.contents)] = order
        elif found.type == raw.FPDF_PAGEOBJ_PATH:
            if _is_filled(found.raw):
                shapes.append(_shape(found, order))
        else:  # a picture, a gradient, a form: any colour may be in it
            shapes.append(_Shape(order, found.get_bounds(), pale=False, covers=False))
    return shapes, texts


def _shape(path: Any, order: int) -> _Shape:
    red, green, blue, alpha = _fill(path.raw)
    pale = min(red, green, blue) >= _PALE or alpha < 25
    plain = raw.FPDFPath_CountSegments(path.raw) <= _MOST_SEGMENTS
    # Only white and black: a yellow one is a marker, through which text is read.
    solid = alpha >= _OPAQUE and (pale or max(red, green, blue) <= _DARK)
    return _Shape(order, path.get_bounds(), pale=pale, covers=plain and solid)


def _is_filled(path: Any) -> bool:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, mode, stroke)
    return bool(mode.value != raw.FPDF_FILLMODE_NONE)


def _look(text: Any, order: int) -> tuple[bool, bool, int]:
    """Of a piece of text: is it drawn invisibly, is it as pale as paper, when is it drawn."""
    mode = raw.FPDFTextObj_GetTextRenderMode(text)
    red, green, blue, alpha = _fill(text)
    # Modes 1 and 2 draw an outline, which may have another colour.
    pale = mode == 0 and min(red, green, blue) >= _PALE
    return mode == _INVISIBLE or (mode == 0 and alpha < 25), pale, order


def _fill(found: Any) -> tuple[int, int, int, int]:
    parts = [ctypes.c_uint(0) for _ in range(3)] + [ctypes.c_uint(255)]
    raw.FPDFPageObj_GetFillColor(found, *parts)
    return parts[0].value, parts[1].value, parts[2].value, parts[3].value


def _scale(text_page: Any, index: int) -> float:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFText_GetMatrix(text_page.raw, index, matrix):
        return 1.0
    return max(abs(matrix.d), abs(matrix.b)) or 1.0


def _outside(x: float, y: float, crop: Box) -> bool:
    left, bottom, right, top = crop
    return not (left - _EDGE <= x <= right + _EDGE and bottom - _EDGE <= y <= top + _EDGE)
