"""The documents of the countries: their table, and one function per question asked of it.

A row is never deleted: its code must not come to mean another document. The
files themselves lie beside the database (``evidence_files``), each under the
random name that its row knows.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Row, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from assessment.core.answers import Document
from assessment.storage.accounts import User
from assessment.storage.models import Base, Snapshot


class DocumentRow(Base):
    """One document of a country in a round; ``stored_name`` is None for a link, and once the file is gone for good."""

    __tablename__ = "document"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    code: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(10))
    description: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(10))
    page: Mapped[str] = mapped_column(String(100))
    link: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    stored_name: Mapped[str | None] = mapped_column(String(32), unique=True)
    uploaded_at: Mapped[datetime]
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    removed_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("submission_id", "code"),
        CheckConstraint("kind IN ('file', 'link')", name="kind"),
    )


def as_document(row: DocumentRow) -> Document:
    """What a snapshot says of a document."""
    return Document(row.description, row.language, row.page, row.link, row.name, row.media_type, row.size, row.sha256)


def kept(session: Session, submission_id: int) -> Sequence[DocumentRow]:
    """The documents of a submission that are not removed, in the order of their codes."""
    statement = select(DocumentRow).where(DocumentRow.submission_id == submission_id, DocumentRow.removed_at.is_(None))
    return session.scalars(statement.order_by(DocumentRow.id)).all()


def with_names(session: Session, submission_id: int) -> Sequence[Row[DocumentRow, str | None]]:
    """All documents of a submission, also removed ones, each with the name of who added it."""
    statement = (
        select(DocumentRow, User.name)
        .outerjoin(User, User.id == DocumentRow.uploaded_by)
        .where(DocumentRow.submission_id == submission_id)
        .order_by(DocumentRow.id)
    )
    return session.execute(statement).all()


def by_code(session: Session, submission_id: int, code: str) -> DocumentRow | None:
    """The document of this code, removed or not."""
    return session.scalar(
        select(DocumentRow).where(DocumentRow.submission_id == submission_id, DocumentRow.code == code)
    )


def count(session: Session, submission_id: int) -> int:
    """How many documents a submission has had."""
    statement = select(func.count()).where(DocumentRow.submission_id == submission_id)
    return session.scalar(statement) or 0


def with_files(session: Session) -> Sequence[DocumentRow]:
    """Every document of every country whose file should be there."""
    return session.scalars(select(DocumentRow).where(DocumentRow.stored_name.is_not(None))).all()


def signed_contents(session: Session) -> Sequence[Row[int, str]]:
    """What every submission signed that names documents, by its number."""
    statement = select(Snapshot.submission_id, Snapshot.content).where(Snapshot.content.contains('"documents":{'))
    return session.execute(statement).all()
