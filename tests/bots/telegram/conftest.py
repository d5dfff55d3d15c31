"""A bot at work over the example documents, and the Bot API that it talks to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from bot_api import TOKEN, BotApi, bot_api
from telegram_work import Work, administrator_of, house_in

from bots.telegram.listening import at_telegram
from bots.telegram.settings import TelegramSettings
from knowledge.base import KnowledgeBase


@pytest.fixture
def api() -> Iterator[BotApi]:
    with bot_api() as running:
        yield running


@pytest.fixture
def settings(api: BotApi) -> TelegramSettings:
    return TelegramSettings(token=TOKEN, api=api.url, bot="wegwijs_test_bot", mode="polling")


@pytest.fixture
async def work(
    tmp_path: Path,
    empty_database: Path,
    example_home: Path,
    example_knowledge: KnowledgeBase,
    api: BotApi,
    settings: TelegramSettings,
) -> AsyncIterator[Work]:
    house = await house_in(tmp_path, empty_database, example_home, example_knowledge)
    administrator = await administrator_of(house)
    async with at_telegram(house, settings) as listening:
        assert listening is not None
        yield Work(house, api, listening, settings, administrator)
    await house.engine.dispose()
