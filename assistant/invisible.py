"""Characters that no person sees: they hide instructions in a question, or a number from a mask."""

from __future__ import annotations

import re

# Zero-width characters, direction overrides and Unicode tags carry text that no person sees.
_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]"
)


def without_invisible(text: str) -> str:
    """The text as a person sees it."""
    return _INVISIBLE.sub("", text)
