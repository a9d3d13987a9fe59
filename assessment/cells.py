"""An untrusted workbook, read in a process of its own with little time and memory: its cells, and what is odd in it.

A few kilobytes can unpack to gigabytes, or name a cell that makes a reader
walk through billions of empty ones. So the packed file is looked at first, and
opened only where it can do no harm. What runs in that process is ``unpacking``.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from assessment.config import ROOT
from assessment.i18n import gettext_noop
from assessment.unpacking import BROKEN, ENTITIES, TOO_MANY

Scalar = str | int | float | bool
MB = 1024**2


@dataclass(frozen=True)
class Limits:
    """The most a workbook may be; bytes, seconds of CPU, and cells in all sheets together.

    ``memory`` is what its process may hold; a sheet that reaches further than
    ``rows`` and ``columns`` is refused.
    """

    file: int
    content: int
    cells: int
    rows: int
    columns: int
    seconds: int
    memory: int


AUTHORS = Limits(10 * MB, 100 * MB, 2_000_000, 20_000, 200, 60, 1024 * MB)
"""For the workbook of a whole version, which an administrator imports."""
ANSWERS = Limits(5 * MB, 40 * MB, 80_000, 20_000, 200, 4, 180 * MB)
"""For answers that come over the web."""
MOST_MEMBERS = 200
REFUSALS: Mapping[str, str] = {
    "unreadable": gettext_noop("The file cannot be opened."),
    "not_a_workbook": gettext_noop("The file is not an Excel workbook (.xlsx) that can be read."),
    "too_large": gettext_noop("The file is too large, packed or unpacked."),
    "too_much": gettext_noop("The file takes more time or memory to read than a workbook of a questionnaire can need."),
    "too_many": gettext_noop("The file has far more rows or cells than a workbook of a questionnaire can need."),
    "locked_file": gettext_noop(
        "The file is protected by a password, or is in the old format .xls. Save it as .xlsx without a password."
    ),
    "macros": gettext_noop("The file holds macros. Save it as an Excel workbook without macros (.xlsx)."),
    "open_document": gettext_noop("The file is an OpenDocument sheet (.ods). Save it as an Excel workbook (.xlsx)."),
    "entities": gettext_noop("The file holds definitions that no spreadsheet program writes, and is not opened."),
}
OLD_OR_ENCRYPTED = bytes.fromhex("d0cf11e0a1b11ae1")  # how a compound file begins
_BY_STATUS = {BROKEN: "not_a_workbook", ENTITIES: "entities", TOO_MANY: "too_many"}


class WorkbookRefused(Exception):
    """The file is not read at all; ``code`` says why, one of REFUSALS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class RawSheet:
    """What stands in one sheet, by row and column from 1, and what may not stand there."""

    cells: dict[tuple[int, int], Scalar] = field(default_factory=dict)
    odd: list[tuple[str, int, int]] = field(default_factory=list)
    """Formulas, dates, errors and cells too far out: (what, row, column)."""
    merged: list[tuple[str, int, int]] = field(default_factory=list)


def read_cells(path: Path, limits: Limits = AUTHORS) -> dict[str, RawSheet]:
    """The sheets of the workbook in a file; WorkbookRefused when it is no workbook or not a harmless one."""
    try:
        if path.stat().st_size > limits.file:
            raise WorkbookRefused("too_large")
        return cells_of(path.read_bytes(), limits)
    except OSError as error:
        raise WorkbookRefused("unreadable") from error


def cells_of(content: bytes, limits: Limits) -> dict[str, RawSheet]:
    """The sheets of a workbook by name; WorkbookRefused when it is no workbook or not a harmless one."""
    _look_at_package(content, limits)
    command = [sys.executable, "-m", "assessment.unpacking", json.dumps(asdict(limits))]
    try:
        done = subprocess.run(  # noqa: S603 (our own)
            command, input=content, capture_output=True, timeout=3 * limits.seconds, check=False, cwd=ROOT
        )
    except subprocess.TimeoutExpired as error:
        raise WorkbookRefused("too_much") from error
    if done.returncode:
        raise WorkbookRefused(_BY_STATUS.get(done.returncode, "too_much"))
    return {name: _unpacked(sheet) for name, sheet in json.loads(done.stdout).items()}


def _look_at_package(content: bytes, limits: Limits) -> None:
    """Refuse what is too large, packed or unpacked, or no package at all."""
    if len(content) > limits.file:
        raise WorkbookRefused("too_large")
    if content.startswith(OLD_OR_ENCRYPTED):
        raise WorkbookRefused("locked_file")
    try:
        with ZipFile(BytesIO(content)) as package:
            members = package.infolist()
    except (BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise WorkbookRefused("not_a_workbook") from error
    names = {member.filename for member in members}
    if "xl/workbook.xml" not in names:
        raise WorkbookRefused("open_document" if "content.xml" in names else "not_a_workbook")
    if any(member.flag_bits & 1 for member in members):
        raise WorkbookRefused("locked_file")
    if any(name.casefold().endswith(("vbaproject.bin", "/xlmacrosheet1.xml")) for name in names):
        raise WorkbookRefused("macros")
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > limits.content:
        raise WorkbookRefused("too_large")


def _unpacked(sheet: dict[str, list[list[object]]]) -> RawSheet:
    cells: dict[tuple[int, int], Scalar] = {(row, column): value for row, column, value in sheet["cells"]}  # type: ignore[misc]
    places = [[(str(what), row, column) for what, row, column in sheet[key]] for key in ("odd", "merged")]
    return RawSheet(cells, *places)  # type: ignore[arg-type]
