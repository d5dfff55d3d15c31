"""The map from scores to a probability: near the shipped one with few cases, honest with many."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from knowledge.calibration import (
    Calibration,
    Case,
    Point,
    Score,
    calibration_error,
    fit,
    held_back,
    shipped,
)
from knowledge.judgement import judgement
from knowledge.settings import KnowledgeSettings
from knowledge.tuned import (
    calibration_path,
    drop_calibration,
    keep_calibration,
    own_judgement,
    read_calibration,
    stamp,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def asked(count: int, truth: Callable[[Score], float], seed: int = 0) -> list[Case]:
    """Cases whose answers are right as often as `truth` says."""
    rng = np.random.default_rng(seed)
    out = []
    for _ in range(count):
        score = Score(float(rng.normal(-1.5, 1.2)), float(-rng.exponential(0.8)), False)
        out.append(Case(score, bool(rng.random() < truth(score))))
    return out


def easy(score: Score) -> float:
    """A knowledge base whose answers are right more often than the shipped map thinks."""
    return float(1 / (1 + np.exp(-(3.0 + 1.2 * score.decision))))


def test_many_cases_make_confidence_what_comes_true() -> None:
    made = fit(asked(400, easy), shipped())
    later = asked(2_000, easy, seed=1)
    right = [case.right for case in later]
    before = calibration_error([shipped().probability(c.score) for c in later], right)
    after = calibration_error([made.probability(c.score) for c in later], right)
    assert after < 0.05 < before


def test_few_cases_stay_near_the_shipped_map() -> None:
    few = fit(asked(6, lambda s: 1.0), shipped())
    many = fit(asked(200, lambda s: 1.0), shipped())
    score = Score(-2.0, -1.0, False)
    assert shipped().probability(score) < few.probability(score) < many.probability(score)
    assert few.probability(score) < 0.9


def test_a_higher_score_never_means_less_confidence_even_when_cases_say_so() -> None:
    upside_down = [
        Case(Score(x, -0.5, False), right=x < -1.5) for x in np.linspace(-4, 1, 60).tolist()
    ]
    made = fit(upside_down, shipped())
    said = [made.probability(Score(x, -0.5, False)) for x in (-4.0, -2.0, 0.0, 2.0)]
    assert said == sorted(said)


def test_cases_of_one_language_leave_the_others_alone() -> None:
    made = fit(asked(100, easy), shipped())
    score = Score(-1.0, -0.5, True)
    assert made.probability(score) == shipped().probability(score)


def test_held_back_confidence_never_saw_its_own_group() -> None:
    lonely = Case(Score(-1.0, -0.5, False), right=True, group="a")
    others = [Case(c.score, False, group="b") for c in asked(50, easy)]
    # All cases but one say no; the one is only said yes to by itself.
    said = held_back([lonely, *others], shipped())
    assert said[0] < fit([lonely], shipped()).probability(lonely.score)


def points(*pairs: tuple[float, bool]) -> Calibration:
    weights = {False: np.zeros(3), True: np.zeros(3)}
    return Calibration(weights, [Point(c, r, False) for c, r in pairs])


def test_threshold_gives_the_wanted_share_of_right_answers() -> None:
    rng = np.random.default_rng(3)
    said = rng.random(3_000)
    made = points(*((float(p), bool(rng.random() < p)) for p in said))
    for wanted in (0.8, 0.9):
        threshold = made.threshold(wanted, foreign=False)
        assert threshold is not None
        above = [p.right for p in made.points if p.confidence >= threshold]
        assert np.mean(above) == pytest.approx(wanted, abs=0.02)
    assert made.threshold(0.9, foreign=False) > made.threshold(0.8, foreign=False)  # type: ignore[operator]


def test_too_few_cases_set_no_threshold() -> None:
    assert points(*[(0.9, True)] * 5).threshold(0.95, foreign=False) is None
    assert shipped().threshold(0.95, foreign=False) is None


def test_a_precision_out_of_reach_gives_the_threshold_that_comes_nearest() -> None:
    made = points(*[(0.7, True), (0.7, False)] * 10, *[(0.2, False)] * 20)
    assert made.threshold(0.99, foreign=False) == 0.7


def test_what_is_kept_is_read_back_and_can_be_dropped(tmp_path: Path) -> None:
    settings = KnowledgeSettings(home=tmp_path, chroma_url=None)
    made = fit(asked(60, easy), shipped())
    before = stamp(settings)
    keep_calibration(settings, made, judgement(), now=NOW)
    assert stamp(settings) != before
    score = Score(-1.0, -0.4, False)
    again = own_judgement(settings).calibration
    assert again.probability(score) == pytest.approx(made.probability(score), abs=1e-4)
    assert again.threshold(0.9, foreign=False) == pytest.approx(
        made.threshold(0.9, foreign=False), abs=1e-3
    )
    assert drop_calibration(settings)
    assert own_judgement(settings).calibration is shipped()
    assert not drop_calibration(settings)


def test_a_map_of_other_models_does_not_count(tmp_path: Path) -> None:
    settings = KnowledgeSettings(home=tmp_path, chroma_url=None)
    keep_calibration(settings, fit(asked(60, easy), shipped()), judgement(), now=NOW)
    path = calibration_path(settings)
    data = json.loads(path.read_text())
    path.write_text(json.dumps({**data, "models": "another encoder"}))
    assert read_calibration(settings, judgement()) is None
    assert own_judgement(settings).calibration is shipped()


def test_calibration_error_is_the_distance_between_said_and_true() -> None:
    assert calibration_error([0.8] * 10, [True] * 8 + [False] * 2, bins=1) == pytest.approx(0)
    assert calibration_error([0.9] * 10, [True] * 5 + [False] * 5, bins=1) == pytest.approx(0.4)
    assert calibration_error([], []) == 0.0
