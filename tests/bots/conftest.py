"""The web app over the example knowledge base, with a database of its own for every test."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from web_door import Door, running

from assistant.database import migrate
from assistant.settings import AssistantSettings
from bots.bootstrap import build
from bots.web.settings import WebSettings
from ingest.sync import sync
from knowledge.base import KnowledgeBase
from knowledge.settings import KnowledgeSettings


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with its tables; copied for every test, since making them takes a while."""
    file = tmp_path_factory.mktemp("database") / "wegwijs.db"
    asyncio.run(migrate(f"sqlite+aiosqlite:///{file}"))
    return file


@pytest.fixture
async def door(
    tmp_path: Path, empty_database: Path, example_home: Path, example_knowledge: KnowledgeBase
) -> AsyncIterator[Door]:
    """A running app with generous limits."""
    shutil.copy(empty_database, tmp_path / "wegwijs.db")
    settings = KnowledgeSettings(home=example_home, chroma_url=None)
    house = await build(AssistantSettings(home=tmp_path, database_url=None), settings)
    house.knowledge._open = example_knowledge  # opened once for all tests
    async with running(house, WebSettings(burst=10_000)) as http:
        yield Door(house, http, tmp_path / "wegwijs.db")


@pytest.fixture(scope="session")
def layered_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a document for everyone, one for schools and one for staff."""
    folder = tmp_path_factory.mktemp("layered")
    for audience, amount in (("iedereen", 1234), ("school", 4321), ("medewerkers", 43210)):
        (folder / f"voor-{audience}.md").write_text(
            f"---\nid: voor-{audience}\ntitel: Vergoeding {audience}\npubliek: {audience}\n---\n"
            f"# Vergoeding {audience}\n\nHet bedrag van de vergoeding is {amount} euro per jaar.\n"
        )
    settings = KnowledgeSettings(home=folder / "home", chroma_url=None)
    report = sync([folder], settings=settings, now=datetime(2026, 11, 24, tzinfo=UTC))
    assert report.ok and report.added == 3, report
    return settings.home


@pytest.fixture(scope="session")
def layered_knowledge(layered_home: Path) -> KnowledgeBase:
    """Those documents, opened for reading."""
    return KnowledgeBase(KnowledgeSettings(home=layered_home, chroma_url=None))
