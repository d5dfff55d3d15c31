"""Every error as problem details (RFC 9457), in Dutch, without a traceback."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from assistant.conversations import UnknownAnswerError, UnknownConversationError

log = logging.getLogger(__name__)

_TITLES = {
    400: "Dit verzoek is niet te lezen",
    401: "U hebt hier geen toegang toe",
    404: "Niet gevonden",
    405: "Dit kan hier niet",
    413: "Het bericht is te groot",
    415: "Dit soort gegevens kan niet worden gelezen",
    422: "Er klopt iets niet in de gegevens",
    429: "Te veel verzoeken; probeer het straks opnieuw",
    500: "Er ging iets mis bij ons",
}


def problem(status: int, detail: str = "", **more: object) -> JSONResponse:
    """A problem+json answer; `detail` says what to do."""
    title = _TITLES.get(status, "Er ging iets mis")
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail or title}
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return JSONResponse({**body, **more}, status, headers, "application/problem+json")


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

    @app.exception_handler(RequestValidationError)
    async def _validation(request: Request, error: RequestValidationError) -> JSONResponse:
        # Where it is wrong, never what was sent: that may be personal.
        fields = [
            {"field": ".".join(str(p) for p in e["loc"][1:]), "reason": str(e["type"])}
            for e in error.errors()
        ]
        return problem(422, "Controleer de genoemde velden.", errors=fields)

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> JSONResponse:
        answer = problem(error.status_code, str(error.detail or ""))
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(Exception)
    async def _other(request: Request, error: Exception) -> JSONResponse:
        log.error("unexpected %s at %s", type(error).__name__, request.url.path)
        return problem(500, "Uw bericht is niet verwerkt. Probeer het opnieuw.")
