"""The engine and its SQLite settings, and the check that the schema is current.

Embedded SQLite serves ONE process: before 3.51.3 its write-ahead log has a
reset bug that several writing processes trigger. synchronous=FULL, because
NORMAL loses acknowledged saves in a power cut. A transaction that reads first
and writes later takes its turn at once (``begin_writing``): SQLite refuses
the write of one that has read while somebody else wrote, however long it waits.
"""

import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session

from assessment.config import MIGRATIONS

SQLITE_PRAGMAS = ("foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL", "busy_timeout = 5000")


class SchemaOutdated(RuntimeError):
    """The database stands at another migration than the code expects."""


def make_engine(url: str) -> Engine:
    """An engine for this database, its SQLite connections set up for safety."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    """Settings of one connection; the driver's own transactions are off so that SAVEPOINT and ROLLBACK hold."""
    connection.isolation_level = None
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def begin_writing(session: Session) -> None:
    """Begin a transaction that reads and then writes: it waits for its turn to write before it reads.

    OperationalError when the turn does not come within the busy timeout.
    """
    session.connection(execution_options={"writing": True})


def alembic_config(url: str) -> Config:
    """Alembic's configuration for this database."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    return config


def migrate(url: str, revision: str = "head") -> None:
    """Bring the database up to a migration, or all the way down with ``base``."""
    (command.downgrade if revision == "base" else command.upgrade)(alembic_config(url), revision)


def require_current_schema(engine: Engine) -> None:
    """Raise SchemaOutdated unless the database stands at the newest migration."""
    expected = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found != expected:
        raise SchemaOutdated(
            f"The database stands at migration {found or 'none'}, the program needs {expected}. "
            "Run `flask database upgrade`, or start with `make run`, which does it. / "
            f"La base de datos está en la migración {found or 'ninguna'} y el programa necesita {expected}. "
            "Ejecute `flask database upgrade` o inicie con `make run`, que lo hace."
        )
