"""What of an earlier round's answers can be offered again, and what became of them."""

from dataclasses import replace

import pytest

from assessment.core.answers import BLANK, Answer, AnswerSheet, Evidence, Partners, State
from assessment.core.changes import Change, ChangeKind
from assessment.core.conditions import Test
from assessment.core.earlier import Since, ancestors, carried_over, since
from assessment.core.questionnaire import Questionnaire
from tests.core.builders import (
    DONT_KNOW,
    NOT_APPLICABLE,
    answered,
    choice,
    domain,
    indicator,
    ladder,
    number,
    percent,
    questionnaire,
    several,
    yes_no,
)

SCHEMES = {"can": 1, "mercosur": 1}


def version(*questions: object) -> Questionnaire:
    return questionnaire(domain("D1", indicator("D1.1", *questions)))


CASES = [
    (answered(3), answered(3), Since.UNCHANGED),
    (answered(3), answered(2), Since.UPDATED),
    (answered(3), None, Since.NEW),
    (DONT_KNOW, answered(3), Since.UPDATED),
    (DONT_KNOW, DONT_KNOW, Since.UNCHANGED),
    (NOT_APPLICABLE, replace(NOT_APPLICABLE, reason="For another reason."), Since.UPDATED),
    (BLANK, answered(3), None),
    (Answer(State.NOT_ASKED), answered(3), None),
    (replace(answered(3), comment="Now", evidence=(Evidence("https://example.org"),)), answered(3), Since.UNCHANGED),
]


@pytest.mark.parametrize(("now", "then", "expected"), CASES)
def test_an_answer_is_unchanged_updated_or_new_whatever_is_written_beside_it(
    now: Answer, then: Answer | None, expected: Since | None
) -> None:
    assert since(now, then) is expected


def test_only_questions_that_take_the_same_answers_are_carried_over() -> None:
    older = version(
        ladder("D1.1a"),
        several("D1.1b", SCHEMES),
        percent("D1.1c"),
        number("D1.1d", breakdown=("women", "men")),
        choice("D1.1e", {"we": 0, "they": 100}),
        yes_no("D1.1f"),
    )
    newer = version(
        ladder("D1.1a"),
        several("D1.1b", {**SCHEMES, "sica": 1}),
        number("D1.1c"),
        number("D1.1d", breakdown=("girls", "boys")),
        choice("D1.1e", {"we": 0, "they": 100}),
        yes_no("D1.1g"),
    )
    assert ancestors(older, newer) == {"D1.1a": "D1.1a", "D1.1e": "D1.1e"}


def test_a_question_under_another_id_is_carried_over_and_a_rescaled_one_is_not() -> None:
    older = replace(version(ladder("D1.1a"), yes_no("D1.1b"), percent("D1.1c")), version="2024")
    renamed = Change("2026", "D1.1d", ChangeKind.REWORDED, "D1.1b")
    rescaled = Change("2026", "D1.1c", ChangeKind.RESCALED)
    newer = version(ladder("D1.1a"), percent("D1.1c"), yes_no("D1.1d"))
    newer = replace(newer, version="2026", changes=(renamed, rescaled))
    sheet = AnswerSheet({"D1.1a": answered(3), "D1.1b": answered("yes"), "D1.1c": answered(50)})
    assert carried_over(older, newer, sheet) == {"D1.1a": answered(3), "D1.1d": answered("yes")}
    assert carried_over(newer, older, sheet) == {}


def test_blank_answers_and_those_hidden_then_are_not_carried_over() -> None:
    whole = version(ladder("D1.1a"), yes_no("D1.1b", when=Test("D1.1a", "at_least", 2)), percent("D1.1c"))
    sheet = AnswerSheet({"D1.1a": answered(1), "D1.1b": answered("yes"), "D1.1c": BLANK})
    assert carried_over(whole, whole, sheet) == {"D1.1a": answered(1)}


def test_cells_and_instruments_are_carried_over_by_their_keys() -> None:
    whole = questionnaire(replace(domain("D8", indicator("D8.1", ladder("D8.1a"))), per_partner=True))
    treaty = answered({"name": "Treaty", "year": 2011, "status": "in_force", "parties": ["CHL", "PER"], "scope": []})
    told = {"D8.1a@CHL": answered(3), "D8#own-1": treaty, "D8#own-2": BLANK, "D8.1a@BOL": answered(2)}
    sheet = AnswerSheet(told, Partners(("CHL",)))
    assert carried_over(whole, whole, sheet) == {"D8.1a@CHL": answered(3), "D8#own-1": treaty}
