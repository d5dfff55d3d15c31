"""Actors and negation of a sentence in another language than its Dutch passage.

There is no word-for-word comparison across languages, so these two ask less: each actor named must
be named by the passage, and a denial needs a denial in the passage.
"""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.gate.actors import places
from assistant.gate.denials import negation
from assistant.gate.phrases import listed, pattern
from assistant.gate.vocabulary import table


@lru_cache(maxsize=8)
def _named(language: str) -> dict[str, re.Pattern[str]]:
    return {name: pattern(str(line).split()) for name, line in table(language)["actors"].items()}


def wrong_actor_abroad(sentence: str, source: str, language: str) -> bool:
    """Whether a sentence names a kind of actor that the Dutch source does not."""
    known = {actor for actor, _, _ in places(source)}
    if "school" in source.lower() or "onderwijs" in source.lower():
        # 'School year', and whatever else a language says with that word.
        known.add("school")
    near = {other for actor in known for other in _standing_in(actor)} | known
    return any(
        name not in near and words.search(sentence) for name, words in _named(language).items()
    )


def denies_abroad(sentence: str, source: str, language: str) -> bool:
    """Whether a sentence denies while nothing in its Dutch source does."""
    return bool(listed(language, "negation").search(sentence)) and not negation(source)[1]


def _standing_in(actor: str) -> tuple[str, ...]:
    """Names that another language may use for a Dutch actor."""
    return tuple(
        name for name, others in table("nl")["actors_of"].items() if actor in str(others).split()
    )
