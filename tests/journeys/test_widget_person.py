"""The chat in a real browser: to a person and back, and what the asker thinks of an answer."""

from __future__ import annotations

import re

import pytest
from desk_server import Server
from playwright.sync_api import Browser, expect
from widget_page import DESKTOP, PHONE, UNANSWERABLE, Parent, another_tab, arrive
from widget_staff import reply, rows

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_handed_over_after_a_look_and_answered_live_and_after_a_reload(
    browser: Browser, server: Server, size: dict[str, int]
) -> None:
    parent = arrive(browser, server.url, viewport=size).open()
    answer = parent.ask(f"{UNANSWERABLE} Mijn zoon Daan wil het weten.")
    # What was typed is shown without the name, as it is kept.
    expect(parent.window.locator(".line.asker p")).not_to_contain_text("Daan")
    answer.get_by_role("button", name=parent.t["person"]).click()
    parent.window.get_by_label(parent.t["way_email"]).check()
    expect(parent.window.locator(".where")).to_contain_text("14 dagen")
    expect(parent.window.locator(".kept")).to_contain_text("365 dagen")
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
    assert parent.troubles == []
    parent.page.context.close()


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
    parent.button("more").click()
    parent.window.locator(".menu").get_by_role("button", name=parent.t["person"]).click()
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
    # Noted at once; who goes to a person without telling why has told enough.
    expect(
        answer.locator(".feedback").get_by_role("button", name=parent.t["person"])
    ).to_be_visible()
    answer.get_by_label(parent.t["why_missing"]).check()
    answer.get_by_label(parent.t["why_more"]).fill("Wanneer moet het?")
    answer.locator(".feedback").get_by_role("button", name=parent.t["why_send"]).click()
    expect(answer.locator(".feedback")).to_contain_text(parent.t["thanks"])
    assert ("Er mist iets: Wanneer moet het?",) in rows(server, "SELECT reason FROM feedback")
    answer.locator(".feedback").get_by_role("button", name=parent.t["person"]).click()
    parent.pass_on()
    reasons = rows(server, "SELECT reason FROM escalations ORDER BY opened_at DESC LIMIT 1")
    assert reasons == [("not_helped",)]


def test_a_form_that_cannot_be_sent_says_why_and_keeps_what_it_held(parent: Parent) -> None:
    parent.open()
    parent.button("person").click()
    parent.field.fill("Mag ik iemand spreken over Daan?")
    parent.window.get_by_label(parent.t["way_email"], exact=True).check()
    parent.window.get_by_label(parent.t["email"], exact=True).fill("ouder@voorbeeld.example")
    parent.page.context.set_offline(True)
    parent.button("check").click()
    expect(parent.window.locator(".wrong")).to_have_text(parent.t["offline"])
    expect(parent.field).to_have_value("Mag ik iemand spreken over Daan?")
    parent.page.context.set_offline(False)
    parent.button("check").click()
    expect(parent.button("pass_on")).to_be_visible()
    parent.page.context.set_offline(True)
    parent.button("pass_on").click()
    expect(parent.window.locator(".wrong")).to_have_text(parent.t["offline"])
    parent.page.context.set_offline(False)
    parent.button("pass_on").click()
    expect(parent.standing).to_contain_text(parent.t["way_email"])


def test_another_language_halfway_goes_for_all_that_follows(parent: Parent) -> None:
    parent.open()
    parent.ask("Ik wil graag een medewerker spreken.")
    expect(parent.standing).to_contain_text("Uw vraag staat bij het secretariaat")
    parent.choose("pl")
    expect(parent.standing).to_contain_text("Pytanie jest w sekretariacie")
    expect(parent.window.locator(".office")).to_contain_text("Sekretariat")
