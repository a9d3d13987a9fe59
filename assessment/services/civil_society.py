"""Civil society: organisations, what they answer about a country, and sending it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessment.core.answers import Partners, State
from assessment.core.civil_society import CivilQuestionnaire, sent_content
from assessment.core.results import Status
from assessment.core.snapshots import content_hash
from assessment.services import audit
from assessment.services.accounts import LONGEST
from assessment.services.rounds import civil_questionnaire_of
from assessment.services.submissions import (
    Change,
    ConcurrentSave,
    NothingToSign,
    SaveOutcome,
    StoredSheet,
    SubmissionClosed,
    SubmissionSigned,
    UnknownQuestion,
    apply_changes,
    stored_answers,
)
from assessment.storage import queries
from assessment.storage.civil_society import Organisation, OrganisationSheet, Sending
from assessment.storage.models import Round, now
from assessment.storage.queries import OF_ORGANISATIONS

KINDS = ("ngo", "migrant_association", "network", "shelter", "faith_based", "union", "academic", "other")
"""What an organisation may be."""


class OrganisationInvalid(ValueError):
    """An organisation cannot be made as asked: a code and its facts, put into words at the edge."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class NotAsked(LookupError):
    """The round has no civil-society questionnaire."""


@dataclass(frozen=True)
class Told:
    """What an organisation says of a country as it stands, and the sending in force, if it was ever sent.

    The status is SIGNED once it is sent and not reopened.
    """

    stored: StoredSheet
    sending: Sending | None


def create_organisation(
    session: Session, name: str, kind: str, seat: str | None, world: Collection[str | None], by: int | None = None
) -> Organisation:
    """A new organisation; ``seat`` is one of the countries of the ``world`` (iso3) or None.

    Raises OrganisationInvalid: no name, one too long or in use, an unknown kind or country.
    """
    name = " ".join(name.split())
    if not name:
        raise OrganisationInvalid("name_missing")
    if len(name) > LONGEST["name"]:
        raise OrganisationInvalid("name_too_long", most=LONGEST["name"])
    if queries.organisation_by_name(session, name):
        raise OrganisationInvalid("name_in_use", name=name)
    if kind not in KINDS:
        raise OrganisationInvalid("unknown_kind", known=", ".join(KINDS))
    if seat is not None and seat not in world:
        raise OrganisationInvalid("unknown_seat", iso3=seat)
    made = Organisation(name=name, kind=kind, seat=seat)
    session.add(made)
    session.flush()
    audit.record(session, by, "organisation_created", name)
    return made


def organisation(session: Session, number: int | None) -> Organisation | None:
    """The organisation of this number."""
    return None if number is None else session.get(Organisation, number)


def organisations(session: Session) -> Sequence[Organisation]:
    """All organisations, by name."""
    return queries.organisations(session)


# --- Answering ---------------------------------------------------------------------------


def read_told(session: Session, found: Round, organisation: int, iso3: str) -> Told:
    """What an organisation says of a country in a round, blank where nothing was ever said."""
    sheet = queries.organisation_sheet(session, found.slug, organisation, iso3)
    if sheet is None:
        return Told(StoredSheet(Status.NOT_STARTED, {}, None, Partners()), None)
    stored = stored_answers(session, OF_ORGANISATIONS, sheet.id)
    return Told(StoredSheet(_status(sheet.state), stored, None, Partners()), queries.newest_sending(session, sheet.id))


def begun(session: Session, found: Round, organisation: int) -> Mapping[str, tuple[Status, datetime | None]]:
    """The countries an organisation answers about: status (SIGNED: sent), and when it was last sent, by iso3."""
    rows = queries.organisation_sheets(session, found.slug, organisation)
    return {iso3: (_status(state), sent_at) for iso3, state, sent_at in rows}


def _status(state: str) -> Status:
    return Status.SIGNED if state == "sent" else Status.IN_PROGRESS


def save_told(
    session: Session,
    found: Round,
    organisation: int,
    iso3: str,
    changes: Iterable[Change],
    user_id: int | None,
    way: str = "web",
) -> SaveOutcome:
    """Save an organisation's answers about a country, as ``submissions.save_answers`` does a State's.

    Raises NotAsked, SubmissionClosed, SubmissionSigned (sent and not
    reopened), UnknownQuestion or ConcurrentSave; then nothing is applied.
    """
    changes, known = list(changes), _questionnaire(found).questions
    for change in changes:
        if change.question not in known:
            raise UnknownQuestion(change.question)
    sheet = _open_sheet(session, found, organisation, iso3)
    if sheet.state == "sent":
        raise SubmissionSigned(iso3)
    keys = [change.question for change in changes]
    standing = stored_answers(session, OF_ORGANISATIONS, sheet.id, keys)
    return apply_changes(session, OF_ORGANISATIONS, sheet.id, standing, changes, user_id, way)


def _questionnaire(found: Round) -> CivilQuestionnaire:
    questionnaire = civil_questionnaire_of(found)
    if questionnaire is None:
        raise NotAsked(found.slug)
    return questionnaire


def _open_sheet(session: Session, found: Round, organisation: int, iso3: str) -> OrganisationSheet:
    """The sheet to write to, made when it is the first answer, and held until the transaction ends."""
    if found.state != "open":
        raise SubmissionClosed(found.slug)
    held = queries.organisation_sheet(session, found.slug, organisation, iso3, to_write=True)
    if held is not None:
        return held
    made = OrganisationSheet(round_slug=found.slug, organisation_id=organisation, iso3=iso3, state="in_progress")
    try:
        with session.begin_nested():
            session.add(made)
            session.flush()
    except IntegrityError as error:
        raise ConcurrentSave(iso3) from error
    return made


# --- Sending -----------------------------------------------------------------------------


def send(session: Session, found: Round, organisation: int, iso3: str, user_id: int, name: str) -> Sending:
    """Freeze an organisation's answers about a country as they stand; from now on this sending is in force.

    Raises NotAsked, SubmissionClosed, SubmissionSigned or NothingToSign.
    """
    queries.hold_round(session, found)
    sheet = _open_sheet(session, found, organisation, iso3)
    if sheet.state == "sent":
        raise SubmissionSigned(iso3)
    answers = read_told(session, found, organisation, iso3).stored.sheet
    if all(answer.state is State.BLANK for answer in answers.answers.values()):
        raise NothingToSign(iso3)
    content = sent_content(_questionnaire(found), found.slug, iso3, answers)
    sending = Sending(
        sheet_id=sheet.id,
        content=content,
        sha256=content_hash(content),
        sent_at=now(),
        sent_by=user_id,
        sender_name=name,
    )
    sheet.state = "sent"
    session.add(sending)
    audit.record(session, user_id, "organisation_sent", f"{found.slug}/{iso3}")
    return sending


def reopen(session: Session, found: Round, organisation: int, iso3: str, user_id: int) -> None:
    """Let what was sent be corrected and sent again; until then the last sending stays in force.

    Raises SubmissionClosed.
    """
    if found.state != "open":
        raise SubmissionClosed(found.slug)
    sheet = queries.organisation_sheet(session, found.slug, organisation, iso3, to_write=True)
    if sheet is not None and sheet.state == "sent":
        sheet.state = "in_progress"
        audit.record(session, user_id, "organisation_reopened", f"{found.slug}/{iso3}")
