"""The one way in for every channel: start a conversation, ask, say whether it helped, hand over."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from assistant import answering
from assistant.access import UnknownConversationError as UnknownConversationError
from assistant.access import asks_too_much, find_conversation
from assistant.adjustments import Switch, value_of
from assistant.answers import Answer, Turn
from assistant.asked_earlier import asked_earlier, given_meanwhile, row_of
from assistant.conversation_shapes import Asked as Asked
from assistant.conversation_shapes import AskedTooMuchError as AskedTooMuchError
from assistant.conversation_shapes import Said as Said
from assistant.conversation_shapes import Started as Started
from assistant.conversation_shapes import UnknownAnswerError as UnknownAnswerError
from assistant.database import Sessions, reading
from assistant.handing_over import HandedOver as HandedOver
from assistant.handing_over import hand_over_last
from assistant.models import AnswerRow, Conversation, Feedback, Question, Reach, new_id
from assistant.opening import Contact, hash_of, open_escalation
from assistant.reading_back import ReadingBack
from assistant.statuses import Reason, Status
from assistant.storing import plain as plain
from assistant.storing import storable
from assistant.texts import LANGUAGES, say
from assistant.threads import asked_before, put_question, say_in
from assistant.writing.answering import answer_in_own_words
from assistant.writing.writer import Tell, Writer
from knowledge.base import KnowledgeBase
from knowledge.documents import Audience

log = logging.getLogger(__name__)

# How many earlier questions a follow-up may look back on.
HISTORY = 3


class Conversations(ReadingBack):
    """Conversations over a database and a knowledge base; holds no state of its own."""

    def __init__(
        self,
        sessions: Sessions,
        knowledge: Callable[[], KnowledgeBase | None],
        writer: Writer | None = None,
    ) -> None:
        super().__init__(sessions)
        self._knowledge = knowledge
        self._writer = writer

    async def start(
        self,
        *,
        channel: str,
        audience: Audience,
        language: str,
        now: datetime,
        address: str | None = None,
        reach: str | None = None,
        token: str | None = None,
    ) -> Started:
        """Begin a conversation. `address` is only kept as a hash, to limit its questions.

        `reach`: where a channel that pushes finds the asker again (a chat's id). `token`: a secret
        that the door can derive again by itself; made here when it has none.
        """
        token = token or secrets.token_urlsafe(32)
        row = Conversation(
            id=new_id(),
            token_hash=hash_of(token),
            channel=channel,
            audience=audience.value,
            language=language if language in LANGUAGES else "nl",
            created_at=now,
            address_hash=hash_of(address) if address else None,
        )
        async with self._sessions() as session, session.begin():
            session.add(row)
            await session.flush()
            if reach is not None:
                session.add(Reach(conversation_id=row.id, channel=channel, address=reach))
        return Started(row.id, token)

    async def find(self, *, channel: str, reach: str) -> str | None:
        """The newest conversation with whoever a channel reaches at this address; its id."""
        async with reading(self._sessions) as session:
            found: str | None = await session.scalar(
                select(Conversation.id)
                .join(Reach, Reach.conversation_id == Conversation.id)
                .where(Reach.channel == channel, Reach.address == reach)
                .order_by(Conversation.created_at.desc())
                .limit(1)
            )
            return found

    async def ask(
        self,
        *,
        conversation_id: str,
        token: str,
        text: str,
        now: datetime,
        language: str | None = None,
        watch: Callable[[str], None] | None = None,
        tell: Tell | None = None,
        earlier: Sequence[str] = (),
        question_id: str | None = None,
        about: str | None = None,
        in_public: bool = False,
    ) -> Asked:
        """Save the question, answer it, save the answer (and the escalation it needs) at once.

        `earlier`: questions asked before this conversation began, oldest first. `question_id`: the
        door's own; asked again with it, the work goes on where it broke off and nothing is saved
        twice. `about`: the id of an older question that this one follows. `in_public`: others read
        along, so nothing is handed over here; the door invites the asker to speak apart. `tell`
        hears an answer that is written sentence by sentence (assistant.writing.writer).
        Raises UnknownConversationError. Anything that goes wrong after the question is saved
        becomes a hand-over: the asker is never left without a word.
        """
        knowledge = self._knowledge()
        clean = storable(text, knowledge)
        async with self._sessions() as session, session.begin():
            conversation = await find_conversation(session, conversation_id, token, lock=True)
            question, asked = await asked_earlier(session, conversation, question_id)
            if asked is not None:
                return asked
            too_many = question is None and await asks_too_much(session, conversation, now)
            switched_off = (await value_of(session, "switch", Switch)).assistant == "off"
            before = await asked_before(
                session,
                conversation.id,
                HISTORY,
                before=question.id if question else None,
                about=about,
            )
            if question is None:
                question = await put_question(session, conversation, clean, now, question_id)
        if too_many:
            spoken = conversation.language
            answer = Answer(Status.REFUSED_TOO_MANY, say("too_many", spoken), spoken)
        else:
            history = [*earlier, *before]
            answer = await self._answer(
                text, conversation, history, knowledge, now, language, watch, switched_off, tell
            )
        try:
            return await self._save(conversation, question, answer, now, in_public)
        except IntegrityError:
            return await given_meanwhile(self._sessions, conversation, question.id)

    async def _answer(
        self,
        text: str,
        conversation: Conversation,
        history: list[str],
        knowledge: KnowledgeBase | None,
        now: datetime,
        language: str | None,
        watch: Callable[[str], None] | None,
        switched_off: bool,
        tell: Tell | None,
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
            if switched_off:
                return await asyncio.to_thread(answering.hand_over, turn, knowledge)
            if self._writer is not None:
                return await answer_in_own_words(
                    turn, knowledge, self._writer, watch=watch, tell=tell
                )
            return await asyncio.to_thread(answering.answer, turn, knowledge, watch)
        except Exception as error:  # whatever it is, the question goes to a person
            # The type only: a message or a traceback could hold what the asker wrote.
            log.error("answering failed: %s", type(error).__name__)
            return Answer(Status.ERROR_INTERNAL, say("error", turn.language), turn.language)

    async def _save(
        self,
        conversation: Conversation,
        question: Question,
        answer: Answer,
        now: datetime,
        in_public: bool,
    ) -> Asked:
        row = row_of(question.id, answer, now)
        async with self._sessions() as session, session.begin():
            session.add(row)
            await session.flush()
            await say_in(
                session,
                conversation_id=conversation.id,
                author="assistant",
                kind="answer",
                answer_id=row.id,
                now=now,
            )
            escalation = None
            if answer.reason is not None and not in_public:
                opened = await open_escalation(
                    session,
                    conversation_id=conversation.id,
                    question_id=question.id,
                    reason=answer.reason,
                    now=now,
                )
                escalation = opened.id
        return Asked(question.id, row.id, answer, escalation)

    async def hand_over(
        self,
        *,
        conversation_id: str,
        token: str,
        now: datetime,
        reason: Reason | None = None,
        text: str | None = None,
        contact: Contact | None = None,
        question_id: str | None = None,
    ) -> HandedOver:
        """The last question goes to staff, or `text`, a question the assistant was not asked.

        `question_id`: with a text the id that its question gets (as in `ask`); without one an
        older question of this conversation that is meant. A conversation has one open escalation: called again, this one is given back, with the new
        contact if there is one. Raises UnknownConversationError, ContactError, AskedTooMuchError.
        """
        checked = contact.checked() if contact else None
        clean = storable(text, self._knowledge()) if text and text.strip() else None
        async with self._sessions() as session, session.begin():
            conversation = await find_conversation(session, conversation_id, token, lock=True)
            asked, _ = await asked_earlier(session, conversation, question_id)
            if clean is not None and asked is None:
                if await asks_too_much(session, conversation, now):
                    raise AskedTooMuchError(say("too_many", conversation.language))
                await put_question(session, conversation, clean, now, question_id)
            about = asked.id if asked else None
            return await hand_over_last(session, conversation, reason, checked, now, about)

    async def feedback(
        self,
        *,
        conversation_id: str,
        token: str,
        answer_id: str,
        helpful: bool,
        reason: str | None,
        now: datetime,
        hand_over: bool = False,
        contact: Contact | None = None,
    ) -> HandedOver | None:
        """Whether an answer helped. Raises UnknownConversationError, UnknownAnswerError.

        `hand_over`: it did not, and the asker wants the question to go to staff (ask first).
        """
        checked = contact.checked() if contact else None
        knowledge = self._knowledge()
        async with self._sessions() as session, session.begin():
            conversation = await find_conversation(session, conversation_id, token)
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
            row.reason = storable(reason, knowledge)[:1_000] if reason else None
            if helpful or not hand_over:
                return None
            return await hand_over_last(session, conversation, Reason.NOT_HELPED, checked, now)
