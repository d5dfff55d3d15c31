"""Confidence as a probability: from the judgement's raw scores to 'this answer is right'.

The judgement's decision was fitted on training lines, whose questions are harder than real ones. A
map of few parameters turns its scores into a probability: logistic regression on the decision and
on the share of the best passage, never falling in either (Platt 1999, with two inputs). One map
for Dutch questions, one for others. The shipped map stands in retriever/confidence.json
(training/confidence.py); `wegwijs calibrate` fits one for a knowledge base, shrunk to the shipped
one, so that ten cases move it a little and two hundred decide.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

SHIPPED = Path(__file__).parent / "retriever" / "confidence.json"
# What the shipped map weighs against the cases, per parameter (bias, decision, share): the inverse
# variance by which the maps of other knowledge bases differ (docs/withholding.md).
STRENGTH = np.asarray([0.6, 4.0, 4.0])
FOLDS = 5
# A threshold needs at least this many answers above it, and leans on the map by this many more.
LEAST_ABOVE, LEANING = 5, 10.0


@dataclass(frozen=True, slots=True)
class Score:
    """What the judgement says of a question's best passage: its decision (a logit) and the
    logarithm of the best passage's share among the candidates (at most 0)."""

    decision: float
    share: float
    foreign: bool

    @property
    def inputs(self) -> Numbers:
        """Bias, decision, share."""
        return np.asarray([1.0, self.decision, self.share], np.float64)


@dataclass(frozen=True, slots=True)
class Case:
    """A question that was asked: its score, and whether its answer was right. `group`: cases that
    say the same (one passage, one thread) are held back together."""

    score: Score
    right: bool
    weight: float = 1.0
    group: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A case as a threshold sees it: its confidence, fitted without it, and whether it was right."""

    confidence: float
    right: bool
    foreign: bool


class Calibration:
    """The map, and the held-back cases (`points`) from which thresholds are read; none shipped."""

    def __init__(self, weights: Mapping[bool, Numbers], points: Sequence[Point] = ()) -> None:
        self.weights = {foreign: np.asarray(row, np.float64) for foreign, row in weights.items()}
        self.points = tuple(points)

    def probability(self, score: Score) -> float:
        """0..1: how probable it is that the answer is right."""
        return float(_sigmoid(self.weights[score.foreign] @ score.inputs))

    def threshold(self, precision: float, *, foreign: bool) -> float | None:
        """The lowest confidence from which the share of right answers is `precision`.

        None when there are too few cases to read it from. When no threshold reaches it, the one
        that comes nearest.
        """
        points = sorted(
            (p for p in self.points if p.foreign == foreign), key=lambda p: -p.confidence
        )
        if len(points) < 2 * LEAST_ABOVE:
            return None
        confidence = np.asarray([p.confidence for p in points])
        right = np.cumsum([p.right for p in points])
        count = np.arange(1, len(points) + 1)
        # What the map expects steadies what was counted: one lucky case sets no threshold.
        expected = np.cumsum(confidence) / count
        share = (right + LEANING * expected) / (count + LEANING)
        share[: LEAST_ABOVE - 1] = 0.0
        enough = np.flatnonzero(share >= precision)
        return float(confidence[enough[-1] if len(enough) else int(share.argmax())])

    def as_json(self) -> dict[str, Any]:
        """Plain values; no text of any question among them."""
        return {
            "dutch": self.weights[False].round(5).tolist(),
            "foreign": self.weights[True].round(5).tolist(),
            "points": [[round(p.confidence, 4), p.right, p.foreign] for p in self.points],
        }

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> Calibration:
        """What `as_json` gave."""
        return cls(
            {False: np.asarray(data["dutch"]), True: np.asarray(data["foreign"])},
            [Point(c, r, f) for c, r, f in data.get("points", ())],
        )


@lru_cache(maxsize=1)
def shipped() -> Calibration:
    """The map that comes with the package."""
    return Calibration.of_json(json.loads(SHIPPED.read_text(encoding="utf-8")))


def fit(cases: Sequence[Case], prior: Calibration) -> Calibration:
    """A map for these cases, near `prior` where they are few, with its held-back points."""
    weights = {foreign: _fitted(cases, prior, foreign=foreign) for foreign in (False, True)}
    confidence = held_back(cases, prior)
    return Calibration(
        weights,
        [Point(c, x.right, x.score.foreign) for c, x in zip(confidence, cases, strict=True)],
    )


def held_back(cases: Sequence[Case], prior: Calibration) -> list[float]:
    """The confidence of each case under a map fitted without its fold."""
    groups = {g: n for n, g in enumerate(dict.fromkeys(_group(c, i) for i, c in enumerate(cases)))}
    order = np.random.default_rng(0).permutation(len(groups)) % FOLDS
    fold = [int(order[groups[_group(c, i)]]) for i, c in enumerate(cases)]
    out = [0.0] * len(cases)
    for held in range(FOLDS):
        inside = [c for c, f in zip(cases, fold, strict=True) if f != held]
        made = Calibration({f: _fitted(inside, prior, foreign=f) for f in (False, True)})
        for i, case in enumerate(cases):
            if fold[i] == held:
                out[i] = made.probability(case.score)
    return out


def calibration_error(confidence: Sequence[float], right: Sequence[bool], bins: int = 10) -> float:
    """Expected calibration error (Naeini et al. 2015) over bins with equally many cases: the mean
    distance between what was said and what came true."""
    if not len(confidence):
        return 0.0
    order = np.argsort(confidence, kind="stable")
    said, true = np.asarray(confidence)[order], np.asarray(right, np.float64)[order]
    parts = np.array_split(np.arange(len(said)), min(bins, len(said)))
    return float(sum(abs(said[p].mean() - true[p].mean()) * len(p) for p in parts) / len(said))


def _fitted(cases: Sequence[Case], prior: Calibration, *, foreign: bool) -> Numbers:
    """Newton's method on the weighted log loss plus the pull of the prior; slopes stay >= 0."""
    start = prior.weights[foreign]
    own = [c for c in cases if c.score.foreign == foreign]
    if not own:
        return start
    inputs = np.stack([c.score.inputs for c in own])
    right = np.asarray([c.right for c in own], np.float64)
    weight = np.asarray([c.weight for c in own], np.float64)
    free = np.ones(3, np.bool_)
    while True:
        found = _newton(inputs, right, weight, start, free)
        falling = free & (found < 0)
        falling[0] = False
        if not falling.any():
            return found
        free &= ~falling


def _newton(inputs: Numbers, right: Numbers, weight: Numbers, start: Numbers, free: Any) -> Numbers:
    found = np.where(free, start, 0.0)
    for _ in range(50):
        said = _sigmoid(inputs @ found)
        slope = inputs.T @ (weight * (said - right)) + STRENGTH * (found - start)
        curve = (inputs.T * (weight * said * (1 - said))) @ inputs + np.diag(STRENGTH)
        step = np.zeros(3)
        step[free] = np.linalg.solve(curve[np.ix_(free, free)], slope[free])
        # Half a step at most a unit far: no overshooting from a poor start.
        found = found - step * min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-9))
        if np.abs(step).max() < 1e-8:
            break
    return np.asarray(found)


def _sigmoid(values: Any) -> Any:
    return 1.0 / (1.0 + np.exp(-np.clip(values, -60.0, 60.0)))


def _group(case: Case, number: int) -> str:
    return case.group or f"#{number}"
