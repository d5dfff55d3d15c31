"""A browser, a running web app and a parent at its home page, for the journeys of the chat."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import chromium
from desk_server import Server, serving
from playwright.sync_api import Browser
from widget_page import DESKTOP, PHONE, Parent, arrive
from widget_staff import STAFF

from assistant.actors import Role
from bots.web.settings import WebSettings


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def server(example_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = shutil.copytree(example_home, tmp_path_factory.mktemp("widget") / "home")
    with serving(home, web=WebSettings(burst=100_000)) as running:
        running.join(STAFF, Role.ADMINISTRATOR)
        yield running


@pytest.fixture(
    params=[
        pytest.param(DESKTOP, id="desktop"),
        pytest.param(PHONE, id="phone", marks=pytest.mark.long),
    ]
)
def parent(browser: Browser, server: Server, request: pytest.FixtureRequest) -> Iterator[Parent]:
    """At a desk; the long version does the same on a phone, where the chat fills the screen."""
    here = arrive(browser, server.url, viewport=request.param)
    yield here
    here.page.context.close()
    assert here.troubles == []
