"""Greetings, thanks and 'who are you': a short, kind reply and an offer to help."""

from __future__ import annotations

from assistant.answers import Answer, Turn
from assistant.statuses import Status
from assistant.texts import say
from assistant.word_families import wholly
from knowledge.base import KnowledgeBase

# What is replied to when a message holds several: 'hallo, wie ben je' asks who we are.
_ORDER = ("who_are_you", "bye", "thanks", "hello")


def make_small_talk(turn: Turn, knowledge: KnowledgeBase) -> Answer | None:
    """Replies when the whole message is small talk (steps/words/<language>.yaml)."""
    kinds = wholly("small_talk", turn.text)
    for key in _ORDER:
        if key in kinds:
            text = say(key, turn.language, organisation=knowledge.organisation.naam)
            return Answer(Status.ANSWERED_SMALLTALK, text, turn.language, confidence=1.0)
    return None
