"""The table of units: one number for every leaf, or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assessment.index.arrays import Flags, Floats
from assessment.index.problems import Problems
from assessment.index.structure import Structure
from assessment.index.tables import Table, hold_columns, number_in, read_table

UNIT, GROUP = "unit", "group"
NOT_APPLICABLE, DONT_KNOW = "NA", "DK"


@dataclass(frozen=True, slots=True, eq=False)
class Values:
    """What is known of every unit.

    ``numbers`` has one row a unit and one column a leaf, in the order of
    ``structure.leaves``, NaN where there is no number; ``not_applicable`` says
    where the leaf does not apply. What is neither is missing; "don't know"
    counts like an empty cell in every figure. ``groups`` are the units' groups
    ("" for none), or None where units have no groups. ``file`` and ``rows`` say
    where the units stand, for problems.
    """

    units: tuple[str, ...]
    numbers: Floats
    not_applicable: Flags
    groups: tuple[str, ...] | None = None
    file: str = ""
    rows: Sequence[int] = ()

    def row_of(self, unit: int) -> int:
        """The row in which a unit stands; without a file, as if its table had headings."""
        return self.rows[unit] if self.rows else unit + 2


def values_of(
    structure: Structure,
    cells: dict[str, dict[str, float | str | None]],
    groups: dict[str, str] | None = None,
) -> Values:
    """A table made in a program: unit -> leaf -> number, None (missing), "NA" or "DK"; absent leaves are missing."""
    shape = (len(cells), len(structure.leaves))
    numbers, not_applicable = np.full(shape, np.nan), np.zeros(shape, dtype=bool)
    for place, row in enumerate(cells.values()):
        for column, leaf in enumerate(structure.leaves):
            cell = row.get(leaf)
            if cell == NOT_APPLICABLE:
                not_applicable[place, column] = True
            elif cell is not None and cell != DONT_KNOW:
                numbers[place, column] = float(cell)
    in_order = None if groups is None else tuple(groups.get(unit, "") for unit in cells)
    return Values(tuple(cells), numbers, not_applicable, in_order)


def read_values(path: Path, structure: Structure) -> Values:
    """The table in a file: the column unit, one for every leaf, and group if units have groups.

    A cell is a number, empty (missing), NA (not applicable) or DK (don't know).
    Raises InputRefused with every problem.
    """
    problems = Problems(str(path))
    table = read_table(path, problems)
    hold_columns(table, (UNIT, *structure.leaves), (GROUP,), problems)
    _check_units(table, problems)
    numbers = _numbers(table, [leaf for leaf in structure.leaves if leaf in table.columns], problems)
    problems.end_if_any()
    return Values(
        units=tuple(row.cells[UNIT] for row in table.rows),
        numbers=numbers,
        not_applicable=np.array(
            [[row.cells[leaf] == NOT_APPLICABLE for leaf in structure.leaves] for row in table.rows], dtype=bool
        ),
        groups=tuple(row.cells[GROUP] for row in table.rows) if GROUP in table.columns else None,
        file=str(path),
        rows=tuple(row.number for row in table.rows),
    )


def check_values(path: Path) -> None:
    """What can be said of a table whose structure is not known: every column but unit and group should hold values.

    Raises InputRefused with every problem.
    """
    problems = Problems(str(path))
    table = read_table(path, problems)
    hold_columns(table, (UNIT,), table.columns, problems)
    _check_units(table, problems)
    _numbers(table, [column for column in table.columns if column not in (UNIT, GROUP)], problems)
    problems.end_if_any()


def _check_units(table: Table, problems: Problems) -> None:
    seen: dict[str, int] = {}
    for row in table.rows if UNIT in table.columns else ():
        unit = row.cells[UNIT]
        if not unit:
            problems.add("blank", row.number, UNIT)
        elif unit in seen:
            problems.add("repeated_unit", row.number, UNIT, value=unit, first=seen[unit])
        seen.setdefault(unit, row.number)


def _numbers(table: Table, columns: Sequence[str], problems: Problems) -> Floats:
    """One row a row and one column a column, NaN for what holds no number."""
    without = ("", NOT_APPLICABLE, DONT_KNOW)
    return np.array(
        [[np.nan if row.cells[c] in without else number_in(row, c, problems) for c in columns] for row in table.rows]
    )
