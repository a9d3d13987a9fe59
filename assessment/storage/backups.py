"""Backups: one file that holds a database and what to hold it against.

A backup is a zip of ``manifest.json`` (below), ``database``, an SQLite file or
a pg_dump archive in custom format, and ``evidence/…``, the files that the
documents in this database need (from format 2 on).
"""

import dataclasses
import hashlib
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Engine

from assessment import __version__
from assessment.config import MIGRATIONS
from assessment.storage import backup_files
from assessment.storage.dumps import BackupRefused, Contents, contents, copy_in, copy_out, kind_of, require_empty

FORMAT = 2
MANIFEST, DATABASE = "manifest.json", "database"
MANIFEST_LIMIT = 4 * 1024 * 1024
PIECE = 1024 * 1024


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself.

    ``database`` is the kind of database, ``salt`` a mark of the secret the
    passwords were hashed with (never the secret), ``sha256`` and ``bytes``
    those of the member that holds the database.
    """

    format: int
    tool: str
    created_at: str
    database: str
    salt: str
    sha256: str
    bytes: int
    contents: Contents


def mark_of(salt: str) -> str:
    """A mark by which to tell whether two installations hash passwords with the same secret."""
    return hashlib.sha256(f"mark of a backup:{salt}".encode()).hexdigest()[:16]


def back_up(engine: Engine, file: Path, salt: str, evidence: Path) -> Manifest:
    """Write a backup that only its owner can read, under its name once it is whole and has been read back.

    ``evidence`` is the folder of the documents' files. Raises BackupRefused,
    never writing over a file; others may save meanwhile: files are on the disk
    before the rows that need them, and stay a day after.
    """
    if file.exists():
        raise BackupRefused("file_exists", file=file)
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(f".{file.name}.partial")
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder:
        dump = Path(folder) / DATABASE
        found = copy_out(engine, dump)
        manifest = Manifest(
            format=FORMAT,
            tool=__version__,
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            database=kind_of(engine),
            salt=mark_of(salt),
            sha256=_hash(dump),
            bytes=dump.stat().st_size,
            contents=found,
        )
        try:
            _write(partial, manifest, dump, evidence)
            with opened(partial):
                pass
            if file.exists():
                raise BackupRefused("file_exists", file=file)
            partial.rename(file)
        finally:
            partial.unlink(missing_ok=True)
    return manifest


def _write(path: Path, manifest: Manifest, dump: Path, evidence: Path) -> None:
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(MANIFEST, json.dumps(dataclasses.asdict(manifest), indent=1, sort_keys=True))
            archive.write(dump, DATABASE)
            backup_files.add_files(archive, evidence, manifest.contents.files)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def opened(file: Path) -> Iterator[tuple[Manifest, Path, zipfile.ZipFile]]:
    """The manifest of a backup, its database as a file, and the whole, for as long as the context lasts.

    Raises BackupRefused for a file that is no backup, is truncated or altered,
    or was made by a newer program.
    """
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        dump = Path(folder) / DATABASE
        try:
            archive = stack.enter_context(zipfile.ZipFile(file))
            if archive.getinfo(MANIFEST).file_size > MANIFEST_LIMIT:
                raise BackupRefused("damaged", file=file)
            manifest = _manifest(archive.read(MANIFEST))
            with archive.open(DATABASE) as member:
                _unpack(member, dump, manifest.bytes)
            whole = backup_files.files_are_whole(archive, manifest.contents.files)
        except FileNotFoundError as error:
            raise BackupRefused("file_missing", file=file) from error
        except (
            zipfile.BadZipFile,
            zlib.error,
            LookupError,
            TypeError,
            ValueError,
            EOFError,
            NotImplementedError,
        ) as error:
            raise BackupRefused("damaged", file=file) from error
        if not whole or dump.stat().st_size != manifest.bytes or _hash(dump) != manifest.sha256:
            raise BackupRefused("damaged", file=file)
        yield manifest, dump, archive


def _manifest(written: bytes) -> Manifest:
    data = json.loads(written)
    if data["format"] > FORMAT:
        raise BackupRefused("newer_program", tool=data["tool"], own=__version__)
    return Manifest(**{**data, "contents": Contents(**data["contents"])})


def _unpack(member: IO[bytes], target: Path, size: int) -> None:
    """Write a member to a file, one byte past the size it should have at most."""
    with open(target, "wb") as file:
        while file.tell() <= size and (piece := member.read(PIECE)):
            file.write(piece)


def _hash(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def restore(engine: Engine, file: Path, evidence: Path) -> Manifest:
    """Make an empty database what the backup holds, at the migration it was made at.

    The files of its documents go into the folder ``evidence`` first, so that
    no row ever stands without its file.

    Raises BackupRefused, nothing changed, for a damaged backup, one of another
    kind of database or of a newer program, and for a database with tables.
    """
    with opened(file) as (manifest, dump, archive):
        if manifest.database != kind_of(engine):
            raise BackupRefused("other_kind", backup=manifest.database, here=kind_of(engine))
        try:
            ScriptDirectory(str(MIGRATIONS)).get_revision(manifest.contents.migration)
        except CommandError as error:
            raise BackupRefused("newer_program", tool=manifest.tool, own=__version__) from error
        require_empty(engine)
        backup_files.put_back(archive, evidence, manifest.contents.files)
        copy_in(engine, dump)
    return manifest


def differences(engine: Engine, manifest: Manifest) -> list[str]:
    """In what a restored database is other than its backup: tables with other counts, places with other hashes."""
    with engine.connect() as connection:
        found = contents(connection)
    here = {**found.counts, **found.snapshots}
    there = {**manifest.contents.counts, **manifest.contents.snapshots}
    return sorted(key for key in here.keys() | there.keys() if here.get(key) != there.get(key))
