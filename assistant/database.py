"""The database: SQLite by default, PostgreSQL by URL."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

MIGRATIONS = Path(__file__).parent / "migrations"

# The driver's debug lines repeat what people wrote.
logging.getLogger("aiosqlite").setLevel(logging.INFO)

# Alembic keeps its state in a module: within one process only one thread may use it.
_ALEMBIC = threading.Lock()

Sessions = async_sessionmaker[AsyncSession]


def connect(url: str) -> AsyncEngine:
    """An engine; nothing is opened yet. SQLite gets write-ahead logging, keys and patience.

    Errors never name the values of a statement: they are what people wrote.
    """
    # A file does not go away in between, so only a server is asked first whether it still answers.
    local = make_url(url).get_backend_name() == "sqlite"
    engine = create_async_engine(url, pool_pre_ping=not local, hide_parameters=True)
    if local:

        @event.listens_for(engine.sync_engine, "connect")
        def _prepare(connection: Any, _: Any) -> None:
            # The driver's own idea of when to begin breaks savepoints: we say it ourselves.
            connection.isolation_level = None
            cursor = connection.cursor()
            for pragma in (
                "journal_mode=WAL",
                "foreign_keys=ON",
                # Waiting writers take turns by chance, not in order: on a busy machine one of eight
                # was unlucky for ten seconds.
                "busy_timeout=30000",
                "synchronous=NORMAL",
                # 20 MB: a search in the queue then reads from memory.
                "cache_size=-20000",
            ):
                cursor.execute(f"PRAGMA {pragma}")
            cursor.close()

        @event.listens_for(engine.sync_engine, "begin")
        def _begin(connection: Connection) -> None:
            # A transaction that reads first and writes later would fail when another wrote in
            # between, without waiting: what may write takes its turn at the start.
            only_reads = connection.get_execution_options().get("only_reads", False)
            connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")

    return engine


def sessions(engine: AsyncEngine) -> Sessions:
    """Sessions whose objects stay readable after commit."""
    return async_sessionmaker(engine, expire_on_commit=False)


@asynccontextmanager
async def reading(sessions: Sessions) -> AsyncIterator[AsyncSession]:
    """A session that only reads: on SQLite it does not wait for who writes."""
    async with sessions() as session:
        await session.connection(execution_options={"only_reads": True})
        yield session


async def migrate(url: str) -> None:
    """Bring the tables up to date; makes the folder of a SQLite file."""
    parsed = make_url(url)
    if parsed.drivername.startswith("sqlite") and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    await asyncio.to_thread(_upgrade, url)


def _upgrade(url: str) -> None:
    with _ALEMBIC:
        _to_head(url)


def _to_head(url: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    command.upgrade(config, "head")
