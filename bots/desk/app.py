"""The desk: an app of its own within the web app, with its own pages for everything that goes wrong."""

from __future__ import annotations

import logging
from collections.abc import Callable

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bots.bootstrap import House
from bots.desk import refusals
from bots.desk.forms import check_forgery
from bots.desk.headers import Bounds, Headers
from bots.desk.pages import FOLDER, render
from bots.desk.routes import OPEN, SIGNED_IN
from bots.desk.settings import DeskSettings
from bots.desk.signed_in import NotSignedInError, administrator, employee
from bots.desk.wording import FORGERY, REFUSALS
from ingest.settings import IngestSettings

log = logging.getLogger(__name__)


def create(house: Callable[[], House], settings: DeskSettings | None = None) -> FastAPI:
    """The desk; `house` is asked at every request, for it is built when the web app starts."""
    app = FastAPI(
        title="Wegwijs: het bureau",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
    )
    app.state.house = house
    app.state.desk = settings or DeskSettings()
    # The last one added is the outermost.
    app.add_middleware(
        Bounds, upload_bytes=IngestSettings().max_megabytes * 1_000_000, refuse=_too_large
    )
    app.add_middleware(Headers)
    _register(app)
    for router in OPEN:
        app.include_router(router, dependencies=[Depends(check_forgery)])
    for router, role in SIGNED_IN:
        needed = administrator if role == "administrator" else employee
        # Who it is comes first: nobody else's upload is read at all.
        app.include_router(router, dependencies=[Depends(needed), Depends(check_forgery)])
    app.mount("/static", StaticFiles(directory=FOLDER / "static"), name="static")
    return app


async def _too_large(scope: Scope, receive: Receive, send: Send, most: int) -> None:
    request = Request(scope, receive)
    heading, detail = REFUSALS[413]
    size = f"Hier mag hooguit {most // 1_000:,} kB.".replace(",", ".")
    page = render(request, "error.html", status=413, heading=heading, detail=f"{size} {detail}")
    await page(scope, receive, send)


def _register(app: FastAPI) -> None:
    @app.exception_handler(NotSignedInError)
    async def _sign_in(request: Request, error: NotSignedInError) -> Response:
        return refusals.sign_in(request)

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        if error.detail == "forgery":
            return refusals.page(request, 403, *FORGERY)
        answer = refusals.page(request, error.status_code, detail=refusals.own(error))
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> Response:
        return refusals.page(request, 422)

    for kind, status in refusals.STATUS.items():
        app.add_exception_handler(kind, refusals.of(status))

    @app.exception_handler(SQLAlchemyError)
    async def _database(request: Request, error: SQLAlchemyError) -> Response:
        # The type only: the message of a database error can hold what people wrote.
        log.error("the desk: %s", type(error).__name__)
        return refusals.page(request, 503)

    @app.exception_handler(Exception)
    async def _other(request: Request, error: Exception) -> Response:
        # Only shown here: the web app's outermost layer logs the type and ends it.
        return refusals.page(request, 500)
