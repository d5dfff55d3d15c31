"""Staff behind the chat: they reply, and switch the assistant off and on."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

from desk_server import Server

STAFF = "Marijke de Boer"


def reply(server: Server, text: str) -> None:
    """Staff answers the newest question that is open."""
    actor, now = server.join(STAFF), datetime.now(UTC)
    (row,) = rows(
        server, "SELECT id FROM escalations WHERE closed_at IS NULL ORDER BY opened_at DESC LIMIT 1"
    )
    server.run(server.house.escalations.claim(escalation_id=row[0], actor=actor, now=now))
    server.run(
        server.house.escalations.reply(escalation_id=row[0], actor=actor, text=text, now=now)
    )


def switch(server: Server, value: str) -> None:
    """The assistant `on` or `off`."""
    server.run(
        server.house.adjustments.change(
            key="switch",
            value={"assistant": value},
            actor=server.join(STAFF),
            now=datetime.now(UTC),
            comment="proef",
        )
    )


def rows(server: Server, query: str) -> list[tuple[str, ...]]:
    """What stands in the server's database."""
    with sqlite3.connect(server.home / "wegwijs.db") as database:
        return database.execute(query).fetchall()
