"""Whether what a model made of a follow-up is a question that may be searched."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.invisible import without_invisible
from assistant.tuning import LONGEST_REPHRASED
from assistant.writing.draft import telling
from knowledge.dutch import parts

_DIGITS = re.compile(r"\d+")
_WRAPPED = re.compile(r"^[\s\"“”'‘’›‹>]+|[\s\"“”'‘’›‹<]+$")


def stands_alone(text: str, said: Sequence[str]) -> str | None:
    """The question that a model wrote, or None when it isn't one made of what was `said`.

    One line, not too long, no number that nobody named, and no more new words than known ones.
    """
    lines = [
        _WRAPPED.sub("", line) for line in without_invisible(text).splitlines() if line.strip()
    ]
    if len(lines) != 1 or not 0 < len(lines[0]) <= LONGEST_REPHRASED:
        return None
    question, before = lines[0], " ".join(said)
    if set(_DIGITS.findall(question)) - set(_DIGITS.findall(before)) or "<" in question:
        return None
    own, known = telling(question), telling(before)
    carried = sum(1 for word in own if word in known or known & set(parts(word)))
    return question if own and carried * 2 >= len(own) else None
