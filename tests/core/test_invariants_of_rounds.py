"""What must hold of every change between two rounds and of every group (the last invariants of docs/scoring.md)."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assessment.core.answers import AnswerSheet, State
from assessment.core.changes import Change, ChangeKind
from assessment.core.comparison import group_figure, group_results, group_trends, region_results, shown_to_others
from assessment.core.moves import smallest_step
from assessment.core.questionnaire import Part, Questionnaire
from assessment.core.results import OVERALL, CountryEntry, Status
from assessment.core.rounds import LEAST_IN_COMMON, Comparability, NodeChange, Signed, changes
from assessment.core.scoring import question_score, score

from .builders import BLANK, DONT_KNOW, NOT_APPLICABLE, domain, generated, indicator, ladder, percent
from .generators import ANSWERS, CLOSE, ancestors, instruments, replace_questions, sheets

COUNTRIES = ["ARG", "BOL", "CHL", "DOM", "ECU", "GTM"]


@st.composite
def well_answered(draw, instrument) -> AnswerSheet:
    """A sheet with few gaps, so that most changes can be shown."""
    gaps = st.lists(st.sampled_from(list(instrument.questions)), max_size=2, unique=True)
    sheet = draw(sheets(instrument, (State.ANSWERED,)))
    for id in draw(gaps):
        sheet = sheet.with_answer(id, draw(st.sampled_from([BLANK, DONT_KNOW, NOT_APPLICABLE])))
    return sheet


@st.composite
def later_versions(draw, instrument) -> Questionnaire:
    """The instrument in a later version: some follow-ups gone, some questions rescaled, perhaps a domain added."""
    ids = [id for id, question in instrument.questions.items() if question.part is Part.FOLLOW_UP]
    gone = draw(st.sets(st.sampled_from(ids), max_size=2)) if ids else set()
    kept = replace_questions(instrument, lambda q: None if q.id in gone else q)
    rescaled = draw(st.sets(st.sampled_from(list(kept.questions)), max_size=2))
    added = [domain("D9", indicator("D9.1", ladder("D9.1a"), percent("D9.1b")))] if draw(st.booleans()) else []
    kinds = [
        *((id, ChangeKind.RETIRED) for id in gone),
        *((id, ChangeKind.RESCALED) for id in rescaled),
        *((q.id, ChangeKind.ADDED) for d in added for q in d.questions),
    ]
    declared = tuple(Change("2", id, kind) for id, kind in kinds)
    return replace(kept, version="2", domains=(*kept.domains, *added), changes=declared)


@st.composite
def two_rounds(draw, same_version=False) -> tuple[Signed, Signed]:
    older = draw(instruments())
    newer = older if same_version or draw(st.booleans()) else draw(later_versions(older))
    return Signed(older, draw(well_answered(older))), Signed(newer, draw(well_answered(newer)))


def shown(found: dict[str, NodeChange]) -> list[NodeChange]:
    return [change for change in found.values() if change.comparability is Comparability.COMPARABLE]


# --- One State ---------------------------------------------------------------------


@generated
@given(two_rounds())
def test_the_total_is_change_and_composition_and_the_scores_are_those_signed(rounds):
    then, now = rounds
    before, after = score(*then).nodes, score(*now).nodes
    found = changes(then, now)
    for change in found.values():
        assert change.now == after[change.node].score
        assert change.then == (before[change.node].score if change.node in before else None)
    for change in shown(found):
        assert 0 <= change.common_then <= 100
        assert 0 <= change.common_now <= 100
        if None not in (change.then, change.now):
            assert change.now - change.then == pytest.approx(change.change + change.composition, abs=CLOSE)


@generated
@given(two_rounds())
def test_a_change_is_shown_only_where_enough_is_in_common_on_both_sides(rounds):
    for change in changes(*rounds).values():
        shares = [share for share in change.in_common if share is not None]
        assert all(0 <= share <= 1 + CLOSE for share in shares)
        if change.comparability is Comparability.COMPARABLE:
            assert len(shares) == 2
            assert min(shares) >= LEAST_IN_COMMON - CLOSE
        else:
            assert (change.change, change.total, change.composition, change.smallest_move) == (None,) * 4


@generated
@given(two_rounds(same_version=True))
def test_the_change_back_is_the_change_there_with_the_other_sign(rounds):
    then, now = rounds
    back = changes(now, then)
    for change in changes(then, now).values():
        other = back[change.node]
        assert (other.comparability, other.in_common) == (change.comparability, change.in_common[::-1])
        if change.comparability is Comparability.COMPARABLE:
            assert other.change == pytest.approx(-change.change, abs=CLOSE)
            if change.composition is not None:
                assert other.composition == pytest.approx(-change.composition, abs=CLOSE)


@generated
@given(two_rounds(same_version=True))
def test_identical_rounds_have_no_change_and_no_composition(rounds):
    for change in shown(changes(rounds[0], rounds[0])):
        assert change.change == 0
        assert change.composition in (None, pytest.approx(0, abs=CLOSE))


@generated
@given(st.data())
def test_with_the_same_questions_answered_both_times_there_is_no_composition(data):
    instrument = data.draw(instruments())
    then = data.draw(well_answered(instrument))
    answers = {
        id: data.draw(ANSWERS[instrument.questions[id].kind]) if answer.state is State.ANSWERED else answer
        for id, answer in then.answers.items()
    }
    for change in shown(changes(Signed(instrument, then), Signed(instrument, AnswerSheet(answers)))):
        assert change.composition == pytest.approx(0, abs=CLOSE)


@generated
@given(st.data())
def test_what_was_answered_only_once_or_is_not_linked_never_changes_a_change(data):
    then, now = data.draw(two_rounds())
    rescaled = {change.id for change in now.questionnaire.changes}
    alone = [
        id
        for id, answer in now.sheet.answers.items()
        if answer.state is State.ANSWERED and (then.sheet[id].state is not State.ANSWERED or id in rescaled)
    ]
    assume(alone)
    id = data.draw(st.sampled_from(alone))
    other = now.sheet.with_answer(id, data.draw(ANSWERS[now.questionnaire.questions[id].kind]))
    found, edited = changes(then, now), changes(then, now._replace(sheet=other))
    for node, change in found.items():
        assert edited[node].comparability is change.comparability
        assert (edited[node].common_then, edited[node].common_now) == (change.common_then, change.common_now)


@generated
@given(st.data())
def test_a_whole_step_on_one_question_in_common_moves_nothing_or_at_least_the_smallest_move(data):
    then, now = data.draw(two_rounds())
    id, question = data.draw(st.sampled_from(list(now.questionnaire.questions.items())))
    answer = now.sheet[id]
    assume(answer.state is State.ANSWERED)
    other = data.draw(ANSWERS[question.kind])
    step = question_score(question, other) - question_score(question, answer)
    assume(abs(step) >= smallest_step(question))
    found, moved = changes(then, now), changes(then, now._replace(sheet=now.sheet.with_answer(id, other)))
    for node in ancestors(id):
        change = found[node]
        if change.comparability is Comparability.COMPARABLE:
            move = moved[node].change - change.change
            assert abs(move) <= CLOSE or abs(move) >= change.smallest_move.points - CLOSE
            assert move * step >= -CLOSE


@generated
@given(st.data(), st.sampled_from([0.01, 3, 1000]))
def test_weights_times_a_constant_change_no_change(data, constant):
    then, now = data.draw(two_rounds(same_version=True))
    domains = tuple(replace(d, weight=d.weight * constant) for d in now.questionnaire)
    scaled = replace(now.questionnaire, domains=domains)
    other = changes(then._replace(questionnaire=scaled), now._replace(questionnaire=scaled))
    for change in shown(changes(then, now)):
        assert other[change.node].change == pytest.approx(change.change, abs=CLOSE)


@generated
@given(st.data())
def test_a_domain_that_is_added_leaves_the_change_of_every_other_node_alone(data):
    then, now = data.draw(two_rounds(same_version=True))
    added = domain("D9", indicator("D9.1", ladder("D9.1a")), weight=data.draw(st.sampled_from([0.1, 1, 5])))
    newer = replace(
        now.questionnaire,
        version="2",
        domains=(*now.questionnaire.domains, added),
        changes=(Change("2", "D9.1a", ChangeKind.ADDED),),
    )
    answer = data.draw(ANSWERS[added.questions[0].kind])
    found, wider = changes(then, now), changes(then, Signed(newer, now.sheet.with_answer("D9.1a", answer)))
    assert wider["D9"].comparability is Comparability.SERIES_BREAK
    for node, change in found.items():
        if wider[node].comparability is Comparability.COMPARABLE:
            assert wider[node].change == pytest.approx(change.change, abs=CLOSE)
        else:
            assert node == OVERALL or wider[node].comparability is change.comparability


# --- Groups --------------------------------------------------------------------------

SCORES = st.dictionaries(st.sampled_from(COUNTRIES), st.none() | st.floats(0, 100))


@generated
@given(SCORES, st.randoms(use_true_random=False))
def test_the_figure_of_a_group_ignores_order_and_never_counts_what_has_no_value(scores, random):
    found = group_figure(OVERALL, scores, len(scores))
    shuffled = list(scores.items())
    random.shuffle(shuffled)
    assert group_figure(OVERALL, dict(shuffled), len(scores)) == found
    only = {iso3: value for iso3, value in scores.items() if value is not None}
    assert replace(found, of=len(only)) == group_figure(OVERALL, only, len(only))
    assert found.n == len(only) == len(found.values)


@generated
@given(SCORES)
def test_the_figures_of_a_group_stand_in_their_order_and_exist_from_their_number_on(scores):
    found = group_figure(OVERALL, scores, len(scores))
    five = [found.minimum, found.q1, found.median, found.q3, found.maximum]
    told = [number for number in five if number is not None]
    assert len(told) == (0 if not found.n else 3 if found.n < 4 else 5)
    assert all(low <= high + CLOSE for low, high in pairwise(told))
    assert (found.mean is None) is (found.n < 5)
    if found.mean is not None:
        assert found.minimum - CLOSE <= found.mean <= found.maximum + CLOSE


@generated
@given(SCORES)
def test_others_are_shown_no_dot_and_nothing_of_fewer_than_five(scores):
    seen = shown_to_others(group_figure(OVERALL, scores, len(COUNTRIES)))
    assert seen.values == {}
    assert (seen.median is None) is (seen.n < 5)
    assert seen.minimum is seen.maximum is seen.q1 is seen.mean is None or seen.n >= 5


@st.composite
def regions(draw):
    instrument = draw(instruments())
    cards = draw(st.dictionaries(st.sampled_from(COUNTRIES), sheets(instrument), min_size=1))
    entries = [CountryEntry(iso3, Status.SIGNED, score(instrument, sheet)) for iso3, sheet in cards.items()]
    return [*entries, CountryEntry("HND", Status.IN_PROGRESS)]


@generated
@given(regions(), st.sets(st.sampled_from([*COUNTRIES, "HND"])), st.sets(st.sampled_from([*COUNTRIES, "HND"])))
def test_a_group_is_what_its_countries_are_whatever_other_groups_and_countries_there_are(entries, members, others):
    whole = region_results("2026", entries)
    both = group_results(whole, {"one": members, "two": others})
    alone = region_results("2026", [entry for entry in entries if entry.iso3 in members])
    assert both["one"] == alone
    backwards = group_results(region_results("2026", entries[::-1]), {"one": members})["one"]
    assert backwards.figures == alone.figures


@generated
@given(st.data())
def test_a_trend_takes_only_the_groups_countries_that_signed_twice(data):
    instrument = data.draw(instruments())
    found = {
        iso3: changes(*(Signed(instrument, data.draw(well_answered(instrument))) for _ in range(2)))
        for iso3 in data.draw(st.lists(st.sampled_from(COUNTRIES), min_size=1, max_size=3, unique=True))
    }
    members = data.draw(st.sets(st.sampled_from(COUNTRIES)))
    trends = group_trends(members, found)
    within = {iso3: nodes for iso3, nodes in reversed(found.items()) if iso3 in members}
    assert group_trends(members, within) == trends
    for node, trend in trends.items():
        told = {iso3 for iso3, nodes in within.items() if nodes[node].change is not None}
        assert trend.then.values.keys() == trend.now.values.keys() == trend.change.values.keys() == told
        assert trend.change.of == len(members)
        for iso3 in told:
            step = trend.now.values[iso3] - trend.then.values[iso3]
            assert trend.change.values[iso3] == pytest.approx(step, abs=CLOSE)
