"""Our own sentences, in six languages, in plain words (B1)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "texts"
LANGUAGES = ("nl", "en", "tr", "ar", "pl", "uk")


@lru_cache(maxsize=len(LANGUAGES))
def table(language: str) -> dict[str, str]:
    """All sentences of a language by key."""
    known = language if language in LANGUAGES else "nl"
    rows = yaml.safe_load((FOLDER / f"{known}.yaml").read_text(encoding="utf-8"))
    return {str(key): str(value).strip() for key, value in rows.items()}


def say(key: str, language: str, **values: Any) -> str:
    """One sentence, filled in. Raises KeyError for a key that does not exist."""
    return table(language)[key].format(**values)
