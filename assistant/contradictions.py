"""Two valid documents that answer a question with another number, deadline, amount or date.

Careful on purpose: each find goes to staff. Two sentences contradict each other when they stand in
different documents, say the same in nearly all of their words, of the same actors and places, agree
in negation, and differ in a value of the same kind and unit.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from assistant.answers import Answer, Citation, Turn
from assistant.gate.actors import places
from assistant.gate.denials import negation
from assistant.gate.figures import read
from assistant.gate.likeness import content, covered
from assistant.quoting import citation_of
from assistant.statuses import Status
from assistant.texts import say
from knowledge.documents import Found
from knowledge.sentences import split

# Share of the words of each sentence that the other says too, headings included.
SAME = 0.75
LEAST_WORDS = 2
# Another passage counts when it is at least this probable beside the best one.
BESIDE = 0.1
# What others do contradicts nothing.
_ELSEWHERE = re.compile(
    r"\bander[e]?\s+(?:samenwerkingsverband|regio|gemeente)|\belders\b|\bbijvoorbeeld\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=[a-zà-ÿ,;:] )[A-ZÀ-Ý][a-zà-ÿ]+")
_UNIT_WORDS = frozenset(
    "dag werkdag schooldag kalenderdag week maand jaar uur minuut euro procent keer".split()
)
# 'Groep 3' and 'groep 8' are two things, not two values of one.
_LABEL = re.compile(
    r"\b(?:groep|klas|artikel|lid|fase|cluster|categorie|leerroute|route|niveau)\s+\w+",
    re.IGNORECASE,
)
_AFTER = re.compile(r"\s*([^\W\d_]{3,})")

Values = dict[tuple[str, str], frozenset[float]]


def with_contradiction(answer: Answer, turn: Turn) -> Answer:
    """The answer with the other document beside it when that says otherwise; staff hears of it."""
    known = {found.passage.id: found for found in turn.found}
    for citation in answer.citations:
        first = known.get(citation.passage_id)
        if first is None:
            continue
        for sentence in sentences(citation.quote):
            for other in _others(first, turn.found):
                for rival in sentences(other.passage.text):
                    if contradict(
                        sentence, rival, _heading(first), _heading(other)
                    ) and not _two_things(sentence, rival, first, other):
                        return _both(answer, turn, citation, first, other, rival)
    return answer


def sentences(text: str) -> list[str]:
    """The sentences of a text, and the cells of its table rows."""
    return [
        part.strip(" -•")
        for start, end in split(text)
        for part in re.split(r";\s", text[start:end])
        if part.strip(" -•")
    ]


def contradict(one: str, other: str, above_one: str = "", above_other: str = "") -> bool:
    """Whether two Dutch sentences give another value for the same thing."""
    if _ELSEWHERE.search(one) or _ELSEWHERE.search(other) or not _differ(one, other):
        return False
    said, rival = _telling(one), _telling(other)
    if min(len(said), len(rival)) < LEAST_WORDS:
        return False
    here, there = (*said, *_telling(above_one)), (*rival, *_telling(above_other))
    if covered(said, there) < SAME * len(said) or covered(rival, here) < SAME * len(rival):
        return False
    return (
        _agree({name for name, _, _ in places(one)}, {name for name, _, _ in places(other)})
        and _agree(set(_NAME.findall(one)), set(_NAME.findall(other)))
        and _agree(set(_LABEL.findall(one.lower())), set(_LABEL.findall(other.lower())))
        and negation(one) == negation(other)
    )


def _two_things(sentence: str, rival: str, first: Found, other: Found) -> bool:
    """Whether one of the passages gives both values: 'het dossier 2 jaar, verwijzingen 3 jaar'."""
    said, others = _values(sentence), _values(rival)
    here, there = _values(first.passage.text), _values(other.passage.text)
    return any(
        values <= there.get(kind, frozenset()) or others[kind] <= here.get(kind, frozenset())
        for kind, values in said.items()
        if kind in others and values != others[kind]
    )


def _others(first: Found, found: Iterable[Found]) -> list[Found]:
    found = list(found)
    best = max((f.probability for f in found), default=0.0)
    return [
        f for f in found if f.document.id != first.document.id and f.probability >= BESIDE * best
    ]


def _both(
    answer: Answer, turn: Turn, citation: Citation, first: Found, other: Found, rival: str
) -> Answer:
    numbers = {c.passage_id: c.n for c in answer.citations}
    lines, citations = [answer.text], answer.citations
    n = numbers.get(other.passage.id)
    if n is None:
        n = max(numbers.values()) + 1
        citations = (*citations, citation_of(n, other, rival))
        lines.append(f"{rival} [{n}]")
    lines.append(
        say(
            "contradiction",
            turn.language,
            first=f"[{citation.n}] {_dated(first, turn.language)}",
            second=f"[{n}] {_dated(other, turn.language)}",
        )
    )
    return replace(
        answer,
        status=Status.ANSWERED_CONTRADICTED,
        text="\n\n".join(lines),
        citations=citations,
    )


def _dated(found: Found, language: str) -> str:
    """A document's title, and from when it is valid."""
    since = found.document.valid_from
    day = say("undated", language) if since is None else f"{since:%d-%m-%Y}"
    return f"{found.document.title} ({day})"


def _heading(found: Found) -> str:
    return ". ".join((found.document.title, *found.passage.heading))


def _telling(text: str) -> tuple[str, ...]:
    return tuple(word for word in content(text) if word not in _UNIT_WORDS)


def _agree(one: set[str], other: set[str]) -> bool:
    return not one or not other or bool(one & other)


def _differ(one: str, other: str) -> bool:
    """Whether a value of one kind is another in each, and neither only says more."""
    said, rival = _values(one), _values(other)
    return any(
        len(said[kind]) == len(rival[kind]) and said[kind] != rival[kind]
        for kind in said.keys() & rival.keys()
    )


def _values(text: str) -> Values:
    """The values of a sentence by kind and unit; a bare number by the word behind it."""
    found: dict[tuple[str, str], set[float]] = defaultdict(set)
    figures = read(text)
    for day in figures.days:
        if day.month and day.day:
            found["date", ""].add(100.0 * day.month + day.day)
    for quantity in figures.counted:
        unit = quantity.unit
        if quantity.kind == "number":
            after = _AFTER.match(figures.text, quantity.end)
            if after is None:
                continue
            unit = after.group(1).lower()
        found[quantity.kind, unit].add(quantity.value)
    return {kind: frozenset(values) for kind, values in found.items()}
