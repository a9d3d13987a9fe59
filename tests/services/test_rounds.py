"""Rounds: their states, logged, and the questionnaire a round was opened with."""

import pytest
from sqlalchemy.orm import Session

from assessment.services import rounds
from assessment.services.rounds import QuestionnaireChanged, UnknownRound
from assessment.storage import queries
from assessment.storage.models import Round


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
