"""A whole database as one file and back again, while others save.

SQLite is copied page by page within one reading transaction, PostgreSQL by
its own programs within one exported snapshot: the facts told about a copy are
those of the copied state, whatever is saved meanwhile.
"""

import os
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import psycopg.conninfo
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, create_engine, inspect, text

SIGNED = """
    SELECT submission.round_slug, submission.iso3, snapshot.sha256,
        row_number() OVER (PARTITION BY snapshot.submission_id ORDER BY snapshot.id) AS number
    FROM snapshot JOIN submission ON submission.id = snapshot.submission_id
"""


class BackupRefused(RuntimeError):
    """A backup or its restoration cannot be done: a code and its facts, put into words at the edge.

    Nothing was changed.
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


FILES = "SELECT stored_name, sha256 FROM document WHERE stored_name IS NOT NULL ORDER BY stored_name"


@dataclass(frozen=True)
class Contents:
    """What is in a database: its migration, the rows of each table, the hash of each signed snapshot by place.

    ``files`` are the files its documents need, each with its SHA-256; none were kept before format 2 of backups.
    """

    migration: str
    counts: dict[str, int]
    snapshots: dict[str, str]
    files: dict[str, str] = field(default_factory=dict)


def contents(connection: Connection) -> Contents:
    """What is in this database. BackupRefused when it holds nothing of this tool."""
    migration = MigrationContext.configure(connection).get_current_revision()
    if migration is None:
        raise BackupRefused("nothing_there")
    names = sorted(set(inspect(connection).get_table_names()) - {"alembic_version"})
    quoted = {name: connection.dialect.identifier_preparer.quote(name) for name in names}
    counts = {
        name: connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0  # noqa: S608  (names of our own tables)
        for name, table in quoted.items()
    }
    snapshots = {_place(row.round_slug, row.iso3, row.number): row.sha256 for row in connection.execute(text(SIGNED))}
    files = {row.stored_name: row.sha256 for row in connection.execute(text(FILES))} if "document" in names else {}
    return Contents(migration, counts, snapshots, files)


def _place(round_slug: str, iso3: str, number: int) -> str:
    """What the signature of a country is called: ``2026/PER``, and ``2026/PER (2)`` when it signed a second time."""
    return f"{round_slug}/{iso3}" if number == 1 else f"{round_slug}/{iso3} ({number})"


def kind_of(engine: Engine) -> str:
    """Which kind of database this is: ``sqlite`` or ``postgresql``."""
    return engine.dialect.name


def copy_out(engine: Engine, target: Path) -> Contents:
    """Write the whole database into a file; what it holds."""
    return _sqlite_out(engine, target) if kind_of(engine) == "sqlite" else _postgresql_out(engine, target)


def require_empty(engine: Engine) -> None:
    """Raise BackupRefused unless the database holds no table at all; an SQLite file may be missing.

    A write-ahead log left behind by a file that was moved away would be read
    into the new one: it is refused as well.
    """
    if kind_of(engine) == "sqlite" and not (path := _sqlite_path(engine)).exists():
        left = path.with_name(f"{path.name}-wal")
        if left.exists():
            raise BackupRefused("log_left_behind", path=left)
        return
    with engine.connect() as connection:
        found = inspect(connection).get_table_names()
    engine.dispose()
    if found:
        raise BackupRefused("not_empty", tables=len(found))


def copy_in(engine: Engine, source: Path) -> None:
    """Make the file the contents of an empty database: all of it, or nothing."""
    (_sqlite_in if kind_of(engine) == "sqlite" else _postgresql_in)(engine, source)


# --- SQLite ----------------------------------------------------------------------------


def _sqlite_path(engine: Engine) -> Path:
    return Path(engine.url.database or "").resolve()


def _sqlite_out(engine: Engine, target: Path) -> Contents:
    """Read only: the connection never tidies the write-ahead log of the process that serves."""
    path = _sqlite_path(engine)
    if not path.exists():
        raise BackupRefused("nothing_there")
    try:
        with (
            closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=5)) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise BackupRefused("database_damaged", reason=error) from error
    _require_whole(target)
    return _contents_of_file(target)


def _require_whole(path: Path) -> None:
    """Raise BackupRefused unless SQLite finds this file a whole database."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.Error as error:
        found = str(error)
    if found != "ok":
        raise BackupRefused("database_damaged", reason=found)


def _contents_of_file(path: Path) -> Contents:
    engine = create_engine(f"sqlite:///{path}")
    try:
        with engine.connect() as connection:
            return contents(connection)
    finally:
        engine.dispose()


def _sqlite_in(engine: Engine, source: Path) -> None:
    target = _sqlite_path(engine)
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f"{target.name}-restoring")
    try:
        shutil.copyfile(source, beside)
        beside.chmod(0o600)
        _require_whole(beside)
        with open(beside, "rb") as file:
            os.fsync(file.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


# --- PostgreSQL ------------------------------------------------------------------------


def _postgresql_out(engine: Engine, target: Path) -> Contents:
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        found = contents(connection)
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        _run("pg_dump", engine, connection, "--format=custom", f"--snapshot={snapshot}", f"--file={target}")
    return found


def _postgresql_in(engine: Engine, source: Path) -> None:
    with engine.connect() as connection:
        whole = ("--single-transaction", "--exit-on-error")
        _run("pg_restore", engine, connection, *whole, str(source))


def _run(program: str, engine: Engine, connection: Connection, *arguments: str) -> None:
    """Run a program of PostgreSQL on this database; the password goes by the environment, where nobody else sees it."""
    server = int((connection.dialect.server_version_info or (0,))[0])
    path = _program(program, server)
    url = engine.url
    settings = {**url.translate_connect_args(username="user", database="dbname"), **url.normalized_query}
    given = {name: ",".join(value) if isinstance(value, tuple) else str(value) for name, value in settings.items()}
    environment = {**os.environ, "PGPASSWORD": given.pop("password", os.environ.get("PGPASSWORD", ""))}
    address = psycopg.conninfo.make_conninfo("", **given)
    command = [path, "--no-owner", "--no-privileges", f"--dbname={address}", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise BackupRefused("program_failed", program=program, reason=done.stderr.strip())


def _program(name: str, server: int) -> str:
    """Where a program of PostgreSQL is; BackupRefused when it is missing or older than the server."""
    path = shutil.which(name)
    if path is None:
        raise BackupRefused("program_missing", program=name, server=server)
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    version = re.search(r"\b(\d+)(\.\d+)?", said)
    if version is None or int(version[1]) < server:
        raise BackupRefused("program_too_old", program=name, version=version[1] if version else said, server=server)
    return path
