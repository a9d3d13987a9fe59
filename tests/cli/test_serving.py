"""``flask serve`` and ``flask database``: from an empty folder to a running tool, and what stops it."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from assessment.config import Settings
from assessment.storage import queries
from assessment.storage.database import migrate
from assessment.web import create_app

PASSWORD = "una frase larga"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Flask]:
    """The application in an empty folder."""
    url = f"sqlite:///{tmp_path / 'assessment.sqlite3'}"
    app = create_app(Settings(tmp_path, url, secret_key="tests only", password_salt="tests only"))
    yield app
    app.extensions["assessment"].engine.dispose()


@pytest.fixture
def start(empty: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Starts the tool up to the point where it would wait for visitors."""
    monkeypatch.setattr("assessment.cli.serving.waitress_serve", lambda _app, sockets, **_more: sockets[0].close())

    def run(*arguments: str, lang: str = "en") -> Result:
        environment = {"LC_ALL": f"{lang}.UTF-8", "DEMO_PASSWORD": PASSWORD}
        command = (
            arguments if arguments and arguments[0] == "database" else ("serve", "--port", free_port(), *arguments)
        )
        return empty.test_cli_runner().invoke(args=command, env=environment, catch_exceptions=False)

    return run


def free_port() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


@pytest.mark.parametrize(("lang", "words"), [("en", "is in use"), ("es", "está ocupado")])
def test_a_busy_port_is_said_before_anything_is_touched(empty: Flask, tmp_path: Path, lang: str, words: str) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = str(busy.getsockname()[1])
        result = empty.test_cli_runner().invoke(args=("serve", "--port", port), env={"LC_ALL": lang})
    assert result.exit_code == 1
    assert port in result.output
    assert words in result.output
    assert not (tmp_path / "assessment.sqlite3").exists()


def test_a_port_out_of_range_is_refused(empty: Flask) -> None:
    assert empty.test_cli_runner().invoke(args=("serve", "--port", "70000")).exit_code == 2


def test_a_first_start_fills_the_tool_and_names_the_sign_ins_a_second_one_changes_nothing(
    start: Callable[..., Result], empty: Flask, tmp_path: Path
) -> None:
    first = start()
    assert first.exit_code == 0, first.output
    assert "Demonstration data, drawn at random, not real answers" in first.output
    assert PASSWORD in first.output
    for local in ("admin", "analyst", "staff", "focal.per", "officer.per", "contributor.per"):
        assert f"{local}@demo.example" in first.output
    assert (tmp_path / "demonstration-password").stat().st_mode & 0o777 == 0o600
    with empty.extensions["assessment"].sessions() as session:
        before = [(user.email, user.password) for user in queries.users(session)]
    second = start()
    assert PASSWORD in second.output
    with empty.extensions["assessment"].sessions() as session:
        assert [(user.email, user.password) for user in queries.users(session)] == before
    assert len(before) == 3 + 3 * 25


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "There is no account yet"), ("es", "Todavía no hay ninguna cuenta")]
)
def test_without_a_demonstration_it_starts_empty_and_says_how_to_go_on(
    start: Callable[..., Result], empty: Flask, lang: str, words: str
) -> None:
    result = start("--no-demo", lang=lang)
    assert result.exit_code == 0, result.output
    assert words in result.output
    assert "make administrator EMAIL=" in result.output
    assert "demo.example" not in result.output
    with empty.extensions["assessment"].sessions() as session:
        assert queries.users(session) == []
        assert [found.state for found in queries.rounds(session)] == ["draft"]


def test_a_tool_in_use_is_never_filled_with_a_demonstration(start: Callable[..., Result], empty: Flask) -> None:
    start("--no-demo")
    assert "demo.example" not in start().output
    with empty.extensions["assessment"].sessions() as session:
        assert queries.installation_fact(session, "demonstration") is None


def test_a_database_without_its_tables_is_said_and_an_upgrade_brings_it_up_to_date(
    start: Callable[..., Result],
) -> None:
    behind = start("database", "check")
    assert behind.exit_code == 1
    assert "flask database upgrade" in behind.output
    assert "La base de datos" in behind.output
    assert start("database", "upgrade").exit_code == 0
    assert start("database", "check", lang="es").exit_code == 0


@pytest.mark.parametrize(
    "command", [("score", "PER", "2026"), ("round", "list"), ("user", "password", "a@b.org", "--password", PASSWORD)]
)
def test_commands_do_not_touch_a_database_at_an_older_migration(
    empty: Flask, tmp_path: Path, command: tuple[str, ...]
) -> None:
    migrate(f"sqlite:///{tmp_path / 'assessment.sqlite3'}", "0001")
    result = empty.test_cli_runner().invoke(args=command, catch_exceptions=False)
    assert result.exit_code == 1
    assert "stands at migration 0001" in result.output
    assert "está en la migración 0001" in result.output
