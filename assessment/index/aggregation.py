"""Aggregation: weighted means up a hierarchy, for many units and many sets of weights at once.

Arrays have one row a set of weights and one column a unit; a leaf, which no
weight changes, has one row for all. Everything is added child by child, in the
order of the codes, so that a result does not depend on the size of a chunk or
on the order of a file.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from assessment.index.arrays import Flags, Floats
from assessment.index.method import Mean, Step, ThresholdBy
from assessment.index.structure import Structure

SLACK = 1e-12
"""A share reaches its threshold when it falls short of it by no more than this."""


class Cells(NamedTuple):
    """What a node hands up: its value (0 without one); 1 or 0 for whether it has one and whether it applies."""

    value: Floats
    known: Floats
    applies: Floats

    @property
    def numbers(self) -> Floats:
        """The value, NaN where there is none."""
        return np.where(self.known > 0, self.value, np.nan)


Note = Callable[[str, Cells], None]
Refuse = Callable[[str, str, Flags], None]


def leaf_cells(table: Floats, applies: Flags, structure: Structure) -> dict[str, Cells]:
    """The cells of every leaf, from a table of units by leaves with NaN where there is no value."""
    known = ~np.isnan(table) & applies
    value = np.where(known, table, 0.0)
    tables = [np.ascontiguousarray(table.T[:, np.newaxis], dtype=np.float64) for table in (value, known, applies)]
    return {leaf: Cells(*each) for leaf, *each in zip(structure.leaves, *tables, strict=True)}


def ascend(
    structure: Structure,
    leaves: Mapping[str, Cells],
    weights: Floats,
    steps: Sequence[Step],
    note: Note | None = None,
    refuse: Refuse | None = None,
) -> Cells:
    """The cells of the top.

    ``weights`` has one row a set and one column a code, in the order of
    ``structure.codes``. ``note`` is told the cells of every code, ``refuse`` the
    places (parent, child, where) at which a mean does not exist. What has been
    handed up is not kept.
    """
    pending: dict[str, Cells] = {}
    for code in structure.upward:
        if code in leaves:
            pending[code] = leaves[code]
        else:
            children = structure.children[code]
            shares = weights[:, [structure.index[child] for child in children]]
            step = steps[structure.node(code).level - 2]
            pending[code], undefined = combine([pending.pop(child) for child in children], shares, step)
            if refuse is not None:  # an arithmetic mean always exists and tells of no child
                for child, where in zip(children, undefined, strict=False):
                    refuse(code, child, where)
        if note is not None:
            note(code, pending[code])
    return pending[structure.top]


def combine(children: Sequence[Cells], weights: Floats, step: Step) -> tuple[Cells, list[Flags]]:
    """The weighted mean of the children that have a value, when they reach the threshold.

    ``weights`` has one row a set and one column a child. A child that does not
    apply, or weighs nothing, is no part of the mean. Also tells, child by child,
    where its value makes a mean that is to be taken impossible.
    """
    total = reached = whole = among = scored = np.zeros((1, 1))
    applies, at_zero = np.zeros((1, 1)), np.zeros((1, 1), dtype=bool)
    impossible: list[Flags] = []
    some_weigh_nothing = not weights.all()
    for child, weight in zip(children, weights.T[:, :, np.newaxis], strict=True):
        there, known = child.applies, child.known
        if some_weigh_nothing:
            there, known = there * (weight > 0), known * (weight > 0)
        applies = np.maximum(applies, there)
        if step.by is ThresholdBy.WEIGHT:
            whole = whole + weight * there
        else:
            among = among + (child.applies if step.counts_zero_weight else there)
            scored = scored + (child.known if step.counts_zero_weight else known)
        reached = reached + weight * known
        if step.mean is not Mean.ARITHMETIC:
            at_zero = at_zero | ((known > 0) & (child.value == 0))
            impossible.append((known > 0) & ((child.value < 0) if step.limit_at_zero else (child.value <= 0)))
        total = total + weight * _SUMMANDS[step.mean](child)
    taken = reached > 0
    if step.threshold:
        above, below = (reached, whole) if step.by is ThresholdBy.WEIGHT else (scored, among)
        taken = taken & (above >= (step.threshold - SLACK) * below)
    undefined = [where & taken for where in impossible]
    value = _MEANS[step.mean](total, np.where(taken, reached, 1.0))
    if impossible:
        value = np.where(at_zero, 0.0, value)
        taken = taken & ~np.logical_or.reduce(np.broadcast_arrays(*undefined))
    known = taken.astype(np.float64)
    return Cells(np.where(taken, value, 0.0), known, applies), undefined


def _logarithm(child: Cells) -> Floats:
    return np.log(np.where(child.value > 0, child.value, 1.0))


def _reciprocal(child: Cells) -> Floats:
    return np.where(child.value > 0, 1 / np.where(child.value > 0, child.value, 1.0), 0.0)


_SUMMANDS: Mapping[Mean, Callable[[Cells], Floats]] = {
    Mean.ARITHMETIC: lambda child: child.value,
    Mean.GEOMETRIC: _logarithm,
    Mean.HARMONIC: _reciprocal,
}
"""What is added up of a child, 0 where it has no value."""
_MEANS: Mapping[Mean, Callable[[Floats, Floats], Floats]] = {
    Mean.ARITHMETIC: lambda total, weight: total / weight,
    Mean.GEOMETRIC: lambda total, weight: np.exp(total / weight),
    Mean.HARMONIC: lambda total, weight: weight / np.where(total > 0, total, 1.0),
}
"""The mean, from what was added up and the weight of it."""
