"""Alembic's way in: always online, on the address that assistant.database gives."""

from __future__ import annotations

import asyncio
from typing import Any

from alembic import context
from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from assistant import channel_models, desk_models  # noqa: F401  (their tables belong to Base)
from assistant.models import Base
from assistant.writing import spending  # noqa: F401  (the same)


def _run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


def _take_turns(engine: AsyncEngine) -> None:
    """SQLite: the lock is taken at the start, so that a second process waits and finds it done.

    Keys stay off (the driver's default): tables are copied and swapped.
    """

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=60000")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


async def _migrate() -> None:
    engine = create_async_engine(context.config.attributes["url"])
    if engine.dialect.name == "sqlite":
        _take_turns(engine)
    async with engine.begin() as connection:
        # Two processes that start together wait for each other.
        if connection.dialect.name == "postgresql":
            await connection.exec_driver_sql("SELECT pg_advisory_xact_lock(77001)")
        await connection.run_sync(_run)
    await engine.dispose()


asyncio.run(_migrate())
