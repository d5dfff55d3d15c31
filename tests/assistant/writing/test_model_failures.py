"""Whatever the model's server does, the asker gets an answer, and soon."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from openai_server import BROKEN, OpenAIServer, openai_server

from assistant.answers import Turn
from assistant.statuses import Status
from assistant.writing.answering import answer_in_own_words
from assistant.writing.model import MissingPackageError, load
from assistant.writing.settings import WritingSettings
from assistant.writing.writer import Writer
from knowledge.base import KnowledgeBase
from knowledge.documents import Audience

QUESTION = "Hoeveel weken heeft de school om te beslissen over een aanmelding?"
GOOD = "De school beslist binnen 6 weken na de aanmelding over toelating. [1]"


@pytest.mark.parametrize("status", [408, 429, 500, 503, BROKEN])
def test_a_request_that_failed_on_its_way_is_tried_once_more(
    ask, server: OpenAIServer, status: int
) -> None:
    server.says = [status, GOOD]
    assert ask(QUESTION).status is Status.ANSWERED_WRITTEN
    assert len(server.asked) == 2


@pytest.mark.parametrize("status", [429, 503])
def test_it_is_not_tried_a_third_time(ask, server: OpenAIServer, status: int) -> None:
    server.says = [status]
    assert ask(QUESTION).status is Status.ANSWERED_QUOTED
    assert len(server.asked) == 2


@pytest.mark.parametrize("status", [400, 401, 404, 422])
def test_a_request_that_is_refused_is_not_repeated(ask, server: OpenAIServer, status: int) -> None:
    server.says = [status]
    assert ask(QUESTION).status is Status.ANSWERED_QUOTED
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"<html>onderhoud</html>",
        b"data: {geen json}\n\ndata: [DONE]\n\n",
        b'data: {"choices": "geen lijst"}\n\n',
        json.dumps({"error": {"message": "geheim"}}).encode(),
        b"",
    ],
)
def test_garbage_is_no_answer(ask, server: OpenAIServer, content: bytes) -> None:
    server.says = [content]
    assert ask(QUESTION).status is Status.ANSWERED_QUOTED


def test_a_server_that_is_not_there_costs_nobody_an_answer(ask, server: OpenAIServer) -> None:
    away = Writer(WritingSettings(llm="openai:klein", llm_base_url="http://127.0.0.1:9/v1"))
    assert ask(QUESTION, writer=away).status is Status.ANSWERED_QUOTED


def test_a_model_that_is_too_slow_is_not_waited_for_and_what_it_said_is_taken_back(
    ask, make_writer, server: OpenAIServer
) -> None:
    server.says = [f"{GOOD} De school mag die termijn één keer met 4 weken verlengen. [1]"]
    server.piece = len(f"{GOOD} De ")
    server.go_on.clear()
    told: list[str | None] = []
    assert (
        ask(QUESTION, writer=make_writer(timeout=3.0), told=told).status is Status.ANSWERED_QUOTED
    )
    assert told == [GOOD, None]


def test_who_comes_when_all_places_are_taken_gets_the_quoted_answer_at_once(
    example_knowledge: KnowledgeBase, make_writer, server: OpenAIServer
) -> None:
    server.says = [GOOD]
    server.go_on.clear()
    writer = make_writer(concurrent=2)

    def asking() -> asyncio.Task:
        turn = Turn(QUESTION, Audience.EVERYONE, date(2026, 11, 24))
        return asyncio.create_task(answer_in_own_words(turn, example_knowledge, writer))

    async def story() -> list[Status]:
        two = [asking(), asking()]
        while len(server.asked) < 2:
            await asyncio.sleep(0.01)
        third = await asyncio.wait_for(asking(), 20)
        server.go_on.set()
        later = await asking() if all(await asyncio.gather(*two)) else None
        assert later is not None
        return [third.status, *[(await task).status for task in two], later.status]

    assert asyncio.run(story()) == [Status.ANSWERED_QUOTED, *[Status.ANSWERED_WRITTEN] * 3]


def test_a_failure_is_logged_by_its_name_and_never_with_a_text(
    ask, server: OpenAIServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.says = [401]
    with caplog.at_level(logging.DEBUG):
        ask(QUESTION)
    said = "\n".join(record.getMessage() for record in caplog.records)
    assert re.search("the language model gave no text: [A-Za-z]*AuthenticationError$", said, re.M)
    assert "weken" not in said and "aanmelding" not in said


def test_a_key_of_the_environment_never_goes_to_another_server(
    ask, server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "geheim-van-openai")
    server.says = [GOOD]
    ask(QUESTION)
    assert server.keys == ["Bearer -"]


def test_a_tracing_service_in_the_environment_gets_no_copy(
    ask, server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from langchain_core.tracers.langchain import wait_for_all_tracers
    from langsmith.utils import get_env_var

    server.says = [GOOD]
    with openai_server() as listener:
        monkeypatch.setenv("LANGSMITH_TRACING", "true")
        for name in ("LANGSMITH", "LANGCHAIN"):
            monkeypatch.setenv(f"{name}_TRACING_V2", "true")
            monkeypatch.setenv(f"{name}_ENDPOINT", listener.address)
            monkeypatch.setenv(f"{name}_API_KEY", "sleutel")
        get_env_var.cache_clear()
        try:
            assert ask(QUESTION).status is Status.ANSWERED_WRITTEN
            wait_for_all_tracers()
        finally:
            monkeypatch.undo()
            get_env_var.cache_clear()
        assert (listener.hits, len(server.asked)) == (0, 1)


def test_the_own_key_is_sent(ask, make_writer, server: OpenAIServer) -> None:
    server.says = [GOOD]
    ask(QUESTION, writer=make_writer(api_key="eigen"))
    assert server.keys == ["Bearer eigen"]


def test_what_is_asked_has_temperature_zero_and_a_limit(ask, server: OpenAIServer) -> None:
    server.says = [GOOD]
    ask(QUESTION)
    (asked,) = server.asked
    assert asked["temperature"] == 0 and asked["stream"] is True
    assert asked["max_tokens"] == asked["max_completion_tokens"] == 300


def test_a_provider_without_its_package_is_named_as_pip_calls_it() -> None:
    with pytest.raises(MissingPackageError) as raised:
        load(WritingSettings(llm="mistralai:klein"))
    assert raised.value.package == "langchain-mistralai"


@pytest.mark.parametrize("name", ["gpt", "openai:", ":model"])
def test_a_name_without_a_provider_is_refused_in_dutch(name: str) -> None:
    with pytest.raises(ValueError, match="aanbieder:model"):
        WritingSettings(llm=name)


def test_without_a_name_nothing_of_it_is_even_imported() -> None:
    code = (
        "import sys, bots.bootstrap, assistant.conversations, bots.web.app\n"
        "print([m for m in sys.modules if m.split('.')[0] in"
        " ('langchain', 'langchain_openai', 'openai', 'tiktoken')"
        " or m.startswith('langchain_core.language_models')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_only_one_module_knows_the_chat_models_of_langchain() -> None:
    root = Path(__file__).parents[3]
    knowing = [
        path.relative_to(root).as_posix()
        for package in ("assistant", "bots", "ingest", "knowledge")
        for path in (root / package).rglob("*.py")
        if re.search(r"init_chat_model|import langchain_|chat_models", path.read_text("utf-8"))
    ]
    assert knowing == ["assistant/writing/model.py"]
