"""From the raw table to the values used: normalised over the units, then transformed."""

from collections.abc import Callable

import numpy as np

from assessment.index.arrays import Floats
from assessment.index.method import Method, Normalisation, Scale, Transform
from assessment.index.problems import Problems
from assessment.index.ranking import ranks
from assessment.index.structure import Structure
from assessment.index.values import Values


def values_used(structure: Structure, values: Values, method: Method) -> Floats:
    """One row a unit and one column a leaf, NaN where there is no value.

    Raises InputRefused naming every column that cannot be normalised.
    """
    problems = Problems(values.file)
    columns = [
        _normalised(values.numbers[:, place], method.normalisation, leaf, problems)
        for place, leaf in enumerate(structure.leaves)
    ]
    problems.end_if_any()
    return transformed(np.column_stack(columns), method.transform)


def transformed(table: Floats, transform: Transform) -> Floats:
    """Each value v as it is, as 1 + 0.99 v, or as max(v, 1); NaN stays."""
    if transform is Transform.SHIFT99:
        return 1 + 0.99 * table
    if transform is Transform.FLOOR1:
        return np.where(table < 1, 1.0, table)
    return table


def _normalised(column: Floats, how: Normalisation, leaf: str, problems: Problems) -> Floats:
    """One column over the units that have a value in it; a column without any stays as it is."""
    known = ~np.isnan(column)
    numbers = column[known]
    if how.scale is Scale.NONE or not numbers.size:
        return column
    if how.scale is not Scale.GOALPOSTS and numbers.size == 1:
        problems.add("alone", None, leaf)
        return column
    if how.scale in (Scale.MINMAX, Scale.ZSCORE) and numbers.min() == numbers.max():
        problems.add("constant", None, leaf)
        return column
    result = column.copy()
    result[known] = _SCALES[how.scale](numbers, how.first, how.second)
    return result


def _minmax(x: Floats, first: float, second: float) -> Floats:
    """The least becomes ``first``, the greatest ``second``."""
    share: Floats = (x - x.min()) / (x.max() - x.min())
    return first + (second - first) * share


def _zscore(x: Floats, _first: float, _second: float) -> Floats:
    """Distance from the mean in standard deviations (n - 1)."""
    result: Floats = (x - x.mean()) / x.std(ddof=1)
    return result


def _goalposts(x: Floats, first: float, second: float) -> Floats:
    """``first`` becomes 0 and ``second`` 100, what lies outside is held at the ends; the greater may come first."""
    result: Floats = 100 * np.clip((x - first) / (second - first), 0, 1)
    return result


def _prank(x: Floats, _first: float, _second: float) -> Floats:
    """The share of the other units strictly below (COINr's ``n_prank``: smallest rank for ties)."""
    result: Floats = (ranks(-x[np.newaxis])[0] - 1) / (x.size - 1)
    return result


_SCALES: dict[Scale, Callable[[Floats, float, float], Floats]] = {
    Scale.MINMAX: _minmax,
    Scale.ZSCORE: _zscore,
    Scale.GOALPOSTS: _goalposts,
    Scale.PRANK: _prank,
}
