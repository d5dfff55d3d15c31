"""Search: what may this asker see, what is in force today, what comes closest."""

from __future__ import annotations

from assistant.answers import Answer, Turn
from knowledge.base import KnowledgeBase

LIMIT = 8


def retrieve(turn: Turn, knowledge: KnowledgeBase) -> Answer | None:
    """Fills `turn.found`, best first. Of two questions in one message each gets its say."""
    question = (
        turn.notes["read"]
        if turn.searched == turn.text and "read" in turn.notes
        else knowledge.read(turn.searched, language=turn.language)
    )
    turn.notes["question"] = question
    turn.found = knowledge.search(question, audience=turn.audience, on=turn.today, limit=LIMIT)
    extra = []
    for part in turn.parts:
        asked = knowledge.read(part, language=turn.language)
        found = knowledge.search(asked, audience=turn.audience, on=turn.today, limit=2)
        extra.append((asked, found))
    turn.notes["parts"] = extra
    return None
