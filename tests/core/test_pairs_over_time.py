"""Which columns of the matrix can be followed from one version to another."""

from dataclasses import replace

import pytest

from assessment.core.changes import Change, ChangeKind
from assessment.core.pairs_over_time import comparable_columns

from .builders import cooperation, domain, indicator, ladder, questionnaire

SAME = {f"D8.{number}": f"D8.{number}" for number in range(1, 6)}


def version(name: str, *changes: Change):
    return replace(questionnaire(cooperation()), version=name, changes=changes)


@pytest.mark.parametrize(
    ("change", "lost"),
    [
        (Change("2028", "D8.2a", ChangeKind.REWORDED), ()),
        (Change("2028", "D8.2a", ChangeKind.RESCALED), ("D8.2",)),
        (Change("2028", "D8.2b", ChangeKind.RESCALED), ("D8.2",)),  # who acts for whom decides the state of a pair
        (Change("2028", "D8.2c", ChangeKind.ADDED), ("D8.2",)),  # and so do the places
    ],
    ids=str,
)
def test_a_column_is_followed_while_all_that_decides_a_pair_state_means_the_same(change, lost):
    found = comparable_columns(version("2026"), version("2028", change))
    assert found == {column: then for column, then in SAME.items() if column not in lost}


def test_a_column_is_followed_through_a_change_of_its_id():
    renamed = replace(cooperation(), indicators=(indicator("D8.7", ladder("D8.7a")),))
    change = Change("2028", "D8.7a", ChangeKind.SAME, descends_from="D8.3a")
    newer = replace(questionnaire(renamed), version="2028", changes=(change,))
    assert comparable_columns(version("2026"), newer) == {"D8.7": "D8.3"}


def test_nothing_is_followed_backwards_into_another_instrument_or_from_a_version_without_partners():
    assert comparable_columns(version("2028"), version("2026")) == {}
    assert comparable_columns(replace(version("2026"), slug="other"), version("2028")) == {}
    plain = replace(questionnaire(domain("D1", indicator("D1.1", ladder("D1.1a")))), version="2026")
    assert comparable_columns(plain, version("2028")) == {}
