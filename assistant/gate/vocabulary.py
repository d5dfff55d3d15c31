"""The word lists of the gate, one file a language (words/<language>.yaml)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "words"
LANGUAGES = ("nl", "en", "tr", "ar", "pl", "uk")


@lru_cache(maxsize=len(LANGUAGES))
def table(language: str) -> dict[str, Any]:
    """A language's lists; those of Dutch for a language that has none."""
    known = language if language in LANGUAGES else "nl"
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (FOLDER / f"{known}.yaml").read_text(encoding="utf-8")
    return dict(yaml.load(text, Loader=loader))


def lines(language: str, *path: str) -> dict[str, tuple[str, ...]]:
    """Name -> words, from a mapping of lines; `_` in a word stands for a space."""
    node: Any = table(language)
    for key in path:
        node = node.get(key, {})
    return {
        str(name): tuple(word.replace("_", " ") for word in str(line).split())
        for name, line in node.items()
    }
