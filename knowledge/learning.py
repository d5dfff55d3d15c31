"""Learn from questions whose answer is known: the ranking, the decision, and how people ask.

Everything stays near what was shipped: the penalty is on the distance to it, so twenty lessons
change little. Plain numpy, some seconds for a few hundred lessons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from knowledge.adaptation import Adaptation, none
from knowledge.judgement import MEASURED, Judgement, crossed
from knowledge.lessons import Lesson
from knowledge.retriever.model import retriever, similarities

Numbers = NDArray[np.float64]

# What the distance to the shipped ranking costs, per weight squared; to a piece's own vector and
# weight. Chosen by cross-validation on the second alliance and the month (bench/learn.py).
RANKING = 40.0
VECTORS, WEIGHTS = 2.0, 0.5
# A piece is adapted when it occurs in at least this many lessons.
SEEN = 2
STEPS, RATE = 12, 0.03
# As in training: what the interaction is multiplied by before the softmax.
TEMPERATURE = 20.0
FOLDS = 5
_INTERACTION = MEASURED.index("interaction")


@dataclass(frozen=True, slots=True)
class Learned:
    """A judgement with other ranking weights, and the adaptation of questions."""

    judgement: Judgement
    adaptation: Adaptation


@dataclass(frozen=True, slots=True)
class Outcome:
    """Ranks (from 0) of the best right passage of held-back lessons, before and after."""

    before: Numbers
    after: Numbers

    @property
    def better(self) -> bool:
        """Whether what was learned is worth using: more found first or as many, and nearer by."""
        return bool(
            (self.after < 1).sum() >= (self.before < 1).sum()
            and (1 / (self.after + 1)).mean() > (1 / (self.before + 1)).mean() + 0.005
        )


def learn(lessons: Sequence[Lesson], shipped: Judgement) -> Learned:
    """Fit on these lessons, near the shipped judgement."""
    judged = shipped
    for foreign in (False, True):
        own = [x for x in lessons if x.foreign == foreign and x.right.any()]
        if own:
            judged = judged.reweighted(_ranking(own, judged, foreign=foreign), foreign=foreign)
    return Learned(judged, _adapted([x for x in lessons if x.right.any()]))


def held_back(lessons: Sequence[Lesson], shipped: Judgement) -> Outcome:
    """What lessons that did not take part find, before and after; folds by group."""
    asked = [x for x in lessons if x.right.any()]
    groups = {g: n for n, g in enumerate(dict.fromkeys(x.group for x in asked))}
    order = np.random.default_rng(0).permutation(len(groups)) % FOLDS
    before = np.asarray([rank(x, shipped) for x in asked])
    after = before.copy()
    for held in range(FOLDS):
        inside = [x for x in asked if order[groups[x.group]] != held]
        made = learn(inside, shipped)
        for i, item in enumerate(asked):
            if order[groups[item.group]] == held:
                after[i] = rank(item, made.judgement, made.adaptation)
    return Outcome(before, after)


def rank(lesson: Lesson, judgement: Judgement, adaptation: Adaptation | None = None) -> float:
    """Where the best right passage comes, from 0."""
    if adaptation is not None:
        lesson = adapted(lesson, adaptation)
    logits = judgement.logits(lesson.measured, foreign=lesson.foreign)
    own = logits[lesson.right].max()
    others = logits[~lesson.right]
    return float((others > own).sum() + (others == own).sum() / 2)


def adapted(lesson: Lesson, adaptation: Adaptation) -> Lesson:
    """The lesson as the adapted question measures it: the interaction of the nearest changes."""
    asked = adaptation.question(lesson.ids, lesson.asked)
    matched = similarities(asked, lesson.pieces, lesson.starts)
    measured = lesson.measured.copy()
    measured[lesson.near, _INTERACTION] = asked.weights @ matched
    return replace(lesson, measured=measured)


def _ranking(lessons: Sequence[Lesson], judgement: Judgement, *, foreign: bool) -> Numbers:
    """Conditional logit by Newton's method with the curvature of all candidates, which bounds that
    of the loss; each step halved until the loss falls."""
    linear = judgement.ranking(foreign=foreign)
    inputs = [linear.standardised(crossed(x.measured)) for x in lessons]
    start = linear.weights
    found = start.copy()

    def loss(weights: Numbers) -> float:
        total = RANKING * float(np.sum((weights - start) ** 2))
        for values, item in zip(inputs, lessons, strict=True):
            logits = values @ weights
            total += _log_sum(logits) - _log_sum(logits[item.right])
        return total

    now = loss(found)
    for _ in range(15):
        slope = 2 * RANKING * (found - start)
        curve = 2 * RANKING * np.eye(len(found))
        for values, item in zip(inputs, lessons, strict=True):
            logits = values @ found
            share = np.exp(logits - _log_sum(logits))
            own = np.where(item.right, np.exp(logits - _log_sum(logits[item.right])), 0.0)
            mean = share @ values
            slope += mean - own @ values
            curve += (values.T * share) @ values - np.outer(mean, mean)
        step = np.linalg.solve(curve, slope)
        size = 1.0
        while size > 1e-3 and (then := loss(found - size * step)) > now:
            size /= 2
        if size <= 1e-3 or now - then < 1e-4:
            break
        found, now = found - size * step, then
    return np.asarray(found)


def _adapted(lessons: Sequence[Lesson]) -> Adaptation:
    """Changes of pieces by gradient descent (Adam): cross-entropy of the interaction over the
    nearest candidates, as the retriever itself was trained."""
    counted: dict[int, int] = {}
    for item in lessons:
        for piece in set(item.ids[1:-1].tolist()):
            counted[piece] = counted.get(piece, 0) + 1
    pieces = np.asarray(sorted(p for p, n in counted.items() if n >= SEEN), dtype=np.int32)
    dimension = retriever().dimension
    if not len(pieces):
        return none(dimension)
    values = np.zeros((len(pieces), dimension + 1))
    first, second = np.zeros_like(values), np.zeros_like(values)
    cost = np.concatenate([np.full(dimension, VECTORS), [WEIGHTS]])
    for step in range(1, STEPS + 1):
        made = _made(pieces, values)
        slope = 2 * cost * values
        for item in lessons:
            _add_slope(slope, item, made)
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope**2
        corrected = first / (1 - 0.9**step)
        values -= RATE * corrected / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return _made(pieces, values)


def _made(pieces: NDArray[np.int32], values: Numbers) -> Adaptation:
    return Adaptation(pieces, values[:, :-1].astype(np.float32), values[:, -1].astype(np.float32))


def _add_slope(slope: Numbers, item: Lesson, made: Adaptation) -> None:
    """Add the gradient of one lesson's loss to `slope` [pieces, dimension + 1]."""
    asked = made.question(item.ids, item.asked)
    tokens = item.pieces.astype(np.float32) / np.float32(127.0)
    cosines = asked.vectors @ tokens.T
    edges = [*item.starts.tolist(), len(tokens)]
    best = np.stack(
        [a + cosines[:, a:b].argmax(axis=1) for a, b in pairwise(edges)],
        axis=1,
    )
    top = np.maximum(np.take_along_axis(cosines, best, axis=1), 0.0)
    matched = top**2
    score = asked.weights @ matched
    now = TEMPERATURE * score.astype(np.float64)
    right = item.right[item.near]
    share = np.exp(now - _log_sum(now))
    own = np.where(right, np.exp(now - _log_sum(now[right])), 0.0)
    pulled = TEMPERATURE * (share - own)
    place = np.searchsorted(made.pieces, item.ids)
    place = np.minimum(place, len(made.pieces) - 1)
    known = made.pieces[place] == item.ids
    moved = asked.weights[:, None] * 2 * top * pulled
    toward = np.einsum("qc,qcd->qd", moved, tokens[best])
    # Through the unit length: only what is square to the vector turns it.
    toward -= asked.vectors * np.sum(toward * asked.vectors, axis=1, keepdims=True)
    weight = asked.weights * ((matched - score) @ pulled)
    np.add.at(slope[:, :-1], place[known], toward[known])
    np.add.at(slope[:, -1], place[known], weight[known])


def _log_sum(logits: Numbers) -> float:
    top = float(logits.max())
    return top + float(np.log(np.exp(logits - top).sum()))
