"""May this sentence be shown? The checks in order; the first that objects is the reason."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.gate.shapes import Evidence, Refusal

_DIGITS = re.compile(r"\d+")
_CONTACT = re.compile(r"[\w.+\-]+@[\w.\-]+\w|(?:https?://|www\.)\S+")


def refuse(
    sentence: str, cited: Sequence[int], evidence: Sequence[Evidence], language: str = "nl"
) -> Refusal | None:
    """Why a sentence may not be shown, or None when it may.

    `cited` are the numbers it cites, `evidence` the passages that were retrieved.
    """
    known = {passage.n: passage for passage in evidence}
    if not cited or any(n not in known for n in cited):
        return Refusal.NOT_RETRIEVED
    source = "\n".join(f"{known[n].context}\n{known[n].text}" for n in dict.fromkeys(cited))
    if set(_CONTACT.findall(sentence)) - set(_CONTACT.findall(source)):
        return Refusal.CONTACT
    if set(_DIGITS.findall(sentence)) - set(_DIGITS.findall(source)):
        return Refusal.NUMBER
    return None
