"""A follow-up is searched together with the question it follows; two questions are split."""

from __future__ import annotations

import re

from assistant.answers import Answer, Turn
from knowledge.base import KnowledgeBase
from knowledge.dutch import STOP_WORDS, words

_REFERS = re.compile(
    r"^\W*(?:en|maar|of|dus|and|but|so|ve|peki|ama|a|ale|i|і|а|але|و)\s|\b(?:daar(?:van|voor|mee|bij|tegen|over|naar|aan|in|heen|na)?|dat|die|dit|deze|ervoor|erover|ermee|ervan|erbij|erop|eraan|hiervoor|hierover|hiermee|zoiets|zo'n|dan|hetzelfde|"
    r"that|those|this|these|it|there|then|bunu|bunun|bu|onu|orada|o zaman|هذا|ذلك|هناك|عنه|to|tego|tam|wtedy|це|цього|там|тоді|цим)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?:^|\s)(?:\d\s?[).:]|[a-c]\))\s+")


def join_follow_up(turn: Turn, knowledge: KnowledgeBase) -> Answer | None:
    """Sets `turn.searched` and, for two questions in one message, `turn.parts`."""
    turn.searched = turn.text
    if turn.history and _needs_context(turn.text):
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


def _needs_context(text: str) -> bool:
    return bool(_REFERS.search(text)) or len(_telling(text)) <= 3


def _telling(text: str) -> list[str]:
    return [word for word in words(text) if word not in STOP_WORDS]
