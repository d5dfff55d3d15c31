"""Negation, modality and scope: a clause says 'not', 'must' or 'only' as its source does."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from assistant.gate.aligning import about, near, repeats
from assistant.gate.clauses import Clause, clauses, shared
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
    said_together = clauses(sentence)
    return any(
        _turned(said, said_together, source) or _clashes(said, source) or _widened(said, source)
        for said in said_together
    )


@lru_cache(maxsize=8192)
def negation(text: str) -> tuple[bool, bool]:
    """Whether a clause holds a hard negation, and whether it holds any kind of one.

    'Niet eens' and the like deny nothing that a source would deny too.
    """
    text = listed("nl", "negation", "idioms").sub(" ", text)
    hard = bool(listed("nl", "negation", "hard").search(text))
    return hard, hard or any(
        listed("nl", "negation", kind).search(text) for kind in ("soft", "negative")
    )


def _turned(said: Clause, beside: tuple[Clause, ...], source: str) -> bool:
    """A denial needs one in the passage near what it speaks of; what is denied there, one here."""
    hard, any_kind = negation(said.text)
    known = about(said, source)
    twins = [clause for clause in known if repeats(said, clause)]
    if hard:
        if twins:
            return all(_denies_more(said, _with_neighbours(said, k, source)) for k in twins)
        return not any(negation(clause.text)[1] for clause in near(said, source))
    if twins and all(_denies_more(k, said.text) for k in twins) and not any_kind:
        return not _denied_beside(twins, beside)
    if any_kind or not known:
        return False
    return all(negation(clause.text)[0] for clause in known) and not _denied_beside(known, beside)


def _denied_beside(known: Sequence[Clause], beside: tuple[Clause, ...]) -> bool:
    """Whether the denial stands in another clause: 'Heeft u geen indicatie, dan kost een nacht'."""
    return any(
        negation(other.text)[1] and (not other.words or any(shared(other, k) for k in known))
        for other in beside
    )


def _with_neighbours(said: Clause, known: Clause, source: str) -> str:
    """A clause with those of its sentence that tell the rest of what is said."""
    return " ".join(
        clause.text
        for clause in clauses(source)
        if clause.sentence == known.sentence
        and (clause == known or not clause.words or shared(said, clause))
    )


def _denies_more(one: Clause, other: str) -> bool:
    hard, every = _count(one.text)
    hard_there, every_there = _count(other)
    return hard > hard_there and every > every_there


@lru_cache(maxsize=8192)
def _count(text: str) -> tuple[int, int]:
    """How often a text denies outright, and in any way."""
    text = listed("nl", "negation", "idioms").sub(" ", text)
    hard, soft, negative = (
        len(listed("nl", "negation", kind).findall(text)) for kind in ("hard", "soft", "negative")
    )
    return hard, hard + soft + negative


@lru_cache(maxsize=8192)
def modality(text: str) -> frozenset[str]:
    """must, may, can, neednt and mustnt, as far as a clause says them."""
    found = {
        name
        for name in ("must", "may", "can", "neednt")
        if listed("nl", "modality", name).search(text)
    }
    if listed("nl", "negation", "of_verbs").search(
        listed("nl", "negation", "idioms").sub(" ", text)
    ):
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
