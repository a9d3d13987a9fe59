"""The time spent on each section of a submission, in seconds.

Revision: 0008, follows 0004. Created 2026-11-24.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. Nothing is known of the time spent before."""
    op.add_column("submission", sa.Column("activity", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Take back; the times are lost."""
    op.drop_column("submission", "activity")
