"""Attempts to make the assistant something else, to get at data about people, or at a dose."""

from __future__ import annotations

import re

from assistant.answers import Answer, Turn
from assistant.statuses import Status
from assistant.texts import say
from assistant.word_families import outcomes
from knowledge.base import KnowledgeBase

# What is typed to machines, not to people; words are in steps/words/<language>.yaml.
_CODE = re.compile(
    r"###|<\|?\w*(?:system|im_start|im_end|inst)\b|\[/?(?:inst|system)|"
    r"\b(?:system|systeem|assistant)\s*:|\bbase64\b|drop table|select \*|<script|\{\{|\$\{|rm -rf",
    re.IGNORECASE,
)


def refuse_steering(turn: Turn, knowledge: KnowledgeBase) -> Answer | None:
    """A refusal in the asker's language; nothing is looked up, nothing is passed on."""
    if _CODE.search(turn.text) or outcomes("steering", turn.text):
        return refusal(turn)
    return None


def refusal(turn: Turn) -> Answer:
    """What an attempt gets, whatever it asked for."""
    return Answer(
        Status.REFUSED_STEERING, say("steering", turn.language), turn.language, confidence=1.0
    )
