"""Every change to the documents by staff: kept, recorded, and read in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from assistant.actors import Actor
from assistant.audit import record
from assistant.database import sessions
from bots.bootstrap import House
from bots.desk.library import Library
from bots.desk.reindexing import Reindexing
from ingest.blocks import UnreadableError
from ingest.metadata import sidecar
from knowledge.documents import Document

Kept = TypeVar("Kept")


class Keeper:
    """The library with its record. Raises UnreadableError and UnknownFileError as the library does."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.library = Library(house.knowledge.settings.home)
        self.reindexing = Reindexing(house.knowledge.settings)

    async def add(
        self, *, name: str, data: bytes, said: dict[str, Any], actor: Actor, now: datetime
    ) -> str:
        """Keep a new file, or a new version of one; its name."""
        kept = await self._change(
            lambda: self.library.add(name, data, said, now=now),
            action="document.keep",
            subject=f"document:{name[:60]}",
            after={k: str(v) for k, v in said.items()} | {"bytes": len(data)},
            actor=actor,
            now=now,
        )
        self.reindexing.start()
        return kept

    async def describe(
        self, *, name: str, said: dict[str, Any], actor: Actor, now: datetime
    ) -> None:
        """Set audience, validity and owner of a file."""
        before = self.library.said(name)
        await self._change(
            lambda: self.library.describe(name, said, now=now),
            action="document.describe",
            subject=f"document:{name[:60]}",
            before={k: str(v) for k, v in before.items()},
            after={k: str(v) for k, v in said.items()},
            actor=actor,
            now=now,
        )
        self.reindexing.start()

    async def withdraw(self, *, name: str, actor: Actor, now: datetime) -> None:
        """Take a file out of what the assistant reads."""
        await self._change(
            lambda: self.library.withdraw(name, now=now),
            action="document.withdraw",
            subject=f"document:{name[:60]}",
            actor=actor,
            now=now,
        )
        self.reindexing.start()

    async def adopt(
        self,
        *,
        document: Document,
        actor: Actor,
        now: datetime,
        change: Callable[[bytes], bytes] | None = None,
    ) -> str:
        """Take over a document that was read in from another folder, changed or as it is.

        Raises UnreadableError when its file is not there any more.
        """
        file = await asyncio.to_thread(outside, document)
        data, said = file.read_bytes(), sidecar(file)[0]
        data = change(data) if change else data
        name = await self._change(
            lambda: (
                self.library.add(file.name, data, {"id": document.id, **said}, now=now)
                if document.kind not in ("service", "glossary", "organisation")
                else self.library.add(file.name, data, said, now=now)
            ),
            action="document.adopt",
            subject=f"document:{document.id[:60]}",
            actor=actor,
            now=now,
        )
        knowledge = self._house.knowledge()
        same = knowledge.documents() if knowledge else []
        self.reindexing.start(
            release={
                d.id for d in same if (d.origin, d.source) == (document.origin, document.source)
            }
        )
        return name

    async def _change(
        self,
        change: Callable[[], Kept],
        *,
        action: str,
        subject: str,
        actor: Actor,
        now: datetime,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
    ) -> Kept:
        """The line in the record stands if and only if the file changed."""
        async with sessions(self._house.engine)() as session, session.begin():
            record(
                session,
                actor=actor,
                action=action,
                subject=subject,
                now=now,
                before=before,
                after=after,
            )
            return await asyncio.to_thread(change)


def outside(document: Document) -> Path:
    """The file of a document in a folder of its own. Raises UnreadableError for a web page."""
    file = Path(document.origin)
    if file.is_dir():
        file = file / document.source
    if not file.is_file():
        raise UnreadableError("het oorspronkelijke bestand staat niet op deze computer")
    return file
