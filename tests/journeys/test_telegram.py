"""A teacher asks in Telegram; what the documents do not say a person answers, in the same chat."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_server import Server, serving

from assistant.actors import Role

sys.path.append(str(Path(__file__).parents[1] / "bots" / "telegram"))
from bot_api import TOKEN, BotApi, bot_api

TEACHER = 31_415_926
QUESTION = "Hoeveel weken heeft de school om te beslissen over een aanmelding?"


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[BotApi]:
    with bot_api() as running:
        monkeypatch.setenv("WEGWIJS_TELEGRAM_TOKEN", TOKEN)
        monkeypatch.setenv("WEGWIJS_TELEGRAM_API", running.url)
        monkeypatch.setenv("WEGWIJS_TELEGRAM_BOT", "wegwijs_test_bot")
        yield running


@pytest.fixture
def server(api: BotApi, example_home: Path, tmp_path: Path) -> Iterator[Server]:
    home = tmp_path / "home"
    shutil.copytree(example_home, home)
    with serving(home) as running:
        yield running


def test_from_a_code_on_paper_to_a_reply_in_the_chat(server: Server, api: BotApi) -> None:
    server.join("Marijke de Boer", Role.ADMINISTRATOR)
    desk = server.browser("Marijke de Boer")

    # The administrator prints a code for a school.
    form = {"school": "Basisschool De Vlinder", "mensen": "5", "dagen": "14"}
    page = desk.post("/koppelingen", form, page="/koppelingen")
    assert page.status_code == 200 and "<svg" in page.text
    link = re.search(r"https://t\.me/wegwijs_test_bot\?start=([\w-]+)", page.text)
    assert link and re.search(r"<code>[0-9A-Z]{5}-[0-9A-Z]{5}</code>", page.text)
    assert link.group(1) not in desk.get("/koppelingen").text

    # The teacher scans it, asks, and looks at the source.
    api.say(TEACHER, f"/start {link.group(1)}")
    api.say(TEACHER, QUESTION)
    api.wait(lambda: len(api.to(TEACHER)) == 2)
    paired, answer = api.to(TEACHER)
    assert "De Vlinder" in paired.text and "6 weken" in answer.text
    api.press(TEACHER, answer.message_id, answer.button("Bronnen"))
    api.wait(lambda: len(api.to(TEACHER)) == 3)
    assert "Aanmelden en zorgplicht" in api.to(TEACHER)[-1].text

    # It does not help enough: said so, and handed over.
    api.press(TEACHER, answer.message_id, answer.button("helpt niet"))
    api.wait(lambda: len(api.to(TEACHER)) == 4)
    offer = api.to(TEACHER)[-1]
    api.press(TEACHER, offer.message_id, offer.button("geef mijn vraag door"))
    api.wait(lambda: len(api.to(TEACHER)) == 5)
    assert "secretariaat" in api.to(TEACHER)[-1].text

    # The secretariat sees it with its channel, and answers.
    queue = desk.get("/?lijst=nieuw").text
    found = re.search(r"/vragen/([\w-]{36})", queue)
    assert found and "Telegram" in queue
    path = f"/vragen/{found.group(1)}"
    assert QUESTION in desk.get(path).text
    assert desk.post(f"{path}/oppakken").status_code == 303
    sent = desk.post(f"{path}/antwoord", {"tekst": "In de vakantie loopt de termijn door."})
    assert sent.status_code == 303, sent.text

    # The reply stands under the question, once; then the teacher says that it helped.
    api.wait(lambda: len(api.to(TEACHER)) == 6)
    reply = api.to(TEACHER)[-1]
    assert "In de vakantie loopt de termijn door." in reply.text
    assert reply.reply_to == answer.reply_to
    api.press(TEACHER, answer.message_id, answer.button("helpt mij"))
    api.wait(lambda: len(api.to(TEACHER)) == 7)
    assert "Aangekomen" in desk.get(path).text

    # The administrator names and ends the pairing; nothing of the app's own is on the page.
    page = desk.get("/koppelingen").text
    number = re.search(r"<code>([0-9A-F]{6})</code>", page)
    assert number and number.group(1) in paired.text
    assert str(TEACHER) not in page and "Sanne" not in page
    pairing = re.search(r'action="/desk/koppelingen/([\w-]{36})"', page)
    assert pairing
    named = desk.post(f"/koppelingen/{pairing.group(1)}", {"actie": "naam", "naam": "Juf Anke"})
    assert named.status_code == 303 and "Juf Anke" in desk.get("/koppelingen").text
    ended = desk.post(f"/koppelingen/{pairing.group(1)}", {"actie": "stop"})
    assert ended.status_code == 303 and "nog niemand gekoppeld" in desk.get("/koppelingen").text
    assert "beëindigde een koppeling" in desk.get("/logboek").text
    api.say(TEACHER, "/status")
    api.wait(lambda: len(api.to(TEACHER)) == 8)
    assert "niet gekoppeld" in api.to(TEACHER)[-1].text
