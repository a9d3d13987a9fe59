"""Conditions: show a question only if earlier answers say so.

A closed vocabulary of small trees. State tests (answered, dont_know,
not_applicable) read the state of the source; value tests (equals, any_of,
all_of, at_least, at_most, count_at_least) are true only if the source is
answered and the value fits; ``not`` of a value test is true only if the source
is answered and the value does not fit. A source that is not asked counts as
blank.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from assessment.core.answers import Answer, AnswerSheet, State, number_of

STATE_TESTS = {
    "answered": State.ANSWERED,
    "dont_know": State.DONT_KNOW,
    "not_applicable": State.NOT_APPLICABLE,
}


def _codes(value: object) -> set[object]:
    """The codes an answer names, whatever its kind."""
    if isinstance(value, Mapping):
        return set(value["chosen"]) if "chosen" in value else set(value)
    return {value}


def _as_list(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else [value]


VALUE_TESTS: Mapping[str, Callable[[object, object], bool]] = {
    "equals": lambda value, wanted: value == wanted,
    "any_of": lambda value, wanted: bool(_codes(value) & set(_as_list(wanted))),
    "all_of": lambda value, wanted: set(_as_list(wanted)) <= _codes(value),
    "at_least": lambda value, wanted: number_of(value) >= number_of(wanted),
    "at_most": lambda value, wanted: number_of(value) <= number_of(wanted),
    "count_at_least": lambda value, wanted: len(_codes(value) - {"none_of_these"}) >= number_of(wanted),
}


@dataclass(frozen=True, slots=True)
class Test:
    """One test of one earlier question."""

    __test__ = False  # not a test case, whatever its name says to a test runner

    question: str
    operator: str
    value: object = None


@dataclass(frozen=True, slots=True)
class All:
    """True when every part is."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """True when at least one part is."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The negation of a part; over value tests it still needs an answered source."""

    part: "Condition"


Condition = Test | All | Any | Not


def sources(condition: Condition) -> Iterator[str]:
    """Ids of the questions a condition reads."""
    if isinstance(condition, Test):
        yield condition.question
    elif isinstance(condition, Not):
        yield from sources(condition.part)
    else:
        for part in condition.parts:
            yield from sources(part)


def holds(condition: Condition, sheet: AnswerSheet, *, negated: bool = False) -> bool:
    """Whether a condition (or its negation) holds for a sheet in which questions not asked are blank."""
    if isinstance(condition, Not):
        return holds(condition.part, sheet, negated=not negated)
    if isinstance(condition, All | Any):
        results = (holds(part, sheet, negated=negated) for part in condition.parts)
        return all(results) if isinstance(condition, All) is not negated else any(results)
    answer = sheet[condition.question]
    return _test(condition, answer) is not negated if _decidable(condition, answer) else False


def _decidable(test: Test, answer: Answer) -> bool:
    return test.operator in STATE_TESTS or answer.state is State.ANSWERED


def _test(test: Test, answer: Answer) -> bool:
    if test.operator in STATE_TESTS:
        return answer.state is STATE_TESTS[test.operator]
    return VALUE_TESTS[test.operator](answer.value, test.value)
