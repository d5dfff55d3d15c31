"""A question in the chat: its answer, its sources, its buttons, and what Telegram is told."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from bot_api import TOKEN
from telegram_work import Work

from assistant.texts import LANGUAGES
from bots.telegram.keys import Keys
from bots.telegram.sources import opens
from bots.web.originals import original
from knowledge.base import KnowledgeBase

QUESTION = "Hoeveel weken heeft de school om te beslissen over een aanmelding?"


async def test_a_question_is_answered_under_it_with_its_source_and_buttons(work: Work) -> None:
    asked = work.api.say(7, QUESTION)
    (answer,) = await work.api.answers(7, 1)
    assert answer.reply_to == asked
    assert "6 weken" in answer.text
    assert "<blockquote>" in answer.html
    assert "Bronnen" in answer.text
    labels = [button["text"] for row in answer.buttons for button in row]
    assert len(labels) == 5, labels
    assert work.api.asked("sendChatAction")[0] == {"chat_id": 7, "action": "typing"}


async def test_the_sources_turn_page_by_page_in_place(work: Work) -> None:
    work.api.say(7, "Wat kost een arrangement en wie vraagt een TLV aan?")
    (answer,) = await work.api.answers(7, 1)
    work.api.press(7, answer.message_id, answer.button("Bronnen"))
    page = (await work.api.answers(7, 2))[-1]
    assert page.text.startswith("Bron 1 van ")
    assert answer.text == work.api.to(7)[0].text
    if "van 1" not in page.text.splitlines()[0]:
        work.api.press(7, page.message_id, page.button("Volgende"))
        await work.api.until(lambda: work.api.to(7)[1].text.startswith("Bron 2 van "))
        assert len(work.api.to(7)) == 2
        assert work.api.to(7)[1].button("Vorige")
    work.api.say(7, "/bron")
    assert (await work.api.answers(7, 3))[-1].text.startswith("Bron 1 van ")


def test_a_source_without_an_address_opens_as_the_file_at_the_public_address(
    example_knowledge: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = [d for d in example_knowledge.documents() if d.passages]
    file = next(d for d in documents if d.url is None and original(d) is not None)
    page = next(d for d in documents if d.url is not None)
    monkeypatch.delenv("WEGWIJS_PUBLIC_URL", raising=False)
    assert opens(file, file.passages[0]) is None
    assert (opens(page, page.passages[0]) or "").startswith(page.url or "?")
    monkeypatch.setenv("WEGWIJS_PUBLIC_URL", "https://vragen.swv.example/")
    there = f"https://vragen.swv.example/documents/{quote(file.id, safe='')}"
    assert (opens(file, file.passages[0]) or "").startswith(there)


async def test_the_menu_is_set_in_six_languages(work: Work) -> None:
    await work.api.until(lambda: len(work.api.menus) == len(LANGUAGES))
    names = [command["command"] for command in work.api.menus[""]]
    assert names == ["start", "help", "bron", "secretariaat", "status", "taal", "stop"]
    assert work.api.menus["pl"] != work.api.menus["tr"] != work.api.menus[""]


async def test_an_update_that_comes_twice_is_answered_once(work: Work) -> None:
    work.api.say(7, QUESTION)
    update = work.api.updates[0] if work.api.updates else None
    await work.api.answers(7, 1)
    await work.quiet()
    assert update is not None
    work.api.repeat(update)
    work.api.say(7, "/help")
    await work.api.answers(7, 2)
    await work.quiet()
    assert len(work.api.to(7)) == 2
    said = await work.house.conversations.read(
        conversation_id=(await work.listening.door.posts.conversations("7"))[0].id,
        token=Keys(TOKEN).conversation(7),
    )
    assert len(said) == 1
