"""Which way a number limits: six weeks at most, from the age of six, before the first of May."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.gate.vocabulary import lines

# Words between the phrase and the number: 'binnen de eerste zes weken', 'uiterlijk op 1 mei'.
_GAP = r"(?:\s+(?:op|de|het|een|dan|in|eerste|laatste|of|over|the|of))*\s*€?\s*$"
_RANGE_BEFORE = re.compile(r"(?:\d|\b(?:van|tussen|from|between)\b)[^.;]{0,25}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Bounds:
    most: re.Pattern[str]
    least: re.Pattern[str]
    most_date: re.Pattern[str]
    most_after: re.Pattern[str]
    least_after: re.Pattern[str]
    open_range: re.Pattern[str]


def _before(words: tuple[str, ...]) -> re.Pattern[str]:
    options = "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)({options or '(?!)'}){_GAP}", re.IGNORECASE)


def _after(words: tuple[str, ...]) -> re.Pattern[str]:
    options = "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))
    return re.compile(rf"^\s*(?:{options or '(?!)'})(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=8)
def _of(language: str) -> _Bounds:
    named = lines(language, "bounds")
    return _Bounds(
        most=_before(named.get("most", ())),
        least=_before(named.get("least", ())),
        most_date=_before(named.get("most_date", ())),
        most_after=_after(named.get("most_after", ())),
        least_after=_after(named.get("least_after", ())),
        open_range=_before(named.get("open_range", ())),
    )


def bound(text: str, start: int, end: int, language: str, *, dated: bool = False) -> str:
    """'most', 'least' or '' for the number at text[start:end]; '' inside 'from … to …'."""
    known = _of(language)
    before, after = text[max(0, start - 45) : start], text[end : end + 16]
    if known.least_after.match(after):
        return "least"
    if known.most_after.match(after):
        return "most"
    most, least = known.most.search(before), known.least.search(before)
    if dated and most is None:
        most = known.most_date.search(before)
    if most and least:
        # 'niet meer dan' holds 'meer dan': the longer phrase began earlier.
        return "most" if most.start(1) < least.start(1) else "least"
    if most:
        opened = known.open_range.search(before)
        if opened and _RANGE_BEFORE.search(before[: opened.start()]):
            return ""
        return "most"
    return "least" if least else ""
