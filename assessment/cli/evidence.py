"""``flask evidence``: the files that countries hand in as evidence."""

import click
from flask import current_app
from flask.cli import with_appcontext

from assessment.cli.surroundings import open_database, terminal_language
from assessment.i18n import gettext_noop
from assessment.services import documents
from assessment.services.documents import TidyRefused
from assessment.storage.models import now

REFUSALS = {
    "missing": gettext_noop("Files that documents need are missing in %(folder)s: %(names)s."),
    "unknown": gettext_noop("The database knows none of the files in %(folder)s: %(names)s."),
}


@click.group()
def evidence() -> None:
    """Look after the files that countries hand in as evidence."""


@evidence.command()
@with_appcontext
def tidy() -> None:
    """Delete files that no document has needed for a day: left by a broken upload, or removed and signed nowhere."""
    words, folder = terminal_language(), current_app.extensions["assessment"].settings.evidence
    try:
        with open_database() as session:
            names = documents.superfluous_files(session, folder, now())
    except TidyRefused as error:
        reason = words.gettext(REFUSALS[error.code], folder=folder, names=", ".join(error.names[:5]))
        advice = words.gettext("Nothing was deleted. See that ASSESSMENT_INSTANCE and DATABASE_URL belong together.")
        raise click.ClickException(f"{reason} {advice}") from error
    documents.delete_files(folder, names)
    click.echo(words.ngettext("Deleted: %(num)s file.", "Deleted: %(num)s files.", len(names)))
