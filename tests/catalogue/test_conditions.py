"""What a condition may say, beyond the broken variants: rules 20 and 21 on every type."""

from pathlib import Path

import pytest

from assessment.catalogue import check
from tests.catalogue.broken import SECOND, copy_of_small, replace

SOUND = [
    "{q: D1.1a, is: equals, value: 4}",
    "{q: D1.1a, is: any_of, value: [0, 1]}",
    "{q: D1.1a, is: at_most, value: 2}",
    "{q: D1.1a, is: dont_know}",
    "{q: D1.1b, is: all_of, value: [prisons, borders]}",
    "{q: D1.1b, is: any_of, value: [none_of_these]}",
    "{q: D1.1b, is: count_at_least, value: 3}",
    "{q: D1.1c, is: not_applicable}",
    "{q: D1.1c, is: at_least, value: 8760}",
    "{q: D1.1c, is: equals, value: 2.5}",
    "{q: D1.1d, is: at_most, value: 100}",
    '{q: D1.1e, is: equals, value: "yes"}',
    "{q: D2.1a, is: equals, value: yearly}",
    "{q: D2.2a, is: any_of, value: [PER, CHL]}",
    "{q: D2.2a, is: count_at_least, value: 120}",
    "{q: D2.2c, is: at_least, value: 2020}",
    '{q: D2.2d, is: equals, value: "2026-03"}',
    "{all: [{q: D1.1a, is: at_least, value: 1}, {not: {q: D1.1a, is: equals, value: 3}}]}",
    "{not: {any: [{q: D1.1a, is: at_most, value: 2}, {q: D1.1c, is: at_most, value: 10}]}}",
]
NEVER = [
    "{all: [{q: D1.1a, is: at_least, value: 3}, {q: D1.1a, is: at_most, value: 2}]}",
    "{all: [{q: D1.1b, is: any_of, value: [none_of_these]}, {q: D1.1b, is: any_of, value: [prisons]}]}",
    "{all: [{q: D1.1a, is: equals, value: 1}, {q: D1.1d, is: answered}]}",  # D1.1d is asked from level 2
    "{all: [{q: D1.1c, is: at_least, value: 20}, {not: {q: D1.1c, is: at_least, value: 10}}]}",
]
UNSUITED = [
    "{q: D1.1b, is: equals, value: prisons}",
    "{q: D1.1b, is: count_at_least, value: 4}",
    "{q: D1.1b, is: count_at_least, value: 0}",
    "{q: D1.1b, is: any_of, value: []}",
    "{q: D1.1b, is: any_of, value: prisons}",
    "{q: D1.1c, is: at_least}",
    "{q: D1.1c, is: any_of, value: [1]}",
    "{q: D1.1d, is: at_least, value: 101}",
    "{q: D1.1e, is: at_least, value: 1}",
    "{q: D2.2a, is: any_of, value: [Peru]}",
    "{q: D2.2c, is: equals, value: 26}",
    '{q: D2.2d, is: equals, value: "2026-13"}',
    "{q: D2.2d, is: at_least, value: 3}",
]


def _codes(rule: str, folder: Path) -> set[tuple[int, str]]:
    version = copy_of_small(folder)
    replace(version, SECOND, "{q: D2.2d, is: answered}", rule)
    return {(finding.rule, finding.code) for finding in check(version)}


@pytest.mark.parametrize("rule", SOUND)
def test_a_sound_condition_is_accepted(rule: str, tmp_path: Path) -> None:
    assert _codes(rule, tmp_path) == set()


@pytest.mark.parametrize("rule", NEVER)
def test_a_condition_no_answer_can_meet_is_refused(rule: str, tmp_path: Path) -> None:
    assert _codes(rule, tmp_path) == {(21, "never_shown")}


@pytest.mark.parametrize("rule", UNSUITED)
def test_a_test_its_source_cannot_answer_is_refused(rule: str, tmp_path: Path) -> None:
    assert {number for number, _ in _codes(rule, tmp_path)} == {20}
