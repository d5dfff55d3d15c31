"""The chat in a real browser: asked, shown, handed over, answered, and everything that can fail."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from chromium import chromium
from desk_server import Server, serving
from playwright.sync_api import Browser, Route, expect
from widget_page import (
    DESKTOP,
    PHONE,
    QUESTION,
    QUESTIONS,
    UNANSWERABLE,
    Parent,
    another_tab,
    arrive,
    fails,
)

from assistant.actors import Role
from bots.web.settings import WebSettings

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def server(example_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = shutil.copytree(example_home, tmp_path_factory.mktemp("widget") / "home")
    with serving(home, web=WebSettings(burst=100_000)) as running:
        running.join("Marijke de Boer", Role.ADMINISTRATOR)
        yield running


@pytest.fixture
def parent(browser: Browser, server: Server) -> Iterator[Parent]:
    here = arrive(browser, server.url)
    yield here
    here.page.context.close()
    assert here.troubles == []


def reply(server: Server, text: str) -> None:
    """Staff answers the newest question that is open."""
    actor = server.join("Marijke de Boer")
    now = datetime.now(UTC)
    (row,) = _rows(
        server, "SELECT id FROM escalations WHERE closed_at IS NULL ORDER BY opened_at DESC LIMIT 1"
    )
    server.run(server.house.escalations.claim(escalation_id=row[0], actor=actor, now=now))
    server.run(
        server.house.escalations.reply(escalation_id=row[0], actor=actor, text=text, now=now)
    )


def _rows(server: Server, query: str) -> list[tuple[str, ...]]:
    with sqlite3.connect(server.home / "wegwijs.db") as database:
        return database.execute(query).fetchall()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_parent_asks_and_sees_the_sentence_in_its_source(
    browser: Browser, server: Server, size: dict[str, int]
) -> None:
    here = arrive(browser, server.url, viewport=size).open()
    assert here.window.evaluate("d => d.matches(':modal')") is (size is PHONE)
    intro = here.window.locator(".intro")
    for key in ("no_names", "if_unknown"):
        expect(intro).to_contain_text(here.t[key])
    expect(intro).to_contain_text("computerprogramma van Passenderwijs")
    expect(intro).to_contain_text("secretariaat is nu")

    answer = here.ask()
    expect(answer.locator(".quote").first).to_contain_text("vraagt de TLV aan")
    expect(answer.locator(".turn")).to_contain_text("de school")
    quote = answer.locator(".quote p").first.inner_text().split(" [")[0]
    answer.locator(".source").first.click()
    sheet = here.window.locator(".sheet")
    expect(sheet.locator("mark").first).to_be_visible()
    marked = " ".join(sheet.locator("mark").all_inner_texts())
    assert " ".join(quote.split()) in " ".join(marked.split())
    original = sheet.get_by_role("link", name=here.t["original"])
    assert (original.get_attribute("href") or "").startswith("https://")
    here.button("back").click()
    expect(answer.locator(".source").first).to_be_focused()
    assert here.troubles == []
    here.page.context.close()


def test_a_suggested_question_is_asked_with_one_press_and_answered(parent: Parent) -> None:
    parent.open()
    suggested = parent.window.locator(".suggested button")
    assert 2 <= suggested.count() <= 5
    first = suggested.first.inner_text()
    assert first.endswith("?")
    suggested.first.click()
    expect(parent.answers).to_have_count(1)
    expect(parent.window.locator(".line.asker p")).to_have_text(first)
    expect(parent.answers.locator(".source").first).to_be_visible()


def test_what_the_assistant_does_is_said_while_it_does_it(parent: Parent) -> None:
    parent.open()
    parent.page.evaluate(
        """() => {
            // Each word is noted as it is said: on a fast machine the next one follows at once.
            window.said = [];
            const status = document.querySelector("wegwijs-chat").shadowRoot.querySelector(".status");
            const own = Object.getOwnPropertyDescriptor(Node.prototype, "textContent");
            Object.defineProperty(status, "textContent", {
              get() { return own.get.call(this); },
              set(text) { window.said.push(text); own.set.call(this, text); },
            });
        }"""
    )
    parent.ask()
    said = parent.page.evaluate("() => window.said.filter(Boolean)")
    assert said == [parent.t[key] for key in ("step_read", "step_search", "step_write")]
    expect(parent.window.locator(".status")).to_be_empty()


def test_a_word_of_the_field_opens_in_place(parent: Parent) -> None:
    parent.open()
    answer = parent.ask()
    term = answer.locator(".term", has_text=re.compile("^TLV$")).first
    expect(term).to_have_attribute("aria-expanded", "false")
    term.press("Enter")
    expect(term).to_have_attribute("aria-expanded", "true")
    meaning = parent.window.locator(f"#{term.get_attribute('aria-controls')}")
    expect(meaning).to_contain_text("besluit van het samenwerkingsverband")
    term.press("Enter")
    expect(meaning).to_be_hidden()


def test_a_mother_asks_in_arabic_and_reads_from_right_to_left(
    browser: Browser, server: Server
) -> None:
    here = arrive(browser, server.url, locale="ar-EG", viewport=PHONE)
    here.visit()
    # The page is Dutch, so the chat begins in Dutch; she chooses her own language once.
    here.launcher.click()
    here.choose("ar")
    element = here.page.locator("wegwijs-chat")
    expect(element).to_have_attribute("dir", "rtl")
    answer = here.ask("من يقدم طلب TLV؟")
    expect(answer.locator(".body")).to_have_attribute("dir", "rtl")
    quote = answer.locator(".quote").first
    expect(quote).to_have_attribute("lang", "nl")
    expect(quote).to_have_attribute("dir", "ltr")
    here.page.reload()  # the choice is remembered, and so is the conversation
    expect(element).to_have_attribute("lang", "ar")
    expect(here.answers).to_have_count(1)
    assert here.troubles == []
    here.page.context.close()


def test_handed_over_after_a_look_and_answered_live_and_after_a_reload(
    parent: Parent, server: Server
) -> None:
    parent.open()
    answer = parent.ask(f"{UNANSWERABLE} Mijn zoon Daan wil het weten.")
    # What was typed is shown without the name, as it is kept.
    expect(parent.window.locator(".line.asker p")).not_to_contain_text("Daan")
    answer.get_by_role("button", name=parent.t["person"]).click()
    parent.window.get_by_label(parent.t["way_email"]).check()
    expect(parent.window.locator(".where")).to_contain_text("14 dagen")
    parent.window.get_by_label(parent.t["email"], exact=True).fill("geen adres")
    parent.button("check").click()
    expect(parent.window.locator(".wrong")).to_have_text(parent.t["wrong_email"])
    expect(parent.window.get_by_label(parent.t["email"], exact=True)).to_be_focused()
    parent.window.get_by_label(parent.t["way_here"]).check()
    parent.button("check").click()
    review = parent.window.locator(".review")
    expect(review.locator("blockquote")).to_have_text(
        f"{UNANSWERABLE} Mijn zoon [naam] wil het weten."
    )
    expect(review).to_contain_text("Weggelaten: naam")
    parent.button("pass_on").click()
    expect(parent.standing).to_contain_text("Uw vraag staat bij het secretariaat")
    expect(parent.standing).to_contain_text(re.compile("antwoord op|vandaag|zo snel"))

    reply(server, "Het clubhuis wordt groen.\n\nGroet, Marijke")
    staff = parent.window.locator(".line.staff")
    expect(staff).to_contain_text("Het clubhuis wordt groen.", timeout=10_000)
    expect(staff.locator(".who")).to_have_text("Marijke de Boer, medewerker")
    expect(parent.standing).to_contain_text("beantwoord")

    parent.page.reload()
    expect(parent.window.locator(".line.staff")).to_contain_text("Het clubhuis wordt groen.")


def test_a_reply_while_the_chat_is_closed_shows_on_the_button(
    parent: Parent, server: Server
) -> None:
    parent.open()
    parent.ask("Ik wil graag een medewerker spreken.")
    expect(parent.standing).to_be_visible()
    parent.button("close").click()
    expect(parent.launcher).to_be_focused()
    reply(server, "Dag, waar gaat het over?")
    expect(parent.launcher).to_have_text(parent.t["unread"], timeout=10_000)
    parent.launcher.click()
    expect(parent.window.locator(".line.staff")).to_contain_text("waar gaat het over")
    parent.button("close").click()
    expect(parent.launcher).to_have_text(parent.t["open"])


def test_a_reply_between_two_visits_is_there_at_the_next_one(
    parent: Parent, server: Server
) -> None:
    parent.open()
    parent.ask("Ik wil graag een medewerker spreken.")
    expect(parent.standing).to_be_visible()
    parent.button("close").click()
    context = parent.page.context
    parent.page.close()
    reply(server, "Wij hebben u gebeld.")
    later = another_tab(context, server.url).visit()
    expect(later.launcher).to_have_text(later.t["unread"], timeout=10_000)


def test_a_question_for_a_person_goes_without_the_assistant_and_can_be_followed(
    parent: Parent, server: Server
) -> None:
    parent.open()
    parent.button("person").click()
    text = "Ik wil iets vragen over de ouderavond. Bel mij op 06-12345678."
    parent.field.fill(text)
    parent.window.get_by_label(parent.t["way_phone"], exact=True).check()
    parent.window.get_by_label(parent.t["phone"], exact=True).fill("06 12345678")
    parent.button("check").click()
    expect(parent.window.locator(".review blockquote")).to_contain_text("Bel mij op [telefoon]")
    parent.button("change").click()
    expect(parent.field).to_have_value(text)
    parent.button("check").click()
    parent.button("pass_on").click()
    expect(parent.standing).to_contain_text("Per telefoon")
    assert parent.answers.count() == 0

    link = parent.standing.get_by_role("link", name=parent.t["follow"]).get_attribute("href")
    status = another_tab(parent.page.context, str(link)).visit("").page
    expect(status.get_by_role("heading", level=1)).to_have_text("Uw vraag")
    expect(status.get_by_text("[telefoon]").first).to_be_visible()
    status.get_by_label("Vul uw vraag aan").fill("Het gaat om dinsdag.")
    status.get_by_role("button", name="Verstuur").click()
    expect(status.get_by_role("status")).to_have_text("Uw aanvulling is doorgegeven.")
    expect(parent.window.locator(".line.asker").last).to_contain_text(
        "Het gaat om dinsdag.", timeout=10_000
    )

    parent.button("withdraw").click()
    expect(parent.window.locator(".sheet")).to_contain_text(parent.t["withdraw_sure"])
    parent.window.locator(".sheet").get_by_role("button", name=parent.t["withdraw"]).click()
    expect(parent.standing).to_contain_text("afgerond")


def test_not_helpful_asks_why_and_offers_a_person(parent: Parent, server: Server) -> None:
    parent.open()
    answer = parent.ask()
    answer.get_by_role("button", name="Nee", exact=True).click()
    answer.get_by_label(parent.t["why_missing"]).check()
    answer.get_by_label(parent.t["why_more"]).fill("Wanneer moet het?")
    answer.locator(".feedback").get_by_role("button", name=parent.t["why_send"]).click()
    expect(answer.locator(".feedback")).to_contain_text(parent.t["thanks"])
    assert ("Er mist iets: Wanneer moet het?",) in _rows(server, "SELECT reason FROM feedback")
    answer.locator(".feedback").get_by_role("button", name=parent.t["person"]).click()
    parent.pass_on()
    rows = _rows(server, "SELECT reason FROM escalations ORDER BY opened_at DESC LIMIT 1")
    assert rows == [("not_helped",)]


def test_two_tabs_show_the_same_conversation(parent: Parent, server: Server) -> None:
    parent.open()
    parent.ask()
    other = another_tab(parent.page.context, server.url).visit()
    # It was open here, so it is open there.
    expect(other.answers).to_have_count(1)
    other.ask("Hoe vraag ik leerlingenvervoer aan?")
    expect(parent.answers).to_have_count(2)
    expect(parent.window.locator(".line.asker").last).to_contain_text("leerlingenvervoer")
    parent.button("more").click()
    parent.button("new").click()
    parent.window.locator(".sheet").get_by_role("button", name=parent.t["new"]).click()
    expect(parent.answers).to_have_count(0)
    expect(other.answers).to_have_count(0)
    assert parent.page.evaluate("() => document.cookie") == ""
    assert parent.page.context.cookies() == []


def test_the_network_is_lost_and_nothing_typed_with_it(parent: Parent) -> None:
    parent.open()
    parent.ask()
    parent.page.context.set_offline(True)
    parent.send("Hoe vraag ik leerlingenvervoer aan?")
    expect(parent.problem).to_contain_text(parent.t["offline"])
    expect(parent.field).to_have_value("Hoe vraag ik leerlingenvervoer aan?")
    parent.page.context.set_offline(False)
    parent.button("retry").click()
    expect(parent.answers).to_have_count(2)
    expect(parent.problem).to_be_empty()
    expect(parent.field).to_have_value("")


@pytest.mark.parametrize(
    ("status", "headers", "says"),
    [
        (503, {}, "unreachable"),
        (502, {}, "unreachable"),
        (500, {}, "failed"),
        (429, {"Retry-After": "30"}, "too_many"),
    ],
)
def test_a_server_that_says_no_gets_its_own_words_and_another_try(
    parent: Parent, status: int, headers: dict[str, str], says: str
) -> None:
    parent.open()
    parent.page.route(QUESTIONS, fails(status, headers))
    parent.send(QUESTION)
    expect(parent.problem).to_contain_text(parent.t[says].format(seconds=30))
    expect(parent.field).to_have_value(QUESTION)
    parent.page.unroute(QUESTIONS)
    parent.button("retry").click()
    expect(parent.answers).to_have_count(1)


def test_a_server_that_restarts_in_the_middle_has_kept_the_question(parent: Parent) -> None:
    parent.open()

    def breaks(route: Route) -> None:
        route.fetch()  # it arrives and is answered
        route.abort("connectionreset")  # but the answer does not come back

    parent.page.route(QUESTIONS, breaks)
    parent.send(QUESTION)
    expect(parent.answers).to_have_count(1)
    expect(parent.window.locator(".line.asker")).to_have_count(1)
    expect(parent.field).to_have_value("")
    expect(parent.problem).to_be_empty()


def test_a_slow_server_is_told_as_such_and_then_given_up(parent: Parent) -> None:
    parent.page.clock.install()
    parent.open()
    held: list[Route] = []
    parent.page.route(QUESTIONS, lambda route: held.append(route))
    with parent.page.expect_request(QUESTIONS):
        parent.send(QUESTION)
    parent.page.clock.fast_forward(9_000)
    expect(parent.window.locator(".status")).to_have_text(parent.t["slow"])
    parent.page.clock.fast_forward(41_000)
    expect(parent.problem).to_contain_text(parent.t["too_slow"])
    expect(parent.field).to_have_value(QUESTION)
    parent.page.unroute(QUESTIONS)
    parent.button("retry").click()
    expect(parent.answers).to_have_count(1)


def test_an_expired_conversation_begins_anew_with_what_was_typed(parent: Parent) -> None:
    parent.open()
    parent.ask()
    parent.page.evaluate(
        """() => {
            const key = Object.keys(localStorage).find((k) => k.startsWith("wegwijs-conversation"));
            localStorage.setItem(key, JSON.stringify({ ...JSON.parse(localStorage[key]), token: "oud" }));
        }"""
    )
    parent.send("Hoe vraag ik leerlingenvervoer aan?")
    expect(parent.problem).to_contain_text(parent.t["expired"])
    expect(parent.field).to_have_value("Hoe vraag ik leerlingenvervoer aan?")
    parent.button("retry").click()
    expect(parent.answers).to_have_count(1)
    expect(parent.answers.last).to_contain_text("gemeente")


def test_a_text_that_is_too_long_is_counted_and_kept(parent: Parent) -> None:
    parent.open()
    text = "a" * 2_001
    parent.send(text)
    expect(parent.problem).to_contain_text("2001 tekens, hooguit 2000")
    expect(parent.window.locator(".count")).to_have_text("2001 van 2000 tekens")
    expect(parent.field).to_have_value(text)
    parent.send("   ")
    expect(parent.problem).to_contain_text(parent.t["empty"])


def test_what_is_being_typed_survives_a_reload(parent: Parent) -> None:
    parent.open()
    parent.field.fill("Ik was nog bezig met")
    parent.page.reload()
    expect(parent.field).to_have_value("Ik was nog bezig met")


def test_with_the_assistant_switched_off_the_chat_says_so_and_a_person_gets_it(
    parent: Parent, server: Server
) -> None:
    actor = server.join("Marijke de Boer")

    def switch(value: str) -> None:
        server.run(
            server.house.adjustments.change(
                key="switch",
                value={"assistant": value},
                actor=actor,
                now=datetime.now(UTC),
                comment="proef",
            )
        )

    switch("off")
    try:
        parent.open()
        expect(parent.window.locator(".intro")).to_contain_text(parent.t["switched_off"])
        expect(parent.window.locator(".suggested")).to_have_count(0)
        answer = parent.ask()
        expect(answer).to_contain_text("Ik geef nu even geen antwoorden")
        expect(parent.standing).to_be_visible()
    finally:
        switch("on")


def test_read_aloud_uses_the_browsers_own_voice_in_the_right_language(parent: Parent) -> None:
    parent.page.add_init_script(
        """window.spoken = [];
        speechSynthesis.speak = (saying) => window.spoken.push([saying.lang, saying.text]);"""
    )
    parent.open()
    answer = parent.ask("Who applies for a TLV?")
    listen = answer.get_by_role("button", name=parent.t["listen"])
    listen.click()
    spoken = parent.page.evaluate("() => window.spoken")
    assert spoken[0][0] == "en-GB" and "documents" in spoken[0][1]
    assert spoken[1][0] == "nl-NL" and "TLV" in spoken[1][1]
    assert not any("[1]" in text for _, text in spoken)
    stop = answer.get_by_role("button", name=parent.t["silence"])
    expect(stop).to_have_attribute("aria-pressed", "true")
    stop.click()
    expect(listen).to_have_attribute("aria-pressed", "false")


def test_the_conversation_can_be_copied_enlarged_saved_and_printed(
    browser: Browser, server: Server
) -> None:
    here = arrive(browser, server.url)
    here.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    here.page.add_init_script("window.print = () => { window.printed = document.body.innerText; }")
    here.open()
    here.ask()

    def more(key: str) -> None:
        here.button("more").click()
        here.button(key).click()

    more("copy_all")
    copied = here.page.evaluate("() => navigator.clipboard.readText()")
    assert QUESTION in copied and "vraagt de TLV aan" in copied
    with here.page.expect_download() as download:
        more("save")
    assert download.value.path().read_text() == copied
    size = here.window.evaluate("d => parseFloat(getComputedStyle(d).fontSize)")
    more("larger")
    assert here.window.evaluate("d => parseFloat(getComputedStyle(d).fontSize)") == size * 1.25
    more("print")
    frame = here.page.frames[-1]
    assert "vraagt de TLV aan" in frame.evaluate("() => document.body.innerText")
    here.page.context.close()
