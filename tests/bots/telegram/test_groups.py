"""In a group others read along: only when addressed, only what is general, nobody handed over."""

from __future__ import annotations

from telegram_work import Work
from test_asking import QUESTION

from bots.telegram.wording import tell

GROUP = -100_500
NAME = "@wegwijs_test_bot"


async def test_in_a_group_the_bot_is_silent_until_it_is_addressed(work: Work) -> None:
    work.api.say(GROUP, QUESTION, user=7, group="Team")
    work.api.say(GROUP, "/help", user=7, group="Team")
    work.api.say(GROUP, "/help@een_andere_bot", user=7, group="Team")
    asked = work.api.say(GROUP, f"{NAME} {QUESTION}", user=7, group="Team")
    (answer,) = await work.api.answers(GROUP, 1)
    assert answer.reply_to == asked and "6 weken" in answer.text
    data = [str(button.get("callback_data")) for row in answer.buttons for button in row]
    assert all(one.startswith("b:") for one in data)
    follow = work.api.say(GROUP, "En daarna?", user=8, group="Team", reply_to=answer.message_id)
    assert (await work.api.answers(GROUP, 2))[1].reply_to == follow
    await work.quiet()
    assert len(work.api.to(GROUP)) == 2


async def test_in_a_group_personal_matters_are_taken_apart_and_nothing_is_handed_over(
    work: Work,
) -> None:
    for text, key in (
        ("Mijn zoon Daan Jansen van 8 wordt geschorst, mag dat?", "group_private"),
        ("Ik wil een medewerker spreken", "group_private"),
        ("Een leerling zegt dat hij zelfmoord gaat plegen", "group_emergency"),
    ):
        before = len(work.api.to(GROUP))
        work.api.say(GROUP, f"{NAME} {text}", user=7, group="Team")
        word = (await work.api.answers(GROUP, before + 1))[-1]
        assert word.text == tell(key, "nl"), text
        assert word.button("gesprek") == "https://t.me/wegwijs_test_bot"
    work.api.say(GROUP, f"/secretariaat{NAME} Mag dit?", user=7, group="Team")
    assert (await work.api.answers(GROUP, 4))[-1].text == tell("group_private", "nl")
    await work.quiet()
    counts = await work.house.queue.counts(actor=work.administrator, now=work.listening.door.now)
    assert counts["all"] == 0


async def test_a_paired_person_gets_in_a_group_what_is_for_everyone(work: Work) -> None:
    _, link = await work.code()
    work.api.say(7, f"/start {link}")
    await work.api.answers(7, 1)
    work.api.say(GROUP, f"{NAME} {QUESTION}", user=7, group="Team")
    await work.api.answers(GROUP, 1)
    await work.quiet()
    (chat,) = await work.listening.door.posts.conversations(str(GROUP))
    assert chat.audience == "everyone"


async def test_a_code_in_a_group_pairs_nobody(work: Work) -> None:
    _, link = await work.code()
    work.api.say(GROUP, f"/start{NAME} {link}", user=7, group="Team")
    assert (await work.api.answers(GROUP, 1))[0].text == tell("group_private", "nl")
    assert await work.house.pairing_desk.people(actor=work.administrator) == []
