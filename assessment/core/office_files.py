"""What is in a Word or Excel file: a zip that is looked at from its directory inwards, never unpacked to a disk.

The directory is judged first, by numbers that cost nothing to read; then each
part is read once, in pieces, against its checksum. A document type definition
is refused unread in every XML part, so that no entity is ever expanded.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO
from xml.etree import ElementTree

from assessment.core.problems import FileRefused

MOST_PARTS = 2000
LARGEST_DIRECTORY = 512 * 1024
LARGEST_UNPACKED = 100 * 1024 * 1024
LARGEST_RATIO = 200
"""How many times its packed size a file may be unpacked, from RATIO_FROM on."""
RATIO_FROM = 5 * 1024 * 1024
LARGEST_CONTENT_TYPES = 512 * 1024
PIECE = 256 * 1024
CONTENT_TYPES = "[Content_Types].xml"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""How older and encrypted Office files begin."""
PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!", OLE)
"""How programs, scripts and embedded objects of older kinds begin."""
PROGRAM_NAMES = re.compile(r".*\.(exe|dll|com|scr|msi|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|jar|lnk|sh|py|class)$")
MACROS = re.compile(r"(.*/)?(vbaproject\.bin|vbadata\.xml)|xl/(macrosheets|dialogsheets)/.*")
ACTIVE = re.compile(r"(.*/)?activex/.*|(.*/)?embeddings/(?!.*\.(xlsx|docx|pptx)$).*")
"""Controls and embedded objects but for the tables behind a chart."""
UNSAFE_NAME = re.compile(r"^[/\\]|^[a-z]:|\\|(^|/)\.\.(/|$)|[\x00-\x1f]", re.IGNORECASE)
DEFINITIONS = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True)
class OfficeKind:
    """How a kind of Office file names its main part, plain and with macros."""

    main: str
    with_macros: str


KINDS: Mapping[str, OfficeKind] = {
    "docx": OfficeKind(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "application/vnd.ms-word.document.macroEnabled.main+xml",
    ),
    "xlsx": OfficeKind(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    ),
}
MACRO_TYPES = ("application/vnd.ms-office.vbaProject", "application/vnd.ms-excel.intlmacrosheet+xml")


def check_office_file(file: IO[bytes], size: int, ending: str) -> None:
    """Raise FileRefused unless this is a Word or Excel file (``docx``, ``xlsx``) that is nothing but its document."""
    file.seek(0)
    start = file.read(8)
    if start == OLE:
        raise _of_older_kind(file, ending)
    if start[:4] != b"PK\x03\x04":
        raise FileRefused("file_is_other_kind", extension=ending)
    _check_directory(file, size)
    try:
        with zipfile.ZipFile(file) as archive:
            _check_parts(archive, size)
            content_types = _read_parts(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError, struct.error) as error:
        raise FileRefused("file_damaged") from error
    if content_types is None:
        raise FileRefused("file_is_other_kind", extension=ending)
    _check_main_part(content_types, {info.filename for info in archive.infolist()}, ending)


def _of_older_kind(file: IO[bytes], ending: str) -> FileRefused:
    """An encrypted Office file is told from an old one by the name of the stream that holds it."""
    file.seek(0)
    encrypted = "EncryptedPackage".encode("utf-16-le") in file.read(2 * 1024 * 1024)
    return FileRefused("file_encrypted") if encrypted else FileRefused("file_is_other_kind", extension=ending)


def _check_directory(file: IO[bytes], size: int) -> None:
    """The end of the zip: how many parts it tells of, and that its directory is small and where it should be."""
    file.seek(max(0, size - 66_000))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22:
        raise FileRefused("file_damaged")
    here, there, count, total, length, offset, comment = struct.unpack("<4H2LH", tail[at + 4 : at + 22])
    if max(count, total) > MOST_PARTS or length > LARGEST_DIRECTORY:
        raise FileRefused("file_too_many_parts", max=MOST_PARTS)
    begins = size - len(tail) + at
    if here or there or count != total or offset + length != begins or begins + 22 + comment != size:
        raise FileRefused("file_damaged")


def _check_parts(archive: zipfile.ZipFile, size: int) -> None:
    """The names and sizes of the parts, as the directory tells them."""
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        raise FileRefused("file_too_many_parts", max=MOST_PARTS)
    names = [part.orig_filename for part in parts]
    if len({name.lower() for name in names}) < len(names) or any(UNSAFE_NAME.search(name) for name in names):
        raise FileRefused("file_unsafe_names")
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused("file_encrypted")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > LARGEST_UNPACKED or (unpacked > RATIO_FROM and unpacked > LARGEST_RATIO * size):
        raise FileRefused("file_unpacks_too_large", max=LARGEST_UNPACKED // 1024 // 1024)
    lower = [name.lower() for name in names]
    if any(MACROS.fullmatch(name) for name in lower):
        raise FileRefused("file_macros")
    if any(PROGRAM_NAMES.fullmatch(name) or ACTIVE.fullmatch(name) for name in lower):
        raise FileRefused("file_with_programs")
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise FileRefused("file_damaged")


def _read_parts(archive: zipfile.ZipFile) -> bytes | None:
    """Read every part to its end and look into it; the content types, None where there are none."""
    found = None
    for part in archive.infolist():
        with archive.open(part) as member:
            kept = _look_into(member, is_xml=part.filename.lower().endswith((".xml", ".rels", ".vml")))
        if part.filename == CONTENT_TYPES:
            found = kept
    return found


def _look_into(member: IO[bytes], *, is_xml: bool) -> bytes:
    """The beginning of a part, as much as content types may have; raises FileRefused for what it must not hold."""
    beginning, before = b"", b""
    while piece := member.read(PIECE):
        if not beginning and piece.startswith(PROGRAMS):
            raise FileRefused("file_with_programs")
        if is_xml:
            plain = piece.replace(b"\0", b"")  # what is written in two or four bytes a letter is found as well
            if DEFINITIONS.search(before + plain):
                raise FileRefused("file_unsafe_xml")
            before = plain[-10:]
        if len(beginning) <= LARGEST_CONTENT_TYPES:
            beginning += piece
    return beginning


def _check_main_part(written: bytes, parts: set[str], ending: str) -> None:
    """The content types name one main part of the kind the file should be, and it is there."""
    if len(written) > LARGEST_CONTENT_TYPES:
        raise FileRefused("file_damaged")
    try:
        root = ElementTree.fromstring(written)  # noqa: S314  (no definitions: they were refused before)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise FileRefused("file_damaged") from error
    types = {node.get("PartName", node.get("Extension", "")): node.get("ContentType", "") for node in root}
    if any(kind.with_macros in types.values() for kind in KINDS.values()) or set(MACRO_TYPES) & set(types.values()):
        raise FileRefused("file_macros")
    main = [name for name, kind in types.items() if kind == KINDS[ending].main]
    if len(main) != 1 or main[0].removeprefix("/") not in parts:
        raise FileRefused("file_is_other_kind", extension=ending)
