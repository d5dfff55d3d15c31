"""Texts into sentences, with their places."""

from __future__ import annotations

import re

# Abbreviations after which a full stop does not end a sentence.
_SHORT = {
    "art",
    "bijv",
    "bv",
    "ca",
    "dhr",
    "drs",
    "dr",
    "d.w.z",
    "e.d",
    "enz",
    "etc",
    "evt",
    "excl",
    "incl",
    "i.v.m",
    "jl",
    "max",
    "min",
    "mevr",
    "mr",
    "m.b.t",
    "n.a.v",
    "nl",
    "nr",
    "o.a",
    "o.b.v",
    "p",
    "pag",
    "resp",
    "t.a.v",
    "tel",
    "t/m",
    "t.n.v",
    "vgl",
    "v.a",
    "z.o.z",
    "z.s.m",
    "bijz",
    "st",
}
_END = re.compile(r"([.!?…]+[\"”’')\]]*)\s+(?=[\"“‘'(\[]?[A-ZÀ-Ý0-9•–-])|\n+")


def split(text: str) -> list[tuple[int, int]]:
    """(start, end) of each sentence in `text`, whitespace trimmed, in order; lines also end one."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if match.group(1) == "." and _is_short(text, match.start()):
            continue
        end = match.end(1) if match.group(1) else match.start()
        _append(spans, text, start, end)
        start = match.end()
    _append(spans, text, start, len(text))
    return spans


def _append(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        spans.append((start, end))


def _is_short(text: str, dot: int) -> bool:
    before = text[max(0, dot - 12) : dot].split()
    if not before:
        return False
    word = before[-1].lstrip("(\"“‘'").lower()
    # "3." opens a numbered article; a single capital is an initial.
    return (
        word in _SHORT
        or (len(word) == 1 and word.isalpha())
        or (word.isdigit() and (dot - len(word) == 0 or text[dot - len(word) - 1] == "\n"))
    )
