"""The sheets on cooperation, as they are before anybody recalculates them."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessment.charts import palette
from assessment.core.answers import Answer, AnswerSheet, Evidence, Partners, State
from assessment.core.network import Network, Pair, network
from assessment.core.results import Status
from assessment.reports.context import ReportContext
from assessment.reports.country import country_workbook
from assessment.reports.region import region_workbook
from tests.core.builders import answered
from tests.reports.conftest import country_results, region_of
from tests.reports.sheets import MATRIX
from tests.reports.test_country import reread

NEUTRAL = "A difference is an invitation to talk, not a fault."
PERU = AnswerSheet(
    {
        "D8#own-1": Answer(
            State.ANSWERED,
            {"name": "=Acuerdo de Lima", "year": 2019, "status": "in_force", "parties": ["CHL", "PER"], "scope": []},
            evidence=(Evidence("https://example.org/acuerdo", ""),),
        ),
        "D8.2a@CHL": replace(answered(4), instruments=("own-1",), comment="@Lima"),
        "D8.2b@CHL": answered("both"),
        "D8.2c@CHL": answered({"FRA": None}),
        "D8.2a@BOL": answered(4),
        "D8@BRA": Answer(State.NOT_APPLICABLE, reason="Sin casos."),
        "D8.2a@ESP": answered(1),
        "D8@ESP": answered(True),
    },
    Partners(("BOL", "BRA", "CHL"), ("ESP",)),
)
CHILE = AnswerSheet({"D8.2a@PER": answered(2), "D8.2b@PER": answered("both")}, Partners(("PER",)))
BOLIVIA = AnswerSheet({"D8.2a@PER": answered(1)}, Partners(("PER",)))
PAIRS = [("BOL", "PER", ("land_border",)), ("BRA", "PER", ("land_border",)), ("CHL", "PER", ("land_border",))]


@pytest.fixture(scope="module")
def frame(context: ReportContext) -> ReportContext:
    return replace(context, questionnaire=MATRIX)


def found(*signed: str) -> Network:
    sheets = {"PER": PERU, "CHL": CHILE, "BOL": BOLIVIA}
    return network("2026", MATRIX, PAIRS, {iso3: sheets[iso3] for iso3 in signed})


def peru(frame: ReportContext, pairs: Sequence[Pair]) -> Workbook:
    return reread(country_workbook(frame, country_results(MATRIX, PERU), PERU, pairs))


def lines(sheet: Worksheet, column: str) -> dict[str, list[object]]:
    """The rows of one column of the matrix, by partner."""
    rows = (list(row) for row in sheet.iter_rows(min_row=6, values_only=True))
    return {str(row[2]): row for row in rows if str(row[0]).startswith(f"{column}a@")}


def test_a_country_reads_its_levels_details_and_instruments_and_what_it_may_see_of_the_partner(
    frame: ReportContext,
) -> None:
    rows = lines(peru(frame, found("PER", "CHL").as_seen_by("PER"))["Partners"], "D8.2")
    details, apart = "Comment: @Lima\nWhich? both\nIn which countries? France", "the levels are two or more apart"
    assert rows["Chile"][3:] == [
        "Priority", 4, "Level 4: Level 4", details, "=Acuerdo de Lima", 2, "To be reconciled", apart,
    ]  # fmt: skip
    bolivia = "Bolivia (Plurinational State of)"
    pending = "Level 4: Level 4 (level 4, evidence pending)"
    assert rows[bolivia][3:] == ["Priority", 4, pending, None, None, None, "Awaiting", None]
    assert rows["Brazil"][3:6] == ["Priority", None, "Not applicable: Sin casos."]
    assert rows["Spain"][3:] == ["Added, not scored", 1, "Level 1: Level 1", None, None, None, None, None]


def test_the_headline_stands_apart_from_the_second_figures(frame: ReportContext) -> None:
    sheet = peru(frame, found("PER", "CHL", "BOL").as_seen_by("PER"))["Partners"]
    rows = [[cell.value for cell in row][:6] for row in sheet.iter_rows(min_row=6)]
    figures = {row[2]: row[4:6] for row in rows if row[0] == "D8.2"}
    assert figures == {
        "Reported score (headline)": [87.5, None],  # (100 + 75) / 2, Brazil's row being set aside
        "Second figure: corroborated": [37.5, "n = 2"],  # the lower levels 2 and 1
        "Second figure: confirmation rate": [0, "n = 2"],
    }
    assert {row[2]: row[4] for row in rows if row[0] == "D8.1"}["Reported score (headline)"] == "Insufficient data"


def test_the_country_sheet_says_no_more_than_the_pairs_it_is_given(frame: ReportContext) -> None:
    one = peru(frame, found("PER").as_seen_by("PER"))["Partners"]
    other = peru(frame, found("CHL", "BOL").as_seen_by("PER"))["Partners"]
    told = [[[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in (one, other)]
    assert told[0] == told[1]
    assert {row[9] for row in told[0][5:20]} == {"Awaiting", None}


def test_written_instruments_are_listed_with_their_evidence(frame: ReportContext) -> None:
    sheet = peru(frame, ())["Partners"]
    [row] = [row for row in sheet.iter_rows(values_only=True) if row[0] == "D8#own-1"]
    assert row[1:3] == ("=Acuerdo de Lima (2019)", "In force or being applied")
    assert row[5:7] == ("Parties: Chile, Peru", "https://example.org/acuerdo")


def test_both_workbooks_carry_the_same_neutral_note(frame: ReportContext) -> None:
    region = region_workbook(
        frame, region_of(MATRIX, {"PER": PERU, "CHL": CHILE}, {}), {"PER": PERU, "CHL": CHILE}, found("PER", "CHL")
    )
    for sheet in (peru(frame, ())["Partners"], region["Cooperation"]):
        assert any(str(cell.value).startswith(NEUTRAL) for row in sheet.iter_rows() for cell in row)


@pytest.fixture(scope="module")
def region(frame: ReportContext) -> Workbook:
    sheets = {"PER": PERU, "CHL": CHILE, "BOL": BOLIVIA}
    results = region_of(MATRIX, sheets, {"BRA": Status.IN_PROGRESS})
    return reread(region_workbook(frame, results, sheets, found("PER", "CHL", "BOL")))


def test_the_region_counts_states_and_rates_by_column(region: Workbook) -> None:
    rows = {
        row[0]: row[1:] for row in region["Cooperation"].iter_rows(min_row=6, max_row=11, max_col=11, values_only=True)
    }
    assert rows["D8.2 D8.2"] == (1, 0, 0, 0, 0, 2, 0, 0, 0, 2)
    assert rows["D8.1 D8.1"] == (1, 2, 0, 0, 0, 0, 0, 0, None, 0)
    assert rows["All columns"] == (5, 8, 0, 0, 0, 2, 0, 0, 0, 2)


def test_the_region_lists_the_pairs_to_be_reconciled(region: Workbook) -> None:
    apart = "the levels are two or more apart"
    rows = [row[:7] for row in region["Cooperation"].iter_rows(min_row=13, values_only=True) if row[1] and row[5]]
    assert rows[1:] == [
        ("D8.2 D8.2", "Bolivia (Plurinational State of)", "Peru", "1", "3", "To be reconciled", apart),
        ("D8.2 D8.2", "Chile", "Peru", "2", "4", "To be reconciled", apart),
    ]


def test_the_matrix_shows_both_levels_on_the_colour_of_the_state(region: Workbook) -> None:
    sheet = region["Cooperation matrix"]
    heads = [cell.value for cell in sheet[5]]
    assert heads == ["Group", "State", "BOL", "PER", "BRA", "CHL"]
    first = next(cell.row for cell in sheet["A"] if cell.value == "D8.2 D8.2") + 1
    block = {row[1].value: row[2:] for row in sheet.iter_rows(min_row=first, max_row=first + 3)}
    assert [cell.value for cell in block["Peru"]] == ["≠ 3/1", None, "… –/…", "≠ 4/2"]
    assert block["Peru"][0].fill.fgColor.rgb[-6:] == palette.PAIR_COLOURS["to_reconcile"].lstrip("#").upper()
    assert [cell.value for cell in block["Chile"]] == [None, "≠ 2/4", None, None]


def test_the_region_s_answers_tell_each_country_apart_by_its_partners(region: Workbook) -> None:
    sheet = region["Answers"]
    heads = [cell.value for cell in sheet[5]][3:]
    assert heads == ["Bolivia (Plurinational State of)", "Chile", "Peru"]
    rows = {row[0]: list(row[3:]) for row in sheet.iter_rows(min_row=6, values_only=True) if row[2] == "Answer"}
    assert rows["D8.2a@CHL"] == ["Not asked", "Not asked", 4]
    assert rows["D8.2a@PER"] == [1, 2, "Not asked"]
    assert rows["D8.2a@BRA"] == ["Not asked", "Not asked", "Not applicable"]
    assert rows["D8.2a@ESP"] == ["Not asked", "Not asked", 1]  # added: below, without a score
    block = next(cell.row for cell in sheet["A"] if cell.value == "Partners added by a country, without a score")
    assert next(cell.row for cell in sheet["A"] if cell.value == "D8.2a@ESP") > block


def test_a_round_without_pairs_or_signatures_has_no_sheet_of_cooperation(frame: ReportContext) -> None:
    book = region_workbook(
        frame, region_of(MATRIX, {}, {"PER": Status.NOT_STARTED}), {}, network("2026", MATRIX, [], {})
    )
    assert "Cooperation" not in book.sheetnames
    unsigned = region_workbook(frame, region_of(MATRIX, {}, {"PER": Status.NOT_STARTED}), {}, found())
    matrix = unsigned["Cooperation matrix"]
    assert {cell.value for row in matrix.iter_rows(min_row=7, max_row=10, min_col=3) for cell in row} == {None, "… …/…"}


def test_a_country_without_partners_has_a_sheet_that_says_so_by_its_headline(frame: ReportContext) -> None:
    sheet = AnswerSheet({"D1.1a": answered(2)})
    page = country_workbook(frame, country_results(MATRIX, sheet), sheet)["Partners"]
    rows = list(page.iter_rows(values_only=True))
    figures = {row[0]: row[4] for row in rows if row[2] == "Reported score (headline)"}
    assert set(figures.values()) == {"Not applicable"}
    assert len(figures) == 5
