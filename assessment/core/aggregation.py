"""Aggregation: from the leaves of a weighted tree to the figures of every node.

It knows nothing of questions and answers: a leaf comes with its figures, and
``combine`` makes a parent's figures from its children's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import fsum
from typing import NamedTuple

from assessment.core.questionnaire import Threshold

# A guard against binary fractions, not a choice of the method: a share counts
# as reaching its threshold when it falls short of it by no more than this.
SLACK = 1e-12


class Figures(NamedTuple):
    """What an applicable node hands up to its parent; one that is not applicable hands up None.

    ``score`` 0..100, None without a value; ``coverage`` 0..1; ``lowest`` and
    ``highest`` 0..100, the possible range.
    """

    score: float | None
    coverage: float
    lowest: float
    highest: float


class Combination(NamedTuple):
    """A parent's figures, the share that was held against its threshold, and
    the weight of the children that have a value."""

    figures: Figures
    reached: float
    weight: float


@dataclass(frozen=True, slots=True)
class Node:
    """One node of the tree: what does not depend on the answers.

    A node without ``threshold`` is a leaf. ``carrier`` names the child without
    which the node does not apply (the ladder of an indicator).
    """

    id: str
    weight: float
    threshold: Threshold | None = None
    children: tuple["Node", ...] = ()
    carrier: str | None = None


def combine(children: Iterable[tuple[float, Figures | None]], threshold: Threshold) -> Combination | None:
    """The weighted mean of the children that have a value, when they reach the threshold.

    Coverage and range are weighted means over all applicable children and know
    no threshold. Children of no weight stay out. None: nothing applies.
    Sums are exact (``fsum``), so the order of the children changes nothing.
    """
    applicable = [(weight, child) for weight, child in children if weight > 0 and child is not None]
    if not applicable:
        return None
    scored = [(weight, child.score) for weight, child in applicable if child.score is not None]
    whole = fsum([weight for weight, _ in applicable])
    weight = fsum([weight for weight, _ in scored])
    reached = len(scored) / len(applicable) if threshold.by == "count" else weight / whole
    score = None
    if scored and reached >= threshold.share - SLACK:
        score = min(fsum([weight * value for weight, value in scored]) / weight, 100.0)
    figures = Figures(
        score,
        fsum([weight * child.coverage for weight, child in applicable]) / whole,
        fsum([weight * child.lowest for weight, child in applicable]) / whole,
        min(fsum([weight * child.highest for weight, child in applicable]) / whole, 100.0),
    )
    return Combination(figures, reached, weight)


def aggregate(tree: Node, leaves: Mapping[str, Figures | None]) -> dict[str, Figures | None]:
    """The figures of a node and of all below it, parents before their children; None: not applicable."""
    figures: dict[str, Figures | None] = {}
    _visit(tree, leaves, figures)
    return figures


def _visit(node: Node, leaves: Mapping[str, Figures | None], figures: dict[str, Figures | None]) -> Figures | None:
    """Put the figures of a node and its descendants into ``figures``, and give the node's own."""
    if node.threshold is None:
        own = figures[node.id] = leaves[node.id]
        return own
    figures[node.id] = None  # its place is before its children
    children = [(child.weight, _visit(child, leaves, figures)) for child in node.children]
    if node.carrier is None or figures[node.carrier] is not None:
        combination = combine(children, node.threshold)
        figures[node.id] = combination.figures if combination else None
    return figures[node.id]
