"""How far a score can move: what one step on one question is worth, up to the overall score.

A score has no finer grain than this: no single step moves it by less.
"""

from collections.abc import Container, Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

from assessment.core.aggregation import Figures
from assessment.core.questionnaire import Kind, Limits, Question
from assessment.core.scoring import Tree


class Move(NamedTuple):
    """By how many points (of 0..100) a node moves with one step on one question."""

    question: str
    points: float


def smallest_moves(
    tree: Tree, figures: Mapping[str, Figures | None], common: Container[str]
) -> Mapping[str, Move | None]:
    """The smallest move of every node by one step on one common question, at the weights these have together."""
    moves: dict[str, Move | None] = {}
    for id, question in tree.questions:
        step = smallest_step(question) if id in common else None
        moves[id] = None if step is None else Move(id, step)
    for parent in tree.parents.values():
        own = figures[parent.id]
        if own is None or own.score is None:
            moves[parent.id] = None
            continue
        within = [
            Move(move.question, move.points * weight / own.weight)
            for weight, child in parent.children
            if weight > 0 and (move := moves[child]) is not None
        ]
        moves[parent.id] = min(within, key=lambda move: move.points, default=None)
    return moves


def smallest_step(question: Question) -> float | None:
    """The fewest points (of 0..100) that one step on a scored question is worth; None where no step is worth any.

    A step is from one level, option or band to the next by points, one option
    ticked or not, or one unit of the last decimal of a number.
    """
    unit = 10.0 ** -(question.limits or Limits()).decimals
    match question.kind:
        case Kind.PERCENT:
            return unit
        case Kind.SEVERAL:
            worth = sorted(points for points in question.points.values() if points)
            return 100 * worth[0] / sum(worth) if worth else None
        case Kind.NUMBER if question.goalposts and not question.bands:
            low, high = question.goalposts
            return 100 * unit / abs(high - low)
        case _:
            given = (float(band.gives) for band in question.bands) if question.bands else question.points.values()
            return _closest(points for points in given if points is not None)


def _closest(points: Iterable[float]) -> float | None:
    """The smallest difference between two of these points that are not the same."""
    return min((high - low for low, high in pairwise(sorted(set(points)))), default=None)
