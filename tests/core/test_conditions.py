"""The truth table of conditions, case by case, and chains of them."""

import pytest

from assessment.core.answers import NOT_ASKED, Answer, AnswerSheet, State
from assessment.core.conditions import All, Any, Not, holds, sources
from assessment.core.conditions import Test as ConditionTest
from assessment.core.scoring import score

from .builders import BLANK, DONT_KNOW, NOT_APPLICABLE, answered, domain, indicator, ladder, questionnaire, yes_no

LEVEL_2 = answered(2)
ARGENTINA_AND_CHILE = answered({"ARG": "career", "CHL": None})
PHONE_AND_CHAT = answered({"chosen": ["phone", "chat"], "not_open": ["post"]})
NONE = answered({"chosen": ["none_of_these"], "not_open": []})
TWELVE = answered({"total": 12, "parts": {"women": 5}})

# operator, value asked for, the source's answer, whether the test holds, whether its "not" holds
TRUTH_TABLE = [
    # State tests read the state, and "not" is their plain opposite.
    ("answered", None, LEVEL_2, True, False),
    ("answered", None, DONT_KNOW, False, True),
    ("answered", None, NOT_APPLICABLE, False, True),
    ("answered", None, BLANK, False, True),
    ("answered", None, NOT_ASKED, False, True),
    ("dont_know", None, DONT_KNOW, True, False),
    ("dont_know", None, LEVEL_2, False, True),
    ("dont_know", None, BLANK, False, True),
    ("not_applicable", None, NOT_APPLICABLE, True, False),
    ("not_applicable", None, LEVEL_2, False, True),
    ("not_applicable", None, BLANK, False, True),
    # Value tests and their "not" both need an answered source.
    ("equals", 2, LEVEL_2, True, False),
    ("equals", 3, LEVEL_2, False, True),
    ("equals", 2, DONT_KNOW, False, False),
    ("equals", 2, NOT_APPLICABLE, False, False),
    ("equals", 2, BLANK, False, False),
    ("equals", 2, NOT_ASKED, False, False),
    ("equals", "yes", answered("yes"), True, False),
    ("equals", "yes", answered("no"), False, True),
    ("any_of", ["phone", "post"], PHONE_AND_CHAT, True, False),
    ("any_of", ["post"], PHONE_AND_CHAT, False, True),
    ("any_of", ["post"], BLANK, False, False),
    ("any_of", ["weekly", "monthly"], answered("monthly"), True, False),
    ("any_of", ["CHL"], ARGENTINA_AND_CHILE, True, False),
    ("all_of", ["phone", "chat"], PHONE_AND_CHAT, True, False),
    ("all_of", ["phone", "post"], PHONE_AND_CHAT, False, True),
    ("all_of", ["phone"], DONT_KNOW, False, False),
    ("at_least", 2, LEVEL_2, True, False),
    ("at_least", 3, LEVEL_2, False, True),
    ("at_least", 12, TWELVE, True, False),
    ("at_least", 13, TWELVE, False, True),
    ("at_least", 0, BLANK, False, False),
    ("at_most", 2, LEVEL_2, True, False),
    ("at_most", 1, LEVEL_2, False, True),
    ("at_most", 99, NOT_APPLICABLE, False, False),
    ("count_at_least", 2, PHONE_AND_CHAT, True, False),
    ("count_at_least", 3, PHONE_AND_CHAT, False, True),
    ("count_at_least", 2, ARGENTINA_AND_CHILE, True, False),
    ("count_at_least", 1, NONE, False, True),
    ("count_at_least", 1, BLANK, False, False),
]


@pytest.mark.parametrize(("operator", "value", "answer", "expected", "negated"), TRUTH_TABLE)
def test_a_test_and_its_negation_hold_as_in_the_truth_table(operator, value, answer, expected, negated):
    test, sheet = ConditionTest("D1.1a", operator, value), AnswerSheet({"D1.1a": answer})
    assert holds(test, sheet) is expected
    assert holds(Not(test), sheet) is negated
    assert holds(Not(Not(test)), sheet) is expected


def test_a_question_missing_from_the_sheet_counts_as_blank():
    assert holds(Not(ConditionTest("D1.1a", "answered")), AnswerSheet())
    assert not holds(ConditionTest("D1.1a", "at_least", 0), AnswerSheet())


YES = ConditionTest("D1.1a", "equals", "yes")
HIGH = ConditionTest("D1.2a", "at_least", 3)


@pytest.mark.parametrize(
    ("first", "second", "both", "either", "not_both", "not_either"),
    [
        (answered("yes"), answered(3), True, True, False, False),
        (answered("yes"), answered(1), False, True, True, False),
        (answered("no"), answered(1), False, False, True, True),
        (answered("yes"), BLANK, False, True, False, False),
        (answered("no"), BLANK, False, False, True, False),
        (BLANK, BLANK, False, False, False, False),
    ],
)
def test_all_any_and_their_negations(first, second, both, either, not_both, not_either):
    sheet = AnswerSheet({"D1.1a": first, "D1.2a": second})
    assert holds(All((YES, HIGH)), sheet) is both
    assert holds(Any((YES, HIGH)), sheet) is either
    assert holds(Not(All((YES, HIGH))), sheet) is not_both
    assert holds(Not(Any((YES, HIGH))), sheet) is not_either


def test_the_sources_of_a_condition_are_all_the_questions_it_reads():
    assert list(sources(Any((YES, Not(All((HIGH, YES))))))) == ["D1.1a", "D1.2a", "D1.1a"]


# A chain: D1.1b is asked from level 2, D1.1c only if D1.1b is yes.
CHAIN = questionnaire(
    domain(
        "D1",
        indicator(
            "D1.1",
            ladder("D1.1a"),
            yes_no("D1.1b", when=ConditionTest("D1.1a", "at_least", 2)),
            yes_no("D1.1c", when=ConditionTest("D1.1b", "equals", "yes")),
        ),
    )
)


def test_a_question_behind_one_that_is_not_asked_is_not_asked_either():
    stored = AnswerSheet({"D1.1a": answered(1), "D1.1b": answered("yes"), "D1.1c": answered("yes")})
    asked = CHAIN.as_asked(stored)
    assert [asked[id].state for id in CHAIN.questions] == [State.ANSWERED, State.NOT_ASKED, State.NOT_ASKED]
    assert stored["D1.1b"] == answered("yes")


def test_a_hidden_answer_is_not_scored_and_counts_again_when_it_is_shown_again():
    told = {"D1.1b": answered("no"), "D1.1c": answered("no")}
    hidden = score(CHAIN, AnswerSheet({"D1.1a": answered(1), **told}))
    shown = score(CHAIN, AnswerSheet({"D1.1a": answered(2), **told}))
    assert [hidden.nodes[id].score for id in ("D1.1", "D1.1a", "D1.1b", "D1.1c")] == [25, 25, None, None]
    assert [hidden.states[state] for state in (State.ANSWERED, State.NOT_ASKED)] == [1, 2]
    assert hidden.overall.coverage == 1
    # Weights 7 for the ladder and 1.5 for each follow-up; D1.1c is hidden behind the "no".
    assert shown.nodes["D1.1"].score == pytest.approx(50 * 7 / 8.5)
    assert [shown.nodes[id].score for id in ("D1.1a", "D1.1b", "D1.1c")] == [50, 0, None]


def test_a_question_whose_condition_holds_keeps_its_answer():
    stored = AnswerSheet({"D1.1a": answered(2), "D1.1b": answered("yes")})
    asked = CHAIN.as_asked(stored)
    assert [asked[id] for id in CHAIN.questions] == [answered(2), answered("yes"), Answer()]


@pytest.mark.parametrize(
    ("section", "needed"), [("D1", {"D1.1a"}), ("D2", {"D1.1a", "D2.1a"}), ("D3", {"D1.1a", "D2.1a", "D3.1a"})]
)
def test_a_section_needs_its_own_questions_and_those_that_decide_what_it_asks(section, needed):
    asked = questionnaire(
        domain("D1", indicator("D1.1", ladder("D1.1a"))),
        domain("D2", indicator("D2.1", yes_no("D2.1a", when=ConditionTest("D1.1a", "at_least", 2)))),
        domain("D3", indicator("D3.1", yes_no("D3.1a", when=Not(ConditionTest("D2.1a", "equals", "yes"))))),
    )
    assert asked.needed_by(asked.domain(section)) == needed
