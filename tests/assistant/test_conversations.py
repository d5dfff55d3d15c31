"""Conversations: who may read them, what is stored of them, when they reach a person."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

import pytest
from databases import NOW, Core
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from assistant import answering, tuning
from assistant.access import UnknownConversationError
from assistant.adjustments import InvalidSettingError
from assistant.answers import Answer
from assistant.conversations import AskedTooMuchError, Conversations, UnknownAnswerError
from assistant.database import reading
from assistant.interrupted import hand_over_interrupted
from assistant.models import AnswerRow, Conversation, Escalation, Feedback, Message, Question
from assistant.opening import Contact, ContactError
from assistant.statuses import TABLE, Reason, Status
from knowledge.base import KnowledgeBase
from knowledge.documents import Audience


async def start(core: Core, **values: object) -> tuple[str, str]:
    started = await core.conversations.start(
        **{
            "channel": "web",
            "audience": Audience.EVERYONE,
            "language": "nl",
            "now": NOW,
            **values,
        }
    )
    return started.id, started.token


async def count(core: Core, table: type) -> int:
    async with reading(core.sessions) as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_a_token_opens_its_own_conversation_and_no_other(core: Core) -> None:
    one, token = await start(core)
    other, _ = await start(core)
    assert await core.conversations.read(conversation_id=one, token=token) == []
    for id_, key in (
        (other, token),
        (one, ""),
        (one, token + "x"),
        ("nothing", token),
        ("\0", token),
    ):
        with pytest.raises(UnknownConversationError):
            await core.conversations.read(conversation_id=id_, token=key)
        with pytest.raises(UnknownConversationError):
            await core.conversations.ask(conversation_id=id_, token=key, text="hallo?", now=NOW)
        with pytest.raises(UnknownConversationError):
            await core.conversations.hand_over(conversation_id=id_, token=key, now=NOW)
    assert await count(core, Question) == 0


async def test_neither_the_token_nor_the_address_is_stored(core: Core) -> None:
    id_, token = await start(core, address="203.0.113.9")
    async with reading(core.sessions) as session:
        row = await session.get_one(Conversation, id_)
        stored = repr({k: v for k, v in vars(row).items() if not k.startswith("_")})
    assert token not in stored and "203.0.113.9" not in stored
    assert row.address_hash


async def test_an_unknown_language_becomes_dutch(core: Core) -> None:
    id_, token = await start(core, language="xx")
    assert await core.conversations.language(conversation_id=id_, token=token) == "nl"


async def test_a_question_is_kept_masked_and_answered_in_order(core: Core) -> None:
    id_, token = await start(core)
    for text in ("Mijn zoon Daan (06-12345678) krijgt geen hulp.", "En nu?"):
        await core.conversations.ask(conversation_id=id_, token=token, text=text, now=NOW)
    said = await core.conversations.read(conversation_id=id_, token=token)
    assert [line.question for line in said] == [
        "Mijn zoon [naam] ([telefoon]) krijgt geen hulp.",
        "En nu?",
    ]
    lines = await core.conversations.messages(conversation_id=id_, token=token)
    assert [(line.position, line.author, line.kind) for line in lines] == [
        (1, "asker", "question"),
        (2, "assistant", "answer"),
        (3, "asker", "question"),
        (4, "assistant", "answer"),
    ]
    assert lines[0].text == said[0].question and lines[1].text == said[0].answer
    assert lines[1].status == Status.ERROR_NO_KNOWLEDGE
    assert lines[1].question_id == lines[0].question_id


async def test_messages_after_a_position_are_only_the_new_ones(core: Core) -> None:
    id_, token, _ = await core.asked()
    await core.conversations.ask(conversation_id=id_, token=token, text="En verder?", now=NOW)
    after = await core.conversations.messages(conversation_id=id_, token=token, since=3)
    assert [line.position for line in after] == [4]
    assert await core.conversations.messages(conversation_id=id_, token=token, since=4) == []


async def test_waiting_ends_when_staff_replies(core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.reading_back.LOOK_EVERY", 0.02)
    id_, token, escalation = await core.asked()
    waiting = asyncio.create_task(
        core.conversations.wait(conversation_id=id_, token=token, since=2, seconds=20)
    )
    await core.escalations.reply(
        escalation_id=escalation, actor=core.anna, text="Dat mag niet.", now=NOW
    )
    (line,) = await waiting
    assert (line.author, line.kind, line.text) == ("staff", "reply", "Dat mag niet.")
    assert line.staff_name == "Anna"


async def test_waiting_in_vain_ends_with_nothing(core: Core) -> None:
    id_, token, _ = await core.asked()
    lines = await core.conversations.wait(conversation_id=id_, token=token, since=2, seconds=0.01)
    assert lines == []


async def test_questions_asked_at_once_each_get_a_place_of_their_own(core: Core) -> None:
    id_, token = await start(core)
    await asyncio.gather(
        *(
            core.conversations.ask(conversation_id=id_, token=token, text=f"Vraag {n}?", now=NOW)
            for n in range(12)
        )
    )
    said = await core.conversations.read(conversation_id=id_, token=token)
    assert sorted(line.question for line in said) == sorted(f"Vraag {n}?" for n in range(12))
    lines = await core.conversations.messages(conversation_id=id_, token=token)
    assert [line.position for line in lines] == list(range(1, 25))
    assert await count(core, Escalation) == 1


async def test_the_question_is_saved_before_it_is_answered(
    core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def cut_off(*_: object) -> Answer:
        assert await count(core, Question) == 1
        raise asyncio.CancelledError

    monkeypatch.setattr(Conversations, "_answer", cut_off)
    id_, token = await start(core)
    with pytest.raises(asyncio.CancelledError):
        await core.conversations.ask(conversation_id=id_, token=token, text="Hallo daar?", now=NOW)
    (said,) = await core.conversations.read(conversation_id=id_, token=token)
    assert said.question == "Hallo daar?" and said.answer is None


async def test_the_answer_and_its_escalation_are_written_together_or_not_at_all(
    core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(session: AsyncSession, **_: object) -> Escalation:
        raise RuntimeError("cut off")

    monkeypatch.setattr("assistant.conversations.open_escalation", broken)
    id_, token = await start(core)
    with pytest.raises(RuntimeError):
        await core.conversations.ask(conversation_id=id_, token=token, text="Hallo daar?", now=NOW)
    assert await count(core, AnswerRow) == 0
    assert await count(core, Message) == 1


async def test_an_error_while_answering_becomes_a_question_for_staff_without_its_words_in_the_log(
    core: Core,
    example_knowledge: KnowledgeBase,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def explode(*_: object) -> Answer:
        raise ValueError("het geheim van de vrager")

    monkeypatch.setattr(answering, "answer", explode)
    core.conversations = Conversations(core.sessions, lambda: example_knowledge)
    id_, token = await start(core)
    with caplog.at_level(logging.DEBUG):
        asked = await core.conversations.ask(
            conversation_id=id_, token=token, text="Een gewone vraag?", now=NOW
        )
    assert asked.answer.status is Status.ERROR_INTERNAL
    assert asked.escalation_id is not None
    assert "ValueError" in caplog.text
    assert "geheim" not in caplog.text and "gewone vraag" not in caplog.text


async def test_sixty_questions_an_hour_are_answered_and_the_next_is_refused(core: Core) -> None:
    id_, token = await start(core)
    async with core.sessions() as session, session.begin():
        for n in range(tuning.QUESTIONS_AN_HOUR):
            session.add(
                Question(conversation_id=id_, position=n + 1, text="?", language="nl", asked_at=NOW)
            )
    asked = await core.conversations.ask(conversation_id=id_, token=token, text="Nog één?", now=NOW)
    assert asked.answer.status is Status.REFUSED_TOO_MANY
    assert asked.escalation_id is None
    with pytest.raises(AskedTooMuchError):
        await core.conversations.hand_over(
            conversation_id=id_, token=token, text="Dan maar zo?", now=NOW
        )
    later = NOW + timedelta(hours=1, seconds=1)
    asked = await core.conversations.ask(
        conversation_id=id_, token=token, text="En nu wel?", now=later
    )
    assert asked.answer.status is not Status.REFUSED_TOO_MANY


async def test_conversations_of_one_address_share_a_limit(core: Core) -> None:
    one, _ = await start(core, address="203.0.113.9")
    async with core.sessions() as session, session.begin():
        for n in range(tuning.QUESTIONS_AN_HOUR_PER_ADDRESS):
            session.add(
                Question(conversation_id=one, position=n + 1, text="?", language="nl", asked_at=NOW)
            )
    near, near_token = await start(core, address="203.0.113.9")
    far, far_token = await start(core, address="198.51.100.7")
    refused = await core.conversations.ask(
        conversation_id=near, token=near_token, text="Mag ik?", now=NOW
    )
    allowed = await core.conversations.ask(
        conversation_id=far, token=far_token, text="Mag ik?", now=NOW
    )
    assert refused.answer.status is Status.REFUSED_TOO_MANY
    assert allowed.answer.status is not Status.REFUSED_TOO_MANY


async def test_handing_over_twice_gives_the_same_open_escalation(core: Core) -> None:
    id_, token, escalation = await core.asked()
    first = await core.conversations.hand_over(conversation_id=id_, token=token, now=NOW)
    second = await core.conversations.hand_over(conversation_id=id_, token=token, now=NOW)
    assert first.escalation_id == second.escalation_id == escalation
    assert first.status_token != second.status_token
    assert await count(core, Escalation) == 1


async def test_hand_overs_at_the_same_moment_open_one_escalation(core: Core) -> None:
    id_, token = await start(core)
    handed = await asyncio.gather(
        *(
            core.conversations.hand_over(conversation_id=id_, token=token, now=NOW)
            for _ in range(10)
        )
    )
    assert len({one.escalation_id for one in handed}) == 1
    assert await count(core, Escalation) == 1


async def test_a_person_can_be_asked_without_asking_the_assistant(core: Core) -> None:
    id_, token = await start(core)
    handed = await core.conversations.hand_over(
        conversation_id=id_,
        token=token,
        text="Mijn dochter Noor wil naar een andere school.",
        contact=Contact("email", " ouder@voorbeeld.nl "),
        now=NOW,
    )
    whole = await core.queue.read(escalation_id=handed.escalation_id, now=NOW)
    assert whole.item.reason is Reason.ASKED_FOR_PERSON
    assert whole.item.question == "Mijn dochter [naam] wil naar een andere school."
    assert whole.contact == "ouder@voorbeeld.nl"
    assert await count(core, AnswerRow) == 0
    assert "per e-mail" in handed.text and handed.expected in handed.text


@pytest.mark.parametrize(
    "contact",
    [
        Contact("email", "geen adres"),
        Contact("email", "a@b"),
        Contact("email", "a@b.nl\nBcc: c@d.nl"),
        Contact("email", "x" * 260 + "@b.nl"),
        Contact("email", None),
        Contact("phone", "12"),
        Contact("phone", "bel mij maar"),
    ],
)
async def test_a_contact_that_cannot_be_used_is_refused_and_nothing_is_opened(
    core: Core, contact: Contact
) -> None:
    id_, token = await start(core)
    with pytest.raises(ContactError):
        await core.conversations.hand_over(
            conversation_id=id_, token=token, contact=contact, now=NOW
        )
    assert await count(core, Escalation) == 0


async def test_feedback_is_kept_once_and_the_last_word_counts(core: Core) -> None:
    id_, token = await start(core)
    asked = await core.conversations.ask(conversation_id=id_, token=token, text="Wat nu?", now=NOW)
    for helpful in (True, False):
        handed = await core.conversations.feedback(
            conversation_id=id_,
            token=token,
            answer_id=asked.answer_id,
            helpful=helpful,
            reason="Daan van 8, bel 06-12345678",
            now=NOW,
        )
        assert handed is None
    async with reading(core.sessions) as session:
        (row,) = await session.scalars(select(Feedback))
    assert row.helpful is False
    assert "06-12345678" not in (row.reason or "")


async def test_feedback_that_it_did_not_help_goes_to_staff_when_the_asker_wants_it(
    core: Core, example_knowledge: KnowledgeBase
) -> None:
    core.conversations = Conversations(core.sessions, lambda: example_knowledge)
    id_, token = await start(core)
    asked = await core.conversations.ask(conversation_id=id_, token=token, text="Hallo!", now=NOW)
    assert asked.escalation_id is None
    handed = await core.conversations.feedback(
        conversation_id=id_,
        token=token,
        answer_id=asked.answer_id,
        helpful=False,
        reason=None,
        hand_over=True,
        now=NOW,
    )
    assert handed is not None
    item = (await core.queue.read(escalation_id=handed.escalation_id, now=NOW)).item
    assert item.reason is Reason.NOT_HELPED


async def test_feedback_on_an_answer_of_another_conversation_is_refused(core: Core) -> None:
    id_, token = await start(core)
    other, other_token = await start(core)
    asked = await core.conversations.ask(conversation_id=id_, token=token, text="Wat nu?", now=NOW)
    with pytest.raises(UnknownAnswerError):
        await core.conversations.feedback(
            conversation_id=other,
            token=other_token,
            answer_id=asked.answer_id,
            helpful=True,
            reason=None,
            now=NOW,
        )
    assert await count(core, Feedback) == 0


async def test_with_the_assistant_switched_off_every_question_goes_to_staff(
    core: Core, example_knowledge: KnowledgeBase
) -> None:
    core.conversations = Conversations(core.sessions, lambda: example_knowledge)
    with pytest.raises(InvalidSettingError):
        await core.adjustments.change(
            key="switch", value={"assistant": "off"}, actor=core.anna, now=NOW, comment="  "
        )
    await core.adjustments.change(
        key="switch", value={"assistant": "off"}, actor=core.anna, now=NOW, comment="Proef"
    )
    id_, token = await start(core)
    asked = await core.conversations.ask(
        conversation_id=id_, token=token, text="Wat is een zorgplicht?", now=NOW
    )
    assert asked.answer.status is Status.HANDOFF_SWITCHED_OFF
    assert asked.escalation_id is not None
    danger = await core.conversations.ask(
        conversation_id=id_, token=token, text="Er loopt hier iemand met een mes rond!", now=NOW
    )
    assert danger.answer.status is Status.EMERGENCY_DANGER and "112" in danger.answer.text
    await core.adjustments.change(
        key="switch", value={"assistant": "on"}, actor=core.anna, now=NOW, comment="Klaar"
    )
    again = await core.conversations.ask(conversation_id=id_, token=token, text="Hallo!", now=NOW)
    assert again.answer.status is Status.ANSWERED_SMALLTALK


async def test_an_emergency_puts_the_open_escalation_on_top(
    core: Core, example_knowledge: KnowledgeBase
) -> None:
    id_, token, escalation = await core.asked()
    core.conversations = Conversations(core.sessions, lambda: example_knowledge)
    asked = await core.conversations.ask(
        conversation_id=id_, token=token, text="Er loopt hier iemand met een mes rond!", now=NOW
    )
    assert asked.escalation_id == escalation
    item = (await core.queue.read(escalation_id=escalation, now=NOW)).item
    assert item.reason is Reason.EMERGENCY and item.due_at == NOW


async def test_a_channel_that_pushes_finds_its_conversation_again(core: Core) -> None:
    await start(core, channel="telegram", reach="77", token="eigen sleutel")
    later, token = await start(
        core, channel="telegram", reach="77", token="eigen sleutel", now=NOW + timedelta(days=1)
    )
    assert token == "eigen sleutel"
    assert await core.conversations.find(channel="telegram", reach="77") == later
    assert await core.conversations.find(channel="telegram", reach="78") is None
    assert await core.conversations.find(channel="other", reach="77") is None


def test_every_status_has_its_end_and_a_reason_when_staff_is_needed() -> None:
    assert set(TABLE) == set(Status)
    assert all(end.reason is not None for end in TABLE.values() if end.needs_staff or end.offers)


async def test_a_question_that_was_cut_off_goes_to_staff_once(
    core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def cut_off(*_: object) -> Answer:
        raise asyncio.CancelledError

    id_, token = await start(core)
    direct, direct_token = await start(core)
    await core.conversations.hand_over(
        conversation_id=direct, token=direct_token, text="Rechtstreeks?", now=NOW
    )
    with monkeypatch.context() as broken:
        broken.setattr(Conversations, "_answer", cut_off)
        with pytest.raises(asyncio.CancelledError):
            await core.conversations.ask(conversation_id=id_, token=token, text="Hallo?", now=NOW)
    soon, later = NOW + timedelta(minutes=4), NOW + timedelta(minutes=5)
    assert await hand_over_interrupted(core.sessions, now=soon) == 0
    done = await asyncio.gather(
        *(hand_over_interrupted(core.sessions, now=later) for _ in range(3))
    )
    assert sum(done) == 1
    assert await hand_over_interrupted(core.sessions, now=later) == 0
    (said,) = await core.conversations.read(conversation_id=id_, token=token)
    assert said.status == Status.ERROR_INTERNAL
    page = await core.queue.page(view="open", actor=core.anna, now=later)
    assert sorted(item.question for item in page.items) == ["Hallo?", "Rechtstreeks?"]


async def test_an_answer_that_comes_after_the_hand_over_changes_nothing(
    core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_, token = await start(core)
    real = core.conversations._answer

    async def slow(*values: object, **more: object) -> object:
        later = NOW + timedelta(minutes=6)
        assert await hand_over_interrupted(core.sessions, now=later) == 1
        return await real(*values, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(core.conversations, "_answer", slow)
    asked = await core.conversations.ask(
        conversation_id=id_, token=token, text="Duurt dit lang?", now=NOW
    )
    assert asked.answer.status is Status.ERROR_INTERNAL
    assert asked.escalation_id is not None
    assert (await count(core, AnswerRow), await count(core, Escalation)) == (1, 1)
