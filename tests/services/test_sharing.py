"""Sharing out: who may be invited, what is shared, handed back and reopened, and what a save then takes."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from time_machine import travel

from assessment.core.sharing import Scope
from assessment.services import invitations, sharing, submissions
from assessment.services.accounts import reader_of
from assessment.services.sharing import Invitee, SharingInvalid, Terms, UnknownAssignment
from assessment.services.submissions import Change, NotShared, SubmissionClosed, SubmissionSigned
from assessment.storage import queries
from assessment.storage.accounts import User
from assessment.storage.models import Country, Round, now
from assessment.storage.sharing import Assignment
from tests.factories import answered, full_sheet, person, shared, signed

DUE = date(2027, 3, 1)
TERMS = Terms(("D3", "D1.1a"), DUE, "Nota")
ANA = Invitee(None, "ana@example.org", "Ana Ruiz", "es")


@pytest.fixture(autouse=True)
def _winter():
    """The days named here lie ahead, whenever the tests run."""
    with travel("2026-12-01T12:00Z"):
        yield


@pytest.fixture
def peru(session: Session) -> Country:
    return session.get_one(Country, "PER")


@pytest.fixture
def focal(session: Session) -> User:
    return person(session, "focal.per@example.org", "focal_point", "PER")


@pytest.fixture
def contributor(session: Session) -> User:
    return person(session, "contributor.per@example.org", "contributor", "PER")


def log(session: Session) -> list[tuple[str, str]]:
    return [(entry.action, entry.subject) for entry, _name in queries.audit_entries(session, 50)]


def test_an_invitation_makes_a_contributor_of_the_country_with_a_link(session, open_round, peru, focal) -> None:
    share = sharing.share(session, open_round, peru, TERMS, ANA, focal.id)
    assert (share.person.email, share.person.name, share.person.iso3) == ("ana@example.org", "Ana Ruiz", "PER")
    assert [role.name for role in share.person.roles] == ["contributor"]
    assert invitations.invited(session, share.issued.token) is share.person
    assert share.assignment.parts == ["D1.1a", "D3"]
    assert (share.assignment.due_on, share.assignment.note, share.assignment.state) == (DUE, "Nota", "open")
    assert ("shared", "2026/PER ana@example.org: D1.1a, D3") in log(session)
    assert share.issued.token not in str(log(session))


def test_an_account_in_use_needs_no_link_whether_chosen_or_written(
    session, open_round, peru, focal, contributor
) -> None:
    chosen = sharing.share(session, open_round, peru, TERMS, Invitee(contributor.id), focal.id)
    written = Invitee(None, " Contributor.PER@example.org", "", "es")
    again = sharing.share(session, open_round, peru, Terms(("D4",), DUE), written, focal.id)
    assert chosen.person is again.person is contributor
    assert chosen.issued is again.issued is None
    assert [one.assignment.parts for one in sharing.shares(session, open_round, "PER")] == [["D1.1a", "D3"], ["D4"]]


@pytest.mark.parametrize(
    ("role", "iso3"),
    [("contributor", "CHL"), ("focal_point", "PER"), ("authorising_officer", "PER"), ("analyst", None)],
)
def test_an_address_of_another_country_or_role_is_refused_without_saying_whose_it_is(
    session, open_round, peru, focal, role: str, iso3: str | None
) -> None:
    taken = person(session, "taken@example.org", role, iso3)
    found = list(sharing.problems(session, open_round, peru, TERMS, Invitee(None, taken.email, "X", "es")))
    assert [(problem.code, problem.facts) for problem in found] == [("address_refused", {})]
    assert [p.code for p in sharing.problems(session, open_round, peru, TERMS, Invitee(taken.id))] == ["person_missing"]
    with pytest.raises(SharingInvalid):
        sharing.share(session, open_round, peru, TERMS, Invitee(taken.id), focal.id)


def test_everything_wrong_is_told_at_once(session, open_round, peru) -> None:
    wrong = Terms(("D3", "D99"), None, "x" * 1001)
    codes = [p.code for p in sharing.problems(session, open_round, peru, wrong, Invitee(None, "ana", "", "es"))]
    assert codes == ["not_an_address", "name_missing", "parts_missing", "due_missing", "note_too_long"]
    assert [p.code for p in sharing.problems(session, open_round, peru, Terms((), DUE))] == ["parts_missing"]


def test_a_day_ends_in_the_country(session, open_round, peru, contributor) -> None:
    """Lima is five hours behind UTC: at 04:00 UTC of the second of March, the first has not passed there."""
    made = shared(session, open_round, contributor, "D3", due_on=DUE)
    terms = Terms(("D3",), DUE)
    with travel(datetime(2027, 3, 2, 4, 0, tzinfo=UTC), tick=False):
        assert list(sharing.problems(session, open_round, peru, terms)) == []
        assert not sharing.overdue(made, peru.time_zone)
    with travel(datetime(2027, 3, 2, 5, 0, tzinfo=UTC), tick=False):
        assert [p.code for p in sharing.problems(session, open_round, peru, terms)] == ["due_passed"]
        assert sharing.overdue(made, peru.time_zone)
    late = Terms(("D3",), date(2027, 7, 1))
    assert [(p.code, p.facts) for p in sharing.problems(session, open_round, peru, late)] == [
        ("due_after_close", {"last": date(2027, 6, 30)})
    ]


def test_only_a_contributor_is_limited_to_what_is_shared(session, open_round, focal, contributor) -> None:
    for other in (focal, person(session, "officer@example.org", "authorising_officer", "PER")):
        assert sharing.scope_of(session, open_round, "PER", reader_of(other)) is None
    assert sharing.scope_of(session, open_round, "PER", reader_of(contributor)) == Scope()


def test_what_is_handed_back_stays_shown_and_closes_until_it_is_reopened(
    session, open_round, focal, contributor
) -> None:
    made = shared(session, open_round, contributor, "D1.1a")
    shared(session, open_round, contributor, "D8", state="done")
    reader = reader_of(contributor)
    assert sharing.scope_of(session, open_round, "PER", reader) == Scope(frozenset({"D1.1a", "D8"}), {"D1.1a"})
    sharing.hand_back(session, open_round, "PER", made.id, contributor.id)
    assert (made.state, made.done_at is not None) == ("done", True)
    assert sharing.scope_of(session, open_round, "PER", reader) == Scope(frozenset({"D1.1a", "D8"}), frozenset())
    sharing.reopen(session, open_round, "PER", made.id, "Falta la norma", focal.id)
    assert (made.state, made.done_at, made.reason) == ("reopened", None, "Falta la norma")
    assert sharing.scope_of(session, open_round, "PER", reader).open == {"D1.1a"}
    assert [action for action, _subject in log(session)][:2] == ["reopened", "handed_back"]


def test_only_its_own_contributor_hands_a_part_back(session, open_round, contributor) -> None:
    made = shared(session, open_round, contributor, "D1.1a")
    other = person(session, "other@example.org", "contributor", "PER")
    for number, iso3, by in ((made.id, "PER", other), (made.id, "CHL", contributor), (made.id + 1, "PER", contributor)):
        with pytest.raises(UnknownAssignment):
            sharing.hand_back(session, open_round, iso3, number, by.id)
    assert made.state == "open"


@pytest.mark.parametrize(
    ("state", "reason", "code"),
    [("done", "", "reason_missing"), ("done", "x" * 1001, "reason_too_long"), ("open", "Motivo", "not_handed_back")],
)
def test_a_part_is_reopened_with_a_reason(session, open_round, focal, contributor, state, reason, code) -> None:
    made = shared(session, open_round, contributor, "D1.1a", state=state)
    with pytest.raises(SharingInvalid) as refusal:
        sharing.reopen(session, open_round, "PER", made.id, reason, focal.id)
    assert refusal.value.code == code
    assert made.state == state


def test_it_can_be_changed_and_withdrawn_and_the_answers_stay(session, open_round, peru, focal, contributor) -> None:
    made = shared(session, open_round, contributor, "D3")
    scope = sharing.scope_of(session, open_round, "PER", reader_of(contributor))
    submissions.save_answers(session, open_round, "PER", [Change("D3.1a", answered(3), 0)], contributor.id, scope=scope)
    sharing.change(session, open_round, peru, made.id, Terms(("D4", "D1.1a"), DUE, "Otra"), focal.id)
    assert (made.parts, made.due_on, made.note) == (["D1.1a", "D4"], DUE, "Otra")
    sharing.withdraw(session, open_round, "PER", made.id, focal.id)
    assert session.scalars(select(Assignment)).all() == []
    assert submissions.read_sheet(session, open_round, "PER").sheet["D3.1a"] == answered(3)
    assert [action for action, _subject in log(session)][:2] == ["withdrawn", "share_changed"]


def test_nobody_shares_where_nobody_can_answer(session, open_round, peru, focal, contributor, questionnaire) -> None:
    made = shared(session, open_round, contributor, "D3", state="done")
    open_round.state = "closed"
    with pytest.raises(SubmissionClosed):
        sharing.share(session, open_round, peru, TERMS, ANA, focal.id)
    open_round.state = "open"
    signed(session, open_round, "PER", full_sheet(questionnaire))
    with pytest.raises(SubmissionSigned):
        sharing.share(session, open_round, peru, TERMS, ANA, focal.id)
    with pytest.raises(SubmissionSigned):
        sharing.reopen(session, open_round, "PER", made.id, "Motivo", focal.id)
    with pytest.raises(SubmissionSigned):
        sharing.hand_back(session, open_round, "PER", made.id, contributor.id)


def test_a_new_link_is_made_only_for_who_has_no_password(session, open_round, peru, focal, contributor) -> None:
    share = sharing.share(session, open_round, peru, TERMS, ANA, focal.id)
    newer = sharing.new_link(session, open_round, "PER", share.assignment.id, focal.id)
    assert newer.issued.token != share.issued.token
    with pytest.raises(invitations.InvitationInvalid):
        invitations.invited(session, share.issued.token)
    made = shared(session, open_round, contributor, "D3")
    with pytest.raises(SharingInvalid):
        sharing.new_link(session, open_round, "PER", made.id, focal.id)


def test_a_save_of_what_is_not_open_applies_nothing_at_all(session, open_round, contributor) -> None:
    scope = Scope(frozenset({"D3.1a", "D3.1b"}), frozenset({"D3.1a"}))
    for other in ("D3.1b", "D3.2a", "D8@ESP", "D8#own-1"):
        changes = [Change("D3.1a", answered(3), 0), Change(other, answered(1), 0)]
        with pytest.raises(NotShared):
            submissions.save_answers(session, open_round, "PER", changes, contributor.id, scope=scope)
    assert submissions.read_sheet(session, open_round, "PER").stored == {}
    submissions.save_answers(session, open_round, "PER", changes[:1], contributor.id, scope=scope)
    assert set(submissions.read_sheet(session, open_round, "PER").stored) == {"D3.1a"}


def test_what_is_shown_of_stored_and_signed_answers_is_what_is_shared(session, open_round, questionnaire) -> None:
    signed(session, open_round, "PER", full_sheet(questionnaire))
    found = sharing.shown_in(Scope(frozenset({"D3.1a"})), submissions.read_sheet(session, open_round, "PER"), None)
    assert set(found.stored) == set(found.sheet.answers) == {"D3.1a"}


def test_the_demonstration_shares_with_contributors_of_a_state_under_way(demonstration_engine) -> None:
    with Session(demonstration_engine) as session:
        found = session.get_one(Round, "2026")
        told = sharing.shares(session, found, "ARG")
        assert {one.assignment.state for one in told} == {"open", "done", "reopened"}
        user = queries.user_by_email(session, "contributor.arg@demo.example")
        assert sharing.scope_of(session, found, "ARG", reader_of(user)).takes("D4.1a")
        assert all(one.assignment.made_at < now() for one in told)
