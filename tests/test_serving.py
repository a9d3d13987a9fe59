"""The tool as processes: several on PostgreSQL, one alone on SQLite, and a clear end when the database is not there."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from assessment.config import ROOT, SettingInvalid, Settings, read_settings
from assessment.storage.database import DatabaseInUse, migrate, serve_alone
from assessment.web import create_app

PROGRAMS = Path(sys.executable).parent
LIMIT = 180
"""Seconds a program may take to answer or to end, on a machine that is busy with other things."""
Start = Callable[..., subprocess.Popen]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a program of the tool on an instance of the test's own; whatever still runs at the end is stopped."""
    running: list[subprocess.Popen] = []

    def begin(*command: str, **environment: str) -> subprocess.Popen:
        inherited = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "LC_ALL")}
        settings = {"ASSESSMENT_INSTANCE": str(tmp_path), "LC_ALL": "C.UTF-8", **environment}
        program = subprocess.Popen(
            [PROGRAMS / command[0], *command[1:]],
            cwd=ROOT,
            env=inherited | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        running.append(program)
        return program

    yield begin
    for program in running:
        program.terminate()
        program.communicate(timeout=LIMIT)


def ended(program: subprocess.Popen) -> tuple[int, str]:
    """The exit code and everything that was said; never a traceback."""
    said, _nothing = program.communicate(timeout=LIMIT)
    assert "Traceback" not in said
    return program.returncode, said


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def page(port: int, program: subprocess.Popen) -> str:
    """The first page, as soon as it is answered."""
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        if program.poll() is not None:
            raise AssertionError(program.communicate()[0])
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/es/", timeout=LIMIT) as response:
                return response.read().decode()
        except ConnectionError:
            time.sleep(0.1)
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionError):
                raise
            time.sleep(0.1)
    raise AssertionError("no answer in time")


@pytest.fixture
def sqlite(tmp_path: Path) -> Path:
    """The database of the instance, at the newest migration."""
    migrate(f"sqlite:///{tmp_path / 'assessment.sqlite3'}")
    return tmp_path / "assessment.sqlite3"


@pytest.mark.process
def test_one_process_serves_an_sqlite_database_and_any_other_is_refused(start: Start) -> None:
    port = free_port()
    first = start("flask", "serve", "--port", str(port), "--no-demo")
    page(port, first)
    others = [start("flask", "serve", "--port", str(free_port())), start("flask", "database", "upgrade")]
    beside = start("flask", "user", "create", "ana@example.org", "--role", "administrator")
    for other in others:
        status, said = ended(other)
        assert status == 1, said
        assert f"Another process ({first.pid}) serves" in said
        assert f"Otro proceso ({first.pid}) atiende" in said
    assert ended(beside)[0] == 0
    assert "<h1" in page(port, first)


@pytest.mark.process
def test_several_gunicorn_workers_on_sqlite_are_refused_and_nothing_is_harmed(start: Start, sqlite: Path) -> None:
    before = sqlite.read_bytes()
    status, said = ended(start("gunicorn", "-w", "2", "-b", f"127.0.0.1:{free_port()}", "wsgi:app"))
    assert status == 3, said
    assert "SQLite serves one process only" in said
    assert "SQLite atiende un solo proceso" in said
    assert sqlite.read_bytes() == before


@pytest.mark.process
def test_workers_that_share_a_preloaded_application_serve_no_page_on_sqlite(start: Start, sqlite: Path) -> None:
    port = free_port()
    gunicorn = start("gunicorn", "--preload", "-w", "2", "-b", f"127.0.0.1:{port}", "wsgi:app")
    with pytest.raises(urllib.error.HTTPError) as refused:
        page(port, gunicorn)
    with refused.value as response:
        assert response.code == 503
        assert "sin --preload" in response.read().decode()


def test_a_database_is_free_again_when_the_process_that_served_it_was_killed(sqlite: Path) -> None:
    url = f"sqlite:///{sqlite}"
    hold = (
        f"import time; from assessment.storage.database import serve_alone; serve_alone({url!r}); print(1, flush=True)"
    )
    with subprocess.Popen([sys.executable, "-c", f"{hold}; time.sleep(60)"], cwd=ROOT, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(DatabaseInUse, match=str(other.pid)):
            serve_alone(url)
        other.kill()
    serve_alone(url)
    serve_alone(url)


@pytest.mark.process
@pytest.mark.postgresql
def test_several_gunicorn_workers_serve_one_postgresql_database(
    start: Start, empty_database: Callable[[str], str], postgresql: str
) -> None:
    url = empty_database("postgresql")
    migrate(url)
    secrets = {"SECRET_KEY": "tests only", "PASSWORD_SALT": "tests only"}
    address = url.replace("postgresql+psycopg://", "postgres://")
    port = free_port()
    bind = f"127.0.0.1:{port}"
    gunicorn = start(
        "gunicorn", "-w", "2", "-b", bind, "wsgi:app", ASSESSMENT_ENV="production", DATABASE_URL=address, **secrets
    )
    assert all("<h1" in page(port, gunicorn) for _ in range(8))
    gunicorn.terminate()
    assert ended(gunicorn)[1].count("Booting worker") == 2


@pytest.fixture
def without_database(tmp_path: Path) -> Flask:
    """The application on a PostgreSQL that is down."""
    url = f"postgresql+psycopg://ana:geheim@127.0.0.1:{free_port()}/consular"
    app = create_app(Settings(tmp_path, url, secret_key="tests only", password_salt="tests only"))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@pytest.mark.parametrize(
    "command",
    [
        ["serve", "--port", "0"],
        ["database", "upgrade"],
        ["database", "check"],
        ["round", "list"],
        ["user", "create", "ana@example.org", "--role", "analyst"],
    ],
    ids=" ".join,
)
def test_a_postgresql_that_is_down_ends_every_command_with_its_reason(
    without_database: Flask, command: list[str]
) -> None:
    if command[0] == "serve":
        command = ["serve", "--port", str(free_port())]
    result = without_database.test_cli_runner().invoke(args=command)
    assert result.exit_code == 1
    assert result.output.startswith("Error: The database cannot be used now")
    assert "No se puede usar ahora la base de datos" in result.output
    assert "geheim" not in result.output


@pytest.mark.parametrize(("lang", "words"), [("es", "no responde"), ("en", "does not answer")])
def test_a_postgresql_that_is_down_is_a_page_that_gives_the_text_back(
    without_database: Flask, lang: str, words: str
) -> None:
    without_database.config["WTF_CSRF_ENABLED"] = False
    client = without_database.test_client()
    for response in (client.get(f"/{lang}/"), client.post(f"/{lang}/sign-in", data={"email": "ana@example.org"})):
        assert response.status_code == 503
        assert words in response.text
    assert "ana@example.org" in response.text


@pytest.mark.process
def test_a_setting_that_cannot_be_used_ends_the_start_with_its_reason(start: Start) -> None:
    status, said = ended(start("flask", "database", "check", ASSESSMENT_ENV="production"))
    assert status == 1
    assert "Set SECRET_KEY, PASSWORD_SALT, DATABASE_URL" in said
    assert "Defina SECRET_KEY, PASSWORD_SALT, DATABASE_URL" in said


@pytest.mark.parametrize(
    "address", ["mysql://host/name", "nonsense", "postgresql:/host", "://", "oracle+psycopg://x/y"]
)
def test_an_address_of_another_kind_of_database_is_refused_in_both_languages(tmp_path: Path, address: str) -> None:
    with pytest.raises(SettingInvalid, match=r"must begin with postgresql:// .* / DATABASE_URL debe comenzar con"):
        read_settings({"ASSESSMENT_INSTANCE": str(tmp_path), "DATABASE_URL": address})


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_usual_address_of_a_postgresql_is_understood(tmp_path: Path, scheme: str) -> None:
    settings = read_settings({"ASSESSMENT_INSTANCE": str(tmp_path), "DATABASE_URL": f"{scheme}://ana:x@host/name"})
    assert settings.database_url == "postgresql+psycopg://ana:x@host/name"
