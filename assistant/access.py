"""Who may read and write in a conversation: whoever has its secret; and how much they may ask."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from assistant import tuning
from assistant.models import Conversation, Question
from assistant.opening import hash_of


class UnknownConversationError(Exception):
    """No such conversation, or not with this token: the two are not told apart."""


async def find_conversation(
    session: AsyncSession, conversation_id: str, token: str, *, lock: bool = False
) -> Conversation:
    """The conversation that this token opens. Raises UnknownConversationError.

    `lock`: nobody else adds to it until the transaction ends.
    """
    # PostgreSQL cannot even compare with a text that holds a zero byte.
    row = (
        await session.get(Conversation, conversation_id, with_for_update=lock)
        if conversation_id.isprintable()
        else None
    )
    # Compared in constant time, and compared also when there is no such conversation.
    known = secrets.compare_digest(row.token_hash if row else hash_of(""), hash_of(token))
    if row is None or not known:
        raise UnknownConversationError(conversation_id)
    return row


async def asks_too_much(session: AsyncSession, conversation: Conversation, now: datetime) -> bool:
    """Too many questions of this conversation, or of its address, in the last hour."""
    hour_ago = now - timedelta(hours=1)
    own = await session.scalar(
        select(func.count())
        .select_from(Question)
        .where(Question.conversation_id == conversation.id, Question.asked_at > hour_ago)
    )
    if (own or 0) >= tuning.QUESTIONS_AN_HOUR:
        return True
    if not conversation.address_hash:
        return False
    near = await session.scalar(
        select(func.count())
        .select_from(Question)
        .join(Conversation)
        .where(Conversation.address_hash == conversation.address_hash, Question.asked_at > hour_ago)
    )
    return (near or 0) >= tuning.QUESTIONS_AN_HOUR_PER_ADDRESS
