"""The database: migrations, transactions that wait for each other, readers that do not."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from databases import NOW, Core
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import IntegrityError

from assistant.database import MIGRATIONS, connect, migrate, reading, sessions
from assistant.models import Base, Conversation, Message


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    return config


def _differences(connection: Connection) -> list[object]:
    def same_kind(*types: object) -> bool | None:
        # SQLite has one kind of floating number; FLOAT and DOUBLE are the same column there.
        return False if connection.dialect.name == "sqlite" else None

    context = MigrationContext.configure(connection, opts={"compare_type": same_kind})
    return compare_metadata(context, Base.metadata)


async def test_migrations_make_exactly_the_tables_that_the_code_describes(url: str) -> None:
    engine = connect(url)
    async with engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
    await engine.dispose()


async def test_migrations_can_be_taken_back_and_done_again(url: str) -> None:
    await asyncio.to_thread(command.downgrade, _config(url), "base")
    await asyncio.to_thread(command.upgrade, _config(url), "head")
    await migrate(url)
    engine = connect(url)
    async with engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
    await engine.dispose()


async def test_two_processes_that_migrate_at_once_both_succeed(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'deep' / 'er' / 'wegwijs.db'}"
    program = f"import asyncio, assistant.database as d; asyncio.run(d.migrate({url!r}))"
    both = [await asyncio.create_subprocess_exec(sys.executable, "-c", program) for _ in range(2)]
    assert [await one.wait() for one in both] == [0, 0]
    await asyncio.gather(migrate(url), migrate(url))
    engine = connect(url)
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM alembic_version")) == 1
    await engine.dispose()


async def test_questions_of_before_the_desk_become_lines_of_their_conversation(url: str) -> None:
    await asyncio.to_thread(command.downgrade, _config(url), "0001")
    engine = connect(url)
    async with engine.begin() as connection:
        at = {"at": NOW if engine.dialect.name == "postgresql" else NOW.isoformat(" ")}
        await connection.execute(
            text(
                "INSERT INTO conversations (id, token_hash, channel, audience, language, created_at)"
                " VALUES ('c', 'h', 'web', 'everyone', 'nl', :at)"
            ),
            at,
        )
        for n in (1, 2):
            await connection.execute(
                text(
                    "INSERT INTO questions (id, conversation_id, position, text, language, asked_at)"
                    f" VALUES ('q{n}', 'c', {n}, 'vraag {n}', 'nl', :at)"
                ),
                at,
            )
        await connection.execute(
            text(
                "INSERT INTO answers (id, question_id, status, text, language, confidence, citations,"
                " timings_ms, answered_at) VALUES ('a1', 'q1', 'answered_quoted', 'antwoord', 'nl', 1,"
                " '[]', '{}', :at)"
            ),
            at,
        )
        await connection.execute(
            text(
                "INSERT INTO escalations (id, conversation_id, question_id, reason, opened_at)"
                " VALUES ('e', 'c', 'q2', 'no_source', :at)"
            ),
            at,
        )
    await migrate(url)
    async with reading(sessions(engine)) as session:
        lines = await session.execute(
            select(Message.author, Message.question_id, Message.answer_id).order_by(
                Message.position
            )
        )
        assert [tuple(line) for line in lines] == [
            ("asker", "q1", None),
            ("assistant", None, "a1"),
            ("asker", "q2", None),
        ]
        same = text("SELECT count(*) FROM escalations WHERE due_at = opened_at")
        assert await session.scalar(same) == 1
    await engine.dispose()


async def test_moments_come_back_in_utc_whatever_zone_they_were_given_in(core: Core) -> None:
    given = datetime(2026, 7, 1, 12, 30, tzinfo=timezone(timedelta(hours=2)))
    started = await _start(core, given)
    async with reading(core.sessions) as session:
        row = await session.get_one(Conversation, started)
        assert row.created_at == given
        assert row.created_at.utcoffset() == timedelta(0)
        assert row.created_at.astimezone(UTC).hour == 10


async def test_what_was_written_in_a_savepoint_goes_when_the_transaction_fails(core: Core) -> None:
    with pytest.raises(RuntimeError):
        async with core.sessions() as session, session.begin():
            async with session.begin_nested():
                session.add(_row())
            raise RuntimeError
    assert await _count(core) == 0


async def test_a_savepoint_that_fails_leaves_the_rest_of_the_transaction(core: Core) -> None:
    async with core.sessions() as session, session.begin():
        session.add(_row("first"))
        await session.flush()
        with pytest.raises(IntegrityError):
            async with session.begin_nested():
                await session.execute(
                    text("INSERT INTO reaches VALUES ('nobody', 'telegram', '1')")
                )
                await session.flush()
                session.add(_row("first"))
    assert await _count(core) == 1


async def test_transactions_that_read_and_then_write_wait_for_each_other(core: Core) -> None:
    started = await _start(core, NOW)

    async def count_up() -> None:
        async with core.sessions() as session, session.begin():
            row = await session.get_one(Conversation, started, with_for_update=True)
            await asyncio.sleep(0)
            row.channel = str(int(row.channel) + 1)

    async with core.sessions() as session, session.begin():
        (await session.get_one(Conversation, started)).channel = "0"
    await asyncio.gather(*(count_up() for _ in range(20)))
    async with reading(core.sessions) as session:
        assert (await session.get_one(Conversation, started)).channel == "20"


async def test_a_reader_does_not_wait_for_a_writer(core: Core) -> None:
    started = await _start(core, NOW)
    async with core.sessions() as session, session.begin():
        (await session.get_one(Conversation, started)).channel = "written"
        await session.flush()
        async with asyncio.timeout(2), reading(core.sessions) as other:
            assert (await other.get_one(Conversation, started)).channel == "web"


async def test_errors_never_repeat_what_people_wrote(core: Core) -> None:
    with pytest.raises(IntegrityError) as raised:
        async with core.sessions() as session, session.begin():
            session.add(_row("same"))
            await session.flush()
            session.expunge_all()
            session.add(_row("same", channel="een geheim"))
    assert "een geheim" not in str(raised.value)


def _row(id_: str = "one", channel: str = "web") -> Conversation:
    return Conversation(
        id=id_,
        token_hash="h",
        channel=channel,
        audience="everyone",
        language="nl",
        created_at=NOW,
    )


async def _start(core: Core, now: datetime) -> str:
    row = _row()
    row.created_at = now
    async with core.sessions() as session, session.begin():
        session.add(row)
    return row.id


async def _count(core: Core) -> int:
    async with reading(core.sessions) as session:
        return await session.scalar(select(func.count()).select_from(Conversation)) or 0
