"""Each number, date and amount of a sentence stands in the passage, about the same thing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from assistant.gate import tuning
from assistant.gate.bounds import bound
from assistant.gate.carrying import carries, in_years, plainer, scale
from assistant.gate.contacts import contacts
from assistant.gate.dates import Day, dates, same
from assistant.gate.likeness import alike, content, covered, related
from assistant.gate.quantities import Quantity, quantities, words_of
from assistant.gate.shapes import Refusal
from knowledge.dutch import lemma
from knowledge.sentences import split

_ONE = re.compile(
    r"\b(?:een|één|enige|enkele?|eenmalige?|eenmaal|dezelfde|hetzelfde)\b", re.IGNORECASE
)
# Between the parts of a sentence; '2,5' has no comma in this sense.
_COMMA = re.compile(r"[,;:()]\s")
_TIMES = re.compile(r"\s+(?:keer|maal)\b", re.IGNORECASE)
_ONCE = re.compile(
    r"\b(?:eenmalige?|eenmaal|(?:één|een)\s+(?:keer|maal)|jaarlijks)\b", re.IGNORECASE
)
_NEXT = re.compile(r"\s+((?:[^\W\d_]+\s+)?[^\W\d_]+)")
_LABEL = re.compile(
    r"\b(groep(?:en)?|klas(?:sen)?|artikel(?:en)?|niveaus?|lid|fase|stap|cluster|categorie|lokaal|leerjaar)\s+"
    r"(?:[\d\s]|en|of|tot|met|t/m|,)*$",
    re.IGNORECASE,
)
_RHYTHM = re.compile(
    r"\b(?:per|elke?|iedere?|ieder)\s+(?:aangebroken\s+|volle?\s+|heel\s+|hele\s+)?(\w+)|"
    r"\b((?:dagel|wekel|maandel|jaarl|halfjaarl)ijkse?)\b"
)
_THROUGH = re.compile(r"\s*(?:tot en met|t/m|–|-)\s*(?:groep\s+|niveau\s+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a text counts and dates, in a language; `text` has the contacts blanked out."""

    text: str
    days: tuple[Day, ...]
    counted: tuple[Quantity, ...]
    language: str


@lru_cache(maxsize=4096)
def read(text: str, language: str = "nl") -> Figures:
    """The dates and numbers of a text, each read once."""
    _, without = contacts(text)
    days, rest = dates(without, language)
    return Figures(without, days, tuple(quantities(rest, language)), language)


def wrong_figure(sentence: str, source: str, language: str = "nl") -> Refusal | None:
    """The first number, amount or date of a sentence that the (Dutch) source does not carry."""
    said, known = read(sentence, language), read(source)
    for day in said.days:
        if not _dated(day, said, known):
            return Refusal.DATE
    for quantity in said.counted:
        if not _counted(quantity, said, known):
            return Refusal.AMOUNT if quantity.kind == "money" else Refusal.NUMBER
    if language == "nl" and rhythm(sentence) - rhythm(source):
        return Refusal.NUMBER
    return None


@lru_cache(maxsize=4096)
def rhythm(text: str) -> frozenset[tuple[str, float]]:
    """How often, in Dutch: the units of 'per week', 'elke week', 'wekelijks'."""
    units = words_of("nl").units
    named = (m.group(1) or m.group(2) for m in _RHYTHM.finditer(text.lower()))
    return frozenset(units[name] for name in named if name in units)


def _dated(day: Day, said: Figures, known: Figures) -> bool:
    fits = [d for d in known.days if same(day, d)]
    if not fits and day.year and day.month:
        # A year that the source gives elsewhere: 'per 1 augustus' under '2026'.
        bare = Day(0, day.month, day.day, day.weekday, day.start, day.end)
        fits = [d for d in known.days if same(bare, d) and not d.year]
        fits = fits if any(d.year == day.year for d in known.days) else []
    if not fits:
        return False
    rivals = [d for d in known.days if _kind(d) == _kind(day) and d not in fits]
    return _agrees(day, fits, rivals, said, known, dated=True)


def _kind(day: Day) -> tuple[bool, bool, bool]:
    return bool(day.day), bool(day.month), bool(day.weekday)


def _counted(quantity: Quantity, said: Figures, known: Figures) -> bool:
    if _between(quantity, said, known):
        return True
    fits = [
        q
        for q in known.counted
        if (carries(quantity, q, known.text) or (said.language != "nl" and plainer(quantity, q)))
        # 'Twee gesprekken' is not carried by 'twee weken'; a bare 'twee' and an age may be.
        and not (
            q.unit and not quantity.unit and not in_years(q) and _noun_after(quantity, said.text)
        )
    ]
    if not fits:
        if quantity.kind == "period" and quantity.unit == "minute" and quantity.raw <= 24:
            # '10 uur' may be a time of the day.
            clock = [q for q in known.counted if q.kind == "clock" and q.value == quantity.value]
            return bool(clock)
        if quantity.kind == "clock":
            return any(
                q.kind == "period" and q.value == quantity.value and q.raw <= 24
                for q in known.counted
            )
        return (
            quantity.raw == 1
            and quantity.kind in {"number", "period"}
            and _one(quantity, said, known)
        )
    if _counts_another(quantity, fits, said, known):
        return False
    rivals = [
        q
        for q in known.counted
        if q not in fits and q.kind == quantity.kind and scale(q) == scale(quantity)
    ]
    return _agrees(quantity, fits, rivals, said, known)


def _counts_another(
    quantity: Quantity, fits: Sequence[Quantity], said: Figures, known: Figures
) -> bool:
    """'Drie ochtenden' where the source has 'twee ochtenden', and 'drie' of something else.

    The same for a label: 'groep 8' where it has 'groep 7'.
    """
    if quantity.kind != "number":
        return False
    return any(
        noun
        and any(related(noun, other) for q in known.counted if (other := side(q, known.text)))
        and not any(related(noun, other) for q in fits if (other := side(q, known.text)))
        for side in (_noun_after, _noun_before)
        if (noun := side(quantity, said.text))
    )


def _noun_after(quantity: Quantity, text: str) -> str:
    """The content word right after a number; only where the next word is one."""
    match = _NEXT.match(text, quantity.end)
    return (content(match.group(1)) or ("",))[0] if match else ""


def _noun_before(quantity: Quantity, text: str) -> str:
    """The label that a number belongs to ('groep', 'artikel'), also in 'groep 7 of 8'."""
    match = _LABEL.search(text[max(0, quantity.start - 30) : quantity.start])
    return lemma(match.group(1).lower()) if match else ""


def _between(said: Quantity, figures: Figures, known: Figures) -> bool:
    """'niveau 2' is carried by 'de niveaus 1 tot en met 3'."""
    label = _noun_before(said, figures.text)
    return bool(label) and any(
        related(label, _noun_before(one, known.text))
        and one.kind == other.kind == "number"
        and one.raw < said.raw < other.raw
        and _THROUGH.fullmatch(known.text[one.end : other.start])
        for one, other in pairwise(known.counted)
    )


def _one(said: Quantity, figures: Figures, known: Figures) -> bool:
    """'één gesprek' is carried by 'een gesprek'; 'één week' by 'een week' and 'per week'."""
    after = content(figures.text[said.end : said.end + 40])[:1]
    if said.kind == "period":
        unit = figures.text[said.start : said.end].split()[-1]
        return bool(
            re.search(
                rf"\b(?:een|één|1|per|elke|iedere?|dat|die|dezelfde)\s+{re.escape(unit)}",
                known.text,
                re.I,
            )
        )
    if (after and after[0] in {"keer", "maal"}) or _TIMES.match(figures.text, said.end):
        return bool(_ONCE.search(known.text))
    for match in _ONE.finditer(known.text):
        near = content(known.text[match.end() : match.end() + 40])[:3]
        if not after or any(alike(after[0], word) for word in near):
            return True
    return False


def _agrees(
    said: Quantity | Day,
    fits: Sequence[Quantity | Day],
    rivals: Sequence[Quantity | Day],
    figures: Figures,
    known: Figures,
    *,
    dated: bool = False,
) -> bool:
    """Limits the same way, and no other number of the source fits what is said better."""
    way = bound(figures.text, said.start, said.end, figures.language, dated=dated)
    ways = {bound(known.text, q.start, q.end, "nl", dated=dated) for q in fits}
    if way and "" not in ways and way not in ways:
        return False
    if not rivals or figures.language != "nl":
        return True
    # A neighbour that the sentence names as well, 'groep 7 of 8', is no rival.
    beside = read(figures.text[max(0, said.start - 16) : said.end + 16])
    rivals = [r for r in rivals if not _named(r, beside, known.text)]
    about = _around(figures.text, said.start, said.end)
    near = _around(figures.text, said.start, said.end, commas=True)
    if not about or not rivals:
        return True
    best = max(_fit(about, near, known.text, q) for q in fits)
    margin = tuning.ANOTHER_FITS_BETTER
    return all(_fit(about, near, known.text, q) < best + margin for q in rivals)


def _named(rival: Quantity | Day, beside: Figures, source: str) -> bool:
    if isinstance(rival, Day):
        return any(same(day, rival) for day in beside.days)
    return any(carries(q, rival, source) for q in beside.counted)


def _around(text: str, start: int, end: int, *, commas: bool = False) -> tuple[str, ...]:
    """The content words near a number, within its sentence, or between two commas."""
    for first, last in split(text):
        if not first <= start < last:
            continue
        left = text[max(first, start - tuning.AROUND) : start]
        right = text[end : min(last, end + tuning.AROUND)]
        # Half words at the edges say nothing.
        left = left if start - tuning.AROUND <= first else left.partition(" ")[2]
        right = right if end + tuning.AROUND >= last else right.rpartition(" ")[0]
        if commas:
            left, right = _COMMA.split(left)[-1], _COMMA.split(right)[0]
        return content(left + " " + right)
    return ()


def _fit(about: tuple[str, ...], near: tuple[str, ...], text: str, other: Quantity | Day) -> float:
    """How well a number of the source is about what is said (0..1): its sentence and its clause."""
    wide = _share(about, _around(text, other.start, other.end))
    close = _share(near, _around(text, other.start, other.end, commas=True))
    return (wide + close) / 2 if near else wide


def _share(said: tuple[str, ...], known: tuple[str, ...]) -> float:
    return covered(said, known) / len(said) if said else 0.0
