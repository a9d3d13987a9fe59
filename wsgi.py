"""The entry for WSGI servers and for the ``flask`` command."""

import os
import sys

from flask import Flask

from assessment.catalogue import QuestionnaireInvalid
from assessment.cli.surroundings import errors_in_files
from assessment.config import SettingInvalid
from assessment.storage.database import DatabaseProblem, serve_alone, sqlite_warning
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
    except (SettingInvalid, DatabaseProblem, QuestionnaireInvalid) as problem:
        said = errors_in_files(problem) if isinstance(problem, QuestionnaireInvalid) else problem
        sys.stderr.write(f"{said}\n")
        raise SystemExit(1 if commanded else GIVE_UP) from None
    return made


app = application()
