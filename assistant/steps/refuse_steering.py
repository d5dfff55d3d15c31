"""Attempts to make the assistant something else, to get at data about people, or at a dose."""

from __future__ import annotations

import re

from assistant.answers import Answer, Turn
from assistant.disguises import readings
from assistant.invisible import without_invisible
from assistant.statuses import Status
from assistant.texts import say
from assistant.word_families import outcomes
from knowledge.base import KnowledgeBase
from knowledge.instructions import instructs

# What is typed to machines, not to people; words are in steps/words/<language>.yaml.
_CODE = re.compile(
    r"###|<\|?\w*(?:system|im_start|im_end|inst)\b|\[/?(?:inst|system)|"
    r"\b(?:system|systeem|assistant)\s*:|\bbase64\b|drop table|select \*|<script|\{\{|\$\{|rm -rf|"
    r"/etc/passwd|\.\./|os\.environ|\b[A-Z]+_[A-Z_]*(?:TOKEN|KEY|SECRET|PASSWORD)\b",
    re.IGNORECASE,
)
# Letters that were typed apart, without their gaps.
_APART = re.compile(
    r"(?:negeer|vergeet|ignore|disregard|forget|zignoruj|ігноруй|забудь|تجاهل|انس)\w{0,25}"
    r"(?:regels|instructi|richtlijn|rules|prompt|zasad|правил|інструкц|تعليمات|قواعد)|systeemprompt|systemprompt"
)


def refuse_steering(turn: Turn, knowledge: KnowledgeBase) -> Answer | None:
    """A refusal in the asker's language; nothing is looked up, nothing is passed on."""
    if steers(turn.text) or _in_disguise(turn):
        return refusal(turn)
    return None


def steers(text: str) -> bool:
    """Whether a text is an attempt, by what is written in it."""
    return bool(_CODE.search(text) or outcomes("steering", text) or instructs(text))


def refusal(turn: Turn) -> Answer:
    """What an attempt gets, whatever it asked for."""
    return Answer(
        Status.REFUSED_STEERING, say("steering", turn.language), turn.language, confidence=1.0
    )


def _in_disguise(turn: Turn) -> bool:
    """Whether it is one in another reading: other letters, encoded, with gaps, backwards.

    What was hidden from the asker's own eyes does not count: it was left out, and the question
    that is seen gets its answer.
    """
    typed = without_invisible(str(turn.notes.get("typed", turn.text)))
    words = typed.split()
    if sum(len(word) == 1 for word in words) > len(words) / 2 > 4 and _APART.search(
        "".join(words).lower()
    ):
        return True
    return any(steers(reading) for reading in readings(typed))
