"""From a structure, values and a method to all figures."""

from dataclasses import dataclass

import numpy as np

from assessment.index import uncertainty
from assessment.index.aggregation import Cells, ascend, leaf_cells
from assessment.index.arrays import Flags, Floats
from assessment.index.method import Method, NotApplicable, Scale, Step, steps
from assessment.index.normalising import values_used
from assessment.index.problems import InputRefused, Problem
from assessment.index.ranking import ranks
from assessment.index.statistics import Correlation, GroupFigure, correlations, effective_weights, group_figures
from assessment.index.structure import Structure
from assessment.index.uncertainty import LeaveOneOut, Noise, RankStats
from assessment.index.values import Values


@dataclass(frozen=True, slots=True, eq=False)
class Results:
    """All figures of one run.

    Tables have one row a unit and one column a code, in the order of ``values``
    and ``structure``; NaN is no value. ``scores`` are in the unit of the values
    used (0..100 where these are; leaves hold the values used themselves), ranks
    count from 1, ``coverage`` is a share from 0 to 1 and NaN where nothing
    applies. ``lowest`` and ``highest`` are None for a normalised table,
    ``rank_stats`` without repetitions, ``groups`` where units have none.
    """

    structure: Structure
    values: Values
    scores: Floats
    ranks: Floats
    coverage: Floats
    lowest: Floats | None
    highest: Floats | None
    rank_stats: RankStats | None
    leave_one_out: LeaveOneOut
    groups: tuple[GroupFigure, ...] | None
    correlations: tuple[Correlation, ...]
    effective_weights: Floats


def run(
    structure: Structure, values: Values, method: Method | None = None, repetitions: Noise | Floats | None = None
) -> Results:
    """Score every unit and work out everything beside the scores.

    ``repetitions`` is how weights are to be drawn, or the weights themselves:
    one row a repetition, one column a code in the order of
    ``structure.below_top``. Raises InputRefused where a list of the method does
    not fit the levels, a column cannot be normalised, or a geometric or harmonic
    mean is to be taken of a value that is not above 0.
    """
    method = method or Method()
    each = steps(method, structure)
    applies = np.ones_like(values.not_applicable)
    if method.not_applicable is NotApplicable.EXCLUDED:
        applies = ~values.not_applicable
    leaves = leaf_cells(values_used(structure, values, method), applies, structure)
    scores = _scores(structure, values, leaves, each)
    lowest, highest = None, None
    if method.normalisation.scale is Scale.NONE:
        lowest, highest = uncertainty.possible_range(structure, values, applies, method.transform, each)
    return Results(
        structure=structure,
        values=values,
        scores=scores,
        ranks=ranks(scores.T).T,
        coverage=_coverage(structure, leaves),
        lowest=lowest,
        highest=highest,
        rank_stats=_rank_stats(structure, leaves, each, repetitions),
        leave_one_out=uncertainty.leave_one_out(structure, leaves, each),
        groups=None if values.groups is None else group_figures(structure, scores, values.groups),
        correlations=correlations(structure, scores),
        effective_weights=effective_weights(structure),
    )


def _scores(structure: Structure, values: Values, leaves: dict[str, Cells], each: tuple[Step, ...]) -> Floats:
    """The scores of every code; raises InputRefused naming every cell of which a mean cannot be taken."""
    columns: dict[str, Floats] = {}
    problems: list[Problem] = []

    def note(code: str, cells: Cells) -> None:
        columns[code] = cells.numbers[0]

    def refuse(parent: str, child: str, where: Flags) -> None:
        mean = each[structure.node(parent).level - 2].mean
        for unit in np.flatnonzero(where):
            facts = {"mean": mean, "parent": parent, "unit": values.units[unit], "value": f"{columns[child][unit]:g}"}
            problems.append(Problem(values.file, values.row_of(int(unit)), child, "no_mean", facts))

    ascend(structure, leaves, structure.weights[np.newaxis], each, note, refuse)
    if problems:
        raise InputRefused(sorted(problems, key=lambda problem: problem.row or 0))
    return np.column_stack([columns[code] for code in structure.codes])


def _coverage(structure: Structure, leaves: dict[str, Cells]) -> Floats:
    """The share of what applies that has a value, weighted like the scores: a mean of 0 and 1 without thresholds."""
    answered = {code: Cells(cells.known, cells.applies, cells.applies) for code, cells in leaves.items()}
    return uncertainty.every_code(structure, answered, [Step()] * (structure.levels - 1))


def _rank_stats(
    structure: Structure, leaves: dict[str, Cells], each: tuple[Step, ...], repetitions: Noise | Floats | None
) -> RankStats | None:
    if repetitions is None:
        return None
    if isinstance(repetitions, Noise):
        sets = uncertainty.drawn_weights(structure, repetitions)
    else:
        sets = uncertainty.given_weights(structure, repetitions)
    return uncertainty.rank_stats(structure, leaves, sets, each)
