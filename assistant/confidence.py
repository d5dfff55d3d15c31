"""From which confidence an answer is given."""

from __future__ import annotations

from assistant import tuning
from knowledge.base import KnowledgeBase


def needed(knowledge: KnowledgeBase, language: str, *, others: bool = False) -> float:
    """The threshold that this knowledge base's own cases set (`wegwijs calibrate`), else the fixed
    one. `others`: the question sounds like a subject of others."""
    foreign = language != "nl"
    fixed = tuning.ANSWER_FROM_FOREIGN if foreign else tuning.ANSWER_FROM
    own = knowledge.threshold(foreign=foreign)
    lowest = fixed if own is None else own
    return max(lowest, tuning.OURS_FROM) if others else lowest
