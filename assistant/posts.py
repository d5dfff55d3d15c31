"""Messages that stand in a chat: found again when someone replies to one or presses its button."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.channel_models import Post, Preference
from assistant.database import Sessions, reading
from assistant.desk_models import Delivery
from assistant.models import Conversation, Escalation, Message, Reach


@dataclass(frozen=True, slots=True)
class NewPost:
    """A message of a chat, by the far side's number. kind: question, answer, prompt, reply."""

    message: str
    kind: str
    conversation_id: str
    question_id: str | None = None
    answer_id: str | None = None
    delivery_id: str | None = None
    part: int = 0


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation in a chat, for who decides whether to go on with it. `last_at`: of a word."""

    id: str
    audience: str
    language: str
    last_at: datetime


class Posts:
    """The messages of one channel."""

    def __init__(self, sessions: Sessions, channel: str) -> None:
        self._sessions, self._channel = sessions, channel

    async def find(self, place: str, message: str) -> NewPost | None:
        """What a message of a chat is; None when it is none of ours (any more)."""
        async with reading(self._sessions) as session:
            row = await session.scalar(
                select(Post).where(
                    Post.channel == self._channel, Post.place == place, Post.message == message
                )
            )
            return _shown(row) if row else None

    async def of_question(self, place: str, question_id: str) -> str | None:
        """The number of the message in which a question was asked, in this chat."""
        async with reading(self._sessions) as session:
            found: str | None = await session.scalar(
                select(Post.message)
                .where(
                    Post.channel == self._channel,
                    Post.place == place,
                    Post.question_id == question_id,
                    Post.kind == "question",
                )
                .order_by(Post.id.desc())
                .limit(1)
            )
            return found

    async def parts_of(self, delivery_id: str) -> set[int]:
        """The parts of a delivery that stand in the chat already."""
        async with reading(self._sessions) as session:
            rows = await session.scalars(select(Post.part).where(Post.delivery_id == delivery_id))
            return set(rows)

    async def delivery_is_about(self, delivery_id: str) -> tuple[str, str | None] | None:
        """The conversation of a delivery and the question that it answers."""
        async with reading(self._sessions) as session:
            found = (
                await session.execute(
                    select(Escalation.conversation_id, Escalation.question_id)
                    .join(Delivery, Delivery.escalation_id == Escalation.id)
                    .where(Delivery.id == delivery_id)
                )
            ).first()
            return (found[0], found[1]) if found else None

    async def said(self, message_id: str) -> bool:
        """Whether a line of a conversation with this id was written."""
        async with reading(self._sessions) as session:
            return await session.get(Message, message_id) is not None

    async def put(self, place: str, post: NewPost, now: datetime) -> None:
        """Remember a message."""
        async with self._sessions() as session, session.begin():
            await put(session, self._channel, place, post, now)

    async def conversations(self, address: str) -> list[Chat]:
        """The conversations with a chat, newest first."""
        async with reading(self._sessions) as session:
            last = (
                select(Message.at)
                .where(Message.conversation_id == Conversation.id)
                .order_by(Message.position.desc())
                .limit(1)
                .correlate(Conversation)
                .scalar_subquery()
            )
            rows = await session.execute(
                select(Conversation, last)
                .join(Reach, Reach.conversation_id == Conversation.id)
                .where(Reach.channel == self._channel, Reach.address == address)
                .order_by(Conversation.created_at.desc(), Conversation.id)
                .limit(20)
            )
            return [
                Chat(row.id, row.audience, row.language, at or row.created_at) for row, at in rows
            ]

    async def language(self, place: str) -> str | None:
        """The language that was chosen in a chat."""
        async with reading(self._sessions) as session:
            row = await session.get(Preference, (self._channel, place))
            return row.language if row else None

    async def choose_language(self, place: str, address: str, language: str, now: datetime) -> None:
        """A chat's language from now on, also of what is under way in it."""
        async with self._sessions() as session, session.begin():
            row = await session.get(Preference, (self._channel, place))
            if row is None:
                row = Preference(channel=self._channel, place=place)
                session.add(row)
            row.language, row.chosen_at = language, now
            for conversation in await session.scalars(
                select(Conversation)
                .join(Reach, Reach.conversation_id == Conversation.id)
                .where(Reach.channel == self._channel, Reach.address == address)
            ):
                conversation.language = language


async def put(
    session: AsyncSession, channel: str, place: str, post: NewPost, now: datetime
) -> None:
    """Remember a message in the transaction at hand; what it was before is replaced."""
    row = await session.scalar(
        select(Post).where(
            Post.channel == channel, Post.place == place, Post.message == post.message
        )
    )
    if row is None:
        if await session.get(Conversation, post.conversation_id) is None:
            return  # erased meanwhile, at the asker's wish
        row = Post(channel=channel, place=place, message=post.message)
        session.add(row)
    row.kind, row.conversation_id = post.kind, post.conversation_id
    row.question_id, row.answer_id = post.question_id, post.answer_id
    row.delivery_id, row.part, row.at = post.delivery_id, post.part, now


def _shown(row: Post) -> NewPost:
    return NewPost(
        row.message,
        row.kind,
        row.conversation_id,
        row.question_id,
        row.answer_id,
        row.delivery_id,
        row.part,
    )
