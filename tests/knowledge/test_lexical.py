"""BM25 against a tiny example worked out by hand."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from knowledge.lexical import PART, WordIndex, counted

TEXTS = [{"taxi": 2.0, "school": 1.0}, {"school": 1.0}, {"klacht": 1.0, "bezwaar": 1.0}]


def test_scores_are_those_worked_out_by_hand() -> None:
    # N=3, lengths 3, 1, 2, mean 2; k1=1.5, b=0.7. taxi: df=1, idf=ln(1+2.5/1.5)=0.980829
    # first text: norm=1.5*(0.3+0.7*3/2)=2.025; 0.980829*2*2.5/(2+2.025)=1.218421
    # school: df=2, idf=ln(1+1.5/2.5)=0.470004; 0.470004*2.5/(1+2.025)=0.388433
    # second text: norm=1.5*(0.3+0.35)=0.975; 0.470004*2.5/1.975=0.594942
    scores = WordIndex.build(TEXTS).scores({"taxi": 1.0, "school": 1.0})
    assert scores == pytest.approx([1.218421 + 0.388433, 0.594942, 0.0], abs=1e-5)


def test_a_weight_scales_a_term() -> None:
    index = WordIndex.build(TEXTS)
    assert index.scores({"taxi": 0.5})[0] == pytest.approx(index.scores({"taxi": 1.0})[0] / 2)


def test_an_unknown_term_is_as_rare_as_can_be() -> None:
    index = WordIndex.build(TEXTS)
    assert index.idf("onbekend") == pytest.approx(math.log(4.5))
    assert index.scores({"onbekend": 1.0}).sum() == 0
    assert list(index.units("onbekend")) == []


def test_no_score_passes_the_ceiling() -> None:
    index = WordIndex.build(TEXTS)
    question = {"taxi": 1.0, "school": 0.5, "onbekend": 1.0}
    assert index.scores(question).max() <= index.ceiling(question)


def test_compounds_count_their_parts_as_half() -> None:
    weights = counted("leerlingenvervoer")
    assert weights["leerlingenvervoer"] == 1.0
    assert weights["vervoer"] == weights["leerling"] == PART


def test_an_index_read_back_scores_the_same(tmp_path: Path) -> None:
    index = WordIndex.build(TEXTS)
    index.save(tmp_path / "words.npz")
    again = WordIndex.load(tmp_path / "words.npz")
    question = {"taxi": 1.0, "school": 0.7, "bezwaar": 0.2}
    assert np.array_equal(index.scores(question), again.scores(question))


def test_an_empty_index_finds_nothing() -> None:
    index = WordIndex.build([])
    assert index.scores({"taxi": 1.0}).shape == (0,)
    assert index.ceiling({"taxi": 1.0}) > 0
