"""What is missing or wrong in this set-up, and what to do about it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text

from assistant.database import connect, migrate
from assistant.settings import AssistantSettings
from knowledge.base import KnowledgeBase, NoKnowledgeError
from knowledge.settings import KnowledgeSettings

LEAST_FREE_MEGABYTES = 500


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at; `detail` says what to do when it is not well."""

    name: str
    ok: bool
    detail: str


async def checks() -> list[Check]:
    """All checks, in the order in which to mend them."""
    home = KnowledgeSettings().home
    home.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(home).free // 1_000_000
    found = [
        Check("schijfruimte", free >= LEAST_FREE_MEGABYTES, f"{free} MB vrij in {home.resolve()}")
    ]
    found.append(await _database())
    found += list(_knowledge())
    return found


async def _database() -> Check:
    settings = AssistantSettings()
    try:
        await migrate(settings.url)
        engine = connect(settings.url)
        async with engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
        await engine.dispose()
    except Exception as error:  # any driver's error; the type is enough, the address is secret
        return Check(
            "database",
            False,
            f"niet bereikbaar ({type(error).__name__}); controleer WEGWIJS_DATABASE_URL",
        )
    kind = "PostgreSQL" if settings.database_url else "SQLite"
    return Check("database", True, f"{kind} werkt en is bijgewerkt")


def _knowledge() -> Iterator[Check]:
    try:
        knowledge = KnowledgeBase(KnowledgeSettings())
    except NoKnowledgeError as error:
        yield Check(
            "kennisbank", False, f"leeg of verouderd; gebruik: wegwijs ingest MAP ({error})"
        )
        return
    counts = knowledge.counts()
    yield Check(
        "kennisbank", True, f"{counts['documents']} documenten, {counts['passages']} passages"
    )
    today = date.today()
    old = [d.title for d in knowledge.documents() if d.valid_until and d.valid_until < today]
    yield Check(
        "geldigheid",
        not old,
        "alle documenten zijn geldig"
        if not old
        else f"verlopen, dus niet meer gebruikt: {', '.join(old[:5])}",
    )
    named = bool(knowledge.organisation.contact)
    yield Check(
        "organisatie",
        named,
        knowledge.organisation.naam
        if named
        else "geen organisatie.yaml ingelezen; contactgegevens en doorverwijzingen ontbreken",
    )
