"""Questions to begin with: those that the documents themselves ask, and surely answer."""

from __future__ import annotations

import re
from datetime import date
from weakref import WeakKeyDictionary

from assistant import tuning
from bots.web.wording import wording
from knowledge.base import KnowledgeBase
from knowledge.documents import Audience, Kind

MOST = 4
# Shorter ones lean on the page they stand on; longer ones do not fit on a button of a phone.
SHORTEST, LONGEST = 30, 60
# 'Wat is …?' of every page would only ask for meanings; who, how and when come first.
_FIRST = ("Wie ", "Hoe ", "Wanneer ", "Waar ")
# Words that point at what stands above the heading: alone such a question means nothing.
_LEANS = re.compile(r"\b(er\w*|dit|dat|die|deze|hier\w*|daar\w*|dan|zo'n)\b", re.IGNORECASE)
# Looked up once for each index, language and day.
_known: WeakKeyDictionary[KnowledgeBase, dict[tuple[str, date], list[str]]] = WeakKeyDictionary()


def suggested(knowledge: KnowledgeBase | None, language: str, today: date) -> list[str]:
    """Up to four questions: in Dutch those of the documents, in another language our own.

    Each of them is answered from the documents at hand, or it is not suggested.
    """
    if knowledge is None:
        return []
    known = _known.setdefault(knowledge, {})
    if (language, today) not in known:
        asked = (
            _of_the_documents(knowledge)
            if language == "nl"
            else [q for q in wording(language)["questions"].split("|") if q]
        )
        answered = [q for q in asked if _answers(knowledge, q, language, today)]
        # Spread over the documents, the same for everyone who looks.
        step = max(1, len(answered) // MOST)
        known[language, today] = answered[::step][:MOST]
    return known[language, today]


def _of_the_documents(knowledge: KnowledgeBase) -> list[str]:
    """One question of each page, where it has one that can stand alone."""
    found: list[str] = []
    for document in sorted(knowledge.documents(), key=lambda d: d.id):
        if document.audience is not Audience.EVERYONE or document.kind is not Kind.WEB:
            continue
        asked = [
            passage.heading[-1]
            for passage in document.passages
            if passage.heading and passage.heading[-1].endswith("?")
        ]
        found += [
            question
            for question in asked
            if question.startswith(_FIRST)
            and SHORTEST <= len(question) <= LONGEST
            and not _LEANS.search(question)
        ][:1]
    return found


def _answers(knowledge: KnowledgeBase, question: str, language: str, today: date) -> bool:
    read = knowledge.read(question, language=language)
    found = knowledge.search(read, audience=Audience.EVERYONE, on=today, limit=1)
    needed = tuning.ANSWER_FROM if language == "nl" else tuning.ANSWER_FROM_FOREIGN
    return bool(found) and found[0].probability >= needed
