"""Negation, modality and scope: a clause says 'not', 'must' or 'only' as its source does."""

from __future__ import annotations

from functools import lru_cache

from assistant.gate.aligning import about
from assistant.gate.clauses import Clause, clauses
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


def turned(sentence: str, source: str) -> bool:
    """Whether a Dutch sentence denies, allows or widens what its source says otherwise."""
    return any(
        _turned(said, source) or _clashes(said, source) or _widened(said, source)
        for said in clauses(sentence)
    )


@lru_cache(maxsize=8192)
def negation(text: str) -> tuple[bool, bool]:
    """Whether a clause holds a hard negation, and whether it holds any kind of one."""
    hard = bool(listed("nl", "negation", "hard").search(text))
    return hard, hard or any(
        listed("nl", "negation", kind).search(text) for kind in ("soft", "negative")
    )


def _turned(said: Clause, source: str) -> bool:
    hard, any_kind = negation(said.text)
    known = about(said, source)
    if hard:
        whole = known or clauses(source)
        return not any(negation(clause.text)[1] for clause in whole)
    if any_kind or not known:
        return False
    return all(negation(clause.text)[0] for clause in known)


@lru_cache(maxsize=8192)
def modality(text: str) -> frozenset[str]:
    """must, may, can, neednt and mustnt, as far as a clause says them."""
    found = {
        name
        for name in ("must", "may", "can", "neednt")
        if listed("nl", "modality", name).search(text)
    }
    if listed("nl", "negation", "hard").search(text):
        if found & {"may", "can"}:
            found = found - {"may", "can"} | {"mustnt"}
        if "must" in found:
            found = found - {"must"} | {"neednt"}
    if "neednt" in found:
        found -= {"must"}
    return frozenset(found)


def _clashes(said: Clause, source: str) -> bool:
    own = modality(said.text)
    known = [modes for clause in about(said, source) if (modes := modality(clause.text))]
    if not own or not known or any(own & modes for modes in known):
        return False
    return all(any((a, b) in _CLASH for a in own for b in modes) for modes in known)


def _widened(said: Clause, source: str) -> bool:
    """'altijd', 'alle' or 'alleen' that the source does not say."""
    known = " ".join(clause.text for clause in about(said, source)) or source
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
        and not only.search(said.text)
        and not listed("nl", "scope", "also").search(known)
    )
