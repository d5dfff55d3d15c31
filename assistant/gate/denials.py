"""The denials of a text: 'niet' and 'geen', limits, and words that hold a 'not' of their own."""

from __future__ import annotations

from functools import lru_cache

from assistant.gate.phrases import listed


@lru_cache(maxsize=8192)
def negation(text: str) -> tuple[bool, bool]:
    """Whether a clause holds a hard negation, and whether it holds any kind of one.

    'Niet eens' denies nothing that a source would deny too, but it is one of a kind.
    """
    text = without_idle(text)
    disagrees = listed("nl", "negation", "disagrees")
    hard = bool(listed("nl", "negation", "hard").search(disagrees.sub(" ", text)))
    return hard, hard or any(
        listed("nl", "negation", kind).search(text) for kind in ("disagrees", "soft", "negative")
    )


def without_idle(text: str) -> str:
    """The text without phrases that hold 'niet' and deny nothing."""
    return listed("nl", "negation", "idle").sub(" ", text)


@lru_cache(maxsize=8192)
def count_denials(text: str) -> tuple[int, int]:
    """How often a text denies outright, and in any way."""
    hard, soft, negative = (
        len(listed("nl", "negation", kind).findall(without_idle(text)))
        for kind in ("hard", "soft", "negative")
    )
    return hard, hard + soft + negative


def denies_more(one: str, other: str) -> bool:
    hard, every = count_denials(one)
    hard_there, every_there = count_denials(other)
    return hard > hard_there and every > every_there


def denies_anew(one: str, other: str) -> bool:
    return count_denials(other)[0] == 0 and denies_more(one, other)
