"""Questions without a door: one, or a file of them, over the same way in as every channel.

A file is read line by line, so its size does not matter; every line gets one line back, in order.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from pydantic import BaseModel, Field, ValidationError, field_validator

from assistant.answers import Answer
from assistant.conversations import Conversations, plain
from assistant.statuses import TABLE, Status
from bots.bootstrap import build
from knowledge.documents import Audience

# Bytes of one line; a question with its history is a few thousand.
LONGEST_LINE = 1_000_000

AUDIENCES = {
    "parent": Audience.EVERYONE,
    "ouder": Audience.EVERYONE,
    "everyone": Audience.EVERYONE,
    "iedereen": Audience.EVERYONE,
    "school": Audience.SCHOOL,
}
_SHOWN = ("n", "document_id", "title", "heading", "page", "url", "quote", "valid_until")


class Line(BaseModel):
    """A line of a batch."""

    id: str = Field(coerce_numbers_to_str=True)
    question: str
    audience: str | None = None
    lang: str | None = None
    history: list[str] = []

    @field_validator("history", mode="before")
    @classmethod
    def _asked(cls, value: Any) -> Any:
        """Earlier questions as text; of a whole conversation only the asker's own lines."""
        if not isinstance(value, list):
            return value or []
        return [
            str(item.get("text") or item.get("content") or "") if isinstance(item, dict) else item
            for item in value
            if not (isinstance(item, dict) and item.get("role") not in (None, "user"))
        ]

    @field_validator("audience")
    @classmethod
    def _known(cls, value: str | None) -> str | None:
        if value is not None and value not in AUDIENCES:
            raise ValueError("audience must be parent or school")
        return value


async def one(row: dict[str, Any]) -> dict[str, Any]:
    """Answer one line; the result as the contract of `wegwijs ask` has it."""
    logging.getLogger("chromadb").setLevel(logging.ERROR)
    house = await build()
    try:
        return await _line(house.conversations, row)
    finally:
        await house.engine.dispose()


async def run(file: Path) -> bool:
    """Answer every line of a file; one JSON line each on standard output, in order.

    Whether there was a knowledge base to answer from.
    """
    house = await build()
    try:
        with file.open("rb") as lines:
            for number, raw in enumerate(_lines(lines), start=1):
                if not raw.strip():
                    continue
                row = _parse(raw)
                result = (
                    _bad(f"regel {number}", "deze regel is geen JSON-object")
                    if row is None
                    else await _line(house.conversations, row)
                )
                write(result)
        return house.knowledge() is not None
    finally:
        await house.engine.dispose()


def write(result: dict[str, Any]) -> None:
    """One JSON line in UTF-8, whatever the terminal speaks; half characters become '?'."""
    line = json.dumps(result, ensure_ascii=False) + "\n"
    sys.stdout.buffer.write(line.encode("utf-8", errors="replace"))
    sys.stdout.buffer.flush()


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    """Lines without the byte order mark; one that is too long becomes one that is not JSON."""
    first = True
    while raw := file.readline(LONGEST_LINE):
        if len(raw) == LONGEST_LINE and not raw.endswith(b"\n"):
            while (rest := file.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass
            raw = b"te lang"
        yield raw.removeprefix(b"\xef\xbb\xbf") if first else raw
        first = False


def _parse(raw: bytes) -> dict[str, Any] | None:
    try:
        row = json.loads(raw.decode("utf-8", errors="replace"))
    except (ValueError, RecursionError):
        return None
    return row if isinstance(row, dict) else None


async def _line(conversations: Conversations, row: dict[str, Any]) -> dict[str, Any]:
    try:
        line = Line.model_validate(row)
    except ValidationError as error:
        field = ".".join(str(part) for part in error.errors()[0]["loc"])
        return _bad(str(row.get("id", "")), f"het veld '{field}' ontbreekt of klopt niet")
    now = datetime.now(UTC)
    started = await conversations.start(
        channel="cli",
        audience=AUDIENCES[line.audience or "parent"],
        language=line.lang or "nl",
        now=now,
    )
    known = line.lang if line.lang in ("nl", "en", "tr", "ar", "pl", "uk") else None
    asked = await conversations.ask(
        conversation_id=started.id,
        token=started.token,
        text=line.question,
        now=now,
        language=known,
        earlier=line.history,
    )
    return _result(line.id, asked.answer)


def _result(id_: str, answer: Answer) -> dict[str, Any]:
    reason = TABLE[answer.status].reason if TABLE[answer.status].needs_staff else None
    return {
        "id": id_,
        "status": answer.status.value,
        "text": answer.text,
        "citations": [
            {name: plain(asdict(citation))[name] for name in _SHOWN}
            for citation in answer.citations
        ],
        "confidence": round(answer.confidence, 4),
        "language": answer.language,
        "escalation": {"reason": reason.value} if reason else None,
        "timings_ms": answer.timings_ms,
    }


def _bad(id_: str, why: str) -> dict[str, Any]:
    return _result(id_, Answer(Status.ERROR_BAD_LINE, f"Deze regel is niet te lezen: {why}.", "nl"))
