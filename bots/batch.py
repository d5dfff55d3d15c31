"""Questions without a door: one, or a file of them, over the same way in as every channel."""

from __future__ import annotations

import json
import logging
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, ValidationError, field_validator

from assistant.answers import Answer
from assistant.conversations import Conversations, plain
from assistant.statuses import TABLE, Status
from bots.bootstrap import build
from knowledge.documents import Audience

_AUDIENCES = {
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
        if value is not None and value not in _AUDIENCES:
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


async def run(file: Path) -> None:
    """Answer every line of a file; one JSON line each on standard output, in order."""
    house = await build()
    try:
        with file.open(encoding="utf-8-sig", errors="replace") as lines:
            for number, raw in enumerate(lines, start=1):
                if not raw.strip():
                    continue
                try:
                    row = json.loads(raw)
                    if not isinstance(row, dict):
                        raise ValueError
                except ValueError:
                    row = None
                result = (
                    await _line(house.conversations, row)
                    if row is not None
                    else _bad(f"regel {number}", "deze regel is geen JSON-object")
                )
                sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
                sys.stdout.flush()
    finally:
        await house.engine.dispose()


async def _line(conversations: Conversations, row: dict[str, Any]) -> dict[str, Any]:
    try:
        line = Line.model_validate(row)
    except ValidationError as error:
        field = ".".join(str(part) for part in error.errors()[0]["loc"])
        return _bad(str(row.get("id", "")), f"het veld '{field}' ontbreekt of klopt niet")
    now = datetime.now(UTC)
    started = await conversations.start(
        channel="cli",
        audience=_AUDIENCES[line.audience or "parent"],
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
