"""``flask backup`` and ``flask restore``."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from assessment.cli.database import bring_up_to_date, first_round
from assessment.cli.reports import verify_rounds
from assessment.cli.surroundings import database_or_end, open_database, terminal_language
from assessment.i18n import gettext_noop
from assessment.storage import backups, queries
from assessment.storage.backups import Manifest
from assessment.storage.database import SchemaOutdated, require_current_schema, serve_alone
from assessment.storage.dumps import BackupRefused

REFUSALS = {
    "file_exists": gettext_noop("%(file)s exists already and is not written over. Choose another name."),
    "file_missing": gettext_noop("There is no file %(file)s."),
    "nothing_there": gettext_noop("There is nothing to back up: the database holds nothing of this tool yet."),
    "database_damaged": gettext_noop("SQLite finds the database damaged: %(reason)s"),
    "damaged": gettext_noop("%(file)s is no backup of this tool, or it is truncated or altered."),
    "evidence_lost": gettext_noop(
        "%(path)s, a file that a country handed in as evidence, is missing or altered. "
        "Bring it back from an earlier backup, or see that ASSESSMENT_INSTANCE names the right folder."
    ),
    "evidence_differs": gettext_noop(
        "%(path)s has another content than in the backup. Name an empty folder in ASSESSMENT_INSTANCE."
    ),
    "newer_program": gettext_noop(
        "The backup was made by a newer program (version %(tool)s; this one is %(own)s). Restore it with that one."
    ),
    "other_kind": gettext_noop("The backup is of a %(backup)s database, DATABASE_URL names a %(here)s one."),
    "not_empty": gettext_noop(
        "The database is not empty: it has %(tables)s tables. Name a new, empty one with DATABASE_URL, "
        "or move the file of the old one away with all files that begin with its name."
    ),
    "log_left_behind": gettext_noop("%(path)s is left over from a database that was moved away. Move it as well."),
    "program_missing": gettext_noop(
        "The program %(program)s is not found. Install the client programs of PostgreSQL %(server)s and put them on "
        "the PATH."
    ),
    "program_too_old": gettext_noop(
        "%(program)s is of version %(version)s, older than the server (%(server)s). Install those of the server."
    ),
    "program_failed": gettext_noop("%(program)s failed: %(reason)s"),
}
FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@contextmanager
def _refusals_in_words() -> Iterator[None]:
    words = terminal_language()
    try:
        with database_or_end():
            yield
    except BackupRefused as error:
        reason, unchanged = words.gettext(REFUSALS[error.code], **error.facts), words.gettext("Nothing was changed.")
        raise click.ClickException(f"{reason} {unchanged}") from error
    except OSError as error:
        text = words.gettext("%(path)s cannot be written: %(reason)s", path=error.filename, reason=error.strerror)
        raise click.ClickException(text) from error


@click.command()
@FILE
@with_appcontext
def backup(file: Path) -> None:
    """Write the database and the files of evidence into FILE, for its owner only; the tool may go on serving."""
    assessment, words = current_app.extensions["assessment"], terminal_language()
    with _refusals_in_words():
        manifest = backups.back_up(
            assessment.engine, file, assessment.settings.password_salt, assessment.settings.evidence
        )
    click.echo(words.gettext("Backup written: %(file)s", file=file))
    _tell(manifest)
    click.echo(
        words.gettext("The secrets are not in it: keep PASSWORD_SALT (instance/password-salt) in a safe place too.")
    )


def _tell(manifest: Manifest) -> None:
    words, found = terminal_language(), manifest.contents
    facts = words.gettext(
        "%(database)s, migration %(migration)s: %(tables)s tables, %(rows)s rows, %(snapshots)s signed snapshots, "
        "%(files)s files of evidence; "
        "made at %(moment)s by version %(tool)s; SHA-256 %(sha256)s",
        database=manifest.database,
        migration=found.migration,
        tables=len(found.counts),
        rows=words.number(sum(found.counts.values()), 0),
        snapshots=len(found.snapshots),
        files=len(found.files),
        moment=manifest.created_at,
        tool=manifest.tool,
        sha256=manifest.sha256,
    )
    click.echo(facts)


@click.command()
@FILE
@with_appcontext
def restore(file: Path) -> None:
    """Read the backup FILE into an empty database, bring it up to date, and hold it against what was backed up."""
    assessment, words = current_app.extensions["assessment"], terminal_language()
    with _refusals_in_words():
        serve_alone(assessment.settings.database_url)
        manifest = backups.restore(assessment.engine, file, assessment.settings.evidence)
        differing = backups.differences(assessment.engine, manifest)
    if differing:
        text = words.gettext("The restored database differs from the backup in: %(names)s", names=", ".join(differing))
        raise click.ClickException(text)
    click.echo(words.gettext("Restored; every count of rows and every hash is that of the backup."))
    _tell(manifest)
    if manifest.salt != backups.mark_of(assessment.settings.password_salt):
        click.echo(
            words.gettext(
                "Note: PASSWORD_SALT is another one than where the backup was made. Set it to that one, or nobody can "
                "sign in before a new invitation (flask user invite)."
            ),
            err=True,
        )
    _bring_up_to_date(manifest)
    with open_database(to_write=False) as session:
        verify_rounds(session, queries.rounds(session))


def _bring_up_to_date(manifest: Manifest) -> None:
    words = terminal_language()
    try:
        require_current_schema(current_app.extensions["assessment"].engine)
    except SchemaOutdated:
        with database_or_end():
            bring_up_to_date(first_round)
        click.echo(words.gettext("Brought up to date from migration %(old)s.", old=manifest.contents.migration))
