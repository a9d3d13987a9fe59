"""Invitations: a link, handed over by whatever way works, under which a person chooses a password. No mail is sent."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, Executable, delete, update
from sqlalchemy.orm import Session

from assessment.services import accounts, audit
from assessment.storage import queries
from assessment.storage.accounts import Invitation, User
from assessment.storage.models import now

VALID_FOR = timedelta(days=14)


class InvitationInvalid(LookupError):
    """A link opens nothing: its code is ``unknown`` (mistyped, renewed or revoked), ``expired`` or ``used``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Issued:
    """A new link: the token exists here and nowhere else."""

    token: str
    expires_at: datetime


def invite(session: Session, user: User, by: int | None) -> Issued:
    """A new link for this account; one that was handed out before opens nothing any more."""
    token, expires_at = secrets.token_urlsafe(32), now() + VALID_FOR
    session.merge(Invitation(user_id=user.id, token_hash=_hash(token), expires_at=expires_at, used_at=None))
    audit.record(session, by, "invitation_made", user.email)
    session.flush()
    return Issued(token, expires_at)


def revoke(session: Session, user: User, by: int | None) -> None:
    """Take the account's link back, if there is one that could still be used."""
    unused = delete(Invitation).where(Invitation.user_id == user.id, Invitation.used_at.is_(None))
    if _rows(session, unused):
        audit.record(session, by, "invitation_revoked", user.email)
    session.flush()


def invited(session: Session, token: str) -> User:
    """The person a link is for; raises InvitationInvalid."""
    found = queries.invitation(session, _hash(token))
    if found is None:
        raise InvitationInvalid("unknown")
    invitation, user = found
    if invitation.used_at is not None:
        raise InvitationInvalid("used")
    if invitation.expires_at <= now():
        raise InvitationInvalid("expired")
    if not user.active:
        raise InvitationInvalid("unknown")
    return user


def accept(session: Session, token: str, password: str) -> User:
    """Choose a password under a link, which is used up; of two that come at once, one wins.

    Raises InvitationInvalid, or AccountInvalid for a password that is too
    short; then the link can still be used.
    """
    user = invited(session, token)
    accounts.require_password(password)
    unused = Invitation.token_hash == _hash(token), Invitation.used_at.is_(None)
    if not _rows(session, update(Invitation).where(*unused).values(used_at=now())):
        raise InvitationInvalid("used")
    audit.record(session, user.id, "invitation_used", user.email)
    accounts.set_password(session, user.email, password)
    return user


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _rows(session: Session, statement: Executable) -> int:
    """How many rows a statement changed."""
    result = session.execute(statement)
    assert isinstance(result, CursorResult)
    return result.rowcount
