"""Pages that say what cannot be done, why, and what to do next."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from urllib.parse import quote

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from assistant.actors import NotAllowedError
from assistant.adjustments import InvalidSettingError
from assistant.approvals import UnknownApprovalError
from assistant.deliveries import UnknownDeliveryError
from assistant.escalations import (
    ClaimedByOtherError,
    ClosedError,
    ReopenedElsewhereError,
    UnknownEscalationError,
)
from assistant.threads import EmptyError, TooLongError
from bots.desk.forms import WrongFieldError
from bots.desk.library import UnknownFileError
from bots.desk.pages import render, root
from bots.desk.wording import REFUSALS
from bots.desk.yaml_file import ChangedMeanwhileError
from ingest.blocks import UnreadableError
from knowledge.index import IndexLockedError

# Errors of the domain that a page may meet; each carries a Dutch sentence of its own.
STATUS: dict[type[Exception], int] = {
    NotAllowedError: 403,
    UnknownEscalationError: 404,
    UnknownApprovalError: 404,
    UnknownDeliveryError: 404,
    UnknownFileError: 404,
    ReopenedElsewhereError: 409,
    ClaimedByOtherError: 409,
    ClosedError: 409,
    TooLongError: 413,
    EmptyError: 422,
    WrongFieldError: 422,
    InvalidSettingError: 422,
    ChangedMeanwhileError: 409,
    UnreadableError: 422,
    IndexLockedError: 503,
}


def page(
    request: Request, status: int, heading: str | None = None, detail: str | None = None
) -> Response:
    """A page with a heading and what to do next; both have a sentence of their own by status."""
    usual = REFUSALS.get(status, REFUSALS[500])
    return render(
        request,
        "error.html",
        status=status,
        heading=heading or usual[0],
        detail=detail or usual[1],
    )


def of(status: int) -> Callable[[Request, Exception], Awaitable[Response]]:
    """A handler that shows the error's own sentence."""

    async def handle(request: Request, error: Exception) -> Response:
        said = "" if isinstance(error, IndexLockedError) else str(error)
        return page(request, status, detail=f"{said}\n{REFUSALS[status][1]}".strip())

    return handle


def own(error: HTTPException) -> str | None:
    """The detail that we gave; the frameworks' own are English and say no more than the status."""
    try:
        frameworks = HTTPStatus(error.status_code).phrase
    except ValueError:
        return None
    detail = str(error.detail or "")
    return None if detail == frameworks or detail.startswith("There was") else detail


def sign_in(request: Request) -> Response:
    """To the sign-in page and back; a form that was sent is answered with a page instead."""
    if request.method in ("GET", "HEAD"):
        if "deel" in request.query_params:
            return Response(status_code=401)
        here = request.url.path.removeprefix(root(request)) or "/"
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{root(request)}/inloggen?naar={quote(here + query)}", 303)
    return page(
        request,
        401,
        "U bent niet meer ingelogd",
        "Er is niets veranderd. Log in en probeer het opnieuw; uw tekst staat nog in uw browser.",
    )
