"""What is only ever added to: the changes of answers, and the signatures of a country with their withdrawals."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Row, select
from sqlalchemy.orm import Session, aliased

from assessment.storage.accounts import User
from assessment.storage.models import Snapshot, Submission, Withdrawal
from assessment.storage.queries import OF_STATES


def history(session: Session, round_slug: str, iso3: str, question: str | None = None) -> Sequence[Row[Any]]:
    """Every change of a country's answers in a round (of one, or of all), oldest first, with who made it (``by``)."""
    columns = OF_STATES.change.c
    statement = (
        select(*columns, User.name.label("by"))
        .join(Submission, Submission.id == columns.submission_id)
        .outerjoin(User, User.id == columns.changed_by)
        .where(Submission.round_slug == round_slug, Submission.iso3 == iso3)
        .order_by(columns.id)
    )
    if question is not None:
        statement = statement.where(columns.question == question)
    return cast(Sequence[Row[Any]], session.execute(statement).all())


def signatures(session: Session, round_slug: str, iso3: str) -> Sequence[Row[Snapshot, Withdrawal | None, str | None]]:
    """Every signature of a country in a round, the newest first, with its withdrawal and who withdrew it, if any."""
    statement = (
        select(Snapshot, Withdrawal, User.name)
        .join(Submission, Submission.id == Snapshot.submission_id)
        .outerjoin(Withdrawal, Withdrawal.snapshot_id == Snapshot.id)
        .outerjoin(User, User.id == Withdrawal.withdrawn_by)
        .where(Submission.round_slug == round_slug, Submission.iso3 == iso3)
        .order_by(Snapshot.id.desc())
    )
    return session.execute(statement).all()


def former_snapshots(session: Session, round_slug: str) -> Sequence[Row[str, Snapshot]]:
    """Every snapshot of a round that a later signature has replaced, with its country."""
    newer = aliased(Snapshot)
    statement = (
        select(Submission.iso3, Snapshot)
        .join(Snapshot, Snapshot.submission_id == Submission.id)
        .where(Submission.round_slug == round_slug)
        .where(select(newer.id).where(newer.submission_id == Submission.id, newer.id > Snapshot.id).exists())
        .order_by(Submission.iso3, Snapshot.id)
    )
    return session.execute(statement).all()
