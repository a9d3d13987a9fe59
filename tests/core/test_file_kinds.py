"""Hostile and broken files, each with the reason it is refused for; and good ones of every kind."""

import contextlib
import io
import random
import struct
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable

import pytest

from assessment.core import file_kinds, office_files
from assessment.core.file_kinds import LARGEST, FileKind, check_file, clean_name
from assessment.core.problems import FileRefused

TYPES = {kind: office_files.KINDS[kind] for kind in ("docx", "xlsx")}
MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
DTD = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, compress_type=method)
    return file.getvalue()


def content_types(main: str, kind: str, more: str = "") -> bytes:
    return (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="xml" ContentType="application/xml"/>{more}'
        f'<Override PartName="/{main}" ContentType="{kind}"/></Types>'
    ).encode()


def office(ending: str = "docx", more: dict[str, bytes] | None = None, **changes: str) -> bytes:
    """A Word or Excel file with some parts more, or content types of another kind."""
    types = content_types(MAIN[ending], changes.get("main", TYPES[ending].main), changes.get("types", ""))
    return zipped({"[Content_Types].xml": types, MAIN[ending]: b"<document/>", **(more or {})})


def pdf(inside: bytes = b"") -> bytes:
    return b"%PDF-1.7\n" + inside + b"\nxref\n0 1\ntrailer\n<< /Size 1 >>\nstartxref\n9\n%%EOF\n"


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int = 2, height: int = 2) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    drawn = zlib.compress(b"\0\0\0\0\0\0")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", drawn) + chunk(b"IEND", b"")


def jpg(width: int = 2, height: int = 2) -> bytes:
    frame = b"\xff\xc0\0\x0b\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\0"
    return b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(9) + frame + b"\xff\xda\0\x08\x01\x01\0\0\x3f\0data\xff\xd9"


def encrypted_zip() -> bytes:
    """The first part is marked as encrypted, in its own header and in the directory."""
    file = bytearray(office())
    file[6] |= 1
    file[file.index(b"PK\x01\x02") + 8] |= 1
    return bytes(file)


def overlong_directory() -> bytes:
    """The end tells of few parts; the directory before it holds many."""
    whole = bytearray(zipped({f"part{n}.xml": b"" for n in range(8000)}))
    end = whole.rindex(b"PK\x05\x06")
    whole[end + 8 : end + 12] = struct.pack("<2H", 3, 3)
    return bytes(whole)


def lying_sizes() -> bytes:
    """A part of 20 MB of which the directory says that it has 100 bytes."""
    whole = bytearray(office(more={"word/media.xml": bytes(20_000_000)}))
    at = whole.rindex(b"PK\x01\x02")
    whole[at + 24 : at + 28] = struct.pack("<L", 100)
    return bytes(whole)


def altered_part() -> bytes:
    types = content_types(MAIN["docx"], TYPES["docx"].main)
    stored = zipped({"[Content_Types].xml": types, MAIN["docx"]: b"<document/>"}, zipfile.ZIP_STORED)
    return stored.replace(b"<document/>", b"<dokument/>")


def false_checksum() -> bytes:
    return png().replace(b"\0\0\0\x02\x08", b"\0\0\0\x03\x08")


def old_office(stream: str) -> bytes:
    return office_files.OLE + bytes(504) + stream.encode("utf-16-le") + bytes(512)


WORD_MACROS = TYPES["docx"].with_macros
REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a renamed program": ("law.pdf", lambda: b"MZ\x90\0" + bytes(400), "file_is_other_kind"),
    "a program by name": ("law.exe", lambda: b"MZ" + bytes(400), "file_kind_unknown"),
    "two endings": ("law.pdf.exe", pdf, "file_kind_unknown"),
    "an ending turned round": (clean_name("law\u202efdp.exe"), pdf, "file_kind_unknown"),
    "no ending": ("law", pdf, "file_kind_unknown"),
    "no bytes": ("law.pdf", lambda: b"", "file_empty"),
    "one byte too many": ("law.pdf", lambda: pdf(bytes(LARGEST - len(pdf()) + 1)), "file_too_large"),
    "a PDF as a picture": ("law.png", pdf, "file_is_other_kind"),
    "a picture as a PDF": ("law.pdf", png, "file_is_other_kind"),
    "a page as a PDF": ("law.pdf", lambda: b"<html><script>alert(1)</script></html>", "file_is_other_kind"),
    "a PDF cut short": ("law.pdf", lambda: pdf(bytes(5000))[:4000], "file_damaged"),
    "a PDF with a script": ("law.pdf", lambda: pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>"), "file_active_content"),
    "a PDF that starts a program": ("law.pdf", lambda: pdf(b"<< /S /Launch /F (a.exe) >>"), "file_active_content"),
    "a drawing with a script as a picture": ("a.png", lambda: b"<svg onload='x()'/>", "file_is_other_kind"),
    "a GIF that is a script": ("a.png", lambda: b"GIF89a/*" + bytes(50) + b"*/=1;alert(1)", "file_is_other_kind"),
    "a picture cut short": ("a.png", lambda: png()[:-20], "file_damaged"),
    "a picture with something behind": ("a.png", lambda: png() + office(), "file_damaged"),
    "a picture with a false checksum": ("a.png", false_checksum, "file_damaged"),
    "a picture of a billion points": ("a.png", lambda: png(100_000, 10_000), "image_too_large"),
    "a picture with many points": ("a.jpg", lambda: jpg(19_000, 19_000), "image_too_large"),
    "a picture without points": ("a.jpg", lambda: jpg(0, 10), "file_damaged"),
    "a photograph cut short": ("a.jpg", lambda: jpg()[:-2], "file_damaged"),
    "a photograph without an end of its segments": ("a.jpg", lambda: b"\xff\xd8\xff" + b"\xff" * 9000, "file_damaged"),
    "text as a Word file": ("a.docx", lambda: b"To whom it may concern", "file_is_other_kind"),
    "an old Word file": ("a.docx", lambda: old_office("WordDocument"), "file_is_other_kind"),
    "a file with a password": ("a.docx", lambda: old_office("EncryptedPackage"), "file_encrypted"),
    "an encrypted zip": ("a.docx", encrypted_zip, "file_encrypted"),
    "a zip that is no Word file": ("a.docx", lambda: zipped({"a.txt": b"a"}), "file_is_other_kind"),
    "an Excel file as a Word file": ("a.docx", lambda: office("xlsx"), "file_is_other_kind"),
    "a Word file without its main part": (
        "a.docx",
        lambda: zipped({"[Content_Types].xml": content_types(MAIN["docx"], TYPES["docx"].main)}),
        "file_is_other_kind",
    ),
    "content types that are no XML": ("a.docx", lambda: zipped({"[Content_Types].xml": b"<Types"}), "file_damaged"),
    "a zip cut short": ("a.docx", lambda: office()[:-30], "file_damaged"),
    "a zip with something before": ("a.docx", lambda: b"#!/bin/sh\n" + office(), "file_is_other_kind"),
    "a zip with something behind": ("a.docx", lambda: office() + bytes(40), "file_damaged"),
    "an altered part": ("a.docx", altered_part, "file_damaged"),
    "macros by their part": ("a.docx", lambda: office(more={"word/vbaProject.bin": b"x"}), "file_macros"),
    "macros by the kind of the main part": ("a.docx", lambda: office(main=WORD_MACROS), "file_macros"),
    "an Excel file with macros": (
        "a.xlsx", lambda: office("xlsx", main=TYPES["xlsx"].with_macros), "file_macros"),
    "macros under another name": (
        "a.xlsx",
        lambda: office("xlsx", types='<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'),
        "file_macros",
    ),
    "old macro sheets": ("a.xlsx", lambda: office("xlsx", {"xl/macrosheets/sheet1.xml": b"<x/>"}), "file_macros"),
    "a program inside": ("a.docx", lambda: office(more={"word/media/a.exe": b"x"}), "file_with_programs"),
    "a program inside under another name": (
        "a.docx", lambda: office(more={"word/media/image1.png": b"MZ\x90"}), "file_with_programs"),
    "an embedded object": (
        "a.docx", lambda: office(more={"word/embeddings/oleObject1.bin": b"x"}), "file_with_programs"),
    "a control": ("a.xlsx", lambda: office("xlsx", {"xl/activeX/activeX1.xml": b"<x/>"}), "file_with_programs"),
    "names that climb out": ("a.docx", lambda: office(more={"../../etc/cron.d/x": b"x"}), "file_unsafe_names"),
    "names of a drive": ("a.docx", lambda: office(more={"C:/Windows/x": b"x"}), "file_unsafe_names"),
    "the same name twice": (
        "a.docx", lambda: office(more={MAIN["docx"].upper(): b"<x/>"}), "file_unsafe_names"),
    "entities in a part": ("a.docx", lambda: office(more={"word/styles.xml": DTD}), "file_unsafe_xml"),
    "entities in two bytes a letter": (
        "a.docx",
        lambda: office(more={"word/styles.xml": DTD.decode().encode("utf-16")}),
        "file_unsafe_xml",
    ),
    "entities far inside": (
        "a.xlsx", lambda: office("xlsx", {"xl/a.xml": b" " * (office_files.PIECE - 4) + DTD}), "file_unsafe_xml"),
    "entities in the content types": ("a.docx", lambda: zipped({"[Content_Types].xml": DTD}), "file_unsafe_xml"),
    "a zip bomb": ("a.xlsx", lambda: office("xlsx", {"xl/a.xml": bytes(9_000_000)}), "file_unpacks_too_large"),
    "a bomb of many parts": ("a.docx", lambda: zipped({f"p{n}": b"" for n in range(3000)}), "file_too_many_parts"),
    "a directory that hides its length": ("a.docx", overlong_directory, "file_too_many_parts"),
    "a bomb that hides its size": ("a.docx", lying_sizes, "file_damaged"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "make", "code"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_honest_document_is_refused_with_its_reason(name: str, make: Callable[[], bytes], code: str) -> None:
    file = io.BytesIO(make())
    with pytest.raises(FileRefused) as refused:
        check_file(file, name)
    assert (refused.value.problem.code, refused.value.problem.part) == (code, "file")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("Ley de migración.PDF", pdf(), FileKind.PDF),
        ("restricted.pdf", pdf(b"<< /Encrypt 5 0 R >>"), FileKind.PDF),
        ("a.v2.final.docx", office(), FileKind.DOCX),
        ("a.docx", office(more={"word/embeddings/table.xlsx": b"x", "word/media/image1.png": png()}), FileKind.DOCX),
        ("a.xlsx", office("xlsx", {"xl/printerSettings/printerSettings1.bin": b"x"}), FileKind.XLSX),
        ("a.png", png(), FileKind.PNG),
        ("a.jpeg", jpg(), FileKind.JPG),
        ("exactly.pdf", pdf(bytes(LARGEST - len(pdf()))), FileKind.PDF),
    ],
)
def test_an_honest_file_is_known_by_its_content(name: str, content: bytes, kind: FileKind) -> None:
    assert check_file(io.BytesIO(content), name) is kind


def test_the_worst_files_cost_little_memory_and_time() -> None:
    """Random bytes that cannot be packed, and the most that may be unpacked, each near the limit of size."""
    large = {f"xl/{n}.xml": b"x" * 20_000_000 for n in range(2)}
    heavy = office("xlsx", {**large, "xl/media/a.png": random.Random(1).randbytes(9_000_000)})
    worst = [("a.xlsx", heavy), ("a.docx", overlong_directory()), ("a.pdf", pdf(bytes(LARGEST - 100)))]
    for name, content in worst:
        file = io.BytesIO(content)
        tracemalloc.start()
        began = time.perf_counter()
        with contextlib.suppress(FileRefused):
            check_file(file, name)
        spent, (_now, most) = time.perf_counter() - began, tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert spent < 5
        assert most < 30 * 1024 * 1024


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\ana\\Ley.pdf", "Ley.pdf"),
        ("ley\0.pdf", "ley.pdf"),
        ("factura\u202efdp.exe", "facturafdp.exe"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie x.pdf"),
        ('ley "nueva" <b>.pdf', "ley nueva b.pdf"),
        (".pdf", "document.pdf"),
        ("", ""),
        ("x" * 500 + ".pdf", "x" * 116 + ".pdf"),
        ("ley." + "x" * 500, "x" * 120),
    ],
)
def test_names_are_kept_without_folders_and_what_cannot_be_seen(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_every_kind_has_its_media_type() -> None:
    assert set(file_kinds.MEDIA_TYPES) == set(FileKind)
