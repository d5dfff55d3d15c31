"""A question whose answering passages are known, as the ranking and the retriever learn from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.embeddings import Floats, Ints
from knowledge.judgement import Judgement
from knowledge.retrieval import Question, Searcher
from knowledge.retriever.model import Bytes, QuestionTokens

# Candidates beside the right ones whose pieces are looked at: the retriever learns from those that
# come near.
NEAREST = 12


@dataclass(frozen=True, slots=True)
class Lesson:
    """The candidates of one question: measures [n, MEASURED], which are right [n]; and of the
    nearest ones (`near`: their numbers among the candidates) the stored pieces.

    No text: what is kept of the question are numbers of vocabulary pieces and vectors.
    """

    measured: Floats
    right: NDArray[np.bool_]
    foreign: bool
    group: str
    ids: Ints
    asked: QuestionTokens
    near: NDArray[np.int64]
    pieces: Bytes
    starts: NDArray[np.int64]


def lesson(
    searcher: Searcher,
    judgement: Judgement,
    question: Question,
    allowed: NDArray[np.bool_],
    right: Callable[[str], bool],
    *,
    group: str,
) -> Lesson | None:
    """None when no candidate is right, or nothing was found at all."""
    numbers = searcher.candidates(question, allowed)
    if not len(numbers):
        return None
    truth = np.asarray([right(searcher.passages[n].id) for n in numbers], dtype=np.bool_)
    measured = searcher.measure(question, numbers)
    order = np.argsort(-judgement.logits(measured, foreign=question.foreign), kind="stable")
    near = np.asarray(
        sorted({*order[:NEAREST].tolist(), *np.flatnonzero(truth)[:4].tolist()}), dtype=np.int64
    )
    pieces, starts = searcher.pieces_of(numbers[near])
    return Lesson(
        measured,
        truth,
        question.foreign,
        group,
        question.tokens.ids,
        question.pieces,
        near,
        pieces,
        starts,
    )
