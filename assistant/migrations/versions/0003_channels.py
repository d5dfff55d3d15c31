"""Channels that push: what arrived, what stands in a chat, pairing of schools."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    _arrivals()
    _posts()
    _pairing()
    op.create_table(
        "preferences",
        sa.Column("channel", sa.String(20), primary_key=True),
        sa.Column("place", sa.String(64), primary_key=True),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("chosen_at", _moment, nullable=False, index=True),
    )


def _arrivals() -> None:
    op.create_table(
        "arrivals",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("place", sa.String(64), nullable=False),
        sa.Column("address", sa.String(100)),
        sa.Column("parts", sa.JSON),
        sa.Column("sent", sa.Integer, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("arrived_at", _moment, nullable=False, index=True),
        sa.Column("due_at", _moment, nullable=False),
        sa.Column("leased_until", _moment),
        sa.Column("settled_at", _moment),
        sa.Column("error", sa.String(200)),
    )
    op.create_index("ix_arrivals_key", "arrivals", ["channel", "key"], unique=True)
    waiting = sa.text("settled_at IS NULL")
    op.create_index(
        "ix_arrivals_waiting",
        "arrivals",
        ["place", "id"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def _posts() -> None:
    op.create_table(
        "posts",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("place", sa.String(64), nullable=False),
        sa.Column("message", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column(
            "conversation_id",
            sa.String(36),
            sa.ForeignKey("conversations.id"),
            nullable=False,
            index=True,
        ),
        sa.Column("question_id", sa.String(36), index=True),
        sa.Column("answer_id", sa.String(36)),
        sa.Column("delivery_id", sa.String(36), index=True),
        sa.Column("part", sa.Integer, nullable=False),
        sa.Column("at", _moment, nullable=False),
    )
    op.create_index("ix_posts_place", "posts", ["channel", "place", "message"], unique=True)


def _pairing() -> None:
    op.create_table(
        "pairing_codes",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("label", sa.String(100), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("link_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("most", sa.Integer, nullable=False),
        sa.Column("used", sa.Integer, nullable=False),
        sa.Column("made_by", sa.String(36), sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("made_at", _moment, nullable=False),
        sa.Column("expires_at", _moment, nullable=False),
        sa.Column("revoked_at", _moment),
    )
    op.create_table(
        "pairings",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("place", sa.String(64), nullable=False),
        sa.Column(
            "code_id",
            sa.String(36),
            sa.ForeignKey("pairing_codes.id"),
            nullable=False,
            index=True,
        ),
        sa.Column("label", sa.String(100), nullable=False),
        sa.Column("name", sa.String(100)),
        sa.Column("paired_at", _moment, nullable=False),
    )
    op.create_index("ix_pairings_person", "pairings", ["channel", "person", "place"], unique=True)
    op.create_table(
        "pairing_attempts",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("person", sa.String(64), nullable=False, index=True),
        sa.Column("at", _moment, nullable=False, index=True),
    )


def downgrade() -> None:
    for name in (
        "preferences",
        "pairing_attempts",
        "pairings",
        "pairing_codes",
        "posts",
        "arrivals",
    ):
        op.drop_table(name)
