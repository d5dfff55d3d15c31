"""Pictures of the desk for docs/desk.md, with an invented week; run from the root of the project:

PYTHONPATH=.:tests .venv/bin/python tests/bots/desk/screenshots.py docs/images
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import example_week
from chromium import chromium
from desk_server import PASSWORD, Server, serving
from playwright.sync_api import Browser, Page

from ingest.sync import sync
from knowledge.settings import KnowledgeSettings

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
    page.close()


def _keep(page: Page, file: Path) -> None:
    page.wait_for_load_state("load")
    page.screenshot(path=file)


def main(folder: Path) -> None:
    """Take all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        home = Path(made) / "home"
        settings = KnowledgeSettings(home=home, chroma_url=None)
        sync([EXAMPLE], settings=settings, now=datetime.now(UTC))
        with serving(home) as server, chromium() as browser:
            ids = list(example_week.fill(server).values())
            for size in SIZES:
                _take(browser, server, ids, size, folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
