"""Who does something: an actor of a sentence stands in the source, in the same role."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.gate.aligning import about, most_like, repeats
from assistant.gate.clauses import Clause, clauses
from assistant.gate.denials import negation
from assistant.gate.likeness import alike
from assistant.gate.phrases import listed, pattern
from assistant.gate.vocabulary import table
from knowledge.dutch import lemma

_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*", re.UNICODE)
# 'Die', 'zij', 'deze' may stand for any actor named before.
_SCHOOLING = re.compile(r"school|onderwijs", re.IGNORECASE)
_PARTICIPLE = re.compile(r"\b(?:ge|be|ver|ont|her|\w+ge)[a-z]{2,}(?:t|d|en)\b")
_SUBJECT = re.compile(r"\b(?:men|hij|zij|ze|wij|we|ik)\b", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:zij|ze|hij|die|deze|wij|we|men)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """An actor in a text.

    `role`: agent, receiver, denied ('niet de school'), theme (who is or has something), owner ('op
    advies van de arts', who may have acted), place ('op school'), other.
    """

    actor: str
    role: str
    preposition: str = ""


@lru_cache(maxsize=1)
def _named() -> dict[str, re.Pattern[str]]:
    return {name: pattern(str(line).split()) for name, line in table("nl")["actors"].items()}


@lru_cache(maxsize=1)
def _ends() -> tuple[str, ...]:
    return tuple(str(table("nl")["actor_ends"]).split())


def _set(name: str) -> frozenset[str]:
    return frozenset(str(table("nl")[name]).split())


@lru_cache(maxsize=8192)
def places(text: str) -> tuple[tuple[str, int, int], ...]:
    """(actor, start, end) of each actor that a Dutch text names, in order."""
    found: list[tuple[str, int, int]] = []
    for name, words in _named().items():
        found += [(name, m.start(), m.end()) for m in words.finditer(text)]
    taken = [(start, end) for _, start, end in found]
    for match in _WORD.finditer(text):
        word = lemma(match.group(0).lower())
        if word.endswith(_ends()) and not any(s <= match.start() < e for s, e in taken):
            found.append((word, match.start(), match.end()))
    return tuple(sorted(found, key=lambda item: item[1]))


@lru_cache(maxsize=8192)
def mentions(clause: str) -> tuple[Mention, ...]:
    """The actors of a clause with their roles, from prepositions, voice and verb.

    A bare actor is the agent, the second one not; in the passive voice only 'door …' is; with
    'krijgen' the bare one receives and 'van …' acts.
    """
    passive = bool(listed("nl", "passive").search(clause))
    receives = bool(listed("nl", "receives").search(clause))
    is_or_has = bool(listed("nl", "is_or_has").search(clause)) and not _PARTICIPLE.search(clause)
    out: list[Mention] = []
    acted = False
    for actor, start, _ in places(clause):
        before = _before(clause[:start])
        if before in _set("by"):
            role = "agent"
        elif before in _set("owning"):
            role = "agent" if receives else "owner"
        elif before == "niet":
            role = "denied"
        elif before in _set("prepositions"):
            role = "receiver" if before == "aan" else "other"
            bare = _word_before(clause, start) == before and actor == "school"
            if before in _set("places") or bare:
                role = "place"
        elif receives:
            role = "receiver"
        elif is_or_has:
            role = "theme"
        elif passive or acted or _SUBJECT.search(clause[:start]):
            role = "other"
        else:
            role, acted = "agent", True
        out.append(Mention(actor, role, before))
    return tuple(out)


def _word_before(clause: str, start: int) -> str:
    """The word right before a place in a clause: 'naar school' names no actor."""
    return (clause[:start].lower().split() or [""])[-1]


def _before(text: str) -> str:
    """The preposition (or 'niet') that governs what follows, past articles and adjectives."""
    determiners = _set("determiners")
    for match in reversed(list(_WORD.finditer(text))[-4:]):
        if text[match.end() :].strip(" \t") and re.search(r"[,;:]", text[match.end() :]):
            return ""
        word = match.group(0).lower()
        if word in _set("prepositions") or word == "niet":
            return word
        if word not in determiners and not word.endswith("e"):
            return ""
    return ""


def _same(said: str, known: str) -> bool:
    if said == known:
        return True
    others = str(table("nl")["actors_of"].get(said, "")).split()
    named = table("nl")["actors"]
    return known in others or (said not in named and known not in named and alike(said, known))


def wrong_actor(sentence: str, source: str, context: str = "") -> bool:
    """Whether a Dutch sentence names an actor that its source lacks, or swaps who does what."""
    known = {actor for actor, _, _ in places(f"{context}\n{source}")}
    named = [actor for actor, _, _ in places(sentence)]
    for said in clauses(sentence):
        near = about(said, source) or most_like(said, source)
        denies = negation(said.text)[0]
        local = [m for clause in near for m in _acting(clause.text, denies=denies)]
        around = _of_sentences(near, source)
        beside = _of_sentences(near, source, reach=1)
        twin = any(repeats(said, clause) for clause in near)
        acts = any(m.role == "agent" for m in local)
        for mention in mentions(said.text):
            if _missing(mention, known, source) or _exchanged(mention, named, local, around):
                return True
            if near and _brought_in(mention, beside):
                return True
            if not acts and any(_PRONOUN.search(clause.text) for clause in near):
                continue
            if _other_role(mention, local, named, twin=twin) or _other_side(mention, local):
                return True
    return False


def _acting(clause: str, *, denies: bool) -> tuple[Mention, ...]:
    """The actors of a clause of the source: who may not act does not act."""
    if denies or not negation(clause)[0]:
        return mentions(clause)
    return tuple(
        replace(mention, role="denied") if mention.role == "agent" else mention
        for mention in mentions(clause)
    )


def _of_sentences(near: tuple[Clause, ...], source: str, *, reach: int = 0) -> frozenset[str]:
    """The actors of the sentences of these clauses, and of those `reach` before and after."""
    numbers = {clause.sentence + i for clause in near for i in range(-reach, reach + 1)}
    return _of_text(" ".join(c.text for c in clauses(source) if c.sentence in numbers))


def _of_text(text: str) -> frozenset[str]:
    return frozenset(actor for actor, _, _ in places(text))


def _brought_in(said: Mention, beside: frozenset[str]) -> bool:
    """Somebody who acts, while nothing near in the passage names them."""
    return (
        said.role == "agent"
        and said.actor in _set("institutions")
        and not any(_same(said.actor, actor) for actor in beside)
    )


def _missing(said: Mention, known: set[str], source: str) -> bool:
    """An actor that the passage does not name at all."""
    if said.actor == "you" or any(_same(said.actor, actor) for actor in known):
        return False
    # 'Naar school' is carried by 'de schoolplicht'.
    loose = said.role in {"other", "owner", "place"} and said.actor == "school"
    return not (loose and _SCHOOLING.search(source))


def _exchanged(
    said: Mention, named: list[str], local: list[Mention], around: frozenset[str]
) -> bool:
    """An actor that is new to what the passage says here, while the one it names is gone."""
    if said.actor == "you" or said.role == "place":
        return False
    if any(_same(said.actor, actor) for actor in around):
        return False
    return any(not any(_same(actor, m.actor) for actor in named) for m in local)


def _other_role(said: Mention, local: list[Mention], named: list[str], *, twin: bool) -> bool:
    """An agent that only undergoes or receives in the passage, or a receiver that only acts."""
    agents = [m.actor for m in local if m.role == "agent"]
    receivers = [m.actor for m in local if m.role == "receiver"]
    mine = [m.role for m in local if _same(said.actor, m.actor)]
    if said.role == "agent":
        if {"agent", "owner", "theme"} & set(mine):
            return False
        if said.actor == "you":
            institutions = _set("institutions")
            # 'U kunt terecht bij de school' where the school opens its doors: nobody is swapped.
            return (
                bool(agents)
                and all(actor in institutions for actor in agents)
                and not any(_same(actor, other) for actor in agents for other in named)
            )
        undergoes = any(
            m.role in {"denied", "receiver"} or (m.role == "other" and not m.preposition and twin)
            for m in local
            if _same(said.actor, m.actor)
        )
        return bool(agents) or undergoes
    if said.role == "theme" and said.actor != "you" and "theme" in {m.role for m in local}:
        return not {"agent", "owner", "theme", "receiver"} & set(mine)
    if said.role == "receiver" and said.actor != "you" and "receiver" not in mine:
        return bool(receivers)
    return False


def _other_side(said: Mention, local: list[Mention]) -> bool:
    """'Bij de gemeente' where the passage says 'bij de ouders'."""
    if not said.preposition:
        if said.role != "other" or said.actor == "you":
            return False
        there = [m.actor for m in local if m.role == "other" and not m.preposition]
    else:
        there = [m.actor for m in local if m.preposition == said.preposition]
    return bool(there) and not any(_same(said.actor, actor) for actor in there)
