"""A follow-up is searched together with the question it follows; two questions are split."""

from __future__ import annotations

import re

from assistant.answers import Answer, Turn
from knowledge.base import KnowledgeBase
from knowledge.dutch import STOP_WORDS, words

# Words that point back at the question before, per language; those of one are common in another.
_REFERS = {
    language: re.compile(rf"^\W*(?:{start})\s|(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
    for language, start, words in (
        (
            "nl",
            "en|maar|of|dus",
            r"daar(?:van|voor|mee|bij|tegen|over|naar|aan|in|heen|na|onder|door)?|dat|die|dit|deze|"
            r"hier(?:voor|over|mee|van|bij|tegen)|er(?:voor|over|mee|van|bij|op|aan|tegen|onder)|"
            r"zoiets|zo'n|dan|hetzelfde|hem|haar|ze|je het",
        ),
        ("en", "and|but|so|or", "that|those|this|these|it|its|there|then|he|she|they|them"),
        ("tr", "ve|peki|ama|ya", r"bun\w+|bu|on\w{1,3}|orada|şun\w*|o zaman"),
        ("ar", "و|ف|لكن|وهل", "هذا|هذه|ذلك|تلك|هناك|عنه|عنها|له|لها"),
        ("pl", "a|i|ale|więc", "to|tego|tam|wtedy|tym|jego|jej|niego|niej"),
        ("uk", "і|а|але|та", "це|цього|там|тоді|цим|його|її|нього|неї"),
    )
}
# Telling words up to which a question is taken to lean on the one before it. Of other languages
# the words without meaning are not known: there the whole question counts.
_FEW, _FEW_FOREIGN = 2, 4
_NUMBERED = re.compile(r"(?:^|\s)(?:\d\s?[).:]|[a-c]\))\s+")


def join_follow_up(turn: Turn, knowledge: KnowledgeBase) -> Answer | None:
    """Sets `turn.searched` and, for two questions in one message, `turn.parts`."""
    turn.searched = turn.text
    # The same question once more, after a slip of the finger, is not a follow-up of itself.
    if turn.history and turn.history[-1] != turn.text and _needs_context(turn):
        turn.searched = f"{turn.history[-1]} {turn.text}"
    turn.parts = split_questions(turn.text) if turn.searched == turn.text else []
    return None


def split_questions(text: str) -> list[str]:
    """The separate questions of a message of at most two or three, or nothing."""
    pieces = [piece.strip() for piece in _NUMBERED.split(text) if len(piece.split()) >= 3]
    if len(pieces) < 2 or not _NUMBERED.search(text):
        pieces = [piece.strip() for piece in re.findall(r"[^?؟]+[?؟]+", text)]
        # A story before the first question belongs to it; long ones are one question in two marks.
        if len(text.split()) > 45 or any(len(_telling(piece)) < 3 for piece in pieces):
            return []
    return pieces if 2 <= len(pieces) <= 3 else []


def _needs_context(turn: Turn) -> bool:
    if _REFERS[turn.language].search(turn.text) or re.match(r"و\w", turn.text):
        return True
    if turn.language == "nl":
        return len(_telling(turn.text)) <= _FEW
    return len(words(turn.text)) <= _FEW_FOREIGN


def _telling(text: str) -> list[str]:
    return [word for word in words(text) if word not in STOP_WORDS]
