"""How databases are opened, and what is said when one cannot be used."""

import socket
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from assessment.storage import database
from assessment.storage.database import DatabaseTooOld, DatabaseUnavailable, make_engine, sqlite_warning
from assessment.storage.models import AuditEntry, Country, Round


def refusal(engine: Engine) -> str:
    """What is said when this database is opened, in both languages."""
    with pytest.raises(DatabaseUnavailable) as refused:
        engine.connect()
    engine.dispose()
    said = str(refused.value)
    assert "The database cannot be used now" in said
    assert "No se puede usar ahora la base de datos" in said
    return said


def test_sqlite_is_set_up_not_to_lose_what_it_acknowledged(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'new.sqlite3'}")
    with engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("foreign_keys", "journal_mode", "synchronous", "busy_timeout")
        }
    engine.dispose()
    assert settings == {"foreign_keys": 1, "journal_mode": "wal", "synchronous": 2, "busy_timeout": 5000}


def test_a_foreign_key_is_held_to(connection: Connection) -> None:
    with pytest.raises(DBAPIError), connection.begin_nested():
        connection.execute(text("INSERT INTO submission (round_slug, iso3, state) VALUES ('none', 'PER', 'signed')"))


def test_a_state_no_code_knows_is_refused_by_the_database_itself(open_round: Round, connection: Connection) -> None:
    with pytest.raises(DBAPIError), connection.begin_nested():
        connection.execute(text("UPDATE round SET state = 'forgotten'"))


def test_a_moment_comes_back_in_utc_whatever_the_zone_of_the_server(session: Session) -> None:
    session.add(AuditEntry(at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC), user_id=None, action="tested", subject="x"))
    session.commit()
    session.expire_all()
    found = session.query(AuditEntry).filter_by(action="tested").one()
    assert found.at.isoformat() == "2026-03-01T23:30:00+00:00"


def test_texts_in_several_scripts_and_the_order_of_a_map_come_back_as_they_were(session: Session) -> None:
    country = session.get(Country, "PER")
    country.name = {"es": "Perú “ñ” 😀", "en": "Peru", "aa": None}
    session.commit()
    session.expire_all()
    assert list(session.get(Country, "PER").name.items()) == [("es", "Perú “ñ” 😀"), ("en", "Peru"), ("aa", None)]


def test_an_sqlite_file_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    (tmp_path / "folder.sqlite3").mkdir()
    assert "unable to open" in refusal(make_engine(f"sqlite:///{tmp_path / 'folder.sqlite3'}"))


def test_a_postgresql_that_is_down_is_said_without_its_password() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"postgresql+psycopg://ana:geheim@127.0.0.1:{free.getsockname()[1]}/consular"
        said = refusal(make_engine(address))
    assert "Connection refused" in said
    assert "ana:***@127.0.0.1" in said
    assert "geheim" not in said


@pytest.mark.postgresql
def test_a_refused_password_is_said(postgresql: str) -> None:
    wrong = make_url(postgresql).set(password="wrong")
    assert "password authentication failed" in refusal(make_engine(wrong.render_as_string(hide_password=False)))


@pytest.mark.postgresql
def test_a_database_that_does_not_exist_is_said(postgresql: str) -> None:
    missing = make_url(postgresql).set(database="nowhere")
    assert "does not exist" in refusal(make_engine(missing.render_as_string(hide_password=False)))


@pytest.mark.postgresql
def test_a_postgresql_older_than_the_oldest_supported_is_refused(
    postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert database.OLDEST_POSTGRESQL == 13
    monkeypatch.setattr(database, "OLDEST_POSTGRESQL", 99)
    engine = make_engine(postgresql)
    with pytest.raises(DatabaseTooOld, match=r"PostgreSQL 18; version 99 .* / .* PostgreSQL 18; se necesita"):
        engine.connect()
    engine.dispose()


@pytest.mark.postgresql
def test_a_connection_that_the_server_ended_is_replaced_before_it_is_used(postgresql: str) -> None:
    engine, other = make_engine(postgresql), make_engine(postgresql)
    with engine.connect() as connection:
        process = connection.scalar(text("SELECT pg_backend_pid()"))
    with other.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:process, 5000)"), {"process": process})
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    engine.dispose()
    other.dispose()


def test_an_old_sqlite_library_is_warned_of_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 2))
    said = sqlite_warning("sqlite:////data/assessment.sqlite3")
    assert said is not None
    assert "only one process serves it" in said
    assert "la atiende un solo proceso" in said
    assert sqlite_warning("postgresql+psycopg://host/name") is None
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 3))
    assert sqlite_warning("sqlite:////data/assessment.sqlite3") is None


def test_nothing_is_connected_before_it_is_needed(empty_url: str) -> None:
    engine = make_engine(empty_url)
    assert engine.pool.checkedin() == 0
    assert engine.pool.checkedout() == 0


def write_too(session: Session) -> None:
    database.begin_writing(session)
    session.execute(text("UPDATE thing SET id = 3"))


def test_waiting_for_another_writer_ends_after_a_while(
    database_kind: str, empty_database: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "LONGEST_WAIT", 50)
    engine = make_engine(empty_database(database_kind))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE thing (id INTEGER)"))
        connection.execute(text("INSERT INTO thing VALUES (1)"))
    with Session(engine) as first, Session(engine) as second:
        database.begin_writing(first)
        first.execute(text("UPDATE thing SET id = 2"))
        with pytest.raises(DatabaseUnavailable, match=r"locked|lock timeout"):
            write_too(second)
    engine.dispose()
