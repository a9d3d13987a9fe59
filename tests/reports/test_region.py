"""The comparison workbook of a round, as it is before anybody recalculates it."""

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook

from assessment.core.answers import AnswerSheet
from assessment.core.disclosure import shown_to_others
from assessment.core.results import RegionResults, Status
from assessment.reports.context import ReportContext
from assessment.reports.country import country_workbook
from assessment.reports.region import region_workbook
from tests.reports.conftest import country_results, region_of
from tests.reports.office import converted
from tests.reports.sheets import drawn_sheet, row_of
from tests.reports.test_country import DOMAINS, MARK, MARKED, TOLD, parts_of, reread

SIGNED = ("PER", "CHL", "CUB", "BHS", "MEX")
OTHERS = {"ARG": Status.IN_PROGRESS, "BRA": Status.NOT_STARTED}
AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
"""Every sheet as comma-separated values, each cell as it shows: a number too wide for its column shows as ###."""


def region(context: ReportContext) -> tuple[RegionResults, dict[str, AnswerSheet]]:
    sheets = {iso3: drawn_sheet(context.questionnaire, seed) for seed, iso3 in enumerate(SIGNED)}
    return region_of(context.questionnaire, sheets, OTHERS), sheets


@pytest.fixture(scope="module")
def book(context: ReportContext) -> Workbook:
    return reread(region_workbook(context, *region(context)))


def test_countries_stand_by_sub_region_and_name_without_a_rank(book: Workbook) -> None:
    rows = list(book["Overview"].iter_rows(min_row=6, max_row=12, max_col=4, values_only=True))
    assert rows == [
        ("Caribbean", "Bahamas", "BHS", "Signed"),
        ("Caribbean", "Cuba", "CUB", "Signed"),
        ("Mexico and Central America", "Mexico", "MEX", "Signed"),
        ("South America", "Argentina", "ARG", "In progress"),
        ("South America", "Brazil", "BRA", "Not started"),
        ("South America", "Chile", "CHL", "Signed"),
        ("South America", "Peru", "PER", "Signed"),
    ]
    words = {str(cell.value).lower() for page in book for row in page.iter_rows() for cell in row}
    assert not {word for word in words if word.startswith("rank")}


def test_the_overview_holds_the_scores_in_full_precision(context: ReportContext, book: Workbook) -> None:
    results, _ = region(context)
    peru = next(entry for entry in results.entries if entry.iso3 == "PER")
    cells = [cell.value for cell in book["Overview"][12]][5:]
    for cell, id in zip(cells, ("overall", *DOMAINS), strict=True):
        node = peru.card.nodes[id]
        assert cell == ("Insufficient data" if node.score is None else pytest.approx(node.score, abs=1e-12))


def test_a_country_that_has_not_signed_shows_its_status_alone(book: Workbook) -> None:
    assert [cell.value for cell in book["Overview"][9]][4:] == [None] * 10
    for name in ("Indicators", "Answers", "Calculation"):
        page = book[name]
        assert "Argentina" not in {cell.value for row in page.iter_rows() for cell in row}
    status = list(book["Status"].iter_rows(min_row=9, max_row=9, values_only=True))
    assert status == [("South America", "Argentina", "ARG", "In progress", None, None)]


def test_the_distribution_repeats_the_group_figures(context: ReportContext, book: Workbook) -> None:
    results, _ = region(context)
    figure = results.figures["D1"]
    row = [cell.value for cell in book["Distribution"][7]][:10]
    spread = [figure.minimum, figure.q1, figure.median, figure.q3, figure.maximum, figure.mean]
    assert row[:4] == ["D1", "Legal and policy framework", figure.n, 7]
    assert row[4:] == pytest.approx(spread, abs=1e-12)


def test_small_groups_show_no_quartiles_and_no_mean(context: ReportContext) -> None:
    sheets = {iso3: drawn_sheet(context.questionnaire, seed, 1) for seed, iso3 in enumerate(("PER", "CHL", "MEX"))}
    results = region_of(context.questionnaire, sheets, {})
    page = region_workbook(context, results, sheets)["Distribution"]
    count, lower, median, upper, mean = (page.cell(6, column).value for column in (3, 6, 7, 8, 10))
    assert (count, lower, upper, mean) == (3, None, None, None)
    assert median == results.figures["overall"].median


def test_a_round_without_signatures_has_neither_figures_nor_formulas(context: ReportContext) -> None:
    book = region_workbook(context, region_of(context.questionnaire, {}, OTHERS), {})
    assert book.sheetnames == ["Overview", "Distribution", "Indicators", "Status", "Answers", "Notes"]
    assert book["Distribution"]["C6"].value == 0


def test_what_others_may_not_see_is_named_in_words_in_every_countrys_column(context: ReportContext) -> None:
    results, frame = region_of(MARKED, {"PER": TOLD}, {}), replace(context, questionnaire=MARKED, whole=False)
    book = region_workbook(frame, results, {"PER": shown_to_others(MARKED, TOLD)})
    page = book["Answers"]
    assert [page.cell(row_of(page, id), 4).value for id in ("D1.1a", "D1.1b", "D1.1c", "D1.1d")] == [
        3,
        "Confidential, not shown",
        "fewer than 5 victims",
        "12 (breakdown not shown: one of its figures is fewer than 5)",
    ]
    whole = "".join(parts_of(book).values())
    assert not any(secret in whole for secret in ("98.7", "Budget law", "A family", "girls"))


def test_every_sheet_and_chart_of_a_demonstration_is_marked(demonstration: ReportContext) -> None:
    book = region_workbook(demonstration, *region(demonstration))
    assert {page["A1"].value for page in book} == {MARK}
    assert MARK in parts_of(book)["xl/charts/chart1.xml"]


def test_answers_of_people_never_become_formulas(book: Workbook) -> None:
    formulas = {page.title for page in book for row in page.iter_rows() for cell in row if cell.data_type == "f"}
    assert formulas == {"Calculation"}


@pytest.mark.office
@pytest.mark.xdist_group("office")
def test_no_number_is_too_wide_for_its_column(spanish: ReportContext, tmp_path: Path) -> None:
    results, sheets = region(spanish)
    books = {
        "country": country_workbook(spanish, country_results(spanish.questionnaire, sheets["PER"]), sheets["PER"]),
        "region": region_workbook(spanish, results, sheets),
    }
    converted(books, tmp_path, AS_SHOWN)
    pages = {path.stem: path.read_text() for path in (tmp_path / "made").iterdir()}
    assert len(pages) == 14
    assert [name for name, text in pages.items() if "###" in text] == []
