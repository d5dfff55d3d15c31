"""A real web app on a real socket with a home of its own, for tests that need a desk."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx
import uvicorn

from assistant.actors import Actor, Role
from assistant.settings import AssistantSettings
from bots.bootstrap import House, build
from bots.desk.settings import DeskSettings
from bots.web.app import create
from bots.web.server import listen
from bots.web.settings import WebSettings, WidgetSettings
from knowledge.settings import KnowledgeSettings

PASSWORD = "vier rustige koeien grazen"
ADMINISTRATOR, EMPLOYEE = "Marijke de Boer", "Samira Haddad"
Got = TypeVar("Got")


@dataclass
class Server:
    """A running web app: its address, its house, and its event loop."""

    url: str
    house: House
    home: Path
    loop: asyncio.AbstractEventLoop
    actors: dict[str, Actor] = field(default_factory=dict)

    @property
    def desk(self) -> str:
        return f"{self.url}/desk"

    def run(self, work: Coroutine[Any, Any, Got]) -> Got:
        """Do something in the house, on the server's own loop."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    def join(self, name: str, role: Role = Role.EMPLOYEE) -> Actor:
        """Someone who works at the desk: invited, and with a password."""
        if name not in self.actors:
            now = datetime.now(UTC)
            by = next((a for a in self.actors.values() if a.role is Role.ADMINISTRATOR), None)
            made = self.run(
                self.house.accounts.invite(
                    name=name, email=self.email(name), role=role, actor=by, now=now
                )
            )
            self.actors[name] = self.run(
                self.house.accounts.accept(token=made.token, password=PASSWORD, now=now)
            )
        return self.actors[name]

    @staticmethod
    def email(name: str) -> str:
        return f"{name.split()[0].lower()}@swv.example"

    def browser(self, name: str | None = None) -> Visitor:
        """A visitor without scripts, signed in when a name is given."""
        visitor = Visitor(self)
        if name is not None:
            answer = visitor.post(
                "/inloggen",
                {"email": self.email(name), "wachtwoord": PASSWORD},
                page="/inloggen",
            )
            assert answer.status_code == 303, answer.text
        return visitor


class Visitor:
    """A browser without scripts: keeps cookies and sends forms with their secret."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.client = httpx.Client(base_url=server.desk, timeout=60)

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.client.get(path, **more)

    def secret(self, page: str = "/hulp") -> str:
        found = re.search(r'name="csrf" value="(\w+)"', self.get(page).text)
        assert found, f"no form at {page}"
        return found.group(1)

    def post(
        self,
        path: str,
        fields: dict[str, Any] | None = None,
        *,
        page: str = "/hulp",
        files: Any = None,
    ) -> httpx.Response:
        data = {"csrf": self.secret(page), **(fields or {})}
        return self.client.post(path, data=data, files=files)


@contextmanager
def serving(
    home: Path,
    *,
    database_url: str | None = None,
    desk: DeskSettings | None = None,
    web: WebSettings | None = None,
    widget: WidgetSettings | None = None,
    port: int = 0,
) -> Iterator[Server]:
    """The web app over `home`; nothing of the environment is used. `port` 0 is a free one."""
    ready, ended = threading.Event(), threading.Event()
    held: dict[str, Any] = {}
    listening = listen("127.0.0.1", port)

    async def main() -> None:
        house = await build(
            AssistantSettings(home=home, database_url=database_url),
            KnowledgeSettings(home=home, chroma_url=None),
        )
        server = uvicorn.Server(
            uvicorn.Config(
                create(
                    house,
                    settings=web,
                    desk=desk or DeskSettings(issuer=""),
                    widget_settings=widget,
                ),
                log_level="warning",
                access_log=False,
            )
        )
        held.update(house=house, server=server, loop=asyncio.get_running_loop())
        ready.set()
        await server.serve(sockets=[listening])

    def work() -> None:
        try:
            asyncio.run(main())
        except BaseException as error:
            held["error"] = error
            raise
        finally:
            ready.set()
            ended.set()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    assert ready.wait(60), "the server does not start"
    if "error" in held:
        raise held["error"]
    port = listening.getsockname()[1]
    try:
        yield Server(f"http://127.0.0.1:{port}", held["house"], home, held["loop"])
    finally:
        held["server"].should_exit = True
        ended.wait(20)
        listening.close()
