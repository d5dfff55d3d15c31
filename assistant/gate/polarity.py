"""Negation, modality and scope: a clause says 'not', 'must' or 'only' as its source does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.gate import tuning
from assistant.gate.aligning import about, most_like, near, repeats
from assistant.gate.clauses import Clause, clauses, likeness, shared
from assistant.gate.denials import count_denials, denies_anew, denies_more, negation, without_idle
from assistant.gate.likeness import content, related
from assistant.gate.modality import clashes, widened
from assistant.gate.phrases import listed
from knowledge.dutch import terms

_WITH = re.compile(r"\bmet\s+((?:\S+\s*){1,5})", re.IGNORECASE)
_WITHOUT = re.compile(r"\bzonder\s+((?:\S+\s*){1,5})", re.IGNORECASE)


def turned(sentence: str, source: str) -> bool:
    """Whether a Dutch sentence denies, allows or widens what its source says otherwise."""
    said_together = clauses(sentence)
    if (
        _half_said(sentence)
        or _only_denied(said_together, source)
        or _fewer_denials(said_together, sentence, source)
        or _more_denials(said_together, sentence, source)
    ):
        return True
    return any(
        _turned(said, said_together, source)
        or clashes(said, source)
        or widened(said, sentence, source)
        or _agrees(said, source)
        or _with(said, sentence, source)
        or _unmade(said, source)
        for said in said_together
    )


def _turned(said: Clause, beside: tuple[Clause, ...], source: str) -> bool:
    """A denial needs one in the passage near what it speaks of; what is denied there, one here."""
    hard, any_kind = negation(said.text)
    known = about(said, source)
    twins = [clause for clause in known if repeats(said, clause)]
    if twins:
        if hard and all(denies_anew(said.text, _told(said, k, source, -1.0)) for k in twins):
            return True
        whole = tuning.ALMOST_THE_SAME
        mine = _joined(said, said, beside, whole)
        if all(denies_more(_told(said, k, source, whole), mine) for k in twins):
            return not _denied_beside(said, twins, beside, source)
    if hard:
        return not twins and not any(negation(k.text)[1] for k in near(said, source))
    if any_kind or not known:
        return False
    denied = all(negation(clause.text)[0] for clause in known)
    return denied and not _denied_beside(said, known, beside, source)


def _denied_beside(
    said: Clause, known: Sequence[Clause], beside: tuple[Clause, ...], source: str
) -> bool:
    """Whether the denial stands in another clause: 'Heeft u geen indicatie, dan kost een nacht'.

    Not one that repeats a clause of its own.
    """
    return any(
        other is not said
        and negation(other.text)[1]
        and (any(shared(other, k) for k in known) if other.words else negation(other.text)[0])
        and not any(repeats(other, k) for k in about(other, source) if k not in known)
        for other in beside
    )


def _told(said: Clause, known: Clause, source: str, share: float) -> str:
    """A clause of the source with those of its sentence that tell the rest of what is said.

    Those share a word with it, or more than `share` (0..1) of their words.
    """
    together = [clause for clause in clauses(source) if clause.sentence == known.sentence]
    return _joined(said, known, together, share)


def _joined(said: Clause, own: Clause, together: Sequence[Clause], share: float) -> str:
    return " ".join(
        clause.text
        for clause in together
        if clause == own
        or (not clause.words and not share)
        or likeness(clause.words, said.words) > share
    )


def _fewer_denials(beside: tuple[Clause, ...], sentence: str, source: str) -> bool:
    """A sentence that tells the parts of its passage's sentence that deny, and denies less often."""
    if not beside:
        return False
    whole = beside[0].whole
    alike_sentences = most_like(beside[0], source)
    told = [
        clause
        for clause in alike_sentences
        if not clause.words
        or likeness(clause.words, whole) >= tuning.TOLD
        or likeness(clause.whole, whole) >= tuning.TOLD_WHOLE
    ]
    # A clause without content words ('Kan dat niet, …') is told when everything is.
    if len(told) < len(alike_sentences):
        told = [clause for clause in told if clause.words]
    return denies_more(" ".join(clause.text for clause in told), sentence)


def _more_denials(beside: tuple[Clause, ...], sentence: str, source: str) -> bool:
    """A sentence that denies, while those of the passage that it speaks of do not."""
    spoken_of = dict.fromkeys(
        known
        for said in beside
        for known in (about(said, source) and near(said, source)) or most_like(said, source)
    )
    if not spoken_of:
        return False
    sentence = listed("nl", "negation", "disagrees").sub(" ", sentence)
    # Twice 'niet' affirms: 'zonder formulier krijgt u geen verslag' is 'alleen met een formulier'.
    odd = count_denials(sentence)[0] % 2 == 1
    return odd and denies_anew(sentence, " ".join(clause.text for clause in spoken_of))


def _half_said(sentence: str) -> bool:
    """'U hoeft het te doen': Dutch says 'hoeven' only with a negation; this one lost it."""
    return bool(listed("nl", "modality", "needs_negation").search(sentence)) and not any(
        listed("nl", "negation", kind).search(sentence) for kind in ("hard", "soft_of_need")
    )


def _agrees(said: Clause, source: str) -> bool:
    """'Bent u het eens' where the source speaks of who disagrees or objects."""
    if not listed("nl", "negation", "agrees").search(said.text) or negation(said.text)[1]:
        return False
    around = " ".join(clause.text for clause in near(said, source))
    return any(listed("nl", "negation", k).search(around) for k in ("disagrees", "objects"))


def _unmade(said: Clause, source: str) -> bool:
    """'Bereikbaar' where the source says 'onbereikbaar', or the other way round."""
    if negation(said.text)[0]:
        return False
    around = tuple(word for clause in near(said, source) for word in clause.words)
    if any(negation(clause.text)[0] for clause in about(said, source)):
        return False
    return any(
        _un(there, here) or _un(here, there)
        for here in said.words
        for there in around
        if not any(related(word, here) for word in around) or _un(there, here)
    ) and not any(_un(w, v) for w in said.words for v in said.words)


def _un(one: str, other: str) -> bool:
    return (
        len(one) > 6
        and one.startswith("on")
        and not one.startswith("onder")
        and not other.startswith("on")
        and related(one[2:], other)
    )


def _only_denied(beside: tuple[Clause, ...], source: str) -> bool:
    """A sentence that denies nothing and yet speaks of what its passage only denies."""
    if any(
        listed("nl", "negation", kind).search(without_idle(clause.text))
        for clause in beside
        for kind in ("hard", "disagrees", "excepting", "negative")
    ):
        return False
    sentences = {k.sentence for clause in beside[:1] for k in most_like(clause, source)}
    denied: set[str] = set()
    affirmed: set[str] = set()
    for clause in clauses(source):
        scope = _scope(clause.text) if clause.sentence in sentences else set()
        denied |= scope
        affirmed |= set(clause.words) - scope
    said = {word for clause in beside for word in clause.words}
    only = {word for word in denied if not any(related(word, other) for other in affirmed)}
    return any(related(word, other) for word in said for other in only)


@lru_cache(maxsize=8192)
def _scope(clause: str) -> set[str]:
    """The content words after 'niet' or 'geen' in a clause: what it denies."""
    match = listed("nl", "negation", "of_verbs").search(without_idle(clause))
    return set(content(without_idle(clause)[match.end() :])) if match else set()


def _nouns(pattern: re.Pattern[str], text: str) -> list[str]:
    """The first word with a meaning after each 'met' or 'zonder'."""
    found = (terms(match.group(1))[:1] for match in pattern.finditer(text))
    return [word for first in found for word in first]


def _with(said: Clause, sentence: str, source: str) -> bool:
    """'Met publiek' where the source says 'zonder publiek'."""
    if _WITHOUT.search(sentence):
        return False
    have = _nouns(_WITH, said.text)
    lack = [noun for clause in near(said, source) for noun in _nouns(_WITHOUT, clause.text)]
    return any(related(a, b) for a in have for b in lack)
