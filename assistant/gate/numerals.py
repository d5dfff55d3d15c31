"""Number words to values: 'zes' and 'zesendertig' in Dutch, small ones in the other languages."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.gate.vocabulary import table

_UNITS = "nul één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien".split()
_TENS = "twintig dertig veertig vijftig zestig zeventig tachtig negentig".split()
# 1.900, 1.250,50, 2,5, 10.00; the first group of a thousand has at most three digits.
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_THOUSANDS_ABROAD = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")


def _below_hundred(n: int) -> str:
    if n < 20:
        return _UNITS[n]
    ten, unit = divmod(n, 10)
    if not unit:
        return _TENS[ten - 2]
    joined = "ën" if _UNITS[unit].endswith("e") else "en"
    return f"{_UNITS[unit]}{joined}{_TENS[ten - 2]}"


def _below_thousand(n: int) -> str:
    hundred, rest = divmod(n, 100)
    if not hundred:
        return _below_hundred(rest)
    head = "honderd" if hundred == 1 else f"{_UNITS[hundred]}honderd"
    return head + (_below_hundred(rest) if rest else "")


@lru_cache(maxsize=1)
def _dutch() -> dict[str, float]:
    """Words of 1 to 999 and the thousands; 'een' is left out, since it is the article too."""
    out: dict[str, float] = {}
    for n in range(1, 1000):
        word = _below_thousand(n)
        out[word] = n
        out[word.replace("één", "een").replace("ë", "e")] = n
        out[f"{'' if n == 1 else word}duizend"] = n * 1000
    del out["een"]
    return {**out, "eén": 1, "twéé": 2}


@lru_cache(maxsize=8)
def cardinals(language: str) -> dict[str, float]:
    """Number words of a language (lower case) to their values."""
    named = {
        word: float(value)
        for value, line in table(language)["numbers"].items()
        for word in str(line).split()
    }
    return {**(_dutch() if language == "nl" else {}), **named}


@lru_cache(maxsize=8)
def ordinals(language: str) -> dict[str, float]:
    """'derde' -> 3; Dutch ones up to a hundred are made, others are listed."""
    named = {
        word: float(value)
        for value, line in table(language).get("ordinals", {}).items()
        for word in str(line).split()
    }
    if language != "nl":
        return named
    made = {}
    for word, value in cardinals("nl").items():
        if 2 <= value <= 100:
            made[word + ("de" if value < 20 and value != 8 else "ste")] = value
    return {**made, **named}


def value(digits: str, language: str) -> float | None:
    """The value of a figure as it is written in a language, or None for '3.4.1'."""
    if language != "nl" and _THOUSANDS_ABROAD.fullmatch(digits):
        return float(digits.replace(",", ""))
    if _THOUSANDS.fullmatch(digits):
        return float(digits.replace(".", "").replace(",", "."))
    try:
        return float(digits.replace(",", "."))
    except ValueError:
        return None
