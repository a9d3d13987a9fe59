"""What a file that somebody hands in really is, told from its content.

``check_file`` accepts the kinds of ``FileKind`` and refuses everything else
with a reason. It reads in pieces, so that memory and time stay small whatever
is sent. It is no virus scanner: what it looks for is a file that is not what
its name says, or that does more than being read.
"""

import os
import re
import struct
import unicodedata
import zlib
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import IO

from assessment.core.office_files import check_office_file
from assessment.core.problems import FileRefused
from assessment.core.validation import clean_text

LARGEST = 10 * 1024 * 1024
"""The most that a file may have, in bytes."""
NAME_LENGTH = 120
LONGEST_SIDE = 20_000
MOST_PIXELS = 100_000_000
PIECE = 256 * 1024


class FileKind(StrEnum):
    """The kinds of file accepted, by the ending of their name."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PNG = "png"
    JPG = "jpg"


MEDIA_TYPES: Mapping[FileKind, str] = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.PNG: "image/png",
    FileKind.JPG: "image/jpeg",
}
ENDINGS: Mapping[str, FileKind] = {**{kind.value: kind for kind in FileKind}, "jpeg": FileKind.JPG}
UNUSABLE = re.compile(r'[<>:"|?*\x00-\x1f\x7f]+')


def clean_name(given: str) -> str:
    """The name of a file as it may be kept and shown: without folders, unseen or unusable characters, not too long."""
    bare = UNUSABLE.sub(" ", clean_text(re.split(r"[/\\]", given)[-1]))
    stem, dot, ending = " ".join(bare.split()).rpartition(".")
    if not dot:
        return ending[:NAME_LENGTH]
    return f"{stem[: NAME_LENGTH - 1 - len(ending)].strip(' .') or 'document'}.{ending}"[-NAME_LENGTH:]


def check_file(file: IO[bytes], name: str) -> FileKind:
    """The kind of a file whose name and content agree; raises FileRefused for any other."""
    kind = ENDINGS.get(unicodedata.normalize("NFKC", name).rpartition(".")[2].lower()) if "." in name else None
    size = file.seek(0, os.SEEK_END)
    if kind is None:
        raise FileRefused("file_kind_unknown", name=name)
    if size == 0:
        raise FileRefused("file_empty")
    if size > LARGEST:
        raise FileRefused("file_too_large", max=LARGEST // 1024 // 1024)
    CHECKS[kind](file, size)
    file.seek(0)
    return kind


def _read(file: IO[bytes], at: int, length: int) -> bytes:
    file.seek(at)
    return file.read(length)


# --- PDF --------------------------------------------------------------------------------

PDF_TAIL = 2048
ACTIVE = re.compile(rb"/(?:JavaScript|Launch|RichMedia)\b")
"""What makes a PDF act by itself, where it stands in plain sight."""


def _check_pdf(file: IO[bytes], size: int) -> None:
    """Header and trailer; restricted PDFs (printing, copying) are accepted."""
    if not re.match(rb"%PDF-[12]\.[0-9]", _read(file, 0, 8)):
        raise FileRefused("file_is_other_kind", extension="pdf")
    tail = _read(file, max(0, size - PDF_TAIL), PDF_TAIL)
    if b"startxref" not in tail or b"%%EOF" not in tail:
        raise FileRefused("file_damaged")
    file.seek(0)
    kept = b""
    while piece := file.read(PIECE):
        if ACTIVE.search(kept + piece):
            raise FileRefused("file_active_content")
        kept = piece[-16:]


# --- Images -----------------------------------------------------------------------------

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST_CHUNKS = 20_000


def _check_size_of_image(width: int, height: int) -> None:
    if not (width and height):
        raise FileRefused("file_damaged")
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise FileRefused("image_too_large", max=LONGEST_SIDE, pixels=MOST_PIXELS // 1_000_000)


def _check_png(file: IO[bytes], size: int) -> None:
    """Header with its checksum, then chunk after chunk to the last, with which the file ends."""
    if _read(file, 0, 8) != PNG_SIGNATURE:
        raise FileRefused("file_is_other_kind", extension="png")
    header = _read(file, 8, 25)
    if len(header) < 25 or header[:8] != b"\0\0\0\rIHDR" or zlib.crc32(header[4:21]) != int.from_bytes(header[21:]):
        raise FileRefused("file_damaged")
    _check_size_of_image(*struct.unpack(">II", header[8:16]))
    at, seen = 33, b""
    for _ in range(MOST_CHUNKS):
        chunk = _read(file, at, 8)
        at += int.from_bytes(chunk[:4]) + 12
        if len(chunk) < 8 or at > size:
            break
        seen = seen or (chunk[4:] if chunk[4:] == b"IDAT" else b"")
        if chunk[4:] == b"IEND" and seen and at == size:
            return
    raise FileRefused("file_damaged")


FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The markers of a JPEG that begin a frame, in which its size is told."""
MOST_SEGMENTS = 2000
JPG_TAIL = 1024


def _check_jpg(file: IO[bytes], size: int) -> None:
    """Start, the segments up to the frame that tells the size, and an end."""
    if _read(file, 0, 3) != b"\xff\xd8\xff":
        raise FileRefused("file_is_other_kind", extension="jpg")
    at = 2
    for _ in range(MOST_SEGMENTS):
        segment = _read(file, at, 9)
        if len(segment) < 9 or segment[0] != 0xFF or segment[1] == 0xDA:
            break
        if segment[1] in FRAMES:
            _check_size_of_image(*reversed(struct.unpack(">HH", segment[5:9])))
            if b"\xff\xd9" in _read(file, max(at, size - JPG_TAIL), JPG_TAIL):
                return
            break
        at += 1 if segment[1] == 0xFF else 2 + int.from_bytes(segment[2:4])
    raise FileRefused("file_damaged")


CHECKS: Mapping[FileKind, Callable[[IO[bytes], int], None]] = {
    FileKind.PDF: _check_pdf,
    FileKind.DOCX: lambda file, size: check_office_file(file, size, "docx"),
    FileKind.XLSX: lambda file, size: check_office_file(file, size, "xlsx"),
    FileKind.PNG: _check_png,
    FileKind.JPG: _check_jpg,
}
