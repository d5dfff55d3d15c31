"""The chat API: conversations, questions and their answers, what was said, feedback, sources."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import JSONResponse, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.exc import SQLAlchemyError
from sse_starlette import EventSourceResponse, ServerSentEvent

from assistant.askers import NothingHandedOverError, Own
from assistant.conversations import UnknownConversationError
from bots.bootstrap import House
from bots.web.live import News
from bots.web.problems import documented, unexpected
from bots.web.settings import WebSettings
from bots.web.shapes import (
    Line,
    Lines,
    NewConversation,
    NewFeedback,
    NewLanguage,
    NewQuestion,
    Opened,
    Reply,
    SaidBefore,
    Standing,
)
from knowledge.documents import Audience

log = logging.getLogger(__name__)

router = APIRouter(
    prefix="/api/v1",
    tags=["gesprek"],
    responses=documented(400, 401, 404, 413, 422, 429, 500, 503),
)
# Questions being answered; kept here so that one whose asker went away is still finished.
_running: set[asyncio.Task[Reply]] = set()
_bearer = HTTPBearer(auto_error=False, description="De sleutel van het gesprek.")


def house(request: Request) -> House:
    """What bots.bootstrap wired, kept on the app."""
    found: House = request.app.state.house
    return found


def web(request: Request) -> WebSettings:
    """What the operator set for this door."""
    found: WebSettings = request.app.state.web
    return found


def token(
    given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> str:
    """The conversation's secret token. Raises 401 without one."""
    if given is None:
        raise HTTPException(401, "Stuur de sleutel van het gesprek mee als Bearer-token.")
    return given.credentials


WebOf = Annotated[WebSettings, Depends(web)]
HouseOf = Annotated[House, Depends(house)]
TokenOf = Annotated[str, Depends(token)]


@router.post("/conversations", status_code=201)
async def start(body: NewConversation, house: HouseOf, web: WebOf, request: Request) -> Opened:
    """Begin a conversation."""
    audience = web.audience(request.headers.get("origin"))
    if body.audience == "everyone":
        audience = Audience.EVERYONE
    started = await house.conversations.start(
        channel="web",
        audience=audience,
        language=body.language,
        now=datetime.now(UTC),
        address=request.client.host if request.client else None,
    )
    return Opened(id=started.id, token=started.token)


@router.put("/conversations/{conversation_id}/language", status_code=204)
async def speak(conversation_id: str, body: NewLanguage, house: HouseOf, token: TokenOf) -> None:
    """Go on in another language."""
    await house.askers.speak(who=Own(conversation_id, token), language=body.language)


@router.post(
    "/conversations/{conversation_id}/questions",
    response_model=Reply,
    responses={200: {"content": {"text/event-stream": {}}}},
)
async def ask(
    conversation_id: str, body: NewQuestion, house: HouseOf, token: TokenOf, request: Request
) -> Response:
    """Ask a question. With `Accept: text/event-stream`: events `step`, `text`, and then `answer`
    (the whole reply) or `error` (problem details). An answer that a language model writes comes
    sentence by sentence; `again` takes back the `text` so far."""
    if "text/event-stream" in request.headers.get("accept", ""):
        # Unknown conversations are refused before the stream begins, with a status of their own.
        await house.conversations.language(conversation_id=conversation_id, token=token)
        return EventSourceResponse(_events(conversation_id, body, house, token))
    asked = await house.conversations.ask(
        conversation_id=conversation_id,
        token=token,
        text=body.text,
        language=body.language,
        question_id=body.id,
        now=datetime.now(UTC),
    )
    return JSONResponse(Reply.of(asked, house.knowledge()).model_dump(mode="json"))


async def _events(
    conversation_id: str, body: NewQuestion, house: House, token: str
) -> AsyncIterator[ServerSentEvent]:
    """What the assistant is doing, then the answer paragraph by paragraph, then all of it."""
    heard: asyncio.Queue[ServerSentEvent | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    told: list[str] = []

    def put(event: ServerSentEvent | None) -> None:
        loop.call_soon_threadsafe(heard.put_nowait, event)

    def tell(sentence: str | None) -> None:
        if sentence is None:
            told.clear()
            put(ServerSentEvent("{}", event="again"))
        else:
            told.append(sentence)
            put(_text(sentence))

    async def run() -> Reply:
        try:
            return Reply.of(
                await house.conversations.ask(
                    conversation_id=conversation_id,
                    token=token,
                    text=body.text,
                    language=body.language,
                    question_id=body.id,
                    now=datetime.now(UTC),
                    watch=lambda step: put(
                        ServerSentEvent(json.dumps({"step": step}), event="step")
                    ),
                    tell=tell,
                ),
                house.knowledge(),
            )
        finally:
            put(None)

    task = asyncio.create_task(run())
    _running.add(task)
    task.add_done_callback(_finished)
    while (event := await heard.get()) is not None:
        yield event
    try:
        reply = await task
    except Exception as error:  # the stream has begun: the problem comes as its last event
        yield ServerSentEvent(bytes(unexpected(error).body).decode(), event="error")
        return
    for paragraph in reply.text.removeprefix(" ".join(told)).split("\n\n"):
        if paragraph:
            yield _text(paragraph)
    yield ServerSentEvent(reply.model_dump_json(), event="answer")


def _text(piece: str) -> ServerSentEvent:
    return ServerSentEvent(json.dumps({"text": piece}, ensure_ascii=False), event="text")


def _finished(task: asyncio.Task[Reply]) -> None:
    """Look at the outcome, so that asyncio does not log an error with its text."""
    _running.discard(task)
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("a streamed question ended in %s", type(error).__name__)


@router.get("/conversations/{conversation_id}")
async def read(conversation_id: str, house: HouseOf, token: TokenOf) -> list[SaidBefore]:
    """The conversation so far."""
    said = await house.conversations.read(conversation_id=conversation_id, token=token)
    return [SaidBefore(**{f: getattr(s, f) for f in SaidBefore.model_fields}) for s in said]


@router.get("/conversations/{conversation_id}/lines")
async def lines(
    conversation_id: str,
    house: HouseOf,
    token: TokenOf,
    since: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
) -> Lines:
    """All that was said after a position, staff's replies too."""
    return await _lines(conversation_id, token, house, since)


@router.get(
    "/conversations/{conversation_id}/live",
    response_class=EventSourceResponse,
    responses={200: {"content": {"text/event-stream": {}}}},
)
async def live(
    conversation_id: str,
    house: HouseOf,
    token: TokenOf,
    request: Request,
    since: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
) -> EventSourceResponse:
    """The same as it is said: events `lines`, until the reader goes away."""
    await house.conversations.language(conversation_id=conversation_id, token=token)
    news: News = request.app.state.news
    return EventSourceResponse(_live(conversation_id, token, house, news, since))


async def _live(
    conversation_id: str, token: str, house: House, news: News, since: int
) -> AsyncIterator[ServerSentEvent]:
    with news.of(conversation_id, since) as told:
        while True:
            await told.wait()
            if news.closed:
                return  # the app is going down; the reader comes back by itself
            told.clear()
            try:
                new = await _lines(conversation_id, token, house, since)
            except (UnknownConversationError, SQLAlchemyError, OSError):
                return  # it was erased, or the database is away
            if new.lines:
                since = new.lines[-1].position
                yield ServerSentEvent(new.model_dump_json(), event="lines")


async def _lines(conversation_id: str, token: str, house: House, since: int) -> Lines:
    spoken = await house.conversations.language(conversation_id=conversation_id, token=token)
    said = await house.conversations.messages(
        conversation_id=conversation_id, token=token, since=since
    )
    try:
        followed = await house.askers.follow(who=Own(conversation_id, token), now=datetime.now(UTC))
        standing = Standing.of(followed)
    except NothingHandedOverError:
        standing = None
    knowledge = house.knowledge()
    return Lines(lines=[Line.of(s, spoken, knowledge) for s in said], standing=standing)


@router.post("/conversations/{conversation_id}/feedback", status_code=204)
async def feedback(conversation_id: str, body: NewFeedback, house: HouseOf, token: TokenOf) -> None:
    """Say whether an answer helped."""
    await house.conversations.feedback(
        conversation_id=conversation_id,
        token=token,
        answer_id=body.answer_id,
        helpful=body.helpful,
        reason=body.reason,
        now=datetime.now(UTC),
    )
