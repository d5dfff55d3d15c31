"""A text that is still being written, cut into sentences with the numbers they cite."""

from __future__ import annotations

import re

from assistant.gate import split_cited

# Scripts without our capitals: a sentence also ends where the next word begins with such a letter.
_OTHER_SCRIPT = re.compile(r"([.!?…؟]+(?:\s*\[\d+\])*|\[\d+\])[ \t]+(?=([^\W\d_]))")
_MARKS = re.compile(r"\*\*|__|`+|^\s*(?:#+|[-*•]|\d{1,2}[.)])\s+", re.MULTILINE)
# 'The answer is:', which small models begin with.
_OPENING = re.compile(
    r"\A\s*(?:(?:het |the )?(?:antwoord|answer)(?: is)?|yanıt|cevap)\s*:\s*", re.I
)
_THINKING = re.compile(r"\s*<think>.*?(?:</think>|\Z)", re.DOTALL)
_ENDS = re.compile(r"[.!?…؟\]\"”’)]\s*\Z")

Cited = tuple[str, tuple[int, ...]]


class Sentences:
    """Gives each sentence once, as soon as the next one has begun."""

    def __init__(self) -> None:
        self._text = ""
        self._given = 0

    def add(self, piece: str) -> list[Cited]:
        """The sentences that this piece completes."""
        self._text += piece
        found = self._all()
        # '[1' may belong to the sentence before it.
        while found and (found[-1][0].startswith("[") or not _has_letter(found[-1][0])):
            found.pop()
        return self._new(found[:-1])

    def end(self) -> list[Cited]:
        """What is left when the text has ended; a sentence that was cut off is not given."""
        found = self._all()
        if found and not _ENDS.search(self._text):
            found.pop()
        return self._new([one for one in found if _has_letter(one[0])])

    def _new(self, found: list[Cited]) -> list[Cited]:
        new = found[self._given :]
        self._given += len(new)
        return new

    def _all(self) -> list[Cited]:
        text = _OPENING.sub("", _MARKS.sub("", _THINKING.sub("", self._text)))
        text = _OTHER_SCRIPT.sub(_break, text)
        return split_cited(text)


def _break(match: re.Match[str]) -> str:
    letter = match.group(2)
    ends = ord(letter) > 0x24F and not letter.islower()
    return match.group(1) + "\n" if ends else match.group(0)


def _has_letter(text: str) -> bool:
    return any(ch.isalpha() for ch in text)
