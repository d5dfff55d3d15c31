"""What was said in a conversation, for whoever has its secret; and waiting for what comes next."""

from __future__ import annotations

import asyncio

from sqlalchemy import select

from assistant.access import find_conversation
from assistant.conversation_shapes import Said
from assistant.database import Sessions, reading
from assistant.models import AnswerRow, Question
from assistant.threads import Shown, lines_of

# Seconds between two looks for something new in a conversation.
LOOK_EVERY = 1.0


class ReadingBack:
    """The reading half of `Conversations`."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def read(self, *, conversation_id: str, token: str) -> list[Said]:
        """The questions so far with their answers, oldest first."""
        async with reading(self._sessions) as session:
            conversation = await find_conversation(session, conversation_id, token)
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
                for question, answer in rows
            ]

    async def language(self, *, conversation_id: str, token: str) -> str:
        """The language a conversation began in. Raises UnknownConversationError."""
        async with self._sessions() as session:
            return (await find_conversation(session, conversation_id, token)).language

    async def messages(self, *, conversation_id: str, token: str, since: int = 0) -> list[Shown]:
        """All that was said after a position, oldest first, staff's replies too."""
        async with reading(self._sessions) as session:
            conversation = await find_conversation(session, conversation_id, token)
            return await lines_of(session, conversation.id, since)

    async def wait(
        self, *, conversation_id: str, token: str, since: int, seconds: float = 25.0
    ) -> list[Shown]:
        """The same, as soon as there is something after `since`; [] when nothing came in time.

        Looks once a second: what is new may have been written by another process.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while True:
            lines = await self.messages(conversation_id=conversation_id, token=token, since=since)
            left = until - loop.time()
            if lines or left <= 0:
                return lines
            await asyncio.sleep(min(LOOK_EVERY, left))
