"""The web app as a browser meets it, for the tests of its door."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from bots.bootstrap import House
from bots.web.app import create
from bots.web.settings import WebSettings, WidgetSettings

QUESTION = "Wie vraagt een tlv aan?"
UNANSWERABLE = "Welke kleur krijgt het nieuwe clubhuis van de roeivereniging?"


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation as the asker holds it."""

    id: str
    token: str

    @property
    def key(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def path(self, what: str) -> str:
        return f"/api/v1/conversations/{self.id}/{what}"


@dataclass(slots=True)
class Door:
    """The app as a browser meets it."""

    house: House
    http: httpx.AsyncClient
    database: Path

    async def open(self, language: str = "nl") -> Opened:
        answer = await self.http.post("/api/v1/conversations", json={"language": language})
        assert answer.status_code == 201
        return Opened(**answer.json())

    async def ask(self, opened: Opened, text: str = QUESTION, **more: Any) -> httpx.Response:
        return await self.http.post(
            opened.path("questions"), json={"text": text, **more}, headers=opened.key
        )


class running:  # noqa: N801  # reads as what it does: async with running(house)
    """The app with its lifespan, behind an HTTP client that sees errors as a browser does."""

    def __init__(
        self, house: House, settings: WebSettings, widget: WidgetSettings | None = None
    ) -> None:
        self._app = create(house, settings, widget_settings=widget)

    async def __aenter__(self) -> httpx.AsyncClient:
        self._life = self._app.router.lifespan_context(self._app)
        await self._life.__aenter__()
        transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
        self._http = httpx.AsyncClient(transport=transport, base_url="http://wegwijs.test")
        return self._http

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()
        await self._life.__aexit__(None, None, None)


def is_problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    """The body of an answer that must be problem details in Dutch."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["status"] == status
    assert body["type"] == "about:blank"
    assert body["title"] and body["detail"]
    for text in (body["title"], body["detail"]):
        assert "Traceback" not in text and "Error" not in text and "Not Found" not in text
    return body


def events(text: str) -> list[tuple[str, Any]]:
    """The server-sent events of a whole stream: (name, data)."""
    out = []
    for block in text.replace("\r\n", "\n").split("\n\n"):
        lines = dict(
            line.split(": ", 1) for line in block.split("\n") if ": " in line and line[0] != ":"
        )
        if "event" in lines:
            out.append((lines["event"], json.loads(lines["data"])))
    return out
