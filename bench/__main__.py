"""``python -m bench``: everything there is to measure, from empty databases to a table of ratios."""

import argparse
import os
import shutil
import sqlite3
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from assessment import __version__, catalogue
from assessment.config import CURRENT_QUESTIONNAIRE, REFERENCE, read_settings
from bench.data import Subject, fill, subject_of
from bench.floors import make_table
from bench.index import print_index
from bench.loads import Effort, Loads
from bench.pages import print_statements, print_weights
from bench.scoring import print_scoring
from bench.serving import serving
from bench.table import LEGEND, print_heading
from bench.workbooks import print_offline, print_workbooks
from tests import postgresql

SECRETS = {"SECRET_KEY": "benchmark only", "PASSWORD_SALT": "benchmark only"}
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
"""PostgreSQL as it runs in production: what it has acknowledged is on the disk."""
FIRST_PAGE, FIRST_FLOOR = "/es/", "/table"
GUNICORN = "gunicorn -w 2 -b 127.0.0.1:PORT"
SERVERS = {
    "SQLite": ("one process of waitress", "flask serve --port PORT --no-demo", "python -m bench.floors PORT"),
    "PostgreSQL": ("two workers of gunicorn", f"{GUNICORN} wsgi:app", f"{GUNICORN} bench.floors:make_app()"),
}
"""What serves the tool and the floor on either database."""
QUICK = Effort(requests=((1, 3), (2, 2)), blocks=1)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="tiny counts: see that everything runs, not how fast")
    quick: bool = parser.parse_args().quick
    begin = time.monotonic()
    print(f"The tool {__version__}, {os.cpu_count()} cores, SQLite {sqlite3.sqlite_version}\n{LEGEND}")
    subject = subject_of(catalogue.load(CURRENT_QUESTIONNAIRE), catalogue.load_reference(REFERENCE))
    with tempfile.TemporaryDirectory(prefix="assessment-bench-") as made:
        folder = Path(made)
        databases = {
            "SQLite": _environment(folder, f"sqlite:///{folder / 'assessment.sqlite3'}"),
            "PostgreSQL": _environment(folder, _new_postgresql(folder)),
        }
        for environment in databases.values():
            fill(read_settings(environment), subject)
        _print_what_needs_no_server(databases, folder, subject, quick)
        for name, environment in databases.items():
            _print_loads(name, environment, subject, QUICK if quick else Effort())
    print_heading(f"All of it took {time.monotonic() - begin:.0f} s.")


def _environment(folder: Path, url: str) -> dict[str, str]:
    return {"ASSESSMENT_INSTANCE": str(folder), "DATABASE_URL": url, "ASSESSMENT_ENV": "production", **SECRETS}


def _new_postgresql(folder: Path) -> str:
    server = postgresql.shared_server(folder, os.getpid(), {**postgresql.SETTINGS, **DURABLE})
    return postgresql.new_database(server, "bench")


def _print_what_needs_no_server(
    databases: dict[str, dict[str, str]], folder: Path, subject: Subject, quick: bool
) -> None:
    """Scoring, workbooks, weights and statements. A copy of the SQLite database, since one process holds the other."""
    print_heading("Scoring")
    print_scoring(times=2 if quick else 15)
    print_heading("The general engine (limits of the scoring method)")
    print_index(times=2 if quick else 9)
    copy = folder / "copy.sqlite3"
    shutil.copy(folder / "assessment.sqlite3", copy)
    settings = {name: read_settings(environment) for name, environment in databases.items()}
    settings["SQLite"] = read_settings({**databases["SQLite"], "DATABASE_URL": f"sqlite:///{copy}"})
    print_heading("Workbooks, on SQLite (floor: the same cells by bare openpyxl; XlsxWriter is no requirement)")
    print_workbooks(settings["SQLite"], subject)
    print_offline(settings["SQLite"], subject)
    print_heading("Weights")
    print_weights(settings["SQLite"], subject)
    for name, chosen in settings.items():
        print_heading(f"Statements a request, {name}")
        print_statements(chosen, subject)


def _print_loads(name: str, environment: dict[str, str], subject: Subject, effort: Effort) -> None:
    served_by, tool_command, floor_command = SERVERS[name]
    of_floor = dict(environment)
    if name == "SQLite":
        of_floor["DATABASE_URL"] = environment["DATABASE_URL"].replace("assessment.sqlite3", "floor.sqlite3")
    make_table(read_settings(of_floor).database_url)
    with ExitStack() as stack:
        tool = stack.enter_context(serving(FIRST_PAGE, tool_command, environment))
        floor = stack.enter_context(serving(FIRST_FLOOR, floor_command, of_floor))
        print_heading(f"Loads, {name}, {served_by}")
        Loads(tool, floor, subject, effort).print_rows()


if __name__ == "__main__":
    main()
