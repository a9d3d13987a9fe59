"""What others are shown of confidential answers and of counts of few persons."""

from dataclasses import replace

import pytest

from assessment.core.answers import Answer, AnswerSheet, Evidence, Partners, State
from assessment.core.disclosure import Withheld, is_withheld, shown_to_others, without_small_counts
from tests.core.builders import DONT_KNOW, answered, domain, indicator, ladder, number, percent, questionnaire

FEW = Withheld.FEW
NOTE = {"comment": "Two sisters", "evidence": (Evidence("https://example.org", "File 12"),)}
MARKED = questionnaire(
    domain(
        "D1",
        indicator(
            "D1.1",
            ladder("D1.1a"),
            replace(percent("D1.1b", part=None), confidential=True),
            replace(number("D1.1c", part=None), small_counts=True),
        ),
    )
)


def shown(question: str, answer: Answer) -> Answer:
    return shown_to_others(MARKED, AnswerSheet({question: answer}))[question]


COUNTS = [
    (0, 0),
    (1, FEW),
    (4, FEW),
    (5, 5),
    (250, 250),
    ({"total": 0, "parts": {"girls": 0, "boys": 0}}, {"total": 0, "parts": {"girls": 0, "boys": 0}}),
    ({"total": 4, "parts": {"girls": 4, "boys": 0}}, FEW),
    ({"total": 12, "parts": {"girls": 5, "boys": 7}}, {"total": 12, "parts": {"girls": 5, "boys": 7}}),
    ({"total": 12, "parts": {"girls": 12, "boys": 0}}, {"total": 12, "parts": {"girls": 12, "boys": 0}}),
    ({"total": 12, "parts": {"girls": 2, "boys": 10}}, {"total": 12, "parts": FEW}),
    ({"total": 12, "parts": {"girls": 1, "boys": 1}}, {"total": 12, "parts": FEW}),
    ({"total": 12, "parts": {"girls": 10}}, {"total": 12, "parts": FEW}),
    ({"total": 12, "parts": {"girls": 7}}, {"total": 12, "parts": {"girls": 7}}),
    ({"total": 12, "parts": {}}, {"total": 12, "parts": {}}),
    ({"total": 12}, {"total": 12}),
]


@pytest.mark.parametrize(("value", "left"), COUNTS, ids=str)
def test_counts_from_1_to_4_are_withheld_and_cannot_be_computed_from_the_rest(value: object, left: object) -> None:
    assert without_small_counts(value) == left


def test_of_a_confidential_answer_others_learn_only_whether_there_is_one() -> None:
    told = replace(answered(70), **NOTE)
    assert shown("D1.1b", told) == Answer(State.ANSWERED, Withheld.CONFIDENTIAL)
    not_applicable = Answer(State.NOT_APPLICABLE, reason="No such fund", **NOTE)
    assert shown("D1.1b", not_applicable) == Answer(State.NOT_APPLICABLE)
    assert shown("D1.1b", DONT_KNOW) == DONT_KNOW


def test_what_is_written_about_a_small_count_is_withheld_with_it() -> None:
    assert shown("D1.1c", replace(answered(2), **NOTE)) == Answer(State.ANSWERED, FEW)
    assert shown("D1.1c", Answer(State.DONT_KNOW, **NOTE)) == DONT_KNOW
    large = replace(answered(40), **NOTE)
    assert shown("D1.1c", large) == large


def test_answers_to_questions_without_a_mark_are_shown_as_they_are() -> None:
    told = replace(answered(2), **NOTE)
    assert shown("D1.1a", told) == told


def test_a_cell_about_a_partner_is_withheld_as_its_question_is() -> None:
    sheet = AnswerSheet({"D1.1c@CHL": answered(3), "D1.1a@CHL": answered(3)}, Partners(("CHL",)))
    others = shown_to_others(MARKED, sheet)
    assert others["D1.1c@CHL"].value is FEW
    assert others["D1.1a@CHL"] == answered(3)
    assert others.partners == sheet.partners


def test_an_answer_is_withheld_when_its_value_or_its_breakdown_is() -> None:
    assert is_withheld(answered(FEW))
    assert is_withheld(answered({"total": 12, "parts": FEW}))
    assert not is_withheld(answered({"total": 12, "parts": {"girls": 12}}))
    assert not is_withheld(answered(12))
