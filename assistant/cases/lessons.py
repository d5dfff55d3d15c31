"""Known questions as lessons for the ranking and the retriever: those that passages answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from assistant.attempts import searched
from assistant.cases.known import Known
from knowledge.base import KnowledgeBase
from knowledge.lessons import Lesson


def lessons(knowledge: KnowledgeBase, known: Iterable[Known], *, today: date) -> list[Lesson]:
    """Numbers and vectors only: no text of any question stays."""
    out = []
    for asked in known:
        if not asked.passages and not asked.documents:
            continue
        turn = searched(
            knowledge, asked.question, asked.audience, today, asked.language, asked.history
        )
        if turn is None:
            continue
        made = knowledge.lesson(
            turn.notes["question"],
            asked.answered_by,
            audience=asked.audience,
            on=today,
            group=" ".join(sorted(asked.passages | asked.documents)),
        )
        if made is not None and made.right.any():
            out.append(made)
    return out
