"""The one source of numbers: who sees which, and that stored ones can be rebuilt."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from assessment.core.questionnaire import Questionnaire
from assessment.core.results import OVERALL, Status
from assessment.core.scoring import score
from assessment.services import results, rounds
from assessment.services.accounts import reader_of
from assessment.storage.models import Round, ScoreCardRow
from tests.factories import full_sheet, person, save, signed

FIVE = ("ARG", "BRA", "CHL", "COL", "PER")


def test_sela_sees_only_the_status_of_a_country_before_it_signs(
    session: Session, open_round: Round, questionnaire: Questionnaire
) -> None:
    save(session, open_round, "PER", full_sheet(questionnaire))
    analyst = reader_of(person(session, "analyst@example.org", "analyst"))
    assert results.profile(session, open_round, "PER", analyst) is None
    assert results.explain(session, open_round, "PER", analyst) is None
    entry = next(e for e in results.region(session, open_round).entries if e.iso3 == "PER")
    assert (entry.status, entry.card) == (Status.IN_PROGRESS, None)


def test_sela_sees_a_signed_country_with_the_figures_of_the_region(
    session: Session, open_round: Round, questionnaire: Questionnaire
) -> None:
    sheet = full_sheet(questionnaire, level=2)
    signed(session, open_round, "PER", sheet)
    analyst = reader_of(person(session, "analyst@example.org", "analyst"))
    seen, answers = results.profile(session, open_round, "PER", analyst)
    assert seen.card == score(questionnaire, sheet)
    assert not seen.draft
    assert answers == sheet
    assert seen.group[OVERALL].values == {"PER": seen.card.overall.score}


def test_a_country_sees_its_own_draft_scored_and_nobody_elses(
    session: Session, open_round: Round, questionnaire: Questionnaire
) -> None:
    save(session, open_round, "PER", full_sheet(questionnaire))
    signed(session, open_round, "CHL", full_sheet(questionnaire))
    focal = reader_of(person(session, "focal@example.org", "focal_point", "PER"))
    own, _answers = results.profile(session, open_round, "PER", focal)
    assert own.draft
    assert own.card == score(questionnaire, full_sheet(questionnaire))
    assert results.profile(session, open_round, "CHL", focal) is None


def test_a_country_sees_group_figures_only_after_publication(
    session: Session, open_round: Round, questionnaire: Questionnaire
) -> None:
    for iso3 in FIVE:
        signed(session, open_round, iso3, full_sheet(questionnaire))
    focal = reader_of(person(session, "focal@example.org", "focal_point", "PER"))
    assert results.profile(session, open_round, "PER", focal)[0].group is None
    rounds.set_state(session, open_round, "published", None)
    assert results.profile(session, open_round, "PER", focal)[0].group[OVERALL].n == 5


def test_a_country_sees_no_figures_of_a_group_of_fewer_than_five(
    session: Session, open_round: Round, questionnaire: Questionnaire
) -> None:
    for iso3 in FIVE[1:]:
        signed(session, open_round, iso3, full_sheet(questionnaire))
    rounds.set_state(session, open_round, "published", None)
    focal = reader_of(person(session, "focal@example.org", "focal_point", "PER"))
    assert results.profile(session, open_round, "PER", focal)[0].group is None


def test_a_stored_score_card_is_what_scoring_the_snapshot_gives(
    session: Session, open_round: Round, questionnaire: Questionnaire
) -> None:
    signed(session, open_round, "PER", full_sheet(questionnaire))
    assert results.verify(session, open_round) == []
    [entry] = results.region(session, open_round).signed
    assert entry.card == score(questionnaire, full_sheet(questionnaire))


def test_a_tampered_snapshot_is_named_by_the_verification(
    session: Session, open_round: Round, questionnaire: Questionnaire
) -> None:
    snapshot = signed(session, open_round, "PER", full_sheet(questionnaire))
    snapshot.content = snapshot.content.replace('"value":3', '"value":4', 1)
    session.flush()
    assert results.verify(session, open_round) == ["PER"]


def test_a_published_figure_of_fewer_than_five_countries_is_withheld_from_a_country(
    session: Session, open_round: Round, questionnaire: Questionnaire
) -> None:
    """Five have signed, but only two of them have a score in D3: its median would tell what they answered."""
    of_d3 = [question.id for question in questionnaire.domain("D3").questions]
    for number, iso3 in enumerate(FIVE):
        sheet = full_sheet(questionnaire)
        signed(session, open_round, iso3, sheet if number < 2 else sheet.without(of_d3))
    rounds.set_state(session, open_round, "published", None)
    focal = reader_of(person(session, "focal@example.org", "focal_point", "PER"))
    group = results.profile(session, open_round, "PER", focal)[0].group
    assert group["D1"].n == 5
    assert group["D1"].median is not None
    assert (group["D3"].n, group["D3"].of, group["D3"].median, group["D3"].minimum) == (2, 25, None, None)
    assert all(figure.values == {} for figure in group.values())
    analyst = reader_of(person(session, "analyst@example.org", "analyst"))
    assert results.profile(session, open_round, "PER", analyst)[0].group["D3"].median is not None


def test_a_missing_score_card_is_named_and_made_anew(
    session: Session, open_round: Round, questionnaire: Questionnaire
) -> None:
    signed(session, open_round, "PER", full_sheet(questionnaire))
    before = results.region(session, open_round).signed
    session.execute(delete(ScoreCardRow))
    assert results.verify(session, open_round) == ["PER"]
    assert results.rebuild(session, open_round) == 1
    assert results.verify(session, open_round) == []
    assert results.region(session, open_round).signed == before
