"""The tables of civil society: organisations, and what each says of the countries it knows.

They stand apart from the States' tables, so that no question asked about a
State's answers can ever meet an organisation's.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assessment.storage.models import AnswerColumns, Base, ChangeColumns

organisation_account = Table(
    "organisation_account",
    Base.metadata,
    Column("user_id", ForeignKey("user.id"), primary_key=True),
    Column("organisation_id", ForeignKey("organisation.id"), nullable=False, index=True),
)
"""The one organisation that an account answers for."""


class Organisation(Base):
    """A civil-society organisation; ``seat`` is the country of its seat (iso3, of the world), None for a network."""

    __tablename__ = "organisation"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(30))
    seat: Mapped[str | None] = mapped_column(String(3))


class OrganisationSheet(Base):
    """What one organisation answers about one country in one round.

    In state ``sent`` its answers are those of the newest sending; once
    reopened they may depart from it, and the sending stays in force.
    """

    __tablename__ = "organisation_sheet"
    id: Mapped[int] = mapped_column(primary_key=True)
    round_slug: Mapped[str] = mapped_column(ForeignKey("round.slug"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    iso3: Mapped[str] = mapped_column(ForeignKey("country.iso3"), index=True)
    state: Mapped[str] = mapped_column(String(20))
    __table_args__ = (
        UniqueConstraint("round_slug", "organisation_id", "iso3"),
        CheckConstraint("state IN ('in_progress', 'sent')", name="state"),
    )


class OrganisationAnswer(AnswerColumns, Base):
    """An organisation's answer."""

    __tablename__ = "organisation_answer"
    sheet_id: Mapped[int] = mapped_column(ForeignKey("organisation_sheet.id"))
    __table_args__ = (UniqueConstraint("sheet_id", "question"),)


class OrganisationChange(ChangeColumns, Base):
    """A change of an organisation's answer."""

    __tablename__ = "organisation_change"
    sheet_id: Mapped[int] = mapped_column(ForeignKey("organisation_sheet.id"), index=True)


class Sending(Base):
    """A sheet as it was sent, frozen: canonical JSON and its SHA-256. Rows are only added; the newest is in force."""

    __tablename__ = "organisation_sending"
    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("organisation_sheet.id"), index=True)
    content: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    sent_at: Mapped[datetime]
    sent_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    sender_name: Mapped[str] = mapped_column(String(200))
