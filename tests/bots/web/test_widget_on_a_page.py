"""The chat as a guest on other people's pages: allowed or not, in their colours, never in the way."""

from __future__ import annotations

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import chromium
from desk_server import Server, serving
from playwright.sync_api import Browser, expect
from widget_page import QUESTION, Parent, arrive

from bench.page import visit
from bots.web.settings import WebSettings

pytestmark = pytest.mark.browser

PAGE = """<!DOCTYPE html><html lang="{language}"><meta charset="utf-8"><title>Een school</title>
<style>* {{ color: rgb(1, 2, 3) !important; font-size: 40px !important; display: block }}
:root {{ --utrecht-button-primary-action-background-color: rgb(120, 0, 60) }}</style>
<body><h1>Een school</h1><script src="{host}/widget.js" defer {attributes}></script></body></html>"""


class Site:
    """Another site: a folder of pages on a port of its own."""

    def __init__(self, folder: Path) -> None:
        quiet = type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": _silent})
        handler = functools.partial(quiet, directory=str(folder))
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.folder, self.url = folder, f"http://127.0.0.1:{self._server.server_port}"

    def page(self, host: str, *, language: str = "nl", attributes: str = "") -> str:
        name = f"p{len(list(self.folder.iterdir()))}.html"
        text = PAGE.format(host=host, language=language, attributes=attributes)
        (self.folder / name).write_text(text, encoding="utf-8")
        return f"/{name}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _silent(*_: object) -> None: ...


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Site]]:
    """One that is on the list, and one that is not."""
    both = Site(tmp_path_factory.mktemp("listed")), Site(tmp_path_factory.mktemp("stranger"))
    yield both
    for site in both:
        site.close()


@pytest.fixture(scope="module")
def server(
    example_home: Path, tmp_path_factory: pytest.TempPathFactory, sites: tuple[Site, Site]
) -> Iterator[Server]:
    home = shutil.copytree(example_home, tmp_path_factory.mktemp("guest") / "home")
    with serving(home, web=WebSettings(burst=100_000, sites=sites[0].url)) as running:
        yield running


def test_on_a_listed_site_a_parent_asks_and_sees_the_source(
    browser: Browser, server: Server, sites: tuple[Site, Site]
) -> None:
    here = arrive(browser, sites[0].url).open(sites[0].page(server.url))
    answer = here.ask(QUESTION)
    # The page's own style stays outside, its colours come in.
    assert here.window.evaluate("d => getComputedStyle(d).fontSize") == "16px"
    assert _style(here, "backgroundColor") == "rgb(120, 0, 60)"
    answer.locator(".source").first.click()
    expect(here.window.locator("mark").first).to_be_visible()
    assert here.page.context.cookies() == []
    here.page.context.close()


def test_on_another_site_nothing_is_shown_and_the_console_says_why(
    browser: Browser, server: Server, sites: tuple[Site, Site]
) -> None:
    here = arrive(browser, sites[1].url)
    said: list[str] = []
    here.page.on("console", lambda line: said.append(line.text))
    with here.page.expect_console_message(lambda line: "WEGWIJS_SITES" in line.text):
        here.visit(sites[1].page(server.url))
    expect(here.launcher).to_have_count(0)
    assert any(sites[1].url in line for line in said)
    assert here.troubles == []
    here.page.context.close()


def test_the_page_says_how_the_chat_looks_and_begins(
    browser: Browser, server: Server, sites: tuple[Site, Site]
) -> None:
    attributes = (
        'data-title="Vraag maar" data-greeting="Welkom bij ons." data-position="left" '
        'data-questions="Eerste vraag?|Tweede vraag?" data-language="pl" '
        'data-colour="#004400" data-on-colour="#ffff00" data-scheme="dark" data-open'
    )
    here = arrive(browser, sites[0].url, language="pl")
    here.visit(sites[0].page(server.url, attributes=attributes))
    expect(here.window).to_be_visible()
    expect(here.window.get_by_role("heading", level=2)).to_have_text("Vraag maar")
    expect(here.window.locator(".intro p").first).to_have_text("Welkom bij ons.")
    expect(here.window.locator(".suggested button")).to_have_text(
        ["Eerste vraag?", "Tweede vraag?"]
    )
    expect(here.field).to_be_visible()  # by its Polish name
    assert here.window.evaluate("d => d.getBoundingClientRect().left") < 40
    here.page.context.close()


@pytest.mark.parametrize(
    ("page", "browsers", "shown"),
    [("tr", "nl-NL", "tr"), ("fr", "uk-UA", "uk"), ("fr", "fr-FR", "nl")],
)
def test_the_language_follows_the_page_and_then_the_browser(
    browser: Browser, server: Server, sites: tuple[Site, Site], page: str, browsers: str, shown: str
) -> None:
    here = arrive(browser, sites[0].url, locale=browsers, language=shown)
    here.visit(sites[0].page(server.url, language=page))
    expect(here.launcher).to_have_text(here.t["open"])
    here.page.context.close()


def test_the_page_is_neither_slower_nor_shifted_nor_changed(
    browser: Browser, server: Server
) -> None:
    bare = visit(browser, server.url, chat=False)
    dressed = visit(browser, server.url, chat=True)
    assert dressed["shift"] == bare["shift"] == 0
    assert dressed["requests"] - bare["requests"] == 3
    assert dressed["bytes"] - bare["bytes"] < 12_000
    assert dressed["globals"] == bare["globals"]
    assert dressed["sheets"] == bare["sheets"]
    # It asks for nothing before the page is complete, so no paint of the page waits for it.
    assert dressed["asked"] >= dressed["began_loading"] > 0


def _style(here: Parent, name: str) -> str:
    value: str = here.button("send").evaluate(f"b => getComputedStyle(b).{name}")
    return value
