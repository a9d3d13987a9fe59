"""An untrusted workbook, read in a process of its own with little time and memory: its cells, and what is odd in it.

A few kilobytes can unpack to gigabytes, or name a cell that makes a reader
walk through billions of empty ones. So the packed file is looked at first, and
opened only where it can do no harm.
"""

import json
import resource
import subprocess
import sys
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessment.catalogue.reading import Scalar
from assessment.config import ROOT

LARGEST_FILE = 10 * 1024**2  # bytes
LARGEST_CONTENT = 100 * 1024**2  # bytes, unpacked
MOST_MEMBERS = 200
SECONDS = 60
MEMORY = 1024**3  # bytes
ROWS, COLUMNS = 20_000, 200  # a sheet that reaches further is refused


class WorkbookRefused(Exception):
    """The file is not read at all; ``code`` says why."""

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


def read_cells(path: Path) -> dict[str, RawSheet]:
    """The sheets of a workbook by name; WorkbookRefused when the file is no workbook or not a harmless one."""
    _look_at_package(path)
    command = [sys.executable, "-m", __name__, str(path.resolve())]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False, cwd=ROOT)  # noqa: S603 (our own)
    except subprocess.TimeoutExpired as error:
        raise WorkbookRefused("too_much") from error
    if done.returncode:
        raise WorkbookRefused("not_a_workbook" if done.returncode == 1 else "too_much")
    return {name: _unpacked(sheet) for name, sheet in json.loads(done.stdout).items()}


def _look_at_package(path: Path) -> None:
    """Refuse what is too large, packed or unpacked, or no package at all."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise WorkbookRefused("too_large")
        with ZipFile(path) as package:
            members = package.infolist()
    except OSError as error:
        raise WorkbookRefused("unreadable") from error
    except (BadZipFile, ValueError, NotImplementedError) as error:
        raise WorkbookRefused("not_a_workbook") from error
    if "xl/workbook.xml" not in {member.filename for member in members}:
        raise WorkbookRefused("not_a_workbook")
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > LARGEST_CONTENT:
        raise WorkbookRefused("too_large")


def _unpacked(sheet: dict[str, list[list[object]]]) -> RawSheet:
    cells: dict[tuple[int, int], Scalar] = {(row, column): value for row, column, value in sheet["cells"]}  # type: ignore[misc]
    places = [[(str(what), row, column) for what, row, column in sheet[key]] for key in ("odd", "merged")]
    return RawSheet(cells, *places)  # type: ignore[arg-type]


# --- in the process of its own --------------------------------------------------------------


def _packed(sheet: Worksheet) -> dict[str, list[tuple[object, ...]]]:
    """The cells of a sheet, and what may not stand there, ready to be handed over."""
    found: dict[str, list[tuple[object, ...]]] = {"cells": [], "odd": [], "merged": []}
    for area in sheet.merged_cells.ranges:
        found["merged"].append((str(area), area.min_row, area.min_col))
    if sheet.max_row > ROWS or sheet.max_column > COLUMNS:
        found["odd"].append(("too_far", sheet.max_row, sheet.max_column))
    for row in sheet.iter_rows(max_row=min(sheet.max_row, ROWS), max_col=min(sheet.max_column, COLUMNS)):
        for cell in row:
            if cell.value is None:
                continue
            odd = {"f": "formula", "d": "date", "e": "error"}.get(cell.data_type)
            if odd or not isinstance(cell.value, str | int | float | bool):
                found["odd"].append((odd or "formula", cell.row, cell.column))
            else:
                found["cells"].append((cell.row, cell.column, cell.value))
    return found


def _main(path: str) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    warnings.simplefilter("ignore")
    try:
        book = load_workbook(path, keep_links=False)
        sheets = {sheet.title: _packed(sheet) for sheet in book.worksheets}
    except MemoryError:
        return 2
    except Exception:  # noqa: BLE001 (whatever a broken file makes the library raise, it is no workbook)
        return 1
    json.dump(sheets, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1]))
