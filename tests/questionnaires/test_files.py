"""The files as they are published: no errors, and what the framework says of them."""

from collections import Counter

import pytest

from assessment.catalogue import Reference, check, check_reference
from assessment.catalogue.messages import MESSAGES
from assessment.catalogue.rules_conditions import OPERATORS
from assessment.config import CURRENT_QUESTIONNAIRE, QUESTIONNAIRES, REFERENCE
from assessment.core.conditions import STATE_TESTS
from assessment.core.questionnaire import Kind, Questionnaire


def test_the_current_questionnaire_has_no_errors() -> None:
    assert [f.said_in("en") for f in check(CURRENT_QUESTIONNAIRE) if f.severity == "error"] == []


def test_the_only_warnings_are_domains_still_to_come_and_translations_to_be_reviewed() -> None:
    assert {finding.rule for finding in check(CURRENT_QUESTIONNAIRE)} <= {7, 14}


def test_the_reference_data_has_no_problem() -> None:
    assert [finding.said_in("en") for finding in check_reference(REFERENCE)] == []


def test_the_types_of_question_that_the_framework_names_are_used(questionnaire: Questionnaire) -> None:
    used = {question.kind for question in questionnaire.questions.values()}
    assert used >= {
        Kind.LADDER, Kind.YES_NO, Kind.SEVERAL, Kind.NUMBER, Kind.PERCENT, Kind.COUNTRIES, Kind.TEXT,
    }  # fmt: skip
    assert any(question.bands for question in questionnaire.questions.values())
    assert any(question.breakdown for question in questionnaire.questions.values())
    assert any(question.attribute for question in questionnaire.questions.values())


def test_every_scored_indicator_rests_on_a_ladder_that_asks_for_evidence_at_level_4(
    questionnaire: Questionnaire,
) -> None:
    for indicator in questionnaire.indicators.values():
        assert indicator.main is not None, indicator.id
        assert indicator.main.kind is Kind.LADDER, indicator.id
        assert indicator.main.evidence_rule is not None, indicator.id
        assert indicator.main.evidence_rule.required_from == 4, indicator.id


@pytest.mark.parametrize(
    ("scheme", "members"),
    [
        ("CAN", {"BOL", "COL", "ECU", "PER"}),
        ("PA", {"CHL", "COL", "MEX", "PER"}),
        ("CARICOM", {"BHS", "BRB", "BLZ", "GUY", "HTI", "SUR", "TTO"}),
        ("MIRPS", {"BLZ", "SLV", "GTM", "HND", "MEX", "PAN"}),
    ],
)
def test_memberships_are_those_of_the_framework(scheme: str, members: set[str], reference: Reference) -> None:
    assert {m.country for m in reference.memberships if m.scheme == scheme} == members


def test_each_subregion_has_its_members(reference: Reference) -> None:
    assert Counter(member.subregion for member in reference.members) == {
        "south_america": 10, "mexico_central_america": 7, "caribbean": 8,
    }  # fmt: skip


def test_the_guide_for_writers_names_every_type_test_and_rule() -> None:
    guide = (QUESTIONNAIRES.parent / "docs" / "writing-a-questionnaire.md").read_text("utf-8")
    operators = {operator for found in OPERATORS.values() for operator in found} | set(STATE_TESTS)
    assert [word for word in (*Kind, *operators) if f"`{word}`" not in guide] == []
    rules = {rule for rule, *_ in MESSAGES.values()}
    assert [rule for rule in rules if f"\n| {rule} |" not in guide] == []
