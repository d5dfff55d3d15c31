"""Pictures of the chat in every state, for docs/images: PYTHONPATH=tests python tests/widget_pictures.py

    PYTHONPATH=tests python tests/widget_pictures.py HOME [FOLDER]

HOME is an ingested home (it is copied first). Look at them after a change.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chromium import chromium
from desk_server import Server, serving
from PIL import Image
from playwright.sync_api import Browser, Locator, Route, expect
from widget_page import PHONE, QUESTION, QUESTIONS, UNANSWERABLE, Parent, arrive, fails
from widget_staff import STAFF, reply, switch

from assistant.actors import Role
from bots.web.settings import WebSettings

SIZES = {"phone": PHONE, "desktop": {"width": 1280, "height": 800}}
# A flat page needs no more; a third of the size of full colour.
COLOURS = 128


@dataclass(slots=True)
class Camera:
    """Pictures of one parent's screen, named after the state and the size."""

    here: Parent
    folder: Path
    size: str

    def take(self, name: str, *, show: Locator | None = None, whole: bool = False) -> None:
        if show is not None:
            expect(show).to_be_visible()
            show.evaluate("e => e.scrollIntoView({ block: 'center' })")
        picture = Image.open(io.BytesIO(self.here.page.screenshot(full_page=whole)))
        flat = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        flat.save(self.folder / f"widget-{name}-{self.size}.png", optimize=True)


def parents_way(browser: Browser, server: Server, folder: Path, size: str) -> None:
    """From the home page to the reply of a person."""
    here = arrive(browser, server.url, viewport=SIZES[size]).visit()
    camera = Camera(here, folder, size)
    expect(here.launcher).to_be_visible()
    camera.take("home", whole=True)
    here.launcher.click()
    camera.take("open", show=here.window.locator(".intro"))
    answer = here.ask(QUESTION)
    camera.take("answer")
    answer.locator(".term").first.click()
    camera.take("term", show=answer.locator(".meaning").first)
    camera.take("sources", show=answer.locator(".sources"))
    answer.locator(".source").first.click()
    camera.take("source", show=here.window.locator("mark").first)
    here.button("back").click()
    answer.get_by_role("button", name=here.t["no"], exact=True).click()
    camera.take("feedback", show=answer.locator(".feedback textarea"))
    here.button("more").click()
    camera.take("menu")
    here.page.keyboard.press("Escape")
    answer = here.ask(f"{UNANSWERABLE} Mijn zoon Daan wil het weten.")
    camera.take("unanswered")
    answer.get_by_role("button", name=here.t["person"]).click()
    here.window.get_by_label(here.t["way_email"], exact=True).check()
    here.window.get_by_label(here.t["email"], exact=True).fill("ouder@voorbeeld.example")
    camera.take("form")
    here.button("check").click()
    camera.take("check", show=here.button("pass_on"))
    here.button("pass_on").click()
    camera.take("handed-over", show=here.standing)
    here.button("withdraw").click()
    camera.take("withdraw")
    here.button("cancel").click()
    here.button("close").click()
    reply(server, "Dag, het clubhuis wordt groen. Dat staat in het bouwplan van de vereniging.")
    expect(here.launcher).to_have_text(here.t["unread"], timeout=10_000)
    camera.take("unread")
    here.launcher.click()
    camera.take("reply", show=here.window.locator(".line.staff"))
    link = here.standing.get_by_role("link", name=here.t["follow"]).get_attribute("href")
    here.button("more").click()
    here.button("new").click()
    camera.take("new")
    here.page.goto(str(link))
    camera.take("status", whole=True)
    here.page.context.close()


def before_asking(browser: Browser, server: Server, folder: Path, size: str) -> None:
    """To a person at once, without the assistant."""
    here = arrive(browser, server.url, viewport=SIZES[size]).open()
    here.window.locator(".intro").get_by_role("button", name=here.t["person"]).click()
    here.field.fill("Ik wil iets vragen over de ouderavond. Bel mij op 06-12345678.")
    here.window.get_by_label(here.t["way_phone"], exact=True).check()
    here.window.get_by_label(here.t["phone"], exact=True).fill("geen nummer")
    here.button("check").click()
    Camera(here, folder, size).take("person")
    here.page.context.close()


def what_fails(browser: Browser, server: Server, folder: Path, size: str) -> None:
    """Each failure with its own words."""
    here = arrive(browser, server.url, viewport=SIZES[size])
    here.page.clock.install()
    here.open().ask("Hallo")
    camera = Camera(here, folder, size)
    here.page.context.set_offline(True)
    here.send(QUESTION)
    camera.take("offline", show=here.problem)
    here.page.context.set_offline(False)
    for name, status in (("unreachable", 503), ("too-many", 429), ("failed", 500)):
        here.page.route(QUESTIONS, fails(status))
        here.button("retry").click()
        camera.take(name, show=here.problem)
        here.page.unroute(QUESTIONS)
    held: list[Route] = []
    here.page.route(QUESTIONS, lambda route: held.append(route))
    with here.page.expect_request(QUESTIONS):
        here.button("retry").click()
    camera.take("reading", show=here.window.locator(".status"))
    here.page.clock.fast_forward(9_000)
    expect(here.window.locator(".status")).to_have_text(here.t["slow"])
    camera.take("slow")
    here.page.clock.fast_forward(41_000)
    camera.take("too-slow", show=here.problem)
    for route in held:
        route.abort()
    here.page.unroute(QUESTIONS)
    here.page.route(QUESTIONS, fails(401))
    here.button("retry").click()
    expect(here.problem).to_contain_text(here.t["expired"])
    camera.take("expired")
    here.send("Een lang verhaal. " * 130)
    camera.take("too-long", show=here.problem)
    here.page.context.close()


def other_answers(browser: Browser, server: Server, folder: Path, size: str) -> None:
    """Danger, a service, the assistant switched off."""
    questions = {
        "emergency": "Mijn kind wordt thuis geslagen",
        "service": "Hoe vraag ik verlenging of wijziging van een TLV aan?",
    }
    for name, question in questions.items():
        here = arrive(browser, server.url, viewport=SIZES[size]).open()
        answer = here.ask(question)
        card = answer.locator(".card") if name == "service" else here.standing
        Camera(here, folder, size).take(name, show=card)
        here.page.context.close()
    switch(server, "off")
    here = arrive(browser, server.url, viewport=SIZES[size]).open()
    Camera(here, folder, size).take("switched-off")
    here.page.context.close()
    switch(server, "on")


def others(browser: Browser, server: Server, folder: Path, size: str) -> None:
    """Other languages and looks."""
    narrow, zoomed = {"width": 320, "height": 640}, {"width": 640, "height": 512}
    looks: list[tuple[str, str, str, dict[str, Any]]] = [
        ("arabic-dark", "ar", "من يقدم طلب TLV؟", {"color_scheme": "dark"}),
        ("english", "en", "Who applies for a TLV?", {}),
        ("turkish", "tr", "TLV başvurusunu kim yapar?", {}),
        ("polish", "pl", "Kto składa wniosek o TLV?", {}),
        ("ukrainian", "uk", "Хто подає заявку на TLV?", {}),
        ("dark", "nl", QUESTION, {"color_scheme": "dark"}),
        ("forced-colours", "nl", QUESTION, {"forced_colors": "active"}),
        ("narrow", "uk", "Хто подає заявку на TLV?", {"viewport": narrow}),
        ("zoomed", "nl", QUESTION, {"viewport": zoomed, "device_scale_factor": 2}),
    ]
    for name, language, question, look in looks:
        own = "viewport" in look
        if own and size == "phone":
            continue  # has a size of its own
        here = arrive(browser, server.url, language=language, **{"viewport": SIZES[size], **look})
        here.page.add_init_script(
            f"localStorage.setItem('wegwijs-language:{server.url}', '\"{language}\"')"
        )
        here.open()
        camera = Camera(here, folder, "small" if own else size)
        if name == "arabic-dark":
            camera.take("arabic-open")
        here.ask(question)
        camera.take(name)
        here.page.context.close()


def main() -> None:
    """All pictures."""
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path("docs/images")
    folder.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=30_000)
    with tempfile.TemporaryDirectory() as place:
        home = shutil.copytree(sys.argv[1], Path(place) / "home")
        with serving(home, web=WebSettings(burst=100_000)) as server, chromium() as browser:
            server.join(STAFF, Role.ADMINISTRATOR)
            for size in SIZES:
                for way in (parents_way, before_asking, what_fails, other_answers, others):
                    way(browser, server, folder, size)


if __name__ == "__main__":
    main()
