"""Word lists as patterns: whole words, `*` for any letters, `_` for a space, `~` for a few words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from assistant.gate.vocabulary import table


def pattern(words: Iterable[str]) -> re.Pattern[str]:
    """One pattern that finds any of the words, longest first, in any case."""
    each = (
        re.escape(word)
        .replace(r"\*", r"[\w'\-]*")
        .replace("_", r"\s+")
        .replace("\\~", "~")
        .replace("~", r"\s+(?:[^\s.?!,;:]+\s+){0,4}?")
        for word in sorted(words, key=len, reverse=True)
    )
    return re.compile(rf"(?<![\w'])(?:{'|'.join(each) or '(?!)'})(?![\w])", re.IGNORECASE)


@lru_cache(maxsize=512)
def listed(language: str, *path: str) -> re.Pattern[str]:
    """The pattern of a line of a language's file; one that finds nothing where it has none."""
    node = table(language)
    for key in path:
        node = node.get(key, {}) if isinstance(node, dict) else {}
    return pattern(str(node or "").split())
