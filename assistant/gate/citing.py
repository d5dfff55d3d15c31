"""A written text into sentences, each with the numbers of the passages that it cites."""

from __future__ import annotations

import re

from knowledge.sentences import split

# '[1]', '[1][2]', '[1, 2]', before the full stop or after it.
_MARKERS = re.compile(
    r"([.!?…]*)[ \t]*((?:\[\d{1,3}(?:\s*[,;]\s*\d{1,3})*\][ \t]*)+)([.!?…]*)(?=\s*(\S?))"
)
_NUMBER = re.compile(r"\d+")
# Stands for the markers while the text is divided; no text that people type holds it.
_HELD = "\ue000"


def split_cited(text: str) -> list[tuple[str, tuple[int, ...]]]:
    """Each sentence without its markers, and the numbers that stood in it or right after it.

    A sentence without a marker cites nothing: it does not borrow that of a neighbour. Markers
    before a capital end a sentence, also where the writer forgot the full stop.
    """
    cited: list[tuple[int, ...]] = []

    def hold(match: re.Match[str]) -> str:
        cited.append(tuple(int(number) for number in _NUMBER.findall(match.group(2))))
        stop = match.group(1) or match.group(3)
        following = match.group(4)
        if not stop and following.isupper():
            stop = "."
        return f" {_HELD}{stop} "

    held = _MARKERS.sub(hold, text.replace(_HELD, ""))
    numbers = iter(cited)
    out: list[tuple[str, tuple[int, ...]]] = []
    for start, end in split(held):
        piece = held[start:end]
        own = [n for _ in range(piece.count(_HELD)) for n in next(numbers)]
        sentence = " ".join(piece.replace(_HELD, "").split())
        sentence = re.sub(r"\s+([.!?…,;])", r"\1", sentence)
        if any(ch.isalnum() for ch in sentence):
            out.append((sentence, tuple(dict.fromkeys(own))))
    return out
