"""The civil-society questionnaire as it is published: the framework's fifteen items, each in its place."""

import pytest

from assessment.catalogue import check, load_civil
from assessment.config import CURRENT_CIVIL_QUESTIONNAIRE
from assessment.core.civil_society import CivilQuestionnaire

MAPPED = {
    "C1": "D3.1",
    "C2": "D3.2 D3.3",
    "C3": "D3.4",
    "C4": "D4.1",
    "C5": "D4.2",
    "C6": "D4.3",
    "C7": "D4.4",
    "C8": "D4.5",
    "C9": "D5.1 D5.2",
    "C10": "D6.1 D6.2 D6.3",
    "C11": "D7.1 D7.2",
    "C12": "D7.3",
    "C13": "D8.1 D8.2 D8.3 D8.4 D8.5",
    "C14": "D9.2",
    "C15": "D9.3",
}


@pytest.fixture(scope="module")
def questionnaire() -> CivilQuestionnaire:
    return load_civil(CURRENT_CIVIL_QUESTIONNAIRE)


def test_the_only_warning_is_the_translation_to_be_reviewed() -> None:
    assert {(finding.rule, finding.severity) for finding in check(CURRENT_CIVIL_QUESTIONNAIRE)} <= {(14, "warning")}


def test_the_fifteen_items_are_held_against_the_indicators_the_framework_names(
    questionnaire: CivilQuestionnaire,
) -> None:
    assert {id: " ".join(item.indicators) for id, item in questionnaire.items.items()} == MAPPED
    assert questionnaire.mapped_to == "consular-cooperation/2026"


def test_the_scale_is_the_one_of_the_framework(questionnaire: CivilQuestionnaire) -> None:
    for question in questionnaire.questions.values():
        assert question.points == {"never": 0, "rarely": 25, "sometimes": 50, "often": 75, "always": 100}
    assert questionnaire.fewest == 3


def test_it_says_that_no_names_are_to_be_given(questionnaire: CivilQuestionnaire) -> None:
    assert "no names of persons" in questionnaire.introduction["en"]
    assert "no incluya nombres de personas" in questionnaire.introduction["es"]
