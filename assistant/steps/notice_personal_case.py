"""A question that only someone who knows the case can answer: marked here, handed over later.

The search still runs: the general answer is given beside the hand-over when it is sure enough.
"""

from __future__ import annotations

import re

from assistant.answers import Answer, Turn
from assistant.word_families import outcomes
from knowledge.base import KnowledgeBase

# A named child (masked by now) and its file: the words for a file in six languages.
_NAMED = re.compile(r"\[(?:naam|BSN|geboortedatum)\]")
_FILE = re.compile(
    r"\b(?:aanvra\w+|dossier|tlv|besluit|procedure|plaatsing|wachtlijst|arrangement|groeidocument|"
    r"status|uitslag|application|file|başvuru\w*|dosya\w*|wniosek|заява|طلب|ملف)\b",
    re.IGNORECASE,
)


def notice_personal_case(turn: Turn, knowledge: KnowledgeBase) -> Answer | None:
    """Sets `turn.personal`; deciding waits until the search has run."""
    named = bool(_NAMED.search(turn.text)) and bool(_FILE.search(turn.text))
    turn.personal = named or bool(outcomes("personal", turn.text))
    return None
