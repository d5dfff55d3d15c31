"""Personal data is masked before anything else sees the text."""

from __future__ import annotations

from assistant.answers import Answer, Turn
from assistant.privacy import mask
from knowledge.base import KnowledgeBase


def mask_personal_data(turn: Turn, knowledge: KnowledgeBase) -> Answer | None:
    """Masks the question and its history, and remembers what kinds were left out."""
    keep = public_names(knowledge)
    masked = mask(turn.text, keep=keep)
    turn.text, turn.masked = masked.text, masked.kinds
    turn.history = [mask(earlier, keep=keep).text for earlier in turn.history]
    return None


def public_names(knowledge: KnowledgeBase) -> list[str]:
    """Names and contacts of the organisation that are no personal data."""
    organisation = knowledge.organisation
    contacts = [value.split()[0] for value in organisation.contact.values() if value]
    return [
        organisation.naam,
        *organisation.gemeenten,
        *organisation.kernen,
        *organisation.kernen.values(),
        *contacts,
        *knowledge.public_contacts,
    ]
