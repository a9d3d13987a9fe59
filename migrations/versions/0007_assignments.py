"""Sharing out: sections and questions shared with contributors.

Revision: 0007, follows 0004. Created 2026-11-24.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. A new table only: nothing of what is there changes."""
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_slug", sa.String(length=20), nullable=False),
        sa.Column("iso3", sa.String(length=3), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('open', 'done', 'reopened')", name=op.f("ck_assignment_state")),
        sa.ForeignKeyConstraint(["round_slug"], ["round.slug"], name=op.f("fk_assignment_round_slug_round")),
        sa.ForeignKeyConstraint(["iso3"], ["country.iso3"], name=op.f("fk_assignment_iso3_country")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_assignment_user_id_user")),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name=op.f("fk_assignment_made_by_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    op.create_index(op.f("ix_assignment_user_id"), "assignment", ["user_id"], unique=False)
    op.create_index(op.f("ix_assignment_round_slug_iso3"), "assignment", ["round_slug", "iso3"], unique=False)


def downgrade() -> None:
    """Take back; what was shared is lost, and contributors see every answer of their country again."""
    op.drop_table("assignment")
