"""What the queue is searched in: lower-case text of what askers and staff wrote."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("messages", sa.Column("folded", sa.Text))
    op.execute(
        "UPDATE messages SET folded = lower(coalesce(text, (SELECT q.text FROM questions q"
        " WHERE q.id = messages.question_id))) WHERE author <> 'assistant'"
    )


def downgrade() -> None:
    op.drop_column("messages", "folded")
