"""The dates of a text: day and month, month alone, weekday, year, in the spellings of a language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.gate.vocabulary import lines

_NUMERIC = re.compile(r"\b(\d{1,2})[-/.](\d{1,2})[-/.]((?:19|20)\d{2}|\d{2})\b")
_ISO = re.compile(r"\b((?:19|20)\d{2})-(\d{2})-(\d{2})\b")
_SCHOOL_YEAR = re.compile(r"\b((?:19|20)\d{2})\s*(?:[-/–]|tot|en)\s*((?:19|20)\d{2}|\d{2})\b")
# '1900 euro' and '2000 leerlingen' are no years.
_YEAR = re.compile(
    r"(?<!€)(?<!€\s)\b(?:19[5-9]|20[0-9])\d\b(?![.,]\d)(?!\s*(?:euro|€|%|procent|leerlingen|kinderen|scholen))"
)


@dataclass(frozen=True, slots=True)
class Day:
    """A date of a text; what is not said is 0. `weekday` counts from 1, Monday."""

    year: int
    month: int
    day: int
    weekday: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Patterns:
    dated: re.Pattern[str]
    ranged: re.Pattern[str]
    month: re.Pattern[str]
    weekday: re.Pattern[str]
    months: dict[str, int]
    weekdays: dict[str, int]


@lru_cache(maxsize=8)
def _patterns(language: str) -> _Patterns:
    months = {w.lower(): int(n) for n, ws in lines(language, "months").items() for w in ws}
    weekdays = {w.lower(): int(n) for n, ws in lines(language, "weekdays").items() for w in ws}
    month = "|".join(sorted(map(re.escape, months), key=len, reverse=True))
    weekday = "|".join(sorted(map(re.escape, weekdays), key=len, reverse=True))
    full = "|".join(re.escape(w) for w in months if len(w) > 4)
    # 'oktoberbijeenkomst' and 'woensdagmiddag' name a month and a weekday too; 'mei' only alone.
    glued = rf"(?:{full})(?=\w)" if language == "nl" else r"(?!)"
    part = "(?:ochtend|middag|avond|nacht|en)?(?:en|s)?" if language == "nl" else ""
    flags = re.IGNORECASE
    day = r"(\d{1,2})(?:e|ste|de|st|nd|rd|th|\.)?"
    return _Patterns(
        dated=re.compile(
            rf"\b{day}\s+(?:of\s+|de\s+)?({month})\b\.?(?:,?\s+((?:19|20)\d{{2}}))?", flags
        ),
        ranged=re.compile(
            rf"\b{day}\s*(?:tot en met|t/m|tot|en|of|-|–|to|and|do|i|ile|ve|إلى|و|та|по|і)\s*(?=\d{{1,2}}(?:e|ste|de|th|\.)?\s+(?:of\s+)?({month})\b)",
            flags,
        ),
        month=re.compile(rf"\b({month})\b|\b({glued})", flags),
        weekday=re.compile(rf"\b({weekday}){part}\b", flags),
        months=months,
        weekdays=weekdays,
    )


@lru_cache(maxsize=4096)
def dates(text: str, language: str = "nl") -> tuple[tuple[Day, ...], str]:
    """The dates of a text in order, and the text with them blanked out (same length)."""
    known = _patterns(language)
    found: list[Day] = []

    def take(pattern: re.Pattern[str], rest: str, make: object) -> str:
        def blank(match: re.Match[str]) -> str:
            day = make(match)  # type: ignore[operator]
            if day is None:
                return match.group(0)
            found.append(day)
            return " " * len(match.group(0))

        return pattern.sub(blank, rest)

    def numbered(match: re.Match[str]) -> Day | None:
        day, month, year = (int(g) for g in match.groups())
        year += 2000 if year < 100 else 0
        return _day(year, month, day, match)

    rest = take(_ISO, text, lambda m: _day(int(m[1]), int(m[2]), int(m[3]), m))
    rest = take(_NUMERIC, rest, numbered)
    rest = take(
        known.ranged, rest, lambda m: _day(0, known.months[m[2].lower()], int(m[1]), m, m.end(1))
    )
    rest = take(
        known.dated, rest, lambda m: _day(int(m[3] or 0), known.months[m[2].lower()], int(m[1]), m)
    )
    rest = take(_SCHOOL_YEAR, rest, lambda m: Day(int(m[1]), 0, 0, 0, m.start(), m.end()))
    rest = take(_YEAR, rest, lambda m: Day(int(m[0]), 0, 0, 0, m.start(), m.end()))
    rest = take(
        known.month,
        rest,
        lambda m: _named(m, known.months),
    )
    rest = take(
        known.weekday,
        rest,
        lambda m: Day(0, 0, 0, known.weekdays[m[1].lower()], m.start(), m.end()),
    )
    return tuple(sorted(found, key=lambda day: day.start)), rest


def _named(match: re.Match[str], months: dict[str, int]) -> Day | None:
    word = match[1] or match[2]
    # English 'may' and 'march' are verbs too: a month has a capital.
    if word in {"may", "march"} or (word.lower() == "mar" and not word[0].isupper()):
        return None
    return Day(0, months[word.lower()], 0, 0, match.start(), match.end())


def _day(
    year: int, month: int, day: int, match: re.Match[str], end: int | None = None
) -> Day | None:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return Day(year, month, day, 0, match.start(), end or match.end())


def same(said: Day, known: Day) -> bool:
    """Whether a date of a source carries what is said: each part that is said stands in it."""
    return all(
        not part or part == other
        for part, other in (
            (said.month, known.month),
            (said.day, known.day),
            (said.weekday, known.weekday),
            (said.year, known.year),
        )
    )
