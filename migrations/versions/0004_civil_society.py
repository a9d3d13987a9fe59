"""Civil society: organisations, their accounts, and what they answer about a country.

Revision: 0004, follows 0003. Created 2026-11-24.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. New tables only: nothing of what is there changes."""
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("seat", sa.String(length=3), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("name", name=op.f("uq_organisation_name")),
    )
    op.create_table(
        "organisation_account",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        _foreign("organisation_account", "user_id", "user"),
        _foreign("organisation_account", "organisation_id", "organisation"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_organisation_account")),
    )
    _index("organisation_account", "organisation_id")
    op.create_table(
        "civil_society_round",
        sa.Column("round_slug", sa.String(length=20), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        _foreign("civil_society_round", "round_slug", "round", "slug"),
        _foreign("civil_society_round", "questionnaire_id", "questionnaire_version"),
        sa.PrimaryKeyConstraint("round_slug", name=op.f("pk_civil_society_round")),
    )
    _create_sheets()


def _create_sheets() -> None:
    op.create_table(
        "organisation_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_slug", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("iso3", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.CheckConstraint("state IN ('in_progress', 'sent')", name=op.f("ck_organisation_sheet_state")),
        _foreign("organisation_sheet", "round_slug", "round", "slug"),
        _foreign("organisation_sheet", "organisation_id", "organisation"),
        _foreign("organisation_sheet", "iso3", "country", "iso3"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_sheet")),
        sa.UniqueConstraint(
            "round_slug",
            "organisation_id",
            "iso3",
            name=op.f("uq_organisation_sheet_round_slug_organisation_id_iso3"),
        ),
    )
    _index("organisation_sheet", "iso3")
    op.create_table(
        "organisation_answer",
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("value", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("instruments", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        _foreign("organisation_answer", "sheet_id", "organisation_sheet"),
        _foreign("organisation_answer", "changed_by", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_answer")),
        sa.UniqueConstraint("sheet_id", "question", name=op.f("uq_organisation_answer_sheet_id_question")),
    )
    op.create_table(
        "organisation_change",
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("applied", sa.Boolean(), nullable=False),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        _foreign("organisation_change", "sheet_id", "organisation_sheet"),
        _foreign("organisation_change", "changed_by", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_change")),
    )
    _index("organisation_change", "sheet_id")
    op.create_table(
        "organisation_sending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.Integer(), nullable=False),
        sa.Column("sender_name", sa.String(length=200), nullable=False),
        _foreign("organisation_sending", "sheet_id", "organisation_sheet"),
        _foreign("organisation_sending", "sent_by", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_sending")),
    )
    _index("organisation_sending", "sheet_id")


def _foreign(table: str, column: str, other: str, key: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.{key}"], name=op.f(f"fk_{table}_{column}_{other}"))


def _index(table: str, column: str) -> None:
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def downgrade() -> None:
    """Take back; organisations and all they answered are lost, their accounts stay without a role."""
    role, user_role = sa.table("role", sa.column("id"), sa.column("name")), sa.table("user_role", sa.column("role_id"))
    gone = sa.select(role.c.id).where(role.c.name == "organisation")
    op.execute(sa.delete(user_role).where(user_role.c.role_id.in_(gone)))
    op.execute(sa.delete(role).where(role.c.name == "organisation"))
    for name in (
        "organisation_sending",
        "organisation_change",
        "organisation_answer",
        "organisation_sheet",
        "civil_society_round",
        "organisation_account",
        "organisation",
    ):
        op.drop_table(name)
