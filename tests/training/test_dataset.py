"""The training lines: their form, their division, and that no evaluation question is among them."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from knowledge.dutch import fold
from training.dataset import DATA, Line, load

BENCH = Path(__file__).parents[2] / "bench" / "data"
WORDS = Path(__file__).parents[2] / "knowledge" / "data"
FIELDS = {"id", "topic", "heading", "passage", "questions", "near_misses", "key"}
FOREIGN = {"en", "tr", "ar", "pl", "uk"}
# First headings of which lines stand in more than one fold: an organisation that comes back
# further on in its part. No more may come; docs/training-data.md tells what it means.
HEADINGS_IN_TWO_FOLDS = 30
# A question of fewer words ('recht op taxi') is only compared as a whole.
LONG = 5


@pytest.fixture(scope="module")
def rows() -> list[tuple[str, dict[str, Any]]]:
    """(file and line number, the line) of every part."""
    return [
        (f"{path.name}:{number}", json.loads(raw))
        for path in sorted(DATA.glob("part-*.jsonl"))
        for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if raw.strip()
    ]


@pytest.fixture(scope="module")
def lines() -> list[Line]:
    return load()


def _plain(text: str) -> str:
    """Words only, without capitals, accents and punctuation, a space on either side."""
    return " " + " ".join(re.findall(r"\w+", fold(text))) + " "


def _evaluation() -> list[str]:
    """The questions of all evaluation sets, normalised."""
    return [
        _plain(row["question"])
        for path in sorted(BENCH.glob("*/*.jsonl"))
        for raw in path.read_text(encoding="utf-8").splitlines()
        if raw.strip() and "question" in (row := json.loads(raw))
    ]


def _form(row: dict[str, Any]) -> list[str]:
    """What is wrong with the form of a line; nothing when it is well-formed."""
    if set(row) != FIELDS:
        return [f"fields {sorted(set(row) ^ FIELDS)}"]
    wrong = [name for name in ("id", "topic", "heading", "passage", "key") if not row[name].strip()]
    languages = Counter(asked["lang"] for asked in row["questions"])
    if (
        languages["nl"] != 4
        or sum(languages.values()) != 5
        or not set(languages) <= {"nl"} | FOREIGN
    ):
        wrong.append(f"languages {dict(languages)}")
    for asked in row["questions"]:
        if not {"q", "lang"} <= set(asked) <= {"q", "lang", "history"} or not asked["q"].strip():
            wrong.append(f"question {asked}")
        if not all(isinstance(turn, str) and turn.strip() for turn in asked.get("history", ["-"])):
            wrong.append(f"history {asked}")
    if len(row["near_misses"]) != 2 or not all(text.strip() for text in row["near_misses"]):
        wrong.append("near misses")
    if row["key"] not in row["passage"]:
        wrong.append("key not in the passage")
    asked_once = [_plain(asked["q"]) for asked in row["questions"]]
    if set(asked_once) & {_plain(text) for text in row["near_misses"]}:
        wrong.append("a near miss is one of the questions")
    return wrong


def test_every_line_is_well_formed(rows: list[tuple[str, dict[str, Any]]]) -> None:
    assert {where: wrong for where, row in rows if (wrong := _form(row))} == {}


def test_no_id_is_given_twice(rows: list[tuple[str, dict[str, Any]]]) -> None:
    counted = Counter(row["id"] for _, row in rows)
    assert [id for id, times in counted.items() if times > 1] == []


def test_there_are_at_least_three_thousand_passages_and_no_two_are_the_same(
    lines: list[Line],
) -> None:
    assert len({_plain(line.passage) for line in lines}) == len(lines) >= 3000


def test_every_fold_has_its_share(lines: list[Line]) -> None:
    counted = Counter(line.fold for line in lines)
    assert set(counted) == {"train", "judge", "test"}
    assert min(counted["judge"], counted["test"]) > len(lines) / 10


def test_no_more_organisations_than_known_stand_in_two_folds(lines: list[Line]) -> None:
    folds: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        folds[line.heading[0]].add(line.fold)
    split = sorted(heading for heading, among in folds.items() if len(among) > 1)
    assert len(split) <= HEADINGS_IN_TWO_FOLDS, split


def test_no_evaluation_question_is_among_the_training_lines(lines: list[Line]) -> None:
    questions = _evaluation()
    assert len(questions) > 300
    asked = [
        _plain(text)
        for line in lines
        for text in (
            *(question.text for question in line.questions),
            *(turn for question in line.questions for turn in question.history),
            *line.near_misses,
        )
    ]
    everything = "|".join([*asked, *(_plain(line.passage) for line in lines)])
    known = set(asked)
    assert [q for q in questions if q in known] == []
    assert [q for q in questions if len(q.split()) >= LONG and q in everything] == []


def test_no_long_evaluation_question_is_in_any_other_training_file() -> None:
    everything = "|".join(
        _plain(path.read_text(encoding="utf-8"))
        for path in sorted(DATA.rglob("*.jsonl"))
        if not path.name.startswith("part-")
    )
    assert [q for q in _evaluation() if len(q.split()) >= LONG and q in everything] == []


def test_no_evaluation_question_is_in_the_word_fields_or_the_glossary() -> None:
    paths = [*sorted((WORDS / "wordfields").glob("*.tsv")), WORDS / "glossary.yaml"]
    assert len(paths) > 1
    phrases = {
        _plain(phrase)
        for path in paths
        for phrase in re.split(r"[\t\n,\[\]{}]", path.read_text(encoding="utf-8"))
    }
    everything = "|".join(_plain(path.read_text(encoding="utf-8")) for path in paths)
    questions = _evaluation()
    assert [q for q in questions if q in phrases] == []
    assert [q for q in questions if len(q.split()) >= LONG and q in everything] == []
