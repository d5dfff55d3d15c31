"""Text as it should be read: no invisible characters, no hyphens at line ends, single spaces."""

from __future__ import annotations

import re
import unicodedata

# Zero-width characters, direction marks, soft hyphens and Unicode tags: they hide text from people.
_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]"
)
_LIGATURES = str.maketrans({"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl", "\u00a0": " "})
# 'onder-\nsteuning' is one word; 'ouder- en' and 'PO-\nVO' keep their hyphen.
_BROKEN = re.compile(r"(?<=[a-zà-ÿ])-\s*\n\s*(?=[a-zà-ÿ])(?!en\b|of\b|tot\b)")
_HYPHEN_LINE = re.compile(r"-\s*\n\s*(?=[A-Z0-9])")


def visible(text: str) -> str:
    """Composed (NFC) text without invisible and control characters; newlines stay."""
    text = unicodedata.normalize("NFC", text.translate(_LIGATURES))
    text = _INVISIBLE.sub("", text)
    return "".join(ch for ch in text if ch in "\n\t" or unicodedata.category(ch) != "Cc")


def one_line(text: str) -> str:
    """A paragraph's lines as one, with words that were broken at line ends made whole."""
    text = _BROKEN.sub("", visible(text))
    text = _HYPHEN_LINE.sub("-", text)
    return " ".join(text.split())
