"""Phone numbers, e-mail addresses, postal addresses and links of a text, in one spelling each."""

from __future__ import annotations

import re
from functools import lru_cache

_MAIL = re.compile(r"[\w.+\-]+(?:@|\s?\[at\]\s?|\s\(at\)\s)[\w\-]+(?:\.[\w\-]+)+", re.IGNORECASE)
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>()\[\]]+|"
    r"\b(?:[a-z0-9\-]+\.)+(?:nl|com|org|eu|net|info|be|io|nu|example|de|site|online|shop|app)\b(?:/[^\s<>()\[\]]*)?",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\w€])(?:\(?\+\s?\d{1,3}\)?|00\d{2}|\(?0\d{1,3}\)?)(?:[\s\-–.()]{0,2}\d){5,11}(?!\w)|"
    r"(?<![\w€])0[89]00[\s\-]?\d{2,4}(?:[\s\-]?\d{2,4})?(?!\w)|(?<![\w€])14\s0\d{1,3}(?!\w)|"
    r"(?<![\w€.,])06[\s\-]?\d{8}(?!\w)"
)
# 'bel 112': short numbers are contacts after a word that calls; elsewhere they are numbers.
_SHORT = re.compile(
    r"\b(?:bel|belt|bellen|belde|nummer|telefoon|tel\.?|call|phone|dial|ara|arayın|zadzwoń|подзвоніть|اتصل)\s+"
    r"(?:u\s+|je\s+|direct\s+|meteen\s+|altijd\s+|naar\s+|met\s+|op\s+)*(1\d{2}|\d{4})\b",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"\b[1-9]\d{3}\s?[A-Z]{2}\b")
_STREET = re.compile(
    r"\b(?:[A-Z][\w'’.\-]*\s+){0,3}[A-Z]?[\w'’\-]*(?:straat|laan|weg|plein|kade|gracht|singel|dijk|hof|pad|dreef|steeg|"
    r"markt|park|baan|ring|plantsoen|boulevard|allee)\s+\d{1,4}\s?[a-zA-Z]?\b|\b[Pp]ostbus\s+\d+"
)


@lru_cache(maxsize=4096)
def contacts(text: str) -> tuple[frozenset[str], str]:
    """The contacts of a text, each in one spelling, and the text with them blanked out."""
    found: set[str] = set()

    def blank(spelled: str, match: re.Match[str]) -> str:
        found.add(spelled)
        return " " * len(match.group(0))

    rest = _MAIL.sub(lambda m: blank(_mail(m.group(0)), m), text)
    rest = _LINK.sub(lambda m: blank(_link(m.group(0)), m), rest)
    rest = _PHONE.sub(lambda m: blank(_phone(m.group(0)), m), rest)
    for match in _SHORT.finditer(rest):
        found.add(f"tel:{match.group(1)}")
    rest = _POSTCODE.sub(lambda m: blank(m.group(0).replace(" ", ""), m), rest)
    rest = _STREET.sub(lambda m: blank(" ".join(m.group(0).lower().split()), m), rest)
    return frozenset(found), rest


def unknown_contacts(sentence: str, source: str) -> set[str]:
    """The contacts of a sentence that do not stand in the source."""
    said, _ = contacts(sentence)
    known, _ = contacts(source)
    digits = re.sub(r"[^\d+]", "", source)
    plain = " ".join(source.lower().split())
    out = set()
    for contact in said - known:
        if contact.startswith("tel:"):
            bare = contact[4:]
            holds = re.search(rf"(?<!\d){bare}(?!\d)", source) if len(bare) <= 4 else bare in digits
        elif contact.startswith("http:"):
            holds = any(k.startswith(contact) for k in known if k.startswith("http:"))
        else:
            holds = _street_stands(contact, plain)
        if not holds:
            out.add(contact)
    return out


def _street_stands(contact: str, plain: str) -> bool:
    """A street with its number; words that the pattern took too many in front may miss."""
    words = contact.split()
    return any(" ".join(words[i:]) in plain for i in range(max(1, len(words) - 1)))


def _mail(text: str) -> str:
    return re.sub(r"\s?[\[(]at[\])]\s?", "@", text.lower()).strip(".")


def _link(text: str) -> str:
    bare = re.sub(r"^https?://", "", text.lower())
    return "http:" + re.sub(r"^www\.", "", bare).rstrip(".,;:!?/")


def _phone(text: str) -> str:
    digits = re.sub(r"[^\d+]", "", text.replace("(0)", ""))
    digits = re.sub(r"^(?:\+31|0031)", "0", digits)
    return "tel:" + digits
