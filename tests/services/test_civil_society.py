"""Organisations answer about countries, send, correct and send again; what of it is shown to whom."""

from collections.abc import Mapping

import pytest
from sqlalchemy.orm import Session

from assessment.core.answers import Answer, State
from assessment.core.civil_society import ItemFigure
from assessment.core.questionnaire import Questionnaire
from assessment.core.results import Status
from assessment.services import accounts, civil_society, results, rounds, submissions
from assessment.services.accounts import AccountInvalid, Reader, reader_of
from assessment.services.civil_society import OrganisationInvalid
from assessment.services.submissions import Change
from assessment.storage import queries
from assessment.storage.models import Round
from tests.factories import answered, full_sheet, organisation, person, save, signed, told

DONT_KNOW = Answer(State.DONT_KNOW)


@pytest.fixture
def analyst(session: Session) -> Reader:
    return reader_of(person(session, "analyst@example.org", "analyst"))


@pytest.fixture
def focal_peru(session: Session) -> Reader:
    return reader_of(person(session, "focal@example.org", "focal_point", "PER"))


def shown(session: Session, found: Round, iso3: str, reader: Reader) -> dict[str, tuple[int, float | None]]:
    """What a reader is shown of a country, blank items left out."""
    figures = results.civil_society(session, found, iso3, reader)
    return {figure.item: (figure.n, figure.mean) for figure in figures if figure.n}


# --- organisations and their accounts ------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind", "seat", "code"),
    [
        (" ", "ngo", None, "name_missing"),
        ("x" * 201, "ngo", None, "name_too_long"),
        ("casa  ABIERTA", "ngo", None, "name_in_use"),
        ("Otra", "ministry", None, "unknown_kind"),
        ("Otra", "ngo", "XXX", "unknown_seat"),
    ],
)
def test_an_organisation_that_makes_no_sense_is_refused(
    session: Session, name: str, kind: str, seat: str | None, code: str
) -> None:
    organisation(session, "Casa Abierta")
    with pytest.raises(OrganisationInvalid) as refusal:
        civil_society.create_organisation(session, name, kind, seat, {"PER", "CRI"})
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("roles", "iso3", "with_organisation", "code"),
    [
        (["organisation"], None, False, "organisation_missing"),
        (["organisation", "analyst"], None, True, "organisation_not_alone"),
        (["organisation", "focal_point"], "PER", True, "organisation_not_alone"),
        (["organisation"], "PER", True, "organisation_not_alone"),
        (["analyst"], None, True, "organisation_without_role"),
    ],
)
def test_nobody_answers_for_an_organisation_and_for_somebody_else(
    session: Session, roles: list[str], iso3: str | None, with_organisation: bool, code: str
) -> None:
    number = organisation(session, "Casa Abierta").id if with_organisation else None
    with pytest.raises(AccountInvalid) as refusal:
        accounts.create_user(session, "a@example.org", "A", roles, iso3, organisation=number)
    assert refusal.value.code == code


def test_a_person_of_an_organisation_may_do_nothing_else(session: Session) -> None:
    own = organisation(session, "Casa Abierta")
    reader = reader_of(person(session, "a@example.org", "organisation", organisation=own))
    assert reader.organisation == own.id
    assert {right.value for right in reader.rights} == {"answer_as_organisation"}


# --- answering and sending -----------------------------------------------------------------


def test_answers_are_kept_with_versions_and_a_stale_one_only_in_the_history(
    session: Session, open_round: Round
) -> None:
    own = organisation(session, "Casa Abierta")
    civil_society.save_told(session, open_round, own.id, "PER", [Change("C1", answered("often"), 0)], None)
    outcome = civil_society.save_told(session, open_round, own.id, "PER", [Change("C1", answered("never"), 0)], None)
    assert outcome.saved == ()
    assert outcome.stale["C1"].answer.value == "often"
    stored = civil_society.read_told(session, open_round, own.id, "PER").stored
    assert (stored.sheet["C1"].value, stored.version("C1"), stored.status) == ("often", 1, Status.IN_PROGRESS)


def test_every_part_of_an_answer_comes_back_as_it_was_saved(session: Session, open_round: Round) -> None:
    own = organisation(session, "Casa Abierta")
    answer = answered("often", comment="= <b>texto</b>")
    civil_society.save_told(session, open_round, own.id, "PER", [Change("C1", answer, 0)], None)
    session.expire_all()
    assert civil_society.read_told(session, open_round, own.id, "PER").stored.sheet["C1"] == answer


def test_two_organisations_and_two_countries_are_kept_apart(session: Session, open_round: Round) -> None:
    one, other = organisation(session, "Casa Abierta"), organisation(session, "Red Norte")
    civil_society.save_told(session, open_round, one.id, "PER", [Change("C1", answered("often"), 0)], None)
    for own, iso3 in ((other, "PER"), (one, "CHL")):
        stored = civil_society.read_told(session, open_round, own.id, iso3).stored
        assert (stored.status, dict(stored.stored)) == (Status.NOT_STARTED, {})


def test_what_was_sent_is_corrected_and_sent_again_and_the_last_sending_is_in_force(
    session: Session, open_round: Round, analyst: Reader
) -> None:
    own = organisation(session, "Casa Abierta")
    told(session, open_round, own, "PER", {"C1": answered("never")})
    for name in ("Red Norte", "Red Sur"):
        told(session, open_round, organisation(session, name), "PER", {"C1": answered("never")})
    assert shown(session, open_round, "PER", analyst) == {"C1": (3, 0.0)}
    change = [Change("C1", answered("often"), 1)]
    with pytest.raises(submissions.SubmissionSigned):
        civil_society.save_told(session, open_round, own.id, "PER", change, None)
    sender = person(session, "again@example.org", "organisation", organisation=own)
    civil_society.reopen(session, open_round, own.id, "PER", sender.id)
    civil_society.save_told(session, open_round, own.id, "PER", change, None)
    assert shown(session, open_round, "PER", analyst) == {"C1": (3, 0.0)}
    civil_society.send(session, open_round, own.id, "PER", sender.id, "Ana")
    assert shown(session, open_round, "PER", analyst) == {"C1": (3, 25.0)}
    assert civil_society.read_told(session, open_round, own.id, "PER").sending.sender_name == "Ana"
    with pytest.raises(submissions.SubmissionSigned):
        civil_society.send(session, open_round, own.id, "PER", sender.id, "Ana")


@pytest.mark.parametrize("state", ["draft", "closed", "published"])
def test_a_round_that_is_not_open_takes_nothing_from_organisations(
    session: Session, open_round: Round, state: str
) -> None:
    own = organisation(session, "Casa Abierta")
    told(session, open_round, own, "PER", {"C1": answered("often")})
    sender = person(session, "a@example.org", "organisation", organisation=own)
    rounds.set_state(session, open_round, state, None)
    with pytest.raises(submissions.SubmissionClosed):
        civil_society.save_told(session, open_round, own.id, "CHL", [Change("C1", answered("often"), 0)], None)
    with pytest.raises(submissions.SubmissionClosed):
        civil_society.reopen(session, open_round, own.id, "PER", sender.id)
    with pytest.raises(submissions.SubmissionClosed):
        civil_society.send(session, open_round, own.id, "PER", sender.id, "Ana")


def test_nothing_is_sent_while_every_item_is_blank(session: Session, open_round: Round) -> None:
    own = organisation(session, "Casa Abierta")
    sender = person(session, "a@example.org", "organisation", organisation=own)
    with pytest.raises(submissions.NothingToSign):
        civil_society.send(session, open_round, own.id, "PER", sender.id, "Ana")


def test_a_question_of_the_states_is_none_of_theirs(session: Session, open_round: Round) -> None:
    own = organisation(session, "Casa Abierta")
    with pytest.raises(submissions.UnknownQuestion):
        civil_society.save_told(session, open_round, own.id, "PER", [Change("D1.1a", answered(2), 0)], None)
    with pytest.raises(submissions.UnknownQuestion):
        submissions.save_answers(session, open_round, "PER", [Change("C1", answered("often"), 0)], None)


def test_a_round_without_their_questionnaire_asks_organisations_nothing(session: Session, open_round: Round) -> None:
    own = organisation(session, "Casa Abierta")
    open_round.civil_questionnaire = None
    session.flush()
    with pytest.raises(civil_society.NotAsked):
        civil_society.save_told(session, open_round, own.id, "PER", [Change("C1", answered("often"), 0)], None)
    rounds.ask_civil_society(session, open_round)
    civil_society.save_told(session, open_round, own.id, "PER", [Change("C1", answered("often"), 0)], None)
    with pytest.raises(ValueError, match="no longer changes"):
        rounds.ask_civil_society(session, open_round)


# --- who is shown what ---------------------------------------------------------------------

THREE: Mapping[str, Mapping[str, Answer]] = {
    "Casa Abierta": {"C1": answered("never"), "C2": answered("always"), "C3": DONT_KNOW},
    "Red Norte": {"C1": answered("sometimes"), "C2": answered("often"), "C3": answered("often")},
    "Red Sur": {"C1": answered("sometimes"), "C2": DONT_KNOW, "C3": answered("often")},
}


def three_organisations(session: Session, found: Round, iso3: str) -> None:
    for name, answers in THREE.items():
        told(session, found, organisation(session, name), iso3, answers)


def test_selas_people_see_each_item_with_its_number_and_a_mean_from_three_organisations_on(
    session: Session, open_round: Round, analyst: Reader
) -> None:
    three_organisations(session, open_round, "PER")
    assert shown(session, open_round, "PER", analyst) == {
        "C1": (3, pytest.approx(33.333, abs=0.001)),
        "C2": (2, None),
        "C3": (2, None),
    }
    assert len(results.civil_society(session, open_round, "PER", analyst)) == 15
    assert results.civil_society(session, open_round, "CHL", analyst) == ()


def test_what_is_not_sent_does_not_count(session: Session, open_round: Round, analyst: Reader) -> None:
    three_organisations(session, open_round, "PER")
    told(session, open_round, organisation(session, "Otra"), "PER", {"C1": answered("always")}, send=False)
    assert shown(session, open_round, "PER", analyst)["C1"] == (3, pytest.approx(33.333, abs=0.001))


@pytest.mark.parametrize("state", ["open", "closed"])
def test_a_state_sees_nothing_before_the_round_is_published(
    session: Session, open_round: Round, focal_peru: Reader, state: str
) -> None:
    three_organisations(session, open_round, "PER")
    rounds.set_state(session, open_round, state, None)
    assert results.civil_society(session, open_round, "PER", focal_peru) == ()


def test_once_published_a_state_sees_its_own_items_with_three_organisations_and_no_others(
    session: Session, open_round: Round, focal_peru: Reader
) -> None:
    three_organisations(session, open_round, "PER")
    rounds.set_state(session, open_round, "published", None)
    seen = results.civil_society(session, open_round, "PER", focal_peru)
    assert seen == (ItemFigure("C1", 3, pytest.approx(33.333, abs=0.001)),)
    contributor = reader_of(person(session, "contributor@example.org", "contributor", "PER"))
    chile = reader_of(person(session, "chile@example.org", "focal_point", "CHL"))
    own = reader_of(person(session, "x@example.org", "organisation", organisation=queries.organisations(session)[0]))
    for reader in (contributor, chile, own, Reader()):
        assert results.civil_society(session, open_round, "PER", reader) == ()


def test_what_organisations_say_changes_nothing_of_a_states_answers_and_scores(
    session: Session, open_round: Round, questionnaire: Questionnaire
) -> None:
    signed(session, open_round, "PER", full_sheet(questionnaire))
    save(session, open_round, "CHL", full_sheet(questionnaire, level=1))
    before = results.region(session, open_round)
    sheet = submissions.read_sheet(session, open_round, "CHL").sheet
    for iso3 in ("PER", "CHL", "BOL"):
        told(session, open_round, organisation(session, f"Red {iso3}"), iso3, {"C1": answered("never")})
    assert results.region(session, open_round) == before
    assert submissions.read_sheet(session, open_round, "CHL").sheet == sheet
    assert results.verify(session, open_round) == []
    assert queries.signed_countries(session, "2026") == ["PER"]
    assert submissions.read_sheet(session, open_round, "BOL").status is Status.NOT_STARTED
