"""The chat in a real browser: everything that can fail has its own words, and nothing is lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from desk_server import Server, serving
from playwright.sync_api import Browser, Route, expect
from widget_page import QUESTION, QUESTIONS, Parent, another_tab, arrive, fails
from widget_staff import STAFF, reply, switch

from assistant.actors import Role
from bots.web.settings import WebSettings

pytestmark = pytest.mark.browser


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


@pytest.mark.long
def test_a_server_that_really_restarts_is_unreachable_and_then_goes_on(
    browser: Browser, example_home: Path, tmp_path: Path
) -> None:
    home = shutil.copytree(example_home, tmp_path / "home")
    with serving(home, web=WebSettings(burst=100_000)) as first:
        here = arrive(browser, first.url).open()
        here.ask("Ik wil graag een medewerker spreken.")
        expect(here.standing).to_be_visible()
    here.send(QUESTION)
    expect(here.problem).to_contain_text(here.t["unreachable"])
    expect(here.field).to_have_value(QUESTION)
    port = int(first.url.rsplit(":", 1)[1])
    with serving(home, web=WebSettings(burst=100_000), port=port) as second:
        here.button("retry").click()
        expect(here.answers).to_have_count(2, timeout=20_000)
        second.join(STAFF, Role.ADMINISTRATOR)
        # The live stream found its way back too.
        reply(second, "Wij zijn er weer.")
        expect(here.window.locator(".line.staff")).to_contain_text("er weer", timeout=20_000)
        here.page.context.close()


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
    switch(server, "off")
    try:
        parent.open()
        expect(parent.window.locator(".intro")).to_contain_text(parent.t["switched_off"])
        expect(parent.window.locator(".suggested")).to_have_count(0)
        answer = parent.ask()
        expect(answer).to_contain_text("Ik geef nu even geen antwoorden")
        expect(parent.standing).to_be_visible()
    finally:
        switch(server, "on")
