"""What the asker does with a question that was handed over: follow it, add to it, withdraw it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from assistant import tuning
from assistant.access import find_conversation
from assistant.database import Sessions, reading
from assistant.escalations import reopen_row
from assistant.hours import office_hours
from assistant.models import Contact as ContactRow
from assistant.models import Conversation, Escalation, Message, Question, StatusLink
from assistant.opening import Contact, erase_contact, hash_of, set_contact
from assistant.outbox import drop_unsent, tell_staff
from assistant.privacy import mask
from assistant.states import State, state_of
from assistant.texts import LANGUAGES, say
from assistant.threads import Shown, lines_of, say_in, sized
from assistant.tuning import CLAIM_HOLDS_HOURS


class UnknownLinkError(Exception):
    """The link is wrong or has expired; the two are not told apart."""

    def __init__(self) -> None:
        super().__init__("Deze link werkt niet (meer).")


class NothingHandedOverError(Exception):
    """No question of this conversation was handed over."""

    def __init__(self) -> None:
        super().__init__("In dit gesprek is geen vraag doorgegeven.")


@dataclass(frozen=True, slots=True)
class Link:
    """An asker who comes by a status link."""

    status_token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Own:
    """An asker who is in the conversation itself."""

    conversation_id: str
    token: str = field(repr=False)


Who = Link | Own


@dataclass(frozen=True, slots=True)
class Followed:
    """How it stands with a question, for the asker. `text`: a sentence for the state."""

    escalation_id: str
    state: State
    question: str
    opened_at: datetime
    due_at: datetime
    text: str
    contact_way: str
    language: str
    messages: list[Shown]


class Askers:
    """The asker's side of an escalation."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def follow(self, *, who: Who, now: datetime) -> Followed:
        """How it stands. Raises UnknownLinkError, UnknownConversationError,
        NothingHandedOverError."""
        async with reading(self._sessions) as session:
            row, conversation = await _find(session, who, now)
            return await _followed(session, row, conversation, now)

    async def add(
        self, *, who: Who, text: str, now: datetime, message_id: str | None = None
    ) -> Followed:
        """Add to the question: it is work to do (again), for whoever had it.

        Masked like a question. `message_id`: the door's own; added again with it, nothing happens.
        Raises as `follow`, and TooLongError, EmptyError.
        """
        clean = mask(sized(text, tuning.LONGEST_QUESTION)).text
        async with self._sessions() as session, session.begin():
            row, conversation = await _find(session, who, now)
            known = await session.get(Message, message_id) if message_id else None
            if known is not None:
                return await _followed(session, row, conversation, now)
            await say_in(
                session,
                conversation_id=conversation.id,
                author="asker",
                kind="addition",
                text=clean,
                escalation_id=row.id,
                id_=message_id,
                now=now,
            )
            state = state_of(row, now)
            hours = await office_hours(session)
            if state is State.CLOSED:
                # With another question open in this conversation, the addition belongs to that one.
                await reopen_row(session, row, now)
            else:
                row.asker_at = now
                if state is State.ANSWERED:
                    row.due_at = hours.due(now)
                if row.claimed_by is not None:
                    row.claimed_until = hours.due(now, CLAIM_HOLDS_HOURS)
            await session.flush()
            await tell_staff(session, kind="added", now=now, escalation=row)
            return await _followed(session, row, conversation, now)

    async def withdraw(self, *, who: Who, now: datetime) -> Followed:
        """The asker no longer needs an answer: closed, and the contact erased. Raises as
        `follow`; withdrawing twice is no error."""
        async with self._sessions() as session, session.begin():
            row, conversation = await _find(session, who, now)
            if row.closed_at is None:
                row.closed_at, row.closed_because = now, "withdrawn"
                row.claimed_by = row.claimed_at = row.claimed_until = None
                await drop_unsent(session, row.id)
                await erase_contact(session, row.id)
                await say_in(
                    session,
                    conversation_id=conversation.id,
                    author="system",
                    kind="withdrawn",
                    text=say("withdrawn", conversation.language),
                    escalation_id=row.id,
                    now=now,
                )
            return await _followed(session, row, conversation, now)

    async def speak(self, *, who: Own, language: str) -> None:
        """The asker's language from now on, also of what is under way. Raises
        UnknownConversationError."""
        async with self._sessions() as session, session.begin():
            conversation = await find_conversation(session, who.conversation_id, who.token)
            if language in LANGUAGES:
                conversation.language = language

    async def set_contact(self, *, who: Who, contact: Contact, now: datetime) -> Followed:
        """Where the reply should go. Raises as `follow`, and ContactError."""
        checked = contact.checked()
        async with self._sessions() as session, session.begin():
            row, conversation = await _find(session, who, now)
            await set_contact(session, row, checked, now)
            return await _followed(session, row, conversation, now)


async def _find(session: AsyncSession, who: Who, now: datetime) -> tuple[Escalation, Conversation]:
    if isinstance(who, Link):
        link = await session.get(StatusLink, hash_of(who.status_token))
        if link is None or link.expires_at <= now:
            raise UnknownLinkError
        row = await session.get_one(Escalation, link.escalation_id, with_for_update=True)
        return row, await session.get_one(Conversation, row.conversation_id)
    conversation = await find_conversation(session, who.conversation_id, who.token)
    newest = await session.scalar(
        select(Escalation)
        .where(Escalation.conversation_id == conversation.id)
        .order_by(Escalation.closed_at.is_not(None), Escalation.opened_at.desc())
        .limit(1)
        .with_for_update()
    )
    if newest is None:
        raise NothingHandedOverError
    return newest, conversation


async def _followed(
    session: AsyncSession, row: Escalation, conversation: Conversation, now: datetime
) -> Followed:
    state = state_of(row, now)
    spoken = conversation.language
    question = await session.get(Question, row.question_id) if row.question_id else None
    contact = await session.get(ContactRow, row.id)
    text = say(f"state_{state.value}", spoken)
    if state in (State.NEW, State.CLAIMED):
        expected = (await office_hours(session)).expected_answer(row.due_at, now, spoken)
        text = f"{text} {expected}"
    return Followed(
        escalation_id=row.id,
        state=state,
        question=question.text if question else "",
        opened_at=row.opened_at,
        due_at=row.due_at,
        text=text,
        contact_way=contact.way if contact else "here",
        language=spoken,
        messages=await lines_of(session, conversation.id),
    )
