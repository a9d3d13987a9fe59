"""Snapshots verified and scored anew from the command line."""

from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from assessment.core.questionnaire import Questionnaire
from assessment.storage.models import Round, ScoreCardRow
from tests.factories import full_sheet, signed
from tests.web.conftest import app, application  # noqa: F401  (fixtures)


def test_a_wrong_score_card_is_named_and_mended_by_scoring_anew(
    app: Flask,  # noqa: F811
    session: Session,
    open_round: Round,
    questionnaire: Questionnaire,
) -> None:
    signed(session, open_round, "PER", full_sheet(questionnaire))
    session.execute(update(ScoreCardRow).values(card={**session.query(ScoreCardRow).one().card, "grade": "D"}))
    session.commit()
    runner = app.test_cli_runner(env={"LC_ALL": "en_US"})
    assert "PER" in runner.invoke(args=["snapshots", "verify", "2026"]).output
    assert "1 snapshot scored." in runner.invoke(args=["snapshots", "rescore", "2026"]).output
    verified = runner.invoke(args=["snapshots", "verify", "2026"])
    assert (verified.exit_code, "1 snapshot agrees" in verified.output) == (0, True)
