"""The queue as a query: its views and filters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from assistant.actors import Actor
from assistant.desk_models import Delivery, Staff
from assistant.models import Conversation, Escalation, Message, Question
from assistant.states import State, state_column

View = Literal["mine", "unclaimed", "waiting", "answered", "closed", "open", "all"]


VIEWS: tuple[View, ...] = ("mine", "unclaimed", "waiting", "answered", "closed", "open", "all")


@dataclass(frozen=True, slots=True)
class Filters:
    """What to leave out; `search` finds every word in what was asked and replied."""

    reason: str | None = None
    channel: str | None = None
    audience: str | None = None
    older_than_days: int | None = None
    search: str | None = None


def columns() -> Select[Any]:
    holds = Escalation.claimed_by == Staff.id
    lost = exists().where(
        Delivery.escalation_id == Escalation.id,
        or_(
            Delivery.failed_at.is_not(None),
            and_(Delivery.channel == "phone", Delivery.delivered_at.is_(None)),
        ),
    )
    return cast(
        Select[Any],
        select(Escalation, Question.text, Conversation, Staff.name, lost)
        .join(Conversation, Conversation.id == Escalation.conversation_id)
        .outerjoin(Question, Question.id == Escalation.question_id)
        .outerjoin(Staff, holds),
    )


def counted() -> Select[Any]:
    """Ids, each with the total beside it; narrow, so that 10,000 are sorted quickly."""
    return cast(
        Select[Any],
        select(Escalation.id, func.count().over()).join(
            Conversation, Conversation.id == Escalation.conversation_id
        ),
    )


def where_view(view: View, actor: Actor, now: datetime) -> ColumnElement[bool] | None:
    e, state = Escalation, state_column(now)
    if view == "mine":
        return and_(e.claimed_by == actor.id, e.claimed_until > now, e.closed_at.is_(None))
    if view == "unclaimed":
        return and_(e.closed_at.is_(None), state == State.NEW.value)
    if view == "waiting":
        return and_(e.closed_at.is_(None), state == State.WAITING.value)
    if view == "answered":
        return and_(e.closed_at.is_(None), state == State.ANSWERED.value)
    if view == "closed":
        return e.closed_at.is_not(None)
    if view == "open":
        return and_(e.closed_at.is_(None), state != State.ANSWERED.value)
    return None


def filtered(chosen: Select[Any], filters: Filters, now: datetime) -> Select[Any]:
    if filters.reason:
        chosen = chosen.where(Escalation.reason == str(filters.reason))
    if filters.channel:
        chosen = chosen.where(Conversation.channel == filters.channel)
    if filters.audience:
        chosen = chosen.where(Conversation.audience == filters.audience)
    if filters.older_than_days is not None:
        before = now - timedelta(days=filters.older_than_days)
        chosen = chosen.where(Escalation.opened_at <= before)
    for word in (filters.search or "").lower().split()[:8]:
        said = select(Message.conversation_id).where(Message.folded.contains(word, autoescape=True))
        chosen = chosen.where(Escalation.conversation_id.in_(said))
    return chosen
