"""The desk in a real browser: usable by everyone, by keyboard, on a phone, and up to date."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import example_week
import pytest
from axe_playwright_python.sync_playwright import Axe
from chromium import chromium
from desk_server import PASSWORD, Server, serving
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

LOOKS = [(1280, "light"), (1280, "dark"), (320, "light"), (320, "dark")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def week(example_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("week") / "home"
    shutil.copytree(example_home, home)
    with serving(home) as running:
        running.ids = list(example_week.fill(running, others=6).values())  # type: ignore[attr-defined]
        yield running


def sign_in(browser: Browser, server: Server, name: str, **more: object) -> Page:
    page = browser.new_context(locale="nl-NL", **more).new_page()  # type: ignore[arg-type]
    page.goto(f"{server.desk}/inloggen")
    page.get_by_label("E-mailadres").fill(server.email(name))
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Inloggen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wachtrij")
    return page


@pytest.fixture(scope="module")
def boss(browser: Browser, week: Server) -> Page:
    """An administrator, whose browser also reports what went wrong in it."""
    page = sign_in(browser, week, example_week.ADMINISTRATOR)
    page.troubles = []  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.troubles.append(str(error)))  # type: ignore[attr-defined]
    page.on(
        "console",
        lambda said: page.troubles.append(said.text) if said.type == "error" else None,  # type: ignore[attr-defined]
    )
    return page


SCREENS = [
    "/",
    "/?lijst=klaar",
    "/?zoek=stoel",
    "/vragen/{new}",
    "/vragen/{claimed}",
    "/vragen/{answered}",
    "/vragen/{closed}",
    "/antwoorden",
    "/antwoorden/voorstel",
    "/documenten",
    "/documenten/passenderwijs-privacyreglement",
    "/begrippen",
    "/begrippen/0",
    "/diensten",
    "/diensten/1",
    "/teksten",
    "/cijfers",
    "/account",
    "/hulp",
    "/instellingen",
    "/medewerkers",
    "/koppelingen",
    "/logboek",
    "/bestaat-niet",
]


def _problems(page: Page, where: str) -> list[str]:
    """What axe finds at each width and in both colour schemes, and whether the page is too wide."""
    found = []
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            found.append(f"{where} at {width}: {wide} wide")
        for rule in Axe().run(page).response["violations"]:
            nodes = [node["html"][:140] for node in rule["nodes"][:3]]
            found.append(f"{where} at {width} {scheme}: {rule['id']}: {nodes}")
    return found


@pytest.mark.parametrize("screen", SCREENS)
def test_no_screen_shuts_anyone_out(week: Server, boss: Page, screen: str) -> None:
    ids = week.ids  # type: ignore[attr-defined]
    path = screen.format(new=ids[0], claimed=ids[1], answered=ids[6], closed=ids[7])
    boss.troubles.clear()  # type: ignore[attr-defined]
    boss.goto(week.desk + path)
    for details in boss.locator("main details").all():
        details.evaluate("box => box.open = true")
    assert _problems(boss, screen) == []
    troubles = [t for t in boss.troubles if "404" not in t]  # type: ignore[attr-defined]
    assert troubles == []


@pytest.mark.parametrize("path", ["/inloggen", "/wachtwoord-vergeten", "/welkom/verkeerd"])
def test_the_way_in_shuts_nobody_out(browser: Browser, week: Server, path: str) -> None:
    page = browser.new_page()
    page.goto(week.desk + path)
    assert _problems(page, path) == []
    page.close()


def test_the_preview_of_a_reply_shuts_nobody_out(week: Server, boss: Page) -> None:
    boss.set_viewport_size({"width": 1280, "height": 800})
    boss.goto(f"{week.desk}/vragen/{week.ids[0]}")  # type: ignore[attr-defined]
    boss.get_by_label("Antwoord aan de vrager").fill("Belt u ons vandaag nog.")
    boss.locator("aside .source").get_by_role("checkbox").first.check()
    boss.get_by_role("button", name="Bekijk voorbeeld").click()
    expect(boss.get_by_role("heading", name="Zo ziet de vrager het")).to_be_visible()
    assert _problems(boss, "preview") == []
    troubles = [t for t in boss.troubles if "404" not in t]  # type: ignore[attr-defined]
    assert troubles == []


def test_the_help_and_the_menu_of_a_phone_shut_nobody_out(week: Server, boss: Page) -> None:
    boss.set_viewport_size({"width": 320, "height": 800})
    boss.goto(f"{week.desk}/")
    boss.get_by_text("Menu", exact=True).click()
    assert _problems(boss, "menu") == []
    boss.goto(f"{week.desk}/")
    boss.keyboard.press("?")
    expect(boss.get_by_role("dialog")).to_be_visible()
    assert _problems(boss, "help") == []


def test_from_the_queue_to_a_reply_without_a_mouse(browser: Browser, week: Server) -> None:
    page = sign_in(browser, week, example_week.EMPLOYEE)
    page.keyboard.press("Tab")
    expect(page.get_by_text("Naar de inhoud")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("j")
    expect(page.locator("[data-row]").first).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("[data-row]").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Er is hier een kind")
    page.keyboard.press("c")
    expect(page.get_by_text("U hebt deze vraag opgepakt")).to_be_visible()
    page.keyboard.press("r")
    expect(page.get_by_label("Antwoord aan de vrager")).to_be_focused()
    # While typing the keys are letters: j, k, c, r, /, g and ? do nothing but appear.
    page.keyboard.type("Bel Veilig Thuis. jkcr/g?")
    expect(page.get_by_label("Antwoord aan de vrager")).to_have_value("Bel Veilig Thuis. jkcr/g?")
    expect(page.get_by_role("dialog")).to_be_hidden()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Verstuur antwoord":
            break
    expect(page.get_by_role("button", name="Verstuur antwoord")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Uw antwoord is verstuurd")).to_be_visible()
    page.keyboard.press("g")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wachtrij")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.context.close()


def test_a_draft_is_kept_in_the_browser_until_it_is_sent(browser: Browser, week: Server) -> None:
    page = sign_in(browser, week, example_week.EMPLOYEE)
    address = f"{week.desk}/vragen/{week.ids[3]}"  # type: ignore[attr-defined]
    page.goto(address)
    area = page.get_by_label("Antwoord aan de vrager")
    area.fill("Half af.")
    expect(page.get_by_text("Concept bewaard")).to_be_visible()
    page.goto(f"{week.desk}/cijfers")
    page.goto(address)
    expect(area).to_have_value("Half af.")
    page.get_by_role("button", name="Verstuur antwoord").click()
    expect(page.get_by_text("Uw antwoord is verstuurd")).to_be_visible()
    expect(area).to_have_value("")
    page.goto(address)
    expect(area).to_have_value("")
    page.context.close()


def test_a_new_question_appears_in_the_queue_by_itself(browser: Browser, week: Server) -> None:
    page = sign_in(browser, week, example_week.EMPLOYEE)
    page.clock.install()
    page.goto(f"{week.desk}/?lijst=nieuw")
    with page.expect_response(lambda answer: "deel=lijst" in answer.url):
        page.clock.run_for(100)
    asked = example_week.Asked("Komt deze vraag vanzelf in beeld?", 0)
    from datetime import UTC, datetime

    example_week._one(week, asked, datetime.now(UTC), week.actors[example_week.EMPLOYEE])
    with page.expect_response(lambda answer: "deel=lijst" in answer.url):
        page.clock.run_for(11_000)
    expect(page.get_by_role("link", name="Komt deze vraag vanzelf in beeld?")).to_be_visible()
    page.context.close()


def test_everything_works_without_scripts(browser: Browser, week: Server) -> None:
    page = sign_in(browser, week, example_week.EMPLOYEE, java_script_enabled=False)
    page.goto(f"{week.desk}/vragen/{week.ids[5]}")  # type: ignore[attr-defined]
    page.get_by_role("button", name="Pak op").click()
    expect(page.get_by_text("U hebt deze vraag opgepakt")).to_be_visible()
    page.get_by_label("Vaste tekst").select_option("Wij zoeken het uit")
    page.get_by_role("button", name="Voeg toe").click()
    expect(page.get_by_label("Antwoord aan de vrager")).to_have_value(
        "Dank voor uw vraag. Wij zoeken het voor u uit. U krijgt bericht zodra wij meer weten."
    )
    page.get_by_label("Meesturen met het antwoord").first.check()
    page.get_by_role("button", name="Bekijk voorbeeld").click()
    expect(page.get_by_role("heading", name="Zo ziet de vrager het")).to_be_visible()
    page.get_by_role("button", name="Verstuur antwoord").click()
    expect(page.get_by_text("Uw antwoord is verstuurd")).to_be_visible()
    page.context.close()
