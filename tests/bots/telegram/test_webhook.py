"""Telegram brings the messages: only Telegram, each once, and again when it could not be kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from bot_api import TOKEN, BotApi
from telegram_work import house_in
from test_asking import QUESTION

from bots.telegram.webhook import HEADER
from bots.web.app import create
from bots.web.settings import WebSettings
from knowledge.base import KnowledgeBase

PATH = "/telegram/webhook"


@pytest.fixture
async def web(
    tmp_path: Path,
    empty_database: Path,
    example_home: Path,
    example_knowledge: KnowledgeBase,
    api: BotApi,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[httpx.AsyncClient]:
    for name, value in {
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API": api.url,
        "TELEGRAM_MODE": "webhook",
        "PUBLIC_URL": "https://wegwijs.example/",
        "COURIER": "apart",
    }.items():
        monkeypatch.setenv(f"WEGWIJS_{name}", value)
    house = await house_in(tmp_path, empty_database, example_home, example_knowledge)
    app = create(house, WebSettings())

    @asynccontextmanager
    async def life() -> AsyncIterator[None]:
        async with app.router.lifespan_context(app):
            yield

    async with life():
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="https://w.example") as http:
            await api.until(lambda: api.webhook)
            await app.state.telegram.ready.wait()
            yield http


async def bring(api: BotApi, web: httpx.AsyncClient) -> list[int]:
    codes = []
    for update in list(api.updates):
        answer = await web.post(PATH, json=update, headers={HEADER: api.webhook["secret_token"]})
        codes.append(answer.status_code)
    return codes


async def test_a_message_is_brought_and_answered_once(api: BotApi, web: httpx.AsyncClient) -> None:
    assert api.webhook["url"] == "https://wegwijs.example/telegram/webhook"
    api.say(7, QUESTION)
    assert await bring(api, web) == [200]
    assert await bring(api, web) == [200]
    api.updates.clear()
    api.say(7, "/help")
    assert await bring(api, web) == [200]
    first, second = await api.answers(7, 2)
    assert "6 weken" in first.text and "/bron" in second.text
    assert api.asked("getUpdates") == []


@pytest.mark.parametrize("secret", ["", "verkeerd", "é"])
async def test_only_telegram_is_let_in(api: BotApi, web: httpx.AsyncClient, secret: str) -> None:
    api.say(7, "/help")
    answer = await web.post(PATH, json=api.updates[0], headers={HEADER: secret.encode()})
    assert answer.status_code == 403
    assert api.to(7) == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"{}", b'{"update_id": "x"}'])
async def test_what_is_no_update_is_taken_and_left(
    api: BotApi, web: httpx.AsyncClient, body: bytes
) -> None:
    answer = await web.post(PATH, content=body, headers={HEADER: api.webhook["secret_token"]})
    assert answer.status_code == 200


async def test_without_a_bot_the_address_does_not_exist(
    tmp_path: Path, empty_database: Path, example_home: Path, example_knowledge: KnowledgeBase
) -> None:
    house = await house_in(tmp_path, empty_database, example_home, example_knowledge)
    app = create(house, WebSettings())
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="https://w.example") as http:
            assert (await http.post(PATH, json={})).status_code == 404
