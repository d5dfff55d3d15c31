"""One question's whole life: asked, handed over, answered by a person, delivered, and remembered."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from chromium import chromium
from desk_server import PASSWORD, Server, serving
from mail_server import MailServer, mail_server
from playwright.sync_api import Browser, Page, expect

from assistant.actors import Role

QUESTION = "Is er een oplaadpunt voor elektrische fietsen bij jullie kantoor?"
REWORDED = "Kunnen wij bij jullie kantoor een elektrische fiets opladen?"
REPLY = (
    "Bij ons kantoor kunt u een elektrische fiets opladen, links van de ingang. "
    "Neem zelf een oplader mee; stroom is gratis."
)
ASKER, STAFF = "ouder@post.example", "Samira Haddad"


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def server(
    mails: MailServer, example_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Server]:
    """The web app with its courier, a mail server that is really spoken to, and one employee."""
    home = tmp_path / "home"
    shutil.copytree(example_home, home)
    monkeypatch.setenv("WEGWIJS_SMTP_URL", mails.url)
    monkeypatch.setenv("WEGWIJS_MAIL_FROM", "wegwijs@swv.example")
    monkeypatch.delenv("WEGWIJS_COURIER", raising=False)
    monkeypatch.delenv("WEGWIJS_PUBLIC_URL", raising=False)
    with serving(home) as running:
        running.join("Marijke de Boer", Role.ADMINISTRATOR)
        running.join(STAFF)
        yield running


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


def until(look: Callable[[], Any], seconds: float = 30) -> Any:
    """What `look` gives, as soon as it gives something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.1)
    raise AssertionError("this did not happen in time")


class Asker:
    """A parent's program that speaks the chat API."""

    def __init__(self, server: Server) -> None:
        self._http = httpx.Client(base_url=f"{server.url}/api/v1", timeout=60)
        opened = self._http.post("/conversations", json={}).json()
        self._http.headers["Authorization"] = f"Bearer {opened['token']}"
        self._path = f"/conversations/{opened['id']}"

    def ask(self, text: str) -> dict[str, Any]:
        answer = self._http.post(f"{self._path}/questions", json={"text": text})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def hand_over(self, email: str) -> dict[str, Any]:
        body = {"contact": {"way": "email", "value": email}}
        answer = self._http.post(f"{self._path}/handover", json=body)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def lines(self) -> list[dict[str, Any]]:
        return list(self._http.get(f"{self._path}/lines").json()["lines"])


def _sign_in(browser: Browser, server: Server) -> Page:
    page = browser.new_page(locale="nl-NL")
    page.goto(f"{server.desk}/inloggen")
    page.get_by_label("E-mailadres").fill(server.email(STAFF))
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Inloggen").click()
    return page


@pytest.mark.browser
def test_a_question_is_answered_by_a_person_and_the_next_time_by_the_assistant(
    browser: Browser, server: Server, mails: MailServer
) -> None:
    # Asked over the API; the documents say nothing of bicycles, so it is handed over.
    asker = Asker(server)
    first = asker.ask(QUESTION)
    assert first["status"].startswith("no_answer_"), first
    assert first["offers_handover"]
    handed = asker.hand_over(ASKER)
    assert "verwachten" in handed["text"] or "antwoord" in handed["text"].lower()

    # Claimed and answered in the browser, with a source beside it.
    page = _sign_in(browser, server)
    page.get_by_role("link", name=QUESTION).click()
    page.get_by_role("button", name="Pak op").click()
    expect(page.get_by_text("U hebt deze vraag opgepakt")).to_be_visible()
    page.get_by_label("Antwoord aan de vrager").fill(REPLY)
    source = page.locator("aside .source").first
    title = source.locator("strong").inner_text()
    source.get_by_role("checkbox").check()
    page.get_by_role("button", name="Bekijk voorbeeld").click()
    shown = page.locator("section", has=page.get_by_role("heading", name="Zo ziet de vrager het"))
    expect(shown).to_contain_text("kunt u een elektrische fiets opladen")
    expect(shown).to_contain_text(title)
    page.get_by_role("button", name="Verstuur antwoord").click()
    expect(page.get_by_text("Uw antwoord is verstuurd")).to_be_visible()

    # Delivered by e-mail, without the question in its subject, and over the API.
    def mail() -> Any:
        sent = [m for m, to in zip(mails.mails, mails.recipients, strict=True) if to == ASKER]
        return next((m for m in sent if "elektrische fiets opladen" in _text(m)), None)

    arrived = until(mail)
    assert "fiets" not in str(arrived["Subject"])
    assert title in _text(arrived)
    said = [line for line in asker.lines() if line["author"] == "staff"]
    assert [line["text"] for line in said] == [REPLY]
    assert said[0]["citations"][0]["title"] == title
    # The screen shows that it arrived without being asked to.
    expect(page.locator("#verzending")).to_contain_text("Aangekomen", timeout=30_000)

    # Approved as knowledge.
    page.get_by_role("link", name="Stel voor als goedgekeurd antwoord").click()
    page.get_by_label("Vraag", exact=True).fill(
        "Kan ik bij het kantoor een elektrische fiets opladen?"
    )
    page.get_by_role("button", name="Keur goed en gebruik").click()
    expect(page.get_by_text("Het antwoord is goedgekeurd")).to_be_visible()

    # Asked again in other words by someone else: the assistant knows.
    def answered() -> Any:
        answer = Asker(server).ask(REWORDED)
        return answer if answer["status"].startswith("answered_") else None

    again = until(answered)
    assert "elektrische fiets opladen" in again["text"]
    assert re.search(
        r"elektrische fiets", again["citations"][0]["title"] + again["citations"][0]["quote"]
    )

    # Withdrawn, it is gone.
    page.get_by_role("button", name="Trek in").click()
    expect(page.get_by_text("Het is ingetrokken")).to_be_visible()
    until(lambda: not Asker(server).ask(REWORDED)["status"].startswith("answered_"))


def _text(mail: Any) -> str:
    body = mail.get_body(preferencelist=("plain",))
    return " ".join(str(body.get_content()).split())
