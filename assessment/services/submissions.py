"""Answering: read a country's answers, and save changes without overwriting anybody's."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Row
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessment.core.answers import BLANK, Answer, AnswerSheet, Document, Evidence, Partners, State, is_row
from assessment.core.documents import citations
from assessment.core.partners import laid_out
from assessment.core.questionnaire import UnknownQuestion as UnknownQuestion
from assessment.core.results import Status
from assessment.core.sharing import Scope
from assessment.core.snapshots import answer_as_data, signed_sheet
from assessment.services import burden
from assessment.services.rounds import questionnaire_of
from assessment.storage import documents as stored_documents
from assessment.storage import queries
from assessment.storage.documents import as_document
from assessment.storage.models import Round, Snapshot, Submission, now
from assessment.storage.queries import OF_STATES, Tables


class SubmissionClosed(RuntimeError):
    """The round does not take answers."""


class SubmissionSigned(RuntimeError):
    """The country's answers are signed and no longer change."""


class NothingToSign(RuntimeError):
    """Not a single question is answered."""


class UnknownDocument(LookupError):
    """The country has no document of this code, or has removed it meanwhile."""


class NotShared(PermissionError):
    """An answer was not shared with the person who saves it, or was handed back; nothing is applied."""


class ConcurrentSave(RuntimeError):
    """Somebody saved the same answer in the same instant; nothing of this save was applied. Read again and repeat."""


@dataclass(frozen=True)
class StoredAnswer:
    """An answer as it stands, with its version and who changed it last, when."""

    answer: Answer
    version: int
    at: datetime
    by: str


NEVER_STORED = StoredAnswer(BLANK, 0, datetime.min.replace(tzinfo=UTC), "")


@dataclass(frozen=True)
class StoredSheet:
    """A country's answers in a round as they stand, with its documents that are kept now, by code.

    ``shown`` are the answers a reader may see, where not all. ``snapshot`` is
    the one in force, if the country ever signed: also while the signature is
    withdrawn, the status IN_PROGRESS, and the answers corrected. ``spent`` are
    the seconds spent on each section, ``added_by`` who added each document.
    """

    status: Status
    stored: Mapping[str, StoredAnswer]
    snapshot: Snapshot | None
    partners: Partners
    shown: AnswerSheet | None = None
    documents: Mapping[str, Document] = field(default_factory=dict)
    spent: Mapping[str, int] = field(default_factory=dict)
    added_by: Mapping[str, int | None] = field(default_factory=dict)

    @property
    def correcting(self) -> bool:
        """Whether the signature is withdrawn and not given again: the answers that stand are not those in force."""
        return self.snapshot is not None and self.status is not Status.SIGNED

    @cached_property
    def in_force(self) -> AnswerSheet | None:
        """The answers signed last, None when the country never signed."""
        return None if self.snapshot is None else signed_sheet(self.snapshot.content)

    @cached_property
    def sheet(self) -> AnswerSheet:
        """The signed answers while they are signed, else those that stand, with the partners they are about."""
        if self.shown is not None:
            return self.shown
        if self.in_force is not None and not self.correcting:
            return self.in_force
        return AnswerSheet({key: stored.answer for key, stored in self.stored.items()}, self.partners, self.documents)

    def version(self, question: str) -> int:
        """The version an answer stands at; 0 when it was never stored."""
        return self.stored[question].version if question in self.stored else 0


@dataclass(frozen=True)
class Change:
    """What an answer is to become, and the version it was read at; ``way`` where it is not that of the whole save."""

    question: str
    answer: Answer
    read_version: int
    way: str | None = None


@dataclass(frozen=True)
class Entry:
    """One entry of the history: a change, the version it led to, or met when it was not applied."""

    change: Change
    version: int
    applied: bool


@dataclass(frozen=True)
class SaveOutcome:
    """What became of the changes of one save; ``stale`` maps to the newer answer that stands.

    ``versions`` are those at which the answers saved or unchanged now stand.
    """

    saved: tuple[str, ...]
    unchanged: tuple[str, ...]
    stale: Mapping[str, StoredAnswer]
    versions: Mapping[str, int]


def read_sheet(session: Session, found: Round, iso3: str, keys: Collection[str] | None = None) -> StoredSheet:
    """A country's answers in a round (all, or those of some keys), blank where nothing was ever said."""
    submission, snapshot = queries.signed_submission(session, found.slug, iso3) or (None, None)
    return stored_sheet(session, found, iso3, submission, snapshot, keys)


def stored_sheet(
    session: Session,
    found: Round,
    iso3: str,
    submission: Submission | None,
    snapshot: Snapshot | None,
    keys: Collection[str] | None = None,
) -> StoredSheet:
    """``read_sheet`` where the submission and its snapshot are at hand already; of some keys, without the partners."""
    priority = tuple(queries.partners(session, found.slug, iso3)) if keys is None else ()
    if submission is None:
        return StoredSheet(Status.NOT_STARTED, {}, None, Partners(priority))
    stored = stored_answers(session, OF_STATES, submission.id, keys)
    partners = Partners(priority, added_partners({key: kept.answer for key, kept in stored.items()}, priority))
    kept = stored_documents.kept(session, submission.id) if submission.state != Status.SIGNED else []
    documents, added_by = {row.code: as_document(row) for row in kept}, {row.code: row.uploaded_by for row in kept}
    spent = burden.seconds_of(submission.activity)
    return StoredSheet(Status(submission.state), stored, snapshot, partners, None, documents, spent, added_by)


def added_partners(answers: Mapping[str, Answer], priority: Collection[str]) -> tuple[str, ...]:
    """The partners a State added: rows it answered about States that are not its priority partners."""
    rows = (key.split("@")[1] for key, answer in answers.items() if is_row(key) and answer.state is State.ANSWERED)
    return tuple(sorted(partner for partner in rows if partner not in priority))


def stored_answers(
    session: Session, tables: Tables, owner: int, keys: Collection[str] | None = None
) -> dict[str, StoredAnswer]:
    """The answers of a submission or sheet that stand (all, or those of some keys), by key."""
    return {
        row.question: StoredAnswer(_answer(row), row.version, row.changed_at, row.by or "")
        for row in queries.answers(session, tables, owner, keys)
    }


def _answer(row: Row[Any]) -> Answer:
    return Answer(
        State(row.state),
        row.value,
        row.reason,
        row.comment,
        tuple(Evidence(**e) for e in row.evidence),
        tuple(row.instruments),
    )


def save_answers(
    session: Session,
    found: Round,
    iso3: str,
    changes: Iterable[Change],
    user_id: int | None,
    way: str = "web",
    scope: Scope | None = None,
) -> SaveOutcome:
    """Apply the changes that meet the version they were read at; keep the others in the history without effect.

    ``scope`` is what this person may answer, None for everything. Raises
    NotShared, SubmissionClosed, SubmissionSigned, UnknownQuestion,
    UnknownDocument or ConcurrentSave; then nothing is applied.
    """
    changes = list(changes)
    require_shared(scope, [change.question for change in changes])
    submission, keys = open_submission(session, found, iso3), {change.question for change in changes}
    _require_documents(session, submission.id, changes)
    plain = keys <= {q.id for domain in questionnaire_of(found) if not domain.per_partner for q in domain.questions}
    standing = stored_answers(session, OF_STATES, submission.id, keys if plain else None)
    if not plain:
        _require_known(session, found, iso3, changes, {key: stored.answer for key, stored in standing.items()})
    outcome = apply_changes(session, OF_STATES, submission.id, standing, changes, user_id, way)
    if outcome.saved and submission.state == Status.NOT_STARTED:
        submission.state, submission.started_at = Status.IN_PROGRESS, now()
    session.flush()
    return outcome


def require_shared(scope: Scope | None, keys: Iterable[str]) -> None:
    """Raise NotShared for the first of these answers that is not open to this person."""
    for key in keys:
        if scope is not None and not scope.takes(key):
            raise NotShared(key)


def apply_changes(
    session: Session,
    tables: Tables,
    owner: int,
    standing: Mapping[str, StoredAnswer],
    changes: Iterable[Change],
    user_id: int | None,
    way: str,
) -> SaveOutcome:
    """Write the changes that meet the version they were read at, and all in the history; raises ConcurrentSave."""
    saved, unchanged, stale, history = list[str](), list[str](), dict[str, StoredAnswer](), list[Entry]()
    versions = dict[str, int]()
    for change in changes:
        stands = standing.get(change.question, NEVER_STORED)
        if change.answer == stands.answer:
            unchanged.append(change.question)
            versions[change.question] = stands.version
        elif stands.version != change.read_version:
            stale[change.question] = stands
            history.append(Entry(change, stands.version, applied=False))
        else:
            saved.append(change.question)
            versions[change.question] = stands.version + 1
            history.append(Entry(change, stands.version + 1, applied=True))
    _write(session, tables, owner, history, user_id, way)
    return SaveOutcome(tuple(saved), tuple(unchanged), stale, versions)


def _require_documents(session: Session, submission_id: int, changes: Iterable[Change]) -> None:
    """Raise UnknownDocument where evidence names a document that is not, or no longer, kept."""
    cited = citations({change.question: change.answer for change in changes})
    if cited and (unknown := cited.keys() - {row.code for row in stored_documents.kept(session, submission_id)}):
        raise UnknownDocument(", ".join(sorted(unknown)))


def _require_known(
    session: Session, found: Round, iso3: str, changes: Sequence[Change], standing: Mapping[str, Answer]
) -> None:
    """Raise UnknownQuestion for a key that is no question of the round, no row of a partner, no instrument.

    Cells are known for the priority partners and for those added before or
    with these changes; a State is no partner of itself.
    """
    questionnaire = questionnaire_of(found)
    domains = {domain.id for domain in questionnaire if domain.per_partner}
    becoming = {**standing, **{change.question: change.answer for change in changes}}
    priority = tuple(queries.partners(session, found.slug, iso3))
    partners = Partners(priority, added_partners(becoming, priority))
    known = laid_out(questionnaire, partners).questions
    for change in changes:
        key = change.question
        within = key.replace("#", "@").split("@")[0] in domains
        special = within and ((is_row(key) and not key.endswith(f"@{iso3}")) or "#" in key)
        if key not in known and not special:
            raise UnknownQuestion(key)


def open_submission(session: Session, found: Round, iso3: str) -> Submission:
    """The submission to write to, made when it is the first answer, and held until the transaction ends."""
    require_open(found)
    submission = queries.submission_to_write(session, found.slug, iso3) or _first_submission(session, found, iso3)
    if submission.state == Status.SIGNED:
        raise SubmissionSigned(iso3)
    return submission


def require_open(found: Round) -> None:
    """Raise SubmissionClosed unless the round takes answers."""
    if found.state != "open":
        raise SubmissionClosed(found.slug)


def _first_submission(session: Session, found: Round, iso3: str) -> Submission:
    """A new submission, or the one that somebody else made in the same instant."""
    made = Submission(round_slug=found.slug, iso3=iso3, state=Status.NOT_STARTED, started_at=None)
    try:
        with session.begin_nested():
            session.add(made)
            session.flush()
    except IntegrityError as error:
        others = queries.submission_to_write(session, found.slug, iso3)
        if others is None:
            raise ConcurrentSave(iso3) from error
        return others
    return made


def _write(
    session: Session, tables: Tables, owner: int, history: Sequence[Entry], user_id: int | None, way: str
) -> None:
    """Store what is applied as the answers that stand, and everything in the history; raises ConcurrentSave."""
    common = {tables.owner: owner, "changed_at": now(), "changed_by": user_id}
    contents = [answer_as_data(entry.change.answer) for entry in history]
    answers = [
        {**common, **content, "question": entry.change.question, "version": entry.version}
        for entry, content in zip(history, contents, strict=True)
        if entry.applied
    ]
    changes = [
        {
            **common,
            "question": e.change.question,
            "version": e.version,
            "applied": e.applied,
            "content": content,
            "way": e.change.way or way,
        }
        for e, content in zip(history, contents, strict=True)
    ]
    try:
        written = queries.write_answers(session, tables, answers, changes)
    except IntegrityError as error:
        raise ConcurrentSave(owner) from error
    if not written:
        raise ConcurrentSave(owner)
