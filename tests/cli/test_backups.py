"""``flask backup`` and ``flask restore``: what the operator is told, in both languages."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import command
from click.testing import Result
from flask import Flask

from assessment.config import Settings
from assessment.storage.database import alembic_config, migrate
from assessment.web import create_app
from tests.postgresql import binaries

pytestmark = pytest.mark.thorough

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's programs at hand, an English terminal."""
    monkeypatch.setenv("PATH", str(binaries()), prepend=":")
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")


@pytest.fixture
def run_on(tmp_path: Path, demonstration_evidence: Path) -> Callable[[str, str], Run]:
    """Runs commands on a database, with a salt for passwords and the files of the demonstration."""

    def on(url: str, salt: str = "one salt") -> Run:
        shutil.copytree(demonstration_evidence, tmp_path / "evidence", dirs_exist_ok=True)
        app: Flask = create_app(Settings(tmp_path, url, secret_key="tests only", password_salt=salt))

        def run(*arguments: str) -> Result:
            result = app.test_cli_runner().invoke(args=arguments)
            app.extensions["assessment"].engine.dispose()
            return result

        return run

    return on


def test_a_backup_is_made_and_restored_elsewhere_and_everything_is_verified(
    run_on: Callable[..., Run], demonstration_url: str, empty_url: str, tmp_path: Path
) -> None:
    file = str(tmp_path / "b.zip")
    made = run_on(demonstration_url)("backup", file)
    assert made.exit_code == 0, made.output
    assert "39 signed snapshots" in made.output
    restored = run_on(empty_url)("restore", file)
    assert restored.exit_code == 0, restored.output
    assert "every count of rows and every hash is that of the backup" in restored.output
    assert "2026: 18 snapshots agree with their hashes and score cards." in restored.output
    assert "2024: 21 snapshots agree with their hashes and score cards." in restored.output
    assert "PASSWORD_SALT" not in restored.output
    again = run_on(empty_url)("restore", file)
    assert (again.exit_code, "is not empty" in again.output, "Nothing was changed." in again.output) == (1, True, True)


def test_another_salt_for_passwords_is_noticed(
    run_on: Callable[..., Run], demonstration_url: str, empty_url: str, tmp_path: Path
) -> None:
    run_on(demonstration_url, "one salt")("backup", str(tmp_path / "b.zip"))
    restored = run_on(empty_url, "another salt")("restore", str(tmp_path / "b.zip"))
    assert restored.exit_code == 0
    assert "PASSWORD_SALT is another one" in restored.output


def test_a_backup_from_before_a_migration_is_brought_up_to_date(
    run_on: Callable[..., Run], demonstration_url: str, empty_url: str, tmp_path: Path
) -> None:
    command.downgrade(alembic_config(demonstration_url), "0002")
    made = run_on(demonstration_url)("backup", str(tmp_path / "b.zip"))
    assert "migration 0002" in made.output
    restored = run_on(empty_url)("restore", str(tmp_path / "b.zip"))
    assert restored.exit_code == 0, restored.output
    assert "Brought up to date from migration 0002." in restored.output
    assert "18 snapshots agree" in restored.output
    assert run_on(empty_url)("database", "check").exit_code == 0


def test_refusals_are_said_in_the_language_of_the_terminal(
    run_on: Callable[..., Run], demonstration_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "es_PE.UTF-8")
    file = tmp_path / "b.zip"
    file.write_bytes(b"not a backup")
    assert "ya existe y no se sobrescribe" in run_on(demonstration_url)("backup", str(file)).output
    assert "no es una copia de seguridad" in run_on(demonstration_url)("restore", str(file)).output


@pytest.mark.postgresql
def test_missing_or_older_programs_of_postgresql_are_named(
    run_on: Callable[..., Run], empty_database: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, programs = empty_database("postgresql"), tmp_path / "bin"
    migrate(url)
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    assert "pg_dump is not found" in run_on(url)("backup", str(tmp_path / "b.zip")).output
    (programs / "pg_dump").write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 12.22'\n")
    (programs / "pg_dump").chmod(0o755)
    made = run_on(url)("backup", str(tmp_path / "b.zip"))
    assert "pg_dump is of version 12, older than the server (18)" in made.output
    assert not list(tmp_path.glob("*.zip"))


def test_a_server_that_is_down_is_said_and_nothing_is_written(run_on: Callable[..., Run], tmp_path: Path) -> None:
    made = run_on("postgresql+psycopg://nobody:secret@127.0.0.1:1/nothing")("backup", str(tmp_path / "b.zip"))
    assert made.exit_code == 1
    assert "127.0.0.1" in made.output
    assert "secret" not in made.output
    assert not list(tmp_path.glob("*.zip"))


def test_superfluous_files_are_deleted_and_a_folder_in_doubt_is_left_alone(
    run_on: Callable[..., Run], demonstration_url: str, empty_url: str, tmp_path: Path
) -> None:
    run, orphan = run_on(demonstration_url), tmp_path / "evidence" / ("0" * 32)
    kept = set((tmp_path / "evidence").iterdir())
    orphan.write_bytes(b"left over")
    os.utime(orphan, (0, 0))
    tidied = run("evidence", "tidy")
    assert tidied.exit_code == 0, tidied.output
    assert not orphan.exists()
    assert set((tmp_path / "evidence").iterdir()) == kept
    migrate(empty_url)
    refused = run_on(empty_url)("evidence", "tidy")
    assert refused.exit_code == 1
    assert "Nothing was deleted" in refused.output
