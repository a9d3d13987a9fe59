"""The entry for WSGI servers and for the ``flask`` command."""

import os
import sys
from contextlib import suppress

from flask import Flask

from assessment.catalogue import QuestionnaireInvalid
from assessment.cli.surroundings import changed_files, errors_in_files
from assessment.config import SettingInvalid
from assessment.services.rounds import QuestionnaireChanged, check_files
from assessment.storage.database import DatabaseProblem, require_current_schema, serve_alone, sqlite_warning
from assessment.web import create_app

GIVE_UP = 3
"""The exit code by which a worker tells gunicorn not to start it again."""


def application() -> Flask:
    """The application; under a WSGI server, an SQLite database is held for this process alone.

    The ``flask`` command holds it only where a command serves or migrates.
    """
    commanded = "FLASK_RUN_FROM_CLI" in os.environ
    try:
        made = create_app()
        if not commanded:
            url = made.extensions["assessment"].settings.database_url
            serve_alone(url)
            if warning := sqlite_warning(url):
                sys.stderr.write(f"{warning}\n")
            _hold_files_against_rounds(made)
    except (SettingInvalid, DatabaseProblem, QuestionnaireInvalid, QuestionnaireChanged) as problem:
        sys.stderr.write(f"{_said(problem)}\n")
        raise SystemExit(1 if commanded else GIVE_UP) from None
    return made


def _hold_files_against_rounds(made: Flask) -> None:
    """The questionnaires still mean what they were answered under; a database that cannot tell is said by the pages."""
    kept = made.extensions["assessment"]
    with suppress(DatabaseProblem):
        require_current_schema(kept.engine)
        with kept.sessions() as session:
            check_files(session)


def _said(problem: Exception) -> str:
    if isinstance(problem, QuestionnaireInvalid):
        return errors_in_files(problem)
    return changed_files(problem) if isinstance(problem, QuestionnaireChanged) else str(problem)


app = application()
