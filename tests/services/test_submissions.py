"""Saving without overwriting, and keeping everything."""

import pytest
from sqlalchemy.orm import Session

from assessment.core.answers import Answer, AnswerSheet, State
from assessment.core.results import Status
from assessment.services import rounds, submissions
from assessment.services.submissions import Change, read_sheet, save_answers
from assessment.storage import queries
from assessment.storage.models import Round
from tests.factories import LINK, answered, person, save


def test_the_first_saved_answer_starts_the_submission(session: Session, open_round: Round) -> None:
    outcome = save_answers(session, open_round, "PER", [Change("D1.1a", answered(2), 0)], None)
    stored = read_sheet(session, open_round, "PER")
    assert outcome.saved == ("D1.1a",)
    assert stored.status is Status.IN_PROGRESS
    assert stored.sheet["D1.1a"].value == 2
    assert stored.version("D1.1a") == 1
    assert stored.version("D1.1b") == 0


def test_every_part_of_an_answer_comes_back_as_it_was_saved(session: Session, open_round: Round) -> None:
    answer = answered({"chosen": ["vccr"], "not_open": []}, comment="= <b>texto</b>", evidence=(LINK,))
    save_answers(session, open_round, "PER", [Change("D1.1b", answer, 0)], None)
    session.expire_all()
    assert read_sheet(session, open_round, "PER").sheet["D1.1b"] == answer


def test_a_stale_change_is_kept_in_the_history_and_not_applied(session: Session, open_round: Round) -> None:
    focal = person(session, "focal@example.org", "focal_point", "PER")
    save_answers(session, open_round, "PER", [Change("D1.1a", answered(2), 0)], focal.id)
    outcome = save_answers(session, open_round, "PER", [Change("D1.1a", answered(4), 0)], None)
    assert outcome.saved == ()
    assert outcome.stale["D1.1a"].answer.value == 2
    assert outcome.stale["D1.1a"].version == 1
    assert outcome.stale["D1.1a"].by == "focal"
    submission = queries.submission(session, "2026", "PER")
    history = queries.changes(session, submission.id, "D1.1a")
    assert [(change.content["value"], change.applied) for change in history] == [(2, True), (4, False)]
    assert read_sheet(session, open_round, "PER").sheet["D1.1a"].value == 2


def test_saving_the_same_answer_again_changes_nothing(session: Session, open_round: Round) -> None:
    save_answers(session, open_round, "PER", [Change("D1.1a", answered(2), 0)], None)
    outcome = save_answers(session, open_round, "PER", [Change("D1.1a", answered(2), 0)], None)
    assert outcome.unchanged == ("D1.1a",)
    assert read_sheet(session, open_round, "PER").version("D1.1a") == 1


def test_every_change_adds_a_row_to_the_history(session: Session, open_round: Round) -> None:
    for version, level in enumerate((1, 2, 3)):
        save_answers(session, open_round, "PER", [Change("D1.1a", answered(level), version)], None)
    submission = queries.submission(session, "2026", "PER")
    history = queries.changes(session, submission.id, "D1.1a")
    assert [(change.version, change.content["value"]) for change in history] == [(1, 1), (2, 2), (3, 3)]


@pytest.mark.parametrize("unknown", ["D99.1a", "D8.2a", "D8.2a@PER", "D1@CHL"])
def test_what_is_no_question_of_the_round_changes_nothing(session: Session, open_round: Round, unknown: str) -> None:
    """Nor is a question asked per partner one, as long as no partner is named."""
    changes = [Change("D1.1a", answered(2), 0), Change(unknown, answered(2), 0)]
    with pytest.raises(submissions.UnknownQuestion):
        save_answers(session, open_round, "PER", changes, None)
    assert read_sheet(session, open_round, "PER").status is Status.NOT_STARTED


@pytest.mark.parametrize("state", ["draft", "closed", "published"])
def test_a_round_that_is_not_open_takes_no_answers(session: Session, open_round: Round, state: str) -> None:
    rounds.set_state(session, open_round, state, None)
    with pytest.raises(submissions.SubmissionClosed):
        save_answers(session, open_round, "PER", [Change("D1.1a", answered(2), 0)], None)


def test_blank_after_an_answer_is_a_change_like_any_other(session: Session, open_round: Round) -> None:
    save(session, open_round, "PER", AnswerSheet({"D1.1a": answered(2)}))
    outcome = save_answers(session, open_round, "PER", [Change("D1.1a", Answer(State.BLANK), 1)], None)
    assert outcome.saved == ("D1.1a",)
    assert read_sheet(session, open_round, "PER").sheet["D1.1a"].state is State.BLANK
