"""What may be kept, and how."""

from __future__ import annotations

from typing import Any

from assistant import tuning
from assistant.privacy import mask
from assistant.steps.mask_personal_data import public_names
from knowledge.base import KnowledgeBase


def storable(text: str, knowledge: KnowledgeBase | None) -> str:
    """The text as it may be kept: masked, no longer than a question may be, and without the zero
    bytes that PostgreSQL refuses."""
    keep = public_names(knowledge) if knowledge else ()
    return mask(text[: tuning.LONGEST_QUESTION].replace("\0", " "), keep=keep).text


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """A citation's values as JSON can hold them."""
    return {k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in values.items()}
