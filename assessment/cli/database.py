"""``flask database``: migrations, and the data that comes with the program."""

from collections.abc import Callable

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from assessment.cli.surroundings import database_or_end, terminal_language
from assessment.config import CURRENT_QUESTIONNAIRE
from assessment.core.questionnaire import Questionnaire
from assessment.services import rounds
from assessment.services.reference import load_reference_data
from assessment.storage import queries
from assessment.storage.database import begin_writing, migrate, require_current_schema, serve_alone


@click.group()
def database() -> None:
    """Bring the database up to date, or see whether it is."""


@database.command()
@click.option("--to", "revision", default="head", show_default=True, help="Migration to go to, without the data.")
@with_appcontext
def upgrade(revision: str) -> None:
    """Apply the migrations that are missing and load the data files; a new database gets a round in preparation."""
    assessment = current_app.extensions["assessment"]
    with database_or_end():
        serve_alone(assessment.settings.database_url)
        if revision != "head":
            migrate(assessment.settings.database_url, revision)
            return
        bring_up_to_date(first_round)
    click.echo(terminal_language().gettext("The database is up to date."))


def bring_up_to_date(begin: Callable[[Session, Questionnaire], object]) -> None:
    """Migrate, take questionnaire and reference data over from their files, and begin a database without a round."""
    assessment = current_app.extensions["assessment"]
    migrate(assessment.settings.database_url)
    with assessment.sessions.begin() as session:
        begin_writing(session)
        load_reference_data(session, assessment.reference)
        rounds.take_over_files(session)
        questionnaire = rounds.load_version(CURRENT_QUESTIONNAIRE)
        rounds.register_questionnaire(session, questionnaire)
        if not queries.rounds(session):
            begin(session, questionnaire)


def first_round(session: Session, questionnaire: Questionnaire) -> None:
    """What an empty tool begins with: a round in preparation."""
    reference = current_app.extensions["assessment"].reference
    rounds.create_round(session, questionnaire, rounds.priority_pairs(reference))


@database.command()
@with_appcontext
def check() -> None:
    """Say whether the database stands at the newest migration; exit 1 if not."""
    with database_or_end():
        require_current_schema(current_app.extensions["assessment"].engine)
    click.echo(terminal_language().gettext("The database is up to date."))
