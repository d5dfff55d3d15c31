"""Our own sentences: the same keys and places in six languages, and none that nobody says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.texts import LANGUAGES
from bots.telegram.wording import COMMANDS, FOLDER, wording


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_sentence_with_the_same_places(language: str) -> None:
    dutch, own = wording("nl"), wording(language)
    assert set(own) == set(dutch)
    for key, text in own.items():
        assert text, key
        assert sorted(re.findall(r"{\w+}", text)) == sorted(re.findall(r"{\w+}", dutch[key])), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_fit_where_telegram_shows_them(language: str) -> None:
    for key, text in wording(language).items():
        if key.startswith("menu_"):
            assert len(text) <= 256
        if key.startswith("button_"):
            assert len(text) <= 40, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_word_says_who_else_sees_it_and_how_to_erase_it(language: str) -> None:
    said = wording(language)["start_how"]
    assert "/stop" in said
    assert re.search("telegram|تيليغرام", said, re.IGNORECASE)


def test_no_sentence_is_left_that_nobody_says() -> None:
    code = "".join(path.read_text() for path in Path(FOLDER).parent.glob("*.py"))
    made = {f"menu_{name}" for name in COMMANDS}
    made |= {f"pairing_{why}" for why in ("wrong", "too_many", "closed")}
    made |= {"from_staff_reply", "from_staff_back"}
    unsaid = {
        key for key in wording("nl") if key not in made and not re.search(rf'["\']{key}["\']', code)
    }
    assert unsaid == set()
