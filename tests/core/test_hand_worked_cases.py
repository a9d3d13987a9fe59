"""hand_worked_cases.yaml, held against the tool."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from assessment.core.answers import AnswerSheet, Partners, State
from assessment.core.explanation import explain
from assessment.core.partners import laid_out
from assessment.core.questionnaire import Questionnaire, Threshold
from assessment.core.results import Explanation, NodeScore, Standing
from assessment.core.scoring import question_score, score

from .builders import METHOD, answered, questionnaire
from .hand_worked import read_answer, read_domain

FILE: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("hand_worked_cases.yaml").read_text("utf-8"))
STATES = {
    "answered": State.ANSWERED,
    "don't know": State.DONT_KNOW,
    "not applicable": State.NOT_APPLICABLE,
    "blank": State.BLANK,
    "not asked": State.NOT_ASKED,
}


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
