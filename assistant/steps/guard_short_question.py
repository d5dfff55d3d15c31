"""One or two words that say nothing by themselves: offer subjects, do not guess."""

from __future__ import annotations

import re

from assistant.answers import Answer, Turn
from assistant.statuses import Status
from assistant.texts import say
from knowledge.base import KnowledgeBase
from knowledge.documents import Kind
from knowledge.dutch import STOP_WORDS, words

# Words that stand in every document and say nothing about a question.
_EMPTY = frozenset(
    "vraag vraagje vragen info informatie iets help probleem test uitleg antwoord nodig".split()
)


def guard_short_question(turn: Turn, knowledge: KnowledgeBase) -> Answer | None:
    """Asks what the question is about, unless its words are known terms or follow a question."""
    typed = words(re.sub(r"\[\w+\]", " ", turn.text))
    telling = [word for word in typed if word not in STOP_WORDS and word not in _EMPTY]
    if turn.history or len(typed) > 2 or turn.language != "nl":
        return None
    if telling and (knowledge.knows_term(turn.text) or any(map(knowledge.knows_term, telling))):
        return None
    if any(knowledge.knows_word(word) for word in telling):
        return None
    return Answer(
        Status.CLARIFY_SHORT,
        say("clarify_short", turn.language),
        turn.language,
        suggestions=topics(knowledge),
    )


def topics(knowledge: KnowledgeBase) -> tuple[str, ...]:
    """Up to five titles that give an idea of what can be asked: services first, then pages."""
    titles = [d.title for d in knowledge.documents() if d.kind is Kind.SERVICE]
    titles += [d.title for d in knowledge.documents() if d.kind is Kind.WEB]
    return tuple(titles[:5])
