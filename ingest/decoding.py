"""Bytes as text: UTF-8, or what an older program wrote."""

from __future__ import annotations

import codecs
import re
import unicodedata

from charset_normalizer import from_bytes

from ingest.blocks import UnreadableError

# What older Dutch files were written in: Windows, DOS, old Macs.
_OLD = ("cp1252", "cp850", "mac_roman")
# Letters and marks beyond ASCII that stand in Dutch texts; any other is a sign of a wrong guess.
_DUTCH = frozenset("éëèêïíîóöòôüúûùáäàâçñÉËÈÏÓÖÜÁÄÀÇ€’‘“”„–—…•·°§©®½¼±×²³´«»\u00a0\u00ad")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNKNOWN = "de tekencodering is niet te herkennen; sla het bestand op als UTF-8"
# How many bytes are enough to know an encoding by.
_SAMPLE = 200_000


def decode(data: bytes) -> str:
    """Text of bytes in UTF-8 or UTF-16 with a mark, else in the old encoding that reads as Dutch.

    Raises UnreadableError for what is not text, or not to be told.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(name)
            except UnicodeDecodeError:
                raise UnreadableError(_UNKNOWN) from None
    if b"\x00" in data:
        raise UnreadableError("dit is geen tekstbestand; sla het op als tekst (UTF-8)")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(_old_encoding(data), errors="replace")


def decode_as(data: bytes, label: str | None) -> str:
    """Text of bytes whose sender named the encoding; the name counts unless it is plainly wrong.

    As browsers do, ISO-8859-1 and ASCII are read as Windows-1252, which has the euro sign.
    """
    if any(data.startswith(mark) for mark, _ in _MARKS) or not label:
        return decode(data)
    name = re.sub(r"[\"'\s]", "", label).lower()
    if name in ("iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii"):
        name = "cp1252"
    try:
        return data.decode(name)
    except (LookupError, UnicodeError):
        return decode(data)


def _old_encoding(data: bytes) -> str:
    """The encoding in which most characters beyond ASCII are those of Dutch."""
    sample = data[:_SAMPLE]
    scores = {}
    for name in _OLD:
        text = sample.decode(name, errors="replace")
        strange = [ch for ch in text if ord(ch) > 126]
        good = sum(_fits(text, i) for i, ch in enumerate(text) if ord(ch) > 126)
        control = sum(1 for ch in text if ord(ch) < 32 and ch not in "\r\n\t\x0c")
        scores[name] = good / max(1, len(strange)) - control / max(1, len(text)) * 10
    best = max(_OLD, key=lambda name: scores[name])
    if scores[best] >= 0.7:
        return best
    guess = from_bytes(sample).best()
    # A guess without a language behind it is a guess at noise.
    if guess is None or guess.language == "Unknown" or _is_noise(str(guess)):
        raise UnreadableError(_UNKNOWN)
    return str(guess.encoding)


def _is_noise(text: str) -> bool:
    """Whether a text is for the most part no letters: bytes that mean something else."""
    readable = sum(ch.isalpha() or ch.isspace() for ch in text)
    return readable < 0.6 * len(text) or any(
        unicodedata.category(ch) == "Cc" for ch in text.strip() if ch not in "\r\n\t\x0c"
    )


def _fits(text: str, place: int) -> bool:
    """Whether a character is Dutch where it stands: an accented letter stands in a word."""
    ch = text[place]
    if ch not in _DUTCH:
        return False
    around = text[max(0, place - 1) : place] + text[place + 1 : place + 2]
    if ch.isalpha():
        return any(c.isascii() and c.isalpha() for c in around)
    # A quotation mark stands beside a word; only an apostrophe (foto’s) stands inside one.
    return ch in "’\u00ad" or not (len(around) == 2 and around.isalpha())
