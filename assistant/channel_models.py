"""The tables behind channels that push and are pushed to: what arrived, what was said, who is paired.

People and chats are here as a hash that the door makes with a key of its own; the address itself
is only where something still has to be sent.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from assistant.models import Base, Moment, new_id

_WAITING = text("settled_at IS NULL")


class Arrival(Base):
    """Something that came in over a channel, and what goes back to that place.

    `key` is the far side's own number: what comes twice is one. `parts` are messages as the channel
    sends them; `sent` of them went out. When all did, `address` and `parts` are erased.
    """

    __tablename__ = "arrivals"
    __table_args__ = (
        Index("ix_arrivals_key", "channel", "key", unique=True),
        Index(
            "ix_arrivals_waiting",
            "place",
            "id",
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    channel: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(40))
    place: Mapped[str] = mapped_column(String(64))
    address: Mapped[str | None] = mapped_column(String(100))
    parts: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON)
    sent: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    arrived_at: Mapped[datetime] = mapped_column(Moment, index=True)
    due_at: Mapped[datetime] = mapped_column(Moment)
    leased_until: Mapped[datetime | None] = mapped_column(Moment)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    # Only when it was given up: the type of what went wrong.
    error: Mapped[str | None] = mapped_column(String(200))


class Post(Base):
    """A message that stands in a chat, and what it is: the way back from a reply or a button."""

    __tablename__ = "posts"
    __table_args__ = (Index("ix_posts_place", "channel", "place", "message", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    channel: Mapped[str] = mapped_column(String(20))
    place: Mapped[str] = mapped_column(String(64))
    message: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(10))
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    question_id: Mapped[str | None] = mapped_column(String(36), index=True)
    answer_id: Mapped[str | None] = mapped_column(String(36))
    # Of the secretariat's messages: the delivery and which of its parts this is.
    delivery_id: Mapped[str | None] = mapped_column(String(36), index=True)
    part: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime] = mapped_column(Moment)


class PairingCode(Base):
    """A code that an administrator gave to a school: by hand or by link, both only as a hash."""

    __tablename__ = "pairing_codes"

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    label: Mapped[str] = mapped_column(String(100))
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    link_hash: Mapped[str] = mapped_column(String(64), unique=True)
    most: Mapped[int]
    used: Mapped[int] = mapped_column(default=0)
    made_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)


class Pairing(Base):
    """Someone of a school in one chat: sees what schools see. `name` is the administrator's own."""

    __tablename__ = "pairings"
    __table_args__ = (Index("ix_pairings_person", "channel", "person", "place", unique=True),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    channel: Mapped[str] = mapped_column(String(20))
    person: Mapped[str] = mapped_column(String(64))
    place: Mapped[str] = mapped_column(String(64))
    code_id: Mapped[str] = mapped_column(ForeignKey("pairing_codes.id"), index=True)
    label: Mapped[str] = mapped_column(String(100))
    name: Mapped[str | None] = mapped_column(String(100))
    paired_at: Mapped[datetime] = mapped_column(Moment)


class PairingAttempt(Base):
    """A wrong code, to slow down guessing."""

    __tablename__ = "pairing_attempts"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    channel: Mapped[str] = mapped_column(String(20))
    person: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)


class Preference(Base):
    """The language that someone chose in a chat."""

    __tablename__ = "preferences"

    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    place: Mapped[str] = mapped_column(String(64), primary_key=True)
    language: Mapped[str] = mapped_column(String(2))
    chosen_at: Mapped[datetime] = mapped_column(Moment, index=True)
