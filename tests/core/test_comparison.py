"""Figures of groups: who counts, from how many countries on a figure exists, and what others are shown of it."""

from itertools import permutations

import pytest

from assessment.core.answers import AnswerSheet
from assessment.core.comparison import (
    GroupTrend,
    group_figure,
    group_results,
    group_trends,
    region_results,
    shown_to_others,
)
from assessment.core.results import OVERALL, CountryEntry, GroupFigure, Status
from assessment.core.rounds import Signed, changes
from assessment.core.scoring import score

from .builders import answered, domain, indicator, ladder, questionnaire

COUNTRIES = ["ARG", "BOL", "CHL", "DOM", "ECU", "GTM"]


def figure(*scores: float | None) -> GroupFigure:
    return group_figure("D1", dict(zip(COUNTRIES, scores, strict=False)), of=25)


def test_a_group_in_which_nobody_has_a_value_has_no_figure():
    assert figure(None, None) == GroupFigure("D1", n=0, of=25, values={})


def test_countries_without_a_value_never_count_as_0():
    found = figure(80, None, 60)
    assert (found.n, found.of, found.median, found.minimum) == (2, 25, 70, 60)
    assert found.values == {"ARG": 80, "CHL": 60}


def test_a_country_at_0_counts():
    assert (figure(0, 80).n, figure(0, 80).median) == (2, 40)


def test_three_countries_have_a_median_and_extremes_but_no_quartiles_and_no_mean():
    found = figure(10, 50, 60)
    assert (found.median, found.minimum, found.maximum) == (50, 10, 60)
    assert (found.q1, found.q3, found.mean) == (None, None, None)


def test_four_countries_have_quartiles_by_linear_interpolation_but_no_mean():
    found = figure(10, 20, 30, 40)
    assert (found.q1, found.median, found.q3) == (17.5, 25, 32.5)
    assert found.mean is None


def test_five_countries_have_a_mean_too():
    found = figure(0, 10, 20, 40, 100)
    assert (found.q1, found.median, found.q3, found.mean) == (10, 20, 40, 34)


def test_the_order_of_the_countries_changes_nothing():
    scores = {"ARG": 0.1, "BOL": 0.2, "CHL": 0.3, "DOM": 33.3, "ECU": 99.9}
    found = [group_figure("D1", {iso3: scores[iso3] for iso3 in order}, of=25) for order in permutations(scores)]
    assert all(one == found[0] for one in found)


# Three domains of one ladder each.
INSTRUMENT = questionnaire(*(domain(f"D{d}", indicator(f"D{d}.1", ladder(f"D{d}.1a"))) for d in (1, 2, 3)))


def signed(iso3: str, *levels: int) -> CountryEntry:
    answers = {f"D{d}.1a": answered(level) for d, level in enumerate(levels, start=1)}
    return CountryEntry(iso3, Status.SIGNED, score(INSTRUMENT, AnswerSheet(answers)))


def test_a_region_has_figures_for_the_overall_every_domain_and_every_indicator():
    region = region_results("2026", [signed("ARG", 1, 2, 3)])
    assert list(region.figures) == ["overall", "D1", "D1.1", "D2", "D2.1", "D3", "D3.1"]


def test_the_overall_of_a_group_is_the_median_of_its_countries_not_of_its_domains():
    region = region_results("2026", [signed("ARG", 4, 0, 0), signed("BOL", 0, 4, 0), signed("CHL", 0, 0, 4)])
    assert [region.figures[id].median for id in ("D1", "D2", "D3")] == [0, 0, 0]
    assert region.figures["overall"].median == pytest.approx(100 / 3)


def test_only_signed_countries_are_in_a_figure_but_all_are_in_the_group():
    entries = [signed("ARG", 4, 4, 4), CountryEntry("BOL", Status.IN_PROGRESS), CountryEntry("CHL", Status.NOT_STARTED)]
    region = region_results("2026", entries)
    assert (region.figures["overall"].n, region.figures["overall"].of) == (1, 3)
    assert [entry.iso3 for entry in region.signed] == ["ARG"]
    assert region.entries == tuple(entries)


def test_a_country_with_insufficient_data_is_in_some_figures_and_not_in_others():
    region = region_results("2026", [signed("ARG", 4), signed("BOL", 2, 2, 2)])
    assert (region.figures["D1"].n, region.figures["overall"].n) == (2, 1)
    assert region.figures["overall"].values == {"BOL": 50}


def test_a_round_in_which_nobody_has_signed_has_an_empty_overall_figure():
    region = region_results("2026", [CountryEntry("ARG", Status.IN_PROGRESS)])
    assert region.figures == {"overall": GroupFigure("overall", n=0, of=1, values={})}


# --- Groups ------------------------------------------------------------------------


def test_a_country_counts_in_every_group_it_is_in():
    region = region_results("2026", [signed("ARG", 4, 4, 4), signed("BOL", 2, 2, 2), signed("CHL", 0, 0, 0)])
    found = group_results(region, {"south": ["ARG", "CHL", "BOL"], "andes": ["BOL"], "saved": ["CHL", "BOL"]})
    assert {code: (group.figures[OVERALL].n, group.figures[OVERALL].median) for code, group in found.items()} == {
        "south": (3, 50),
        "andes": (1, 50),
        "saved": (2, 25),
    }


def test_a_group_counts_its_countries_that_have_not_signed_and_none_that_are_not_in_the_round():
    region = region_results("2026", [signed("ARG", 4, 4, 4), CountryEntry("BOL", Status.IN_PROGRESS)])
    [group] = group_results(region, {"scheme": ["ARG", "BOL", "CRI"]}).values()
    assert (group.figures[OVERALL].n, group.figures[OVERALL].of) == (1, 2)
    assert [entry.iso3 for entry in group.entries] == ["ARG", "BOL"]


def test_a_group_without_a_country_of_the_round_has_an_empty_overall_figure():
    region = region_results("2026", [signed("ARG", 4, 4, 4)])
    assert group_results(region, {"none": []})["none"].figures == {OVERALL: GroupFigure(OVERALL, 0, 0, {})}


def test_the_group_of_all_countries_is_the_region():
    region = region_results("2026", [signed("ARG", 4, 4, 4), signed("BOL", 2, 2, 2)])
    assert group_results(region, {"all": ["BOL", "ARG"]})["all"] == region


def test_others_see_the_figure_of_five_countries_without_a_dot():
    own = figure(0, 10, 20, 40, 100)
    seen = shown_to_others(own)
    assert seen.values == {}
    assert (seen.n, seen.of, seen.median, seen.q1, seen.q3) == (5, 25, own.median, own.q1, own.q3)
    assert (seen.minimum, seen.maximum, seen.mean) == (0, 100, 34)


def test_of_four_countries_others_see_only_how_many_they_are():
    assert shown_to_others(figure(0, 10, 20, 40)) == GroupFigure("D1", n=4, of=25, values={})


# --- Between two rounds -------------------------------------------------------------


def trend(*levels: tuple[int, int]) -> GroupTrend:
    """The overall trend of countries that answered every ladder with the first level then and the second now."""
    found = {}
    for iso3, (then, now) in zip(COUNTRIES, levels, strict=False):
        sheets = [AnswerSheet({f"D{d}.1a": answered(level) for d in (1, 2, 3)}) for level in (then, now)]
        found[iso3] = changes(*(Signed(INSTRUMENT, sheet) for sheet in sheets))
    return group_trends(COUNTRIES, found)[OVERALL]


def test_a_trend_shows_each_country_then_and_now():
    found = trend((1, 2), (4, 3))
    assert (found.then.values, found.now.values) == ({"ARG": 25, "BOL": 100}, {"ARG": 50, "BOL": 75})
    assert found.change.values == {"ARG": 25, "BOL": -25}


def test_others_see_a_trend_of_five_countries_without_dots_and_none_of_four():
    five = trend((1, 2), (4, 3), (0, 0), (1, 1), (0, 4)).shown_to_others()
    assert (five.then.median, five.now.median, five.change.median) == (25, 50, 0)
    assert five.then.values == five.now.values == five.change.values == {}
    four = trend((1, 2), (4, 3), (0, 0), (1, 1)).shown_to_others()
    assert (four.change.n, four.change.of) == (4, 6)
    assert four.then.median is four.now.median is four.change.median is None


def test_a_group_in_which_nobody_signed_twice_has_an_empty_overall_trend():
    none = GroupFigure(OVERALL, 0, 2, {})
    assert group_trends(["ARG", "BOL"], {}) == {OVERALL: GroupTrend(OVERALL, none, none, none)}
