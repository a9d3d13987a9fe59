"""How far the figures hang on single decisions: the possible range, repetitions with other weights, codes left out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assessment.index.aggregation import Cells, ascend, leaf_cells
from assessment.index.arrays import Flags, Floats
from assessment.index.method import Step, Transform
from assessment.index.normalising import transformed
from assessment.index.ranking import ranks
from assessment.index.structure import Structure
from assessment.index.values import Values

LOWEST, HIGHEST = 0.0, 100.0
"""What a missing answer could have been."""
QUANTILES = (0.05, 0.95)
_CHUNK = 1000
"""Sets of weights made at once."""
_AT_ONCE = 40_000
"""Figures of one node worked out at once: so many units times sets of weights."""


@dataclass(frozen=True, slots=True)
class Noise:
    """Repetitions in which every weight below the top is multiplied by 1 + U(-width, width), drawn afresh each time."""

    repetitions: int
    seed: int = 0
    width: float = 0.25

    def __post_init__(self) -> None:
        if self.repetitions < 1 or not 0 <= self.width <= 1 or self.seed < 0:
            raise ValueError(f"no repetitions can be made of {self}")


@dataclass(frozen=True, slots=True, eq=False)
class RankStats:
    """The ranks of the top over all repetitions, one entry a unit.

    They are taken over the repetitions in which the unit has a rank; NaN where
    there is none (``sd``: fewer than two).
    """

    mean: Floats
    median: Floats
    q05: Floats
    q95: Floats
    sd: Floats


@dataclass(frozen=True, slots=True, eq=False)
class LeaveOneOut:
    """Scores and ranks of the top with each code but the top in turn at weight 0: one row a code, one column a unit."""

    scores: Floats
    ranks: Floats


# --- The possible range ---------------------------------------------------------------


def possible_range(
    structure: Structure, values: Values, applies: Flags, transform: Transform, steps: Sequence[Step]
) -> tuple[Floats, Floats]:
    """Lowest and highest of every code: all that is missing as 0, and as 100, without thresholds.

    A geometric or harmonic mean with a 0 in it is 0 here, which is its limit.
    """
    free = [replace(step, threshold=0.0, limit_at_zero=True) for step in steps]
    ends = []
    for end in (LOWEST, HIGHEST):
        filled = np.where(np.isnan(values.numbers) & applies, end, values.numbers)
        leaves = leaf_cells(transformed(filled, transform), applies, structure)
        ends.append(every_code(structure, leaves, free))
    return ends[0], ends[1]


def every_code(structure: Structure, leaves: dict[str, Cells], steps: Sequence[Step]) -> Floats:
    """The numbers of all codes with the weights of the structure: one row a unit, one column a code."""
    columns: dict[str, Floats] = {}

    def note(code: str, cells: Cells) -> None:
        columns[code] = cells.numbers[0]

    ascend(structure, leaves, structure.weights[np.newaxis], steps, note)
    return np.column_stack([columns[code] for code in structure.codes])


# --- Repetitions ------------------------------------------------------------------------


def drawn_weights(structure: Structure, noise: Noise) -> Iterator[Floats]:
    """Sets of weights, chunk by chunk: one row a repetition, one column a code of the structure.

    Numbers are drawn repetition by repetition in the order of the codes' names:
    neither a chunk's size nor the order of a file changes them.
    """
    generator = np.random.Generator(np.random.PCG64(noise.seed))
    by_name = [structure.index[code] for code in sorted(structure.below_top)]
    for size in _sizes(noise.repetitions, _CHUNK):
        weights = np.tile(structure.weights, (size, 1))
        weights[:, by_name] *= 1 + generator.uniform(-noise.width, noise.width, (size, len(by_name)))
        yield weights


def given_weights(structure: Structure, given: Floats) -> Iterator[Floats]:
    """The same from weights given: one row a repetition, one column a code below the top, used as they are."""
    places = [structure.index[code] for code in structure.below_top]
    for begin in range(0, len(given), _CHUNK):
        part = given[begin : begin + _CHUNK]
        weights = np.ones((len(part), len(structure.codes)))
        weights[:, places] = part
        yield weights


def rank_stats(
    structure: Structure, leaves: dict[str, Cells], sets: Iterator[Floats], steps: Sequence[Step]
) -> RankStats:
    """The statistics of the top's ranks over many sets of weights; quantiles of type 7, deviation with n - 1."""
    found = np.concatenate([ranks(top).astype(np.float32) for top in _tops(structure, leaves, sets, steps)])
    columns = [column[~np.isnan(column)].astype(np.float64) for column in found.T]
    return RankStats(*(np.array(figures) for figures in zip(*map(_statistics, columns), strict=True)))


def _statistics(found: Floats) -> tuple[float, ...]:
    if not found.size:
        return (np.nan,) * 5
    low, high = np.quantile(found, QUANTILES)
    return found.mean(), np.median(found), low, high, found.std(ddof=1) if found.size > 1 else np.nan


def leave_one_out(structure: Structure, leaves: dict[str, Cells], steps: Sequence[Step]) -> LeaveOneOut:
    """The top with each other code in turn at weight 0."""
    places = [structure.index[code] for code in structure.below_top]
    given = np.tile(structure.weights[places], (len(places), 1))
    np.fill_diagonal(given, 0)
    scores = np.concatenate(list(_tops(structure, leaves, given_weights(structure, given), steps)))
    return LeaveOneOut(scores, ranks(scores))


def _tops(
    structure: Structure, leaves: dict[str, Cells], sets: Iterator[Floats], steps: Sequence[Step]
) -> Iterator[Floats]:
    """The numbers of the top for every set of weights, never more than a bounded part of them at once."""
    units = leaves[structure.leaves[0]].value.shape[1]
    rows = max(1, _AT_ONCE // units)
    for chunk in sets:
        for begin in range(0, len(chunk), rows):
            part = chunk[begin : begin + rows]
            yield np.broadcast_to(ascend(structure, leaves, part, steps).numbers, (len(part), units))


def _sizes(total: int, most: int) -> Iterator[int]:
    while total > 0:
        yield min(total, most)
        total -= most
