"""What is missing or wrong in this set-up, and what to do about it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from assistant.database import connect, migrate
from assistant.settings import AssistantSettings
from bots.desk.settings import DeskSettings
from bots.model_check import language_model
from knowledge.base import KnowledgeBase, NoKnowledgeError
from knowledge.embeddings import check_models
from knowledge.settings import KnowledgeSettings

LEAST_FREE_MEGABYTES = 500


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at; `detail` says what to do when it is not well."""

    name: str
    ok: bool
    detail: str


async def checks(*, today: date) -> list[Check]:
    """All checks, in the order in which to mend them."""
    home = _home(KnowledgeSettings().home)
    if not home.ok:
        return [home]
    settings = KnowledgeSettings()
    found = [
        *(home, _disk(settings.home), await _database(), *_single_sign_on()),
        *await _language_model(),
    ]
    models = [
        Check(name, wrong is None, wrong or "het ingestelde model werkt")
        for name, wrong in check_models(settings)
    ]
    # Without the model that it was made with, nothing can be said of an index.
    if not all(model.ok for model in models):
        return [*found, *models]
    return [*found, *models, *_knowledge(today)]


async def _language_model() -> list[Check]:
    found = await language_model()
    return [] if found is None else [Check("taalmodel", *found)]


def _home(folder: Path) -> Check:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        why = error.strerror or type(error).__name__
        return Check(
            "map", False, f"in {folder} kan niet worden geschreven ({why}); zet WEGWIJS_HOME goed"
        )
    return Check("map", True, str(folder.resolve()))


def _disk(folder: Path) -> Check:
    free = shutil.disk_usage(folder).free // 1_000_000
    enough = free >= LEAST_FREE_MEGABYTES
    advice = "" if enough else f"; maak er minstens {LEAST_FREE_MEGABYTES} vrij"
    return Check("schijfruimte", enough, f"{free} MB vrij{advice}")


async def _database() -> Check:
    settings = AssistantSettings()
    try:
        await migrate(settings.url)
        engine = connect(settings.url)
        async with engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
        await engine.dispose()
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError):
        return Check(
            "database",
            False,
            "WEGWIJS_DATABASE_URL is geen adres; gebruik postgresql+asyncpg://naam:sleutel@host/naam",
        )
    except Exception as error:  # any driver's error; the type is enough, the address is secret
        return Check(
            "database",
            False,
            f"niet bereikbaar ({type(error).__name__}); controleer WEGWIJS_DATABASE_URL",
        )
    kind = "PostgreSQL" if settings.database_url else "SQLite"
    return Check("database", True, f"{kind} werkt en is bijgewerkt")


def _single_sign_on() -> Iterator[Check]:
    if DeskSettings().single is None:
        return
    public = AssistantSettings().public_url
    yield Check(
        "inloggen",
        bool(public),
        f"via {DeskSettings().name}"
        if public
        else "WEGWIJS_OIDC_ISSUER is gezet, maar WEGWIJS_PUBLIC_URL niet; zet die erbij",
    )


def _knowledge(today: date) -> Iterator[Check]:
    settings = KnowledgeSettings()
    try:
        knowledge = KnowledgeBase(settings)
        counts = knowledge.counts()
    except NoKnowledgeError as error:
        yield Check(
            "kennisbank", False, f"leeg of verouderd; gebruik: wegwijs ingest MAP ({error})"
        )
        return
    except Exception as error:  # a damaged file or a Chroma server that is away, in any form
        cause = (
            "controleer of de server van WEGWIJS_CHROMA_URL draait"
            if settings.chroma_url
            else f"verwijder {settings.knowledge_home} en gebruik: wegwijs ingest MAP"
        )
        yield Check("kennisbank", False, f"gaat niet open ({type(error).__name__}); {cause}")
        return
    yield Check(
        "kennisbank", True, f"{counts['documents']} documenten, {counts['passages']} passages"
    )
    old = [d.title for d in knowledge.documents() if d.valid_until and d.valid_until < today]
    yield Check(
        "geldigheid",
        not old,
        "alle documenten zijn geldig"
        if not old
        else f"verlopen, dus niet meer gebruikt: {', '.join(old[:5])}; vernieuw of verwijder ze",
    )
    named = bool(knowledge.organisation.contact)
    yield Check(
        "organisatie",
        named,
        knowledge.organisation.naam
        if named
        else "geen organisatie.yaml ingelezen; contactgegevens en doorverwijzingen ontbreken",
    )
