"""What the assistant may not say: that somebody will do something for the asker."""

from __future__ import annotations

from assistant.gate.likeness import content, covered
from assistant.gate.phrases import listed
from assistant.gate.vocabulary import LANGUAGES


def promises(sentence: str, source: str) -> bool:
    """Whether a sentence promises something: 'ik' never may, 'wij' only as its source does.

    All six languages are tried: a model may answer in another one than it was asked to.
    """
    ours = listed("nl", "promises", "ours").search(source)
    for language in LANGUAGES:
        if listed(language, "promises", "i").search(sentence):
            return True
        for found in listed(language, "promises", "we").finditer(sentence):
            said = content(found.group(0))
            if not ours or (language == "nl" and covered(said, content(source)) < len(said)):
                return True
    return False
