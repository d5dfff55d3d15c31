"""Text as it should be read: no invisible characters, no hyphens at line ends, single spaces."""

from __future__ import annotations

import re
import unicodedata

# Zero-width characters, direction marks, soft hyphens and Unicode tags: they hide text from people.
_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\U000e0000-\U000e007f]"
)
_LETTERS = str.maketrans(
    {
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ﬀ": "ff",
        "ﬃ": "ffi",
        "ﬄ": "ffl",
        "ĳ": "ij",
        "Ĳ": "IJ",
        "\u00a0": " ",
        "\u2010": "-",
        "\u2011": "-",
    }
)
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# A soft hyphen that is shown stands at a line end; anywhere else it is not seen.
_SOFT = re.compile("\u00ad(?=\\s*\n)")
_UNSEEN = {"Cc", "Cs"}
# 'onder-\nsteuning' is one word; 'ouder- en' and 'PO-\nVO' keep their hyphen.
_BROKEN = re.compile(r"(?<=[a-zà-ÿ])-\s*\n\s*(?=[a-zà-ÿ])(?!en\b|of\b|tot\b)")
_HYPHEN_LINE = re.compile(r"-\s*\n\s*(?=[A-Z0-9])")


def visible(text: str) -> str:
    """Composed (NFC) text without invisible and control characters; newlines stay."""
    text = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text.translate(_LETTERS)))
    text = _INVISIBLE.sub("", _SOFT.sub("-", text))
    # Lone surrogates cannot be stored as UTF-8.
    return "".join(ch for ch in text if ch in "\n\t" or unicodedata.category(ch) not in _UNSEEN)


def one_line(text: str) -> str:
    """A paragraph's lines as one, with words that were broken at line ends made whole."""
    text = _BROKEN.sub("", visible(text))
    text = _HYPHEN_LINE.sub("-", text)
    return " ".join(text.split())
