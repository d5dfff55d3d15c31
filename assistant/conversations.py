"""The one way in for every channel: start a conversation, ask, say whether it helped, hand over."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from assistant import answering, tuning
from assistant.answers import Answer, Turn
from assistant.database import Sessions
from assistant.models import AnswerRow, Conversation, Escalation, Feedback, Question
from assistant.privacy import mask
from assistant.statuses import TABLE, Reason, Status
from assistant.steps.mask_personal_data import public_names
from assistant.texts import LANGUAGES, say
from knowledge.base import KnowledgeBase
from knowledge.documents import Audience

log = logging.getLogger(__name__)

# How many earlier questions a follow-up may look back on.
HISTORY = 3


class UnknownConversationError(Exception):
    """No such conversation, or not with this token: the two are not told apart."""


class UnknownAnswerError(Exception):
    """No such answer in this conversation."""


@dataclass(frozen=True, slots=True)
class Started:
    """A new conversation; the token is shown once and never stored."""

    id: str
    token: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's ids, its answer, and the escalation it opened."""

    question_id: str
    answer_id: str
    answer: Answer
    escalation_id: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """A question and its answer, as they are shown again later."""

    question: str
    answer_id: str | None
    status: str | None
    answer: str | None
    citations: list[dict[str, Any]]
    asked_at: datetime


class Conversations:
    """Conversations over a database and a knowledge base; holds no state of its own."""

    def __init__(self, sessions: Sessions, knowledge: Callable[[], KnowledgeBase | None]) -> None:
        self._sessions, self._knowledge = sessions, knowledge

    async def start(
        self,
        *,
        channel: str,
        audience: Audience,
        language: str,
        now: datetime,
        address: str | None = None,
    ) -> Started:
        """Begin a conversation. `address` is only kept as a hash, to limit its questions."""
        token = secrets.token_urlsafe(32)
        row = Conversation(
            token_hash=_hash(token),
            channel=channel,
            audience=audience.value,
            language=language if language in LANGUAGES else "nl",
            created_at=now,
            address_hash=_hash(address) if address else None,
        )
        async with self._sessions() as session, session.begin():
            session.add(row)
        return Started(row.id, token)

    async def ask(
        self,
        *,
        conversation_id: str,
        token: str,
        text: str,
        now: datetime,
        language: str | None = None,
        watch: Callable[[str], None] | None = None,
        earlier: Sequence[str] = (),
    ) -> Asked:
        """Save the question, answer it, save the answer (and the escalation it needs) at once.

        `earlier`: questions asked before this conversation began, oldest first.
        Raises UnknownConversationError. Anything that goes wrong after the question is saved
        becomes a hand-over: the asker is never left without a word.
        """
        knowledge = self._knowledge()
        clean = _storable(text, knowledge)
        async with self._sessions() as session, session.begin():
            # One question of a conversation at a time gets its place: PostgreSQL waits for the row,
            # SQLite has one writer and counts in the same statement.
            conversation = await self._find(session, conversation_id, token, lock=True)
            refused = await self._refused(session, conversation, now)
            before = list(
                await session.scalars(
                    select(Question.text)
                    .where(Question.conversation_id == conversation.id)
                    .order_by(Question.position.desc())
                    .limit(HISTORY)
                )
            )
            last = (
                select(func.coalesce(func.max(Question.position), 0))
                .where(Question.conversation_id == conversation.id)
                .correlate(None)
                .scalar_subquery()
            )
            question = Question(
                conversation_id=conversation.id,
                position=last + 1,
                text=clean,
                language=conversation.language,
                asked_at=now,
            )
            session.add(question)
        answer = refused or await self._answer(
            text, conversation, [*earlier, *reversed(before)], knowledge, now, language, watch
        )
        return await self._save(conversation, question, answer, now)

    async def _answer(
        self,
        text: str,
        conversation: Conversation,
        history: list[str],
        knowledge: KnowledgeBase | None,
        now: datetime,
        language: str | None,
        watch: Callable[[str], None] | None,
    ) -> Answer:
        if knowledge is None:
            spoken = language or conversation.language
            return Answer(Status.ERROR_NO_KNOWLEDGE, say("no_knowledge", spoken), spoken)
        turn = Turn(
            text=text,
            audience=Audience(conversation.audience),
            today=now.date(),
            history=history,
            language=language or conversation.language,
            language_given=language is not None,
        )
        try:
            return await asyncio.to_thread(answering.answer, turn, knowledge, watch)
        except Exception as error:  # whatever it is, the question goes to a person
            # The type only: a message or a traceback could hold what the asker wrote.
            log.error("answering failed: %s", type(error).__name__)
            return Answer(Status.ERROR_INTERNAL, say("error", turn.language), turn.language)

    async def _save(
        self, conversation: Conversation, question: Question, answer: Answer, now: datetime
    ) -> Asked:
        row = AnswerRow(
            question_id=question.id,
            status=answer.status.value,
            text=answer.text,
            language=answer.language,
            confidence=answer.confidence,
            citations=[plain(asdict(citation)) for citation in answer.citations],
            timings_ms=answer.timings_ms,
            answered_at=now,
        )
        async with self._sessions() as session, session.begin():
            session.add(row)
            escalation = None
            if answer.reason is not None:
                escalation = await _open(session, conversation.id, question.id, answer.reason, now)
        return Asked(question.id, row.id, answer, escalation)

    async def hand_over(
        self, *, conversation_id: str, token: str, now: datetime, reason: Reason | None = None
    ) -> str:
        """The asker accepts that the last question goes to staff; the open escalation's id."""
        async with self._sessions() as session, session.begin():
            conversation = await self._find(session, conversation_id, token)
            last = (
                await session.execute(
                    select(Question.id, AnswerRow.status)
                    .outerjoin(AnswerRow, AnswerRow.question_id == Question.id)
                    .where(Question.conversation_id == conversation.id)
                    .order_by(Question.position.desc())
                    .limit(1)
                )
            ).first()
            why = reason or _reason_of(last.status if last else None)
            return await _open(session, conversation.id, last.id if last else None, why, now)

    async def feedback(
        self,
        *,
        conversation_id: str,
        token: str,
        answer_id: str,
        helpful: bool,
        reason: str | None,
        now: datetime,
    ) -> None:
        """Whether an answer helped. Raises UnknownConversationError or UnknownAnswerError."""
        knowledge = self._knowledge()
        async with self._sessions() as session, session.begin():
            conversation = await self._find(session, conversation_id, token)
            known = await session.scalar(
                select(AnswerRow.id)
                .join(Question)
                .where(AnswerRow.id == answer_id, Question.conversation_id == conversation.id)
            )
            if known is None:
                raise UnknownAnswerError(answer_id)
            row = await session.scalar(select(Feedback).where(Feedback.answer_id == answer_id))
            if row is None:
                row = Feedback(answer_id=answer_id, helpful=helpful, given_at=now)
                session.add(row)
            row.helpful, row.given_at = helpful, now
            row.reason = _storable(reason, knowledge)[:1_000] if reason else None

    async def read(self, *, conversation_id: str, token: str) -> list[Said]:
        """The conversation so far, oldest first."""
        async with self._sessions() as session:
            conversation = await self._find(session, conversation_id, token)
            rows = await session.execute(
                select(Question, AnswerRow)
                .outerjoin(AnswerRow, AnswerRow.question_id == Question.id)
                .where(Question.conversation_id == conversation.id)
                .order_by(Question.position)
            )
            return [
                Said(
                    question=question.text,
                    answer_id=answer.id if answer else None,
                    status=answer.status if answer else None,
                    answer=answer.text if answer else None,
                    citations=answer.citations if answer else [],
                    asked_at=question.asked_at,
                )
                for question, answer in rows.tuples()
            ]

    async def language(self, *, conversation_id: str, token: str) -> str:
        """The language a conversation began in. Raises UnknownConversationError."""
        async with self._sessions() as session:
            return (await self._find(session, conversation_id, token)).language

    async def _find(
        self, session: AsyncSession, conversation_id: str, token: str, *, lock: bool = False
    ) -> Conversation:
        # PostgreSQL cannot even compare with a text that holds a zero byte.
        row = (
            await session.get(Conversation, conversation_id, with_for_update=lock)
            if conversation_id.isprintable()
            else None
        )
        given = _hash(token)
        # Compared in constant time, and compared also when there is no such conversation.
        known = secrets.compare_digest(row.token_hash if row else _hash(""), given)
        if row is None or not known:
            raise UnknownConversationError(conversation_id)
        return row

    async def _refused(
        self, session: AsyncSession, conversation: Conversation, now: datetime
    ) -> Answer | None:
        """Too many questions of this conversation, or of its address, in the last hour."""
        hour_ago = now - timedelta(hours=1)
        own = await session.scalar(
            select(func.count())
            .select_from(Question)
            .where(Question.conversation_id == conversation.id, Question.asked_at > hour_ago)
        )
        near = 0
        if conversation.address_hash:
            near = (
                await session.scalar(
                    select(func.count())
                    .select_from(Question)
                    .join(Conversation)
                    .where(
                        Conversation.address_hash == conversation.address_hash,
                        Question.asked_at > hour_ago,
                    )
                )
                or 0
            )
        if (own or 0) >= tuning.QUESTIONS_AN_HOUR or near >= tuning.QUESTIONS_AN_HOUR_PER_ADDRESS:
            spoken = conversation.language
            return Answer(Status.REFUSED_TOO_MANY, say("too_many", spoken), spoken)
        return None


async def _open(
    session: AsyncSession,
    conversation_id: str,
    question_id: str | None,
    reason: Reason,
    now: datetime,
) -> str:
    """The conversation's open escalation: the one it has, or a new one."""
    query = select(Escalation).where(
        Escalation.conversation_id == conversation_id, Escalation.closed_at.is_(None)
    )
    row = await session.scalar(query)
    if row is None:
        row = Escalation(
            conversation_id=conversation_id,
            question_id=question_id,
            reason=reason.value,
            opened_at=now,
        )
        try:
            async with session.begin_nested():
                session.add(row)
        except IntegrityError:  # another request of this conversation was first
            row = (await session.scalars(query)).one()
    if reason is Reason.EMERGENCY and row.reason != reason.value:
        row.reason = reason.value
    return row.id


def _reason_of(status: str | None) -> Reason:
    if status is None:
        return Reason.ASKED_FOR_PERSON
    end = TABLE[Status(status)]
    return end.reason or (
        Reason.NOT_HELPED if status.startswith("answered_") else Reason.ASKED_FOR_PERSON
    )


def _storable(text: str, knowledge: KnowledgeBase | None) -> str:
    """The text as it may be kept: masked, no longer than a question may be, and without the zero
    bytes that PostgreSQL refuses."""
    keep = public_names(knowledge) if knowledge else ()
    return mask(text[: tuning.LONGEST_QUESTION].replace("\0", " "), keep=keep).text


def _hash(value: str) -> str:
    return hashlib.sha256(value.encode(errors="replace")).hexdigest()


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """A citation's values as JSON can hold them."""
    return {k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in values.items()}
