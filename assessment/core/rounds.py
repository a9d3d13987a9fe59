"""Two rounds of one State: what changed on the questions they have in common, and what only their composition changed.

A question is in common when it is linked (``lineage.linked``) and the State
answered it both times; a cell, when its partner is a priority partner both
times. Both rounds are recomputed on these questions with the weights and
thresholds of the later version, so that a difference comes from answers
alone. It is shown where these questions carry enough of the weight of both
rounds; otherwise the two scores stand apart and no line joins them.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from assessment.core.aggregation import SLACK, Figures, aggregate
from assessment.core.answers import AnswerSheet, Partners, State
from assessment.core.lineage import LEVELS, Counterpart, counterparts, linked
from assessment.core.moves import Move, smallest_moves
from assessment.core.partners import laid_out
from assessment.core.questionnaire import Questionnaire
from assessment.core.results import OVERALL
from assessment.core.scoring import UNKNOWN, Leaf, Tree, Workings, score_tree, work_through

LEAST_IN_COMMON = 0.8
"""The share of a node's weight, in either round, that its common questions carry for a change to be shown."""


class Comparability(StrEnum):
    """Whether a change is shown, and if not, why.

    SERIES_BREAK: the two versions share too little, whoever answers them.
    TOO_LITTLE_IN_COMMON: this State answered too little of it both times.
    NOT_APPLICABLE: it did not apply to this State in one of the rounds.
    """

    COMPARABLE = "comparable"
    SERIES_BREAK = "series_break"
    TOO_LITTLE_IN_COMMON = "too_little_in_common"
    NOT_APPLICABLE = "not_applicable"


class Signed(NamedTuple):
    """What a State signed in a round: the questionnaire version and the answers."""

    questionnaire: Questionnaire
    sheet: AnswerSheet


@dataclass(frozen=True, slots=True)
class NodeChange:
    """What changed in one node of the later version between two rounds.

    ``then`` and ``now`` are its scores (0..100) as signed, None without a
    value; ``in_common`` the shares (0..1) of its weight then and now that lie
    on common questions, None where it did not apply. ``common_then`` and
    ``common_now`` are the scores recomputed on these, and ``smallest_move`` the
    least that one step on one of them moves it; None unless comparable.
    """

    node: str
    comparability: Comparability
    then: float | None
    now: float | None
    in_common: tuple[float | None, float | None]
    common_then: float | None = None
    common_now: float | None = None
    smallest_move: Move | None = None

    @property
    def change(self) -> float | None:
        """The change on the common questions, in points."""
        return _difference(self.common_then, self.common_now)

    @property
    def total(self) -> float | None:
        """The difference of the two scores, in points; None where it would join what is not comparable."""
        return None if self.change is None else _difference(self.then, self.now)

    @property
    def composition(self) -> float | None:
        """What is left of the total without the change: other questions, other weights, answers given only once."""
        return None if self.total is None else _difference(self.change, self.total)


def _difference(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else after - before


def changes(then: Signed, now: Signed) -> Mapping[str, NodeChange]:
    """What changed in the overall score, every domain and every indicator of the later version, by id, in order.

    Raises NotComparable for two instruments, or when the later round has the earlier version.
    """
    versions = _versions(then.questionnaire, now.questionnaire)
    before, after = work_through(*then), work_through(*now)
    partners = Partners(tuple(p for p in now.sheet.partners.priority if p in then.sheet.partners.priority))
    tree = score_tree(laid_out(now.questionnaire, partners))
    told = {
        id: (before.leaves[was], after.leaves[id])
        for id, _question in tree.questions
        if (was := _then(id, versions.links)) is not None
    }
    common = frozenset(id for id, leaves in told.items() if all(leaf.state is State.ANSWERED for leaf in leaves))
    common_then, common_now = (_recomputed(tree, told, common, side) for side in (0, 1))
    shares = _shares(versions, _asked(then, before), _asked(now, after), common)
    moves = smallest_moves(tree, common_now, common)
    found = {}
    for id, counterpart in versions.nodes.items():
        then_figures, figures = before.figures[counterpart.id] if counterpart.id else None, after.figures[id]
        one, two = common_then[id], common_now[id]
        comparability = _comparability(versions.shares[id], shares[id], two)
        comparable = comparability is Comparability.COMPARABLE
        found[id] = NodeChange(
            node=id,
            comparability=comparability,
            then=then_figures.score if then_figures else None,
            now=figures.score if figures else None,
            in_common=shares[id],
            common_then=one.score if one and comparable else None,
            common_now=two.score if two and comparable else None,
            smallest_move=moves[id] if comparable else None,
        )
    return found


def _comparability(
    versions: tuple[float, float], shares: tuple[float | None, float | None], common: Figures | None
) -> Comparability:
    if min(versions) < LEAST_IN_COMMON - SLACK:
        return Comparability.SERIES_BREAK
    if shares[0] is None or shares[1] is None:
        return Comparability.NOT_APPLICABLE
    enough = min(shares[0], shares[1]) >= LEAST_IN_COMMON - SLACK and common is not None and common.score is not None
    return Comparability.COMPARABLE if enough else Comparability.TOO_LITTLE_IN_COMMON


def _then(id: str, links: Mapping[str, str]) -> str | None:
    """What a question or a cell was called in the older version; None where it is not linked."""
    question, at, partner = id.partition("@")
    return f"{links[question]}{at}{partner}" if question in links else None


# --- The scores on the common questions ---------------------------------------


def _recomputed(
    tree: Tree, told: Mapping[str, tuple[Leaf, Leaf]], common: Container[str], side: int
) -> Mapping[str, Figures | None]:
    """The figures of one of the rounds on the common questions.

    Of what is linked, what applied in neither round leaves, and what was
    answered in one only counts as missing, so that both rounds rest on the same
    questions. What is not linked leaves as what does not apply.
    """

    def figures(id: str) -> Figures | None:
        if id in common:
            return told[id][side].figures
        return UNKNOWN if any(leaf.figures for leaf in told.get(id, ())) else None

    return aggregate(tree.parents.values(), {id: figures(id) for id, _question in tree.questions})


# --- How much of the weight is in common --------------------------------------


class _Asked(NamedTuple):
    """The tree of one side, and the ids of its scored questions that apply."""

    tree: Tree
    applies: Container[str]


@dataclass(frozen=True)
class _Versions:
    """What two versions have in common, whoever answers them.

    ``links`` as ``lineage.linked``, ``nodes`` as ``lineage.counterparts``;
    ``shares`` the shares of their weight then and now on linked questions.
    """

    links: Mapping[str, str]
    nodes: Mapping[str, Counterpart]
    shares: Mapping[str, tuple[float, float]]


@lru_cache(maxsize=16)
def _versions(older: Questionnaire, newer: Questionnaire) -> _Versions:
    links = linked(older, newer)
    versions = _Versions(links, counterparts(older, newer), {})
    then, now = (_Asked(tree, {id for id, _ in tree.questions}) for tree in (score_tree(older), score_tree(newer)))
    shares = _shares(versions, then, now, links)
    return _Versions(links, versions.nodes, {id: (then or 0.0, now or 0.0) for id, (then, now) in shares.items()})


def _asked(signed: Signed, worked: Workings) -> _Asked:
    tree = score_tree(laid_out(signed.questionnaire, signed.sheet.partners))
    return _Asked(tree, {id for id, leaf in worked.leaves.items() if leaf.figures is not None})


def _shares(
    versions: _Versions, then: _Asked, now: _Asked, common: Iterable[str]
) -> Mapping[str, tuple[float | None, float | None]]:
    """The shares of each node's applicable weight then and now that lie on common questions; None: nothing applied.

    A common question counts in a node then only if it lay in that node then: one that moved there came with the later
    version. The shares are coverages, which know no thresholds.
    """
    were = {id: was for id in common if (was := _then(id, versions.links)) is not None}
    places, places_then = _places(now.tree), _places(then.tree)
    shares_now = _covered(now, were.keys())
    shares_then = []
    for level in range(LEVELS):
        stayed = {was for id, was in were.items() if versions.nodes[places[id][level]].id == places_then[was][level]}
        shares_then.append(_covered(then, stayed))
    return {
        id: (shares_then[counterpart.level][counterpart.id] if counterpart.id else 0.0, shares_now[id])
        for id, counterpart in versions.nodes.items()
    }


def _places(tree: Tree) -> Mapping[str, tuple[str, ...]]:
    """Where each scored question stands: the overall, its domain, its indicator (and a cell's question)."""
    above = {child: parent.id for parent in tree.parents.values() for _weight, child in parent.children}
    places = {}
    for id, _question in tree.questions:
        path = [above[id]]
        while path[-1] != OVERALL:
            path.append(above[path[-1]])
        places[id] = tuple(reversed(path))
    return places


_COVERED = Figures(0.0, 1.0, 0.0, 0.0)


def _covered(side: _Asked, covered: Container[str]) -> Mapping[str, float | None]:
    """The coverage of every node if exactly these of the applicable questions were answered; None: nothing applies."""
    leaves = {
        id: (_COVERED if id in covered else UNKNOWN) if id in side.applies else None
        for id, _question in side.tree.questions
    }
    figures = aggregate(side.tree.parents.values(), leaves)
    return {id: None if own is None else own.coverage for id, own in figures.items()}
