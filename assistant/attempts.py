"""A question tried without a threshold: what would be answered, and what the judgement says of it.

For calibrating and learning. Nothing is saved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant import answering
from assistant.answers import Answer, Turn
from assistant.quoting import compose
from knowledge.base import KnowledgeBase
from knowledge.calibration import Score
from knowledge.documents import Audience, Found


@dataclass(frozen=True, slots=True)
class Attempt:
    """The score of the best passage and the answer that would be composed; none when no sentence
    holds."""

    score: Score
    answer: Answer | None
    found: list[Found]


def attempt(
    knowledge: KnowledgeBase,
    question: str,
    *,
    audience: Audience,
    today: date,
    language: str | None = None,
    history: Sequence[str] = (),
) -> Attempt | None:
    """None when a step before the sources answers (an emergency, small talk) or nothing is found."""
    turn = searched(knowledge, question, audience, today, language, history)
    if turn is None:
        return None
    parts = [found for _, found in turn.notes.get("parts", ()) if found]
    tried = [found for found in (turn.found, *parts) if found]
    if not tried:
        return None
    best = max(tried, key=lambda found: found[0].probability)[0]
    score = Score(best.features["decision"], best.features["share"], turn.language != "nl")
    return Attempt(score, compose(turn, knowledge, best.probability), turn.found)


def searched(
    knowledge: KnowledgeBase,
    question: str,
    audience: Audience,
    today: date,
    language: str | None = None,
    history: Sequence[str] = (),
) -> Turn | None:
    """The turn as it comes before the last step: the question worked out, and what was found."""
    turn = Turn(question, audience, today, tuple(history), language or "nl", language is not None)
    for step in answering.STEPS[:-1]:
        if step(turn, knowledge) is not None:
            return None
    return turn
