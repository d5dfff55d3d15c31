"""A reply becomes knowledge: proposed, looked at, approved into the index, withdrawn out of it.

The index is written first and the table after it, both by the same id: what breaks off in between is
put right by doing it again, or by `reconcile` when the web app starts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from assistant import tuning
from assistant.actors import Actor
from assistant.approval_shapes import Approval as Approval
from assistant.approval_shapes import ApprovalState as ApprovalState
from assistant.approval_shapes import Draft as Draft
from assistant.approval_shapes import Similar as Similar
from assistant.approval_shapes import approval_state, export, shown
from assistant.approved_documents import document_id_of, reconcile, write
from assistant.audit import record
from assistant.database import Sessions, reading
from assistant.desk_models import ApprovedAnswer, Staff
from assistant.models import Escalation, Message, Question, new_id
from assistant.privacy import mask
from assistant.regression import CASES, Replayed, cases, replay
from assistant.steps.mask_personal_data import public_names
from assistant.threads import sized
from knowledge.base import KnowledgeBase
from knowledge.documents import Audience
from knowledge.settings import KnowledgeSettings

# How often is looked whether a newer index is open, and the seconds between: ten seconds in all.
REOPENING_LOOKS, REOPENING_PAUSE = 50, 0.2


class UnknownApprovalError(Exception):
    """There is no such approved answer, or no such reply to make one from."""

    def __init__(self) -> None:
        super().__init__("Dit antwoord bestaat niet (meer).")


class Approvals:
    """Approved answers, in the table and in the index."""

    def __init__(
        self,
        sessions: Sessions,
        knowledge: Callable[[], KnowledgeBase | None],
        settings: KnowledgeSettings,
    ) -> None:
        self._sessions, self._knowledge, self._settings = sessions, knowledge, settings

    async def prepare(self, *, message_id: str, today: date) -> Draft:
        """A draft from a reply, with personal data masked and what is like it.

        Raises UnknownApprovalError.
        """
        async with reading(self._sessions) as session:
            found = (
                await session.execute(
                    select(Message.text, Question.text)
                    .join(Escalation, Escalation.id == Message.escalation_id)
                    .outerjoin(Question, Question.id == Escalation.question_id)
                    .where(Message.id == message_id, Message.kind == "reply")
                )
            ).first()
        if found is None:
            raise UnknownApprovalError
        reply, asked = found
        question, answer, kinds = self._masked(asked or "", reply or "")
        similar = await self.similar(question=question, today=today)
        return Draft(message_id, question, answer, kinds, similar)

    async def similar(self, *, question: str, today: date, limit: int = 5) -> list[Similar]:
        """Documents that answer this question already, best first."""
        knowledge = self._knowledge()
        if knowledge is None or not question.strip():
            return []
        found = await asyncio.to_thread(
            knowledge.search, question, audience=Audience.STAFF, on=today, limit=limit
        )
        return [
            Similar(
                f.document.id,
                f.document.title,
                f.document.kind.value,
                f.passage.text,
                f.probability,
            )
            for f in found
        ]

    async def propose(
        self,
        *,
        question: str,
        answer: str,
        audience: Audience,
        actor: Actor,
        now: datetime,
        message_id: str | None = None,
        valid_from: date | None = None,
        valid_until: date | None = None,
        owner: str | None = None,
    ) -> str:
        """Keep a proposal; its id. Personal data is masked once more. Raises TooLongError,
        EmptyError."""
        asked = sized(question, tuning.LONGEST_QUESTION)
        said = sized(answer, tuning.LONGEST_REPLY)
        asked, said, _ = self._masked(asked, said)
        row = ApprovedAnswer(
            id=new_id(),
            message_id=message_id,
            question=asked,
            answer=said,
            audience=audience.value,
            valid_from=valid_from,
            valid_until=valid_until,
            owner=(owner or "").strip()[:100] or None,
            proposed_by=actor.id,
            proposed_at=now,
        )
        async with self._sessions() as session, session.begin():
            session.add(row)
            _write(session, actor, "approval.propose", row.id, now)
        return row.id

    async def edit(
        self,
        *,
        approval_id: str,
        actor: Actor,
        now: datetime,
        question: str,
        answer: str,
        audience: Audience,
        valid_from: date | None = None,
        valid_until: date | None = None,
        owner: str | None = None,
    ) -> None:
        """Change a proposal, or an approved answer: the index follows at once.

        Raises UnknownApprovalError, TooLongError, EmptyError, IndexLockedError.
        """
        asked, said, _ = self._masked(
            sized(question, tuning.LONGEST_QUESTION), sized(answer, tuning.LONGEST_REPLY)
        )
        row = await self._row(approval_id)
        before = {"question": row.question, "answer": row.answer, "audience": row.audience}
        values = {
            "question": asked,
            "answer": said,
            "audience": audience.value,
            "valid_from": valid_from,
            "valid_until": valid_until,
            "owner": (owner or "").strip()[:100] or None,
        }
        for name, value in values.items():
            setattr(row, name, value)
        if approval_state(row) is ApprovalState.APPROVED:
            await asyncio.to_thread(write, self._settings, put=[row])
        async with self._sessions() as session, session.begin():
            await session.execute(
                update(ApprovedAnswer).where(ApprovedAnswer.id == approval_id).values(**values)
            )
            after = {"question": asked, "answer": said, "audience": audience.value}
            _write(session, actor, "approval.edit", approval_id, now, before=before, after=after)
        await self._export()

    async def approve(self, *, approval_id: str, actor: Actor, now: datetime) -> None:
        """Put it into the index: found from now on. Approving twice is no error.

        Raises UnknownApprovalError (also when withdrawn), IndexLockedError.
        """
        row = await self._row(approval_id)
        if row.withdrawn_at is not None:
            raise UnknownApprovalError
        await asyncio.to_thread(write, self._settings, put=[row])
        async with self._sessions() as session, session.begin():
            changed = await session.execute(
                update(ApprovedAnswer)
                .where(ApprovedAnswer.id == approval_id, ApprovedAnswer.approved_at.is_(None))
                .values(approved_by=actor.id, approved_at=now)
            )
            if changed.rowcount:  # type: ignore[attr-defined]
                _write(session, actor, "approval.approve", approval_id, now)
        await self._export()

    async def withdraw(self, *, approval_id: str, actor: Actor, now: datetime) -> None:
        """Take it out of the index (or drop a proposal): gone from now on.

        Raises UnknownApprovalError, IndexLockedError.
        """
        row = await self._row(approval_id)
        if row.approved_at is not None:
            await asyncio.to_thread(write, self._settings, drop=[document_id_of(row.id)])
        async with self._sessions() as session, session.begin():
            changed = await session.execute(
                update(ApprovedAnswer)
                .where(ApprovedAnswer.id == approval_id, ApprovedAnswer.withdrawn_at.is_(None))
                .values(withdrawn_by=actor.id, withdrawn_at=now)
            )
            if changed.rowcount:  # type: ignore[attr-defined]
                _write(session, actor, "approval.withdraw", approval_id, now)
        await self._export()

    async def page(self, *, state: ApprovalState | None = None) -> list[Approval]:
        """Proposed and approved answers, newest first."""
        async with reading(self._sessions) as session:
            rows = await session.execute(
                select(ApprovedAnswer, Staff.name)
                .join(Staff, Staff.id == ApprovedAnswer.proposed_by)
                .order_by(ApprovedAnswer.proposed_at.desc())
            )
            return [
                shown(row, name)
                for row, name in rows
                if state is None or approval_state(row) is state
            ]

    async def read(self, *, approval_id: str) -> Approval:
        """One of them. Raises UnknownApprovalError."""
        async with reading(self._sessions) as session:
            row = await session.get(ApprovedAnswer, approval_id)
            if row is None:
                raise UnknownApprovalError
            return shown(row, (await session.get_one(Staff, row.proposed_by)).name)

    async def reconcile(self) -> int:
        """Make the index hold exactly what is approved; how many documents differed."""
        async with reading(self._sessions) as session:
            rows = [
                row
                for row in await session.scalars(select(ApprovedAnswer))
                if approval_state(row) is ApprovalState.APPROVED
            ]
        return await asyncio.to_thread(reconcile, self._settings, rows)

    def _masked(self, question: str, answer: str) -> tuple[str, str, tuple[str, ...]]:
        knowledge = self._knowledge()
        keep = public_names(knowledge) if knowledge else []
        asked, said = mask(question, keep=keep), mask(answer, keep=keep)
        return asked.text, said.text, tuple(dict.fromkeys((*asked.kinds, *said.kinds)))

    async def _row(self, approval_id: str) -> ApprovedAnswer:
        async with reading(self._sessions) as session:
            row = await session.get(ApprovedAnswer, approval_id)
            if row is None:
                raise UnknownApprovalError
            return row

    async def _export(self) -> None:
        """The approved answers as cases for the evaluation."""
        approved = await self.page(state=ApprovalState.APPROVED)
        await asyncio.to_thread(export, self._settings.home / CASES, approved)

    async def replay(self, *, today: date) -> Replayed:
        """Ask every approved answer's question: is it still answered from it?

        What was approved a moment ago is waited for: the index is opened anew in the background.
        """
        knowledge = self._knowledge()
        for _ in range(REOPENING_LOOKS):
            if knowledge is None or not knowledge.outdated:
                break
            await asyncio.sleep(REOPENING_PAUSE)
            knowledge = self._knowledge()
        if knowledge is None:
            return Replayed(0, [])
        chosen = await asyncio.to_thread(cases, self._settings.home)
        return await asyncio.to_thread(replay, chosen, knowledge, today=today)


def _write(
    session: AsyncSession,
    actor: Actor,
    action: str,
    approval_id: str,
    now: datetime,
    before: dict[str, str] | None = None,
    after: dict[str, str] | None = None,
) -> None:
    subject = f"approval:{approval_id}"
    record(
        session, actor=actor, action=action, subject=subject, now=now, before=before, after=after
    )
