"""Every error as problem details (RFC 9457), in Dutch, without a traceback."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException

from assistant.askers import NothingHandedOverError, UnknownLinkError
from assistant.conversations import (
    AskedTooMuchError,
    UnknownAnswerError,
    UnknownConversationError,
)
from assistant.opening import ContactError
from assistant.threads import EmptyError, TooLongError

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
# Seconds after which a visitor's browser may try again when the database is away.
RETRY_AFTER = 10

_TITLES = {
    400: "Dit verzoek is niet te lezen",
    401: "U hebt hier geen toegang toe",
    403: "Dit mag hier niet",
    404: "Niet gevonden",
    405: "Dit kan hier niet",
    413: "Het bericht is te groot",
    415: "Dit soort gegevens kan niet worden gelezen",
    422: "Er klopt iets niet in de gegevens",
    429: "Te veel verzoeken; probeer het straks opnieuw",
    500: "Er ging iets mis bij ons",
    503: "Wij zijn even niet bereikbaar",
}


class Problem(BaseModel):
    """What every error looks like; `errors` names the fields that are wrong, never their values."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] = Field(default=[])


def problem(status: int, detail: str = "", **more: object) -> JSONResponse:
    """A problem+json answer; `detail` says what to do."""
    title = _TITLES.get(status, "Er ging iets mis")
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail or title}
    headers = {}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if status == 503:
        headers["Retry-After"] = str(RETRY_AFTER)
    return JSONResponse({**body, **more}, status, headers, MEDIA_TYPE)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route, for the API description."""
    schema = Problem.model_json_schema()
    return {
        status: {"description": _TITLES[status], "content": {MEDIA_TYPE: {"schema": schema}}}
        for status in statuses
    }


def unexpected(error: Exception) -> JSONResponse:
    """An error nobody foresaw: 503 when the database is away, else 500.

    Only its type is logged: a message or a traceback could hold what the asker wrote.
    """
    log.error("unexpected %s", type(error).__name__)
    if is_outage(error):
        return problem(503, "Uw bericht is niet verwerkt. Probeer het over een minuut opnieuw.")
    return problem(500, "Uw bericht is niet verwerkt. Probeer het opnieuw.")


def is_outage(error: Exception) -> bool:
    """Whether the database or the disk is away, so that trying again later makes sense."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return isinstance(error, (OperationalError, InterfaceError, PoolTimeoutError, OSError))


def register(app: FastAPI) -> None:
    """Give every kind of error its handler."""

    @app.exception_handler(UnknownConversationError)
    async def _conversation(request: Request, error: UnknownConversationError) -> JSONResponse:
        return problem(
            401, "Dit gesprek bestaat niet of de sleutel klopt niet; begin een nieuw gesprek."
        )

    @app.exception_handler(UnknownAnswerError)
    async def _answer(request: Request, error: UnknownAnswerError) -> JSONResponse:
        return problem(404, "Dit antwoord hoort niet bij dit gesprek.")

    @app.exception_handler(UnknownLinkError)
    @app.exception_handler(NothingHandedOverError)
    async def _nothing(request: Request, error: Exception) -> JSONResponse:
        return problem(404, str(error))

    @app.exception_handler(AskedTooMuchError)
    async def _too_much(request: Request, error: AskedTooMuchError) -> JSONResponse:
        return problem(429, str(error))

    @app.exception_handler(ContactError)
    @app.exception_handler(TooLongError)
    @app.exception_handler(EmptyError)
    async def _unusable(request: Request, error: Exception) -> JSONResponse:
        field = "contact" if isinstance(error, ContactError) else "text"
        return problem(422, str(error), errors=[{"field": field, "reason": "unusable"}])

    @app.exception_handler(RequestValidationError)
    async def _validation(request: Request, error: RequestValidationError) -> JSONResponse:
        found = error.errors()
        if any(e["type"] == "json_invalid" for e in found):
            return problem(400, "Stuur geldige JSON.")
        # Where it is wrong, never what was sent: that may be personal.
        fields = [
            {"field": ".".join(str(p) for p in e["loc"][1:]), "reason": str(e["type"])}
            for e in found
        ]
        return problem(422, "Controleer de genoemde velden.", errors=fields)

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> JSONResponse:
        # The frameworks' own details are English and say no more than the status.
        answer = problem(error.status_code, _own_detail(error))
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(SQLAlchemyError)
    async def _database(request: Request, error: SQLAlchemyError) -> JSONResponse:
        return unexpected(error)


def _own_detail(error: HTTPException) -> str:
    detail = str(error.detail or "")
    frameworks = detail == HTTPStatus(error.status_code).phrase or detail.startswith("There was")
    return "" if frameworks else detail
