"""The lines of a PDF page, each with its place and letter."""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as raw


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text. `size` in points; `left`, `top` and `bottom` from the page's lower left."""

    text: str
    page: int
    size: float
    bold: bool
    left: float
    top: float
    bottom: float


def lines_of(text_page: Any, page: int, unseen: frozenset[int] = frozenset()) -> list[Line]:
    """The lines of a page without the letters at the places `unseen`; place and letter from each
    line's first visible character."""
    out: list[Line] = []
    position = 0
    # pdfium writes U+FFFE for the hyphen of a word broken at a line end, and no line end after it.
    pieces = re.split("(\r?\n|\ufffe)", text_page.get_text_range())
    for number, piece in enumerate(pieces):
        if unseen and number % 2 == 0:
            # Each letter that is not seen becomes a space at its own place.
            seen = (" " if position + i in unseen else ch for i, ch in enumerate(piece))
            piece = "".join(seen)
        stripped = piece.strip()
        if stripped and number % 2 == 0:
            if pieces[number + 1 : number + 2] == ["\ufffe"]:
                stripped += "-"
            index = position + len(piece) - len(piece.lstrip())
            letter = index + next((i for i, ch in enumerate(stripped) if ch.isalpha()), 0)
            left, _, _, _ = text_page.get_charbox(index, loose=True)
            _, bottom, _, top = text_page.get_charbox(letter, loose=True)
            size = float(raw.FPDFText_GetFontSize(text_page.raw, letter))
            matrix = raw.FS_MATRIX()
            if raw.FPDFText_GetMatrix(text_page.raw, letter, matrix):
                size *= abs(matrix.d) or 1.0
            bold = _bold(text_page, letter)
            out.append(Line(stripped, page, round(size, 1), bold, left, top, bottom))
        position += len(piece)
    return out


def _bold(text_page: Any, index: int) -> bool:
    if raw.FPDFText_GetFontWeight(text_page.raw, index) >= 600:
        return True
    buffer = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(text_page.raw, index, buffer, 128, ctypes.byref(flags))
    return b"bold" in buffer.value.lower()
