"""Where Telegram brings messages when it does not wait for us to fetch them."""

from __future__ import annotations

import json
import secrets

from fastapi import APIRouter, HTTPException, Request
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import Response

from bots.telegram.listening import WEBHOOK, Listening
from bots.telegram.raw import parsed

router = APIRouter(include_in_schema=False)
HEADER = "X-Telegram-Bot-Api-Secret-Token"
# A message of 4,096 characters with a hundred pieces of markup, and the one that it answers.
MOST_BYTES = 512_000


@router.post(WEBHOOK)
async def receive(request: Request) -> Response:
    """One update. It is handled and saved before we say that we have it; else it comes again."""
    listening: Listening | None = getattr(request.app.state, "telegram", None)
    if listening is None:
        raise HTTPException(404, "Hier is geen Telegram ingesteld.")
    given = request.headers.get(HEADER, "")
    if not secrets.compare_digest(given.encode(), listening.door.keys.webhook.encode()):
        raise HTTPException(403, "Dit adres is alleen voor Telegram.")
    if not listening.ready.is_set():
        raise HTTPException(503, "Nog niet klaar.")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return Response(status_code=200)  # refused, it would come again and again
    try:
        update = parsed(json.loads(body), listening.door.bot)
    except ValueError:
        update = None
    if update is None:
        return Response(status_code=200)
    try:
        await listening.hearing.receive(update)
    except (SQLAlchemyError, OSError):
        raise HTTPException(503, "Even geduld.") from None
    return Response(status_code=200)
