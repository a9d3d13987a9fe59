"""The tables. Accounts and civil society stand in modules of their own beside this one; all share one MetaData."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC; SQLite would give it back without its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: object) -> datetime | None:
        """To the database: always UTC; a naive moment is a mistake."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: object) -> datetime | None:
        """From the database: always with its zone."""
        return None if value is None else (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC))


class Base(DeclarativeBase):
    """Every table."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar = {datetime: UtcDateTime, dict[str, Any]: JSON, list[Any]: JSON}


class Installation(Base):
    """Facts about this database, one row each: ``demonstration`` marks drawn, not real, answers."""

    __tablename__ = "installation"
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))


class Country(Base):
    """A member State. Names are maps from language to text."""

    __tablename__ = "country"
    iso3: Mapped[str] = mapped_column(String(3), primary_key=True)
    iso2: Mapped[str] = mapped_column(String(2), unique=True)
    name: Mapped[dict[str, Any]]
    official_name: Mapped[dict[str, Any]]
    subregion: Mapped[str] = mapped_column(String(40))
    languages: Mapped[list[Any]]
    number_style: Mapped[str] = mapped_column(String(20))
    time_zone: Mapped[str] = mapped_column(String(40), server_default="UTC")
    tile_row: Mapped[int]
    tile_column: Mapped[int]


class Scheme(Base):
    """A forum or integration scheme (RCM, SACM, CARICOM ...)."""

    __tablename__ = "scheme"
    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    short_name: Mapped[dict[str, Any]]
    name: Mapped[dict[str, Any]]
    kind: Mapped[str] = mapped_column(String(30))


class Membership(Base):
    """A country's place in a scheme: its status, since when, and the sources (texts, one a source)."""

    __tablename__ = "membership"
    id: Mapped[int] = mapped_column(primary_key=True)
    scheme_code: Mapped[str] = mapped_column(ForeignKey("scheme.code"))
    iso3: Mapped[str] = mapped_column(ForeignKey("country.iso3"), index=True)
    status: Mapped[str] = mapped_column(String(30))
    since: Mapped[str | None] = mapped_column(String(10))
    sources: Mapped[list[Any]]
    verified: Mapped[bool]
    note: Mapped[dict[str, Any] | None]
    __table_args__ = (UniqueConstraint("scheme_code", "iso3"),)


class QuestionnaireVersion(Base):
    """A questionnaire version this database knows, with the hashes it was loaded under."""

    __tablename__ = "questionnaire_version"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60))
    version: Mapped[str] = mapped_column(String(20))
    meaning_hash: Mapped[str] = mapped_column(String(64))
    texts_hash: Mapped[str] = mapped_column(String(64))
    text_revision: Mapped[int]
    __table_args__ = (UniqueConstraint("slug", "version"),)


civil_society_round = Table(
    "civil_society_round",
    Base.metadata,
    Column("round_slug", ForeignKey("round.slug"), primary_key=True),
    Column("questionnaire_id", ForeignKey("questionnaire_version.id"), nullable=False),
)
"""The civil-society questionnaire of a round that has one."""


class Round(Base):
    """One exercise of self-assessment under one questionnaire version, and one of civil society's if it has one."""

    __tablename__ = "round"
    slug: Mapped[str] = mapped_column(String(20), primary_key=True)
    title: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(20))
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    questionnaire: Mapped[QuestionnaireVersion] = relationship(lazy="joined", innerjoin=True)
    civil_questionnaire: Mapped[QuestionnaireVersion | None] = relationship(
        secondary=civil_society_round, lazy="joined"
    )
    __table_args__ = (CheckConstraint("state IN ('draft', 'open', 'closed', 'published')", name="state"),)


class Pair(Base):
    """Two member States that are priority partners of each other in a round, with the reasons; first < second."""

    __tablename__ = "pair"
    id: Mapped[int] = mapped_column(primary_key=True)
    round_slug: Mapped[str] = mapped_column(ForeignKey("round.slug"))
    first: Mapped[str] = mapped_column(ForeignKey("country.iso3"))
    second: Mapped[str] = mapped_column(ForeignKey("country.iso3"))
    reasons: Mapped[list[Any]]
    __table_args__ = (
        UniqueConstraint("round_slug", "first", "second"),
        CheckConstraint("first < second", name="order"),
    )


class Submission(Base):
    """One country's part in one round. ``activity`` is the time spent on its sections (see ``services.burden``)."""

    __tablename__ = "submission"
    id: Mapped[int] = mapped_column(primary_key=True)
    round_slug: Mapped[str] = mapped_column(ForeignKey("round.slug"))
    iso3: Mapped[str] = mapped_column(ForeignKey("country.iso3"), index=True)
    state: Mapped[str] = mapped_column(String(20))
    started_at: Mapped[datetime | None]
    activity: Mapped[dict[str, Any] | None]
    __table_args__ = (
        UniqueConstraint("round_slug", "iso3"),
        CheckConstraint("state IN ('not_started', 'in_progress', 'signed')", name="state"),
    )


class AnswerColumns:
    """The current answer under one key (``core.answers.AnswerSheet``). ``version`` grows with every change."""

    id: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(20))
    value: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    reason: Mapped[str] = mapped_column(Text)
    comment: Mapped[str] = mapped_column(Text)
    evidence: Mapped[list[Any]]
    instruments: Mapped[list[Any]]
    version: Mapped[int]
    changed_at: Mapped[datetime]
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class AnswerRow(AnswerColumns, Base):
    """A State's answer."""

    __tablename__ = "answer"
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    __table_args__ = (UniqueConstraint("submission_id", "question"),)


class ChangeColumns:
    """One change, or refused stale change, of one answer; rows are only ever added.

    ``content`` is the whole answer as it was asked to become. ``applied`` is
    false for a change that met a newer version and was kept without effect.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(String(60))
    version: Mapped[int]
    content: Mapped[dict[str, Any]]
    applied: Mapped[bool]
    way: Mapped[str] = mapped_column(String(20))
    changed_at: Mapped[datetime]
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class AnswerChange(ChangeColumns, Base):
    """A change of a State's answer."""

    __tablename__ = "answer_change"
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)


class Snapshot(Base):
    """A signed answer sheet, frozen: canonical JSON and its SHA-256. Never changed.

    Of several snapshots of a submission, the newest is in force.
    """

    __tablename__ = "snapshot"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    content: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    meaning_hash: Mapped[str] = mapped_column(String(64))
    signed_at: Mapped[datetime]
    signed_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    signer_name: Mapped[str] = mapped_column(String(200))
    signer_office: Mapped[str] = mapped_column(String(200))


class Withdrawal(Base):
    """A signature taken back to correct the answers; its snapshot stays in force until the next signature."""

    __tablename__ = "withdrawal"
    id: Mapped[int] = mapped_column(primary_key=True)
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"), unique=True)
    withdrawn_at: Mapped[datetime]
    withdrawn_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str] = mapped_column(Text)


class ScoreCardRow(Base):
    """The score card of a snapshot under one method; can be rebuilt from it at any time."""

    __tablename__ = "score_card"
    id: Mapped[int] = mapped_column(primary_key=True)
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))
    method: Mapped[str] = mapped_column(String(20))
    card: Mapped[dict[str, Any]]
    __table_args__ = (UniqueConstraint("snapshot_id", "method"),)


class AuditEntry(Base):
    """Who did what: signatures, downloads, round changes, accounts. Rows are only ever added."""

    __tablename__ = "audit_entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(200))
