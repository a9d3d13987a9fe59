"""The files of the documents, in a folder of their own outside of what is served.

A file is written under another name, brought to the disk and then named, so
that a name always stands for a whole file. Names are random and say nothing;
a file never changes once it has its name.
"""

import errno
import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

PIECE = 256 * 1024
NAME = re.compile("[0-9a-f]{32}")
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
PARTIAL = ".partial"


class NoRoom(OSError):
    """The disk has no room for a file; nothing of it was kept."""


class FileLost(OSError):
    """A file that should be there is missing, or is not what was stored."""


@dataclass(frozen=True)
class StoredFile:
    """A file that was stored: its name in the folder, its size in bytes and its SHA-256."""

    name: str
    size: int
    sha256: str


def store(file: IO[bytes], folder: Path, name: str | None = None) -> StoredFile:
    """Keep a copy of an open file, under a new random name unless one is given; raises NoRoom."""
    name = name or secrets.token_hex(16)
    partial = folder / f"{name}{PARTIAL}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        size, sha256 = _write(file, partial)
        partial.rename(folder / name)
        _bring_to_disk(folder)
    except OSError as error:
        if error.errno in FULL:
            raise NoRoom(error.errno, os.strerror(error.errno or 0), str(partial)) from error
        raise
    finally:
        with suppress(FileNotFoundError):
            partial.unlink()
    return StoredFile(name, size, sha256)


def _write(file: IO[bytes], target: Path) -> tuple[int, str]:
    """Write and bring to the disk; the size and the SHA-256 of what was written."""
    digest, size = hashlib.sha256(), 0
    with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while piece := file.read(PIECE):
            out.write(piece)
            digest.update(piece)
            size += len(piece)
        out.flush()
        os.fsync(out.fileno())
    return size, digest.hexdigest()


def _bring_to_disk(folder: Path) -> None:
    """The names in a folder, too, outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256_of(file: IO[bytes]) -> str:
    """The SHA-256 of an open file, read from its beginning in pieces."""
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(PIECE):
        digest.update(piece)
    return digest.hexdigest()


def opened(folder: Path, name: str, sha256: str) -> IO[bytes]:
    """A stored file open for reading, once its content was found to be what was stored; raises FileLost."""
    try:
        file = open(folder / name, "rb")  # noqa: SIM115  (the caller closes it)
    except FileNotFoundError as error:
        raise FileLost(name) from error
    if sha256_of(file) != sha256:
        file.close()
        raise FileLost(name)
    file.seek(0)
    return file


def names(folder: Path) -> Iterator[str]:
    """The names of the files stored, and of those that were not finished."""
    if folder.is_dir():
        yield from sorted(path.name for path in folder.iterdir() if NAME.fullmatch(path.name.removesuffix(PARTIAL)))


def age(folder: Path, name: str, now: float) -> float:
    """How long ago a file was written, in seconds."""
    return now - (folder / name).stat().st_mtime


def delete(folder: Path, name: str) -> None:
    """Delete a file for good."""
    (folder / name).unlink()
