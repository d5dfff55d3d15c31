"""Questions whose answer was cut off (the process died): staff gets them, nobody is left waiting."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from assistant import tuning
from assistant.database import Sessions, reading
from assistant.models import AnswerRow, Conversation, Escalation, Question
from assistant.opening import open_escalation
from assistant.statuses import Reason, Status
from assistant.texts import say
from assistant.threads import say_in


async def hand_over_interrupted(sessions: Sessions, *, now: datetime) -> int:
    """Hand over questions that have had no answer for tuning.INTERRUPTED_MINUTES; how many.

    Not those that staff has already, nor those after which the asker went on and was answered.
    Several processes may do this at once: a question gets one answer.
    """
    later = aliased(Question)
    went_on = (
        exists()
        .where(later.conversation_id == Question.conversation_id)
        .where(later.position > Question.position)
        .where(later.id == AnswerRow.question_id)
    )
    with_staff = (
        exists()
        .where(Escalation.conversation_id == Question.conversation_id)
        .where(Escalation.asker_at >= Question.asked_at)
    )
    cut_off = (
        select(Question.id)
        .where(Question.asked_at <= now - timedelta(minutes=tuning.INTERRUPTED_MINUTES))
        .where(Question.asked_at > now - timedelta(days=tuning.INTERRUPTED_DAYS))
        .where(~exists().where(AnswerRow.question_id == Question.id), ~went_on, ~with_staff)
        .order_by(Question.asked_at)
        .limit(100)
    )
    async with reading(sessions) as session:
        ids = list(await session.scalars(cut_off))
    done = 0
    for id_ in ids:
        try:
            async with sessions() as session, session.begin():
                await _hand_over(session, id_, now)
                done += 1
        except IntegrityError:  # another process was first, or the answer came after all
            continue
    return done


async def _hand_over(session: AsyncSession, question_id: str, now: datetime) -> None:
    question = await session.get_one(Question, question_id)
    conversation = await session.get_one(
        Conversation, question.conversation_id, with_for_update=True
    )
    answer = AnswerRow(
        question_id=question.id,
        status=Status.ERROR_INTERNAL.value,
        text=say("error", conversation.language),
        language=conversation.language,
        confidence=0.0,
        citations=[],
        timings_ms={},
        answered_at=now,
    )
    session.add(answer)
    await session.flush()
    await say_in(
        session,
        conversation_id=conversation.id,
        author="assistant",
        kind="answer",
        answer_id=answer.id,
        now=now,
    )
    await open_escalation(
        session,
        conversation_id=conversation.id,
        question_id=question.id,
        reason=Reason.ERROR,
        now=now,
    )
