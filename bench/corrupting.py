"""True sentences made false by one change, by script with a fixed seed (bench/gate.py).

Each function returns the changed sentence, or None where the sentence offers nothing to change.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from assistant.gate.dates import dates
from assistant.gate.quantities import quantities

Change = Callable[[str, str, random.Random], str | None]

_WORDS = "twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien twintig dertig veertig vijftig zestig".split()
_MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()
_DAYS = "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag".split()
_PERIODS = (
    r"(?:school|werk|kalender)?(?:dagen|dag|weken|week|maanden|maand|jaren|jaar|uren|uur|minuten)"
)
_NUMBER = re.compile(
    rf"(?<![\w€.,:/\-])(\d{{1,3}}|{'|'.join(_WORDS)})(?![\w,.:/\-]*\d)\b", re.IGNORECASE
)
_DEADLINE = re.compile(
    rf"(?<![\w])(\d{{1,3}}|{'|'.join(_WORDS)})(?=\s+(?:\w+\s+)?{_PERIODS}\b)", re.IGNORECASE
)
_UNIT = re.compile(
    r"(?<=\s)(werkdagen|schooldagen|dagen|weken|maanden|jaar|uur|minuten|schoolweken|schooljaren)\b"
)
_DATE = re.compile(
    rf"\b(\d{{1,2}})\s+({'|'.join(_MONTHS)})\b|\b({'|'.join(_DAYS)})\b|\b({'|'.join(_MONTHS)})\b"
)
_MONEY = re.compile(r"(?<=€ )\d[\d.]*(?:,\d\d)?|\b\d[\d.]*(?= euro)")
_NEGATION = re.compile(r"\b(niet|geen|nooit|zonder)\b", re.IGNORECASE)
_VERB = re.compile(
    r"\b(is|zijn|wordt|worden|kan|kunnen|mag|mogen|moet|moeten|heeft|hebben|krijgt|krijgen|geldt|gelden|betaalt|beslist|"
    r"ontvangt|ontvangen|meldt|vraagt|vergoedt|gaat|duurt|begint|komt|staat|blijft|regelt|bepaalt)\b"
)
_ACTORS = {
    "de school": "ouders de_gemeente het_schoolbestuur het_samenwerkingsverband",
    "ouders": "de_school de_gemeente het_samenwerkingsverband",
    "de ouders": "de_school de_gemeente het_samenwerkingsverband",
    "het samenwerkingsverband": "de_school de_gemeente het_schoolbestuur",
    "de gemeente": "de_school het_samenwerkingsverband ouders",
    "het schoolbestuur": "de_school de_gemeente ouders",
    "de leerplichtambtenaar": "de_directeur het_samenwerkingsverband de_inspectie",
    "de directeur": "de_leerplichtambtenaar het_schoolbestuur de_mentor",
    "de mentor": "de_directeur de_gemeente",
    "de commissie": "de_school de_gemeente de_inspectie",
    "de inspectie": "de_gemeente het_samenwerkingsverband",
    "de intern begeleider": "de_gemeente de_leerplichtambtenaar",
    "de leerkracht": "de_gemeente de_leerplichtambtenaar",
    "u": "de_school de_gemeente",
}
_CONTACTS = (
    "bel 030-{a:07d}",
    "mail naar info@{b}-hulp.nl",
    "zie www.{b}-advies.nl",
    "adres: Kerkstraat {c}, {d} AB Dorpwijk",
    "app naar 06-{e:08d}",
    "zie https://{b}.example.org/formulier",
)


def _swap(sentence: str, match: re.Match[str], new: str) -> str:
    start, end = match.start(), match.end()
    if match.group(0)[:1].isupper():
        new = new[:1].upper() + new[1:]
    return sentence[:start] + new + sentence[end:]


def _other(written: str, rng: random.Random) -> str:
    if written.isdigit():
        value = int(written)
        return str(
            rng.choice(
                [
                    n
                    for n in (value - 2, value - 1, value + 1, value + 3, value * 2)
                    if n > 1 and n != value
                ]
            )
        )
    return rng.choice([word for word in _WORDS if word != written.lower()])


def _picked(pattern: re.Pattern[str], sentence: str, rng: random.Random) -> re.Match[str] | None:
    found = list(pattern.finditer(sentence))
    return rng.choice(found) if found else None


def number(sentence: str, passage: str, rng: random.Random) -> str | None:
    """Another number, of any kind but a date."""
    _, rest = dates(sentence)
    match = _picked(_NUMBER, rest, rng)
    return _swap(sentence, match, _other(match.group(0), rng)) if match else None


def deadline(sentence: str, passage: str, rng: random.Random) -> str | None:
    """Another number of days, weeks, months or years."""
    match = _picked(_DEADLINE, sentence, rng)
    return _swap(sentence, match, _other(match.group(1), rng)) if match else None


def deadline_of_the_passage(sentence: str, passage: str, rng: random.Random) -> str | None:
    """The number of another period that the same passage gives: the hardest kind."""
    match = _picked(_DEADLINE, sentence, rng)
    if match is None:
        return None
    own = {q.raw for q in quantities(sentence)}
    others = sorted(
        {q.raw for q in quantities(passage) if q.kind == "period" and q.raw % 1 == 0} - own
    )
    return _swap(sentence, match, str(int(rng.choice(others)))) if others else None


def unit(sentence: str, passage: str, rng: random.Random) -> str | None:
    """Weeks for days, school days for working days."""
    match = _picked(_UNIT, sentence, rng)
    names = ("werkdagen", "schooldagen", "dagen", "weken", "maanden", "jaar", "uur")
    return (
        _swap(sentence, match, rng.choice([n for n in names if n != match.group(0)]))
        if match
        else None
    )


def amount(sentence: str, passage: str, rng: random.Random) -> str | None:
    """Another amount of money."""
    match = _picked(_MONEY, sentence, rng)
    if match is None:
        return None
    value = float(match.group(0).replace(".", "").replace(",", "."))
    return _swap(sentence, match, str(round(value * rng.choice((0.5, 1.1, 2.0)) + 1)))


def date(sentence: str, passage: str, rng: random.Random) -> str | None:
    """Another day, month or weekday."""
    match = _picked(_DATE, sentence, rng)
    if match is None:
        return None
    if match.group(1):
        if rng.random() < 0.5:
            day = rng.choice([n for n in range(1, 29) if n != int(match.group(1))])
            return _swap(sentence, match, f"{day} {match.group(2)}")
        month = rng.choice([m for m in _MONTHS if m != match.group(2)])
        return _swap(sentence, match, f"{match.group(1)} {month}")
    names = _DAYS if match.group(3) else _MONTHS
    return _swap(sentence, match, rng.choice([n for n in names if n != match.group(0)]))


def actor(sentence: str, passage: str, rng: random.Random) -> str | None:
    """Another actor in the place of one that is named."""
    known = re.compile(
        rf"(?<![\w-])({'|'.join(sorted(_ACTORS, key=len, reverse=True))})(?![\w-])", re.IGNORECASE
    )
    match = _picked(known, sentence, rng)
    if match is None:
        return None
    options = [o.replace("_", " ") for o in _ACTORS[match.group(0).lower()].split()]
    # Not one that the sentence names already: 'de school en de school' fools nobody.
    options = [o for o in options if o.split()[-1] not in sentence.lower()]
    return _swap(sentence, match, rng.choice(options)) if options else None


def negation_removed(sentence: str, passage: str, rng: random.Random) -> str | None:
    """'Niet' and 'geen' taken out, 'nooit' and 'zonder' turned."""
    match = _picked(_NEGATION, sentence, rng)
    if match is None or re.search(r"niet (?:alleen|meer dan|later|ouder|langer)", sentence):
        return None
    after = sentence[match.end() :]
    # 'Met dat' and 'meer' alone are no Dutch: such a sentence fools nobody.
    if match.group(0).lower() == "zonder" and re.match(r"\s+dat\b|[^,.;]*\bte\b", after):
        return None
    if after.startswith(" meer "):
        return sentence[: match.start()] + after[6:]
    new = {"niet": "", "geen": "een", "nooit": "altijd", "zonder": "met"}[match.group(0).lower()]
    return " ".join(_swap(sentence, match, new).split()).replace(" ,", ",").replace(" .", ".")


def negation_added(sentence: str, passage: str, rng: random.Random) -> str | None:
    """'Niet' after the verb of a sentence that denies nothing, or 'geen' for its article."""
    if re.search(
        r"\b(?:niet|geen|nooit|zonder|niemand|tenzij|alleen|pas|behalve|hoeft)\b",
        sentence,
        re.IGNORECASE,
    ):
        return None
    match = _VERB.search(sentence)
    article = re.search(r"(?<=\s)een(?=\s)", sentence)
    if article and rng.random() < 0.4:
        return _swap(sentence, article, "geen")
    if match is None:
        return None
    return sentence[: match.end()] + " niet" + sentence[match.end() :]


def contact(sentence: str, passage: str, rng: random.Random) -> str | None:
    """An invented phone number, address or link; one in the text becomes another."""
    mail = re.search(r"[\w.]+@[\w.]+\w", sentence)
    if mail:
        return _swap(sentence, mail, "hulp@" + mail.group(0).split("@")[1])
    made = rng.choice(_CONTACTS).format(
        a=rng.randrange(2_000_000, 9_999_999),
        b=rng.choice(("zorg", "school", "ouder", "onderwijs")),
        c=rng.randrange(1, 99),
        d=rng.randrange(1000, 9999),
        e=rng.randrange(10_000_000, 99_999_999),
    )
    return f"{sentence.rstrip('.')} ({made})."


KINDS: dict[str, Change] = {
    "number": number,
    "deadline": deadline,
    "deadline of the same passage": deadline_of_the_passage,
    "unit of time": unit,
    "amount": amount,
    "date": date,
    "contact": contact,
    "actor": actor,
    "negation removed": negation_removed,
    "negation added": negation_added,
}
