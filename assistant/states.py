"""Where an escalation stands: read from its moments, in Python and in SQL."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, case

from assistant.models import Escalation


class State(StrEnum):
    """Where an escalation stands."""

    NEW = "new"
    CLAIMED = "claimed"
    WAITING = "waiting_for_asker"
    ANSWERED = "answered"
    CLOSED = "closed"


def state_of(row: Escalation, now: datetime) -> State:
    """The state that the moments of an escalation add up to."""
    if row.closed_at is not None:
        return State.CLOSED
    if row.replied_at is not None and row.replied_at >= row.asker_at:
        return State.ANSWERED
    if row.asked_back_at is not None and row.asked_back_at >= row.asker_at:
        return State.WAITING
    if row.claimed_until is not None and row.claimed_until > now:
        return State.CLAIMED
    return State.NEW


def state_column(now: datetime) -> ColumnElement[str]:
    """The same as `state_of`, as SQL."""
    e = Escalation
    return case(
        (e.closed_at.is_not(None), State.CLOSED.value),
        (e.replied_at >= e.asker_at, State.ANSWERED.value),
        (e.asked_back_at >= e.asker_at, State.WAITING.value),
        (e.claimed_until > now, State.CLAIMED.value),
        else_=State.NEW.value,
    )
