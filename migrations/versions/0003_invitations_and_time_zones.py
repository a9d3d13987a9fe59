"""Invitations by a link, and the time zone of a country and of a person.

Revision: 0003, follows 0002. Created 2026-11-24.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; the zones of the countries come with the next loading of the reference data.

    No batch: SQLite would rebuild tables that others refer to.
    """
    op.create_table(
        "invitation",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_invitation_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.add_column("country", sa.Column("time_zone", sa.String(length=40), nullable=False, server_default="UTC"))
    op.add_column("user", sa.Column("time_zone", sa.String(length=40), nullable=True))


def downgrade() -> None:
    """Take back; open invitations and chosen zones are lost."""
    op.drop_column("user", "time_zone")
    op.drop_column("country", "time_zone")
    op.drop_table("invitation")
