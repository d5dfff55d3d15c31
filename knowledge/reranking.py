"""A cross-encoder's say in the order, beside the judgement's.

Of the passages that the judgement puts first, each gets its place by the mean of two places: the
judgement's and the cross-encoder's. An equal say, because nobody has fitted this cross-encoder on
this field: a good one lifts what the judgement had second or third, a bad one cannot bring up what
the judgement had last. The logits stay what they were and change hands: the passage that is now
first gets the highest. So the decision whether to answer is made on the passage that is now first,
and its calibration stays what it was (docs/decisions/0009-another-encoder.md).
"""

from __future__ import annotations

import numpy as np

from knowledge.embeddings import Floats, Reranker

# How many are read again: each costs a pass through the model (20 to 50 ms on one core).
READ_AGAIN = 12


def reranked(reranker: Reranker, question: str, logits: Floats, passages: list[str]) -> Floats:
    """[candidates] -> [candidates]: the logits in the hands of the passages they now belong to.

    Raises ModelError when the model cannot be used.
    """
    order = np.argsort(-logits, kind="stable")[:READ_AGAIN]
    scores = reranker.scores(question, [passages[i] for i in order])
    place = np.empty(len(order), dtype=np.int64)
    place[np.argsort(-scores, kind="stable")] = np.arange(len(order))
    # Ties go to the judgement: it stands in its own order already.
    now = np.argsort(np.arange(len(order)) + place, kind="stable")
    changed = logits.copy()
    changed[order[now]] = logits[order]
    return changed
