"""Who does something: an actor of a sentence stands in the source, in the same role."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.gate.aligning import about
from assistant.gate.clauses import Clause, clauses
from assistant.gate.likeness import alike
from assistant.gate.phrases import listed, pattern
from assistant.gate.vocabulary import table
from knowledge.dutch import lemma

_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*", re.UNICODE)
# 'Die', 'zij', 'deze' may stand for any actor named before.
_PRONOUN = re.compile(r"\b(?:zij|ze|hij|die|deze|wij|we|men)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """An actor in a text. `role`: agent, receiver, other, denied ('niet de school')."""

    actor: str
    role: str
    start: int


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
    out: list[Mention] = []
    acted = False
    for actor, start, _ in places(clause):
        before = _before(clause[:start])
        if before in _set("by"):
            role = "agent"
        elif before == "niet":
            role = "denied"
        elif before in _set("prepositions"):
            role = "agent" if receives and before == "van" else "other"
            if before == "aan":
                role = "receiver"
        elif receives:
            role = "receiver"
        elif passive or acted:
            role = "other"
        else:
            role, acted = "agent", True
        out.append(Mention(actor, role, start))
    return tuple(out)


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
    institutions = _set("institutions")
    for said in clauses(sentence):
        for mention in mentions(said.text):
            if mention.actor != "you" and not any(_same(mention.actor, k) for k in known):
                return True
        if _swapped(said, source, institutions):
            return True
    return False


def _swapped(said: Clause, source: str, institutions: frozenset[str]) -> bool:
    near = about(said, source)
    if not near or any(_PRONOUN.search(clause.text) for clause in near):
        return False
    known = [mention for clause in near for mention in mentions(clause.text)]
    agents = [m.actor for m in known if m.role == "agent"]
    for mention in mentions(said.text):
        if mention.role == "agent":
            if any(_same(mention.actor, actor) for actor in agents):
                continue
            if mention.actor == "you":
                if agents and all(actor in institutions for actor in agents):
                    return True
                continue
            denied = any(m.role == "denied" and _same(mention.actor, m.actor) for m in known)
            passive_object = any(
                m.role in {"receiver", "other"} and _same(mention.actor, m.actor) for m in known
            )
            if denied or agents or passive_object:
                return True
        if mention.role == "receiver" and mention.actor != "you":
            receivers = [m for m in known if m.role == "receiver"]
            if any(_same(mention.actor, a) for a in agents) and not any(
                _same(mention.actor, m.actor) for m in receivers
            ):
                return True
    return False
