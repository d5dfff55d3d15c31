"""What the asker seems to want, by the trained classifier: a second voice beside the rules."""

from __future__ import annotations

from assistant.answers import Answer, Turn
from knowledge.base import KnowledgeBase


def weigh_intents(turn: Turn, knowledge: KnowledgeBase) -> Answer | None:
    """Sets `turn.heard`; the question as read is kept for the search."""
    question = knowledge.read(turn.text, language=turn.language)
    turn.notes["read"] = question
    turn.heard = knowledge.intents(question)
    return None
