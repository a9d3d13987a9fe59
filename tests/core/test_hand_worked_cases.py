"""hand_worked_cases.yaml, held against the tool."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from assessment.core.answers import NONE_OF_THESE, Answer, AnswerSheet, Partners, State
from assessment.core.conditions import Test as ConditionTest
from assessment.core.explanation import explain
from assessment.core.partners import laid_out
from assessment.core.questionnaire import Domain, Part, Question, Questionnaire, Threshold
from assessment.core.results import Explanation, NodeScore, Standing
from assessment.core.scoring import question_score, score

from .builders import (
    BLANK,
    DONT_KNOW,
    METHOD,
    NOT_APPLICABLE,
    answered,
    choice,
    domain,
    indicator,
    ladder,
    number,
    percent,
    questionnaire,
    remark,
    several,
    yes_no,
)

FILE: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("hand_worked_cases.yaml").read_text("utf-8"))
STATES = {
    "answered": State.ANSWERED,
    "don't know": State.DONT_KNOW,
    "not applicable": State.NOT_APPLICABLE,
    "blank": State.BLANK,
    "not asked": State.NOT_ASKED,
}
UNANSWERED = {"don't know": DONT_KNOW, "not applicable": NOT_APPLICABLE, "blank": BLANK}


def read_question(id: str, written: Mapping[str, Any]) -> Question:
    part = Part.MAIN if id.endswith("a") else Part.FOLLOW_UP
    source = written.get("asked from level 2 of")
    when = ConditionTest(source, "at_least", 2) if source else None
    match next(iter(written.items())):
        case "ladder", words:
            return ladder(id, evidence=words == "level 4 needs evidence")
        case "yes or no", _:
            return yes_no(id, part=part, when=when)
        case "one of", points:
            return choice(id, points, part=part)
        case "several", points:
            return several(id, points, part=part)
        case "number in bands", bands:
            rising = [(None if up_to == "the rest" else up_to, gives) for up_to, gives in bands]
            return number(id, bands=rising, breakdown=written.get("by", ()), part=part)
        case "number between", (low, high):
            return number(id, goalposts=(low, high), part=part)
        case "percentage", _:
            return percent(id, part=part)
        case "remark", _:
            return remark(id)
    raise AssertionError(f"{id}: no such kind of question: {written}")


def read_domain(id: str, indicators: Mapping[str, Any], weight: float, per_partner: bool) -> Domain:
    read = [
        indicator(key, *(read_question(question, words) for question, words in questions.items()))
        for key, questions in indicators.items()
    ]
    return replace(domain(id, *read, weight=weight), per_partner=per_partner)


def read_questionnaire(name: str, thresholds: Mapping[str, float] | None = None) -> Questionnaire:
    written, asked_for = FILE["questionnaires"][name], thresholds or {}
    weights, matrices = written.get("weights", {}), written.get("asked per partner", ())
    method = replace(
        METHOD,
        indicator_threshold=Threshold(asked_for.get("indicator", 0.5), "weight"),
        domain_threshold=Threshold(asked_for.get("domain", 0.5), "count"),
        overall_threshold=Threshold(asked_for.get("overall", 0.66), "count"),
        partners_threshold=Threshold(asked_for.get("partners", 0.5), "count"),
    )
    domains = (
        read_domain(id, indicators, weights.get(id, 1), id in matrices) for id, indicators in written["domains"].items()
    )
    return questionnaire(*domains, method=method)


def read_answer(written: Any) -> Answer:
    if isinstance(written, Mapping) and "ticked" in written:
        chosen = [NONE_OF_THESE if code == "none of these" else code for code in written["ticked"]]
        return answered({"chosen": chosen, "not_open": written.get("not open", [])})
    if isinstance(written, Mapping):
        return answered({"total": written["total"], "parts": {k: v for k, v in written.items() if k != "total"}})
    if written in UNANSWERED:
        return UNANSWERED[written]
    if written == "none of these":
        return answered({"chosen": [NONE_OF_THESE], "not_open": []})
    words = str(written)
    if words.startswith("level "):
        level, _, basis = words.partition(", based on ")
        answer = answered(int(level[len("level ")]), evidence=words.endswith(", with evidence"))
        return replace(answer, instruments=(basis,) if basis else ())
    return answered(written)


def read_sheet(case: Mapping[str, Any]) -> AnswerSheet:
    """The answers of a case, with its instruments and the partners they are about."""
    answers = {key: read_answer(written) for key, written in case["answers"].items()}
    for code, written in case.get("instruments", {}).items():
        told = answered({"name": code}, evidence=written.endswith("with evidence"))
        answers[f"D8#{code}"] = replace(told, state=State.BLANK) if written.startswith("not confirmed") else told
    return AnswerSheet(answers, Partners(tuple(case.get("partners", ())), tuple(case.get("added", ()))))


def question_cases() -> Iterator[Any]:
    for case in FILE["questions"]:
        for written, expected in case["answers"]:
            yield pytest.param(case["question"], written, expected, id=f"{case['rule'][:60]}: {written}")


@pytest.mark.parametrize(("question_id", "written", "expected"), list(question_cases()))
def test_an_answer_gives_the_score_worked_out_by_hand(question_id, written, expected):
    question = read_questionnaire("desk").questions[question_id]
    scored = question_score(question, read_answer(written))
    if expected == "none":
        assert scored is None
    else:
        assert scored == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize("case", FILE["cases"], ids=lambda case: case["rule"][:80])
def test_a_sheet_gives_the_figures_worked_out_by_hand(case):
    instrument = read_questionnaire(case["questionnaire"], case.get("thresholds"))
    sheet = read_sheet(case)
    rows = {f"{domain.id}@{partner}" for domain in instrument if domain.per_partner for partner in sheet.partners.all}
    unknown = case["answers"].keys() - laid_out(instrument, sheet.partners).questions.keys() - rows
    assert not unknown
    card = score(instrument, sheet)
    for name, expected in case["expect"].items():
        match name:
            case "states":
                assert card.states == {state: expected.get(words, 0) for words, state in STATES.items()}
            case "grade":
                assert card.grade == (None if expected == "none" else expected)
            case "evidenced":
                assert card.evidenced == (None if expected == "none" else pytest.approx(expected))
            case "nodes":
                assert list(card.nodes) == expected
            case _:
                assert_node(card.nodes[name], expected, explain(instrument, sheet, name))


def assert_node(node: NodeScore, expected: Mapping[str, Any], explanation: Explanation) -> None:
    """Every figure the file names; what it does not name may be anything, but no value goes with a reason why."""
    assert explanation.node == node
    assert ("score" in expected) is not ("no value" in expected)
    for name, figure in expected.items():
        match name:
            case "score":
                assert node.standing is Standing.SCORED
                assert node.score == pytest.approx(figure, abs=5e-5)
            case "no value":
                wanted = {"insufficient data": Standing.INSUFFICIENT, "not applicable": Standing.NOT_APPLICABLE}
                assert node.standing is wanted[figure]
                assert (node.score, node.band, node.near_boundary) == (None, None, False)
                if node.standing is Standing.NOT_APPLICABLE:
                    assert (node.coverage, node.lowest, node.highest) == (None, None, None)
            case "coverage":
                assert node.coverage == pytest.approx(figure, abs=5e-5)
            case "range":
                assert [node.lowest, node.highest] == pytest.approx(figure, abs=5e-5)
            case "band":
                assert node.band == figure
            case "near boundary":
                assert node.near_boundary is figure
            case "outside range":
                assert node.outside_range is figure
            case "evidence pending at":
                assert [child.node.id for child in explanation.children if child.evidence_pending] == figure
            case _:
                raise AssertionError(f"the file names an unknown figure: {name}")
