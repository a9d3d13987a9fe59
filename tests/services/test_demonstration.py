"""Demonstration data: seeded, plausible, the same whatever the States are called, and always marked."""

import random
import statistics
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from assessment.catalogue import Reference
from assessment.core.answers import State
from assessment.core.instruments import instruments_of
from assessment.core.lineage import lineage
from assessment.core.network import PairState
from assessment.core.partners import laid_out
from assessment.core.questionnaire import Questionnaire
from assessment.core.results import RegionResults, Status
from assessment.core.scoring import score
from assessment.core.validation import validate
from assessment.services import demonstration, results, rounds, submissions
from assessment.services.accounts import Reader, Right
from assessment.storage import queries
from assessment.storage.models import Round
from tests.conftest import rolled_back

WORLD = ["USA", "ESP", "CAN", "ITA", "FRA", "JPN", "CRI", "DEU", "CHN", "GBR"]


@pytest.fixture
def connection(demonstration_engine: Engine) -> Iterator[Connection]:
    with rolled_back(demonstration_engine) as connection:
        yield connection


@pytest.fixture
def region(session: Session) -> RegionResults:
    return results.region(session, rounds.get_round(session, "2026"))


@pytest.fixture
def before(session: Session, region: RegionResults) -> Round:
    """The earlier round."""
    return rounds.get_round(session, "2024")


def test_most_countries_have_signed_some_are_under_way_some_have_not_begun(region: RegionResults) -> None:
    counts = Counter(entry.status for entry in region.entries)
    assert counts == {Status.SIGNED: 18, Status.IN_PROGRESS: 4, Status.NOT_STARTED: 3}
    assert next(e.status for e in region.entries if e.iso3 == "PER") is Status.SIGNED
    assert [e.status for e in region.entries] != list(demonstration.STATUSES)  # dealt by lot, not by the alphabet


def test_who_has_signed_stays_the_same_when_the_questionnaire_grows(region: RegionResults) -> None:
    open_still = {e.iso3: e.status for e in region.entries if e.status is not Status.SIGNED}
    assert open_still == {
        **dict.fromkeys(("BHS", "MEX", "NIC"), Status.NOT_STARTED),
        **dict.fromkeys(("ARG", "SUR", "TTO", "VEN"), Status.IN_PROGRESS),
    }


def test_the_database_says_that_it_holds_demonstration_data(region: RegionResults, session: Session) -> None:
    assert queries.installation_fact(session, "demonstration") == "2026"


def test_missing_answers_of_every_sort_and_awkward_comments_occur(
    region: RegionResults, session: Session, questionnaire: Questionnaire
) -> None:
    sheets = results.signed_sheets(session, rounds.get_round(session, "2026"))
    answers = [answer for sheet in sheets.values() for answer in sheet.answers.values()]
    assert {answer.state for answer in answers} == {State.ANSWERED, State.DONT_KNOW, State.NOT_APPLICABLE}
    assert {comment[0] for answer in answers if (comment := answer.comment)} >= set("=+-@")
    assert any("<b>" in answer.comment for answer in answers)
    own = [id for id in questionnaire.questions if not id.startswith("D8")]
    assert any(id not in sheet.answers for sheet in sheets.values() for id in own)


def test_every_drawn_answer_is_valid(questionnaire: Questionnaire, reference: Reference) -> None:
    world = [country.iso3 for country in reference.countries]
    draw = random.Random(1)
    for _ in range(40):
        sheet = demonstration.draw_sheet(draw, questionnaire, world[:50])
        for question in questionnaire.questions.values():
            assert validate(question, sheet[question.id], "PER", world) == []


def test_the_draw_knows_nothing_of_any_state(
    engine: Engine,
    session: Session,
    questionnaire: Questionnaire,
    reference: Reference,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """The States asked for in another order: the same sheets, dealt to others."""

    def dealt(session: Session) -> dict[str, tuple[float, ...]]:
        entries = results.region(session, rounds.get_round(session, "2026")).signed
        return {entry.iso3: tuple(entry.card.nodes[d].score or -1.0 for d in ("D1", "D2", "D3")) for entry in entries}

    first, in_order = dealt(session), queries.countries
    monkeypatch.setattr(queries, "countries", lambda session: list(in_order(session))[::-1])
    with rolled_back(engine) as connection, Session(connection) as other:
        demonstration.load_demonstration(other, questionnaire, reference, "no password", tmp_path)
        second = dealt(other)
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


# --- the earlier round ------------------------------------------------------------------------


def test_two_years_before_most_countries_had_signed_and_the_round_is_published(session: Session, before: Round) -> None:
    entries = results.region(session, before).entries
    assert Counter(entry.status for entry in entries) == {
        Status.SIGNED: 21, Status.IN_PROGRESS: 2, Status.NOT_STARTED: 2,
    }  # fmt: skip
    assert next(e.status for e in entries if e.iso3 == "PER") is Status.SIGNED
    assert (before.state, before.questionnaire.version) == ("published", "2024")
    assert [found.slug for found in rounds.list_rounds(session)] == ["2026", "2024"]


def test_some_countries_signed_in_one_of_the_rounds_only(
    session: Session, before: Round, region: RegionResults
) -> None:
    then = {entry.iso3 for entry in results.region(session, before).signed}
    now = {entry.iso3 for entry in region.signed}
    assert then - now
    assert now - then


def test_everything_of_the_earlier_round_happened_within_it(session: Session, before: Round) -> None:
    moments = [snapshot.signed_at for _iso3, snapshot in queries.snapshots(session, "2024")]
    submission = queries.submission(session, "2024", "PER")
    moments += [stored.at for stored in submissions.read_sheet(session, before, "PER").stored.values()]
    moments += [submission.started_at, queries.changes(session, submission.id, "D1.1a")[0].changed_at]
    assert before.opens_at < min(moments) <= max(moments) < before.closes_at
    assert len(set(moments)) > 15


def test_earlier_answers_are_valid_and_name_no_later_year(
    session: Session, before: Round, reference: Reference
) -> None:
    older = rounds.questionnaire_of(before)
    world = [country.iso3 for country in reference.countries]
    for iso3, sheet in results.signed_sheets(session, before).items():
        cells = laid_out(older, sheet.partners).questions
        for key, answer in sheet.answers.items():
            if key in cells:
                assert validate(cells[key], answer, iso3, world) == [], (iso3, key)
        instruments = instruments_of(sheet, "D8")
        assert all((told.value["year"] or 0) <= 2024 for told in instruments.values())
        assert {code for a in sheet.answers.values() for code in a.instruments} <= set(instruments)
        assert sheet["D3.2d"].value is None or sheet["D3.2d"].value <= 2024


def test_what_a_country_answered_before_resembles_what_it_answers_now_and_is_lower_on_the_whole(
    session: Session, before: Round, region: RegionResults
) -> None:
    then = {e.iso3: e.card.overall.score for e in results.region(session, before).signed}
    now = {e.iso3: e.card.overall.score for e in region.signed}
    both = [(then[iso3], now[iso3]) for iso3 in then if now.get(iso3) is not None and then[iso3] is not None]
    assert len(both) >= 10
    assert statistics.correlation(*zip(*both, strict=True)) > 0.6
    changes = [later - earlier for earlier, later in both]
    assert 0 < statistics.mean(changes) < 15
    assert min(changes) < 0 < max(changes)


def test_most_comparable_answers_stayed_and_many_changed(session: Session, before: Round) -> None:
    comparable = lineage(rounds.questionnaire_of(before), rounds.questionnaire_of(rounds.get_round(session, "2026")))
    then = results.signed_sheets(session, before)
    now = results.signed_sheets(session, rounds.get_round(session, "2026"))
    same = [
        then[iso3][ancestor].value == now[iso3][id].value
        for iso3 in set(then) & set(now)
        for id, ancestor in comparable.comparable.items()
        if not id.startswith("D8") and ancestor in then[iso3].answers and id in now[iso3].answers
    ]
    assert 0.6 < statistics.mean(same) < 0.9


def test_pairs_of_the_earlier_round_have_every_state_there_is(session: Session, before: Round) -> None:
    network = results.cooperation(session, before)
    assert {cell.state for pair in network.pairs for cell in pair.cells.values()} == set(PairState)
