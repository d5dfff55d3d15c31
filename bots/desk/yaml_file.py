"""The glossary and the catalogue as staff edit them: one YAML file of rows, kept in the library."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import yaml

from assistant.actors import Actor
from bots.bootstrap import House
from bots.desk.keeping import Keeper, outside
from bots.desk.library import Earlier, UnknownFileError
from ingest.blocks import UnreadableError
from ingest.yamls import mapping
from knowledge.documents import Document, Kind

# A version and its line in the record are written by one action, at one moment.
NEAR = timedelta(seconds=1)


class ChangedMeanwhileError(Exception):
    """A colleague saved another version after this page was opened."""

    def __init__(self) -> None:
        super().__init__("Een collega heeft dit intussen gewijzigd. Ververs de pagina.")


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a file. `name` is None when it still lies in another folder or does not exist."""

    rows: list[dict[str, Any]]
    name: str | None
    source: Document | None


@dataclass(frozen=True, slots=True)
class YamlFile:
    """Which file: the key of its rows, the kind of its documents, its name when it is made anew."""

    key: str
    kind: Kind
    name: str
    title: str

    def read(self, house: House, keeper: Keeper) -> Rows:
        """The rows as they are now. Raises UnreadableError when the file is damaged."""
        for name in keeper.library.names():
            if name.endswith((".yaml", ".yml")):
                rows = _rows(keeper.library.path(name).read_bytes(), self.key)
                if rows is not None:
                    return Rows(rows, name, None)
        knowledge = house.knowledge()
        for document in knowledge.documents() if knowledge else []:
            if document.kind is self.kind and document.source.endswith((".yaml", ".yml")):
                try:
                    rows = _rows(outside(document).read_bytes(), self.key)
                except UnreadableError:
                    continue
                if rows is not None:
                    return Rows(rows, None, document)
        return Rows([], None, None)

    async def change(
        self,
        house: House,
        keeper: Keeper,
        *,
        at: int | None,
        before: str,
        row: dict[str, Any] | None,
        actor: Actor,
        now: datetime,
    ) -> None:
        """Set row `at` (None: a new one) to `row` (None: remove it).

        `before` is the row's `mark` when the person opened it: another one now means that a
        colleague was first. Raises ChangedMeanwhileError and UnreadableError.
        """
        held = self.read(house, keeper)
        if at is not None and (at >= len(held.rows) or mark(held.rows[at]) != before):
            raise ChangedMeanwhileError

        def changed(data: bytes) -> bytes:
            whole = mapping(data.decode("utf-8-sig"), self.name) if data else {}
            rows = list(whole.get(self.key) or [])
            if at is None:
                rows.append(row)
            elif row is None:
                del rows[at]
            else:
                # What the form does not show (a source, marks of invented values) stays.
                rows[at] = {**rows[at], **row}
            whole[self.key] = rows
            if not data:
                whole = {"meta": {"title": self.title}, **whole}
            return yaml.safe_dump(whole, allow_unicode=True, sort_keys=False, width=100).encode()

        if held.source is not None:
            await keeper.adopt(document=held.source, actor=actor, now=now, change=changed)
            return
        name = held.name or self.name
        old = keeper.library.path(name).read_bytes() if held.name else b""
        said = keeper.library.said(name) if held.name else {}
        await keeper.add(name=name, data=changed(old), said=said, actor=actor, now=now)

    async def restore(
        self, house: House, keeper: Keeper, *, version: str, actor: Actor, now: datetime
    ) -> None:
        """Put an earlier version back; the one it replaces is kept in turn.

        Raises UnknownFileError and UnreadableError.
        """
        name = self.read(house, keeper).name
        earlier = keeper.library.earlier(name) if name else []
        found = next((e for e in earlier if e.path.name == version), None)
        if name is None or found is None:
            raise UnknownFileError
        said = keeper.library.said(name)
        data = found.path.read_bytes()
        await keeper.add(name=name, data=data, said=said, actor=actor, now=now)


async def history(house: House, keeper: Keeper, held: Rows) -> list[tuple[Earlier, str]]:
    """Earlier versions, newest first, each with who replaced it."""
    if held.name is None:
        return []
    lines, _ = await house.records.page(subject=f"document:{held.name}", size=100)
    who = [(line.at, line.who) for line in lines]
    return [
        (earlier, next((name for at, name in who if abs(at - earlier.at) < NEAR), ""))
        for earlier in keeper.library.earlier(held.name)[:20]
    ]


def mark(row: dict[str, Any]) -> str:
    """A short sign of a row's contents."""
    text = yaml.safe_dump(row, allow_unicode=True, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _rows(data: bytes, key: str) -> list[dict[str, Any]] | None:
    try:
        rows = mapping(data.decode("utf-8-sig", errors="replace"), "bestand").get(key)
    except UnreadableError:
        return None
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else None


GLOSSARY = YamlFile("begrippen", Kind.GLOSSARY, "begrippen.yaml", "Begrippenlijst")
SERVICES = YamlFile("diensten", Kind.SERVICE, "diensten.yaml", "Dienstencatalogus")
