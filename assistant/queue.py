"""The queue as staff see it: views, filters, search, and one escalation with all around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from assistant.actors import Actor
from assistant.database import Sessions, reading
from assistant.deliveries import DeliveryShown, shown
from assistant.desk_models import Delivery, Staff
from assistant.escalations import UnknownEscalationError
from assistant.models import AnswerRow, Contact, Escalation, Message, Note, Question
from assistant.queue_query import VIEWS as VIEWS
from assistant.queue_query import Filters as Filters
from assistant.queue_query import View as View
from assistant.queue_query import columns, counted, filtered, where_view
from assistant.states import State, state_of
from assistant.statuses import Reason
from assistant.threads import Shown, lines_of

# Words that a question is compared by with earlier ones.
RELATED_WORDS = 6


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the queue. `undelivered`: a reply could not be delivered or is still to be called.
    `claimed_by` is only filled while the claim holds."""

    id: str
    conversation_id: str
    question: str
    reason: Reason
    channel: str
    audience: str
    language: str
    state: State
    opened_at: datetime
    due_at: datetime
    overdue: bool
    claimed_by: str | None
    claimed_by_name: str | None
    undelivered: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Lines of a page, and how many there are on all pages."""

    items: list[Item]
    total: int


@dataclass(frozen=True, slots=True)
class NoteShown:
    """An internal note."""

    id: str
    who: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Whole:
    """One escalation with all that staff needs to answer it.

    `contact_way` and `contact`: where the reply goes. `status`, `confidence` and `citations` are
    the assistant's own answer to the question: what it found and why it stopped.
    """

    item: Item
    messages: list[Shown]
    notes: list[NoteShown]
    deliveries: list[DeliveryShown]
    contact_way: str
    contact: str | None = field(repr=False)
    status: str | None = None
    confidence: float | None = None
    citations: tuple[dict[str, Any], ...] = ()
    closed_because: str | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """An earlier reply to a like question."""

    escalation_id: str
    question: str
    reply: str
    at: datetime
    message_id: str


class Queue:
    """Reading the queue."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def page(
        self,
        *,
        view: View,
        actor: Actor,
        now: datetime,
        filters: Filters | None = None,
        page: int = 1,
        size: int = 50,
    ) -> Page:
        """A page of a view: emergencies first, then what is due first; closed ones newest first."""
        matching: Select[Any] = counted()
        where = where_view(view, actor, now)
        if where is not None:
            matching = matching.where(where)
        chosen = filtered(matching, filters or Filters(), now)
        if view in ("closed", "all", "answered"):
            order: tuple[Any, ...] = (Escalation.opened_at.desc(), Escalation.id)
        else:
            urgent = Escalation.reason != Reason.EMERGENCY.value
            order = (urgent, Escalation.due_at, Escalation.id)
        async with reading(self._sessions) as session:
            # The ids first, with the total beside each: a search is then done once.
            start = (max(page, 1) - 1) * size
            found = (await session.execute(chosen.order_by(*order).offset(start).limit(size))).all()
            total = found[0][1] if found else 0
            if not found and start:  # past the last page
                total = len((await session.execute(chosen)).all())
            ids = [id_ for id_, _ in found]
            rows = await session.execute(columns().where(Escalation.id.in_(ids)))
            items = {row[0].id: _item(row, now) for row in rows.all()}
            return Page([items[id_] for id_ in ids if id_ in items], total)

    async def counts(self, *, actor: Actor, now: datetime) -> dict[str, int]:
        """How many there are in each view."""
        wheres = {view: where_view(view, actor, now) for view in VIEWS}
        counted = [
            func.count() if where is None else func.count().filter(where)
            for where in wheres.values()
        ]
        async with reading(self._sessions) as session:
            row = (await session.execute(select(*counted).select_from(Escalation))).one()
            return dict(zip(wheres, row, strict=True))

    async def changed_at(self) -> str:
        """A value that is another one as soon as something in the queue has changed."""
        async with reading(self._sessions) as session:
            e = Escalation
            row = (
                await session.execute(
                    select(
                        func.count(),
                        func.count(e.closed_at),
                        func.count(e.claimed_by),
                        func.max(e.opened_at),
                        func.max(e.asker_at),
                        func.max(e.claimed_at),
                        func.max(e.replied_at),
                        func.max(e.asked_back_at),
                        func.max(e.closed_at),
                    )
                )
            ).one()
            return "|".join(str(value) for value in row)

    async def read(self, *, escalation_id: str, now: datetime) -> Whole:
        """One escalation. Raises UnknownEscalationError."""
        async with reading(self._sessions) as session:
            row = (await session.execute(columns().where(Escalation.id == escalation_id))).first()
            if row is None:
                raise UnknownEscalationError
            escalation: Escalation = row[0]
            contact = await session.get(Contact, escalation_id)
            answer = await session.scalar(
                select(AnswerRow).where(AnswerRow.question_id == escalation.question_id)
            )
            return Whole(
                item=_item(row, now),
                messages=await lines_of(session, escalation.conversation_id),
                notes=await _notes(session, escalation_id),
                deliveries=await shown(session, Delivery.escalation_id == escalation_id),
                contact_way=contact.way if contact else "here",
                contact=contact.value if contact else None,
                status=answer.status if answer else None,
                confidence=answer.confidence if answer else None,
                citations=tuple(answer.citations) if answer else (),
                closed_because=escalation.closed_because,
            )

    async def related(self, *, escalation_id: str, limit: int = 5) -> list[Related]:
        """Earlier replies to questions that share the most (long) words with this one."""
        async with reading(self._sessions) as session:
            asked = await session.scalar(
                select(Question.text)
                .join(Escalation, Escalation.question_id == Question.id)
                .where(Escalation.id == escalation_id)
            )
            # The longest words say most; each costs a look at every question.
            words = set(sorted(_words(asked or ""), key=len, reverse=True)[:RELATED_WORDS])
            if not words:
                return []
            told = aliased(Message)
            rows = await session.execute(
                select(Escalation.id, Question.text, Message.text, Message.at, Message.id)
                .join(Question, Question.id == Escalation.question_id)
                .join(Message, Message.escalation_id == Escalation.id)
                .where(Message.kind == "reply", Escalation.id != escalation_id)
                .join(told, told.question_id == Question.id)
                .where(or_(*(told.folded.contains(word, autoescape=True) for word in words)))
                .order_by(Message.at.desc())
                .limit(200)
            )
            found = [Related(i, q, m or "", at, id_) for i, q, m, at, id_ in rows]
            found.sort(key=lambda r: -len(words & _words(r.question)))
            return found[:limit]


def _words(text: str) -> set[str]:
    return {
        w for w in "".join(c if c.isalnum() else " " for c in text.lower()).split() if len(w) > 4
    }


def _item(row: Any, now: datetime) -> Item:
    escalation, question, conversation, name, lost = row
    holds = escalation.claimed_until is not None and escalation.claimed_until > now
    state = state_of(escalation, now)
    return Item(
        id=escalation.id,
        conversation_id=escalation.conversation_id,
        question=question or "",
        reason=Reason(escalation.reason),
        channel=conversation.channel,
        audience=conversation.audience,
        language=conversation.language,
        state=state,
        opened_at=escalation.opened_at,
        due_at=escalation.due_at,
        overdue=state in (State.NEW, State.CLAIMED) and escalation.due_at < now,
        claimed_by=escalation.claimed_by if holds else None,
        claimed_by_name=name if holds else None,
        undelivered=bool(lost),
    )


async def _notes(session: AsyncSession, escalation_id: str) -> list[NoteShown]:
    rows = await session.execute(
        select(Note, Staff.name)
        .join(Staff, Staff.id == Note.staff_id)
        .where(Note.escalation_id == escalation_id)
        .order_by(Note.at)
    )
    return [NoteShown(note.id, name, note.text, note.at) for note, name in rows]
