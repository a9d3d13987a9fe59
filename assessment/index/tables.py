"""Tables in CSV files, read strictly: UTF-8, commas, one heading a column, as many cells in every row."""

import csv
import io
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assessment.index.problems import Problems

LARGEST = 1e100
"""Numbers above are refused: their squares and products must remain numbers."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file, the headings counting as row 1, and its cells by column."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of a file in order, and its rows."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(path: Path, problems: Problems) -> Table:
    """The table in a file; cells come without surrounding blanks, rows without any text are skipped.

    Raises InputRefused where there is no table to go on with. A row with too few
    or too many cells is noted and left out.
    """
    lines = _split(_text(path, problems), problems)
    if not lines and not problems.found:
        problems.add("empty")
    problems.end_if_any()
    (_, columns), *rows = lines
    for place, name in enumerate(columns):
        if not name:
            problems.add("no_heading", 1, str(place + 1))
        elif name in columns[:place]:
            problems.add("repeated_heading", 1, name)
    problems.end_if_any()
    for number, cells in rows:
        if len(cells) != len(columns):
            problems.add("cells", number, found=len(cells), due=len(columns))
    if not rows:
        problems.add("empty", 1)
    fitting = (
        Row(number, dict(zip(columns, cells, strict=True))) for number, cells in rows if len(cells) == len(columns)
    )
    return Table(tuple(columns), tuple(fitting))


def _text(path: Path, problems: Problems) -> str:
    """The text of a file; "" after a problem."""
    try:
        content = path.read_bytes()
        return content.decode("utf-8-sig")
    except OSError as error:
        problems.add("unreadable", reason=error.strerror)
    except UnicodeDecodeError as error:
        problems.add("not_utf8", content[: error.start].count(b"\n") + 1)
    return ""


def _split(text: str, problems: Problems) -> list[tuple[int, list[str]]]:
    """The rows that hold any text, each with its number."""
    if problems.found:
        return []
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                rows.append((number, stripped))
    except csv.Error as error:
        problems.add("not_csv", number + 1, reason=error)
    return rows


def hold_columns(table: Table, required: Sequence[str], optional: Iterable[str], problems: Problems) -> None:
    """Note every column that is missing and every one that is not known."""
    known = [*required, *optional]
    for column in table.columns:
        if column not in known:
            problems.add("unknown_column", 1, column, known=", ".join(known))
    for column in required:
        if column not in table.columns:
            problems.add("missing_column", 1, column)


def number_in(row: Row, column: str, problems: Problems) -> float:
    """The number in a cell, written with a decimal point; after a problem, 0."""
    text = row.cells[column]
    if not text:
        problems.add("blank", row.number, column)
    elif not _NUMBER.fullmatch(text):
        problems.add("not_a_number", row.number, column, value=text)
    elif not math.fabs(value := float(text)) <= LARGEST:
        problems.add("too_large", row.number, column, value=text)
    else:
        return value
    return 0.0


def weight_in(row: Row, column: str, problems: Problems) -> float:
    """The weight in a cell: a number from 0; after a problem, 0."""
    value = number_in(row, column, problems)
    if value < 0:
        problems.add("negative", row.number, column, value=row.cells[column])
        return 0.0
    return value
