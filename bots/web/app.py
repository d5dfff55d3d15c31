"""The web app: the chat API, the page at /, health."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse, Response
from fastapi.staticfiles import StaticFiles
from sqlalchemy import text

from bots.bootstrap import House, build
from bots.web import chat, problems
from bots.web.limits import Limits

STATIC = Path(__file__).parent / "static"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def create(house: House | None = None) -> FastAPI:
    """The app; without a house it builds its own from the environment when it starts."""

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        app.state.house = house or await build()
        app.state.house.knowledge()
        yield
        await app.state.house.engine.dispose()

    app = FastAPI(
        title="Wegwijs",
        version="0.1.0",
        lifespan=life,
        docs_url=None,
        redoc_url=None,
        description="Antwoorden uit de documenten van een samenwerkingsverband passend onderwijs.",
    )
    app.add_middleware(Limits)
    problems.register(app)
    app.include_router(chat.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")

    @app.middleware("http")
    async def _headers(request, call_next):  # type: ignore[no-untyped-def]
        answer: Response = await call_next(request)
        answer.headers["Content-Security-Policy"] = _POLICY
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Referrer-Policy"] = "no-referrer"
        return answer

    @app.get("/", include_in_schema=False)
    async def page() -> FileResponse:
        return FileResponse(STATIC / "index.html")

    @app.get("/healthz", tags=["beheer"])
    async def healthz() -> dict[str, str]:
        """The process runs."""
        return {"status": "ok"}

    @app.get("/readyz", tags=["beheer"])
    async def readyz() -> Response:
        """Ready to answer: database and knowledge base."""
        house: House = app.state.house
        async with house.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
        if house.knowledge() is None:
            return problems.problem(503, "Er zijn nog geen documenten ingelezen.")
        return Response('{"status": "ok"}', media_type="application/json")

    return app
