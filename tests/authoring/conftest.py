"""The small questionnaire as a workbook, and ways to spoil it."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assessment.authoring import exchange
from assessment.authoring.labels import sheet_title
from assessment.authoring.tables import Layout
from assessment.authoring.workbook import FIRST_ROW
from assessment.catalogue import shape
from tests.catalogue.broken import FILES, copy_of_small

LAYOUT = Layout(shape.INDEX, shape.SECTION, ("en", "es"))
Spoil = Callable[[Workbook], None]


@pytest.fixture(scope="session")
def small_workbook() -> bytes:
    """The small questionnaire, exported."""
    return exchange.export(FILES / "small" / "2026")


@pytest.fixture
def version(tmp_path: Path) -> Path:
    """A copy of the small questionnaire in normal form, to be imported into."""
    copy = copy_of_small(tmp_path)
    exchange.normalise(copy, exchange.language("en"))
    return copy


@pytest.fixture
def spoilt(small_workbook: bytes, tmp_path: Path) -> Callable[[Spoil], Path]:
    """Makes a workbook of the small questionnaire with something changed in it."""

    def make(spoil: Spoil) -> Path:
        book = load_workbook(BytesIO(small_workbook))
        spoil(book)
        path = tmp_path / "edited.xlsx"
        book.save(path)
        return path

    return make


def sheet(book: Workbook, code: str) -> Worksheet:
    """The sheet of this code."""
    return book[sheet_title(code)]


def column(code: str, name: str) -> int:
    """The number of a column."""
    return LAYOUT.tables[code].names.index(name) + 1


def letter(code: str, name: str) -> str:
    """The letters of a column."""
    return get_column_letter(column(code, name))


def row_of(book: Workbook, code: str, name: str, value: str, nth: int = 1) -> int:
    """The row in which a value stands, for the nth time."""
    found = sheet(book, code)
    number = column(code, name)
    rows = [row for row in range(FIRST_ROW, found.max_row + 1) if found.cell(row, number).value == value]
    return rows[nth - 1]


def contents(version: Path) -> dict[str, str]:
    """The files of a version by name."""
    return {path.relative_to(version).as_posix(): path.read_text("utf-8") for path in version.rglob("*.yaml")}
