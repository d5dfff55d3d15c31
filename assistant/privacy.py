"""Personal data is masked before anything else sees a text: storage, search, logs, models.

Patterns first, because they can be explained and tested. What must not be masked (public numbers,
the organisation's own contacts, places of its region) is passed in or listed here: over-masking
ordinary words makes an assistant useless.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assistant.invisible import without_invisible
from knowledge.dutch import STOP_WORDS, known

# Numbers that anyone may write: emergency lines and national help lines.
PUBLIC_NUMBERS = frozenset(
    "112 113 144 14030 08002000 08000113 08000432 08005010 09008844 09001113111 0703122887".split()
)
_MONTHS = (
    "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|"
    "jan|feb|mrt|apr|jun|jul|aug|sep|sept|okt|nov|dec|january|february|march|may|june|july|august|"
    "october|ocak|şubat|mart|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık|stycznia|"
    "lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia|"
    "січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня"
)
_DATE = rf"(?:\d{{1,2}}[-/. ]\d{{1,2}}[-/. ](?:19|20)?\d\d|\d{{1,2}}(?:e|ste|th|nd|rd|st)?\s+(?:{_MONTHS})\.?\s+(?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)"
_BIRTH_WORDS = (
    r"geboren(?:\s+op)?|geb\.?(?:\s*datum)?|geboortedatum|is\s+van|jarig\s+op|born(?:\s+on)?|date\s+of\s+birth|"
    r"dob|doğum\s+tarihi|doğumlu|urodzon[ya]|data\s+urodzenia|народився|народилася|дата\s+народження|"
    r"مواليد|تاريخ\s+الميلاد|ولد|ولدت"
)
_UP = r"[A-ZÀ-ÖØ-ÞŞİĞŁŚŻŹĆŃА-ЯҐЄІЇ]"
_LOW = r"[a-zà-öø-ÿşığłśżźćńąęа-яґєії'’\-]"
_NAME = rf"{_UP}{_LOW}+(?:[ \-](?:(?:de|den|der|van|von|el|al|ten|ter|te|in|'t|bin|ben)\s)*{_UP}{_LOW}+){{0,3}}"
_CHILD = (
    r"(?:mijn|m'n|mn|onze|ons|haar|zijn|jullie|een)\s+(?:\w+\s+)?(?:zoon|zoontje|dochter|dochtertje|kind|"
    r"kleinzoon|kleindochter|pleegzoon|pleegdochter|pleegkind|jongen|meisje|zusje|broertje|"
    r"stiefzoon|stiefdochter|neefje|nichtje|man|vrouw|ex|partner)|leerlinge?|lln|ll|"
    r"(?:my|our)\s+(?:\w+\s+)?(?:son|daughter|child|kid|boy|girl|husband|wife)|pupil|student|"
    r"oğlum|kızım|çocuğum|öğrenci|(?:mój|moja|moje|nasz|nasza|mojego|mojej|naszego)\s+(?:syn\w*|cór\w*|dzieck\w*)|"
    r"uczeń|uczennica|(?:мій|моя|наш|наша|мого|моєї)\s+(?:син\w*|доньк\w*|дитин\w*)|син|донька|"
    r"ابني|ابنتي|بنتي|طفلي|ولدي"
)
_CALLED = (
    r"(?:hij|zij|ze|kind|zoon|dochter)\s+heet|heet|genaamd|naam\s+(?:van\s+\w+\s+\w+\s+)?is|naam:|ik\s+ben|mijn\s+naam\s+is|"
    r"(?:his|her|my)\s+name\s+is|called|named|adı|ismi|ma\s+na\s+imię|nazywa\s+się|mam\s+na\s+imię|"
    r"звати|звуть|اسمه|اسمها|اسمي"
)
# Words with a capital after "mijn zoon" or "ik ben" that are no names: next to the words without
# meaning of a language, what people are, have and do.
_NOT_NAMES = re.compile(
    r"^(?:Nederlands\w*|Turks\w*|Pools\w*|Arabisch\w*|Oekra\w*|Syri\w*|Engels\w*|Marokkaan\w*|"
    r"Dutch|Turkish|Polish|Arabic|Ukrainian|Syrian|English|Türk\w*|Hollandaca|Polsk\w*|Українськ\w*|"
    r"ADHD|ADD|ASS|TOS|PDD\w*|Down\w*|Asperger\w*|Autis\w*|Dysle\w*|Dyscal\w*|Epilep\w*|Diabet\w*|"
    r"Hoogbegaafd\w*|Groep|Group|School\w*|SBO|SO|VSO|VO|TLV|OPP|EOB|IB\w*|"
    r"Moeder|Vader|Ouder\w*|Oma|Opa|Leerkracht\w*|Leraar|Lerares|Directeur|Intern\w*|Begeleid\w*|"
    r"Orthopedagoog|Psycholoog|Docent|Mentor|Juf|Meester|Nieuw\w*|Bang|Boos|Blij|Benieuwd|Zoek|Slim|"
    r"Zit|Heeft|Zonder|Diagnose|Volgend\w*|Vorig\w*|Jaar|Komt|Loopt|Leest|Vindt|Slaapt|Krijg\w*|"
    r"The|He|She|Has|Can|And|With|Is|In|From|Goes|Will|Needs)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without personal data, and the kinds that were left out, each once, in order."""

    text: str
    kinds: tuple[str, ...]


def mask(text: str, *, keep: Iterable[str] = ()) -> Masked:
    """Replace personal data by a placeholder in brackets, such as [naam] or [telefoon].

    `keep`: names and contacts that are public (places, the organisation's addresses, schools).
    """
    # A zero-width space inside a number would hide it from the patterns, not from a reader.
    text = without_invisible(text)
    kept = {word.casefold() for word in keep if word}
    kinds: list[str] = []

    def swap(kind: str, found: str) -> str:
        if kind not in kinds:
            kinds.append(kind)
        return f"[{kind}]"

    for kind, pattern, accept in _PATTERNS:

        def replace(match: re.Match[str], kind: str = kind, accept: _Accept = accept) -> str:
            value = match.groupdict().get("value") or match.group(0)
            if value.casefold().strip(" .,") in kept or not accept(value):
                return match.group(0)
            return match.group(0).replace(value, swap(kind, value), 1)

        text = pattern.sub(replace, text)
    return Masked(_names(text, kept, swap), tuple(kinds))


def _names(text: str, kept: set[str], swap: Callable[[str, str], str]) -> str:
    """Names after 'mijn zoon', 'leerling', 'hij heet' and the like; each also where it recurs."""
    found: list[str] = []
    for match in _NAMED.finditer(text):
        name = match.group("name")
        words = name.split()
        while words and _is_plain(words[0], kept):
            words = words[1:]
        while words and _is_plain(words[-1], kept):
            words = words[:-1]
        name = " ".join(words)
        if name and name.casefold() not in kept and name not in found:
            found.append(name)
    for match in _CALLED_LOWER.finditer(text):
        name = match.group("name")
        if name.casefold() not in kept and name not in found:
            found.append(name)
    for match in _BEFORE.finditer(text):
        name = match.group("name")
        if not _is_plain(name, kept) and not known(name.lower()) and name not in found:
            found.append(name)
    for name in sorted(found, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", lambda _: swap("naam", ""), text)
        first = name.split()[0]
        if len(first) > 2:
            text = re.sub(rf"(?<!\w){re.escape(first)}(?!\w)", lambda _: swap("naam", ""), text)
    return text


def _is_plain(word: str, kept: set[str]) -> bool:
    """Whether a word with a capital is an ordinary or a public one."""
    folded = word.casefold()
    return bool(_NOT_NAMES.match(word)) or folded in STOP_WORDS or folded in kept


def _is_bsn(value: str) -> bool:
    """The eleven-test of a citizen service number."""
    digits = [int(ch) for ch in value if ch.isdigit()]
    if len(digits) == 8:
        digits = [0, *digits]
    if len(digits) != 9 or not any(digits):
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(d * w for d, w in zip(digits, weights, strict=True)) % 11 == 0


def _is_iban(value: str) -> bool:
    """The check of ISO 13616: the rearranged number modulo 97 is 1."""
    plain = re.sub(r"\s", "", value).upper()
    if not 15 <= len(plain) <= 34:
        return False
    turned = plain[4:] + plain[:4]
    return int("".join(str(int(ch, 36)) for ch in turned)) % 97 == 1


def _is_private_number(value: str) -> bool:
    digits = re.sub(r"\D", "", value)
    return digits not in PUBLIC_NUMBERS and not digits.startswith(("0800", "0900", "14"))


def _always(value: str) -> bool:
    return True


_Accept = Callable[[str], bool]
_PATTERNS: list[tuple[str, re.Pattern[str], _Accept]] = [
    ("e-mail", re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+"), _always),
    (
        "IBAN",
        re.compile(r"\b[A-Za-z]{2}\d{2}(?:[ ]?[A-Za-z0-9]{4}){2,7}(?:[ ]?[A-Za-z0-9]{1,3})?\b"),
        _is_iban,
    ),
    ("BSN", re.compile(r"(?<![\d+])\d{3}[ .\-]?\d{3}[ .\-]?\d{2,3}(?!\d)"), _is_bsn),
    (
        "BSN",
        re.compile(
            r"(?i)\b(?:bsn|burgerservicenummer|sofinummer)\b\W{0,4}(?:is\s+)?(?P<value>\d[\d .\-]{6,11}\d)"
        ),
        _always,
    ),
    (
        "telefoon",
        re.compile(
            r"(?<![\w\-])(?:\+|00)\s?(?:31|32|49|48|90|380)[\s\-()]*(?:\(0\)\s?)?\d(?:[\s\-]?\d){7,10}(?!\d)"
            r"|\(0\d{1,3}\)[\s\-]?\d(?:[\s\-]?\d){5,7}(?!\d)"
            r"|(?<![\w\-])0(?:6[\s\-.]?(?:\d[\s\-.]?){7}\d|\d{1,3}[\s\-]\s?(?:\d[\s\-]?){5,7}\d|\d{9})(?!\d)"
        ),
        _is_private_number,
    ),
    (
        "geboortedatum",
        re.compile(
            rf"(?i)(?:{_BIRTH_WORDS})\s*:?\s*(?P<value>{_DATE})|(?<!\w)\((?P<other>{_DATE})\)"
        ),
        _always,
    ),
    ("adres", re.compile(r"\b[1-9]\d{3}\s?[A-Z]{2}\b(?!\s?\d)"), _always),
    (
        "adres",
        re.compile(r"(?i:\bpostcode\W{0,3}(?:is\s+)?)(?P<value>[1-9]\d{3}\s?[A-Za-z]{2})\b"),
        _always,
    ),
    (
        "adres",
        re.compile(
            rf"\b{_UP}[\w'’.\-]*(?:\s[\w'’.\-]+){{0,2}}?(?:straat|laan|weg|plein|gracht|kade|dijk|hof|singel|steeg|pad|dreef|"
            r"plantsoen|park|baan|markt|ring|erf|haven|burg)\s+\d{1,4}\s?[a-zA-Z]?\b"
        ),
        _always,
    ),
    (
        "adres",
        re.compile(
            rf"(?i:\b(?:wij|we|ik|i|we)\s+(?:woon|wonen|live)\s+(?:op|aan|at)\s+(?:de\s+|het\s+)?)(?P<value>{_UP}[\w'’\-]+(?:\s{_UP}[\w'’\-]+)*\s+\d{{1,4}}\s?[a-z]?)\b"
        ),
        _always,
    ),
]
_NAMED = re.compile(
    rf"(?:(?i:(?<!\w)(?:{_CHILD}|{_CALLED}))\s*[,(:]?\s*)(?P<name>(?:{_UP}\.\s?)+(?:(?:de|den|der|van|el|al)\s)*{_UP}{_LOW}+|{_NAME}|[\u0621-\u064A]{{3,}}(?=\s*(?:،|\()))"
)
# 'Tess, mijn dochter van 7': a name before the child, where the sentence goes on.
_BEFORE = re.compile(
    rf"(?P<name>{_UP}{_LOW}+)\s*,\s*(?:mijn|onze|ons|my|our)\s+(?:\w+\s+)?"
    r"(?:zoon\w*|dochter\w*|kind|son|daughter|child|leerling)\s*(?:,|\(|van\s+\d|of\s+\d)"
)
# After 'heet' a name may well be typed without its capital.
_CALLED_LOWER = re.compile(
    r"(?i:(?:hij|zij|ze|zoon|dochter|kind)\s+heet|(?:his|her)\s+name\s+is|اسمه|اسمها)\s+(?P<name>(?!het\b|dat\b|nu\b|een\b|de\b)[^\W\d_]{3,})"
)
