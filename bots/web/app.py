"""The web app: the chat API, the page at /, health."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from sqlalchemy import text

from bots.background import at_work
from bots.bootstrap import House, build
from bots.desk.app import create as create_desk
from bots.desk.settings import DeskSettings
from bots.telegram import webhook
from bots.telegram.listening import at_telegram
from bots.web import chat, home, originals, passages, person, problems, status, widget
from bots.web.guard import Guard
from bots.web.limits import Limits
from bots.web.live import News
from bots.web.settings import WebSettings, WidgetSettings
from bots.web.sites import Sites

STATIC = Path(__file__).parent / "static"


def create(
    house: House | None = None,
    settings: WebSettings | None = None,
    desk: DeskSettings | None = None,
    widget_settings: WidgetSettings | None = None,
) -> FastAPI:
    """The app; without a house it builds its own from the environment when it starts."""
    web = settings or WebSettings()

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        app.state.house = house or await build()
        app.state.house.knowledge()
        app.state.news = News(app.state.house.sessions)
        async with at_work(app.state.house), at_telegram(app.state.house) as app.state.telegram:
            yield
        await app.state.news.close()
        await app.state.house.engine.dispose()

    app = FastAPI(
        title="Wegwijs",
        version="0.1.0",
        lifespan=life,
        docs_url=None,
        redoc_url=None,
        description="Antwoorden uit de documenten van een samenwerkingsverband passend onderwijs.",
    )
    app.state.web, app.state.widget = web, widget_settings or WidgetSettings()
    # The last one added is the outermost.
    app.add_middleware(Limits, burst=web.burst, a_second=web.requests_a_second)
    app.add_middleware(Sites, settings=web)
    app.add_middleware(Guard)
    problems.register(app)
    for router in (
        chat.router,
        passages.router,
        person.router,
        widget.router,
        status.router,
        home.router,
        originals.router,
        webhook.router,
    ):
        app.include_router(router)
    app.mount("/desk", create_desk(lambda: app.state.house, desk))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")

    @app.get("/healthz", tags=["beheer"])
    async def healthz() -> dict[str, str]:
        """The process runs."""
        return {"status": "ok"}

    @app.get("/readyz", tags=["beheer"], responses=problems.documented(503))
    async def readyz() -> Response:
        """Ready to answer: database and knowledge base."""
        house: House = app.state.house
        async with house.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
        if house.knowledge() is None:
            return problems.problem(503, "Er zijn nog geen documenten ingelezen.")
        return Response('{"status": "ok"}', media_type="application/json")

    return app
