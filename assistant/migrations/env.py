"""Alembic's way in: always online, on the address that assistant.database gives."""

from __future__ import annotations

import asyncio

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from assistant import desk_models  # noqa: F401  (its tables belong to Base)
from assistant.models import Base


def _run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


async def _migrate() -> None:
    engine = create_async_engine(context.config.attributes["url"])
    async with engine.begin() as connection:
        # Two processes that start together wait for each other.
        if connection.dialect.name == "postgresql":
            await connection.exec_driver_sql("SELECT pg_advisory_xact_lock(77001)")
        await connection.run_sync(_run)
    await engine.dispose()


asyncio.run(_migrate())
