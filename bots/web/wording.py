"""What the chat and the status page say themselves, per language: bots/web/texts."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

from assistant.texts import LANGUAGES

FOLDER = Path(__file__).parent / "texts"
# Each language by its own name, as people look for it.
NAMES = {
    "nl": "Nederlands",
    "en": "English",
    "tr": "Türkçe",
    "ar": "العربية",
    "pl": "Polski",
    "uk": "Українська",
}


@lru_cache(maxsize=len(LANGUAGES))
def wording(language: str) -> dict[str, str]:
    """All sentences of a language by key; Dutch for a language we do not have."""
    known = language if language in LANGUAGES else "nl"
    rows = yaml.safe_load((FOLDER / f"{known}.yaml").read_text(encoding="utf-8"))
    return {str(key): str(value).strip() for key, value in rows.items()}


def direction(language: str) -> str:
    """Which way a language is written: ltr or rtl."""
    return "rtl" if language == "ar" else "ltr"
