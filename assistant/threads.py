"""The lines of a conversation, in order: written inside the transaction at hand, read by cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.desk_models import Staff
from assistant.models import AnswerRow, Conversation, Message, Question, new_id


class TooLongError(Exception):
    """A text is longer than may be stored."""

    def __init__(self, length: int, limit: int) -> None:
        shown = f"{limit:,}".replace(",", ".")
        super().__init__(
            f"De tekst is te lang ({length} tekens; hooguit {shown}). Maak hem korter."
        )


class EmptyError(Exception):
    """A text says nothing."""

    def __init__(self) -> None:
        super().__init__("Er staat nog geen tekst. Schrijf eerst iets.")


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as readers see it; `position` is the cursor to go on from.

    `language` is the answer's own. author: asker, assistant, staff, system. kind: question, answer, addition, reply, ask_back,
    withdrawn. `status` and `answer_id` belong to the assistant's answers, `staff_name` to staff.
    """

    position: int
    author: str
    kind: str
    text: str
    at: datetime
    id: str
    status: str | None = None
    question_id: str | None = None
    answer_id: str | None = None
    escalation_id: str | None = None
    staff_name: str | None = None
    language: str | None = None
    citations: tuple[dict[str, Any], ...] = ()


def sized(text: str, limit: int) -> str:
    """The text without spaces around it. Raises EmptyError or TooLongError."""
    clean = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not clean:
        raise EmptyError
    if len(clean) > limit:
        raise TooLongError(len(clean), limit)
    return clean


async def say_in(
    session: AsyncSession,
    *,
    conversation_id: str,
    author: str,
    kind: str,
    now: datetime,
    text: str | None = None,
    question_id: str | None = None,
    answer_id: str | None = None,
    escalation_id: str | None = None,
    staff_id: str | None = None,
    citations: Sequence[dict[str, Any]] = (),
    id_: str | None = None,
    question: str | None = None,
) -> str:
    """Add a line at the end of a conversation; its id (`id_`, when the door has one).

    `question`: the text of the question that is pointed at, to search in.

    Writers of one conversation take turns: the row of the conversation is locked first (SQLite has
    one writer anyway), so that positions have no gap and appear in order.
    """
    await session.execute(
        select(Conversation.id).where(Conversation.id == conversation_id).with_for_update()
    )
    last = await session.scalar(
        select(func.max(Message.position)).where(Message.conversation_id == conversation_id)
    )
    row = Message(
        id=id_ or new_id(),
        conversation_id=conversation_id,
        position=(last or 0) + 1,
        author=author,
        kind=kind,
        text=text,
        folded=(text or question or "").lower() or None,
        question_id=question_id,
        answer_id=answer_id,
        escalation_id=escalation_id,
        staff_id=staff_id,
        citations=list(citations),
        at=now,
    )
    session.add(row)
    await session.flush()
    return row.id


async def lines_of(session: AsyncSession, conversation_id: str, since: int = 0) -> list[Shown]:
    """The lines after a position, oldest first."""
    rows = await session.execute(
        select(Message, Question.text, AnswerRow, Staff.name)
        .outerjoin(Question, Question.id == Message.question_id)
        .outerjoin(AnswerRow, AnswerRow.id == Message.answer_id)
        .outerjoin(Staff, Staff.id == Message.staff_id)
        .where(Message.conversation_id == conversation_id, Message.position > since)
        .order_by(Message.position)
    )
    return [
        Shown(
            position=message.position,
            author=message.author,
            kind=message.kind,
            text=message.text or asked or (answer.text if answer else "") or "",
            at=message.at,
            id=message.id,
            status=answer.status if answer else None,
            question_id=message.question_id or (answer.question_id if answer else None),
            answer_id=message.answer_id,
            escalation_id=message.escalation_id,
            staff_name=name,
            language=answer.language if answer else None,
            citations=tuple(answer.citations if answer else message.citations),
        )
        for message, asked, answer, name in rows
    ]


async def put_question(
    session: AsyncSession,
    conversation: Conversation,
    text: str,
    now: datetime,
    id_: str | None = None,
) -> Question:
    # The conversation's row is locked (PostgreSQL; SQLite has one writer): questions take turns.
    position = await session.scalar(
        select(func.count())
        .select_from(Question)
        .where(Question.conversation_id == conversation.id)
    )
    question = Question(
        id=id_ or new_id(),
        conversation_id=conversation.id,
        position=(position or 0) + 1,
        text=text,
        language=conversation.language,
        asked_at=now,
    )
    session.add(question)
    await session.flush()
    await say_in(
        session,
        conversation_id=conversation.id,
        author="asker",
        kind="question",
        question_id=question.id,
        question=text,
        now=now,
    )
    return question


async def asked_before(
    session: AsyncSession,
    conversation_id: str,
    limit: int,
    *,
    before: str | None = None,
    about: str | None = None,
) -> list[str]:
    """The last questions of a conversation, oldest first: those before the question `before`, or up
    to the question `about`."""
    chosen = select(Question.text).where(Question.conversation_id == conversation_id)
    for id_, earlier in ((before, True), (about, False)):
        place = (
            await session.scalar(
                select(Question.position).where(
                    Question.id == id_, Question.conversation_id == conversation_id
                )
            )
            if id_
            else None
        )
        if place is not None:
            chosen = chosen.where(Question.position < place + (0 if earlier else 1))
    newest = await session.scalars(chosen.order_by(Question.position.desc()).limit(limit))
    return list(newest)[::-1]
