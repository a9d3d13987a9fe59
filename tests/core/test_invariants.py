"""What must hold of every questionnaire and every sheet (the numbered invariants of docs/scoring.md)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.core.answers import Answer, AnswerSheet, State
from assessment.core.comparison import region_results
from assessment.core.explanation import explain
from assessment.core.questionnaire import Part, Threshold
from assessment.core.results import OVERALL, CountryEntry, Explanation, ScoreCard, Status
from assessment.core.scoring import question_score, score

from .builders import (
    BLANK,
    DONT_KNOW,
    METHOD,
    NOT_APPLICABLE,
    WITHOUT_THRESHOLDS,
    answered,
    generated,
    percent,
)
from .generators import ALL_STATES, ANSWERS, CLOSE, ancestors, instruments, replace_questions, sheets


def nodes_below(explanation: Explanation) -> list[Explanation]:
    return [explanation, *(node for child in explanation.children for node in nodes_below(child))]


def same_figures(card: ScoreCard, other: ScoreCard) -> bool:
    """Whether two cards agree in every node they share, and share at least the overall."""
    shared = card.nodes.keys() & other.nodes.keys()
    return OVERALL in shared and all(
        (one.standing, one.band) == (two.standing, two.band)
        and (one.score, one.coverage, one.lowest, one.highest)
        == pytest.approx((two.score, two.coverage, two.lowest, two.highest), abs=CLOSE)
        for one, two in ((card.nodes[id], other.nodes[id]) for id in shared)
    )


# --- 1 ---------------------------------------------------------------------------


@generated
@given(st.data())
def test_a_score_lies_between_its_childrens_and_within_0_and_100(data):
    instrument = data.draw(instruments(conditions=True, zero_weights=True))
    for node in nodes_below(explain(instrument, data.draw(sheets(instrument)))):
        if node.node.score is not None and node.children:
            scores = [child.node.score for child in node.children if child.share is not None]
            assert 0 <= node.node.score <= 100
            assert min(scores) - CLOSE <= node.node.score <= max(scores) + CLOSE


@generated
@given(st.data(), st.integers(0, 100))
def test_children_that_are_all_equal_give_that_value_at_every_level(data, value):
    instrument = data.draw(instruments(method=WITHOUT_THRESHOLDS))
    percents = replace_questions(instrument, lambda q: percent(q.id, part=q.part))
    given_or_not = {id: data.draw(st.sampled_from([answered(value), BLANK, DONT_KNOW])) for id in percents.questions}
    card = score(percents, AnswerSheet(given_or_not))
    assert all(node.score == pytest.approx(value, abs=CLOSE) for node in card.nodes.values() if node.score is not None)


# --- 2 ---------------------------------------------------------------------------


@generated
@given(st.data(), st.sampled_from([0.01, 3, 1000]))
def test_weights_times_a_constant_change_nothing(data, constant):
    instrument = data.draw(instruments(conditions=True))
    sheet = data.draw(sheets(instrument))
    scaled_domains = [
        replace(
            d,
            weight=d.weight * constant,
            indicators=tuple(replace(i, weight=i.weight * constant) for i in d.indicators),
        )
        for d in instrument
    ]
    method = replace(METHOD, main_weight=7 * constant, follow_ups_weight=3 * constant)
    scaled = replace(instrument, domains=tuple(scaled_domains), method=method)
    assert same_figures(score(instrument, sheet), score(scaled, sheet))


@generated
@given(st.data())
def test_the_order_of_domains_indicators_and_questions_changes_nothing(data):
    instrument = data.draw(instruments())
    sheet = data.draw(sheets(instrument))
    shuffled = replace(
        instrument,
        domains=tuple(
            replace(
                d,
                indicators=tuple(
                    replace(i, questions=tuple(data.draw(st.permutations(i.questions))))
                    for i in data.draw(st.permutations(d.indicators))
                ),
            )
            for d in data.draw(st.permutations(instrument.domains))
        ),
    )
    assert same_figures(score(instrument, sheet), score(shuffled, sheet))


# --- 3 ---------------------------------------------------------------------------


def lower_and_higher(data, instrument, states=ALL_STATES) -> tuple[str, AnswerSheet, AnswerSheet]:
    """Two sheets that differ in one answered question, the second answer being worth at least as much."""
    sheet = data.draw(sheets(instrument, states))
    question = data.draw(st.sampled_from(list(instrument.questions.values())))
    pair = [data.draw(ANSWERS[question.kind]) for _ in range(2)]
    lower, higher = sorted(pair, key=lambda answer: question_score(question, answer))
    return question.id, sheet.with_answer(question.id, lower), sheet.with_answer(question.id, higher)


@generated
@given(st.data())
def test_raising_one_answer_never_lowers_what_is_above_it(data):
    instrument = data.draw(instruments())
    changed, lower, higher = lower_and_higher(data, instrument)
    before, after = score(instrument, lower), score(instrument, higher)
    for id in ancestors(changed):
        assert (before.nodes[id].score is None) == (after.nodes[id].score is None)
        if before.nodes[id].score is not None:
            assert after.nodes[id].score >= before.nodes[id].score - CLOSE
            assert after.nodes[id].lowest >= before.nodes[id].lowest - CLOSE
            assert after.nodes[id].highest >= before.nodes[id].highest - CLOSE


@generated
@given(st.data())
def test_with_nothing_missing_a_step_counts_by_its_weight_alone(data):
    instrument = data.draw(instruments())
    changed, lower, higher = lower_and_higher(data, instrument, states=(State.ANSWERED,))
    question, owner = instrument.questions[changed], instrument.indicator_of(changed)
    home = instrument.domain(changed.split(".")[0])
    in_indicator = 7 if question.part is Part.MAIN else 3 / len(owner.follow_ups)
    weight = in_indicator / (10 if owner.follow_ups else 7)
    weight *= owner.weight / sum(i.weight for i in home.indicators)
    weight *= home.weight / sum(d.weight for d in instrument)
    step = question_score(question, higher[changed]) - question_score(question, lower[changed])
    rise = score(instrument, higher).overall.score - score(instrument, lower).overall.score
    assert rise == pytest.approx(weight * step, abs=CLOSE)


# --- 4 ---------------------------------------------------------------------------


@generated
@given(st.data())
def test_without_thresholds_a_score_lies_within_its_possible_range(data):
    instrument = data.draw(instruments(method=WITHOUT_THRESHOLDS, conditions=True, zero_weights=True))
    for node in score(instrument, data.draw(sheets(instrument))).nodes.values():
        assert not node.outside_range
        if node.score is not None:
            assert node.lowest - CLOSE <= node.score <= node.highest + CLOSE


@generated
@given(st.data())
def test_with_nothing_missing_the_range_is_the_score(data):
    instrument = data.draw(instruments())
    for node in score(instrument, data.draw(sheets(instrument, (State.ANSWERED, State.NOT_APPLICABLE)))).nodes.values():
        if node.score is not None:
            assert (node.lowest, node.highest, node.coverage) == pytest.approx((node.score, node.score, 1), abs=CLOSE)
            assert not node.near_boundary


@generated
@given(st.data())
def test_answering_one_more_question_never_widens_a_range(data):
    instrument = data.draw(instruments())
    question = data.draw(st.sampled_from(list(instrument.questions.values())))
    sheet = data.draw(sheets(instrument)).with_answer(question.id, data.draw(st.sampled_from([BLANK, DONT_KNOW])))
    before = score(instrument, sheet)
    after = score(instrument, sheet.with_answer(question.id, data.draw(ANSWERS[question.kind])))
    for id in [question.id, *ancestors(question.id)]:
        one, two = before.nodes[id], after.nodes[id]
        if one.lowest is not None:
            assert one.lowest - CLOSE <= two.lowest <= two.highest <= one.highest + CLOSE


# --- 5 ---------------------------------------------------------------------------


@generated
@given(st.data())
def test_another_country_never_changes_a_score(data):
    instrument = data.draw(instruments(conditions=True))
    ours, theirs, edited = (data.draw(sheets(instrument)) for _ in range(3))
    before = score(instrument, ours)
    entries = [
        CountryEntry("AAA", Status.SIGNED, before),
        CountryEntry("BBB", Status.SIGNED, score(instrument, theirs)),
    ]
    region = region_results("2026", entries)
    changed = region_results("2026", [entries[0], CountryEntry("BBB", Status.SIGNED, score(instrument, edited))])
    alone = region_results("2026", entries[:1])
    assert score(instrument, ours) == before
    for id, figure in alone.figures.items():
        assert region.figures[id].values.get("AAA") == changed.figures[id].values.get("AAA") == figure.values.get("AAA")
        assert figure.values.get("AAA") == before.nodes[id].score


# --- 6 ---------------------------------------------------------------------------


@generated
@given(st.data())
def test_a_follow_up_that_does_not_apply_is_as_if_it_were_not_there(data):
    instrument = data.draw(instruments())
    only = {i.follow_ups[0].id for i in instrument.indicators.values() if len(i.follow_ups) == 1}
    sheet = data.draw(sheets(instrument))
    for id in only:
        sheet = sheet.with_answer(id, NOT_APPLICABLE)
    without = replace_questions(instrument, lambda q: None if q.id in only else q)
    assert same_figures(score(instrument, sheet), score(without, sheet))


@generated
@given(st.data())
def test_an_indicator_that_does_not_apply_is_as_if_it_were_not_there(data):
    instrument = data.draw(instruments())
    sheet = data.draw(sheets(instrument))
    gone = {i.id for i in instrument.indicators.values() if sheet[f"{i.id}a"].state is State.NOT_APPLICABLE}
    without = replace(
        instrument,
        domains=tuple(replace(d, indicators=tuple(i for i in d.indicators if i.id not in gone)) for d in instrument),
    )
    card, other = score(instrument, sheet), score(without, sheet)
    assert same_figures(card, other)
    assert all(card.nodes[id].score is None and card.nodes[id].coverage is None for id in gone)


@generated
@given(st.data())
def test_a_blank_that_becomes_not_applicable_never_lowers_coverage(data):
    instrument = data.draw(instruments())
    sheet = data.draw(sheets(instrument))
    question = data.draw(st.sampled_from(list(instrument.questions.values())))
    if question.part is Part.MAIN:  # its indicator leaves with it, so what was answered there must not be lost
        sheet = sheet.without(q.id for q in instrument.indicator_of(question.id).questions)
    before = score(instrument, sheet.with_answer(question.id, BLANK))
    after = score(instrument, sheet.with_answer(question.id, NOT_APPLICABLE))
    for id in ancestors(question.id):
        if before.nodes[id].coverage is not None and after.nodes[id].coverage is not None:
            assert after.nodes[id].coverage >= before.nodes[id].coverage - CLOSE


@generated
@given(st.data())
def test_an_answer_that_becomes_blank_never_raises_coverage(data):
    instrument = data.draw(instruments())
    question = data.draw(st.sampled_from(list(instrument.questions.values())))
    sheet = data.draw(sheets(instrument)).with_answer(question.id, data.draw(ANSWERS[question.kind]))
    before, after = score(instrument, sheet), score(instrument, sheet.without([question.id]))
    for id in ancestors(question.id):
        if before.nodes[id].coverage is not None:
            assert after.nodes[id].coverage <= before.nodes[id].coverage + CLOSE


# --- 7 ---------------------------------------------------------------------------


@generated
@given(st.data())
def test_dont_know_and_blank_differ_in_nothing_but_the_counts(data):
    instrument = data.draw(instruments(conditions=True))
    sheet = data.draw(sheets(instrument))
    blanked = AnswerSheet({id: BLANK if a.state is State.DONT_KNOW else a for id, a in sheet.answers.items()})
    said, left = score(instrument, sheet), score(instrument, blanked)
    assert replace(said, states={}) == replace(left, states={})
    assert left.states[State.DONT_KNOW] == 0
    assert left.states[State.BLANK] == said.states[State.BLANK] + said.states[State.DONT_KNOW]


# --- 8 ---------------------------------------------------------------------------

LEVELS = ["question", "indicator_threshold", "domain_threshold", "overall_threshold"]


def level_of(id: str) -> str:
    """The threshold a node is held against ("question" for none)."""
    if id == OVERALL:
        return "overall_threshold"
    if "." not in id:
        return "domain_threshold"
    return "indicator_threshold" if id[-1].isdigit() else "question"


@generated
@given(st.data(), st.sampled_from(LEVELS[1:]), st.floats(0, 1), st.floats(0, 1))
def test_raising_one_levels_threshold_only_removes_values_there(data, level, one, two):
    instrument = data.draw(instruments(conditions=True))
    sheet = data.draw(sheets(instrument))
    by = getattr(METHOD, level).by
    low, high = (
        score(replace(instrument, method=replace(METHOD, **{level: Threshold(share, by)})), sheet)
        for share in sorted([one, two])
    )
    for id in low.nodes:
        own, before, after = level_of(id), low.nodes[id], high.nodes[id]
        if own == level:
            assert after == before or (after.score is None and before.score is not None)
        elif LEVELS.index(own) < LEVELS.index(level):
            assert after == before
        assert (after.coverage, after.lowest, after.highest) == (before.coverage, before.lowest, before.highest)


@generated
@given(st.data())
def test_a_threshold_of_zero_keeps_everything_that_has_one_answer(data):
    instrument = data.draw(instruments(method=WITHOUT_THRESHOLDS))
    card = score(instrument, data.draw(sheets(instrument)))
    for node in card.nodes.values():
        if node.coverage is not None:
            assert (node.score is not None) == (node.coverage > 0)


# --- 10 --------------------------------------------------------------------------


@generated
@given(st.data())
def test_contributions_sum_to_the_score(data):
    instrument = data.draw(instruments(conditions=True, zero_weights=True))
    for node in nodes_below(explain(instrument, data.draw(sheets(instrument)))):
        contributions = [child.contribution for child in node.children if child.contribution is not None]
        if node.children and node.node.score is not None:
            assert sum(contributions) == pytest.approx(node.node.score, abs=CLOSE)
            assert sum(child.share for child in node.children if child.share is not None) == pytest.approx(1, abs=CLOSE)
        else:
            assert contributions == []


@generated
@given(st.data())
def test_identical_sheets_have_identical_score_cards(data):
    instrument = data.draw(instruments(conditions=True))
    sheet = data.draw(sheets(instrument))
    again = AnswerSheet({id: Answer(a.state, a.value, a.reason) for id, a in reversed(sheet.answers.items())})
    assert score(instrument, sheet) == score(instrument, again)
    assert ScoreCard.from_data(score(instrument, sheet).as_data()) == score(instrument, sheet)
