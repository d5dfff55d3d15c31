"""A question as it would read without its disguise: for noticing steering, never for answering.

Instructions are typed in other alphabets, in digits for letters, with spaces between the letters,
encoded, or backwards. Each reading is a guess; most are nonsense, which no rule knows.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import html
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

# Letters of other scripts that look like Latin ones (Unicode TR39, the ones in common use).
_ALIKE = str.maketrans(
    "асеорхуікмтвнАВЕКМНОРСТУХІЈѕјһԁԛԝοανικρτυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aceopxyikmtbhABEKMHOPCTYXIJsjhdqwoavikptuABEZHIKMNOPTYX",
)
_CYRILLIC_ALIKE = str.maketrans("aceopxyikmtbhABEKMHOPCTYXI", "асеорхуікмтвнАВЕКМНОРСТУХІ")
_DIGITS = str.maketrans("0134578@$!", "oieastbasi")
_LEET_WORD = re.compile(r"[\w@$!]*\d[\w@$!]*")
_SPACED = re.compile(r"(?:(?<=\s)|^)(?:\w[ .\-_*/|]{1,2}){3,}\w(?=[\s.!?]|$)")
_CODED = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}[ :]?){12,}")
_LATIN, _CYRILLIC = re.compile(r"[A-Za-z]"), re.compile(r"[\u0370-\u052f]")
_WORD = re.compile(r"\w+")
# Characters that are looked at: no disguise needs more, and each reading costs a pass of the rules.
_LONGEST = 2_000


def readings(text: str) -> Iterator[str]:
    """The text read in other ways, each once; without the text itself."""
    text = text[:_LONGEST]
    known = {text}
    for guess in _guesses(text):
        guess = " ".join(guess.split())
        if guess and guess not in known:
            known.add(guess)
            yield guess


def _guesses(text: str) -> Iterator[str]:
    wide = unicodedata.normalize("NFKC", text).replace("\u0640", "")
    yield wide
    yield _latin(wide)
    if _is_mixed(wide):
        yield wide.translate(_CYRILLIC_ALIKE)
    yield html.unescape(wide)
    yield unquote(wide)
    together = _SPACED.sub(lambda run: re.sub(r"[ .\-_*/|]+", "", run[0]), _gaps(wide))
    yield together.replace("\x00", " ")
    if re.search(r"[A-Za-z]\d|\d[A-Za-z]|[@$]", wide):
        letters = _LEET_WORD.sub(lambda word: word[0].translate(_DIGITS), wide)
        yield letters
        yield letters.replace("l1", "ll")
    yield wide[::-1]
    if _LATIN.search(wide):
        yield codecs.encode(wide, "rot13")
    yield from _decoded(wide)


def _latin(text: str) -> str:
    """Words that mix alphabets, or stand among Latin ones, with Latin letters only."""
    whole = _CYRILLIC.search(text) and not re.search(r"[бгджзйлпфцчшщыьэюяїєґ]", text.lower())
    return text.translate(_ALIKE) if _is_mixed(text) or whole else text


def _is_mixed(text: str) -> bool:
    """Whether a word has letters of two alphabets."""
    return any(_LATIN.search(word) and _CYRILLIC.search(word) for word in _WORD.findall(text))


def _gaps(text: str) -> str:
    """Two or more spaces between spaced letters part the words."""
    return re.sub(r" {2,}", " \x00 ", text)


def _decoded(text: str) -> Iterator[str]:
    for run in _CODED.findall(text):
        for padded in (run, run + "=" * (-len(run) % 4)):
            try:
                plain = base64.b64decode(padded, altchars=b"-_" if set("-_") & set(run) else None)
            except (binascii.Error, ValueError):
                continue
            yield from _if_text(plain)
            break
    for run in _HEX.findall(text):
        digits = re.sub(r"[^0-9a-fA-F]", "", run)
        yield from _if_text(bytes.fromhex(digits[: len(digits) // 2 * 2]))


def _if_text(plain: bytes) -> Iterator[str]:
    """Decoded bytes, when they are words."""
    try:
        text = plain.decode("utf-8")
    except UnicodeDecodeError:
        return
    letters = sum(ch.isalpha() or ch.isspace() for ch in text)
    if letters > 0.8 * len(text) > 0:
        yield text
