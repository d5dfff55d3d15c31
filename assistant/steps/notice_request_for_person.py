"""Someone who wants a person gets one, without being talked out of it."""

from __future__ import annotations

import re

from assistant.answers import Answer, Turn
from assistant.statuses import Status
from assistant.texts import say
from assistant.word_families import outcomes
from knowledge.base import KnowledgeBase

# The whole message; other ways to ask are in steps/words/<language>.yaml.
_ONLY = re.compile(
    r"\W*(?:medewerker|mens|persoon|secretariaat|human|agent|człowiek|людина|insan|شخص|موظف)\W*",
    re.IGNORECASE,
)


def notice_request_for_person(turn: Turn, knowledge: KnowledgeBase) -> Answer | None:
    """Hands over when the asker asks for a person."""
    if not (_ONLY.fullmatch(turn.text) or outcomes("person", turn.text)):
        return None
    return pass_to_person(turn, knowledge)


def pass_to_person(turn: Turn, knowledge: KnowledgeBase) -> Answer:
    """The answer to someone who wants a person."""
    text = say("asked_for_person", turn.language, contact=contact(turn, knowledge))
    return Answer(Status.HANDOFF_ASKED_FOR_PERSON, text, turn.language, confidence=1.0)


def contact(turn: Turn, knowledge: KnowledgeBase) -> str:
    """How to reach the organisation oneself: what it has given, and nothing else."""
    loket = knowledge.organisation.contact.get("loket")
    plain = say("contact_plain", turn.language)
    return f"{say('contact_loket', turn.language, loket=loket)} {plain}" if loket else plain
