"""What no rule knew and the trained classifier heard: after the rules, which are more precise.

Danger is heard where danger is looked for (recognise_emergency), another subject only where the
documents are not sure (answer_from_sources).
"""

from __future__ import annotations

from assistant.answers import Answer, Turn
from assistant.steps.notice_request_for_person import pass_to_person
from assistant.steps.refuse_steering import refusal
from knowledge.base import KnowledgeBase


def heed_intents(turn: Turn, knowledge: KnowledgeBase) -> Answer | None:
    """Refuses steering, hands over to a person, or marks a personal case."""
    if "steering" in turn.heard:
        return refusal(turn)
    if "wants_human" in turn.heard:
        return pass_to_person(turn, knowledge)
    turn.personal = turn.personal or "personal_case" in turn.heard
    return None
