"""What every command needs: the language of the terminal, the database, the round."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import current_app
from sqlalchemy.orm import Session

from assessment.catalogue import QuestionnaireInvalid
from assessment.i18n import LANGUAGES, Language, language
from assessment.services.rounds import QuestionnaireChanged, UnknownRound, get_round
from assessment.storage.database import DatabaseProblem, begin_writing, require_current_schema
from assessment.storage.models import Country, Round


def terminal_language() -> Language:
    """Spanish or English, as the environment (LC_ALL, LC_MESSAGES, LANG) says; English when it says neither."""
    wished = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return language(wished[:2] if wished[:2] in LANGUAGES else "en")


@contextmanager
def database_or_end() -> Iterator[None]:
    """A database, or questionnaire files, that cannot be used as they are end the command with the reason."""
    try:
        yield
    except DatabaseProblem as error:
        raise click.ClickException(str(error)) from error
    except QuestionnaireChanged as error:
        raise click.ClickException(changed_files(error)) from error
    except QuestionnaireInvalid as error:
        raise click.ClickException(errors_in_files(error)) from error


def errors_in_files(invalid: QuestionnaireInvalid) -> str:
    """Every error in the files, one a line, in the language of the terminal."""
    code = terminal_language().code
    return "\n".join(finding.said_in(code) for finding in invalid.findings if finding.severity == "error")


def changed_files(changed: QuestionnaireChanged) -> str:
    """Which version means something else than it did, and what to do, in the language of the terminal."""
    words = terminal_language()
    text = words.gettext(
        "The files of questionnaire %(slug)s %(version)s no longer mean what round %(round)s began with. Restore them, "
        "or give the change a version of its own. Corrected texts alone would be taken over.",
        slug=changed.slug,
        version=changed.version,
        round=changed.round,
    )
    advice = words.gettext(
        "This database holds demonstration data only: you may also move it away and start anew, "
        "and the demonstration is made from the new files."
    )
    return f"{text}\n{advice}" if changed.demonstration else text


@contextmanager
def open_database(to_write: bool = True) -> Iterator[Session]:
    """A session on the current database; commits at the end. A database at another migration ends the command.

    One that only reads leaves the others free to save meanwhile.
    """
    assessment = current_app.extensions["assessment"]
    with database_or_end():
        require_current_schema(assessment.engine)
        with assessment.sessions.begin() as session:
            if to_write:
                begin_writing(session)
            yield session


def round_or_fail(session: Session, slug: str) -> Round:
    """The round of this name, or a clear end."""
    try:
        return get_round(session, slug)
    except UnknownRound as error:
        text = terminal_language().gettext("There is no round called %(slug)s.", slug=slug)
        raise click.ClickException(text) from error


def country_or_fail(session: Session, iso3: str) -> str:
    """The code of the member State meant, in capitals, or a clear end."""
    code = iso3.upper()
    if session.get(Country, code) is None:
        text = terminal_language().gettext(
            "%(iso3)s is not a member State. Use its three-letter code, for example PER.", iso3=code
        )
        raise click.ClickException(text)
    return code
