"""Weights from files: another set for the structure, or one set for every repetition."""

from pathlib import Path

import numpy as np

from assessment.index.arrays import Floats
from assessment.index.problems import Problems
from assessment.index.structure import Structure
from assessment.index.tables import hold_columns, read_table, weight_in

COLUMNS = ("code", "weight")


def read_weights(path: Path, structure: Structure) -> Structure:
    """The structure with the weights in a file of codes and weights; codes not named keep theirs.

    Raises InputRefused with every problem.
    """
    problems = Problems(str(path))
    table = read_table(path, problems)
    hold_columns(table, COLUMNS, (), problems)
    if not set(COLUMNS) <= set(table.columns):
        problems.end_if_any()
    weights: dict[str, float] = {}
    rows: dict[str, int] = {}
    for row in table.rows:
        code = row.cells["code"]
        if code not in structure.index:
            problems.add("unknown_code", row.number, "code", value=code)
        elif code in weights:
            problems.add("repeated_code", row.number, "code", value=code, first=rows[code])
        rows.setdefault(code, row.number)
        weights[code] = weight_in(row, "weight", problems)
    problems.end_if_any()
    return structure.with_weights(weights)


def read_repetitions(path: Path, structure: Structure) -> Floats:
    """One set of weights a row, under the headings of every code but the top, in any order.

    One row a repetition and one column a code, in the order of
    ``structure.below_top``. Raises InputRefused with every problem.
    """
    problems = Problems(str(path))
    table = read_table(path, problems)
    hold_columns(table, structure.below_top, (), problems)
    present = [code for code in structure.below_top if code in table.columns]
    weights = [[weight_in(row, code, problems) for code in present] for row in table.rows]
    problems.end_if_any()
    return np.array(weights)
