"""What the Telegram door says itself, per language: bots/telegram/texts."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

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
# In the order of the menu; what each does is `menu_<command>` in the texts.
COMMANDS = ("start", "help", "bron", "secretariaat", "status", "taal", "stop")


@lru_cache(maxsize=len(LANGUAGES))
def wording(language: str) -> dict[str, str]:
    """All sentences of a language by key; Dutch for a language we do not have."""
    known = language if language in LANGUAGES else "nl"
    rows = yaml.safe_load((FOLDER / f"{known}.yaml").read_text(encoding="utf-8"))
    return {str(key): str(value).strip() for key, value in rows.items()}


def tell(key: str, language: str, **values: Any) -> str:
    """One sentence, filled in. Raises KeyError for a key that does not exist."""
    return wording(language)[key].format(**values)
