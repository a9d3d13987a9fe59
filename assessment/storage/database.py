"""The engine of either database, what can be wrong with a database, and its migrations.

SQLite serves ONE process. Before 3.51.3 its write-ahead log can lose or
corrupt data when connections write and tidy up in the same instant, and
several processes make that likely; commands that write little and rarely may
run beside the one that serves. ``synchronous = FULL``, because NORMAL loses
acknowledged saves in a power cut. A transaction that reads first and writes
later takes its turn at once (``begin_writing``): SQLite refuses the write of
one that has read while somebody else wrote, however long it waits. PostgreSQL
serves as many processes as one likes; each makes its own engine, after it was
forked.

What is said here is said in both languages at once: a program that cannot
open its database does not know its reader.
"""

import fcntl
import os
import sqlite3
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session

from assessment.config import MIGRATIONS

SQLITE_PRAGMAS = ("foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL")
LONGEST_WAIT = 5000
"""How long a transaction waits for another to make way, in milliseconds; then it is DatabaseUnavailable."""
SAFE_SQLITE = (3, 51, 3)
OLDEST_POSTGRESQL = 13
POSTGRESQL_POOL = {"pool_size": 5, "max_overflow": 10, "pool_timeout": 10, "pool_pre_ping": True, "pool_recycle": 1800}
"""Connections of one process: five kept, fifteen at most; a dead one is replaced before it is used."""
POSTGRESQL_ARGUMENTS = {"connect_timeout": 5, "application_name": "consular-cooperation-assessment"}

_serving: dict[str, int] = {}
"""The databases held, each with the process that holds it: a fork inherits this note, but not the lock."""


class DatabaseProblem(RuntimeError):
    """The database cannot be used as it is; the message says why and what to do, in both languages."""


class SchemaOutdated(DatabaseProblem):
    """The database stands at another migration than the code expects."""


class DatabaseUnavailable(DatabaseProblem):
    """The database does not answer, refuses the connection, or is too busy; nothing of the transaction was kept."""


class DatabaseTooOld(DatabaseProblem):
    """The PostgreSQL server is older than the program supports."""


class DatabaseInUse(DatabaseProblem):
    """Another process serves this SQLite database already."""


def make_engine(url: str) -> Engine:
    """An engine for this database; nothing is connected yet.

    Its errors of connection are DatabaseUnavailable or DatabaseTooOld.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        engine = create_engine(url, connect_args=POSTGRESQL_ARGUMENTS, **POSTGRESQL_POOL)
        event.listen(engine, "connect", _set_up_postgresql)
    else:
        _make_folder(parsed)
        engine = create_engine(url)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "handle_error", _name_failure)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    """Settings of one connection; the driver's own transactions are off so that SAVEPOINT and ROLLBACK hold."""
    connection.isolation_level = None
    for pragma in (*SQLITE_PRAGMAS, f"busy_timeout = {LONGEST_WAIT}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def begin_writing(session: Session) -> None:
    """Begin a transaction that reads and then writes: on SQLite it waits for its turn to write before it reads.

    DatabaseUnavailable when the turn does not come within LONGEST_WAIT.
    """
    session.connection(execution_options={"writing": True})


def _set_up_postgresql(connection: Any, _record: object) -> None:
    """Settings of one connection, of psycopg; raises DatabaseTooOld."""
    found = connection.info.server_version // 10000
    if found < OLDEST_POSTGRESQL:
        connection.close()
        raise DatabaseTooOld(
            f"The database server is PostgreSQL {found}; version {OLDEST_POSTGRESQL} or newer is needed. / "
            f"El servidor de base de datos es PostgreSQL {found}; se necesita la versión {OLDEST_POSTGRESQL} "
            "o posterior."
        )
    connection.execute(f"SET lock_timeout = {LONGEST_WAIT}")
    connection.commit()


def _name_failure(context: ExceptionContext) -> DatabaseUnavailable | None:
    """The error in our words when it is about the running of the database, not about what was asked of it."""
    error = context.sqlalchemy_exception
    if error is None or type(error) not in (OperationalError, DatabaseError) or context.is_pre_ping:
        return None  # the bare DatabaseError is SQLite's for a file that is no database, or a damaged one
    where = context.engine.url if context.engine else ""
    return _unusable(where, (str(error.orig).strip() or "-").splitlines()[0])


def _unusable(where: URL | str, reason: str) -> DatabaseUnavailable:
    shown = where.render_as_string(hide_password=True) if isinstance(where, URL) else where
    return DatabaseUnavailable(
        f"The database cannot be used now: {shown} ({reason}). See that it runs and that DATABASE_URL is right. / "
        f"No se puede usar ahora la base de datos: {shown} ({reason}). Compruebe que esté en marcha y que DATABASE_URL "
        "sea correcta."
    )


def _make_folder(sqlite: URL) -> None:
    try:
        if sqlite.database:
            Path(sqlite.database).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(sqlite, str(error.strerror)) from error


def serve_alone(url: str) -> None:
    """Hold an SQLite database for this process until it ends; on other databases, nothing.

    To be called by whatever serves, migrates or restores; calling again is
    free. Raises DatabaseInUse when another process holds it. The lock is one
    that a forked process does not inherit, so that a preloading server with
    several processes is refused as well.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return
    path = str(Path(parsed.database).resolve())
    if _serving.get(path) == os.getpid():
        return
    _make_folder(parsed)
    try:
        file = os.open(f"{path}-serving", os.O_RDWR | os.O_CREAT, 0o600)  # open, and so locked, until the process ends
    except OSError as error:
        raise _unusable(parsed, str(error.strerror)) from error
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        holder = os.read(file, 20).decode()
        os.close(file)
        raise DatabaseInUse(
            f"Another process ({holder}) serves {path}; SQLite serves one process only. Stop the other one, start "
            "gunicorn with one worker (-w 1) and without --preload, or use PostgreSQL (DATABASE_URL). / "
            f"Otro proceso ({holder}) atiende {path}; SQLite atiende un solo proceso. Detenga el otro, inicie "
            "gunicorn con un solo proceso (-w 1) y sin --preload, o use PostgreSQL (DATABASE_URL)."
        ) from error
    os.truncate(file, 0)
    os.write(file, str(os.getpid()).encode())
    _serving[path] = os.getpid()


def sqlite_warning(url: str) -> str | None:
    """What to say at start about the SQLite library, when it serves this database and is older than it should be."""
    if make_url(url).get_backend_name() != "sqlite" or sqlite3.sqlite_version_info >= SAFE_SQLITE:
        return None
    safe = ".".join(map(str, SAFE_SQLITE))
    return (
        f"Note: SQLite {sqlite3.sqlite_version} has a rare fault, mended in {safe}, that can damage a database written "
        "by several processes at once. This is why only one process serves it; keep backups, or use PostgreSQL. / "
        f"Aviso: SQLite {sqlite3.sqlite_version} tiene un defecto poco frecuente, corregido en {safe}, que puede dañar "
        "una base de datos en la que escriben varios procesos a la vez. Por eso la atiende un solo proceso; "
        "haga copias de seguridad o use PostgreSQL."
    )


def alembic_config(url: str) -> Config:
    """Alembic's configuration for this database."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    return config


def migrate(url: str, revision: str = "head") -> None:
    """Bring the database up to a migration, or all the way down with ``base``.

    SchemaOutdated when the program does not know the migration asked for, or that at which the database stands.
    """
    try:
        (command.downgrade if revision == "base" else command.upgrade)(alembic_config(url), revision)
    except CommandError as error:
        raise SchemaOutdated(
            f"The database cannot be migrated: {error}. If a newer version of the program has used it, use that one. / "
            f"No se puede migrar la base de datos: {error}. Si se usó con una versión más nueva, use esa."
        ) from error


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
