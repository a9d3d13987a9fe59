"""Views across the domains by tag: the Global Compact's objectives, the actions of its Objective 14, and themes.

They regroup a score card and change nothing in it. The Compact is not binding,
and how a State stands towards it is no part of any figure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean

from assessment.core.questionnaire import Indicator, Questionnaire
from assessment.core.results import NodeScore, ScoreCard

OBJECTIVES = range(1, 24)
"""The 23 objectives of the Global Compact (A/RES/73/195)."""
OBJECTIVE_14 = 14
"""Its objective on consular protection, assistance and cooperation."""
ACTIONS = "abcdef"
"""The actions of Objective 14: the subparagraphs of paragraph 30."""
LEAST_FOR_MEAN = 3
"""A mean is shown from this many scored indicators on; fewer say too little of an objective (framework, section 1)."""


@dataclass(frozen=True, slots=True)
class TagView:
    """The indicators that carry one tag, in the order of the questionnaire, as the card scored them.

    ``mean`` (0..100) is that of the scored ones, all alike, whatever their
    domain; None under three.
    """

    tag: str
    indicators: tuple[NodeScore, ...]
    mean: float | None

    @property
    def n(self) -> int:
        """How many of them have a score."""
        return sum(node.score is not None for node in self.indicators)


@dataclass(frozen=True, slots=True)
class Objective14:
    """Objective 14 as a whole, and by the actions (a) to (f) of paragraph 30 that an indicator may be tagged with."""

    whole: TagView
    actions: tuple[TagView, ...]


def by_objective(questionnaire: Questionnaire, card: ScoreCard) -> tuple[TagView, ...]:
    """The card by objective of the Global Compact, "1" to "23", those without an indicator included."""
    return tuple(_objective(questionnaire, card, number) for number in OBJECTIVES)


def by_theme(questionnaire: Questionnaire, card: ScoreCard) -> tuple[TagView, ...]:
    """The card by theme, in the order of the questionnaire's list of themes."""
    tagged = {
        theme: [i for i in questionnaire.indicators.values() if theme in i.themes] for theme in questionnaire.themes
    }
    return tuple(_view(theme, indicators, card) for theme, indicators in tagged.items())


def objective_14(questionnaire: Questionnaire, card: ScoreCard) -> Objective14:
    """The lens on Objective 14, derived from tags alone."""
    tagged = {a: [i for i in questionnaire.indicators.values() if a in i.objective_14] for a in ACTIONS}
    actions = tuple(_view(action, indicators, card) for action, indicators in tagged.items())
    return Objective14(_objective(questionnaire, card, OBJECTIVE_14), actions)


def _objective(questionnaire: Questionnaire, card: ScoreCard, number: int) -> TagView:
    return _view(str(number), (i for i in questionnaire.indicators.values() if number in i.gcm), card)


def _view(tag: str, indicators: Iterable[Indicator], card: ScoreCard) -> TagView:
    """The view of one tag; indicators without a scored question are on no card and left out."""
    nodes = tuple(card.nodes[indicator.id] for indicator in indicators if indicator.id in card.nodes)
    scores = [node.score for node in nodes if node.score is not None]
    return TagView(tag, nodes, fmean(scores) if len(scores) >= LEAST_FOR_MEAN else None)
