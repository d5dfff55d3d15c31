"""Limits and clean-up: what cannot be read is refused, what hides is removed."""

from __future__ import annotations

import unicodedata

from assistant.answers import Answer, Turn
from assistant.invisible import without_invisible
from assistant.statuses import Status
from assistant.texts import say
from assistant.tuning import LONGEST_QUESTION
from knowledge.base import KnowledgeBase


def clean_up(turn: Turn, knowledge: KnowledgeBase) -> Answer | None:
    """Compose, strip and measure the question; an empty or too long one is refused."""
    turn.notes["typed"] = turn.text[:LONGEST_QUESTION]
    text = unicodedata.normalize("NFC", without_invisible(turn.text))
    text = "".join(ch if unicodedata.category(ch) != "Cc" else " " for ch in text)
    turn.text = " ".join(text.split())
    if not any(ch.isalnum() for ch in turn.text):
        return Answer(Status.REFUSED_EMPTY, say("empty", turn.language), turn.language)
    if len(turn.text) > LONGEST_QUESTION:
        text = say("too_long", turn.language, length=len(turn.text), limit=LONGEST_QUESTION)
        return Answer(Status.REFUSED_TOO_LONG, text, turn.language)
    return None
