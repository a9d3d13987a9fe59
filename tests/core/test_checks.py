"""The checks before signing, by a hand-worked table on the questionnaire as it is published."""

from datetime import date

import pytest

from assessment.core.answers import Answer, AnswerSheet, Evidence, Partners, State
from assessment.core.checks import Check, check
from assessment.core.questionnaire import Questionnaire

TODAY = date(2026, 11, 24)
PROOF = (Evidence("https://example.org/norma", "Norma"),)


def told(value: object, **more: object) -> Answer:
    return Answer(State.ANSWERED, value, **more)


def found(
    questionnaire: Questionnaire,
    answers: dict[str, Answer],
    earlier: dict[str, Answer] | None = None,
    partners: Partners = Partners(),  # noqa: B008  (frozen)
) -> list[tuple[str, str]]:
    """What is found, without the sections that are untouched: check and question."""
    findings = check(questionnaire, AnswerSheet(answers, partners), earlier, TODAY)
    return [(one.check.value, one.question) for one in findings if one.check is not Check.UNTOUCHED]


DONT_KNOW = Answer(State.DONT_KNOW)
TOTAL = "D4.1c"
CASES = {
    "a yes without evidence": ({"D4.1b": told("yes")}, [("yes_without_evidence", "D4.1b")]),
    "a yes with evidence": ({"D4.1b": told("yes", evidence=PROOF)}, []),
    "a no needs none": ({"D4.1b": told("no")}, []),
    "the top level without evidence": ({"D1.1a": told(4)}, [("level_without_evidence", "D1.1a")]),
    "the top level with evidence": ({"D1.1a": told(4, evidence=PROOF)}, []),
    "a lower level needs none": ({"D1.1a": told(3)}, []),
    "unknown without a comment": ({"D1.1a": DONT_KNOW}, [("dont_know", "D1.1a")]),
    "unknown with a comment": ({"D1.1a": Answer(State.DONT_KNOW, comment="Aún sin datos")}, []),
    "lowest level, best detail": (
        {"D4.1a": told(0), "D4.1b": told("yes", evidence=PROOF)},
        [("lowest_with_best", "D4.1a")],
    ),
    "lowest level, lowest detail": ({"D4.1a": told(0), "D4.1b": told("no")}, []),
    "lowest level, detail blank": ({"D4.1a": told(0)}, []),
    "highest level, lowest detail": (
        {"D4.1a": told(4, evidence=PROOF), "D4.1b": told("no")},
        [("highest_with_worst", "D4.1a")],
    ),
    "highest level, one of two details at its lowest": (
        {"D9.3a": told(4, evidence=PROOF), "D9.3b": told(0), "D9.3c": told("yes", evidence=PROOF)},
        [],
    ),
    "answered, then no longer asked": (
        {"D4.5b": told("no"), "D4.5d": told({"USA": None})},
        [("left_over", "D4.5d")],
    ),
    "asked and answered": ({"D4.5b": told("yes", evidence=PROOF), "D4.5d": told({"USA": None})}, []),
    "parts below the total": ({TOTAL: told({"total": 10, "parts": {"women": 4, "men": 5}})}, [("total", TOTAL)]),
    "parts that make the total": ({TOTAL: told({"total": 9, "parts": {"women": 4, "men": 5}})}, []),
    "a total without parts": ({TOTAL: told({"total": 9, "parts": {}})}, []),
}


@pytest.mark.parametrize(("answers", "expected"), CASES.values(), ids=CASES)
def test_what_is_found_in_the_answers_of_one_round(questionnaire, answers, expected):
    assert found(questionnaire, answers) == expected


JUMPS = [
    (0, 2, "", [("jump", "D1.1a")]),
    (3, 1, "", [("jump", "D1.1a")]),
    (1, 2, "", []),
    (0, 3, "Ley nueva", []),
    (None, 3, "", []),
]


@pytest.mark.parametrize(("then", "now", "comment", "expected"), JUMPS)
def test_a_level_two_or_more_away_from_the_earlier_round_wants_a_comment(questionnaire, then, now, comment, expected):
    earlier = {} if then is None else {"D1.1a": told(then)}
    assert found(questionnaire, {"D1.1a": told(now, comment=comment)}, earlier) == expected


def test_a_jump_tells_both_levels_and_its_section(questionnaire):
    findings = check(questionnaire, AnswerSheet({"D1.1a": told(3)}), {"D1.1a": told(0)}, TODAY)
    (jump,) = [one for one in findings if one.check is Check.JUMP]
    assert (jump.domain, jump.at, jump.facts) == ("D1", "D1.1a", {"then": 0, "now": 3})


def test_an_answer_no_longer_asked_is_put_right_at_the_question_that_decides(questionnaire):
    sheet = AnswerSheet({"D4.5b": told("no"), "D4.5d": told({"USA": None})})
    (left,) = [one for one in check(questionnaire, sheet, None, TODAY) if one.check is Check.LEFT_OVER]
    assert left.at == "D4.5b"


def test_a_month_that_has_not_come_and_a_row_that_does_not_apply_are_found_in_cells(questionnaire):
    partners = Partners(("CHL", "PER"))
    answers = {
        "D8.4a@CHL": told(2),
        "D8.4c@CHL": told("2027-01"),
        "D8@PER": Answer(State.NOT_APPLICABLE, reason="Sin relación consular"),
        "D8.1a@PER": told(1),
    }
    assert found(questionnaire, answers, partners=partners) == [
        ("row_left_over", "D8.1a@PER"),
        ("ahead", "D8.4c@CHL"),
    ]


def test_a_level_in_a_cell_takes_the_evidence_of_its_instrument(questionnaire):
    pact = {"name": "Pacto", "year": 2011, "status": "in_force", "parties": ["BOL", "CHL"], "scope": []}
    answers = {"D8.1a@CHL": told(4, instruments=("own-1",)), "D8#own-1": told(pact)}
    partners = Partners(("CHL",))
    assert found(questionnaire, answers, partners=partners) == [("level_without_evidence", "D8.1a@CHL")]
    answers["D8#own-1"] = told(pact, evidence=PROOF)
    assert found(questionnaire, answers, partners=partners) == []


def test_sections_in_which_nothing_is_settled_are_named_in_their_order(questionnaire):
    findings = check(questionnaire, AnswerSheet({"D2.1a": told(1)}), None, TODAY)
    untouched = [one.domain for one in findings if one.check is Check.UNTOUCHED]
    assert untouched == ["D1", "D3", "D4", "D5", "D6", "D7", "D9"], "D8 has no partners to ask about"
