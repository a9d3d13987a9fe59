"""Scoring: from a questionnaire version and one answer sheet to a score card.

The method in words, with a worked example, is docs/scoring.md. Every number
that is a choice (points, weights, thresholds, bands, grades) comes from the
questionnaire version; nothing here depends on another country.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from math import fsum
from typing import NamedTuple

from assessment.core.aggregation import SLACK, Figures, Node, aggregate
from assessment.core.answers import NONE_OF_THESE, Answer, AnswerSheet, State, Value, number_of
from assessment.core.questionnaire import (
    Indicator,
    Kind,
    Method,
    Part,
    Question,
    Questionnaire,
    ScoreBand,
)
from assessment.core.results import OVERALL, NodeScore, ScoreCard, Standing

# Scores are held against band edges after rounding to this many decimals.
DECIMALS = 9


# --- From an answer to 0..100 -------------------------------------------------


class Leaf(NamedTuple):
    """An answer as scoring sees it.

    ``state`` is the effective state: a ``several`` in which no scored option
    is open to the State is not applicable, whatever was stored. ``score`` is
    0..100, and None unless answered. ``evidence_pending`` says that the level
    chosen counts as a lower one until evidence is given.
    """

    state: State
    score: float | None = None
    evidence_pending: bool = False


_WITHOUT_SCORE = {state: Leaf(state) for state in State if state is not State.ANSWERED}


def leaf(question: Question, answer: Answer) -> Leaf:
    """The effective state and the score of an answer to a scored question.

    The answer must be valid for the question: an unknown option is a KeyError.
    ValueError when the questionnaire gives no way to score what was answered.
    """
    if answer.state is not State.ANSWERED:
        return _WITHOUT_SCORE[answer.state]
    value, pending = answer.value, False
    rule = question.evidence_rule
    if rule is not None and number_of(value) >= rule.required_from and not has_evidence(answer):
        value, pending = rule.otherwise_counts_as, True
    points = _RULES.get(question.kind, _no_rule)(question, value)
    return _WITHOUT_SCORE[State.NOT_APPLICABLE] if points is None else Leaf(State.ANSWERED, points, pending)


def question_score(question: Question, answer: Answer) -> float | None:
    """The score 0..100 of an answer; None where there is nothing to score."""
    return leaf(question, answer).score


def has_evidence(answer: Answer) -> bool:
    """Whether the answer says where it can be verified."""
    return any(evidence.link.strip() or evidence.description.strip() for evidence in answer.evidence)


def _choice_points(question: Question, value: Value) -> float:
    """The points of the level or option chosen."""
    points = question.option(str(value)).points
    return _no_rule(question, value) if points is None else points


def _several_points(question: Question, value: Value) -> float | None:
    """100 x points ticked / points possible, options not open left out; None when none is open."""
    if not isinstance(value, Mapping):
        raise TypeError(f"{question.id}: not a choice of several: {value!r}")
    not_open = value.get("not_open", ())
    chosen = () if NONE_OF_THESE in value["chosen"] else value["chosen"]
    points = {option.code: option.points or 0 for option in question.options if option.code not in not_open}
    possible = fsum(points.values())
    return 100 * fsum([points[code] for code in points if code in chosen]) / possible if possible else None


def _number_points(question: Question, value: Value) -> float:
    """The points of a number (a breakdown's total) by its bands, or else between its goalposts."""
    number = number_of(value)
    for band in question.bands:
        if band.up_to is None or number <= band.up_to:
            return band.gives
    if question.goalposts is None:
        return _no_rule(question, value)
    low, high = question.goalposts
    return 100 * min(max((number - low) / (high - low), 0), 1)


def _percent_points(question: Question, value: Value) -> float:
    """A percentage counts as entered."""
    return number_of(value)


def _no_rule(question: Question, value: Value) -> float:
    raise ValueError(f"{question.id}: the questionnaire gives no points for the answer {value!r}")


_RULES: Mapping[Kind, Callable[[Question, Value], float | None]] = {
    Kind.LADDER: _choice_points,
    Kind.YES_NO: _choice_points,
    Kind.ONE: _choice_points,
    Kind.SEVERAL: _several_points,
    Kind.NUMBER: _number_points,
    Kind.PERCENT: _percent_points,
}


# --- The tree of a questionnaire ----------------------------------------------


@lru_cache(maxsize=64)
def score_tree(questionnaire: Questionnaire) -> Node:
    """The tree of all that is scored; domains and indicators without a scored question are left out."""
    method = questionnaire.method
    domains = []
    for domain in questionnaire:
        indicators = tuple(node for i in domain.indicators if (node := _indicator_node(i, method)).children)
        if indicators:
            domains.append(Node(domain.id, domain.weight, method.domain_threshold, indicators))
    return Node(OVERALL, 1, method.overall_threshold, tuple(domains))


def _indicator_node(indicator: Indicator, method: Method) -> Node:
    """The indicator over its scored questions; the follow-ups share their weight equally."""
    main, follow_ups = indicator.main, len(indicator.follow_ups)
    leaves = tuple(
        Node(q.id, method.main_weight if q.part is Part.MAIN else method.follow_ups_weight / follow_ups)
        for q in indicator.questions
        if q.scored
    )
    return Node(indicator.id, indicator.weight, method.indicator_threshold, leaves, main.id if main else None)


# --- The score card -----------------------------------------------------------


def score(questionnaire: Questionnaire, sheet: AnswerSheet) -> ScoreCard:
    """The score card of a sheet: every node from the overall down to the scored questions, in order."""
    asked = questionnaire.as_asked(sheet)
    leaves = score_leaves(questionnaire, asked)
    edges = _edges(questionnaire.method.bands)
    figures = aggregate(score_tree(questionnaire), {id: leaf_figures(leaf) for id, leaf in leaves.items()})
    nodes = {id: _node_score(id, own, edges) for id, own in figures.items()}
    answered = [id for id, leaf in leaves.items() if leaf.state is State.ANSWERED]
    states = Counter([leaf.state for leaf in leaves.values()])
    return ScoreCard(
        questionnaire=f"{questionnaire.slug}/{questionnaire.version}",
        meaning_hash=questionnaire.meaning_hash,
        method=questionnaire.method.version,
        nodes=nodes,
        states={state: states[state] for state in State},
        grade=_grade(questionnaire.method, nodes[OVERALL].coverage),
        evidenced=sum([has_evidence(asked[id]) for id in answered]) / len(answered) if answered else None,
    )


def score_leaves(questionnaire: Questionnaire, asked: AnswerSheet) -> dict[str, Leaf]:
    """The leaf of every scored question, from a sheet as asked."""
    return {id: leaf(question, asked[id]) for id, question in questionnaire.questions.items() if question.scored}


def leaf_figures(leaf: Leaf) -> Figures | None:
    """An answer covers itself; a missing one may be anything from 0 to 100; what does not apply is no part at all."""
    if leaf.score is not None:
        return Figures(leaf.score, 1.0, leaf.score, leaf.score)
    return Figures(None, 0.0, 0.0, 100.0) if leaf.state in (State.DONT_KNOW, State.BLANK) else None


Edges = tuple[tuple[float, ...], tuple[str, ...]]


def _edges(bands: Sequence[ScoreBand]) -> Edges:
    """The lower edges of the bands, rising, and their codes."""
    rising = sorted(bands, key=lambda band: band.floor)
    return tuple(band.floor for band in rising), tuple(band.code for band in rising)


def _band(edges: Edges, value: float) -> str:
    """The band a score falls into; its lower edge belongs to it."""
    floors, codes = edges
    return codes[bisect_right(floors, round(value, DECIMALS)) - 1]


def _node_score(id: str, figures: Figures | None, edges: Edges) -> NodeScore:
    """The published figures of a node, with its band and its two warnings."""
    if figures is None:
        return NodeScore(id, Standing.NOT_APPLICABLE)
    score, coverage, lowest, highest = figures
    if score is None:
        return NodeScore(id, Standing.INSUFFICIENT, None, coverage, lowest, highest)
    return NodeScore(
        id,
        Standing.SCORED,
        score,
        coverage,
        lowest,
        highest,
        band=_band(edges, score),
        near_boundary=_band(edges, lowest) != _band(edges, highest),
        outside_range=not round(lowest, DECIMALS) <= round(score, DECIMALS) <= round(highest, DECIMALS),
    )


def _grade(method: Method, coverage: float | None) -> str | None:
    """The coverage grade: the highest whose least share (0..1) is reached."""
    if coverage is None:
        return None
    reached = [(least, grade) for grade, least in method.coverage_grades if coverage >= least - SLACK]
    return max(reached)[1] if reached else None
