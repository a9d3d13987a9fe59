"""Rounds: their states, logged, and the questionnaire a round was opened with."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from assessment.config import CURRENT_QUESTIONNAIRE, EARLIER_QUESTIONNAIRE
from assessment.core.questionnaire import Questionnaire
from assessment.services import rounds
from assessment.services.rounds import QuestionnaireChanged, UnknownRound
from assessment.services.submissions import Change, read_sheet, save_answers
from assessment.storage import queries
from assessment.storage.models import Round
from tests.factories import answered


def test_a_change_of_state_is_in_the_log(session: Session, open_round: Round) -> None:
    rounds.set_state(session, open_round, "closed", None)
    entry, _name = queries.audit_entries(session, 1)[0]
    assert (entry.action, entry.subject) == ("round_state", "2026: open -> closed")


def test_a_round_has_no_other_states(session: Session, open_round: Round) -> None:
    with pytest.raises(ValueError, match="ajar"):
        rounds.set_state(session, open_round, "ajar", None)
    assert open_round.state == "open"


def test_a_round_that_is_not_there_is_said(session: Session) -> None:
    with pytest.raises(UnknownRound, match="1999"):
        rounds.get_round(session, "1999")


def test_files_that_no_longer_mean_what_a_round_was_opened_with_are_refused(
    session: Session, open_round: Round
) -> None:
    open_round.questionnaire.meaning_hash = "0" * 64
    session.flush()
    with pytest.raises(QuestionnaireChanged, match="round 2026"):
        rounds.questionnaire_of(open_round)
    with pytest.raises(QuestionnaireChanged, match="consular-cooperation 2026"):
        rounds.take_over_files(session)


def test_a_version_under_which_a_round_runs_never_changes_its_meaning(
    session: Session, open_round: Round, questionnaire: Questionnaire
) -> None:
    changed = replace(questionnaire, meaning_hash="0" * 64, texts_hash="1" * 64)
    with pytest.raises(QuestionnaireChanged) as refusal:
        rounds.register_questionnaire(session, changed)
    assert (refusal.value.round, refusal.value.demonstration) == ("2026", False)
    assert open_round.questionnaire.meaning_hash == questionnaire.meaning_hash
    assert open_round.questionnaire.texts_hash == questionnaire.texts_hash


def test_a_version_without_a_round_may_still_change(session: Session, questionnaire: Questionnaire) -> None:
    rounds.register_questionnaire(session, questionnaire)
    known = rounds.register_questionnaire(session, replace(questionnaire, meaning_hash="0" * 64))
    assert known.meaning_hash == "0" * 64


def test_corrected_texts_are_taken_over_logged_and_keep_every_answer(
    session: Session, open_round: Round, questionnaire: Questionnaire
) -> None:
    answer = answered(2, comment="Se conserva.")
    save_answers(session, open_round, "PER", [Change("D1.1a", answer, 0)], None)
    corrected = replace(questionnaire, texts_hash="1" * 64, text_revision=2)
    rounds.register_questionnaire(session, corrected)
    rounds.register_questionnaire(session, corrected)
    logged = [(e.action, e.subject) for e, _name in queries.audit_entries(session, 9)]
    assert logged == [("questionnaire_texts", "consular-cooperation 2026: 1 -> 2 " + "1" * 64)]
    assert (open_round.questionnaire.text_revision, open_round.questionnaire.texts_hash) == (2, "1" * 64)
    assert read_sheet(session, open_round, "PER").sheet["D1.1a"] == answer


def test_every_version_that_a_round_runs_under_is_read_anew_and_taken_over(
    session: Session, open_round: Round, questionnaire: Questionnaire
) -> None:
    open_round.questionnaire.texts_hash = "0" * 64
    session.flush()
    rounds.take_over_files(session)
    assert open_round.questionnaire.texts_hash == questionnaire.texts_hash


def test_the_files_of_the_demonstration_are_found_where_an_instrument_has_no_such_version() -> None:
    assert rounds.folder_of("consular-cooperation", "2026") == CURRENT_QUESTIONNAIRE
    assert rounds.folder_of("consular-cooperation", "2024") == EARLIER_QUESTIONNAIRE
