"""Beside the scores: groups of units, correlations, effective weights."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from assessment.index.arrays import Floats
from assessment.index.ranking import average_ranks
from assessment.index.structure import Structure


@dataclass(frozen=True, slots=True)
class GroupFigure:
    """The distribution of one code's scores over the units of one group that have a value.

    ``n`` counts them. The other figures are NaN without any, ``sd`` (n - 1)
    also with one only; quartiles interpolate linearly (type 7 of Hyndman and Fan).
    """

    group: str
    code: str
    n: int
    mean: float
    sd: float
    minimum: float
    q1: float
    median: float
    q3: float
    maximum: float


@dataclass(frozen=True, slots=True)
class Correlation:
    """How two codes go together over the ``n`` units that have a value in both.

    NaN under two units, or where one of the codes has the same value throughout.
    """

    first: str
    second: str
    n: int
    pearson: float
    spearman: float


def group_figures(structure: Structure, scores: Floats, groups: Sequence[str]) -> tuple[GroupFigure, ...]:
    """Every group in the order in which it first appears, with every code; units without a group ("") are in none."""
    of_unit = np.array(groups)
    return tuple(
        _figure(group, code, scores[of_unit == group, place])
        for group in dict.fromkeys(groups)
        if group
        for place, code in enumerate(structure.codes)
    )


def _figure(group: str, code: str, scores: Floats) -> GroupFigure:
    found = scores[~np.isnan(scores)]
    if not found.size:
        return GroupFigure(group, code, 0, *(np.nan,) * 7)
    low, q1, middle, q3, high = np.quantile(found, (0, 0.25, 0.5, 0.75, 1))
    sd = found.std(ddof=1) if found.size > 1 else np.nan
    return GroupFigure(group, code, found.size, found.mean(), sd, low, q1, middle, q3, high)


def correlations(structure: Structure, scores: Floats) -> tuple[Correlation, ...]:
    """Each code, in order, with the siblings that come after it and then with its parent."""
    return tuple(
        _correlation(first, second, scores[:, structure.index[first]], scores[:, structure.index[second]])
        for first, second in _pairs(structure)
    )


def _pairs(structure: Structure) -> Iterator[tuple[str, str]]:
    for place, node in enumerate(structure.nodes):
        if node.parent is not None:
            yield from (
                (node.code, other.code) for other in structure.nodes[place + 1 :] if other.parent == node.parent
            )
            yield node.code, node.parent


def _correlation(first: str, second: str, x: Floats, y: Floats) -> Correlation:
    both = ~(np.isnan(x) | np.isnan(y))
    x, y = x[both], y[both]
    return Correlation(first, second, x.size, _pearson(x, y), _pearson(average_ranks(x), average_ranks(y)))


def _pearson(x: Floats, y: Floats) -> float:
    if x.size < 2 or x.min() == x.max() or y.min() == y.max():
        return np.nan
    across, along = x - x.mean(), y - y.mean()
    spread = np.sqrt(across @ across) * np.sqrt(along @ along)
    return float(np.clip(across @ along / spread, -1, 1)) if spread > 0 else np.nan


def effective_weights(structure: Structure) -> Floats:
    """The weight of every code in the top when nothing is missing: normalised weights multiplied from the top down."""
    share = {structure.top: 1.0}
    for parent in reversed(structure.upward):
        children = structure.children.get(parent, ())
        whole = sum(structure.node(child).weight for child in children)
        for child in children:
            share[child] = share[parent] * structure.node(child).weight / whole if whole else 0.0
    return np.array([share[code] for code in structure.codes])
