"""What a contributor is shown and may answer: units, the part of a questionnaire, how far it is."""

import pytest

from assessment.core.answers import Answer, AnswerSheet, Partners, State
from assessment.core.questionnaire import Questionnaire
from assessment.core.sharing import (
    Scope,
    UnknownPart,
    answers_within,
    in_order,
    part_of,
    progress_of,
    unit_of,
    units,
)
from tests.factories import answered, full_sheet

PARTNERS = Partners(("BOL", "CHL"), ("ESP",))


def shown(*names: str) -> Scope:
    return Scope(frozenset(names), frozenset(names))


@pytest.mark.parametrize(
    ("key", "unit"),
    [("D3.1a", "D3.1a"), ("D8.2a@CHL", "D8"), ("D8@CHL", "D8"), ("D8#own-1", "D8"), ("D8#CAN-548", "D8")],
)
def test_everything_said_of_partners_is_one_unit_every_other_question_one_itself(key: str, unit: str) -> None:
    assert unit_of(key) == unit


def test_what_is_shown_need_not_be_open() -> None:
    scope = Scope(frozenset({"D3.1a", "D8"}), frozenset({"D8"}))
    assert scope.shows("D3.1a")
    assert not scope.takes("D3.1a")
    assert scope.takes("D8.1a@CHL")
    assert not scope.shows("D3.1b")


def test_a_section_stands_for_its_questions_and_the_section_of_partners_for_itself(
    questionnaire: Questionnaire,
) -> None:
    found = units(questionnaire, ["D3", "D1.1a", "D8"])
    assert found == {q.id for q in questionnaire.domain("D3").questions} | {"D1.1a", "D8"}


@pytest.mark.parametrize("part", ["D99", "D3.99a", "D8.1a", "D8@CHL", "", "D3.1"])
def test_what_is_neither_a_section_nor_a_question_that_stands_alone_cannot_be_shared(
    questionnaire: Questionnaire, part: str
) -> None:
    with pytest.raises(UnknownPart):
        units(questionnaire, ["D1", part])


def test_parts_come_in_the_order_of_the_questionnaire_without_questions_of_a_whole_section(
    questionnaire: Questionnaire,
) -> None:
    assert in_order(questionnaire, ["D8", "D4.1a", "D3", "D3.1a", "D1.3b", "D1.1a"]) == (
        "D1.1a",
        "D1.3b",
        "D3",
        "D4.1a",
        "D8",
    )


def test_the_part_holds_nothing_but_what_is_shown(questionnaire: Questionnaire) -> None:
    part = part_of(questionnaire, shown("D1.1a", "D3.2a"))
    assert [domain.id for domain in part] == ["D1", "D3"]
    assert list(part.questions) == ["D1.1a", "D3.2a"]
    assert list(part.indicators) == ["D1.1", "D3.2"]
    assert list(part_of(questionnaire, shown())) == []
    assert part_of(questionnaire, shown("D8")).domains == (questionnaire.domain("D8"),)


def test_a_condition_stays_only_with_all_it_reads(questionnaire: Questionnaire) -> None:
    assert questionnaire.questions["D1.3c"].show_when is not None
    assert part_of(questionnaire, shown("D1.3c")).questions["D1.3c"].show_when is None
    assert part_of(questionnaire, shown("D1.3a", "D1.3c")).questions["D1.3c"].show_when is not None


def test_answers_that_are_not_shown_are_cut_away_and_partners_with_their_section(questionnaire: Questionnaire) -> None:
    sheet = full_sheet(questionnaire, 3, PARTNERS)
    sheet = sheet.with_answer("D8@ESP", answered(True)).with_answer("D8#own-1", answered({}))
    of_questions = answers_within(shown("D1.1a", "D3.2a"), sheet)
    assert set(of_questions.answers) == {"D1.1a", "D3.2a"}
    assert of_questions.partners == Partners()
    of_partners = answers_within(shown("D8"), sheet)
    assert {key for key in of_partners.answers if not key.startswith("D8")} == set()
    assert {"D8@ESP", "D8#own-1", "D8.1a@CHL"} <= set(of_partners.answers)
    assert of_partners.partners == PARTNERS


def test_progress_counts_only_what_is_shared_and_asks_by_the_whole_sheet(questionnaire: Questionnaire) -> None:
    """D1.3c is asked from level 2 of D1.3a on, which is not shared."""
    sheet = AnswerSheet({"D1.3a": answered(3), "D1.1a": Answer(State.DONT_KNOW), "D3.1a": answered(2)})
    asked = questionnaire.as_asked(sheet)
    found = progress_of(questionnaire, ["D1.1a", "D1.3c"], asked)
    assert [(one.domain.id, one.settled, one.asked, one.missing) for one in found] == [("D1", 1, 2, ("D1.3c",))]
    hidden = questionnaire.as_asked(sheet.with_answer("D1.3a", answered(1)))
    assert [(one.settled, one.asked) for one in progress_of(questionnaire, ["D1.1a", "D1.3c"], hidden)] == [(1, 1)]
