"""Signing again: several snapshots of one submission, and withdrawals of signatures.

Revision: 0005, follows 0004. Created 2026-11-24.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

UNIQUE = "uq_snapshot_submission_id"


def upgrade() -> None:
    """Apply. A submission may have several snapshots, of which the newest is in force; what is there stays."""
    with op.batch_alter_table("snapshot") as snapshot:
        snapshot.drop_constraint(op.f(UNIQUE), type_="unique")
        snapshot.create_index(op.f("ix_snapshot_submission_id"), ["submission_id"], unique=False)
    op.create_table(
        "withdrawal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name=op.f("fk_withdrawal_snapshot_id_snapshot")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["user.id"], name=op.f("fk_withdrawal_withdrawn_by_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawal")),
        sa.UniqueConstraint("snapshot_id", name=op.f("uq_withdrawal_snapshot_id")),
    )


def downgrade() -> None:
    """Take back: the snapshot in force stays, former ones and withdrawals are lost.

    A submission being corrected is signed again, as what the older program shows of it is its snapshot.
    """
    op.drop_table("withdrawal")
    snapshot = sa.table("snapshot", sa.column("id"), sa.column("submission_id"))
    newest = sa.select(sa.func.max(snapshot.c.id)).group_by(snapshot.c.submission_id)
    former = sa.select(snapshot.c.id).where(snapshot.c.id.not_in(newest))
    card = sa.table("score_card", sa.column("snapshot_id"))
    op.execute(sa.delete(card).where(card.c.snapshot_id.in_(former)))
    op.execute(sa.delete(snapshot).where(snapshot.c.id.in_(former)))
    submission = sa.table("submission", sa.column("id"), sa.column("state"))
    signed = sa.select(snapshot.c.submission_id)
    op.execute(sa.update(submission).where(submission.c.id.in_(signed)).values(state="signed"))
    with op.batch_alter_table("snapshot") as again:
        again.drop_index(op.f("ix_snapshot_submission_id"))
        again.create_unique_constraint(op.f(UNIQUE), ["submission_id"])
