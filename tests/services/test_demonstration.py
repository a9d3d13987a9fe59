"""Demonstration data: seeded, plausible, the same whatever the States are called, and always marked."""

import random
import statistics
from collections import Counter

import pytest
from sqlalchemy.orm import Session

from assessment.catalogue import Reference
from assessment.core.answers import State
from assessment.core.questionnaire import Questionnaire
from assessment.core.results import RegionResults, Status
from assessment.core.scoring import score
from assessment.core.validation import validate
from assessment.services import demonstration, results, rounds
from assessment.services.accounts import Reader, Right
from assessment.storage import queries

WORLD = ["USA", "ESP", "CAN", "ITA", "FRA", "JPN", "CRI", "DEU", "CHN", "GBR"]


@pytest.fixture
def region(session: Session, questionnaire: Questionnaire, reference: Reference) -> RegionResults:
    demonstration.load_demonstration(session, questionnaire, reference, "no password")
    return results.region(session, rounds.get_round(session, "2026"))


def test_most_countries_have_signed_some_are_under_way_some_have_not_begun(region: RegionResults) -> None:
    counts = Counter(entry.status for entry in region.entries)
    assert counts == {Status.SIGNED: 18, Status.IN_PROGRESS: 4, Status.NOT_STARTED: 3}
    assert next(e.status for e in region.entries if e.iso3 == "PER") is Status.SIGNED
    assert [e.status for e in region.entries] != list(demonstration.STATUSES)  # dealt by lot, not by the alphabet


def test_the_database_says_that_it_holds_demonstration_data(region: RegionResults, session: Session) -> None:
    assert queries.installation_fact(session, "demonstration") == "2026"


def test_missing_answers_of_every_sort_and_awkward_comments_occur(region: RegionResults, session: Session) -> None:
    sheets = results.signed_sheets(session, rounds.get_round(session, "2026"))
    answers = [answer for sheet in sheets.values() for answer in sheet.answers.values()]
    assert {answer.state for answer in answers} == {State.ANSWERED, State.DONT_KNOW, State.NOT_APPLICABLE}
    assert {comment[0] for answer in answers if (comment := answer.comment)} >= set("=+-@")
    assert any("<b>" in answer.comment for answer in answers)
    assert any(len([key for key in sheet.answers if not key.startswith("D8")]) < 28 for sheet in sheets.values())


def test_every_drawn_answer_is_valid(questionnaire: Questionnaire, reference: Reference) -> None:
    world = [country.iso3 for country in reference.countries]
    draw = random.Random(1)
    for _ in range(40):
        sheet = demonstration.draw_sheet(draw, questionnaire, world[:50])
        for question in questionnaire.questions.values():
            assert validate(question, sheet[question.id], "PER", world) == []


def test_the_draw_knows_nothing_of_any_state(
    session: Session, questionnaire: Questionnaire, reference: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The States asked for in another order: the same sheets, dealt to others."""

    def dealt() -> dict[str, tuple[float, ...]]:
        trial = session.begin_nested()
        demonstration.load_demonstration(session, questionnaire, reference, "no password")
        entries = results.region(session, rounds.get_round(session, "2026")).signed
        trial.rollback()
        session.expunge_all()
        return {entry.iso3: tuple(entry.card.nodes[d].score or -1.0 for d in ("D1", "D2", "D3")) for entry in entries}

    first, in_order = dealt(), queries.countries
    monkeypatch.setattr(queries, "countries", lambda session: list(in_order(session))[::-1])
    second = dealt()
    assert sorted(first.values()) == sorted(second.values())
    assert first != second


def test_organisations_answer_about_most_countries_three_or_more_about_some_fewer_about_others(
    region: RegionResults, session: Session
) -> None:
    found, analyst = rounds.get_round(session, "2026"), Reader(rights=frozenset({Right.READ_SIGNED}))
    figures = {e.iso3: results.civil_society(session, found, e.iso3, analyst) for e in region.entries}
    most = {iso3: max((figure.n for figure in told), default=0) for iso3, told in figures.items()}
    assert sum(number > 0 for number in most.values()) >= 18
    assert sum(number >= 3 for number in most.values()) >= 10
    assert sum(0 < number < 3 for number in most.values()) >= 4
    assert {figure.mean is None for figure in figures["PER"]} == {True, False}
    assert {o.name for o in queries.organisations(session)} == {
        f"Organización de demostración {letter}" for letter in "ABCDEFGH"
    }
    own = {user.email: user.organisation.name[-1] for user in queries.users(session) if user.organisation}
    assert own == {"org.a@demo.example": "A", "org.b@demo.example": "B"}


def test_answers_hang_together_instead_of_being_noise(questionnaire: Questionnaire) -> None:
    """With independent answers the domains of one sheet would not move together."""
    draw = random.Random(3)
    cards = [score(questionnaire, demonstration.draw_sheet(draw, questionnaire, WORLD)) for _ in range(200)]
    pairs = [
        (card.nodes["D1"].score, card.nodes["D3"].score)
        for card in cards
        if card.nodes["D1"].score is not None and card.nodes["D3"].score is not None
    ]
    assert statistics.correlation(*zip(*pairs, strict=True)) > 0.3
