"""The numbers that Word itself puts before headings ('Artikel 3', '2.1'); they are not in the text."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.styles.style import ParagraphStyle

_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


class Numbering:
    """Counts along while a document is read from its start (ISO/IEC 29500-1, 17.9)."""

    def __init__(self, word: WordDocument) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._lists: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        try:
            root = word.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        for abstract in root.findall(qn("w:abstractNum")):
            self._levels[abstract.get(qn("w:abstractNumId"))] = {
                int(level.get(qn("w:ilvl"))): _level(level)
                for level in abstract.findall(qn("w:lvl"))
            }
        for num in root.findall(qn("w:num")):
            target = num.find(qn("w:abstractNumId"))
            if target is not None:
                self._lists[num.get(qn("w:numId"))] = target.get(qn("w:val"))

    def label(self, paragraph: Any, style: ParagraphStyle | None) -> str:
        """What Word shows before a numbered paragraph, '' for bullets and for none."""
        number, level = _place(paragraph.find(qn("w:pPr")))
        for _ in range(10):
            if number is not None or style is None:
                break
            number, own = _place(style.element.find(qn("w:pPr")))
            level = own if level is None else level
            style = style.base_style
        abstract = self._lists.get(number or "")
        depth = level or 0
        levels = self._levels.get(abstract or "", {})
        if abstract is None or depth not in levels:
            return ""
        counts = self._counts[abstract]
        counts[depth] = counts.get(depth, levels[depth][2] - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]
        kind, pattern, _ = levels[depth]
        if kind == "bullet":
            return ""
        return re.sub(
            r"%(\d)",
            lambda m: _shown(*_count(levels, counts, int(m[1]) - 1)),
            pattern,
        ).strip()


def _level(level: Any) -> tuple[str, str, int]:
    """The kind of number, the pattern it stands in, and where it starts."""

    def value(name: str, default: str) -> str:
        found = level.find(qn(name))
        return str(found.get(qn("w:val"), default)) if found is not None else default

    return value("w:numFmt", "decimal"), value("w:lvlText", ""), int(value("w:start", "1"))


def _place(properties: Any) -> tuple[str | None, int | None]:
    numbered = properties.find(qn("w:numPr")) if properties is not None else None
    if numbered is None:
        return None, None
    number, level = numbered.find(qn("w:numId")), numbered.find(qn("w:ilvl"))
    return (
        number.get(qn("w:val")) if number is not None else None,
        int(level.get(qn("w:val"))) if level is not None else None,
    )


def _count(
    levels: dict[int, tuple[str, str, int]], counts: dict[int, int], depth: int
) -> tuple[int, str]:
    kind, _, start = levels.get(depth, ("decimal", "", 1))
    return counts.get(depth, start), kind


def _shown(count: int, kind: str) -> str:
    if kind in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (count - 1) % 26)
        return letter.upper() if kind == "upperLetter" else letter
    if kind in ("lowerRoman", "upperRoman") and count < 40:
        text = ""
        for value, letters in _ROMAN:
            while count >= value:
                text, count = text + letters, count - value
        return text if kind == "upperRoman" else text.lower()
    return str(count)
