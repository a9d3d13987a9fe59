"""The role mirror: what a State asks as sending State, beside what it grants as receiving State.

Held against each other within one domain, D3, where both roles answer about
the same thing: persons deprived of liberty, their consuls and their nationals
(framework, section 5).
"""

from dataclasses import dataclass

from assessment.core.aggregation import Figures, combine
from assessment.core.questionnaire import Questionnaire, Role
from assessment.core.results import NodeScore, ScoreCard, Standing
from assessment.core.scoring import node_score, score_tree

MIRRORED = "D3"
"""The domain in which the two roles mirror each other."""


@dataclass(frozen=True, slots=True)
class RoleSide:
    """One role in the mirrored domain: its indicators on the card, and their figure, called by the role.

    The figure is made like that of a domain of these indicators alone.
    """

    indicators: tuple[NodeScore, ...]
    figure: NodeScore


@dataclass(frozen=True, slots=True)
class RoleMirror:
    """What a State asks of others (its indicators as sending State) and what it grants them (as receiving State)."""

    asks: RoleSide
    grants: RoleSide

    @property
    def gap(self) -> float | None:
        """What it asks minus what it grants (-100..100); None unless both have a score."""
        asked, granted = self.asks.figure.score, self.grants.figure.score
        return None if asked is None or granted is None else asked - granted


def role_mirror(questionnaire: Questionnaire, card: ScoreCard, within: str = MIRRORED) -> RoleMirror | None:
    """The role mirror of a score card; None where the questionnaire does not ask both roles in the domain ``within``.

    Each side is the weighted mean of the indicators of its role, under the
    threshold that holds for domains; those that a State answers in both roles
    are on neither side.
    """
    asks, grants = (_side(questionnaire, card, role, within) for role in (Role.SENDING, Role.RECEIVING))
    return RoleMirror(asks, grants) if asks and grants else None


def _side(questionnaire: Questionnaire, card: ScoreCard, role: Role, within: str) -> RoleSide | None:
    """The side of one role; None where it has no indicators on the card."""
    mirrored = (domain for domain in questionnaire if domain.id == within)
    indicators = [i for domain in mirrored for i in domain.indicators if i.role is role and i.id in card.nodes]
    if not indicators:
        return None
    nodes = tuple(card.nodes[indicator.id] for indicator in indicators)
    weights = ((indicator.weight, indicator.id) for indicator in indicators)
    figures = combine(weights, {node.id: _figures(node) for node in nodes}, questionnaire.method.domain_threshold)
    return RoleSide(nodes, node_score(role.value, figures, score_tree(questionnaire).bands))


def _figures(node: NodeScore) -> Figures | None:
    """What a node of a card hands up."""
    if node.standing is Standing.NOT_APPLICABLE:
        return None
    assert node.coverage is not None
    assert node.lowest is not None
    assert node.highest is not None
    return Figures(node.score, node.coverage, node.lowest, node.highest)
