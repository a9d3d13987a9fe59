"""The documents of a country: added, listed, removed and handed out, and the folder of their files kept tidy."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from sqlalchemy.orm import Session

from assessment.core.answers import Document
from assessment.core.documents import MOST, citations
from assessment.core.file_kinds import MEDIA_TYPES, check_file, clean_name
from assessment.services import audit, sharing
from assessment.services.accounts import Reader, Right
from assessment.services.disclosure import read_sheet_as
from assessment.services.submissions import StoredSheet, UnknownDocument, open_submission, stored_answers
from assessment.storage import documents, evidence_files, queries
from assessment.storage.documents import DocumentRow, as_document
from assessment.storage.evidence_files import FileLost as FileLost
from assessment.storage.evidence_files import NoRoom as NoRoom
from assessment.storage.models import Round, Submission, now
from assessment.storage.queries import OF_STATES

SETTLED = timedelta(days=1)
"""How long a file that no document needs is left alone: an upload may be under way, a backup may be reading it."""


class DocumentInUse(RuntimeError):
    """A document is evidence of answers, whose keys are ``keys``, and is not removed."""

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__(", ".join(keys))
        self.keys = keys


class DocumentRepeated(RuntimeError):
    """The same file is kept already, as the document ``code``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TooManyDocuments(RuntimeError):
    """A country has had as many documents in a round as it may."""


class TidyRefused(RuntimeError):
    """Folder and database do not seem to belong together; nothing was deleted. ``names`` are files in doubt."""

    def __init__(self, code: str, names: Sequence[str]) -> None:
        super().__init__(code)
        self.code = code
        self.names = names


@dataclass(frozen=True)
class Entry:
    """One document as listed: who added it, when, and the keys of the answers whose evidence it is.

    ``own`` says whether this reader may remove it: contributors may, what they added themselves.
    """

    code: str
    document: Document
    added_at: datetime
    by: str
    used_in: tuple[str, ...]
    own: bool


# --- Reading ------------------------------------------------------------------------------


def list_documents(session: Session, reader: Reader, found: Round, iso3: str) -> tuple[StoredSheet, list[Entry]]:
    """The answers as this reader may see them, and with them the documents.

    The country's own people see all that are kept, contributors those that
    answers shared with them name and those they added; others those that the
    signed answers shown to them name.
    """
    stored = _as_seen(session, reader, found, iso3)
    submission, used = queries.submission(session, found.slug, iso3), citations(stored.sheet.answers)
    rows = documents.with_names(session, submission.id) if submission else []
    entries = [
        Entry(
            code=row.code,
            document=as_document(row),
            added_at=row.uploaded_at,
            by=name or "",
            used_in=tuple(used.get(row.code, ())),
            own=_is_own(reader, iso3, row),
        )
        for row, name in rows
        if _may_see(reader, iso3, stored, row)
    ]
    return stored, entries


def _as_seen(session: Session, reader: Reader, found: Round, iso3: str) -> StoredSheet:
    """The answers and documents this reader may see."""
    stored, scope = read_sheet_as(reader, session, found, iso3), sharing.scope_of(session, found, iso3, reader)
    return stored if scope is None else sharing.shown_in(scope, stored, reader.user_id)


def _is_own(reader: Reader, iso3: str, row: DocumentRow) -> bool:
    """Whether this reader may remove a document."""
    if reader.may(Right.ANSWER, iso3):
        return True
    return reader.may(Right.CONTRIBUTE, iso3) and row.uploaded_by == reader.user_id


def _may_see(reader: Reader, iso3: str, stored: StoredSheet, row: DocumentRow) -> bool:
    """Whether a document is shown: to others once it is signed, for as much as they see of the answers."""
    if reader.may(Right.READ_OWN_ANSWERS, iso3):
        return row.removed_at is None or (stored.in_force is not None and row.code in stored.in_force.documents)
    if reader.may(Right.CONTRIBUTE, iso3):
        return row.removed_at is None and row.code in stored.sheet.documents
    return reader.may(Right.READ_SIGNED) and stored.snapshot is not None and row.code in stored.sheet.documents


def kept_codes(session: Session, found: Round, iso3: str) -> set[str]:
    """The codes of the documents that a country keeps in a round."""
    submission = queries.submission(session, found.slug, iso3)
    return {row.code for row in documents.kept(session, submission.id)} if submission else set()


def open_for(
    session: Session, reader: Reader, found: Round, iso3: str, code: str, folder: Path
) -> tuple[Document, IO[bytes]]:
    """A file this reader may have, open for reading; raises UnknownDocument, or FileLost when it is damaged."""
    submission = queries.submission(session, found.slug, iso3)
    row = documents.by_code(session, submission.id, code) if submission else None
    if row is None or row.stored_name is None:
        raise UnknownDocument(code)
    if not _may_see(reader, iso3, _as_seen(session, reader, found, iso3), row):
        raise UnknownDocument(code)
    return as_document(row), evidence_files.opened(folder, row.stored_name, row.sha256)


# --- Adding and removing --------------------------------------------------------------------


def add_link(session: Session, found: Round, iso3: str, told: Document, user_id: int | None) -> str:
    """Keep a link as a document; its code. Raises SubmissionClosed, SubmissionSigned or TooManyDocuments."""
    submission = open_submission(session, found, iso3)
    return _add(session, submission, told, None, user_id)


def add_file(
    session: Session,
    found: Round,
    iso3: str,
    told: Document,
    file: IO[bytes],
    folder: Path,
    user_id: int | None,
    seen: Collection[str] | None = None,
) -> str:
    """Keep a file, whose name ``told`` gives, as a document; its code.

    ``seen`` are the codes of the documents this person sees (None: all), among
    which it is not kept twice. Raises FileRefused, DocumentRepeated, NoRoom,
    TooManyDocuments, SubmissionClosed or SubmissionSigned; then nothing is
    kept. The file is on the disk before the row is written: one without its
    row is tidied up.
    """
    name = clean_name(told.name)
    kind = check_file(file, name)
    submission = open_submission(session, found, iso3)
    _require_place(session, submission)
    sha256 = evidence_files.sha256_of(file)
    for row in documents.kept(session, submission.id):
        if row.sha256 == sha256 and (seen is None or row.code in seen):
            raise DocumentRepeated(row.code)
    file.seek(0)
    stored = evidence_files.store(file, folder)
    whole = replace(told, name=name, media_type=MEDIA_TYPES[kind], size=stored.size, sha256=stored.sha256)
    return _add(session, submission, whole, stored.name, user_id)


def _require_place(session: Session, submission: Submission) -> int:
    """The number of the next document; raises TooManyDocuments."""
    number = documents.count(session, submission.id) + 1
    if number > MOST:
        raise TooManyDocuments(submission.iso3)
    return number


def _add(session: Session, submission: Submission, told: Document, stored_name: str | None, user_id: int | None) -> str:
    row = DocumentRow(
        submission_id=submission.id,
        code=f"E{_require_place(session, submission)}",
        kind="file" if stored_name else "link",
        description=told.description,
        language=told.language,
        page=told.page,
        link=told.link,
        name=told.name,
        media_type=told.media_type,
        size=told.size,
        sha256=told.sha256,
        stored_name=stored_name,
        uploaded_at=now(),
        uploaded_by=user_id,
    )
    session.add(row)
    session.flush()
    audit.record(session, user_id, "evidence_added", _subject(submission, row))
    return row.code


def _subject(submission: Submission, row: DocumentRow) -> str:
    return f"{submission.round_slug}/{submission.iso3} {row.code} {row.name or row.link}"


def remove(session: Session, found: Round, iso3: str, code: str, reader: Reader) -> None:
    """Take a document off the list; its code is not given again.

    Raises DocumentInUse, UnknownDocument (also for one that is not this
    reader's to remove), SubmissionClosed or SubmissionSigned.
    """
    submission = open_submission(session, found, iso3)
    row = documents.by_code(session, submission.id, code)
    if row is None or row.removed_at is not None or not _is_own(reader, iso3, row):
        raise UnknownDocument(code)
    answers = {key: stored.answer for key, stored in stored_answers(session, OF_STATES, submission.id).items()}
    if used := citations(answers).get(code):
        raise DocumentInUse(used)
    row.removed_at = now()
    audit.record(session, reader.user_id, "evidence_removed", _subject(submission, row))


# --- Keeping the folder tidy ----------------------------------------------------------------


def superfluous_files(session: Session, folder: Path, moment: datetime) -> list[str]:
    """The files that no document needs any more, once their rows forget them; delete them after the commit.

    Files without a row, and those of removed documents that nothing signed
    names, both after a day. Raises TidyRefused when a file that is needed is
    missing, or no file is known to the database at all.
    """
    there, rows = set(evidence_files.names(folder)), documents.with_files(session)
    known = {row.stored_name for row in rows if row.stored_name}
    if missing := sorted(known - there):
        raise TidyRefused("missing", missing)
    if there and not known & there:
        raise TidyRefused("unknown", sorted(there))
    orphans = [
        name
        for name in sorted(there - known)
        if evidence_files.age(folder, name, moment.timestamp()) > SETTLED.total_seconds()
    ]
    return [*orphans, *_forget_removed(session, rows, moment)]


def _forget_removed(session: Session, rows: Sequence[DocumentRow], moment: datetime) -> Iterator[str]:
    """The files of documents removed a day ago that nothing signed names; their rows no longer know them."""
    signed = {
        (submission, code)
        for submission, content in documents.signed_contents(session)
        for code in json.loads(content).get("documents", {})
    }
    for row in rows:
        long_ago = row.removed_at is not None and moment - row.removed_at > SETTLED
        if long_ago and (row.submission_id, row.code) not in signed and row.stored_name:
            yield row.stored_name
            row.stored_name = None
    session.flush()


def delete_files(folder: Path, names: Sequence[str]) -> None:
    """Delete files for good, once the transaction that forgot them is kept."""
    for name in names:
        evidence_files.delete(folder, name)
