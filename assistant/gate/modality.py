"""What must, may or need not be, and for whom: as the source says it."""

from __future__ import annotations

from functools import lru_cache

from assistant.gate.aligning import about, near
from assistant.gate.clauses import Clause
from assistant.gate.denials import without_idle
from assistant.gate.phrases import listed

# (said, known) that cannot both be so. 'kan' is weaker than 'mag': it does not deny a duty.
_CLASH = {
    ("must", "may"),
    ("must", "can"),
    ("must", "neednt"),
    ("must", "mustnt"),
    ("may", "must"),
    ("may", "mustnt"),
    ("can", "mustnt"),
    ("neednt", "must"),
    ("neednt", "mustnt"),
    ("mustnt", "may"),
    ("mustnt", "can"),
    ("mustnt", "must"),
    ("mustnt", "neednt"),
}


@lru_cache(maxsize=8192)
def modality(text: str) -> frozenset[str]:
    """must, may, can, neednt and mustnt, as far as a clause says them."""
    text = without_idle(text)
    needless = listed("nl", "modality", "neednt")
    found = {"neednt"} if needless.search(text) else set()
    rest = needless.sub(" ", text)
    found |= {
        name for name in ("must", "may", "can") if listed("nl", "modality", name).search(rest)
    }
    if listed("nl", "scope", "limits").search(rest):
        # 'Mag pas' and 'kan alleen' bind as much as they allow.
        found -= {"may", "can"}
    if listed("nl", "negation", "of_verbs").search(rest) and found & {"may", "can"}:
        found = found - {"may", "can"} | {"mustnt"}
    return frozenset(found)


def clashes(said: Clause, source: str) -> bool:
    own = modality(said.text)
    spoken_of = about(said, source)
    known = [modes for clause in spoken_of if (modes := modality(clause.text))]
    if not own or not known or any(own & modes for modes in known):
        return False
    if not modality(spoken_of[0].text):
        return False
    return all(any((a, b) in _CLASH for a in own for b in modes) for modes in known)


def widened(said: Clause, sentence: str, source: str) -> bool:
    """'altijd', 'alle' or 'alleen' that the source does not say."""
    known = " ".join(clause.text for clause in near(said, source)) or source
    for name in ("always", "only"):
        if listed("nl", "scope", name).search(said.text) and not listed(
            "nl", "scope", f"carries_{name}"
        ).search(known):
            return True
    only = listed("nl", "scope", "only")
    also = listed("nl", "scope", "also").search(said.text)
    return bool(
        only.search(known)
        and also
        and not only.search(sentence)
        and not listed("nl", "scope", "also").search(known)
    )
