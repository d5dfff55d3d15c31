"""The chat on a page, in a real browser, as a parent uses it."""

from __future__ import annotations

import json
import re
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from bots.web.wording import wording

QUESTION = "Wie vraagt een tlv aan?"
UNANSWERABLE = "Welke kleur krijgt het nieuwe clubhuis van de roeivereniging?"
PHONE = {"width": 390, "height": 780}
DESKTOP = {"width": 1200, "height": 820}
QUESTIONS = re.compile(r"/questions$")


class Parent:
    """Someone at a page with the chat; `troubles` are errors that the browser reported."""

    def __init__(self, page: Page, url: str, language: str = "nl") -> None:
        self.page, self.url, self.language = page, url, language
        self.troubles: list[str] = []
        page.on("pageerror", lambda error: self.troubles.append(str(error)))

    @property
    def t(self) -> dict[str, str]:
        """The sentences of the chat in the language at hand."""
        return wording(self.language)

    @property
    def window(self) -> Locator:
        return self.page.locator("wegwijs-chat dialog")

    @property
    def launcher(self) -> Locator:
        return self.page.locator("wegwijs-chat .launcher")

    @property
    def field(self) -> Locator:
        return self.window.get_by_role("textbox", name=self.t["question"], exact=True)

    @property
    def answers(self) -> Locator:
        return self.window.locator(".line.assistant")

    @property
    def problem(self) -> Locator:
        return self.window.locator(".problem")

    @property
    def standing(self) -> Locator:
        return self.window.locator(".standing")

    def visit(self, path: str = "/") -> Parent:
        self.page.goto(self.url + path)
        return self

    def open(self, path: str = "/") -> Parent:
        self.visit(path)
        self.launcher.click()
        expect(self.window).to_be_visible()
        return self

    def button(self, key: str) -> Locator:
        return self.window.get_by_role("button", name=self.t[key], exact=True)

    def send(self, text: str) -> None:
        self.field.fill(text)
        self.button("send").click()

    def ask(self, text: str = QUESTION) -> Locator:
        """Ask and wait for the answer."""
        before = self.answers.count()
        self.send(text)
        expect(self.answers).to_have_count(before + 1, timeout=20_000)
        return self.answers.last

    def pass_on(self, way: str = "here", value: str = "") -> None:
        """Through the form: choose the way, look at what is passed on, pass it on."""
        self.window.get_by_label(self.t[f"way_{way}"], exact=True).check()
        if value:
            self.window.get_by_label(self.t[way], exact=True).fill(value)
        self.button("check").click()
        self.button("pass_on").click()
        expect(self.standing).to_be_visible()

    def choose(self, language: str) -> None:
        self.window.locator(".languages").select_option(language)
        self.language = language
        expect(self.field).to_be_visible()


def arrive(
    browser: Browser, url: str, *, language: str = "nl", locale: str = "nl-NL", **more: Any
) -> Parent:
    """A new browser of its own (nothing remembered), at a size."""
    context = browser.new_context(locale=locale, **{"viewport": DESKTOP, **more})
    return another_tab(context, url, language)


def another_tab(context: BrowserContext, url: str, language: str = "nl") -> Parent:
    """A second tab of the same browser."""
    context.set_default_timeout(30_000)
    return Parent(context.new_page(), url, language)


def fails(status: int, headers: dict[str, str] | None = None) -> Any:
    """A route handler: the server says no."""

    def handler(route: Route) -> None:
        route.fulfill(
            status=status,
            headers={"Content-Type": "application/problem+json", **(headers or {})},
            body=json.dumps({"status": status, "title": "x", "detail": "x"}),
        )

    return handler
