"""Messages, the queue, contacts, the outbox, staff, settings, approved answers, the record."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_moment = sa.DateTime(timezone=True)


def _key(target: str, *, name: str | None = None) -> sa.ForeignKey:
    return sa.ForeignKey(target, name=name)


def upgrade() -> None:
    _staff()
    _queue()
    _conversation()
    _outbox()
    _knowledge()
    _carry_over()


def _staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("email", sa.String(254), nullable=False, unique=True),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("password_hash", sa.String(200)),
        sa.Column("totp_secret", sa.String(64)),
        sa.Column("totp_step", sa.Integer),
        sa.Column("oidc_subject", sa.String(255), unique=True),
        sa.Column("notify", sa.String(10), nullable=False),
        sa.Column("digest_hours", sa.JSON, nullable=False),
        sa.Column("digest_at", _moment),
        sa.Column("created_at", _moment, nullable=False),
        sa.Column("disabled_at", _moment),
    )
    op.create_table(
        "staff_sessions",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("staff_id", sa.String(36), _key("staff.id"), nullable=False, index=True),
        sa.Column("created_at", _moment, nullable=False),
        sa.Column("seen_at", _moment, nullable=False),
        sa.Column("expires_at", _moment, nullable=False),
        sa.Column("revoked_at", _moment),
    )
    op.create_table(
        "staff_links",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("staff_id", sa.String(36), _key("staff.id"), nullable=False, index=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("expires_at", _moment, nullable=False),
        sa.Column("used_at", _moment),
    )
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("email_hash", sa.String(64), nullable=False, index=True),
        sa.Column("address_hash", sa.String(64), nullable=False, index=True),
        sa.Column("at", _moment, nullable=False, index=True),
        sa.Column("succeeded", sa.Boolean, nullable=False),
    )
    op.create_table(
        "record",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", _moment, nullable=False, index=True),
        sa.Column("staff_id", sa.String(36), _key("staff.id"), index=True),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(80), nullable=False, index=True),
        sa.Column("before", sa.JSON),
        sa.Column("after", sa.JSON),
    )
    op.create_table(
        "settings",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("value", sa.JSON, nullable=False),
        sa.Column("comment", sa.Text),
        sa.Column("staff_id", sa.String(36), _key("staff.id")),
        sa.Column("at", _moment, nullable=False),
    )
    op.create_index("ix_settings_key", "settings", ["key", "version"], unique=True)


def _queue() -> None:
    with op.batch_alter_table("escalations") as table:
        table.add_column(sa.Column("due_at", _moment))
        table.add_column(
            sa.Column(
                "claimed_by", sa.String(36), _key("staff.id", name="fk_escalations_claimed_by")
            )
        )
        table.add_column(sa.Column("claimed_at", _moment))
        table.add_column(sa.Column("claimed_until", _moment))
        table.add_column(sa.Column("asker_at", _moment))
        table.add_column(sa.Column("asked_back_at", _moment))
        table.add_column(sa.Column("replied_at", _moment))
        table.add_column(sa.Column("closed_because", sa.String(20)))
    op.execute("UPDATE escalations SET due_at = opened_at, asker_at = opened_at")
    with op.batch_alter_table("escalations") as table:
        table.alter_column("due_at", nullable=False)
        table.alter_column("asker_at", nullable=False)
        table.create_index("ix_escalations_queue", ["closed_at", "due_at"])


def _conversation() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("conversation_id", sa.String(36), _key("conversations.id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("author", sa.String(10), nullable=False),
        sa.Column("question_id", sa.String(36), _key("questions.id"), index=True),
        sa.Column("answer_id", sa.String(36), _key("answers.id"), index=True),
        sa.Column("escalation_id", sa.String(36), _key("escalations.id"), index=True),
        sa.Column("staff_id", sa.String(36), _key("staff.id")),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("text", sa.Text),
        sa.Column("citations", sa.JSON, nullable=False),
        sa.Column("at", _moment, nullable=False),
    )
    op.create_index("ix_messages_place", "messages", ["conversation_id", "position"], unique=True)
    escalation = ("escalation_id", sa.String(36), _key("escalations.id"))
    op.create_table(
        "contacts",
        sa.Column(*escalation, primary_key=True),
        sa.Column("way", sa.String(10), nullable=False),
        sa.Column("value", sa.String(254)),
        sa.Column("given_at", _moment, nullable=False),
    )
    op.create_table(
        "reaches",
        sa.Column("conversation_id", sa.String(36), _key("conversations.id"), primary_key=True),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("address", sa.String(100), nullable=False),
    )
    op.create_index("ix_reaches_address", "reaches", ["channel", "address"])
    op.create_table(
        "status_links",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column(
            "escalation_id", sa.String(36), _key("escalations.id"), nullable=False, index=True
        ),
        sa.Column("expires_at", _moment, nullable=False),
    )
    op.create_table(
        "notes",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column(
            "escalation_id", sa.String(36), _key("escalations.id"), nullable=False, index=True
        ),
        sa.Column("staff_id", sa.String(36), _key("staff.id"), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", _moment, nullable=False),
    )


def _outbox() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("escalation_id", sa.String(36), _key("escalations.id"), index=True),
        sa.Column("message_id", sa.String(36), _key("messages.id"), index=True),
        sa.Column("staff_id", sa.String(36), _key("staff.id"), index=True),
        sa.Column("about_id", sa.String(36)),
        sa.Column("created_at", _moment, nullable=False, index=True),
        sa.Column("due_at", _moment, nullable=False),
        sa.Column("leased_by", sa.String(36)),
        sa.Column("leased_until", _moment),
        sa.Column("delivered_at", _moment),
        sa.Column("failed_at", _moment),
    )
    underway = sa.text("delivered_at IS NULL AND failed_at IS NULL")
    op.create_index(
        "ix_deliveries_due",
        "deliveries",
        ["due_at"],
        sqlite_where=underway,
        postgresql_where=underway,
    )
    op.create_table(
        "delivery_attempts",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("delivery_id", sa.String(36), _key("deliveries.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("began_at", _moment, nullable=False),
        sa.Column("ended_at", _moment),
        sa.Column("outcome", sa.String(10)),
        sa.Column("error", sa.String(500)),
    )
    op.create_index(
        "ix_attempts_number", "delivery_attempts", ["delivery_id", "number"], unique=True
    )


def _knowledge() -> None:
    op.create_table(
        "approved_answers",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("message_id", sa.String(36), _key("messages.id"), index=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("audience", sa.String(20), nullable=False),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_until", sa.Date),
        sa.Column("owner", sa.String(100)),
        sa.Column("proposed_by", sa.String(36), _key("staff.id"), nullable=False),
        sa.Column("proposed_at", _moment, nullable=False),
        sa.Column("approved_by", sa.String(36), _key("staff.id")),
        sa.Column("approved_at", _moment),
        sa.Column("withdrawn_by", sa.String(36), _key("staff.id")),
        sa.Column("withdrawn_at", _moment),
    )


def _carry_over() -> None:
    """Questions and answers of before become messages: 1 and 2, 3 and 4, …"""
    op.execute(
        "INSERT INTO messages (id, conversation_id, position, author, question_id, kind, citations,"
        " at) SELECT id, conversation_id, position * 2 - 1, 'asker', id, 'question', '[]', asked_at"
        " FROM questions"
    )
    op.execute(
        "INSERT INTO messages (id, conversation_id, position, author, answer_id, kind, citations,"
        " at) SELECT a.id, q.conversation_id, q.position * 2, 'assistant', a.id, 'answer', '[]',"
        " a.answered_at FROM answers a JOIN questions q ON q.id = a.question_id"
    )


def downgrade() -> None:
    for name in (
        "approved_answers",
        "delivery_attempts",
        "deliveries",
        "notes",
        "status_links",
        "reaches",
        "contacts",
        "messages",
    ):
        op.drop_table(name)
    with op.batch_alter_table("escalations") as table:
        table.drop_index("ix_escalations_queue")
        table.drop_constraint("fk_escalations_claimed_by", type_="foreignkey")
        for column in (
            "due_at",
            "claimed_by",
            "claimed_at",
            "claimed_until",
            "asker_at",
            "asked_back_at",
            "replied_at",
            "closed_because",
        ):
            table.drop_column(column)
    for name in (
        "settings",
        "record",
        "sign_in_attempts",
        "staff_links",
        "staff_sessions",
        "staff",
    ):
        op.drop_table(name)
