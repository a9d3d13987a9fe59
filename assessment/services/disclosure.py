"""The one way of answers to a page, a file or a command: without what its reader may not see of them."""

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy.orm import Session

from assessment.core.answers import AnswerSheet
from assessment.core.disclosure import shown_to_others
from assessment.core.results import CountryEntry, Status
from assessment.services.accounts import Reader, Right
from assessment.services.rounds import questionnaire_of
from assessment.services.submissions import StoredSheet, read_sheet
from assessment.storage.models import Round


def sheet_as_seen_by(reader: Reader, found: Round, iso3: str, sheet: AnswerSheet) -> AnswerSheet:
    """A country's answers, for another reader without confidential answers and small counts."""
    return sheet if reader.sees_all_of(iso3) else shown_to_others(questionnaire_of(found), sheet)


def entry_as_seen_by(reader: Reader, entry: CountryEntry) -> CountryEntry:
    """A country's standing; the hash of its answers only for who sees all of them.

    To others it would tell which of a few values was signed: they could try each.
    """
    return entry if reader.sees_all_of(entry.iso3) else replace(entry, snapshot_hash=None)


def read_sheet_as(
    reader: Reader, session: Session, found: Round, iso3: str, keys: Collection[str] | None = None
) -> StoredSheet:
    """A country's answers (all, or those of some keys), as far as this reader may see them.

    The country's own people see them as they stand, everybody else what is
    signed and in force: nothing of a draft, also while one corrects what was signed.
    """
    stored = read_sheet(session, found, iso3, keys)
    if reader.may_any((Right.READ_OWN_ANSWERS, Right.READ_OWN_RESULTS, Right.CONTRIBUTE), iso3):
        return stored
    status = Status.SIGNED if stored.snapshot else stored.status
    shown = sheet_as_seen_by(reader, found, iso3, stored.in_force or AnswerSheet())
    return replace(stored, status=status, stored={}, spent={}, partners=shown.partners, shown=shown)
