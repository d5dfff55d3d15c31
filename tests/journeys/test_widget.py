"""The chat in a real browser: asked, streamed, shown with its sources, in another language."""

from __future__ import annotations

import re

import pytest
from desk_server import Server
from playwright.sync_api import Browser, expect
from widget_page import DESKTOP, PHONE, QUESTION, QUESTIONS, Parent, arrive

pytestmark = pytest.mark.browser


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


def test_a_source_without_an_address_opens_as_the_file_itself_at_its_page(parent: Parent) -> None:
    parent.open()
    answer = parent.ask("Waarvoor is een TLV nodig volgens het ondersteuningsplan?")
    answer.locator(".source", has_text="Ondersteuningsplan").first.click()
    original = parent.window.locator(".sheet").get_by_role("link", name=parent.t["original"])
    address = original.get_attribute("href") or ""
    assert re.fullmatch(rf"{parent.url}/documents/[\w-]+#page=\d+", address)
    assert original.get_attribute("target") == "_blank"
    file = parent.page.request.get(address)
    assert (file.status, file.headers["content-type"]) == (200, "application/pdf")


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


def test_what_has_come_of_an_answer_shows_at_once_and_is_heard_once(parent: Parent) -> None:
    parent.open()
    parent.page.evaluate(
        """() => {
            window.came = [];
            const log = document.querySelector("wegwijs-chat").shadowRoot.querySelector(".log");
            new MutationObserver(() => {
              const coming = log.querySelector(".coming");
              if (coming) window.came.push([coming.innerText, coming.getAttribute("aria-hidden")]);
            }).observe(log, { childList: true, subtree: true });
        }"""
    )
    event = "event: {}\r\ndata: {}\r\n\r\n".format
    said = [event("text", '{"text": "Een zin die niet klopt."}'), event("again", "{}")]
    parent.page.route(
        QUESTIONS,
        lambda route: route.fulfill(
            body="".join(said) + route.fetch().text(), content_type="text/event-stream"
        ),
    )
    answer = parent.ask()
    came = parent.page.evaluate("() => window.came")
    assert came and all(hidden == "true" for _, hidden in came)
    assert "Een zin die niet klopt." not in parent.window.locator(".log").inner_text()
    assert answer.locator(".quote p").first.inner_text().split(" [")[0] in came[-1][0]
    expect(parent.window.locator(".coming")).to_have_count(0)


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


def test_a_table_is_quoted_row_by_row(parent: Parent) -> None:
    parent.open()
    answer = parent.ask()
    table = answer.locator(".quote", has_text="Wie is aan zet:").first
    rows = table.locator("p").all_inner_texts()
    assert len(rows) >= 2
    assert all(row.startswith("Vraag: ") for row in rows)
