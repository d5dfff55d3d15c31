"""The chat is usable by everyone: axe-core, keyboard, screen reader, zoom, small screens."""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from chromium import chromium
from desk_server import Server, serving
from playwright.sync_api import Browser, Page, expect
from widget_page import DESKTOP, PHONE, QUESTION, Parent, arrive

from assistant.texts import LANGUAGES
from bots.web.settings import WebSettings

pytestmark = pytest.mark.browser

LOOKS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    # 200 % zoom of a window of 1280 by 1024 is half the room in both directions.
    "zoomed": {"viewport": {"width": 640, "height": 512}, "device_scale_factor": 2},
    "narrow": {"viewport": {"width": 320, "height": 640}},
    "still": {"reduced_motion": "reduce"},
    "forced": {"forced_colors": "active"},
}
# The short version has each language and each look once; the long one every pair of them.
SHORT = list(zip(("nl", "ar", "pl", "uk", "tr", "en"), LOOKS, strict=True))
ALL = [pair for pair in itertools.product(LANGUAGES, LOOKS) if pair not in SHORT]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def server(example_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = shutil.copytree(example_home, tmp_path_factory.mktemp("accessible") / "home")
    with serving(home, web=WebSettings(burst=100_000)) as running:
        yield running


def visit(browser: Browser, server: Server, language: str = "nl", **look: Any) -> Parent:
    """At the home page, in a language that was chosen at an earlier visit."""
    here = arrive(browser, server.url, language=language, **look)
    key = f"wegwijs-language:{server.url}"
    here.page.add_init_script(f"localStorage.setItem({json.dumps(key)}, '{language}')")
    return here.visit()


def is_clean(page: Page, where: str) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, f"{where}\n{found.generate_report()}"
    wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{where}: {wide} px wider than the screen"


def walk(browser: Browser, server: Server, language: str, look: str) -> None:
    """Closed, open, with an answer, its source, the form, the check, handed over, the status page."""
    here = visit(browser, server, language, **LOOKS[look])
    where = f"{language} {look}"
    expect(here.launcher).to_be_visible()
    is_clean(here.page, f"{where} closed")
    here.launcher.click()
    expect(here.window).to_be_visible()
    is_clean(here.page, f"{where} open")
    answer = here.ask(QUESTION)
    answer.locator(".term").first.click()
    answer.get_by_role("button", name=here.t["no"], exact=True).click()
    here.field.fill("x" * 2_001)
    here.button("send").click()
    here.button("more").click()
    is_clean(here.page, f"{where} answered, with a problem and the menu open")
    here.field.fill("")
    answer.locator(".source").first.click()
    expect(here.window.locator("mark").first).to_be_visible()
    is_clean(here.page, f"{where} source")
    here.button("back").click()
    here.window.locator(".intro").get_by_role("button", name=here.t["person"]).click()
    here.field.fill("Wie helpt ons?")
    here.window.get_by_label(here.t["way_email"], exact=True).check()
    here.button("check").click()
    is_clean(here.page, f"{where} form with a mistake")
    here.window.get_by_label(here.t["way_here"], exact=True).check()
    here.button("check").click()
    expect(here.button("pass_on")).to_be_visible()
    is_clean(here.page, f"{where} check")
    here.button("pass_on").click()
    expect(here.standing).to_be_visible()
    is_clean(here.page, f"{where} handed over")
    link = here.standing.get_by_role("link", name=here.t["follow"]).get_attribute("href")
    here.page.goto(str(link))
    is_clean(here.page, f"{where} status page")
    assert here.troubles == []
    here.page.context.close()


@pytest.mark.parametrize(("language", "look"), SHORT)
def test_axe_finds_nothing(browser: Browser, server: Server, language: str, look: str) -> None:
    walk(browser, server, language, look)


@pytest.mark.long
@pytest.mark.parametrize(("language", "look"), ALL)
def test_axe_finds_nothing_in_any_language_and_look(
    browser: Browser, server: Server, language: str, look: str
) -> None:
    walk(browser, server, language, look)


def focused(page: Page) -> str:
    """What has the focus inside the chat: its role and name."""
    found: str = page.evaluate(
        """() => {
            const root = document.querySelector("wegwijs-chat").shadowRoot;
            const on = root.activeElement;
            if (!on) return "";
            const label = on.id && root.querySelector(`label[for="${on.id}"]`);
            const name = on.getAttribute("aria-label") || label?.textContent || on.textContent;
            return `${on.localName} ${name.trim()}`;
        }"""
    )
    return found


def test_by_keyboard_everything_comes_in_the_order_in_which_it_is_read(
    browser: Browser, server: Server
) -> None:
    here = visit(browser, server)
    here.launcher.press("Enter")
    expect(here.window).to_be_visible()
    assert focused(here.page) == f"h2 {here.t['title']}"
    order = []
    while not order or not order[-1].startswith(f"button {here.t['send']}"):
        here.page.keyboard.press("Tab")
        order.append(focused(here.page))
        assert len(order) < 30
    suggested = here.window.locator(".suggested button").all_inner_texts()
    assert order == [
        f"select {here.window.locator('.languages').get_attribute('aria-label')}",
        f"button {here.t['more']}",
        f"button {here.t['close']}",
        f"div {here.t['conversation']}",
        f"button {here.t['person']}",
        *[f"button {question}" for question in suggested],
        f"textarea {here.t['question']}",
        f"button {here.t['send']}",
    ]
    here.page.keyboard.press("Escape")
    expect(here.window).to_be_hidden()
    expect(here.launcher).to_be_focused()
    here.page.context.close()


def test_escape_closes_what_was_opened_last_and_gives_the_focus_back(
    browser: Browser, server: Server
) -> None:
    here = visit(browser, server).open()
    here.button("more").press("Enter")
    here.page.keyboard.press("Escape")
    expect(here.button("more")).to_be_focused()
    expect(here.button("more")).to_have_attribute("aria-expanded", "false")
    person = here.window.locator(".intro").get_by_role("button", name=here.t["person"])
    person.press("Enter")
    expect(here.window.locator(".sheet h3")).to_be_focused()
    here.page.keyboard.press("Escape")
    expect(person).to_be_focused()
    expect(here.window).to_be_visible()
    here.page.context.close()


def test_on_a_phone_the_page_behind_cannot_be_reached(browser: Browser, server: Server) -> None:
    here = visit(browser, server, viewport=PHONE).open()
    for _ in range(25):
        here.page.keyboard.press("Tab")
        inside = here.page.evaluate(
            "() => [document.body, document.querySelector('wegwijs-chat')].includes(document.activeElement)"
        )
        assert inside
    here.page.context.close()


def test_beside_a_page_the_chat_does_not_keep_the_keyboard(
    browser: Browser, server: Server
) -> None:
    here = visit(browser, server, viewport=DESKTOP).open()
    here.button("send").focus()
    reached = []
    for _ in range(6):
        here.page.keyboard.press("Tab")
        reached.append(here.page.evaluate("() => document.activeElement.className || 'elsewhere'"))
    assert "skip" in reached  # the first link of the page, after the browser's own bar
    here.page.context.close()


def test_a_screen_reader_hears_the_parts_by_name_and_what_happens(
    browser: Browser, server: Server
) -> None:
    here = visit(browser, server).open()
    tree = here.window.aria_snapshot()
    parts = [
        f'dialog "{here.t["title"]}"',
        f'heading "{here.t["title"]}" [level=2]',
        f'combobox "{here.t["language"]}"',
        f'button "{here.t["more"]}"',
        f'button "{here.t["close"]}"',
        "computerprogramma van Passenderwijs",
        f'heading "{here.t["suggested"]}" [level=3]',
        f'log "{here.t["conversation"]}"',
        f'textbox "{here.t["question"]}"',
        f'button "{here.t["send"]}"',
        "112",
    ]
    places = [tree.find(part) for part in parts]
    assert -1 not in places, parts[places.index(-1)]
    assert places == sorted(places)
    live = here.window.evaluate(
        """d => [".log", ".status", ".problem"].map((s) => d.querySelector(s))
            .map((e) => [e.getAttribute("role"), e.getAttribute("aria-live")])"""
    )
    assert live == [["log", "polite"], ["status", None], ["alert", None]]
    answer = here.ask()
    heard = answer.aria_snapshot()
    assert heard.index(here.t["assistant"]) < heard.index("TLV") < heard.index(here.t["sources"])
    assert heard.index(here.t["sources"]) < heard.index(here.t["helpful"])
    here.page.context.close()


def test_nothing_moves_for_who_wants_stillness(browser: Browser, server: Server) -> None:
    for look, moves in (({}, True), ({"reduced_motion": "reduce"}, False)):
        here = visit(browser, server, **look)
        moving = here.launcher.evaluate("b => getComputedStyle(b).transitionDuration")
        assert (moving != "0s") is moves
        here.page.context.close()


def test_buttons_are_large_enough_for_a_thumb(browser: Browser, server: Server) -> None:
    here = visit(browser, server, viewport=PHONE).open()
    here.ask()
    small = here.window.evaluate(
        """d => [...d.querySelectorAll("button:not(.term), select, input, textarea")]
            .filter((e) => e.offsetParent).map((e) => [e.textContent.slice(0, 20), e.getBoundingClientRect()])
            .filter(([, box]) => box.width < 24 || box.height < 24).map(([text]) => text)"""
    )
    assert small == []
    here.page.context.close()
