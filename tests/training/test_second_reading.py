"""The second reading: the lot is drawn the same each time, and what was found is counted right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from training.dataset import load
from training.second_reading import SIZE, Found, drawn, read, shares, wilson


def test_the_lines_read_are_those_the_lot_draws() -> None:
    ids, found = read()
    assert ids == drawn(load())
    assert len(ids) == SIZE
    assert {one.id for one in found} <= set(ids)


def test_the_interval_of_a_share_is_wilsons() -> None:
    # Worked by hand for 10 of 100: centre 0.1148, half 0.0596.
    assert wilson(10, 100) == pytest.approx((0.0552, 0.1744), abs=5e-4)
    low, high = wilson(0, 100)
    assert (low, high) == pytest.approx((0.0, 0.0370), abs=5e-4)


def test_the_shares_count_five_questions_and_two_near_misses_a_line() -> None:
    ids = ["A-001", "A-002", "H-001", "V-001"]
    found = [Found("A-001", "near_miss", "neighbour"), Found("V-001", "question", "partly")]
    rows = {(group, what): (wrong, total) for group, what, wrong, total in shares(ids, found)}
    assert rows["A-G", "near_miss neighbour"] == (1, 4)
    assert rows["P-W", "question partly"] == (1, 5)
    assert rows["all", "question partly"] == (1, 20)
    assert rows["H-N", "key not"] == (0, 1)


def test_a_verdict_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "found.jsonl"
    path.write_text(json.dumps({"id": "A-001", "key": 0, "verdict": "mooi"}), encoding="utf-8")
    with pytest.raises(ValueError, match=r"A-001.*mooi"):
        read(path)
