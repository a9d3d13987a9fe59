"""Sharing out: a focal point shares sections and questions with contributors, who hand them back when they are done."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from assessment.core import sharing
from assessment.core.results import Status
from assessment.core.sharing import Scope
from assessment.services import accounts, audit, invitations
from assessment.services.accounts import AccountInvalid, Reader, Right
from assessment.services.invitations import Issued
from assessment.services.rounds import questionnaire_of
from assessment.services.submissions import StoredSheet, SubmissionClosed, SubmissionSigned
from assessment.storage import queries
from assessment.storage.accounts import User
from assessment.storage.models import Country, Round, now
from assessment.storage.sharing import Assignment

CONTRIBUTOR = "contributor"
LONGEST_NOTE = 1000
"""Characters of a note to a contributor, and of the reason for which something is reopened."""


class SharingInvalid(ValueError):
    """Something cannot be shared as asked: a code and its facts, put into words at the edge."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class UnknownAssignment(LookupError):
    """Nothing of this number is shared in this country and round, or it is another person's."""


@dataclass(frozen=True)
class Terms:
    """What is to be shared, until which day (None: not said), with what note."""

    parts: tuple[str, ...]
    due_on: date | None
    note: str = ""


@dataclass(frozen=True)
class Invitee:
    """Whom to share with: an account by its number, or an address with a name and a language."""

    user_id: int | None = None
    email: str = ""
    name: str = ""
    language: str = "es"


@dataclass(frozen=True)
class Share:
    """Something shared, the person it is shared with, and a link where one was made just now."""

    assignment: Assignment
    person: User
    issued: Issued | None = None


# --- What a contributor may see ----------------------------------------------------------


def scope_of(session: Session, found: Round, iso3: str, reader: Reader) -> Scope | None:
    """What was shared with this reader; None for one who is not limited to what was shared.

    Whoever reads all answers of the country by another role is not limited.
    """
    if not reader.may(Right.CONTRIBUTE, iso3) or reader.may(Right.READ_OWN_ANSWERS, iso3):
        return None
    assert reader.user_id is not None  # nobody without an account holds a right
    questionnaire, rows = questionnaire_of(found), queries.assigned_parts(session, found.slug, iso3, reader.user_id)
    shown = (part for parts, _state in rows for part in parts)
    open_parts = (part for parts, state in rows if state != "done" for part in parts)
    return Scope(sharing.units(questionnaire, shown), sharing.units(questionnaire, open_parts))


def shown_in(scope: Scope, stored: StoredSheet, user_id: int | None) -> StoredSheet:
    """A country's answers as they stand, without those that are not shown to this contributor.

    Of its documents they see those that answers shown to them name, and those they added themselves.
    """
    sheet = sharing.answers_within(scope, stored.sheet)
    own = {code: stored.documents[code] for code, added_by in stored.added_by.items() if added_by == user_id}
    sheet = replace(sheet, documents={**sheet.documents, **own})
    kept = {key: answer for key, answer in stored.stored.items() if scope.shows(key)}
    return replace(stored, stored=kept, partners=sheet.partners, documents=sheet.documents, spent={}, shown=sheet)


# --- Reading -----------------------------------------------------------------------------


def shares(session: Session, found: Round, iso3: str, user_id: int | None = None) -> list[Share]:
    """Everything shared of a country's questionnaire, or what is shared with one person."""
    return [Share(assignment, person) for assignment, person in queries.assignments(session, found.slug, iso3, user_id)]


def find(session: Session, found: Round, iso3: str, number: int) -> Share:
    """One thing shared; raises UnknownAssignment."""
    assignment = session.get(Assignment, number)
    if assignment is None or (assignment.round_slug, assignment.iso3) != (found.slug, iso3):
        raise UnknownAssignment(number)
    return Share(assignment, session.get_one(User, assignment.user_id))


def contributors(session: Session, iso3: str) -> Sequence[User]:
    """The accounts of a country's contributors, by name."""
    return [user for user in queries.users_of(session, iso3) if _contributes(user, iso3)]


def _contributes(user: User, iso3: str) -> bool:
    """Whether an account is a contributor of this country and nothing else."""
    return user.active and user.iso3 == iso3 and {role.name for role in user.roles} == {CONTRIBUTOR}


def due_at(due_on: date, time_zone: str) -> datetime:
    """When a day ends in a country."""
    return datetime.combine(due_on, time.max, ZoneInfo(time_zone))


def overdue(assignment: Assignment, time_zone: str) -> bool:
    """Whether the day has passed without the part being handed back."""
    return assignment.state != "done" and due_at(assignment.due_on, time_zone) < now()


# --- Sharing -----------------------------------------------------------------------------


def problems(
    session: Session, found: Round, country: Country, terms: Terms, invitee: Invitee | None = None
) -> Iterator[SharingInvalid]:
    """Everything wrong with what is to be shared, and with whom where that is to be said."""
    if invitee is not None:
        yield from _problems_of_person(session, country.iso3, invitee)
    try:
        if not sharing.units(questionnaire_of(found), terms.parts):
            yield SharingInvalid("parts_missing")
    except sharing.UnknownPart:
        yield SharingInvalid("parts_missing")
    yield from _problems_of_day(found, country, terms.due_on)
    if len(terms.note) > LONGEST_NOTE:
        yield SharingInvalid("note_too_long", most=LONGEST_NOTE)


def _problems_of_person(session: Session, iso3: str, invitee: Invitee) -> Iterator[SharingInvalid]:
    if invitee.user_id is not None:
        if invitee.user_id not in {user.id for user in contributors(session, iso3)}:
            yield SharingInvalid("person_missing")
        return
    try:
        known = queries.user_by_email(session, accounts.as_address(invitee.email))
    except ValueError:
        yield SharingInvalid("not_an_address")
        known = None
    if known is not None and not _contributes(known, iso3):
        yield SharingInvalid("address_refused")
    if not invitee.name and known is None:
        yield SharingInvalid("name_missing")
    if len(invitee.name) > accounts.LONGEST["name"]:
        yield SharingInvalid("name_too_long", most=accounts.LONGEST["name"])


def _problems_of_day(found: Round, country: Country, due_on: date | None) -> Iterator[SharingInvalid]:
    """A round may stay open beyond the day it was to close on; then only a day that has passed is wrong."""
    zone = ZoneInfo(country.time_zone)
    today, last = now().astimezone(zone).date(), found.closes_at.astimezone(zone).date()
    if due_on is None:
        yield SharingInvalid("due_missing")
    elif due_on < today:
        yield SharingInvalid("due_passed")
    elif today <= last < due_on:
        yield SharingInvalid("due_after_close", last=last)


def share(session: Session, found: Round, country: Country, terms: Terms, invitee: Invitee, by: int) -> Share:
    """Share parts with a contributor, whose account is made where there is none; raises the first of the ``problems``.

    A link to choose a password comes with it while the account has none.
    """
    _require_open(session, found, country.iso3)
    for problem in problems(session, found, country, terms, invitee):
        raise problem
    person = _person(session, country.iso3, invitee, by)
    assert terms.due_on is not None  # its absence is a problem
    assignment = Assignment(
        round_slug=found.slug,
        iso3=country.iso3,
        user_id=person.id,
        parts=list(sharing.in_order(questionnaire_of(found), terms.parts)),
        due_on=terms.due_on,
        note=terms.note,
        state="open",
        reason="",
        made_by=by,
        made_at=now(),
    )
    session.add(assignment)
    session.flush()
    _record(session, by, "shared", assignment, person)
    return Share(assignment, person, None if person.password else invitations.invite(session, person, by))


def _person(session: Session, iso3: str, invitee: Invitee, by: int) -> User:
    """The account to share with, made where there is none of this address."""
    if invitee.user_id is not None:
        return session.get_one(User, invitee.user_id)
    known = queries.user_by_email(session, accounts.as_address(invitee.email))
    try:
        return known or accounts.create_user(
            session, invitee.email, invitee.name, [CONTRIBUTOR], iso3, language=invitee.language, by=by
        )
    except AccountInvalid as error:
        raise SharingInvalid(error.code, **error.facts) from error


def new_link(session: Session, found: Round, iso3: str, number: int, by: int) -> Share:
    """A new link for a contributor who has not chosen a password yet; the one before opens nothing any more.

    Raises SharingInvalid for one who has: nobody is given a way into an account in use.
    """
    known = find(session, found, iso3, number)
    if known.person.password or not _contributes(known.person, iso3):
        raise SharingInvalid("has_password")
    return replace(known, issued=invitations.invite(session, known.person, by))


def change(session: Session, found: Round, country: Country, number: int, terms: Terms, by: int) -> Share:
    """Change what is shared, until when, or the note; the first of the ``problems`` is raised."""
    _require_open(session, found, country.iso3)
    known = find(session, found, country.iso3, number)
    for problem in problems(session, found, country, terms):
        raise problem
    assert terms.due_on is not None  # its absence is a problem
    known.assignment.parts = list(sharing.in_order(questionnaire_of(found), terms.parts))
    known.assignment.due_on, known.assignment.note = terms.due_on, terms.note
    _record(session, by, "share_changed", known.assignment, known.person)
    return known


def withdraw(session: Session, found: Round, iso3: str, number: int, by: int) -> Share:
    """Share something no longer; what was answered stays, and so does the account."""
    known = find(session, found, iso3, number)
    _record(session, by, "withdrawn", known.assignment, known.person)
    session.delete(known.assignment)
    session.flush()
    return known


def hand_back(session: Session, found: Round, iso3: str, number: int, by: int) -> Share:
    """The contributor is done: from now on the part is read only for them; raises UnknownAssignment for another's."""
    _require_open(session, found, iso3)
    known = find(session, found, iso3, number)
    if known.person.id != by:
        raise UnknownAssignment(number)
    if known.assignment.state != "done":
        known.assignment.state, known.assignment.done_at = "done", now()
        _record(session, by, "handed_back", known.assignment, known.person)
    return known


def reopen(session: Session, found: Round, iso3: str, number: int, reason: str, by: int) -> Share:
    """Ask the contributor to go on, saying why; SharingInvalid without a reason, or for what was not handed back."""
    _require_open(session, found, iso3)
    known = find(session, found, iso3, number)
    if known.assignment.state != "done":
        raise SharingInvalid("not_handed_back")
    if not reason:
        raise SharingInvalid("reason_missing")
    if len(reason) > LONGEST_NOTE:
        raise SharingInvalid("reason_too_long", most=LONGEST_NOTE)
    known.assignment.state, known.assignment.done_at, known.assignment.reason = "reopened", None, reason
    _record(session, by, "reopened", known.assignment, known.person)
    return known


def _require_open(session: Session, found: Round, iso3: str) -> None:
    """Raise SubmissionClosed or SubmissionSigned where nobody can answer any more."""
    if found.state != "open":
        raise SubmissionClosed(found.slug)
    submission = queries.submission(session, found.slug, iso3)
    if submission is not None and submission.state == Status.SIGNED:
        raise SubmissionSigned(iso3)


def _record(session: Session, by: int, action: str, assignment: Assignment, person: User) -> None:
    parts: Collection[str] = assignment.parts
    subject = f"{assignment.round_slug}/{assignment.iso3} {person.email}: {', '.join(parts)}"
    audit.record(session, by, action, subject)
    session.flush()
