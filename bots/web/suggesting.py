"""Questions to begin with: those that the documents themselves ask and answer."""

from __future__ import annotations

from bots.web.wording import wording
from knowledge.base import KnowledgeBase
from knowledge.documents import Audience, Kind

MOST = 4
# Shorter ones lean on the page they stand on; longer ones do not fit on a button of a phone.
SHORTEST, LONGEST = 30, 60
# 'Wat is …?' of every page would only ask for meanings; who, how and when come first.
_FIRST = ("Wie ", "Hoe ", "Wanneer ", "Waar ")


def suggested(knowledge: KnowledgeBase | None, language: str) -> list[str]:
    """Up to four questions, each of another document; our own ones in another language."""
    if language != "nl":
        return [q for q in wording(language)["questions"].split("|") if q]
    if knowledge is None:
        return []
    found: list[str] = []
    for document in sorted(knowledge.documents(), key=lambda d: d.id):
        if document.audience is not Audience.EVERYONE or document.kind is not Kind.WEB:
            continue
        asked = [
            passage.heading[-1]
            for passage in document.passages
            if passage.heading and passage.heading[-1].endswith("?")
        ]
        fitting = [q for q in asked if q.startswith(_FIRST) and SHORTEST <= len(q) <= LONGEST]
        found += fitting[:1]
    # Spread over the documents, the same for everyone who looks.
    step = max(1, len(found) // MOST)
    return found[::step][:MOST]
