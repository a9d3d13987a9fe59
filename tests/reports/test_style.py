"""Texts stay texts, whatever they hold, and every workbook can be written and read again."""

from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessment.charts import palette
from assessment.reports.context import ReportContext
from assessment.reports.style import new_workbook, put, put_header, sheet_name


@pytest.fixture
def sheet(context: ReportContext) -> Worksheet:
    return new_workbook(context, "Test").create_sheet("Test")


def reread(book: Workbook) -> Worksheet:
    file = BytesIO()
    book.save(file)
    return load_workbook(file).worksheets[0]


@pytest.mark.parametrize("text", ["=1+1", "+57", "-no", "@SUM(A1)", "'quoted", '=HYPERLINK("http://x","y")'])
def test_a_text_that_begins_like_a_formula_stays_a_text(sheet: Worksheet, text: str) -> None:
    put(sheet, 1, 1, text, "text")
    cell = reread(sheet.parent)["A1"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


@pytest.mark.parametrize("text", ["#N/A", "#REF!", "1234", "2026-03-01", "TRUE", "<b>x</b>", "a & b"])
def test_a_text_that_looks_like_another_kind_of_value_stays_a_text(sheet: Worksheet, text: str) -> None:
    put(sheet, 1, 1, text, "text")
    cell = reread(sheet.parent)["A1"]
    assert (cell.value, cell.data_type) == (text, "s")


@pytest.mark.parametrize("bad", ["\x00", "\x07", "\x0b", "\x1f", "\ud800", "\uffff"])
def test_characters_a_workbook_cannot_hold_are_replaced(sheet: Worksheet, bad: str) -> None:
    put(sheet, 1, 1, f"a{bad}b", "text")
    assert reread(sheet.parent)["A1"].value == "a\ufffdb"


def test_line_ends_and_other_scripts_are_kept(sheet: Worksheet) -> None:
    put(sheet, 1, 1, "uno\r\ndos\rtres ñ 🙂\t.", "text")
    assert reread(sheet.parent)["A1"].value == "uno\ndos\ntres ñ 🙂\t."


def test_a_text_longer_than_a_cell_is_cut(sheet: Worksheet) -> None:
    put(sheet, 1, 1, "x" * 40_000, "text")
    assert len(reread(sheet.parent)["A1"].value) == 32_767


def test_a_row_is_made_high_enough_for_its_longest_text(sheet: Worksheet) -> None:
    put_header(sheet, ["A", "B"], [10, 20])
    assert sheet.row_dimensions[5].height is None
    put(sheet, 6, 1, "word " * 20, "text")
    put(sheet, 6, 2, "short", "text")
    assert sheet.row_dimensions[6].height == 4 + 13 * 10


def test_sheet_names_are_made_acceptable() -> None:
    assert sheet_name("Who: has [answered] / so far? 'yes'") == "Who has answered so far yes"


def test_the_styles_use_the_palette_s_band_colours(sheet: Worksheet) -> None:
    put(sheet, 1, 1, 80.0, "band consolidated")
    cell = reread(sheet.parent)["A1"]
    assert cell.fill.fgColor.rgb == "00" + palette.BAND_COLOURS["consolidated"].removeprefix("#").upper()
    assert cell.number_format == "0.0"
