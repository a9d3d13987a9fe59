"""Scoring at its edges: binary fractions, wrong questionnaires, the explanation, the core on its own."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from assessment.core.aggregation import Figures, combine
from assessment.core.answers import Answer, AnswerSheet, Evidence, State
from assessment.core.explanation import explain
from assessment.core.questionnaire import Option, Part, Threshold
from assessment.core.results import ScoreCard, Standing
from assessment.core.scoring import leaf, question_score, score

from .builders import (
    DONT_KNOW,
    METHOD,
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
    text,
    yes_no,
)

SMALL = questionnaire(
    domain("D1", indicator("D1.1", ladder("D1.1a", evidence=True), yes_no("D1.1b"), percent("D1.1c"))),
    domain("D2", indicator("D2.1", ladder("D2.1a"))),
)
SHEET = AnswerSheet({"D1.1a": answered(4, evidence=True), "D1.1b": answered("no"), "D2.1a": answered(2)})


def known(score: float) -> Figures:
    return Figures(score, 1.0, score, score)


@pytest.mark.parametrize(
    ("threshold", "reached"),
    [(Threshold(0.1 + 0.2, "weight"), True), (Threshold(0.3 + 1e-9, "weight"), False)],
)
def test_a_binary_fraction_never_decides_about_a_threshold(threshold, reached):
    """0.1 + 0.2 is a hair more than 0.3 in binary, and means 0.3."""
    children = [(0.3, "a"), (0.7, "b")]
    found = combine(children, {"a": known(80), "b": Figures(None, 0.0, 0.0, 100.0)}, threshold)
    assert (found.score is not None) is reached


@pytest.mark.parametrize(
    ("scored", "band"),
    [(74.9999999996, "consolidated"), (74.999999999, "established"), (0.0, "incipient"), (100, "consolidated")],
)
def test_a_band_is_read_from_the_score_rounded_to_nine_decimals(scored, band):
    instrument = questionnaire(domain("D1", indicator("D1.1", percent("D1.1a", part=Part.MAIN))))
    assert score(instrument, AnswerSheet({"D1.1a": answered(scored)})).overall.band == band


def test_nothing_is_ever_a_binary_fraction_above_100():
    """Five follow-ups of weight 3 / 5 beside a ladder of 7: their plain weighted mean is 100.00000000000001."""
    follow_ups = [yes_no(f"D1.1{letter}") for letter in "bcdef"]
    instrument = questionnaire(domain("D1", indicator("D1.1", ladder("D1.1a"), *follow_ups)))
    best = {"D1.1a": answered(4)} | {question.id: answered("yes") for question in follow_ups}
    overall = score(instrument, AnswerSheet(best)).overall
    assert (overall.score, overall.lowest, overall.highest) == (100, 100, 100)


def test_a_questionnaire_without_scored_questions_has_nothing_but_an_overall_that_does_not_apply():
    card = score(questionnaire(domain("D1", indicator("D1.1", remark("D1.1a")))), AnswerSheet())
    assert list(card.nodes) == ["overall"]
    assert card.overall.standing is Standing.NOT_APPLICABLE
    assert (card.grade, card.evidenced) == (None, None)


def test_scoring_an_option_without_points_is_an_error_that_names_the_question():
    question = replace(choice("D1.1b", {"weekly": 100, "never": 0}), options=(Option("other", text("Other")),))
    with pytest.raises(ValueError, match=r"D1\.1b"):
        question_score(question, answered("other"))


@pytest.mark.parametrize("question", [number("D1.1b"), replace(remark("D1.1b"), part=Part.FOLLOW_UP)])
def test_scoring_a_question_without_a_rule_is_an_error_that_names_it(question):
    with pytest.raises(ValueError, match=r"D1\.1b"):
        question_score(question, answered(7))


def test_options_without_points_are_no_part_of_the_points_possible():
    question = several("D1.1b", {"phone": 1, "post": 1})
    question = replace(question, options=(*question.options, Option("other", text("Other"))))
    assert question_score(question, answered({"chosen": ["phone", "other"], "not_open": []})) == 50
    assert leaf(question, answered({"chosen": ["other"], "not_open": ["phone", "post"]})).state is State.NOT_APPLICABLE


def test_evidence_without_a_word_or_a_link_is_no_evidence():
    empty = Answer(State.ANSWERED, 4, evidence=(Evidence(" ", ""),))
    described = Answer(State.ANSWERED, 4, evidence=(Evidence("", "Decree 7"),))
    question = ladder("D1.1a", evidence=True)
    assert (question_score(question, empty), question_score(question, described)) == (75, 100)


def test_a_score_card_says_which_version_and_method_it_comes_from():
    card = score(replace(SMALL, meaning_hash="4f1c"), SHEET)
    assert (card.questionnaire, card.meaning_hash, card.method) == ("small/1", "4f1c", "1.0")
    assert card.evidenced == pytest.approx(1 / 3)


def test_a_score_card_comes_back_equal_from_json():
    card = score(SMALL, SHEET)
    assert ScoreCard.from_data(json.loads(json.dumps(card.as_data()))) == card


def test_two_versions_of_one_name_are_never_confused():
    heavier = replace(SMALL, method=replace(METHOD, follow_ups_weight=14))
    assert score(SMALL, SHEET).nodes["D1.1"].score == pytest.approx(700 / 8.5)
    assert score(heavier, SHEET).nodes["D1.1"].score == pytest.approx(50)


def test_an_explanation_opens_a_number_down_to_the_answers():
    indicator = explain(SMALL, SHEET).children[0].children[0]
    assert (indicator.node.id, indicator.weight, indicator.share) == ("D1.1", 1, 1)
    assert (indicator.required, indicator.required_by, indicator.reached) == (0.5, "weight", pytest.approx(0.85))
    main, answered_no, missing = indicator.children
    assert (main.weight, main.share, main.contribution) == (7, pytest.approx(7 / 8.5), pytest.approx(700 / 8.5))
    assert (answered_no.weight, answered_no.share, answered_no.contribution) == (1.5, pytest.approx(1.5 / 8.5), 0)
    assert (missing.weight, missing.share, missing.contribution) == (1.5, None, None)
    assert [leaf.state for leaf in indicator.children] == [State.ANSWERED, State.ANSWERED, State.BLANK]
    assert [leaf.value for leaf in indicator.children] == [4, "no", None]


def test_an_explanation_says_that_evidence_is_pending():
    pending = explain(SMALL, AnswerSheet({"D1.1a": answered(4)}), "D1.1a")
    assert (pending.node.score, pending.value, pending.evidence_pending) == (75, 4, True)
    assert not explain(SMALL, AnswerSheet({"D1.1a": answered(3)}), "D1.1a").evidence_pending


def test_below_a_threshold_an_explanation_shows_what_was_reached_and_shares_nothing_out():
    indicator = explain(SMALL, AnswerSheet({"D1.1a": DONT_KNOW, "D1.1b": answered("yes")}), "D1.1")
    assert (indicator.required, indicator.reached) == (0.5, pytest.approx(0.15))
    assert [(leaf.share, leaf.contribution) for leaf in indicator.children] == [(None, None)] * 3


def test_a_part_without_weight_is_explained_but_neither_shares_nor_counts():
    ladders = [
        domain(f"D{d}", indicator(f"D{d}.1", ladder(f"D{d}.1a")), weight=weight)
        for d, weight in [(1, 1), (2, 3), (3, 0)]
    ]
    instrument = questionnaire(*ladders, method=replace(METHOD, overall_threshold=Threshold(0.5, "count")))
    overall = explain(instrument, AnswerSheet({"D1.1a": answered(4), "D3.1a": answered(2)}))
    assert (overall.required_by, overall.reached, overall.node.coverage) == ("count", 0.5, 0.25)
    assert [(child.share, child.contribution) for child in overall.children] == [(1, 100), (None, None), (None, None)]
    assert overall.children[2].node.score == 50


def test_what_does_not_apply_is_explained_without_a_threshold_reached():
    sheet = AnswerSheet({"D1.1a": Answer(State.NOT_APPLICABLE, reason="None"), "D1.1b": answered("yes")})
    indicator = explain(SMALL, sheet, "D1.1")
    assert indicator.node.standing is Standing.NOT_APPLICABLE
    assert indicator.reached is None
    assert [leaf.state for leaf in indicator.children] == [State.NOT_APPLICABLE, State.ANSWERED, State.BLANK]


def test_explaining_a_node_that_is_not_scored_is_an_error():
    with pytest.raises(KeyError):
        explain(SMALL, SHEET, "D7")


def test_the_rules_load_without_any_web_database_or_file_library():
    program = (
        "import pkgutil, sys, assessment.core\n"
        "for module in pkgutil.iter_modules(assessment.core.__path__, 'assessment.core.'): __import__(module.name)\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules} - set(sys.stdlib_module_names)))\n"
    )
    root = Path(__file__).parents[2]
    found = subprocess.run([sys.executable, "-S", "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert set(found.stdout.split()) - {"__main__"} == {"assessment"}
