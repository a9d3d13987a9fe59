"""The files of the documents within a backup: written into it, held against their hashes, put back."""

import hashlib
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from assessment.storage import evidence_files
from assessment.storage.dumps import BackupRefused
from assessment.storage.evidence_files import NAME, PIECE, FileLost

FOLDER = "evidence/"


def add_files(archive: zipfile.ZipFile, folder: Path, files: Mapping[str, str]) -> None:
    """Write the files (name and SHA-256) of a folder into an archive; BackupRefused when one is missing or altered."""
    for name, sha256 in files.items():
        try:
            with (
                evidence_files.opened(folder, name, sha256) as source,
                archive.open(zipfile.ZipInfo(FOLDER + name), "w") as member,
            ):
                shutil.copyfileobj(source, member, PIECE)
        except FileLost as error:
            raise BackupRefused("evidence_lost", path=folder / name) from error


def files_are_whole(archive: zipfile.ZipFile, files: Mapping[str, str]) -> bool:
    """Whether an archive holds each of these files as it was."""
    for name, sha256 in files.items():
        with archive.open(FOLDER + name) as member:
            if not NAME.fullmatch(name) or _hash(member) != sha256:
                return False
    return True


def _hash(member: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := member.read(PIECE):
        digest.update(piece)
    return digest.hexdigest()


def put_back(archive: zipfile.ZipFile, folder: Path, files: Mapping[str, str]) -> None:
    """Put the files of an archive into a folder, where the same ones may lie already.

    BackupRefused, before anything is written, for a file of the same name with another content.
    """
    there = set(evidence_files.names(folder))
    missing = [name for name in files if name not in there]
    for name in files.keys() & there:
        try:
            evidence_files.opened(folder, name, files[name]).close()
        except FileLost as error:
            raise BackupRefused("evidence_differs", path=folder / name) from error
    for name in missing:
        with archive.open(FOLDER + name) as member:
            evidence_files.store(member, folder, name)
