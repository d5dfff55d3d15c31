"""Which clauses of a passage speak of what a clause of the answer says."""

from __future__ import annotations

from functools import lru_cache

from assistant.gate import tuning
from assistant.gate.clauses import Clause, clauses, likeness


@lru_cache(maxsize=4096)
def about(said: Clause, source: str) -> tuple[Clause, ...]:
    """The clauses of the source that carry at least SAME_THING of it, the best ones first.

    Clauses that carry clearly less than the best one are left out; nothing when none is alike.
    """
    scored = sorted(
        ((likeness(said, known), known) for known in clauses(source)),
        key=lambda pair: (-pair[0], pair[1].start),
    )
    if not scored or scored[0][0] < tuning.SAME_THING:
        return ()
    floor = max(tuning.SAME_THING, scored[0][0] - tuning.NEARLY_AS_ALIKE)
    return tuple(known for score, known in scored if score >= floor)
