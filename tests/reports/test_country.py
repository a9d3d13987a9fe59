"""The workbook of one country, as it is before anybody recalculates it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from assessment.core.answers import Answer, AnswerSheet, State
from assessment.core.disclosure import shown_to_others
from assessment.core.questionnaire import Questionnaire
from assessment.core.results import CountryEntry, CountryResults, Status
from assessment.core.scoring import score
from assessment.reports.context import ReportContext
from assessment.reports.country import country_workbook
from tests.core.builders import answered, domain, indicator, ladder, number, percent, questionnaire, text
from tests.factories import full_sheet
from tests.reports.conftest import HASH, country_results, region_of
from tests.reports.sheets import SMALL, drawn_sheet, row_of

MARK = (
    "Demonstration data, drawn at random, not real answers | "
    "Datos de demostración, sorteados al azar, no son respuestas reales"
)

DOMAINS = ("D1", "D2", "D3", "D4", "D5", "D6", "D7", "D9")
"""Those that are not asked per partner."""


def reread(book: Workbook) -> Workbook:
    """The workbook as a reader without a formula engine sees it."""
    file = BytesIO()
    book.save(file)
    return load_workbook(file)


def parts_of(book: Workbook) -> Mapping[str, str]:
    """The XML parts of the file."""
    file = BytesIO()
    book.save(file)
    with ZipFile(file) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def with_group(results: CountryResults, questionnaire: Questionnaire) -> CountryResults:
    sheets = {
        iso3: drawn_sheet(questionnaire, seed, 0.9) for seed, iso3 in enumerate(("CHL", "CUB", "MEX", "BRA", "URY"))
    }
    return replace(results, group=region_of(questionnaire, sheets, {}).figures)


def test_the_summary_holds_the_score_card_in_full_precision(context: ReportContext) -> None:
    sheet = drawn_sheet(context.questionnaire, 3)
    results = country_results(context.questionnaire, sheet)
    summary = reread(country_workbook(context, results, sheet))["Summary"]
    nodes = results.card.nodes
    rows = [row[:7] for row in summary.iter_rows(min_row=6, max_row=14, values_only=True)]
    assert [row[0] for row in rows] == [None, *DOMAINS]
    for row, id in zip(rows, ("overall", *DOMAINS), strict=True):
        score = nodes[id].score
        assert row[2] == ("Insufficient data" if score is None else pytest.approx(score, abs=1e-12))
        assert row[3:6] == pytest.approx((nodes[id].lowest, nodes[id].highest, nodes[id].coverage), abs=1e-12)


def test_the_headline_says_the_overall_in_words(context: ReportContext) -> None:
    sheet = full_sheet(context.questionnaire, level=2)
    results = country_results(context.questionnaire, sheet)
    summary = country_workbook(context, results, sheet)["Summary"]
    assert summary["A3"].value == "Peru · Round 2026 · Self-assessment · Signed"
    score = f"{results.card.overall.score:.1f}"
    assert summary["A4"].value == (
        f"Overall {score} of 100, Established; possible range {score} to {score}; "
        "coverage 100\u00a0%, grade A. Self-assessed."
    )


def test_a_country_without_enough_answers_has_words_instead_of_a_score(context: ReportContext) -> None:
    results = country_results(context.questionnaire, AnswerSheet())
    summary = country_workbook(context, results, AnswerSheet())["Summary"]
    assert summary["A4"].value == "Overall: Insufficient data."
    assert [summary.cell(6, column).value for column in (3, 4, 5, 6)] == ["Insufficient data", 0, 100, 0]


def test_a_draft_is_called_one(context: ReportContext) -> None:
    sheet = full_sheet(context.questionnaire)
    card = score(context.questionnaire, sheet)
    results = CountryResults("2026", CountryEntry("PER", Status.IN_PROGRESS), card, draft=True)
    book = country_workbook(context, results, sheet)
    assert book["Summary"]["A3"].value.endswith("Draft, not signed")
    notes = {row[0]: row[1] for row in book["Notes"].iter_rows(values_only=True)}
    assert notes["Signed answers"] == "None yet: the figures come from a draft and may change"


def test_the_region_s_median_is_there_only_for_who_may_see_it(context: ReportContext) -> None:
    sheet = full_sheet(context.questionnaire)
    results = country_results(context.questionnaire, sheet)
    without = country_workbook(context, results, sheet)
    group = with_group(results, context.questionnaire)
    shown = country_workbook(context, group, sheet)
    for name in ("Summary", "Indicators"):
        assert "Region's median" not in {cell.value for cell in without[name][5]}
        assert "Region's median" in {cell.value for cell in shown[name][5]}
    assert shown["Summary"]["H6"].value == group.group["overall"].median
    assert "median" not in parts_of(without)["xl/charts/chart1.xml"]


def test_the_sheets_are_named_in_the_reader_s_language(spanish: ReportContext) -> None:
    sheet = full_sheet(spanish.questionnaire)
    book = country_workbook(spanish, country_results(spanish.questionnaire, sheet), sheet)
    assert book.sheetnames == ["Resumen", "Indicadores", "Respuestas", "Método", "Cálculo", "Notas"]
    assert book.properties.language == "es"
    assert book["Respuestas"]["C7"].value == "Respondida"


def test_every_answer_is_told_in_words_and_in_code(context: ReportContext) -> None:
    answers = {
        "D1.1a": Answer(State.ANSWERED, 4, comment="=1+1"),
        "D1.1b": answered({"chosen": ["vccr"], "not_open": ["icrmw"]}),
        "D1.2a": Answer(State.NOT_APPLICABLE, reason="@reason"),
        "D2.1a": Answer(State.DONT_KNOW),
    }
    sheet = AnswerSheet(answers)
    page = reread(country_workbook(context, country_results(context.questionnaire, sheet), sheet))["Answers"]
    ladder_row = [cell.value for cell in page[row_of(page, "D1.1a")]]
    assert ladder_row[2] == "Answered"
    assert ladder_row[3].startswith("Level 4: ")
    assert ladder_row[4:] == [4, None, "=1+1", "No", None]
    row = row_of(page, "D1.1b")
    assert page.cell(row, 5).value == "vccr; not_open: icrmw"
    assert [page.cell(row + place, 5).value for place in (1, 2, 3)] == ["yes", "not_open", "no"]
    assert [cell.value for cell in page[row_of(page, "D1.2a")]][2:7] == ["Not applicable", None, None, "@reason", None]
    assert page.cell(row_of(page, "D2.1a"), 3).value == "Don't know"
    assert page.cell(row_of(page, "D1.3c"), 3).value == "Not asked"


def test_nothing_people_wrote_becomes_a_formula(context: ReportContext) -> None:
    sheet = drawn_sheet(context.questionnaire, 1, 0.9)
    book = reread(country_workbook(context, country_results(context.questionnaire, sheet), sheet))
    formulas = {page.title for page in book for row in page.iter_rows() for cell in row if cell.data_type == "f"}
    assert formulas == {"Calculation"}


def test_the_notes_say_what_the_workbook_was_made_from(context: ReportContext) -> None:
    sheet = full_sheet(context.questionnaire)
    book = country_workbook(context, country_results(context.questionnaire, sheet), sheet)
    notes = {row[0]: row[1] for row in book["Notes"].iter_rows(values_only=True)}
    assert notes["Round"] == "Round 2026 (2026)"
    assert notes["Version of the questionnaire"] == context.questionnaire.version
    assert notes["Hash of the questionnaire's meaning"] == context.questionnaire.meaning_hash
    assert notes["Version of the scoring method"] == "1.0"
    assert notes["Made at (UTC)"] == datetime(2026, 4, 5, 6, 7)
    assert notes["Signed at (UTC)"] == datetime(2026, 3, 1, 15, 30)
    assert notes["Hash of the signed answers (SHA-256)"] == HASH


def test_every_sheet_chart_and_printed_page_of_a_demonstration_is_marked(demonstration: ReportContext) -> None:
    sheet = full_sheet(demonstration.questionnaire)
    book = country_workbook(demonstration, country_results(demonstration.questionnaire, sheet), sheet)
    assert {page["A1"].value for page in book} == {MARK}
    assert {page.oddHeader.center.text for page in book} == {MARK}
    assert MARK in parts_of(book)["xl/charts/chart1.xml"]
    assert book.properties.subject == MARK


def test_real_answers_carry_no_mark(context: ReportContext) -> None:
    sheet = full_sheet(context.questionnaire)
    book = country_workbook(context, country_results(context.questionnaire, sheet), sheet)
    assert {page["A1"].value for page in book} == {"SELA · Consular cooperation self-assessment"}
    assert "Demonstration" not in "".join(parts_of(book).values())


def test_every_sheet_keeps_its_headings_in_sight_and_prints_one_page_wide(context: ReportContext) -> None:
    sheet = full_sheet(context.questionnaire)
    for page in country_workbook(context, country_results(context.questionnaire, sheet), sheet):
        assert page.freeze_panes.endswith("6")
        assert page.print_title_rows == "$1:$5"
        assert page.page_setup.orientation == "landscape"
        assert page.page_setup.fitToWidth == 1


def test_the_chart_draws_the_possible_range_as_error_bars(context: ReportContext) -> None:
    sheet = drawn_sheet(context.questionnaire, 3)
    book = country_workbook(context, country_results(context.questionnaire, sheet), sheet)
    chart = parts_of(book)["xl/charts/chart1.xml"]
    assert '<errValType val="cust"' in chart
    assert chart.index("<plus>") < chart.index("'Summary'!$O$7:$O$14") < chart.index("<minus>")
    assert chart.index("<minus>") < chart.index("'Summary'!$N$7:$N$14")


MARKED = questionnaire(
    domain(
        "D1",
        indicator(
            "D1.1",
            ladder("D1.1a"),
            replace(percent("D1.1b", part=None), confidential=True),
            replace(number("D1.1c", part=None), small_counts=True, unit=text("victims")),
            replace(number("D1.1d", breakdown=("girls", "boys"), part=None), small_counts=True),
        ),
    )
)
TOLD = AnswerSheet(
    {
        "D1.1a": answered(3),
        "D1.1b": replace(answered(98.7, evidence=True), comment="Budget law"),
        "D1.1c": replace(answered(3), comment="A family"),
        "D1.1d": answered({"total": 12, "parts": {"girls": 2, "boys": 10}}),
    }
)


def test_what_others_may_not_see_is_named_in_words_and_nowhere_in_the_file(context: ReportContext) -> None:
    results, frame = country_results(MARKED, TOLD), replace(context, questionnaire=MARKED, whole=False)
    book = country_workbook(frame, results, shown_to_others(MARKED, TOLD))
    page = book["Answers"]
    rows = [[cell.value for cell in page[row_of(page, id)]][2:] for id in ("D1.1b", "D1.1c", "D1.1d")]
    assert rows == [
        ["Answered", "Confidential, not shown", None, None, None, None, None],
        ["Answered", "fewer than 5 victims", None, None, None, None, None],
        ["Answered", "12 (breakdown not shown: one of its figures is fewer than 5)", 12, None, None, None, None],
    ]
    whole = "".join(parts_of(book).values())
    assert not any(secret in whole for secret in ("98.7", "Budget law", "A family", "girls"))
    assert book.sheetnames == ["Summary", "Indicators", "Answers", "Method", "Calculation", "Notes"]
    assert "What is not shown" in {cell.value for cell in book["Notes"]["A"]}


def test_a_reader_who_sees_all_reads_every_value_and_comment(context: ReportContext) -> None:
    book = country_workbook(replace(context, questionnaire=MARKED), country_results(MARKED, TOLD), TOLD)
    whole = "".join(parts_of(book).values())
    assert all(told in whole for told in ("98.7", "Budget law", "A family", "girls: 2; boys: 10"))
    assert "What is not shown" not in whole


def test_a_small_questionnaire_of_every_scored_kind_gives_a_workbook(spanish: ReportContext) -> None:
    sheet = drawn_sheet(SMALL, 1)
    book = country_workbook(replace(spanish, questionnaire=SMALL), country_results(SMALL, sheet), sheet)
    assert book["Resumen"]["A7"].value == "D1"


def test_a_hidden_answer_is_not_asked_in_the_workbook_and_stands_there_when_shown_again(
    context: ReportContext,
) -> None:
    told = {"D1.3a": answered(1), "D1.3c": replace(answered(12), comment="Counted twice")}
    hidden, shown = AnswerSheet(told), AnswerSheet({**told, "D1.3a": answered(2)})
    rows = []
    for sheet in (hidden, shown):
        book = country_workbook(context, country_results(context.questionnaire, sheet), sheet)
        page = book["Answers"]
        rows.append([cell.value for cell in page[row_of(page, "D1.3c")]][2:7])
    assert rows == [["Not asked", None, None, None, None], ["Answered", "12 cases", 12, None, "Counted twice"]]


def test_the_cells_that_count_offer_their_choices(context: ReportContext) -> None:
    sheet = full_sheet(context.questionnaire)
    page = country_workbook(context, country_results(context.questionnaire, sheet), sheet)["Answers"]
    offered = {validation.formula1: validation.sqref for validation in page.data_validations.dataValidation}
    row = row_of(page, "D1.1a")
    assert f"C{row}" in offered["states"]
    assert f"H{row}" in offered["yes_or_no"]
    assert f"E{row}" in offered['"0,1,2,3,4"']
    assert f"E{row_of(page, 'D1.1b') + 1}" in offered['"yes,no,not_open"']
