"""A server that plays the language model, and a writer that reaches it with the real client."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

import pytest
from openai_server import OpenAIServer, openai_server

from assistant.answers import Answer, Turn
from assistant.writing import model
from assistant.writing.answering import answer_in_own_words
from assistant.writing.settings import WritingSettings
from assistant.writing.spending import Spending
from assistant.writing.writer import Writer
from knowledge.base import KnowledgeBase
from knowledge.documents import Audience

TODAY = date(2026, 11, 24)
Ask = Callable[..., Answer]
MakeWriter = Callable[..., Writer]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenAIServer]:
    """The far side of the network; a second try follows at once."""
    monkeypatch.setattr(model, "PAUSE", 0.0)
    with openai_server() as told:
        yield told


@pytest.fixture
def make_writer(server: OpenAIServer) -> MakeWriter:
    """A writer towards that server; settings by their name without `llm_`."""

    def make(spending: Spending | None = None, **settings: Any) -> Writer:
        given = {f"llm_{name}": value for name, value in settings.items()}
        return Writer(
            WritingSettings(llm="openai:klein", llm_base_url=server.address, **given), spending
        )

    return make


@pytest.fixture
def ask(example_knowledge: KnowledgeBase, make_writer: MakeWriter) -> Ask:
    """The whole way of one question over the example documents."""

    def asked(
        question: str,
        *,
        writer: Writer | None = None,
        told: list[str | None] | None = None,
        history: Sequence[str] = (),
        steps: list[str] | None = None,
    ) -> Answer:
        turn = Turn(question, Audience.EVERYONE, TODAY, list(history))
        return asyncio.run(
            answer_in_own_words(
                turn,
                example_knowledge,
                writer or make_writer(),
                watch=steps.append if steps is not None else None,
                tell=told.append if told is not None else None,
            )
        )

    return asked
