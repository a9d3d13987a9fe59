"""``flask database``: migrations."""

import click
from flask import current_app
from flask.cli import with_appcontext

from assessment.cli.surroundings import terminal_language
from assessment.storage.database import SchemaOutdated, migrate, require_current_schema


@click.group()
def database() -> None:
    """Bring the database up to date, or see whether it is."""


@database.command()
@click.option("--to", "revision", default="head", show_default=True, help="Migration to go to.")
@with_appcontext
def upgrade(revision: str) -> None:
    """Apply the migrations that are missing."""
    migrate(current_app.extensions["assessment"].settings.database_url, revision)
    click.echo(terminal_language().gettext("The database is up to date."))


@database.command()
@with_appcontext
def check() -> None:
    """Say whether the database stands at the newest migration; exit 1 if not."""
    try:
        require_current_schema(current_app.extensions["assessment"].engine)
    except SchemaOutdated as error:
        raise click.ClickException(str(error)) from error
    click.echo(terminal_language().gettext("The database is up to date."))
