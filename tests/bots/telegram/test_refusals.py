"""What Telegram refuses: tried again when that helps, shown to staff when not, never lost."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram_work import Work
from test_asking import QUESTION

from assistant.statuses import Reason
from bots.telegram.faults import delivery_error
from bots.telegram.keys import Keys


@pytest.mark.parametrize(
    ("error", "permanent", "retry_after"),
    [
        (RetryAfter(17), False, 17.0),
        (RetryAfter(timedelta(seconds=9)), False, 9.0),
        (Forbidden("Forbidden: bot was blocked by the user"), True, None),
        (BadRequest("Chat not found"), True, None),
        (BadRequest("Bad Request: message is too long"), True, None),
        (ChatMigrated(-100), True, None),
        (InvalidToken("x"), False, None),
        (TimedOut(), False, None),
        (NetworkError("Bad Gateway"), False, None),
        (TelegramError("?"), False, None),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_refusal_means_later_or_never(
    error: TelegramError, permanent: bool, retry_after: float | None
) -> None:
    made = delivery_error(error)
    assert (made.permanent, made.retry_after) == (permanent, retry_after)
    assert str(error) not in str(made)


async def test_an_answer_waits_as_long_as_telegram_asks_and_order_is_kept(work: Work) -> None:
    work.api.refuse("sendMessage", 429, "Too Many Requests", chat_id=7, retry_after=1)
    first = work.api.say(7, QUESTION)
    second = work.api.say(7, "/help")
    other = work.api.say(8, "/help")
    answers = await work.api.answers(7, 2)
    assert answers[0].reply_to == first
    assert second and other
    assert work.api.to(8)[0].at < answers[0].at  # nobody else waits
    assert len(work.api.to(7)) == 2


async def test_an_answer_that_broke_off_is_sent_again_while_someone_looks_at_the_screen(
    work: Work,
) -> None:
    work.api.refuse("sendMessage", 502, "Bad Gateway", chat_id=7)
    work.api.say(7, "/help")
    (answer,) = await work.api.answers(7, 1, seconds=12)
    await work.quiet()
    assert "/secretariaat" in answer.text and len(work.api.to(7)) == 1


async def test_a_blocked_bot_keeps_nothing_waiting(work: Work) -> None:
    work.api.refuse("sendMessage", 403, "Forbidden: bot was blocked by the user", chat_id=7)
    work.api.say(7, QUESTION)
    work.api.say(7, "/help")
    (only,) = await work.api.answers(7, 1)
    await work.quiet()
    assert "/secretariaat" in only.text


async def handed_over(work: Work, chat: int, text: str = "/secretariaat Mag dit zo?") -> str:
    """A question that lies with staff; the escalation's id."""
    work.api.say(chat, text)
    await work.api.answers(chat, 1)
    await work.quiet()
    page = await work.house.queue.page(view="open", actor=work.administrator, now=datetime.now(UTC))
    return page.items[0].id


async def reply(work: Work, escalation_id: str, text: str = "Ja, dat mag.") -> str:
    sent = await work.house.escalations.reply(
        escalation_id=escalation_id, actor=work.administrator, text=text, now=datetime.now(UTC)
    )
    return sent.delivery_id


async def test_a_reply_of_staff_comes_under_its_question_once(work: Work) -> None:
    escalation_id = await handed_over(work, 7)
    asked = int(next(iter(work.api.messages))[1])
    await reply(work, escalation_id, "Ja, dat mag. <b>Let op</b> & zo.")
    courier = work.courier()
    assert await courier.deliver_one()
    assert not await courier.deliver_one()
    (_, said) = work.api.to(7)
    assert said.reply_to == asked
    assert "Ja, dat mag. <b>Let op</b> & zo." in said.text
    work.api.say(7, "Dank! En volgend jaar?", reply_to=said.message_id)
    assert "toegevoegd" in (await work.api.answers(7, 3))[-1].text


async def test_a_long_reply_goes_on_where_it_broke_off(work: Work) -> None:
    escalation_id = await handed_over(work, 7)
    sentences = " ".join(f"Dit is zin {n} van een lang antwoord." for n in range(300))
    await reply(work, escalation_id, sentences)
    courier = work.courier()
    ticks = [datetime.now(UTC)]
    courier.clock = lambda: ticks[0]
    before = len(work.api.to(7))

    def third_is_refused(method: str, params: dict[str, object]) -> object:
        return (502, "Bad Gateway", {}) if len(work.api.to(7)) == before + 1 else None

    work.api.rules.append(third_is_refused)  # type: ignore[arg-type]
    assert await courier.deliver_one()
    assert len(work.api.to(7)) == before + 1
    work.api.rules.clear()
    ticks[0] += timedelta(minutes=5)
    assert await courier.deliver_one()
    whole = " ".join(message.text for message in work.api.to(7)[before:])
    assert whole.count("Dit is zin 0 ") == 1
    assert all(whole.count(f"Dit is zin {n} ") == 1 for n in range(300))


@pytest.mark.parametrize(
    ("status", "description", "given_up"),
    [
        (403, "Forbidden: bot was blocked by the user", True),
        (400, "Bad Request: chat not found", True),
        (500, "Internal Server Error", False),
        (429, "Too Many Requests: retry after 600", False),
    ],
)
async def test_a_reply_that_is_refused_is_tried_again_or_shown_at_the_desk(
    work: Work, status: int, description: str, given_up: bool
) -> None:
    await reply(work, await handed_over(work, 7))
    more = {"retry_after": 600} if status == 429 else {}
    work.api.refuse("sendMessage", status, description, **more)
    courier = work.courier()
    ticks = [datetime.now(UTC)]
    courier.clock = lambda: ticks[0]
    assert await courier.deliver_one()
    failures = await work.house.deliveries.failures()
    assert bool(failures) is given_up
    if given_up:
        assert failures[0].state == "failed" and failures[0].error
        await work.house.deliveries.retry(
            delivery_id=failures[0].id, actor=work.administrator, now=ticks[0]
        )
    else:
        if status == 429:
            ticks[0] += timedelta(seconds=599)
            assert not await courier.deliver_one()
        ticks[0] += timedelta(minutes=5)
    assert await courier.deliver_one()
    assert sum("Ja, dat mag." in message.text for message in work.api.to(7)) == 1


async def test_what_staff_ask_back_is_answered_by_an_ordinary_message(work: Work) -> None:
    escalation_id = await handed_over(work, 7)
    await work.house.escalations.ask_back(
        escalation_id=escalation_id,
        actor=work.administrator,
        text="In welke groep zit de leerling?",
        now=datetime.now(UTC),
    )
    assert await work.courier().deliver_one()
    work.api.say(7, "In groep 6")
    added = (await work.api.answers(7, 3))[-1]
    await work.quiet()
    assert "toegevoegd" in added.text
    whole = await work.house.queue.read(escalation_id=escalation_id, now=datetime.now(UTC))
    assert [m.text for m in whole.messages if m.kind == "addition"] == ["In groep 6"]


async def test_danger_is_never_only_an_addition(work: Work) -> None:
    escalation_id = await handed_over(work, 7)
    await work.house.escalations.ask_back(
        escalation_id=escalation_id,
        actor=work.administrator,
        text="Wat is er?",
        now=datetime.now(UTC),
    )
    work.api.say(7, "Een leerling zegt dat hij zelfmoord gaat plegen")
    answer = (await work.api.answers(7, 2))[-1]
    assert "113" in answer.text
    page = await work.house.queue.page(view="open", actor=work.administrator, now=datetime.now(UTC))
    assert page.items[0].reason == Reason.EMERGENCY.value


async def test_fetching_goes_on_after_every_kind_of_trouble(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("FIRST_PAUSE", "TAKEN_PAUSE", "KEY_PAUSE"):
        monkeypatch.setattr(f"bots.telegram.listening.{name}", 0.01)
    work.listening._pause = 0.01
    for status, description in ((502, "Bad Gateway"), (409, "Conflict"), (401, "Unauthorized")):
        work.api.refuse("getUpdates", status, description)
    work.api.say(7, "/help")
    await work.api.answers(7, 1)
    await work.api.until(lambda: sum(n == "getUpdates" for n, _ in work.api.calls) >= 5)
    assert len(work.api.to(7)) == 1


async def test_a_database_that_was_away_costs_no_message(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, failed = work.house.conversations.ask, asyncio.Event()

    async def away(**values: object) -> object:
        if not failed.is_set():
            failed.set()
            raise OSError("the database is away")
        return await real(**values)  # type: ignore[arg-type]

    monkeypatch.setattr("bots.telegram.listening.LONGEST_PAUSE", 0.06)
    monkeypatch.setattr(work.house.conversations, "ask", away, raising=False)
    work.api.say(7, QUESTION)
    (answer,) = await work.api.answers(7, 1)
    await work.quiet()
    assert failed.is_set() and "6 weken" in answer.text


async def test_one_message_that_breaks_something_does_not_stop_the_others(
    work: Work, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(**values: object) -> object:
        raise ZeroDivisionError("Daan Jansen")

    monkeypatch.setattr(work.house.conversations, "ask", broken, raising=False)
    work.api.say(7, QUESTION)
    work.api.say(7, "/help")
    first, second = await work.api.answers(7, 2)
    assert "ging iets mis" in first.text and "/bron" in second.text
    assert "Daan" not in caplog.text and "ZeroDivisionError" in caplog.text
    assert Keys("1:a").bot_id not in caplog.text or "424242" not in caplog.text
