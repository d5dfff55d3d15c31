"""The commands of the menu, and what they leave behind."""

from __future__ import annotations

from datetime import UTC, datetime

from telegram_work import Work
from test_asking import QUESTION

from bots.telegram.wording import NAMES, tell


async def test_start_and_help_say_what_can_be_done_in_the_language_of_the_app(work: Work) -> None:
    work.api.say(7, "/start", language="pl-PL")
    work.api.say(8, "/onbekend", language="de")
    (polish,) = await work.api.answers(7, 1)
    (dutch,) = await work.api.answers(8, 1)
    assert tell("start_how", "pl") in polish.text
    assert {button["text"] for row in polish.buttons for button in row} == set(NAMES.values())
    assert dutch.text.startswith(tell("help", "nl"))
    assert "/secretariaat – " in dutch.text


async def test_a_chosen_language_is_spoken_from_then_on(work: Work) -> None:
    for number, code in enumerate(("nl", "pl", "ar")):
        chat = 10 + number
        work.api.say(chat, "/taal")
        (choice,) = await work.api.answers(chat, 1)
        work.api.press(chat, choice.message_id, choice.button(NAMES[code]))
        work.api.say(chat, QUESTION)
        _, chosen, answer = await work.api.answers(chat, 3)
        assert chosen.text == tell("language_chosen", code)
        assert tell("sources", code) in answer.text, code


async def test_a_question_for_the_secretariat_is_asked_in_two_ways(work: Work) -> None:
    work.api.say(7, "/secretariaat Wie belt mij terug over de vergoeding?")
    work.api.say(8, "/secretariaat")
    (direct,) = await work.api.answers(7, 1)
    (prompt,) = await work.api.answers(8, 1)
    await work.quiet()
    assert prompt.force_reply and "secretariaat" in direct.text
    work.api.say(8, "Wanneer is het volgende overleg?", reply_to=prompt.message_id)
    await work.api.answers(8, 2)
    await work.quiet()
    page = await work.house.queue.page(view="open", actor=work.administrator, now=datetime.now(UTC))
    assert {item.question for item in page.items} == {
        "Wie belt mij terug over de vergoeding?",
        "Wanneer is het volgende overleg?",
    }
    work.api.say(7, "/status")
    status = (await work.api.answers(7, 2))[-1]
    assert "Wie belt mij terug over de vergoeding?" in status.text
    assert tell("is_not_paired", "nl") in status.text


async def test_stop_erases_everything_of_this_person_and_of_nobody_else(work: Work) -> None:
    _, link = await work.code()
    work.api.say(7, f"/start {link}")
    work.api.say(7, "/secretariaat Mag dit gewist worden?")
    work.api.say(8, QUESTION)
    await work.api.answers(7, 2)
    await work.api.answers(8, 1)
    work.api.say(7, "/stop")
    ask = (await work.api.answers(7, 3))[-1]
    work.api.press(7, ask.message_id, ask.button("laat"))
    kept = (await work.api.answers(7, 4))[-1]
    assert kept.text == tell("stop_not", "nl")
    assert len(await work.house.pairing_desk.people(actor=work.administrator)) == 1
    work.api.press(7, ask.message_id, ask.button("wis"))
    gone = (await work.api.answers(7, 5))[-1]
    assert gone.text == tell("stopped", "nl")
    await work.quiet()
    assert await work.house.pairing_desk.people(actor=work.administrator) == []
    assert await work.listening.door.posts.conversations("7") == []
    assert len(await work.listening.door.posts.conversations("8")) == 1
    now = datetime.now(UTC)
    assert (await work.house.queue.counts(actor=work.administrator, now=now))["all"] == 0


async def test_who_sends_too_much_is_told_once_and_then_not_answered(work: Work) -> None:
    for _ in range(40):
        work.api.say(7, "/help")
    work.api.say(8, "/help")
    await work.api.answers(8, 1)
    await work.quiet()
    texts = [message.text for message in work.api.to(7)]
    assert 20 <= texts.count(texts[0]) < 30
    assert texts.count(tell("too_fast", "nl")) == 1


async def test_what_a_stranger_types_comes_back_as_text(work: Work) -> None:
    script = "/secretariaat <b>Mag</b> <script>alert(1)</script> & zo?"
    work.api.say(7, script)
    await work.api.answers(7, 1)
    work.api.say(7, "/status")
    status = (await work.api.answers(7, 2))[-1]
    assert "<b>Mag</b> <script>alert(1)</script> & zo?" in status.text
    assert "<script>" not in status.html
