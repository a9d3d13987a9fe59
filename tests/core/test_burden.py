"""Which seconds count."""

import pytest

from assessment.core.burden import Burden, between_saves, burden, counted


@pytest.mark.parametrize(
    ("claimed", "since", "now", "counts"),
    [
        (40, None, 1000.0, 40),
        (40, 900.0, 1000.0, 40),
        (100, 900.0, 1000.0, 100),
        (101, 900.0, 1000.0, 100),  # more than has passed
        (40, 990.0, 1000.0, 10),  # another window of the same person reported ten seconds ago
        (40, 1000.0, 1000.0, 0),  # the same report once more
        (40, 1005.0, 1000.0, 0),  # a clock set back
        (9999, None, 1000.0, 600),  # more than one report can add
        (9999, 1.0, 9000.0, 600),
        (-5, None, 1000.0, 0),
    ],
)
def test_a_report_counts_no_more_than_has_passed_and_than_one_report_can_add(claimed, since, now, counts):
    assert counted(claimed, since, now) == counts


def test_saves_alone_tell_the_time_since_the_save_before_of_the_same_person():
    saves = [("ana", 0.0, "D1"), ("ana", 120.0, "D1"), ("luis", 130.0, "D1"), ("ana", 300.0, "D2")]
    assert between_saves(saves) == {"D1": 120, "D2": 180}


def test_a_long_time_between_saves_counts_as_ten_minutes():
    assert between_saves([(1, 0.0, "D1"), (1, 86_400.0, "D1")]) == {"D1": 600}


def test_several_answers_of_one_save_count_once_and_the_order_does_not_matter():
    assert between_saves([(1, 60.0, "D1"), (1, 0.0, "D1"), (1, 60.0, "D1")]) == {"D1": 60}


def test_the_median_is_shown_from_enough_countries_on():
    countries = [{"D1": 60 * minutes} for minutes in (10, 20, 30, 40)]
    assert burden("D1", countries, fewest=5) == Burden("D1", 4, None)
    assert burden("D1", [*countries, {"D1": 3600}], fewest=5) == Burden("D1", 5, 30.0)


def test_a_country_of_which_nothing_is_measured_is_not_counted():
    assert burden("D1", [{"D1": 60}, {"D1": 0}, {}], fewest=1) == Burden("D1", 1, 1.0)
    assert burden("D1", [], fewest=1) == Burden("D1", 0, None)
