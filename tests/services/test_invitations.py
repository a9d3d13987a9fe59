"""Invitations: one link at a time, opened by its token alone, for fourteen days."""

import hashlib
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.services import invitations
from assessment.services.accounts import create_user
from assessment.services.invitations import InvitationInvalid
from assessment.storage import queries
from assessment.storage.accounts import Invitation, User
from assessment.storage.models import now


@pytest.fixture
def focal(session: Session) -> User:
    return create_user(session, "focal@example.org", "Persona", ["focal_point"], "PER")


def why(session: Session, token: str) -> str:
    with pytest.raises(InvitationInvalid) as refusal:
        invitations.invited(session, token)
    return refusal.value.code


def test_a_link_opens_for_the_person_it_was_made_for(session: Session, focal: User) -> None:
    issued = invitations.invite(session, focal, None)
    assert invitations.invited(session, issued.token) is focal


def test_only_the_hash_of_the_token_is_kept(session: Session, focal: User) -> None:
    token = invitations.invite(session, focal, None).token
    kept = session.scalars(select(Invitation)).one()
    assert kept.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert len(token) == 43
    assert all(token not in entry.subject for entry, _name in queries.audit_entries(session, 50))


def test_a_link_expires_after_fourteen_days(session: Session, focal: User) -> None:
    issued = invitations.invite(session, focal, None)
    with time_machine.travel(now() + timedelta(days=13, hours=23), tick=False):
        assert invitations.invited(session, issued.token) is focal
    with time_machine.travel(now() + timedelta(days=14, minutes=1), tick=False):
        assert why(session, issued.token) == "expired"


def test_a_renewed_link_replaces_the_one_before(session: Session, focal: User) -> None:
    first, second = (invitations.invite(session, focal, None).token for _ in range(2))
    assert why(session, first) == "unknown"
    assert invitations.invited(session, second) is focal


def test_a_revoked_link_opens_nothing_and_the_log_says_who_revoked_it(session: Session, focal: User) -> None:
    token = invitations.invite(session, focal, None).token
    invitations.revoke(session, focal, focal.id)
    assert why(session, token) == "unknown"
    entry, _name = queries.audit_entries(session, 1)[0]
    assert (entry.action, entry.subject, entry.user_id) == ("invitation_revoked", "focal@example.org", focal.id)


def test_a_link_of_an_account_that_is_closed_opens_nothing(session: Session, focal: User) -> None:
    token = invitations.invite(session, focal, None).token
    focal.active = False
    assert why(session, token) == "unknown"


@pytest.mark.parametrize("token", ["", "x", "ñ" * 500, "' OR 1=1 --"])
def test_a_made_up_token_opens_nothing(session: Session, focal: User, token: str) -> None:
    invitations.invite(session, focal, None)
    assert why(session, token) == "unknown"
