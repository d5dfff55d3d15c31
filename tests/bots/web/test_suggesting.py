"""The questions one can begin with: of the documents at hand, and answered by them."""

from __future__ import annotations

from datetime import date

import pytest

from assistant import tuning
from assistant.answering import answer
from assistant.answers import Turn
from assistant.texts import LANGUAGES
from bots.web.suggesting import suggested
from bots.web.wording import wording
from knowledge.base import KnowledgeBase
from knowledge.documents import Audience


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_suggested_is_answered(
    example_knowledge: KnowledgeBase, language: str, today: date
) -> None:
    questions = suggested(example_knowledge, language, today)
    assert 2 <= len(questions) <= 4
    for question in questions:
        turn = Turn(text=question, audience=Audience.EVERYONE, today=today, language=language)
        assert answer(turn, example_knowledge).status.value.startswith("answered_"), question


def test_what_the_documents_do_not_answer_is_not_suggested(
    layered_knowledge: KnowledgeBase, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert suggested(None, "pl", today) == []
    assert suggested(layered_knowledge, "nl", today) == []  # they ask nothing themselves
    assert wording("pl")["questions"]
    monkeypatch.setattr(tuning, "ANSWER_FROM_FOREIGN", 1.01)
    assert suggested(layered_knowledge, "pl", today) == []
