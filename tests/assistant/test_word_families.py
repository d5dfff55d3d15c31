"""The little language in which the rules are written."""

from __future__ import annotations

import time

import pytest

from assistant.word_families import Families, outcomes, plain, wholly

RULES = {
    "families": {
        "who": "kind kind*eren",
        "act": "slaat heeft_geslagen",
        "ask": "protocol*",
        "all": "@who iedereen",
    },
    "rules": {"found": ["who act !ask"], "ordered": ["act > all"], "anywhere": ["ask & who"]},
}


def outcome(text: str) -> str | None:
    rule = Families(RULES).match(text)
    return rule.outcome if rule else None


def test_families_must_stand_near_each_other_in_one_sentence() -> None:
    assert outcome("hij slaat een kind") == "found"
    assert outcome("hij slaat. een kind") is None
    assert outcome("hij slaat " + "en nog iets " * 6 + "een kind") is None


def test_a_barred_family_stops_a_rule() -> None:
    assert outcome("protocol als iemand een kind slaat") == "anywhere"


def test_order_counts_where_it_is_asked() -> None:
    assert outcome("hij slaat iedereen") == "ordered"
    assert outcome("iedereen slaat") is None


def test_anywhere_passes_over_sentences() -> None:
    assert outcome("Waar staat het protocol? Het gaat om een kind.") == "anywhere"


def test_accents_capitals_and_apostrophes_do_not_matter() -> None:
    assert plain("ÇOCUĞUM Łódź б’є أحمد") == plain("cocugum lodz б'є احمد")


def test_a_rule_with_an_unknown_family_is_an_error() -> None:
    with pytest.raises(ValueError, match="nergens"):
        Families({"families": {"a": "b"}, "rules": {"x": ["a nergens"]}})


def test_small_talk_is_only_small_talk_when_nothing_else_is_said() -> None:
    assert wholly("small_talk", "Hallo, goedemorgen!") == ["hello"]
    assert wholly("small_talk", "Hallo, wat is een TLV?") == []


def test_a_long_hostile_text_is_read_in_bounded_time() -> None:
    text = ("kind slaat zoon wil dood mes aanvraag mijn " * 60)[:2000]
    outcomes("emergency", "opwarmen")
    began = time.perf_counter()
    for step in ("emergency", "person", "personal", "steering", "elsewhere"):
        outcomes(step, text)
    assert time.perf_counter() - began < 0.5
