"""Aggregation: from the leaves of a weighted tree to the figures of every node.

It knows nothing of questions and answers: a leaf comes with its figures, and
``combine`` makes a parent's figures from its children's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from assessment.core.questionnaire import Threshold

# A guard against binary fractions, not a choice of the method: a share counts
# as reaching its threshold when it falls short of it by no more than this.
SLACK = 1e-12


class Figures(NamedTuple):
    """What an applicable node hands up to its parent; one that is not applicable hands up None.

    ``score`` 0..100, None without a value; ``coverage`` 0..1; ``lowest`` and
    ``highest`` 0..100, the possible range. Of a parent also: ``reached``, the
    share held against its threshold, and ``weight``, that of the children with
    a value.
    """

    score: float | None
    coverage: float
    lowest: float
    highest: float
    reached: float = 1.0
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Parent:
    """A node above others: what does not depend on the answers.

    ``children`` are (weight, id) in order. ``carrier`` names the child without
    which the node does not apply (the ladder of an indicator).
    """

    id: str
    threshold: Threshold
    children: tuple[tuple[float, str], ...]
    carrier: str | None = None


def combine(
    children: Iterable[tuple[float, str]], figures: Mapping[str, Figures | None], threshold: Threshold
) -> Figures | None:
    """The weighted mean of the children that have a value, when they reach the threshold.

    ``children`` are (weight, id), ``figures`` holds theirs by id. Coverage and
    range are weighted means over all applicable children and know no threshold.
    Children of no weight stay out. None: nothing applies.
    """
    applicable = scored = 0
    whole = weight = total = covered = low = high = 0.0
    for share, id in children:
        child = figures[id]
        if child is None or share <= 0:
            continue
        score, coverage, lowest, highest, _, _ = child
        applicable += 1
        whole += share
        covered += share * coverage
        low += share * lowest
        high += share * highest
        if score is not None:
            scored += 1
            weight += share
            total += share * score
    if not applicable:
        return None
    reached = scored / applicable if threshold.by == "count" else weight / whole
    # Divisions may land a binary fraction above 100; nothing is above 100.
    value = min(total / weight, 100.0) if scored and reached >= threshold.share - SLACK else None
    return Figures(value, covered / whole, min(low / whole, 100.0), min(high / whole, 100.0), reached, weight)


def aggregate(parents: Iterable[Parent], leaves: Mapping[str, Figures | None]) -> dict[str, Figures | None]:
    """The figures of the leaves and of every parent, which come after their children; None: not applicable."""
    figures = dict(leaves)
    for parent in parents:
        applies = parent.carrier is None or figures[parent.carrier] is not None
        figures[parent.id] = combine(parent.children, figures, parent.threshold) if applies else None
    return figures
