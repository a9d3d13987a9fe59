"""``flask serve``: everything from an empty folder to a running tool, in one process."""

import errno
import os
import socket

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session
from waitress import serve as waitress_serve

from assessment.cli.database import bring_up_to_date, first_round
from assessment.cli.surroundings import database_or_end, terminal_language
from assessment.config import kept_secret
from assessment.core.questionnaire import Questionnaire
from assessment.i18n import Language
from assessment.services import demonstration, demonstration_civil_society, demonstration_sharing
from assessment.storage import queries
from assessment.storage.accounts import hashed
from assessment.storage.database import serve_alone, sqlite_warning
from assessment.wording import DEMONSTRATION, account_role_label

HOST = "127.0.0.1"
THREADS = 8


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--demo/--no-demo", default=True, show_default=True, help="Fill a new database with demonstration data.")
@with_appcontext
def serve(port: int, demo: bool) -> None:
    """Bring the database up to date, load the data files, and serve the tool on this machine."""
    words = terminal_language()
    url = current_app.extensions["assessment"].settings.database_url
    with database_or_end():
        serve_alone(url)
    with _listen(port, words) as listening:
        with database_or_end():
            bring_up_to_date(_load_demonstration if demo else first_round)
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        if warning := sqlite_warning(url):
            click.echo(warning, err=True)
        _announce(port, words)
        waitress_serve(app, sockets=[listening], threads=THREADS, ident="")


def _listen(port: int, words: Language) -> socket.socket:
    """The socket to serve on, taken before anything else is touched; who asks meanwhile waits for the start."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        listening.listen()
    except OSError as error:
        listening.close()
        text = words.gettext("Port %(port)s cannot be used: %(reason)s.", port=port, reason=error.strerror)
        if error.errno == errno.EADDRINUSE:
            text = words.gettext(
                "Port %(port)s is in use. Choose another: make run PORT=%(other)s", port=port, other=port % 65535 + 1
            )
        raise click.ClickException(text) from error
    return listening


def _load_demonstration(session: Session, questionnaire: Questionnaire) -> None:
    assessment = current_app.extensions["assessment"]
    password_hash = hashed(_demonstration_password())
    evidence = assessment.settings.evidence
    demonstration.load_demonstration(session, questionnaire, assessment.reference, password_hash, evidence)


def _demonstration_password() -> str:
    """DEMO_PASSWORD, or one made at random; kept in a file that only its owner can read."""
    path = current_app.extensions["assessment"].settings.demonstration_password_file
    chosen = os.environ.get("DEMO_PASSWORD")
    if chosen:
        path.unlink(missing_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(chosen)
    return kept_secret(path)


def _announce(port: int, words: Language) -> None:
    """Say where the tool answers and how to get in."""
    settings = current_app.extensions["assessment"].settings
    with current_app.extensions["assessment"].sessions() as session:
        filled = queries.installation_fact(session, "demonstration") is not None
        people = bool(queries.users(session))
    click.echo(words.gettext("The tool answers at http://%(host)s:%(port)s/", host=HOST, port=port))
    if filled:
        _announce_sign_ins(words, kept_secret(settings.demonstration_password_file))
    elif not people:
        click.echo(words.gettext("There is no account yet. Make the first administrator in another terminal:"))
        click.echo("  make administrator EMAIL=name@example.org")
    click.echo(words.gettext("Stop it with Ctrl+C."))


def _announce_sign_ins(words: Language, password: str) -> None:
    click.echo(" | ".join(DEMONSTRATION.values()))
    click.echo(words.gettext("Sign-ins (password of all: %(password)s)", password=password))
    for local, role in (("admin", "administrator"), ("analyst", "analyst"), ("staff", "report_staff")):
        click.echo(f"  {f'{local}@demo.example':<30}{account_role_label(words, role)}")
    for letter in demonstration_civil_society.ACCOUNTS:
        click.echo(f"  {f'org.{letter.lower()}@demo.example':<30}{account_role_label(words, 'organisation')}")
    for local, role in demonstration.ROLE_ACCOUNTS:
        email = demonstration_sharing.CONTRIBUTOR if role == "contributor" else f"{local}.per@demo.example"
        click.echo(f"  {email:<30}{account_role_label(words, role)}")
    click.echo(words.gettext("Every member State has the last three, under its own code: focal.chl@demo.example …"))
