"""Partner States: priority pairs of a round, instruments in an answer, longer keys.

Revision: 0002, follows 0001. Created 2026-11-24.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_slug", sa.String(length=20), nullable=False),
        sa.Column("first", sa.String(length=3), nullable=False),
        sa.Column("second", sa.String(length=3), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.CheckConstraint("first < second", name=op.f("ck_pair_order")),
        sa.ForeignKeyConstraint(["first"], ["country.iso3"], name=op.f("fk_pair_first_country")),
        sa.ForeignKeyConstraint(["round_slug"], ["round.slug"], name=op.f("fk_pair_round_slug_round")),
        sa.ForeignKeyConstraint(["second"], ["country.iso3"], name=op.f("fk_pair_second_country")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair")),
        sa.UniqueConstraint("round_slug", "first", "second", name=op.f("uq_pair_round_slug_first_second")),
    )
    with op.batch_alter_table("answer") as table:
        table.add_column(sa.Column("instruments", sa.JSON(), nullable=False, server_default="[]"))
        table.alter_column("question", existing_type=sa.String(length=20), type_=sa.String(length=60))
    with op.batch_alter_table("answer") as table:
        table.alter_column("instruments", existing_type=sa.JSON(), server_default=None)
    with op.batch_alter_table("answer_change") as table:
        table.alter_column("question", existing_type=sa.String(length=20), type_=sa.String(length=60))


def downgrade() -> None:
    """Take back; answers about partners go with it, since their keys do not fit."""
    partners = sa.column("question").contains("@") | sa.column("question").contains("#")
    for name in ("answer_change", "answer"):
        op.execute(sa.delete(sa.table(name, sa.column("question"))).where(partners))
        with op.batch_alter_table(name) as table:
            table.alter_column("question", existing_type=sa.String(length=60), type_=sa.String(length=20))
    with op.batch_alter_table("answer") as table:
        table.drop_column("instruments")
    op.drop_table("pair")
