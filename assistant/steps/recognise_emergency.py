"""Danger comes before every other answer: the right number first, then a person.

Families of words (steps/words/<language>.yaml): who or what is threatened next to how. A question
*about* safety policy ('wat doet Veilig Thuis?') is no emergency. What no family knows, the trained
classifier may still hear (knowledge/intents.py).
"""

from __future__ import annotations

from assistant.answers import Answer, Turn
from assistant.statuses import Status
from assistant.texts import say
from assistant.word_families import outcomes
from knowledge.base import KnowledgeBase

# In this order: who may take their own life now is helped first.
_STATUS = {
    "suicide": Status.EMERGENCY_SUICIDE,
    "danger": Status.EMERGENCY_DANGER,
    "abuse": Status.EMERGENCY_ABUSE,
}


def recognise_emergency(turn: Turn, knowledge: KnowledgeBase) -> Answer | None:
    """The emergency numbers, when someone may be in danger."""
    found = outcomes("emergency", turn.text)
    for kind, status in _STATUS.items():
        if kind in found:
            return Answer(status, say(kind, turn.language), turn.language, confidence=1.0)
    harmless = outcomes("harmless", turn.text) or "rules" in outcomes("steering", turn.text)
    if "urgent_safety" in turn.heard and not harmless:
        # Which danger is not told by a family of words: every number, the general one first.
        text = say("urgent", turn.language)
        return Answer(Status.EMERGENCY_UNCLEAR, text, turn.language, confidence=1.0)
    return None
