"""Scoring: from a questionnaire version and one answer sheet to a score card.

The method in words, with a worked example, is docs/scoring.md. Every number
that is a choice (points, weights, thresholds, bands, grades) comes from the
questionnaire version; nothing here depends on another country.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from assessment.core.aggregation import SLACK, Figures, Parent, aggregate
from assessment.core.answers import Answer, AnswerSheet, State, Value, number_of
from assessment.core.partners import laid_out
from assessment.core.questionnaire import (
    Indicator,
    Kind,
    Method,
    Part,
    Question,
    Questionnaire,
)
from assessment.core.results import OVERALL, NodeScore, ScoreCard, Standing

# Scores are held against band edges, and against their range, rounded to nine decimals.
ROUNDING = 0.5e-9


@dataclass(frozen=True, slots=True, eq=False)
class Bands:
    """The bands of a method: their lower edges, rising, and their codes."""

    floors: tuple[float, ...]
    codes: tuple[str, ...]

    def holding(self, score: float) -> str:
        """The band a score falls into; its lower edge belongs to it."""
        return self.codes[bisect_right(self.floors, score + ROUNDING) - 1]


# --- From an answer to 0..100 -------------------------------------------------


class Leaf(NamedTuple):
    """An answer as scoring sees it.

    ``state`` is the effective state: a ``several`` in which no scored option
    is open to the State is not applicable, whatever was stored. ``figures``
    are what it hands up: an answer covers itself, a missing one may be
    anything from 0 to 100, what does not apply is no part at all (None).
    ``evidence_pending`` says that the level chosen counts as a lower one until
    evidence is given.
    """

    state: State
    figures: Figures | None
    evidence_pending: bool = False


UNKNOWN = Figures(None, 0.0, 0.0, 100.0)
"""What is missing hands up: no score, no coverage, and anything from 0 to 100."""
_ANSWERED, _SCORED = State.ANSWERED, Standing.SCORED  # an enum's member costs a search each time it is named
_NOT_ANSWERED = {
    State.DONT_KNOW: Leaf(State.DONT_KNOW, UNKNOWN),
    State.BLANK: Leaf(State.BLANK, UNKNOWN),
    State.NOT_APPLICABLE: Leaf(State.NOT_APPLICABLE, None),
    State.NOT_ASKED: Leaf(State.NOT_ASKED, None),
}


def leaf(question: Question, answer: Answer) -> Leaf:
    """The effective state and the figures of an answer to a scored question.

    The answer must be valid for the question: an unknown level is a KeyError.
    ValueError when the questionnaire gives no way to score what was answered.
    """
    if answer.state is not _ANSWERED:
        return _NOT_ANSWERED[answer.state]
    value, rule = answer.value, question.evidence_rule
    pending = rule is not None and isinstance(value, int) and value >= rule.required_from and not has_evidence(answer)
    if rule is not None and pending:
        value = rule.otherwise_counts_as
    points = _RULES.get(question.kind, _no_rule)(question, value)
    return _NOT_ANSWERED[State.NOT_APPLICABLE] if points is None else _answered(points, pending)


@lru_cache(maxsize=4096)
def _answered(score: float, evidence_pending: bool) -> Leaf:
    return Leaf(_ANSWERED, Figures(score, 1.0, score, score), evidence_pending)


def question_score(question: Question, answer: Answer) -> float | None:
    """The score 0..100 of an answer; None where there is nothing to score."""
    figures = leaf(question, answer).figures
    return figures.score if figures else None


def has_evidence(answer: Answer) -> bool:
    """Whether the answer says where it can be verified."""
    return bool(answer.evidence) and any(e.link.strip() or e.description.strip() for e in answer.evidence)


def _choice_points(question: Question, value: Value) -> float:
    """The points of the level or option chosen."""
    points = question.points[str(value)]
    return _no_rule(question, value) if points is None else points


def _several_points(question: Question, value: Value) -> float | None:
    """100 x points ticked / points possible, options not open left out; None when none is open.

    "None of these" is not an option with points, so it is worth 0.
    """
    if not isinstance(value, dict):
        raise TypeError(f"{question.id}: not a choice of several: {value!r}")
    points: Mapping[str, float | None] = question.points
    if value.get("not_open"):
        points = {code: points[code] for code in points if code not in value["not_open"]}
    possible, ticked = sum(filter(None, points.values())), 0.0
    for code in value["chosen"]:
        ticked += points.get(code) or 0
    return 100 * ticked / possible if possible else None


def _number_points(question: Question, value: Value) -> float:
    """The points of a number (a breakdown's total) by its bands, or else between its goalposts."""
    number = number_of(value)
    for band in question.bands:
        if band.up_to is None or number <= band.up_to:
            return float(band.gives)
    if question.goalposts is None:
        return _no_rule(question, value)
    low, high = question.goalposts
    return 100 * min(max((number - low) / (high - low), 0.0), 1.0)


def _percent_points(question: Question, value: Value) -> float:
    """A percentage counts as entered."""
    return float(number_of(value))


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


@dataclass(frozen=True, slots=True)
class Tree:
    """All that is scored in a questionnaire, and what of it does not depend on the answers.

    ``parents`` by id, children before their parents; ``ids`` of every node,
    parents before their children, in the order of the questionnaire.
    """

    questions: tuple[tuple[str, Question], ...]
    parents: Mapping[str, Parent]
    ids: tuple[str, ...]
    bands: Bands


@lru_cache(maxsize=64)
def score_tree(questionnaire: Questionnaire) -> Tree:
    """The tree of a questionnaire; domains and indicators without a scored question are left out."""
    method, parents, ids, domains = questionnaire.method, dict[str, Parent](), [OVERALL], []
    for domain in questionnaire:
        indicators = [i for i in domain.indicators if i.over_partners or any(q.scored for q in i.questions)]
        if not indicators:
            continue
        domains.append((domain.weight, domain.id))
        ids.append(domain.id)
        for indicator in indicators:
            within = _parents_within(indicator, method)
            parents |= {parent.id: parent for parent in within}
            ids.append(indicator.id)
            ids += [id for parent in reversed(within) for _, id in parent.children]
        parents[domain.id] = Parent(domain.id, method.domain_threshold, tuple((i.weight, i.id) for i in indicators))
    parents[OVERALL] = Parent(OVERALL, method.overall_threshold, tuple(domains))
    questions = tuple((id, question) for id, question in questionnaire.questions.items() if question.scored)
    rising = sorted(method.bands, key=lambda band: band.floor)
    bands = Bands(tuple(band.floor for band in rising), tuple(band.code for band in rising))
    return Tree(questions, parents, tuple(ids), bands)


def _parents_within(indicator: Indicator, method: Method) -> tuple[Parent, ...]:
    """The indicator over its scored questions and, where it is asked per partner, its question over the cells."""
    if indicator.over_partners is None:
        return (_indicator_parent(indicator, method),)
    cells = tuple((1.0, q.id) for q in indicator.questions if q.part is Part.MAIN)
    question = Parent(indicator.over_partners, method.partners_threshold, cells)
    whole = ((method.main_weight, question.id),)
    return question, Parent(indicator.id, method.indicator_threshold, whole, question.id)


def _indicator_parent(indicator: Indicator, method: Method) -> Parent:
    """The indicator over its scored questions; the follow-ups share their weight equally."""
    main, follow_ups = indicator.main, len(indicator.follow_ups)
    children = tuple(
        (method.main_weight if q.part is Part.MAIN else method.follow_ups_weight / follow_ups, q.id)
        for q in indicator.questions
        if q.scored
    )
    return Parent(indicator.id, method.indicator_threshold, children, main.id if main else None)


# --- The score card -----------------------------------------------------------


class Workings(NamedTuple):
    """One sheet worked through: its answers as asked, its leaves, and the figures of every node by id."""

    asked: AnswerSheet
    leaves: Mapping[str, Leaf]
    figures: Mapping[str, Figures | None]


def work_through(questionnaire: Questionnaire, sheet: AnswerSheet) -> Workings:
    """Leave out what is not asked, score every answer, and aggregate."""
    questionnaire = laid_out(questionnaire, sheet.partners)
    tree, asked = score_tree(questionnaire), questionnaire.as_asked(sheet)
    asked = with_instrument_evidence(asked, sheet)
    leaves = {id: leaf(question, asked.answers[id]) for id, question in tree.questions}
    figures = aggregate(tree.parents.values(), {id: leaf.figures for id, leaf in leaves.items()})
    return Workings(asked, leaves, figures)


def score(questionnaire: Questionnaire, sheet: AnswerSheet) -> ScoreCard:
    """The score card of a sheet: every node from the overall down to the scored questions, in order."""
    questionnaire = laid_out(questionnaire, sheet.partners)
    tree, (asked, leaves, figures) = score_tree(questionnaire), work_through(questionnaire, sheet)
    overall = figures[OVERALL]
    states = [leaf.state for leaf in leaves.values()]
    answered = [asked[id] for id, leaf in leaves.items() if leaf.state is _ANSWERED]
    return ScoreCard(
        questionnaire=f"{questionnaire.slug}/{questionnaire.version}",
        meaning_hash=questionnaire.meaning_hash,
        method=questionnaire.method.version,
        nodes={id: (_leaf_node if id in leaves else node_score)(id, figures[id], tree.bands) for id in tree.ids},
        states={state: states.count(state) for state in State},
        grade=_grade(questionnaire.method, overall.coverage) if overall else None,
        evidenced=sum(map(has_evidence, answered)) / len(answered) if answered else None,
    )


def with_instrument_evidence(asked: AnswerSheet, sheet: AnswerSheet) -> AnswerSheet:
    """The asked answers, each cell without evidence of its own carrying that of the instruments picked in it."""
    if not sheet.partners.all:
        return asked
    evidence = {
        key.split("#")[1]: answer.evidence
        for key, answer in sheet.answers.items()
        if "#" in key and answer.state is _ANSWERED and has_evidence(answer)
    }
    carried = {
        key: replace(answer, evidence=tuple(e for code in answer.instruments for e in evidence.get(code, ())))
        for key, answer in asked.answers.items()
        if answer.instruments and not has_evidence(answer)
    }
    return AnswerSheet({**asked.answers, **carried}, asked.partners, asked.documents)


def node_score(id: str, figures: Figures | None, bands: Bands) -> NodeScore:
    """The published figures of a node, with its band and its two warnings."""
    if figures is None:
        return NodeScore(id, Standing.NOT_APPLICABLE)
    score, coverage, lowest, highest, _, _ = figures
    if score is None:
        return NodeScore(id, Standing.INSUFFICIENT, None, coverage, lowest, highest)
    near_boundary = lowest < highest and bands.holding(lowest) != bands.holding(highest)
    outside_range = not lowest - ROUNDING <= score <= highest + ROUNDING
    band = bands.holding(score)
    return NodeScore(id, _SCORED, score, coverage, lowest, highest, band, near_boundary, outside_range)


_leaf_node = lru_cache(maxsize=16384)(node_score)  # answers repeat, and so do their nodes


def _grade(method: Method, coverage: float) -> str | None:
    """The coverage grade: the highest whose least share (0..1) is reached."""
    reached = [(least, grade) for grade, least in method.coverage_grades if coverage >= least - SLACK]
    return max(reached)[1] if reached else None
