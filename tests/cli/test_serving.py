"""``flask serve`` and ``flask database``: from an empty folder to a running tool, and what stops it."""

import runpy
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from assessment.config import QUESTIONNAIRES, ROOT, Settings
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
    for local in ("admin", "analyst", "staff", "org.a", "org.b", "focal.per", "officer.per", "contributor.arg"):
        assert f"{local}@demo.example" in first.output
    assert (tmp_path / "demonstration-password").stat().st_mode & 0o777 == 0o600
    with empty.extensions["assessment"].sessions() as session:
        before = [(user.email, user.password) for user in queries.users(session)]
    second = start()
    assert PASSWORD in second.output
    with empty.extensions["assessment"].sessions() as session:
        assert [(user.email, user.password) for user in queries.users(session)] == before
    assert len(before) == 3 + 2 + 3 * 25 + 1


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


@pytest.mark.parametrize(("lang", "words"), [("en", "cannot be used now"), ("es", "No se puede usar ahora")])
def test_a_file_that_is_no_database_is_said_in_one_line(
    start: Callable[..., Result], tmp_path: Path, lang: str, words: str
) -> None:
    (tmp_path / "assessment.sqlite3").write_text("Estimada señora:\n" * 100)
    for command in (("database", "check"), ("--no-demo",)):
        result = start(*command, lang=lang)
        assert result.exit_code == 1
        assert words in result.output
        assert "file is not a database" in result.output


def test_a_migration_nobody_knows_is_said_in_one_line(start: Callable[..., Result]) -> None:
    result = start("database", "upgrade", "--to", "no-such-migration")
    assert result.exit_code == 1
    assert "cannot be migrated" in result.output


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    """A copy of the questionnaires and reference data in which two files are no YAML."""
    copy = tmp_path / "questionnaires"
    shutil.copytree(QUESTIONNAIRES, copy)
    for name in ("reference/members.yaml", "consular-cooperation/2026/sections/02-capacity.yaml"):
        (copy / name).write_text((copy / name).read_text("utf-8") + "broken: [\n", "utf-8")
    return copy


@pytest.mark.parametrize(("lang", "words"), [("en", "cannot be read as YAML"), ("es", "no puede leerse como YAML")])
def test_a_broken_questionnaire_stops_the_start_with_file_and_line(
    start: Callable[..., Result], spoilt: Path, monkeypatch: pytest.MonkeyPatch, lang: str, words: str
) -> None:
    folder = spoilt / "consular-cooperation" / "2026"
    monkeypatch.setattr("assessment.cli.database.CURRENT_QUESTIONNAIRE", folder)
    result = start("--no-demo", lang=lang)
    assert result.exit_code == 1
    assert f"{folder / 'sections' / '02-capacity.yaml'}:" in result.output
    assert words in result.output


@pytest.fixture
def changed(start: Callable[..., Result], empty: Flask) -> Callable[..., None]:
    """Starts the tool once, and makes its files mean something else than its newest round began with."""

    def make(*arguments: str) -> None:
        assert start(*arguments).exit_code == 0
        with empty.extensions["assessment"].sessions.begin() as session:
            queries.rounds(session)[0].questionnaire.meaning_hash = "0" * 64

    return make


CHANGED = {"en": "2026 no longer mean what round 2026 began with", "es": "2026 ya no significan lo mismo que cuando"}
START_ANEW = {"en": "demonstration data only", "es": "solo datos de demostración"}


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("command", [("--no-demo",), ("database", "upgrade")])
def test_files_that_mean_something_else_than_a_round_began_with_stop_the_start(
    start: Callable[..., Result], changed: Callable[..., None], lang: str, command: tuple[str, ...]
) -> None:
    changed("--no-demo")
    result = start(*command, lang=lang)
    assert result.exit_code == 1
    assert CHANGED[lang] in result.output
    assert START_ANEW[lang] not in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("lang", ["en", "es"])
def test_where_the_answers_are_drawn_it_is_said_that_one_may_start_anew(
    start: Callable[..., Result], changed: Callable[..., None], lang: str
) -> None:
    changed()
    result = start(lang=lang)
    assert (result.exit_code, CHANGED[lang] in result.output, START_ANEW[lang] in result.output) == (1, True, True)


def test_a_server_does_not_start_either_and_is_not_started_again(
    changed: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture
) -> None:
    changed("--no-demo")
    for name in ("DATABASE_URL", "ASSESSMENT_ENV", "FLASK_RUN_FROM_CLI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ASSESSMENT_INSTANCE", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "es_PE.UTF-8")
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(ROOT / "wsgi.py"))
    assert end.value.code == 3
    assert CHANGED["es"] in capfd.readouterr().err


def test_corrected_texts_are_taken_over_at_the_start_and_logged(start: Callable[..., Result], empty: Flask) -> None:
    start("--no-demo")
    sessions = empty.extensions["assessment"].sessions
    with sessions.begin() as session:
        queries.rounds(session)[0].questionnaire.texts_hash = "0" * 64
    assert start("--no-demo").exit_code == 0
    with sessions() as session:
        assert [entry.action for entry, _name in queries.audit_entries(session, 9)] == ["questionnaire_texts"]


@pytest.mark.parametrize(("lang", "words"), [("en", "cannot be read as YAML"), ("es", "no puede leerse como YAML")])
def test_broken_reference_data_stop_every_command_with_file_and_line(
    spoilt: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture, lang: str, words: str
) -> None:
    monkeypatch.setattr("assessment.web.REFERENCE", spoilt / "reference")
    said = start_of_program(monkeypatch, capfd, ASSESSMENT_INSTANCE=str(tmp_path), LC_ALL=lang)
    assert f"{spoilt / 'reference' / 'members.yaml'}:" in said
    assert words in said


def test_a_folder_that_cannot_be_used_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture
) -> None:
    (tmp_path / "instance").write_text("a file where the folder should be")
    said = start_of_program(monkeypatch, capfd, ASSESSMENT_INSTANCE=str(tmp_path / "instance"))
    assert "Name another folder in ASSESSMENT_INSTANCE" in said
    assert "Indique otra carpeta en ASSESSMENT_INSTANCE" in said


def start_of_program(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture, **settings: str) -> str:
    """What ``flask`` says when it cannot even make the application."""
    for name, value in {**settings, "FLASK_RUN_FROM_CLI": "true"}.items():
        monkeypatch.setenv(name, value)
    for name in ("DATABASE_URL", "ASSESSMENT_ENV"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(ROOT / "wsgi.py"))
    assert end.value.code == 1
    return capfd.readouterr().err
