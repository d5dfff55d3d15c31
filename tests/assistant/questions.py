"""The questions under tests/assistant/data, read for the tests beside this file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from assistant.answering import answer
from assistant.answers import Answer, Turn
from knowledge.base import KnowledgeBase
from knowledge.documents import Audience

DATA = Path(__file__).parent / "data"


def load(name: str) -> Any:
    """The contents of data/<name>.yaml."""
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


def flat(by_language: dict[str, list[str]]) -> list[tuple[str, str]]:
    """(language, question) of questions grouped by language."""
    return [(language, text) for language, texts in by_language.items() for text in texts]


def ask(
    knowledge: KnowledgeBase,
    question: str,
    *,
    today: date = date(2026, 11, 24),
    audience: Audience = Audience.EVERYONE,
    history: Sequence[str] = (),
) -> Answer:
    """The whole pipeline on one question."""
    return answer(Turn(question, audience, today, list(history)), knowledge)


def missed(questions: Sequence[str], right: Callable[[str], bool]) -> list[str]:
    """The questions for which `right` does not hold."""
    return [question for question in questions if not right(question)]
