"""Accounts, rights and the throttling of sign-ins."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from assessment.services import accounts
from assessment.services.accounts import AccountInvalid, Right, create_user, reader_of
from assessment.storage.models import now


def test_one_person_may_hold_several_roles(session: Session) -> None:
    user = create_user(session, "a@example.org", "A", ["focal_point", "authorising_officer"], "PER", "x")
    reader = reader_of(user)
    assert reader.may(Right.ANSWER, "PER")
    assert reader.may(Right.SIGN, "PER")


def test_rights_over_own_matters_end_at_the_border(session: Session) -> None:
    reader = reader_of(create_user(session, "a@example.org", "A", ["focal_point"], "PER", "x"))
    assert not reader.may(Right.ANSWER, "CHL")
    assert not reader.may(Right.READ_OWN_RESULTS, "CHL")
    assert not reader.may(Right.READ_OWN_ANSWERS)


@pytest.mark.parametrize(
    ("email", "roles", "iso3", "code"),
    [
        ("nobody", ["analyst"], None, "not_an_address"),
        ("a b@example.org", ["analyst"], None, "not_an_address"),
        ("a@", ["analyst"], None, "not_an_address"),
        ("a@example.org", ["king"], None, "unknown_role"),
        ("a@example.org", ["focal_point"], None, "country_missing"),
        ("a@example.org", ["focal_point"], "ESP", "unknown_country"),
    ],
)
def test_an_account_that_makes_no_sense_is_refused(
    session: Session, email: str, roles: list[str], iso3: str | None, code: str
) -> None:
    with pytest.raises(AccountInvalid) as refusal:
        create_user(session, email, "A", roles, iso3)
    assert refusal.value.code == code


def test_an_address_is_used_once_whatever_its_capitals(session: Session) -> None:
    create_user(session, "a@example.org", "A", ["analyst"])
    with pytest.raises(AccountInvalid, match="address_in_use"):
        create_user(session, "A@Example.org", "A", ["analyst"])


def test_an_account_is_throttled_for_a_client_after_eight_failures_for_a_quarter_of_an_hour(session: Session) -> None:
    for _ in range(7):
        accounts.record_failed_sign_in(session, "a@example.org", "192.0.2.1")
    assert not accounts.sign_in_throttled(session, "a@example.org", "192.0.2.1")
    accounts.record_failed_sign_in(session, "A@example。org ", "192.0.2.1")
    assert accounts.sign_in_throttled(session, "a@example.org", "192.0.2.1")
    assert not accounts.sign_in_throttled(session, "b@example.org", "192.0.2.1")
    with time_machine.travel(now() + timedelta(minutes=16), tick=False):
        assert not accounts.sign_in_throttled(session, "a@example.org", "192.0.2.1")


def test_a_stranger_who_knows_an_address_does_not_lock_its_owner_out(session: Session) -> None:
    for _ in range(40):
        accounts.record_failed_sign_in(session, "a@example.org", "192.0.2.1")
    assert not accounts.sign_in_throttled(session, "a@example.org", "192.0.2.2")


def test_an_account_tried_from_many_clients_is_throttled_for_all(session: Session) -> None:
    for number in range(100):
        accounts.record_failed_sign_in(session, "a@example.org", f"192.0.2.{number}")
    assert accounts.sign_in_throttled(session, "a@example.org", "198.51.100.1")


def test_one_client_trying_many_accounts_is_throttled(session: Session) -> None:
    for number in range(40):
        accounts.record_failed_sign_in(session, f"a{number}@example.org", "192.0.2.1")
    assert accounts.sign_in_throttled(session, "fresh@example.org", "192.0.2.1")
    assert not accounts.sign_in_throttled(session, "fresh@example.org", "192.0.2.2")


def test_a_successful_sign_in_clears_the_count_of_its_account(session: Session) -> None:
    for _ in range(8):
        accounts.record_failed_sign_in(session, "a@example.org", "192.0.2.1")
    accounts.forget_failed_sign_ins(session, "a@example.org", "192.0.2.1")
    assert not accounts.sign_in_throttled(session, "a@example.org", "192.0.2.1")
