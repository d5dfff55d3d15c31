"""Pictures of the desk for docs/desk.md, with an invented week; run from the root of the project:

PYTHONPATH=.:tests .venv/bin/python tests/bots/desk/screenshots.py docs/images
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import example_week
from chromium import chromium
from desk_server import PASSWORD, Server, serving
from playwright.sync_api import Browser, Page

from ingest.sync import sync
from knowledge.settings import KnowledgeSettings

sys.path.append(str(Path(__file__).parents[1] / "telegram"))
from bot_api import TOKEN, BotApi, bot_api

EXAMPLE = Path("examples/passenderwijs")
SIZES = {"desktop": (1280, 960), "phone": (390, 1040)}
SCREENS = {
    "queue": "/",
    "question": "/vragen/{new}",
    "approved": "/antwoorden",
    "documents": "/documenten",
    "document": "/documenten/passenderwijs-privacyreglement",
    "glossary": "/begrippen",
    "services": "/diensten",
    "figures": "/cijfers",
    "settings": "/instellingen",
    "staff": "/medewerkers",
    "record": "/logboek",
    "account": "/account",
}
REPLY = (
    "Dank voor uw bericht. Bespreek de klacht eerst met de school. Komt u er niet uit, dan kunt u "
    "terecht bij de klachtencommissie van het bestuur.\n\nHebt u nog een vraag? Reageer dan gerust."
)


def _take(browser: Browser, server: Server, ids: list[str], size: str, folder: Path) -> None:
    width, height = SIZES[size]
    page = browser.new_page(
        viewport={"width": width, "height": height},
        locale="nl-NL",
        timezone_id="Europe/Amsterdam",
    )
    page.goto(f"{server.desk}/inloggen")
    _keep(page, folder / f"desk-sign-in-{size}.png")
    page.fill("#email", server.email(example_week.ADMINISTRATOR))
    page.fill("#wachtwoord", PASSWORD)
    page.click("button")
    for name, path in SCREENS.items():
        page.goto(server.desk + path.format(new=ids[0]))
        _keep(page, folder / f"desk-{name}-{size}.png")
    page.goto(f"{server.desk}/vragen/{ids[3]}")
    page.fill("#tekst", REPLY)
    page.locator("aside .source input[type=checkbox]").first.check()
    page.click("text=Bekijk voorbeeld")
    page.locator("#voorbeeld-vak").scroll_into_view_if_needed()
    _keep(page, folder / f"desk-preview-{size}.png")
    page.goto(f"{server.desk}/koppelingen")
    page.fill("#school", "Basisschool De Regenboog")
    page.click("text=Maak een code")
    _keep(page, folder / f"desk-pairing-{size}.png")
    page.close()


def _pair(server: Server, api: BotApi) -> None:
    """Two schools that have a code, and people of one of them who used it."""
    desk = server.house.pairing_desk
    boss, now = server.join(example_week.ADMINISTRATOR), datetime.now(UTC)
    given = [
        server.run(desk.give(label=label, most=25, days=14, actor=boss, now=now))
        for label in ("Basisschool Het Kompas", "De Wegwijzer, school voor sbo")
    ]
    for person in (71, 72):
        api.say(person, f"/start {given[0].link_token}")
        api.wait(lambda person=person: api.to(person))
    people = server.run(desk.people(actor=boss))
    server.run(desk.name(pairing_id=people[0].id, name="Anke (ib)", actor=boss, now=now))


def _keep(page: Page, file: Path) -> None:
    page.wait_for_load_state("load")
    page.screenshot(path=file)


@contextmanager
def _telegram(api: BotApi) -> Iterator[None]:
    """A bot, as an operator sets one up."""
    values = {"TOKEN": TOKEN, "API": api.url, "BOT": "wegwijs_voorbeeld_bot"}
    os.environ.update({f"WEGWIJS_TELEGRAM_{name}": value for name, value in values.items()})
    # Questions of last week that are only now being answered look broken off to a courier.
    os.environ["WEGWIJS_COURIER"] = "apart"
    yield


def main(folder: Path) -> None:
    """Take all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        home = Path(made) / "home"
        settings = KnowledgeSettings(home=home, chroma_url=None)
        sync([EXAMPLE], settings=settings, now=datetime.now(UTC))
        with bot_api() as api, _telegram(api), serving(home) as server, chromium() as browser:
            ids = list(example_week.fill(server).values())
            _pair(server, api)
            for size in SIZES:
                _take(browser, server, ids, size, folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
