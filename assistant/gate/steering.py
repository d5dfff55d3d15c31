"""Instructions that a document or a question smuggled into an answer, and marks that leak."""

from __future__ import annotations

import re

from assistant.gate.phrases import listed
from assistant.gate.vocabulary import LANGUAGES
from knowledge.instructions import instructs

_MARKS = re.compile(
    r"!\[[^\]]*\]|\]\(|<\s*/?\s*(?:img|a|script|iframe|svg|style|form|link|meta|object|embed)\b|"
    r"\b(?:javascript|vbscript)\s*:|\bdata:\w+/|\bfile://|&#x?[0-9a-f]+;|\{\{|\$\{|<\|\w+\|>|\[/?inst\]|"
    r"###\s*(?:system|instruction)|\b(?:system|assistant)\s*:\s",
    re.IGNORECASE,
)
# Tags, direction overrides and zero-width spaces; soft hyphens and joiners occur in honest texts.
_HIDDEN = re.compile("[\u200b\u202a-\u202e\u2060-\u2069\U000e0000-\U000e007f]")


def steers(sentence: str) -> bool:
    """Whether a sentence holds an image, a link in disguise, hidden letters or an instruction.

    Also a sentence that stands in its passage word for word: a poisoned page is quoted to nobody.
    """
    return bool(
        _MARKS.search(sentence)
        or _HIDDEN.search(sentence)
        or instructs(sentence)
        or any(listed(language, "steering").search(sentence) for language in LANGUAGES)
    )
