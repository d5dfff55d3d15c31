"""The numbers of a text: bare, ordinal, share, amount of money, period, clock time.

A period is kept in its base unit, so that 'zes weken' and '42 dagen' are the same, while 'zes
werkdagen' and 'zes dagen' are not (words/<language>.yaml says which units share a base).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.gate.numerals import cardinals, ordinals, value
from assistant.gate.vocabulary import lines, table

TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|€|%|[^\W\d_]+(?:['’\-][^\W\d_]+)*", re.UNICODE)
_CLOCK = re.compile(r"([01]?\d|2[0-4])[.:]([0-5]\d)")
_RANGE = {"tot", "en", "of", "à", "a", "to", "and", "or", "-", "–", "t/m", "m"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a text. `value` is in the base of `unit` ('' for none); `raw` as written.

    kind: number, ordinal, share, money, period, clock (minutes after midnight).
    """

    kind: str
    value: float
    raw: float
    unit: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Words:
    numbers: dict[str, float]
    ordinals: dict[str, float]
    fractions: dict[str, float]
    units: dict[str, tuple[str, float]]
    between: frozenset[str]
    money: dict[str, float]
    percent: frozenset[str]
    compounds: bool


@lru_cache(maxsize=8)
def words_of(language: str) -> _Words:
    """The number words and units of a language."""
    data = table(language)
    units: dict[str, tuple[str, float]] = {}
    for base, factor, named in data["units"].values():
        units |= {word: (base, float(factor)) for word in str(named).split()}
    return _Words(
        numbers=cardinals(language),
        ordinals=ordinals(language),
        fractions={w: float(k) for k, ws in lines(language, "fractions").items() for w in ws},
        units=units,
        between=frozenset(str(data.get("between", "")).split()),
        money={w: float(k) for k, ws in lines(language, "money").items() for w in ws},
        percent=frozenset(str(data["percent"]).split()) | {"%"},
        compounds=language == "nl",
    )


def quantities(text: str, language: str = "nl") -> list[Quantity]:
    """The numbers of a text in order. Contacts and dates must have been blanked out before."""
    return list(_read(text, language))


@lru_cache(maxsize=4096)
def _read(text: str, language: str) -> tuple[Quantity, ...]:
    words = words_of(language)
    tokens = [
        (m.group(0).lower().replace("’", "'"), m.start(), m.end()) for m in TOKEN.finditer(text)
    ]
    out: list[Quantity] = []
    i = 0
    while i < len(tokens):
        made, used = _at(tokens, i, words, language)
        out += made
        i += used
    return tuple(_inherit(out, text))


Token = tuple[str, int, int]


def _at(tokens: list[Token], i: int, words: _Words, language: str) -> tuple[list[Quantity], int]:
    """The quantity that begins at token `i`, and how many tokens it takes (at least one)."""
    token, start, end = tokens[i]
    following = [t[0] for t in tokens[i + 1 : i + 4]] + ["", "", ""]
    if token in words.money and i + 1 < len(tokens):
        amount = _figure(tokens[i + 1][0], words, language)
        if amount is not None and token not in {"cent", "centen"}:
            amount, used = _scaled(amount, tokens, i + 2)
            return [Quantity("money", amount, amount, "euro", start, tokens[i + 1][2])], 2 + used
    whole, used = _mixed(tokens, i, words)
    spoken = _spoken_clock(tokens, i, words)
    if spoken is not None:
        return [Quantity("clock", spoken, spoken, "clock", start, tokens[i + 1][2])], 2
    number = whole if whole is not None else _figure(token, words, language)
    if number is None:
        return _worded(token, start, end, words, following), 1
    clock = _CLOCK.fullmatch(token)
    rest = i + used
    nxt = tokens[rest] if rest < len(tokens) else ("", end, end)
    if nxt[0] in words.percent:
        return [Quantity("share", number / 100, number, "%", start, nxt[2])], used + 1
    scaled, more = _scaled(number, tokens, rest)
    if more or nxt[0] in words.money:
        unit = tokens[rest + more] if rest + more < len(tokens) else ("", end, end)
        if unit[0] in words.money:
            amount = scaled * words.money[unit[0]]
            return [Quantity("money", amount, number, "euro", start, unit[2])], used + more + 1
        return [Quantity("number", scaled, scaled, "", start, nxt[2])], used + more
    if clock:
        minutes = int(clock.group(1)) * 60 + int(clock.group(2))
        return [Quantity("clock", minutes, number, "clock", start, end)], used
    skip = 1 if nxt[0] in words.between and rest + 1 < len(tokens) else 0
    unit = tokens[rest + skip] if rest + skip < len(tokens) else ("", end, end)
    if unit[0] in words.units:
        base, factor = words.units[unit[0]]
        return [Quantity("period", number * factor, number, base, start, unit[2])], used + skip + 1
    return [Quantity("number", number, number, "", start, tokens[rest - 1][2])], used


def _figure(token: str, words: _Words, language: str) -> float | None:
    return value(token, language) if token[:1].isdigit() else words.numbers.get(token)


def _mixed(tokens: list[Token], i: int, words: _Words) -> tuple[float | None, int]:
    """'anderhalf', 'half uur', 'twee en een half': a number with a half in it."""
    token = tokens[i][0]
    ahead = [t[0] for t in tokens[i + 1 : i + 4]] + ["", "", ""]
    second = words.numbers.get(ahead[0])
    if not words.compounds and token in words.numbers and second is not None:
        # 'Twenty five', 'kırk sekiz', 'أربعة عشر'.
        one = words.numbers[token]
        if (one >= 20 and one % 10 == 0 and second < 10) or (one < 10 and second == 10):
            return one + second, 2
    if token in {"anderhalf", "anderhalve"}:
        return 1.5, 1
    if token in {"half", "halve"} and (ahead[0] in words.units):
        return 0.5, 1
    first = words.numbers.get(token)
    if (
        first is not None
        and ahead[:2] in (["en", "een"], ["en", "één"])
        and ahead[2] in {"half", "halve"}
    ):
        return first + 0.5, 4
    if first is not None and ahead[0] in {"halve", "half"} and ahead[1] in words.units:
        return first * 0.5, 2
    if token.endswith("enhalf") and token[:-6] in words.numbers:
        return words.numbers[token[:-6]] + 0.5, 1
    if token.endswith("eneenhalf") and token[:-9] in words.numbers:
        return words.numbers[token[:-9]] + 0.5, 1
    return None, 1


def _spoken_clock(tokens: list[Token], i: int, words: _Words) -> float | None:
    """'Half negen' as minutes after midnight."""
    if tokens[i][0] != "half" or i + 1 >= len(tokens):
        return None
    hour = words.numbers.get(tokens[i + 1][0], 0)
    return (hour - 1) * 60 + 30 if 1 <= hour <= 12 else None


def _scaled(number: float, tokens: list[Token], i: int) -> tuple[float, int]:
    named = {"miljoen": 1e6, "million": 1e6, "milyon": 1e6, "miljard": 1e9}
    if i < len(tokens) and tokens[i][0] in named:
        return number * named[tokens[i][0]], 1
    return number, 0


def _worded(
    token: str, start: int, end: int, words: _Words, following: list[str]
) -> list[Quantity]:
    """A word that holds a number: an ordinal, a share, or number and unit in one ('zesjarig')."""
    if token in words.ordinals:
        unit, factor = words.units.get(following[0], ("", 1.0))
        number = words.ordinals[token]
        return [Quantity("ordinal", number * factor, number, unit, start, end)]
    if token in words.fractions:
        share = words.fractions[token]
        return [Quantity("share", share, share * 100, "%", start, end)]
    for cut in range(3, len(token) - 1):
        head = token[:cut].rstrip("-")
        rest = token[cut:].lstrip("-")
        if head in words.numbers and rest in words.units:
            base, factor = words.units[rest]
            number = words.numbers[head]
            return [Quantity("period", number * factor, number, base, start, end)]
    if token in {"halfuur", "halfuurtje"}:
        return [Quantity("period", 30, 0.5, "minute", start, end)]
    return []


def _inherit(found: list[Quantity], text: str) -> list[Quantity]:
    """'4 tot 6 weken': the first number has the unit of the second."""
    out: list[Quantity] = []
    for i, quantity in enumerate(found):
        after = found[i + 1] if i + 1 < len(found) else None
        if (
            quantity.kind == "number"
            and after is not None
            and after.kind in {"period", "money", "share"}
        ):
            between = set(text[quantity.end : after.start].lower().replace("/", " ").split())
            close = text[quantity.end : after.start].strip().lower()
            if close in {"-", "–", "t/m", "tot en met"} or (
                between and between <= _RANGE | {"met", "t"}
            ):
                if after.kind == "period" and after.raw:
                    factor = after.value / after.raw
                    quantity = Quantity(
                        "period",
                        quantity.raw * factor,
                        quantity.raw,
                        after.unit,
                        quantity.start,
                        quantity.end,
                    )
                elif after.kind == "share":
                    quantity = Quantity(
                        "share", quantity.raw / 100, quantity.raw, "%", quantity.start, quantity.end
                    )
                else:
                    quantity = Quantity(
                        "money", quantity.raw, quantity.raw, "euro", quantity.start, quantity.end
                    )
        out.append(quantity)
    return out
