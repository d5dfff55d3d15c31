"""The chat in a real Firefox: asked, its source seen, asked in Arabic, handed over and answered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from desk_server import Server
from firefox import Firefox, firefox
from widget_page import QUESTION
from widget_staff import reply

from bots.web.wording import wording

pytestmark = pytest.mark.browser
T = wording("nl")


@pytest.fixture(scope="module")
def fox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    with firefox(tmp_path_factory.mktemp("firefox")) as running:
        yield running


def opened(fox: Firefox, server: Server, width: int, height: int) -> None:
    """At the home page for the first time, with the chat open."""
    fox.size(width, height)
    fox.visit(server.url)
    fox.read("localStorage.clear()")
    fox.visit(server.url)
    fox.press(".launcher")
    fox.until("pick('dialog')?.open")


def ask(fox: Firefox, question: str, send: str) -> None:
    fox.press("textarea")
    fox.type(question)
    fox.press("button", send)
    fox.until("all('.line.assistant').length")


@pytest.mark.parametrize(("width", "height"), [(390, 780), (1280, 800)])
def test_a_parent_asks_and_sees_the_sentence_in_its_source(
    fox: Firefox, server: Server, width: int, height: int
) -> None:
    opened(fox, server, width, height)
    assert fox.read("pick('dialog').matches(':modal')") is (width < 640)
    ask(fox, QUESTION, T["send"])
    assert "vraagt de TLV aan" in fox.read("pick('.quote').textContent")
    assert "de school" in fox.read("pick('.turn').textContent")
    fox.press(".source")
    assert "TLV" in fox.until("pick('mark')?.textContent")
    assert fox.read("pick('.sheet a').href").startswith("https://")
    fox.press("button", T["back"])
    assert fox.read("chat().shadowRoot.activeElement.className") == "source"


def test_a_mother_asks_in_arabic_and_reads_from_right_to_left(fox: Firefox, server: Server) -> None:
    opened(fox, server, 390, 780)
    fox.read(
        "(() => { const s = pick('.languages'); s.value = 'ar'; s.dispatchEvent(new Event('change')); })()"
    )
    arabic = wording("ar")
    fox.until("chat().dir === 'rtl'")
    ask(fox, "من يقدم طلب TLV؟", arabic["send"])
    assert fox.read("pick('.body').dir") == "rtl"
    assert fox.read("`${pick('.quote').lang} ${pick('.quote').dir}`") == "nl ltr"


def test_a_question_goes_to_a_person_whose_reply_comes_live_and_is_there_after_a_reload(
    fox: Firefox, server: Server
) -> None:
    opened(fox, server, 1280, 800)
    ask(fox, "Ik wil graag een medewerker spreken.", T["send"])
    fox.until("pick('.standing')?.textContent.includes('secretariaat')")
    reply(server, "Dag, waar gaat het over?")
    fox.until("pick('.line.staff')?.textContent.includes('waar gaat het over')")
    fox.visit(server.url)
    fox.until("pick('.line.staff')?.textContent.includes('waar gaat het over')")


def test_a_server_that_cannot_be_reached_is_told_and_nothing_typed_is_lost(
    fox: Firefox, server: Server
) -> None:
    opened(fox, server, 390, 780)
    fox.read("void (window.real = fetch)")
    fox.read("void (window.fetch = () => Promise.reject(new TypeError('no network')))")
    fox.press("textarea")
    fox.type(QUESTION)
    fox.press("button", T["send"])
    fox.until(f"pick('.problem')?.textContent.includes({T['unreachable']!r})")
    assert fox.read("pick('textarea').value") == QUESTION
    fox.read("void (window.fetch = window.real)")
    fox.press("button", T["retry"])
    fox.until("all('.line.assistant').length")
