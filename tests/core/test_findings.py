"""Findings: what is said of results, and that nothing is said which the possible ranges leave open."""

from collections.abc import Mapping
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.core.findings import (
    Moved,
    beside_group,
    change_statements,
    country_statements,
    group_change_statements,
    interval,
    region_statements,
)
from assessment.core.questionnaire import Questionnaire
from assessment.core.results import OVERALL, CountryEntry, NodeScore, RegionResults, ScoreCard, Standing, Status
from assessment.core.sentences import FACTS, Sentences, Statement, Template

from .builders import METHOD, domain, generated, indicator, ladder, questionnaire

SMALL = questionnaire(
    domain("D1", indicator("D1.1", ladder("D1.1a"))),
    domain("D2", indicator("D2.1", ladder("D2.1a"))),
    domain("D3", indicator("D3.1", ladder("D3.1a"))),
)
SENTENCES = Sentences("1.0", "established", 5, {})
CLAIMS = {
    Template.STRONGEST, Template.WEAKEST, Template.LARGEST_CHANGE, Template.ROSE, Template.FELL,
    Template.ABOVE_MEDIAN, Template.BELOW_MEDIAN, Template.GROUP_STRONGEST, Template.GROUP_WEAKEST,
}  # fmt: skip
"""The sentences that tell a difference."""

Figure = float | tuple[float | None, float, float] | None


def node(id: str, figure: Figure) -> NodeScore:
    """A figure: a score without doubt, (score, lowest, highest), or None where it does not apply."""
    if figure is None:
        return NodeScore(id, Standing.NOT_APPLICABLE)
    score, lowest, highest = figure if isinstance(figure, tuple) else (figure, figure, figure)
    standing = Standing.INSUFFICIENT if score is None else Standing.SCORED
    bands = [max((b.floor, b.code) for b in METHOD.bands if b.floor <= value)[1] for value in (lowest, highest)]
    return NodeScore(id, standing, score, 1.0, lowest, highest, None if score is None else bands[0], len({*bands}) > 1)


def card(**figures: Figure) -> ScoreCard:
    """A card with these figures of domains and of the overall; an indicator has that of its domain."""
    nodes = {OVERALL: node(OVERALL, figures.pop("overall", 50.0))}
    for id, figure in figures.items():
        nodes |= {id: node(id, figure), f"{id}.1": node(f"{id}.1", figure)}
    return ScoreCard("small/1", "", "1.0", nodes, {}, "A", 1.0)


def region(*cards: ScoreCard | None) -> RegionResults:
    """A round over so many countries; None has not signed."""
    entries = tuple(
        CountryEntry(f"X{number:02}", Status.SIGNED if one else Status.NOT_STARTED, one)
        for number, one in enumerate(cards)
    )
    return RegionResults("2026", entries, {})


def said(statements: list[Statement]) -> dict[Template, Mapping[str, object]]:
    return {statement.template: statement.facts for statement in statements}


# --- one country ---------------------------------------------------------------------------


def test_the_domain_whose_range_lies_above_all_others_is_the_strongest():
    found = said(country_statements(SMALL, card(D1=(80, 75, 85), D2=(60, 40, 74), D3=(30, 20, 39))))
    assert found[Template.STRONGEST] == {"domain": "D1", "score": 80}
    assert found[Template.WEAKEST] == {"domain": "D3", "score": 30}


def test_overlapping_ranges_name_no_domain_but_those_that_may_be_it():
    found = said(country_statements(SMALL, card(D1=(80, 70, 85), D2=(60, 40, 75), D3=(10, 5, 20))))
    assert Template.STRONGEST not in found
    assert found[Template.STRONGEST_OPEN] == {"n": 2, "of": 3, "domains": ("D1", "D2")}
    assert found[Template.WEAKEST] == {"domain": "D3", "score": 10}


def test_ranges_that_touch_and_scores_that_are_equal_are_not_told_apart():
    touching = said(country_statements(SMALL, card(D1=(80, 75, 85), D2=(75, 75, 75), D3=25)))
    equal = said(country_statements(SMALL, card(D1=75, D2=75, D3=25)))
    assert (
        touching[Template.STRONGEST_OPEN]
        == equal[Template.STRONGEST_OPEN]
        == {"n": 2, "of": 3, "domains": ("D1", "D2")}
    )


def test_a_domain_without_a_score_may_still_be_the_strongest():
    found = said(country_statements(SMALL, card(D1=75, D2=(None, 20, 90), D3=10)))
    assert found[Template.STRONGEST_OPEN] == {"n": 2, "of": 3, "domains": ("D1", "D2")}


def test_a_domain_that_stands_out_without_a_score_is_not_named():
    found = said(country_statements(SMALL, card(D1=(None, 60, 100), D2=50, D3=10)))
    assert found.keys().isdisjoint({Template.STRONGEST, Template.STRONGEST_OPEN})


def test_a_domain_that_does_not_apply_is_not_compared():
    found = said(country_statements(SMALL, card(D1=75, D2=None, D3=None)))
    assert found.keys() == {Template.OVERALL}


def test_a_score_outside_its_own_range_widens_the_range():
    assert interval(NodeScore("D1", Standing.SCORED, 82.0, 0.5, 41.0, 80.0, outside_range=True)) == (41.0, 82.0)
    found = said(country_statements(SMALL, card(D1=(82, 41, 80), D2=81, D3=10)))
    assert found[Template.STRONGEST_OPEN] == {"n": 2, "of": 3, "domains": ("D1", "D2")}


@pytest.mark.parametrize(
    ("overall", "expected"),
    [
        (62.0, {Template.OVERALL: {"score": 62.0, "band": "established"}}),
        ((62, 51, 70), {Template.OVERALL_RANGE: {"score": 62, "lowest": 51, "highest": 70, "band": "established"}}),
        ((62, 40, 70), {Template.OVERALL_NEAR_BOUNDARY: {"score": 62, "lowest": 40, "highest": 70}}),
        ((None, 20, 90), {Template.NO_OVERALL: {"n": 1, "of": 2}}),
        (None, {}),
    ],
)
def test_the_overall_names_its_band_only_where_its_whole_range_lies_in_it(overall, expected):
    found = said(country_statements(SMALL, card(overall=overall, D1=62, D2=(None, 0, 100))))
    templates = {Template.OVERALL, Template.OVERALL_RANGE, Template.OVERALL_NEAR_BOUNDARY, Template.NO_OVERALL}
    assert {template: facts for template, facts in found.items() if template in templates} == expected


def test_an_overall_outside_its_own_range_names_no_band():
    pushed_out = card(D1=62, D2=60)
    pushed_out.nodes[OVERALL] = NodeScore(OVERALL, Standing.SCORED, 62, 0.9, 51, 60, "established", outside_range=True)
    found = said(country_statements(SMALL, pushed_out))
    assert found[Template.OVERALL_NEAR_BOUNDARY] == {"score": 62, "lowest": 51, "highest": 62}


def test_indicators_without_enough_data_are_counted_among_those_that_apply():
    found = said(country_statements(SMALL, card(D1=(None, 0, 100), D2=50, D3=None)))
    assert found[Template.INSUFFICIENT] == {"n": 1, "of": 2}
    assert Template.INSUFFICIENT not in said(country_statements(SMALL, card(D1=50, D2=60)))


# --- beside the group ------------------------------------------------------------------------


def test_a_country_lies_above_the_median_only_where_its_range_lies_above_that_of_the_median():
    others = [card(overall=value) for value in (30.0, 40.0, 50.0, 60.0)]
    for own, template in (
        ((80, 70, 90), Template.ABOVE_MEDIAN),
        ((20, 10, 25), Template.BELOW_MEDIAN),
        ((55, 45, 65), Template.MEDIAN_OPEN),
    ):
        mine = card(overall=own)
        assert said(beside_group(SENTENCES, mine, region(mine, *others))) == {template: {"n": 5}}


def test_nothing_is_said_beside_fewer_than_five_countries_or_without_a_score():
    others = [card(overall=value) for value in (30.0, 40.0, 50.0)]
    mine = card(overall=80.0)
    assert beside_group(SENTENCES, mine, region(mine, *others, None, card(overall=(None, 0, 100)))) == []
    unscored = card(overall=(None, 60, 100))
    assert beside_group(SENTENCES, unscored, region(unscored, *others, *others)) == []


# --- rounds ----------------------------------------------------------------------------------


def moves(then: Mapping[str, Figure], now: Mapping[str, Figure]) -> dict[str, Moved]:
    """Figures of two rounds, comparable, with the same scores on the common questions as signed."""
    found = {}
    for id, figure in then.items():
        before, after = node(id, figure), node(id, now[id])
        found[id] = Moved(before, after, (before.score or 0.0, after.score or 0.0))
    return found


def test_a_change_is_told_only_where_the_ranges_of_the_two_rounds_lie_apart():
    then, now = {"D1": (40, 30, 45), "D2": (60, 50, 70), "D3": 50}, {"D1": (70, 60, 80), "D2": (65, 55, 80), "D3": 25}
    found = said(change_statements(moves(then, now)))
    assert found[Template.ROSE] == {"n": 1, "domains": ("D1",)}
    assert found[Template.FELL] == {"n": 1, "domains": ("D3",)}
    assert found[Template.CHANGE_OPEN] == {"n": 1, "domains": ("D2",)}


def test_a_change_is_told_only_where_the_common_questions_say_so_too():
    apart = moves({"D1": 40, "D2": 50}, {"D1": 60, "D2": 50})
    otherwise = {**apart, "D1": apart["D1"]._replace(common=(45.0, 45.0))}
    assert said(change_statements(otherwise)) == {Template.CHANGE_OPEN: {"n": 1, "domains": ("D1",)}}


def test_the_largest_change_is_named_only_where_no_other_may_be_as_large():
    then = {"D1": 20, "D2": 50, "D3": 50}
    sure = moves(then, {"D1": 60, "D2": 25, "D3": 50})
    assert said(change_statements(sure))[Template.LARGEST_CHANGE] == {"domain": "D1", "then": 20, "now": 60}
    # D1 rose by 40; what is open in D3 may be a fall of 45.
    open_ = moves(then, {"D1": 60, "D2": 25, "D3": (30, 5, 55)})
    assert Template.LARGEST_CHANGE not in said(change_statements(open_))
    # On the common questions D2 changed more.
    smaller = {**sure, "D1": sure["D1"]._replace(common=(20.0, 40.0))}
    assert Template.LARGEST_CHANGE not in said(change_statements(smaller))


def test_what_stayed_the_same_is_neither_a_change_nor_open():
    same = {"D1": 20, "D2": 50, "D3": (60, 60, 60)}
    assert change_statements(moves(same, same)) == []


def test_domains_that_cannot_be_compared_are_named_and_a_series_break_is_said_instead_of_any_change():
    told = moves({"D1": 20, "D2": 50, "D3": None}, {"D1": 60, "D2": 50, "D3": 75})
    one = {**told, "D2": told["D2"]._replace(common=None)}
    assert said(change_statements(one))[Template.NOT_COMPARABLE] == {"n": 1, "domains": ("D2",)}
    none = {id: moved._replace(common=None) for id, moved in told.items()}
    assert change_statements(none) == [Statement(Template.SERIES_BREAK)]
    assert change_statements({"D3": none["D3"]}) == []


def test_of_a_group_it_is_told_how_many_surely_rose_fell_or_may_have_changed():
    ends: list[tuple[Figure, Figure]] = [
        (20, 60),
        (20, 60),
        (60, 20),
        ((50, 40, 60), (55, 45, 65)),
        (50, 50),
        (None, 60),
    ]
    told = {f"X{n}": moves({OVERALL: then}, {OVERALL: now})[OVERALL] for n, (then, now) in enumerate(ends)}
    found = said(group_change_statements(SENTENCES, told))
    assert found == {
        Template.COUNTRIES_ROSE: {"n": 2, "of": 5},
        Template.COUNTRIES_FELL: {"n": 1, "of": 5},
        Template.COUNTRIES_OPEN: {"n": 1, "of": 5},
    }
    incomparable = {**told, "X0": told["X0"]._replace(common=None)}
    assert group_change_statements(SENTENCES, incomparable) == []


# --- groups ----------------------------------------------------------------------------------


def test_of_a_group_nothing_but_who_signed_is_said_below_five_countries():
    four = [card(D1=80, D2=60, D3=20)] * 4
    assert said(region_statements(SENTENCES, SMALL, region(*four, None))) == {
        Template.SIGNED: {"n": 4, "of": 5},
        Template.TOO_FEW: {"fewest": 5},
    }


def test_countries_reach_a_band_only_where_their_whole_range_does():
    cards = [card(D1=value) for value in (50, 60.0, (55, 45, 60), (None, 0, 100), (40, 30, 49), None)]
    found = region_statements(SENTENCES, SMALL, region(*cards))
    facts = {"of": 5, "band": "established", "domain": "D1"}
    assert Statement(Template.REACHED, {"n": 2, **facts}) in found
    assert Statement(Template.REACHED_OPEN, {"n": 2, **facts}) in found


def test_no_count_is_told_of_a_domain_that_applies_to_fewer_than_five_countries():
    cards = [card(D1=60, D2=60 if number < 4 else None) for number in range(6)]
    told = [s for s in region_statements(SENTENCES, SMALL, region(*cards)) if s.template is Template.REACHED]
    assert [statement.facts["domain"] for statement in told] == ["D1"]


def test_the_strongest_domain_of_a_group_is_that_of_the_highest_median_beyond_doubt():
    sure = [card(D1=80, D2=60, D3=20)] * 5
    found = said(region_statements(SENTENCES, SMALL, region(*sure)))
    assert found[Template.GROUP_STRONGEST] == {"domain": "D1", "median": 80}
    assert found[Template.GROUP_WEAKEST] == {"domain": "D3", "median": 20}
    unsure = [card(D1=(80, 55, 90), D2=60, D3=20)] * 3
    found = said(region_statements(SENTENCES, SMALL, region(*sure[:2], *unsure)))
    assert found[Template.GROUP_STRONGEST_OPEN] == {"n": 2, "of": 3, "domains": ("D1", "D2")}


def test_a_median_of_fewer_than_five_countries_is_not_told():
    cards = [card(D1=80 if number < 4 else (None, 80, 80), D2=60, D3=20) for number in range(6)]
    found = said(region_statements(SENTENCES, SMALL, region(*cards)))
    assert found.keys().isdisjoint({Template.GROUP_STRONGEST, Template.GROUP_STRONGEST_OPEN})
    assert found[Template.GROUP_WEAKEST] == {"domain": "D3", "median": 20}


# --- all of them -----------------------------------------------------------------------------


@st.composite
def figures(draw) -> Figure:
    kind = draw(st.sampled_from(["sure", "range", "insufficient", "not applicable"]))
    low, score, high = sorted(draw(st.lists(st.integers(0, 100), min_size=3, max_size=3)))
    return {"sure": score, "range": (score, low, high), "insufficient": (None, low, high)}.get(kind)


@st.composite
def cards(draw) -> ScoreCard:
    return card(**{id: draw(figures()) for id in ("overall", "D1", "D2", "D3")})


def everything(told: list[ScoreCard], instrument: Questionnaire = SMALL) -> list[Statement]:
    """All that is said of some cards: of each, of its change to the next, and of all together."""
    found = region_statements(SENTENCES, instrument, region(*told))
    overall = {}
    for number, (one, other) in enumerate(pairwise(told)):
        found += country_statements(instrument, one)
        found += beside_group(SENTENCES, one, region(*told))
        between = {id: moved(one, other, id) for id in (OVERALL, "D1", "D2", "D3")}
        overall[f"X{number}"] = between.pop(OVERALL)
        found += change_statements(between)
    return found + group_change_statements(SENTENCES, overall)


def moved(one: ScoreCard, other: ScoreCard, id: str) -> Moved:
    """A figure on two cards; comparable where both have a score."""
    scores = one.nodes[id].score, other.nodes[id].score
    return Moved(one.nodes[id], other.nodes[id], scores if None not in scores else None)


@generated
@given(st.lists(cards(), min_size=2, max_size=7))
def test_every_statement_has_the_facts_of_its_template_and_names_no_country(told):
    for statement in everything(told):
        assert statement.facts.keys() == FACTS[statement.template]
        assert not any(
            fact in {f"X{n:02}" for n in range(7)} for fact in statement.facts.values() if isinstance(fact, str)
        )
        if "of" in statement.facts:
            assert 0 <= statement.facts["n"] <= statement.facts["of"]


@generated
@given(st.lists(cards(), min_size=7, max_size=7))
def test_the_order_of_the_countries_changes_nothing_that_is_said_of_a_group(told):
    assert region_statements(SENTENCES, SMALL, region(*told)) == region_statements(
        SENTENCES, SMALL, region(*told[::-1])
    )


@generated
@given(st.lists(st.tuples(st.integers(0, 49), st.integers(51, 100)), min_size=6, max_size=6))
def test_where_all_ranges_overlap_no_difference_is_told(ends):
    wide = [tuple((50, low, high) for low, high in ends[n:] + ends[:n]) for n in range(6)]
    told = [card(overall=a, D1=b, D2=c, D3=d) for a, b, c, d, *_ in wide]
    found = {statement.template for statement in everything(told)}
    assert found.isdisjoint(CLAIMS)
    assert found >= {Template.STRONGEST_OPEN, Template.WEAKEST_OPEN, Template.CHANGE_OPEN, Template.MEDIAN_OPEN}


@generated
@given(cards(), st.lists(st.floats(0, 1), min_size=3, max_size=3))
def test_a_strongest_domain_stays_so_wherever_in_their_ranges_the_values_lie(one, places):
    found = said(country_statements(SMALL, one))
    ranges = {id: interval(one.nodes[id]) for id in ("D1", "D2", "D3") if one.nodes[id].lowest is not None}
    values = {id: low + place * (high - low) for (id, (low, high)), place in zip(ranges.items(), places, strict=False)}
    if Template.STRONGEST in found:
        assert max(values, key=values.__getitem__) == found[Template.STRONGEST]["domain"]
    if Template.WEAKEST in found:
        assert min(values, key=values.__getitem__) == found[Template.WEAKEST]["domain"]
