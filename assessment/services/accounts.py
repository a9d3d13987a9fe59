"""People, their roles and rights, and the throttling of sign-ins."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from email_validator import validate_email
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assessment.i18n import LANGUAGES, time_zones
from assessment.services import audit
from assessment.storage import queries
from assessment.storage.accounts import Invitation, Role, SignInAttempt, User, hashed
from assessment.storage.civil_society import Organisation
from assessment.storage.models import Country, now

MINIMUM_PASSWORD = 12
LONGEST = {"name": 200, "password": 128}
SECRETARIAT_TIME_ZONE = "America/Caracas"
"""The zone of people without a country, who are SELA's, until they choose another."""
THROTTLE_WINDOW = timedelta(minutes=15)
THROTTLE_PAIR = 8
"""Failures of one account from one client: others who know an address do not lock its owner out."""
THROTTLE_CLIENT = 40
THROTTLE_ACCOUNT = 100


class Right(StrEnum):
    """What a person may do. Rights over a country's own matters hold for the person's own country only.

    ``CONTRIBUTE`` is to see and answer what was shared with the person, and nothing else of the country.
    """

    ANSWER = "answer"
    READ_OWN_ANSWERS = "read_own_answers"
    SHARE = "share"
    CONTRIBUTE = "contribute"
    SIGN = "sign"
    READ_OWN_RESULTS = "read_own_results"
    READ_STATUS = "read_status"
    READ_SIGNED = "read_signed"
    READ_CONFIDENTIAL = "read_confidential"
    DOWNLOAD = "download"
    ADMINISTER = "administer"
    ANSWER_AS_ORGANISATION = "answer_as_organisation"


OWN_COUNTRY = frozenset(
    {Right.ANSWER, Right.READ_OWN_ANSWERS, Right.SHARE, Right.CONTRIBUTE, Right.SIGN, Right.READ_OWN_RESULTS}
)

RIGHTS: dict[str, frozenset[Right]] = {
    "focal_point": frozenset({Right.ANSWER, Right.READ_OWN_ANSWERS, Right.SHARE, Right.READ_OWN_RESULTS}),
    "contributor": frozenset({Right.CONTRIBUTE}),
    "authorising_officer": frozenset({Right.READ_OWN_ANSWERS, Right.READ_OWN_RESULTS, Right.SIGN}),
    "analyst": frozenset({Right.READ_STATUS, Right.READ_SIGNED, Right.READ_CONFIDENTIAL, Right.DOWNLOAD}),
    "report_staff": frozenset({Right.READ_STATUS, Right.READ_SIGNED, Right.DOWNLOAD}),
    "administrator": frozenset({Right.ADMINISTER}),
    "organisation": frozenset({Right.ANSWER_AS_ORGANISATION}),
}
COUNTRY_ROLES = frozenset({"focal_point", "contributor", "authorising_officer"})
ORGANISATION = "organisation"
"""The role of those who answer for a civil-society organisation; it stands alone."""


class AccountInvalid(ValueError):
    """An account cannot be made or changed as asked: a code and its facts, put into words at the edge."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True)
class Reader:
    """The person behind a request, or nobody.

    ``iso3`` is the country they answer for, ``organisation`` the number of the
    civil-society organisation; ``time_zone`` the IANA name of the zone they
    chose, None for that of their country.
    """

    user_id: int | None = None
    name: str = ""
    iso3: str | None = None
    roles: frozenset[str] = frozenset()
    rights: frozenset[Right] = frozenset()
    language: str = "es"
    time_zone: str | None = None
    organisation: int | None = None

    def may(self, right: Right, iso3: str | None = None) -> bool:
        """Whether the reader holds a right; a right over own matters only for the reader's own country."""
        if right not in self.rights:
            return False
        return right not in OWN_COUNTRY or (iso3 is not None and iso3 == self.iso3)

    def may_any(self, rights: Iterable[Right], iso3: str | None = None) -> bool:
        """Whether the reader holds at least one of these rights."""
        return any(self.may(right, iso3) for right in rights)

    def sees_all_of(self, iso3: str | None = None) -> bool:
        """Whether a country's confidential answers and small counts are shown as they are; without one, everybody's."""
        own = (Right.READ_OWN_ANSWERS, Right.READ_OWN_RESULTS, Right.CONTRIBUTE)
        return self.may_any((Right.READ_CONFIDENTIAL, *own), iso3)


NOBODY = Reader()


def reader_of(user: User) -> Reader:
    """What this account may do."""
    roles = frozenset(role.name for role in user.roles)
    rights = frozenset(right for role in roles for right in RIGHTS[role])
    organisation = user.organisation.id if user.organisation else None
    return Reader(user.id, user.name, user.iso3, roles, rights, user.language, user.time_zone, organisation)


def as_address(typed: str) -> str:
    """An e-mail address in the one way in which accounts are kept; ValueError when it is none."""
    checked = validate_email(typed.strip(), check_deliverability=False, test_environment=True)
    return checked.normalized.lower()


def problems(
    session: Session, email: str, name: str, names: Set[str], iso3: str | None, organisation: int | None = None
) -> Iterator[AccountInvalid]:
    """Everything that is wrong with an account as asked for.

    An address in use or none at all, no or an unknown role, an unknown
    country, a country role without its country, an organisation's account
    without its organisation, or one that has a country or another role beside.
    """
    if len(name) > LONGEST["name"]:
        yield AccountInvalid("name_too_long", most=LONGEST["name"])
    try:
        if queries.user_by_email(session, as_address(email)):
            yield AccountInvalid("address_in_use", email=email)
    except ValueError:
        yield AccountInvalid("not_an_address", email=email)
    if not names:
        yield AccountInvalid("role_missing")
    if unknown := names - RIGHTS.keys():
        yield AccountInvalid("unknown_role", roles=", ".join(sorted(unknown)), known=", ".join(RIGHTS))
    if iso3 is not None and session.get(Country, iso3) is None:
        yield AccountInvalid("unknown_country", iso3=iso3)
    if names & COUNTRY_ROLES and iso3 is None:
        yield AccountInvalid("country_missing", roles=", ".join(sorted(names & COUNTRY_ROLES)))
    yield from _problems_of_organisation(session, names, iso3, organisation)


def _problems_of_organisation(
    session: Session, names: Set[str], iso3: str | None, organisation: int | None
) -> Iterator[AccountInvalid]:
    """Nobody answers both for a State, or works for SELA, and for an organisation."""
    if ORGANISATION not in names:
        if organisation is not None:
            yield AccountInvalid("organisation_without_role")
        return
    if names != {ORGANISATION} or iso3 is not None:
        yield AccountInvalid("organisation_not_alone")
    if organisation is None or session.get(Organisation, organisation) is None:
        yield AccountInvalid("organisation_missing")


def create_user(
    session: Session,
    email: str,
    name: str,
    roles: Iterable[str],
    iso3: str | None = None,
    password_hash: str | None = None,
    language: str = "es",
    by: int | None = None,
    organisation: int | None = None,
) -> User:
    """A new account, without a password until one is set; ``by`` is who creates it, None for the command line.

    Raises the first of its ``problems``.
    """
    name, names = name.strip(), set(roles)
    for problem in problems(session, email, name, names, iso3, organisation):
        raise problem
    email = as_address(email)
    user = User(
        email=email,
        name=name or email,
        password=password_hash,
        active=True,
        fs_uniquifier=secrets.token_hex(32),
        iso3=iso3,
        language=language,
        organisation=session.get(Organisation, organisation) if organisation is not None else None,
        roles=[_role(session, role) for role in sorted(names)],
    )
    session.add(user)
    session.flush()
    audit.record(session, by, "account_created", email)
    return user


def set_password(session: Session, email: str, password: str) -> None:
    """Set a password and end all sessions of the account; a link that invites to choose one is void.

    Raises AccountInvalid for an unknown address or a password that is too short.
    """
    user = queries.user_by_email(session, email)
    if user is None:
        raise AccountInvalid("no_account", email=email)
    require_password(password)
    session.execute(delete(Invitation).where(Invitation.user_id == user.id, Invitation.used_at.is_(None)))
    user.password = hashed(password)
    user.fs_uniquifier = secrets.token_hex(32)
    audit.record(session, None, "password_set", user.email)
    session.flush()


def require_password(password: str) -> None:
    """Raise AccountInvalid unless this may be somebody's password."""
    if len(password) < MINIMUM_PASSWORD:
        raise AccountInvalid("password_too_short", least=MINIMUM_PASSWORD)
    if len(password) > LONGEST["password"]:
        raise AccountInvalid("password_too_long", most=LONGEST["password"])


def set_preferences(session: Session, user_id: int, code: str, time_zone: str | None) -> None:
    """Choose language and time zone (an IANA name; None: the one of the country).

    Raises AccountInvalid for a language that is not declared or an unknown zone.
    """
    user = session.get_one(User, user_id)
    if code not in LANGUAGES:
        raise AccountInvalid("unknown_language")
    if time_zone is not None and not any(time_zone in zones for zones in time_zones().values()):
        raise AccountInvalid("unknown_time_zone")
    user.language, user.time_zone = code, time_zone
    session.flush()


def _role(session: Session, name: str) -> Role:
    role = session.scalar(select(Role).where(Role.name == name))
    if role is None:
        role = Role(name=name)
        session.add(role)
        session.flush()
    return role


def _subjects(email: str, client: str) -> dict[str, int]:
    """The hashed subjects a failed sign-in counts against, with their limits; however the address was written."""
    try:
        email = as_address(email)
    except ValueError:
        email = email.strip().lower()
    account = f"account:{email}"
    limits = {
        account: THROTTLE_ACCOUNT,
        f"{account} client:{client}": THROTTLE_PAIR,
        f"client:{client}": THROTTLE_CLIENT,
    }
    return {hashlib.sha256(subject.encode()).hexdigest(): limit for subject, limit in limits.items()}


def sign_in_throttled(session: Session, email: str, client: str) -> bool:
    """Whether too many sign-ins failed lately for this account or from this client; asked before any hashing."""
    since = now() - THROTTLE_WINDOW
    return any(
        queries.failed_sign_ins(session, subject, since) >= limit for subject, limit in _subjects(email, client).items()
    )


def record_failed_sign_in(session: Session, email: str, client: str) -> None:
    """Count a failed sign-in, and forget those that no longer matter."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < now() - THROTTLE_WINDOW))
    session.add_all(SignInAttempt(subject=subject, at=now()) for subject in _subjects(email, client))
    session.flush()


def forget_failed_sign_ins(session: Session, email: str, client: str) -> None:
    """A successful sign-in clears the counts of its account (not of its client)."""
    account, pair, _client = _subjects(email, client)
    session.execute(delete(SignInAttempt).where(SignInAttempt.subject.in_((account, pair))))
    session.flush()
