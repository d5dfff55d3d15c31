"""Pictures of the chat in every state, for docs/images: PYTHONPATH=tests python tests/widget_pictures.py

    PYTHONPATH=tests python tests/widget_pictures.py HOME [FOLDER]

HOME is an ingested home (it is copied first). Look at them after a change.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chromium import chromium
from desk_server import Server, serving
from playwright.sync_api import Browser, expect
from widget_page import PHONE, QUESTION, QUESTIONS, UNANSWERABLE, arrive, fails

from assistant.actors import Role
from bots.web.settings import WebSettings

STAFF = "Marijke de Boer"
SMALL = {"width": 760, "height": 700}


def parents_way(browser: Browser, server: Server, folder: Path) -> None:
    """From the home page to the reply of a person."""
    here = arrive(browser, server.url).visit()

    def take(name: str) -> None:
        here.page.screenshot(path=folder / f"widget-{name}.png")

    expect(here.launcher).to_be_visible()
    take("home")
    here.page.set_viewport_size(SMALL)
    here.launcher.click()
    take("open")
    answer = here.ask(QUESTION)
    take("answer")
    answer.locator(".term").first.click()
    take("term")
    answer.locator(".source").first.click()
    expect(here.window.locator("mark").first).to_be_visible()
    take("source")
    here.button("back").click()
    answer.get_by_role("button", name=here.t["no"], exact=True).click()
    answer.locator(".feedback").scroll_into_view_if_needed()
    take("feedback")
    here.button("more").click()
    take("menu")
    here.page.keyboard.press("Escape")
    answer = here.ask(f"{UNANSWERABLE} Mijn zoon Daan wil het weten.")
    take("unanswered")
    answer.get_by_role("button", name=here.t["person"]).click()
    here.window.get_by_label(here.t["way_email"], exact=True).check()
    here.window.get_by_label(here.t["email"], exact=True).fill("ouder@voorbeeld.example")
    take("form")
    here.button("check").click()
    expect(here.button("pass_on")).to_be_visible()
    take("check")
    here.button("pass_on").click()
    expect(here.standing).to_be_visible()
    take("handed-over")
    reply(server, "Dag, het clubhuis wordt groen. Dat staat in het bouwplan van de vereniging.")
    expect(here.window.locator(".line.staff")).to_be_visible(timeout=10_000)
    here.window.locator(".line.staff").scroll_into_view_if_needed()
    take("reply")
    link = here.standing.get_by_role("link", name=here.t["follow"]).get_attribute("href")
    here.page.goto(str(link))
    here.page.screenshot(path=folder / "widget-status.png", full_page=True)
    here.page.context.close()


def what_fails(browser: Browser, server: Server, folder: Path) -> None:
    """Each failure with its own words."""
    here = arrive(browser, server.url, viewport=SMALL).open()
    here.ask("Hallo")

    def take(name: str) -> None:
        expect(here.problem).not_to_be_empty()
        here.page.screenshot(path=folder / f"widget-{name}.png")

    here.page.context.set_offline(True)
    here.send(QUESTION)
    take("offline")
    here.page.context.set_offline(False)
    for name, status in (("unreachable", 503), ("too-many", 429), ("expired", 401)):
        here.page.route(QUESTIONS, fails(status))
        here.button("retry").click()
        take(name)
        here.page.unroute(QUESTIONS)
    here.send("Een lang verhaal. " * 130)
    take("too-long")
    here.page.context.close()


def others(browser: Browser, server: Server, folder: Path) -> None:
    """Other languages, sizes and looks; an emergency; a service; the assistant switched off."""
    looks: list[tuple[str, str, str, dict[str, Any]]] = [
        (
            "arabic-phone-dark",
            "ar",
            "من يقدم طلب TLV؟",
            {"viewport": PHONE, "color_scheme": "dark"},
        ),
        ("english-phone", "en", "Who applies for a TLV?", {"viewport": PHONE}),
        (
            "ukrainian-narrow",
            "uk",
            "Хто подає заявку на TLV?",
            {"viewport": {"width": 320, "height": 640}},
        ),
        ("dark", "nl", QUESTION, {"viewport": SMALL, "color_scheme": "dark"}),
        ("forced-colours", "nl", QUESTION, {"viewport": SMALL, "forced_colors": "active"}),
        ("emergency", "nl", "Mijn kind wordt thuis geslagen", {"viewport": SMALL}),
        (
            "service",
            "nl",
            "Ik zoek de Poortwachter dyslexie, hoe vraag ik dat aan?",
            {"viewport": SMALL},
        ),
        (
            "zoomed",
            "nl",
            QUESTION,
            {"viewport": {"width": 640, "height": 512}, "device_scale_factor": 2},
        ),
    ]
    for name, language, question, look in looks:
        here = arrive(browser, server.url, language=language, **look)
        here.page.add_init_script(
            f"localStorage.setItem('wegwijs-language:{server.url}', '\"{language}\"')"
        )
        here.open().ask(question)
        here.page.wait_for_load_state("networkidle") if name == "emergency" else None
        here.page.screenshot(path=folder / f"widget-{name}.png")
        here.page.context.close()
    switch(server, "off")
    here = arrive(browser, server.url, viewport=SMALL).open()
    here.page.screenshot(path=folder / "widget-switched-off.png")
    here.page.context.close()


def reply(server: Server, text: str) -> None:
    """Staff answers the newest open question."""
    actor, now = server.join(STAFF), datetime.now(UTC)
    page = server.run(server.house.queue.page(view="open", actor=actor, now=now))
    newest = max(page.items, key=lambda item: item.opened_at).id
    escalations = server.house.escalations
    server.run(escalations.claim(escalation_id=newest, actor=actor, now=now))
    server.run(escalations.reply(escalation_id=newest, actor=actor, text=text, now=now))


def switch(server: Server, value: str) -> None:
    """The assistant on or off."""
    server.run(
        server.house.adjustments.change(
            key="switch",
            value={"assistant": value},
            actor=server.join(STAFF),
            now=datetime.now(UTC),
            comment="voor de afbeelding",
        )
    )


def main() -> None:
    """All pictures."""
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path("docs/images")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        home = shutil.copytree(sys.argv[1], Path(place) / "home")
        with serving(home, web=WebSettings(burst=100_000)) as server, chromium() as browser:
            server.join(STAFF, Role.ADMINISTRATOR)
            for way in (parents_way, what_fails, others):
                way(browser, server, folder)


if __name__ == "__main__":
    main()
