"""The codebook as a file: harmless in a spreadsheet, and one variable for each part of an answer."""

import csv
from dataclasses import replace
from io import StringIO

from assessment.catalogue import load
from assessment.core.questionnaire import Questionnaire
from assessment.reports.codebook import codebook_file, variables
from tests.catalogue.broken import FILES


def small() -> Questionnaire:
    return load(FILES / "small" / "2026")


def test_each_part_of_an_answer_is_a_variable() -> None:
    questions = small().questions
    assert [one.name for one in variables(questions["D1.1b"])] == [
        "D1.1b.prisons", "D1.1b.airports", "D1.1b.borders", "D1.1b.none_of_these",
    ]  # fmt: skip
    assert [code.code for code in variables(questions["D1.1b"])[0].codes] == ["1", "0", "not_open"]
    assert [one.codes[0].points for one in variables(questions["D1.1b"])] == [50, 25, 25, 0]
    assert [one.name for one in variables(questions["D2.2b"])] == ["D2.2b.total", "D2.2b.women", "D2.2b.men"]
    assert [one.name for one in variables(questions["D2.2a"])] == ["D2.2a", "D2.2a.attribute"]
    assert [(code.code, code.points) for code in variables(questions["D2.1a"])[0].codes] == [
        ("never", 0), ("yearly", 100),
    ]  # fmt: skip
    assert variables(questions["D2.2e"])[0].codes[0].code == ""


def test_no_text_can_become_a_formula_and_numbers_stay_numbers() -> None:
    questionnaire = small()
    domain = questionnaire.domains[1]
    indicator = domain.indicators[0]
    number = indicator.questions[1]
    assert number.limits is not None
    spoilt = replace(number, ask={"en": "=HYPERLINK(A1)", "es": "@SUM(A1)"}, limits=replace(number.limits, min=-5))
    changed = replace(indicator, questions=(indicator.questions[0], spoilt))
    domains = (questionnaire.domains[0], replace(domain, indicators=(changed,)), questionnaire.domains[2])
    content = codebook_file(replace(questionnaire, domains=domains)).decode("utf-8-sig")
    row = next(row for row in csv.DictReader(StringIO(content, newline="")) if row["variable"] == "D2.1b")
    assert (row["label_en"], row["label_es"], row["minimum"]) == ("'=HYPERLINK(A1)", "'@SUM(A1)", "-5")
