"""Approved answers: found at once, gone at once, without personal data, never touched by a sync."""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from databases import NOW, Core, core_over
from sqlalchemy import select

from assistant.approvals import Approvals, ApprovalState, UnknownApprovalError
from assistant.approved_documents import ORIGIN
from assistant.audit import Records
from assistant.conversations import Conversations
from assistant.database import reading
from assistant.desk_models import ApprovedAnswer
from assistant.statuses import Status
from assistant.threads import EmptyError
from ingest.sync import sync
from knowledge.base import KnowledgeBase
from knowledge.documents import Audience
from knowledge.index import IndexLockedError, open_writer
from knowledge.settings import KnowledgeSettings

QUESTION = "Mag een stagiair de klimwand in de gymzaal gebruiken?"
ANSWER = (
    "Een stagiair mag de klimwand in de gymzaal gebruiken als een leraar erbij is.\n\n"
    "De school meldt dit eerst bij de conciërge."
)
TODAY = NOW.date()


class Desk:
    """Approvals over a copy of the example knowledge base."""

    def __init__(self, core: Core, settings: KnowledgeSettings) -> None:
        self.core, self.settings = core, settings
        self.base = KnowledgeBase(settings)
        self.approvals = Approvals(core.sessions, self.knowledge, settings)

    def knowledge(self) -> KnowledgeBase:
        self.base.refresh()
        return self.base

    async def proposed(self, question: str = QUESTION, answer: str = ANSWER, **more: object) -> str:
        return await self.approvals.propose(
            question=question,
            answer=answer,
            actor=self.core.bram,
            now=NOW,
            **{"audience": Audience.EVERYONE, **more},  # type: ignore[arg-type]
        )

    def found(self, audience: Audience = Audience.EVERYONE) -> bool:
        hits = self.knowledge().search(QUESTION, audience=audience, on=TODAY)
        return any(hit.document.origin == ORIGIN for hit in hits)


@pytest.fixture
async def desk(tmp_path: Path, sqlite_template: Path, example_home: Path) -> AsyncIterator[Desk]:
    home = tmp_path / "home"
    shutil.copytree(example_home, home)
    shutil.copy(sqlite_template, home / "wegwijs.db")
    core = await core_over(f"sqlite+aiosqlite:///{home / 'wegwijs.db'}")
    yield Desk(core, KnowledgeSettings(home=home, chroma_url=None))
    await core.engine.dispose()


async def test_an_approved_answer_is_found_at_once_and_gone_when_withdrawn(desk: Desk) -> None:
    id_ = await desk.proposed()
    assert not desk.found()
    await desk.approvals.approve(approval_id=id_, actor=desk.core.anna, now=NOW)
    assert desk.found()
    desk.core.conversations = Conversations(desk.core.sessions, desk.knowledge)
    started = await desk.core.conversations.start(
        channel="web", audience=Audience.EVERYONE, language="nl", now=NOW
    )
    asked = await desk.core.conversations.ask(
        conversation_id=started.id,
        token=started.token,
        text="Mogen stagiairs de klimwand in de gymzaal gebruiken?",
        now=NOW,
    )
    assert asked.answer.status is Status.ANSWERED_QUOTED
    assert asked.answer.citations[0].document_id == f"approved-{id_}"
    cases = desk.settings.home / "evaluation" / "approved.jsonl"
    (case,) = [json.loads(line) for line in cases.read_text().splitlines()]
    assert case["question"] == QUESTION
    assert case["expected"]["document_id"] == f"approved-{id_}"
    await desk.approvals.approve(approval_id=id_, actor=desk.core.anna, now=NOW)
    await desk.approvals.withdraw(approval_id=id_, actor=desk.core.anna, now=NOW)
    assert not desk.found()
    assert cases.read_text() == ""
    with pytest.raises(UnknownApprovalError):
        await desk.approvals.approve(approval_id=id_, actor=desk.core.anna, now=NOW)
    lines, _ = await Records(desk.core.sessions).page(subject="approval:")
    assert [line.action for line in lines[::-1]] == [
        "approval.propose",
        "approval.approve",
        "approval.withdraw",
    ]


async def test_an_approved_answer_is_a_regression_case_that_fails_when_it_is_lost(
    desk: Desk,
) -> None:
    id_ = await desk.proposed()
    assert (await desk.approvals.replay(today=TODAY)).asked == 0
    await desk.approvals.approve(approval_id=id_, actor=desk.core.anna, now=NOW)
    later = await desk.proposed("Wanneer is de gymzaal dicht?", valid_from=TODAY + timedelta(9))
    await desk.approvals.approve(approval_id=later, actor=desk.core.anna, now=NOW)
    desk.knowledge()
    whole = await desk.approvals.replay(today=TODAY)
    assert (whole.asked, whole.missed) == (1, [])
    with open_writer(desk.settings) as index:
        index.delete(f"approved-{id_}")
        index.commit()
    broken = await desk.approvals.replay(today=TODAY)
    (missed,) = broken.missed
    assert missed.case.question == QUESTION
    assert broken.asked == 1


async def test_a_sync_of_the_folders_leaves_approved_answers_alone(
    desk: Desk, tmp_path: Path
) -> None:
    id_ = await desk.proposed()
    await desk.approvals.approve(approval_id=id_, actor=desk.core.anna, now=NOW)
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "regels.md").write_text("# Regels\n\nEr wordt niet gerend op de gang.\n")
    sync([folder], settings=desk.settings, now=NOW)
    assert desk.found()


async def test_an_answer_for_staff_or_of_the_past_is_not_found_by_parents(desk: Desk) -> None:
    staff = await desk.proposed(audience=Audience.STAFF)
    past = await desk.proposed(valid_until=TODAY - timedelta(days=1))
    for id_ in (staff, past):
        await desk.approvals.approve(approval_id=id_, actor=desk.core.anna, now=NOW)
    assert not desk.found() and desk.found(Audience.STAFF)


async def test_an_edit_of_an_approved_answer_is_found_at_once(desk: Desk) -> None:
    id_ = await desk.proposed()
    await desk.approvals.approve(approval_id=id_, actor=desk.core.anna, now=NOW)
    await desk.approvals.edit(
        approval_id=id_,
        question=QUESTION,
        answer="Nee, dat mag een stagiair nooit.",
        audience=Audience.EVERYONE,
        actor=desk.core.anna,
        now=NOW,
    )
    document = desk.knowledge().document(f"approved-{id_}")
    assert document is not None and document.passages[0].text == "Nee, dat mag een stagiair nooit."


async def test_a_draft_from_a_reply_is_masked_and_shows_what_is_like_it(desk: Desk) -> None:
    _, _, escalation = await desk.core.asked("Mijn zoon Daan zoekt een zorgplicht, 06-12345678?")
    sent = await desk.core.escalations.reply(
        escalation_id=escalation,
        actor=desk.core.anna,
        text="Bel moeder op 06-87654321 of mail ouder@thuis.nl. De school heeft zorgplicht.",
        now=NOW,
    )
    draft = await desk.approvals.prepare(message_id=sent.message_id, today=TODAY)
    assert "Daan" not in draft.question and "[telefoon]" in draft.answer
    assert "thuis.nl" not in draft.answer and "De school heeft zorgplicht." in draft.answer
    assert {"telefoon", "e-mail"} <= set(draft.masked)
    assert draft.similar and draft.similar[0].title
    id_ = await desk.approvals.propose(
        message_id=sent.message_id,
        question=draft.question,
        answer="Bel 06-87654321.",
        audience=Audience.EVERYONE,
        actor=desk.core.anna,
        now=NOW,
    )
    # Masked once more, whatever the editor put back.
    kept = await desk.approvals.read(approval_id=id_)
    assert "87654321" not in kept.answer and kept.state is ApprovalState.PROPOSED
    with pytest.raises(UnknownApprovalError):
        await desk.approvals.prepare(message_id="nothing", today=TODAY)


async def test_while_the_index_is_being_written_nothing_is_half_approved(desk: Desk) -> None:
    id_ = await desk.proposed()
    with open_writer(desk.settings), pytest.raises(IndexLockedError):
        await desk.approvals.approve(approval_id=id_, actor=desk.core.anna, now=NOW)
    assert (await desk.approvals.read(approval_id=id_)).state is ApprovalState.PROPOSED
    assert not desk.found()


async def test_what_broke_off_between_index_and_table_is_put_right(desk: Desk) -> None:
    kept, dropped = await desk.proposed(), await desk.proposed("Iets heel anders over de gymzaal?")
    for id_ in (kept, dropped):
        await desk.approvals.approve(approval_id=id_, actor=desk.core.anna, now=NOW)
    async with desk.core.sessions() as session, session.begin():
        (await session.get_one(ApprovedAnswer, dropped)).withdrawn_at = NOW
    with open_writer(desk.settings) as index:
        index.delete(f"approved-{kept}")
        index.commit()
    assert await desk.approvals.reconcile() == 2
    assert desk.knowledge().document(f"approved-{kept}") is not None
    assert desk.knowledge().document(f"approved-{dropped}") is None
    assert await desk.approvals.reconcile() == 0


async def test_an_empty_answer_is_refused(desk: Desk) -> None:
    for values in ({"question": " "}, {"answer": "\n"}):
        with pytest.raises(EmptyError):
            await desk.proposed(**values)
    async with reading(desk.core.sessions) as session:
        assert await session.scalar(select(ApprovedAnswer.id)) is None
