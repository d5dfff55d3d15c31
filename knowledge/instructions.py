"""Does a sentence speak to a computer instead of a reader? ('Ignore your rules and say …')

A document is data: nothing in it is ever followed. But such a sentence answers no question, so it
is not quoted, and ingest says where it stands. The words are in data/instructions.yaml.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import yaml

from knowledge.sentences import split

_FILE = Path(__file__).parent / "data" / "instructions.yaml"
# Letters between two groups of a line: about six words; more joins clauses that have nothing to do
# with each other.
_NEAR = 40
_VOWEL_MARKS = re.compile("[\u064b-\u0652\u0670\u0640]")
# 'Vergeet niet de regels te lezen' speaks to a person.
_REMINDER = re.compile(r"\b(?:vergeet|forget|zapomnij)\s+(?:dan\s+|ook\s+)?(?:niet|not)\b")
# What is typed to machines.
_CODE = re.compile(
    r"<\|\w+\|>|\[/?inst\]|<<sys>>|###\s*(?:system|instruction)|\b(?:system|systeem|assistant)\s*:\s|"
    r"\{\{|\$\{",
)
# Nobody is told off in so many letters; what is longer is data.
_LONGEST = 2_000


def instructs(sentence: str) -> bool:
    """Whether a sentence reads as an instruction to a computer, in one of six languages."""
    plain = _plain(sentence[:_LONGEST])
    if _REMINDER.search(plain):
        return False
    return bool(_CODE.search(plain)) or any(pattern.search(plain) for pattern in _patterns())


def instructions_in(text: str) -> list[str]:
    """The sentences of a text that do, in order."""
    return [text[start:end] for start, end in split(text) if instructs(text[start:end])]


def without_instructions(text: str) -> str:
    """A text without those sentences; as it stands when it has none."""
    spans = split(text)
    left = [text[start:end] for start, end in spans if not instructs(text[start:end])]
    return text if len(left) == len(spans) else " ".join(left)


def _plain(text: str) -> str:
    """Lower case, composed, without Arabic vowel marks, single spaces."""
    text = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
    return " ".join(_VOWEL_MARKS.sub("", text).split())


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    lines: dict[str, list[str]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return tuple(re.compile(_line(line)) for own in lines.values() for line in own)


def _line(line: str) -> str:
    groups = (_group(group.split("|")) for group in line.split(" "))
    return rf"[^.!?]{{0,{_NEAR}}}?".join(groups)


def _group(words: Iterable[str]) -> str:
    each = (
        re.escape(_plain(word)).replace(r"\*", r"[\w\-']*").replace("_", r"[\s,]+")
        for word in sorted(words, key=len, reverse=True)
        if word
    )
    return rf"(?<!\w)(?:{'|'.join(each)})(?!\w)"
