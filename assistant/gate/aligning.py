"""Which clauses of a passage speak of what a clause of the answer says."""

from __future__ import annotations

from functools import lru_cache

from assistant.gate import tuning
from assistant.gate.clauses import Clause, clauses, likeness


@lru_cache(maxsize=4096)
def about(said: Clause, source: str) -> tuple[Clause, ...]:
    """The clauses of the source that carry at least SAME_THING of it, the best ones first.

    Between clauses that carry as much, the one whose sentence is more like the whole sentence is
    better: 'worden vergoed' stands in many. Clearly worse ones are left out.
    """
    scored = []
    for known in clauses(source):
        carried = likeness(said.words, known.words)
        if carried >= tuning.SAME_THING:
            whole = likeness(said.whole, known.whole)
            scored.append((carried + tuning.WHOLE_SENTENCE * whole, known))
    if not scored:
        return ()
    scored.sort(key=lambda pair: (-pair[0], pair[1].start))
    floor = scored[0][0] - tuning.NEARLY_AS_ALIKE
    return tuple(known for score, known in scored if score >= floor)


@lru_cache(maxsize=4096)
def most_like(said: Clause, source: str) -> tuple[Clause, ...]:
    """The clauses of the sentence most like the whole sentence, if it is like it at all."""
    every = clauses(source)
    best = max((likeness(said.whole, clause.whole) for clause in every), default=0.0)
    if best < tuning.SAME_SENTENCE:
        return ()
    return tuple(clause for clause in every if likeness(said.whole, clause.whole) == best)


@lru_cache(maxsize=4096)
def near(said: Clause, source: str) -> tuple[Clause, ...]:
    """All clauses of the sentences that speak of it, and of the one most like its whole sentence."""
    found = (*about(said, source), *most_like(said, source))
    numbers = {clause.sentence for clause in found}
    return tuple(c for c in clauses(source) if c.sentence in numbers or not numbers)


@lru_cache(maxsize=4096)
def repeats(said: Clause, known: Clause) -> bool:
    """Whether two clauses say almost the same words, either way."""
    return (
        min(likeness(said.words, known.words), likeness(known.words, said.words))
        >= tuning.ALMOST_THE_SAME
    )
