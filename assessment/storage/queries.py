"""One function per question asked of the database. Nothing here decides who may ask."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Table, bindparam, case, func, insert, or_, select, update
from sqlalchemy.orm import Session, aliased

from assessment.storage.accounts import Invitation, SignInAttempt, User
from assessment.storage.civil_society import (
    Organisation,
    OrganisationAnswer,
    OrganisationChange,
    OrganisationSheet,
    Sending,
)
from assessment.storage.models import (
    AnswerChange,
    AnswerRow,
    AuditEntry,
    Country,
    Installation,
    Pair,
    QuestionnaireVersion,
    Round,
    ScoreCardRow,
    Snapshot,
    Submission,
)
from assessment.storage.sharing import Assignment

_another = aliased(Snapshot)
IN_FORCE = (
    Snapshot.id
    == select(func.max(_another.id))
    .where(_another.submission_id == Submission.id)
    .correlate(Submission)
    .scalar_subquery()
)
"""How a submission is joined with its snapshot: of several signatures the last one is in force."""

Values = Mapping[str, Any]
"""What a row is to hold, by column."""


@dataclass(frozen=True)
class Tables:
    """The two tables in which answers and their history are kept; ``owner`` is the column that says whose they are."""

    answer: Table
    change: Table
    owner: str


OF_STATES = Tables(cast(Table, AnswerRow.__table__), cast(Table, AnswerChange.__table__), "submission_id")
OF_ORGANISATIONS = Tables(
    cast(Table, OrganisationAnswer.__table__), cast(Table, OrganisationChange.__table__), "sheet_id"
)


def installation_fact(session: Session, key: str) -> str | None:
    """A fact about this database, or None."""
    return session.scalar(select(Installation.value).where(Installation.key == key))


def countries(session: Session) -> Sequence[Country]:
    """The member States, by code."""
    return session.scalars(select(Country).order_by(Country.iso3)).all()


def rounds(session: Session) -> Sequence[Round]:
    """All rounds, the newest first."""
    return session.scalars(select(Round).order_by(Round.opens_at.desc())).all()


def rounds_with_fact(session: Session, key: str) -> list[tuple[Round, str | None]]:
    """All rounds, the newest first, each with a fact about this database: one statement for what every page reads."""
    fact = select(Installation.value).where(Installation.key == key).scalar_subquery()
    return [(found, told) for found, told in session.execute(select(Round, fact).order_by(Round.opens_at.desc()))]


def partners(session: Session, round_slug: str, iso3: str) -> Sequence[str]:
    """The priority partners of a country in a round, by code."""
    other = case((Pair.first == iso3, Pair.second), else_=Pair.first)
    statement = select(other).where(Pair.round_slug == round_slug, or_(Pair.first == iso3, Pair.second == iso3))
    return sorted(session.scalars(statement))


def pairs(session: Session, round_slug: str) -> Sequence[Pair]:
    """The priority pairs of a round."""
    return session.scalars(select(Pair).where(Pair.round_slug == round_slug).order_by(Pair.first, Pair.second)).all()


def hold_round(session: Session, found: Round) -> None:
    """Hold a round as it stands now against other signatures and changes of its state until the transaction ends."""
    session.refresh(found, with_for_update={"key_share": True, "of": Round})


def submission(session: Session, round_slug: str, iso3: str) -> Submission | None:
    """A country's submission in a round."""
    return session.scalar(select(Submission).where(Submission.round_slug == round_slug, Submission.iso3 == iso3))


def submission_to_write(session: Session, round_slug: str, iso3: str) -> Submission | None:
    """The same as it stands now, held against other writers until the transaction ends (SQLite: held already)."""
    statement = (
        select(Submission)
        .where(Submission.round_slug == round_slug, Submission.iso3 == iso3)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return session.scalar(statement)


def answers(session: Session, tables: Tables, owner: int, keys: Collection[str] | None = None) -> Sequence[Row[Any]]:
    """The answers of a submission or sheet (all, or of some keys) as they stand, with who changed each last (``by``).

    Plain rows of columns: a page reads some two hundred of them.
    """
    columns = tables.answer.c
    statement = (
        select(*columns, User.name.label("by"))
        .outerjoin(User, User.id == columns.changed_by)
        .where(columns[tables.owner] == owner)
    )
    if keys is not None:
        statement = statement.where(columns.question.in_(keys))
    return cast(Sequence[Row[Any]], session.execute(statement).all())


def write_answers(session: Session, tables: Tables, answers: Sequence[Values], history: Sequence[Values]) -> bool:
    """Store answers, each in the place of the version before it, and add to the history; a statement a table and kind.

    False when an answer stands at another version; the transaction must then be rolled back.
    """
    first = [row for row in answers if row["version"] == 1]
    later = [
        {"of": row[tables.owner], "key": row["question"], "read_at": row["version"] - 1, **row}
        for row in answers
        if row["version"] > 1
    ]
    if history:
        session.execute(insert(tables.change), history)
    if first:
        session.execute(insert(tables.answer), first)
    if not later:
        return True
    columns = tables.answer.c
    place = (columns[tables.owner] == bindparam("of"), columns.question == bindparam("key"))
    statement = update(tables.answer).where(*place, columns.version == bindparam("read_at"))
    return session.connection().execute(statement, later).rowcount == len(later)


def changes(session: Session, submission_id: int, question: str) -> Sequence[AnswerChange]:
    """The history of one answer, oldest first."""
    statement = (
        select(AnswerChange)
        .where(AnswerChange.submission_id == submission_id, AnswerChange.question == question)
        .order_by(AnswerChange.id)
    )
    return session.scalars(statement).all()


def signed_submission(session: Session, round_slug: str, iso3: str) -> Row[Submission, Snapshot | None] | None:
    """A country's submission in a round, with the snapshot in force if it ever signed."""
    statement = (
        select(Submission, Snapshot)
        .outerjoin(Snapshot, IN_FORCE)
        .where(Submission.round_slug == round_slug, Submission.iso3 == iso3)
    )
    return session.execute(statement).one_or_none()


def signed_before(session: Session, found: Round, iso3: str) -> Row[Round, str] | None:
    """The last round under the same instrument before this one in which a country signed, and what it signed."""
    slug = select(QuestionnaireVersion.slug).where(QuestionnaireVersion.id == found.questionnaire_id).scalar_subquery()
    statement = (
        select(Round, Snapshot.content)
        .join(Submission, Submission.round_slug == Round.slug)
        .join(Snapshot, IN_FORCE)
        .join(QuestionnaireVersion, QuestionnaireVersion.id == Round.questionnaire_id)
        .where(Submission.iso3 == iso3, Round.opens_at < found.opens_at, QuestionnaireVersion.slug == slug)
        .order_by(Round.opens_at.desc())
        .limit(1)
    )
    return session.execute(statement).one_or_none()


def score_card(session: Session, snapshot_id: int, method: str) -> ScoreCardRow | None:
    """The stored score card of a snapshot under a method."""
    return session.scalar(
        select(ScoreCardRow).where(ScoreCardRow.snapshot_id == snapshot_id, ScoreCardRow.method == method)
    )


def standings(session: Session, round_slug: str, method: str) -> Sequence[Any]:
    """Every member State in a round: iso3, submission state, snapshot hash, signing time and score card (or None)."""
    statement = (
        select(Country.iso3, Submission.state, Snapshot.sha256, Snapshot.signed_at, ScoreCardRow.card)
        .outerjoin(Submission, (Submission.iso3 == Country.iso3) & (Submission.round_slug == round_slug))
        .outerjoin(Snapshot, IN_FORCE)
        .outerjoin(ScoreCardRow, (ScoreCardRow.snapshot_id == Snapshot.id) & (ScoreCardRow.method == method))
        .order_by(Country.iso3)
    )
    return session.execute(statement).all()


def snapshots(session: Session, round_slug: str) -> Sequence[Row[str, Snapshot]]:
    """The snapshot in force of every country that signed in a round, with its country."""
    statement = (
        select(Submission.iso3, Snapshot)
        .join(Snapshot, IN_FORCE)
        .where(Submission.round_slug == round_slug)
        .order_by(Submission.iso3)
    )
    return session.execute(statement).all()


def signed_contents(session: Session, round_slug: str) -> Sequence[Row[str, str]]:
    """The content of the snapshot in force of every country that signed in a round, with its country."""
    statement = (
        select(Submission.iso3, Snapshot.content)
        .join(Snapshot, IN_FORCE)
        .where(Submission.round_slug == round_slug)
        .order_by(Submission.iso3)
    )
    return session.execute(statement).all()


def signed_activity(session: Session, round_slug: str) -> Sequence[Mapping[str, Any] | None]:
    """The time spent by each country that has signed in a round, without saying whose it is."""
    statement = (
        select(Submission.activity)
        .join(Snapshot, Snapshot.submission_id == Submission.id)
        .where(Submission.round_slug == round_slug)
    )
    return session.scalars(statement).all()


def saves(session: Session, submission_id: int, way: str) -> Sequence[Row[int | None, datetime, str]]:
    """Who saved when what in a way, oldest first: person, moment and question of every change."""
    statement = (
        select(AnswerChange.changed_by, AnswerChange.changed_at, AnswerChange.question)
        .where(AnswerChange.submission_id == submission_id, AnswerChange.way == way)
        .order_by(AnswerChange.id)
    )
    return session.execute(statement).all()


def signed_countries(session: Session, round_slug: str) -> Sequence[str]:
    """The countries that have signed in a round."""
    statement = select(Submission.iso3).join(Snapshot, IN_FORCE).where(Submission.round_slug == round_slug)
    return session.scalars(statement).all()


def user_by_email(session: Session, email: str) -> User | None:
    """The account with this address (stored in lower case)."""
    return session.scalar(select(User).where(User.email == email.lower()))


def users(session: Session) -> Sequence[User]:
    """All accounts, by address."""
    return session.scalars(select(User).order_by(User.email)).all()


def users_of(session: Session, iso3: str) -> Sequence[User]:
    """The accounts of a country, by name."""
    return session.scalars(select(User).where(User.iso3 == iso3).order_by(User.name, User.id)).all()


def invitation(session: Session, token_hash: str) -> Row[Invitation, User] | None:
    """The invitation of this hash, with the person it is for."""
    statement = (
        select(Invitation, User).join(User, User.id == Invitation.user_id).where(Invitation.token_hash == token_hash)
    )
    return session.execute(statement).one_or_none()


def invitations(session: Session) -> Mapping[int, Invitation]:
    """The newest invitation of every account that has one, by account."""
    return {found.user_id: found for found in session.scalars(select(Invitation))}


def failed_sign_ins(session: Session, subject: str, since: datetime) -> int:
    """How many sign-ins failed for this subject since a moment."""
    statement = select(func.count()).where(SignInAttempt.subject == subject, SignInAttempt.at >= since)
    return session.scalar(statement) or 0


def audit_entries(session: Session, limit: int) -> Sequence[Row[AuditEntry, str | None]]:
    """The newest entries of the log, each with the name of who did it."""
    statement = (
        select(AuditEntry, User.name)
        .outerjoin(User, User.id == AuditEntry.user_id)
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    )
    return session.execute(statement).all()


# --- civil society ---------------------------------------------------------------------


def organisations(session: Session) -> Sequence[Organisation]:
    """All organisations, by name."""
    return session.scalars(select(Organisation).order_by(Organisation.name)).all()


def organisation_by_name(session: Session, name: str) -> Organisation | None:
    """The organisation of this name, capitals or not."""
    return session.scalar(select(Organisation).where(func.lower(Organisation.name) == func.lower(name)))


def organisation_sheets(
    session: Session, round_slug: str, organisation_id: int
) -> Sequence[Row[str, str, datetime | None]]:
    """The countries an organisation answers about in a round: iso3, state, and when it was last sent."""
    statement = (
        select(OrganisationSheet.iso3, OrganisationSheet.state, func.max(Sending.sent_at, type_=Sending.sent_at.type))
        .outerjoin(Sending, Sending.sheet_id == OrganisationSheet.id)
        .where(OrganisationSheet.round_slug == round_slug, OrganisationSheet.organisation_id == organisation_id)
        .group_by(OrganisationSheet.id)
        .order_by(OrganisationSheet.iso3)
    )
    return session.execute(statement).all()


def organisation_sheet(
    session: Session, round_slug: str, organisation_id: int, iso3: str, *, to_write: bool = False
) -> OrganisationSheet | None:
    """What an organisation answers about a country in a round; ``to_write`` as in ``submission_to_write``."""
    statement = select(OrganisationSheet).where(
        OrganisationSheet.round_slug == round_slug,
        OrganisationSheet.organisation_id == organisation_id,
        OrganisationSheet.iso3 == iso3,
    )
    if to_write:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.scalar(statement)


def newest_sending(session: Session, sheet_id: int) -> Sending | None:
    """The sending of a sheet that is in force, if it was ever sent."""
    return session.scalar(select(Sending).where(Sending.sheet_id == sheet_id).order_by(Sending.id.desc()).limit(1))


def sent_contents(session: Session, round_slug: str, iso3: str) -> Sequence[str]:
    """What organisations sent about a country in a round, the newest of each, without saying whose it is."""
    newest = select(func.max(Sending.id)).group_by(Sending.sheet_id)
    statement = (
        select(Sending.content)
        .join(OrganisationSheet, OrganisationSheet.id == Sending.sheet_id)
        .where(OrganisationSheet.round_slug == round_slug, OrganisationSheet.iso3 == iso3, Sending.id.in_(newest))
        .order_by(Sending.sha256)
    )
    return session.scalars(statement).all()


# --- sharing out -------------------------------------------------------------------------


def assignments(
    session: Session, round_slug: str, iso3: str, user_id: int | None = None
) -> Sequence[Row[Assignment, User]]:
    """What is shared of a country's questionnaire in a round (all, or with one person), with whom, by name."""
    statement = (
        select(Assignment, User)
        .join(User, User.id == Assignment.user_id)
        .where(Assignment.round_slug == round_slug, Assignment.iso3 == iso3)
        .order_by(User.name, Assignment.due_on, Assignment.id)
    )
    if user_id is not None:
        statement = statement.where(Assignment.user_id == user_id)
    return session.execute(statement).all()


def assigned_parts(session: Session, round_slug: str, iso3: str, user_id: int) -> Sequence[Row[list[str], str]]:
    """The parts shared with one person, each with the state of its assignment."""
    statement = select(Assignment.parts, Assignment.state).where(
        Assignment.round_slug == round_slug, Assignment.iso3 == iso3, Assignment.user_id == user_id
    )
    return session.execute(statement).all()
