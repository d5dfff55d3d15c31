"""Conversations, questions, answers, feedback, escalations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("audience", sa.String(20), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("address_hash", sa.String(64), index=True),
        sa.Column("created_at", _moment, nullable=False),
    )
    op.create_table(
        "questions",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column(
            "conversation_id", sa.String(36), sa.ForeignKey("conversations.id"), nullable=False
        ),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("asked_at", _moment, nullable=False, index=True),
    )
    op.create_index("ix_questions_place", "questions", ["conversation_id", "position"], unique=True)
    op.create_table(
        "answers",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column(
            "question_id", sa.String(36), sa.ForeignKey("questions.id"), nullable=False, unique=True
        ),
        sa.Column("status", sa.String(40), nullable=False, index=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("citations", sa.JSON, nullable=False),
        sa.Column("timings_ms", sa.JSON, nullable=False),
        sa.Column("answered_at", _moment, nullable=False),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column(
            "answer_id", sa.String(36), sa.ForeignKey("answers.id"), nullable=False, unique=True
        ),
        sa.Column("helpful", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("given_at", _moment, nullable=False),
    )
    op.create_table(
        "escalations",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column(
            "conversation_id", sa.String(36), sa.ForeignKey("conversations.id"), nullable=False
        ),
        sa.Column("question_id", sa.String(36), sa.ForeignKey("questions.id")),
        sa.Column("reason", sa.String(30), nullable=False, index=True),
        sa.Column("opened_at", _moment, nullable=False, index=True),
        sa.Column("closed_at", _moment),
    )
    op.create_index(
        "ix_escalations_open",
        "escalations",
        ["conversation_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def downgrade() -> None:
    for table in ("escalations", "feedback", "answers", "questions", "conversations"):
        op.drop_table(table)
