"""Our own sentences: complete in six languages, and plain."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from assistant.statuses import TABLE, Reason, Status
from assistant.texts import LANGUAGES, say, table
from knowledge.sentences import split


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_exists_with_the_same_places_to_fill(language: str) -> None:
    dutch, own = table("nl"), table(language)
    assert set(own) == set(dutch)
    for key, text in own.items():
        assert places(text) == places(dutch[key]), key
        assert bool(text) == bool(dutch[key]), key


def test_dutch_texts_are_plain() -> None:
    lengths = []
    for key, text in table("nl").items():
        for word in re.findall(r"[^\W\d_]+", text):
            assert len(word) <= 25, (key, word)
        lengths += [len(text[start:end].split()) for start, end in split(text)]
    assert sum(lengths) / len(lengths) < 15
    assert max(lengths) <= 25


@pytest.mark.parametrize("language", LANGUAGES)
def test_emergency_texts_name_the_numbers(language: str) -> None:
    assert "112" in say("danger", language)
    assert "113" in say("suicide", language) and "112" in say("suicide", language)
    assert "0800-2000" in say("abuse", language) and "112" in say("abuse", language)


def test_an_unknown_language_reads_dutch_and_an_unknown_key_is_an_error() -> None:
    assert say("hello", "xx") == say("hello", "nl")
    with pytest.raises(KeyError):
        say("bestaat_niet", "nl")


def test_every_status_has_its_end_and_a_known_prefix() -> None:
    assert set(TABLE) == set(Status)
    prefixes = (
        "answered_",
        "clarify_",
        "handoff_",
        "no_answer_",
        "emergency_",
        "refused_",
        "error_",
    )
    for status, end in TABLE.items():
        assert status.startswith(prefixes)
        assert not (end.needs_staff and end.offers)
        assert (end.reason is not None) == (end.needs_staff or end.offers)
        if status.startswith(("emergency_", "handoff_")):
            assert end.needs_staff
        if status.startswith("emergency_"):
            assert end.reason is Reason.EMERGENCY
