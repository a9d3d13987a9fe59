"""Folding the history, by hand-worked tables: time, who, way, value, applied; and the entries they make."""

from datetime import UTC, datetime, timedelta

import pytest

from assessment.core.answers import BLANK, Answer, State
from assessment.core.history import Step, fold

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
ANA, LUIS, NOBODY = 1, 2, None


def told(value: object) -> Answer:
    return BLANK if value is None else Answer(State.ANSWERED, value)


def steps(*rows: tuple) -> list[Step]:
    """Steps of rows (seconds after noon, person, way, question, value[, applied])."""
    made = []
    for number, (seconds, person, way, question, value, *applied) in enumerate(rows, 1):
        at = NOON + timedelta(seconds=seconds)
        made.append(Step(number, question, number, told(value), all(applied), way, at, person, str(person)))
    return made


def summary(*rows: tuple) -> list[tuple]:
    """The entries, the oldest first: question, from, to, how many steps, applied."""
    entries = reversed(fold(steps(*rows)))
    return [(e.question, e.before.value, e.after.value, len(e.steps), e.applied) for e in entries]


def test_what_one_person_does_to_one_answer_within_a_minute_is_one_entry():
    rows = [(0, ANA, "web", "D1.1a", 1), (20, ANA, "web", "D1.1a", 2), (60, ANA, "web", "D1.1a", 3)]
    assert summary(*rows) == [("D1.1a", None, 3, 3, True)]


@pytest.mark.parametrize(
    "second",
    [
        (61, ANA, "web", "D1.1a", 2),
        (10, LUIS, "web", "D1.1a", 2),
        (10, ANA, "pre_fill", "D1.1a", 2),
    ],
    ids=["later than a minute", "another person", "another way"],
)
def test_what_is_another_minute_person_or_way_is_another_entry(second):
    assert summary((0, ANA, "web", "D1.1a", 1), second) == [
        ("D1.1a", None, 1, 1, True),
        ("D1.1a", 1, 2, 1, True),
    ]


def test_changes_by_nobody_known_are_not_taken_for_one_persons():
    assert len(summary((0, NOBODY, "web", "D1.1a", 1), (1, NOBODY, "web", "D1.1a", 2))) == 2


def test_other_answers_in_between_do_not_part_an_entry():
    rows = [(0, ANA, "web", "D1.1a", 1), (5, ANA, "web", "D1.2a", 4), (9, ANA, "web", "D1.1a", 2)]
    assert summary(*rows) == [("D1.2a", None, 4, 1, True), ("D1.1a", None, 2, 2, True)]


def test_a_refused_change_stands_alone_beside_what_stood_and_changes_nothing():
    rows = [
        (0, ANA, "web", "D1.1a", 1),
        (10, LUIS, "web", "D1.1a", 4, False),
        (70, ANA, "web", "D1.1a", 2),
    ]
    assert summary(*rows) == [
        ("D1.1a", None, 1, 1, True),
        ("D1.1a", 1, 4, 1, False),
        ("D1.1a", 1, 2, 1, True),
    ]


def test_somebody_elses_change_in_between_parts_what_one_person_did():
    rows = [(0, ANA, "web", "D1.1a", 1), (10, LUIS, "web", "D1.1a", 2), (20, ANA, "web", "D1.1a", 3)]
    assert [entry[1:3] for entry in summary(*rows)] == [(None, 1), (1, 2), (2, 3)]


def test_a_deletion_is_an_entry_like_any_other_and_the_newest_comes_first():
    entries = fold(steps((0, ANA, "web", "D1.1a", 1), (90, LUIS, "web", "D1.1a", None)))
    assert [(entry.before.value, entry.after) for entry in entries] == [(1, BLANK), (None, told(1))]
    assert entries[0].last.by == "2"


def test_no_history_has_no_entries():
    assert fold([]) == []
