"""Known questions from use: approved answers, replies of staff, and what askers found helpful.

Questions are stored masked; nothing else of the asker is read.
"""

from __future__ import annotations

from sqlalchemy import select

from assistant.approved_documents import document_id_of
from assistant.cases.known import WEAK, Known
from assistant.database import Sessions, reading
from assistant.desk_models import ApprovedAnswer
from assistant.models import AnswerRow, Conversation, Escalation, Feedback, Message, Question
from assistant.statuses import Reason
from knowledge.documents import Audience

# Escalations that tell whether the documents answer: not those about a person's own case.
_TELLING = (Reason.NO_SOURCE, Reason.LOW_CONFIDENCE, Reason.NOT_HELPED)


async def lived(sessions: Sessions) -> list[Known]:
    """All of them, oldest first: of one question the strongest word counts."""
    found: dict[str, Known] = {}
    async with reading(sessions) as session:
        for question, audience, answer, helpful in await session.execute(_FEEDBACK):
            cited = frozenset(c["passage_id"] for c in answer.citations)
            if cited and answer.status.startswith("answered_"):
                if helpful:
                    found[question.id] = _known(question, audience, "feedback", cited)
                else:
                    found[question.id] = _known(
                        question, audience, "feedback", against=cited, weight=WEAK
                    )
        for question, audience, message in await session.execute(_REPLIES):
            cited = frozenset(c["passage_id"] for c in message.citations)
            weight = 1.0 if cited else WEAK
            found[question.id] = _known(question, audience, "reply", cited, weight=weight)
        for question, audience, approved in await session.execute(_APPROVED):
            documents = frozenset([document_id_of(approved)])
            found[question.id] = _known(question, audience, "approved", documents=documents)
    return list(found.values())


_FEEDBACK = (
    select(Question, Conversation.audience, AnswerRow, Feedback.helpful)
    .join(AnswerRow, AnswerRow.question_id == Question.id)
    .join(Feedback, Feedback.answer_id == AnswerRow.id)
    .join(Conversation, Conversation.id == Question.conversation_id)
    .order_by(Question.asked_at)
)
_REPLIES = (
    select(Question, Conversation.audience, Message)
    .join(Escalation, Escalation.question_id == Question.id)
    .join(Message, Message.escalation_id == Escalation.id)
    .join(Conversation, Conversation.id == Question.conversation_id)
    .where(Message.kind == "reply", Escalation.reason.in_([r.value for r in _TELLING]))
    .order_by(Question.asked_at)
)
_APPROVED = (
    select(Question, Conversation.audience, ApprovedAnswer.id)
    .join(Escalation, Escalation.question_id == Question.id)
    .join(Message, Message.escalation_id == Escalation.id)
    .join(ApprovedAnswer, ApprovedAnswer.message_id == Message.id)
    .join(Conversation, Conversation.id == Question.conversation_id)
    .where(ApprovedAnswer.approved_at.is_not(None), ApprovedAnswer.withdrawn_at.is_(None))
    .order_by(Question.asked_at)
)


def _known(
    question: Question,
    audience: str,
    source: str,
    passages: frozenset[str] = frozenset(),
    *,
    documents: frozenset[str] = frozenset(),
    against: frozenset[str] = frozenset(),
    weight: float = 1.0,
) -> Known:
    return Known(
        question=question.text,
        source=source,
        language=question.language,
        audience=Audience(audience),
        passages=passages,
        documents=documents,
        against=against,
        weight=weight,
    )
