"""The look of every workbook, and the one way a value gets into a cell.

Texts are always texts: whatever people wrote, it never becomes a formula, and
characters that a workbook cannot hold are replaced instead of breaking it.
"""

import re
from collections.abc import Container, Iterable, Sequence
from copy import copy
from datetime import datetime
from textwrap import wrap
from typing import Any
from weakref import WeakKeyDictionary

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from assessment.charts import palette
from assessment.i18n import Language
from assessment.reports.context import CREATOR, ReportContext

HEADER_ROW = 5
"""The row of column headings on every sheet; the rows above hold mark, title, subtitle and a remark."""

POINTS_A_LINE = 13
HIGHEST_ROW = 409  # points
CHARACTERS_A_UNIT = 1.1  # of column width, on the safe side
BOLD_CHARACTERS_A_UNIT = 0.9
LONGEST_TEXT = 32_767  # characters a cell can hold
LONGEST_HEADER = 250  # characters a printed header or footer can hold
_UNWRITABLE = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # a spreadsheet would read _x0041_ as the letter A
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']")
_INPUT = "#fff8e1"

Value = str | int | float | datetime | None
"""What a cell may hold; a moment is in UTC and without a zone, which workbooks do not know."""


def _colour(hex_colour: str) -> str:
    return hex_colour.removeprefix("#").upper()


def _style(
    name: str,
    *,
    fill: str | None = None,
    ink: str = palette.INK,
    bold: bool = False,
    italic: bool = False,
    size: float = 10,
    format: str = "General",
    wrap: bool = False,
    across: str | None = None,
    border: bool = True,
    font: str = "Calibri",
    locked: bool = True,
) -> NamedStyle:
    """A named style; ``across`` is the horizontal alignment, ``format`` an Excel number format."""
    line = Side(style="thin", color=_colour(palette.GREY_LIGHT))
    return NamedStyle(
        name=f"SELA {name}",
        font=Font(name=font, size=size, bold=bold, italic=italic, color=_colour(ink)),
        fill=PatternFill("solid", fgColor=_colour(fill)) if fill else PatternFill(),
        border=Border(bottom=line) if border else Border(),
        alignment=Alignment(horizontal=across, vertical="top", wrap_text=wrap or None),
        number_format=format,
        protection=Protection(locked=locked),
    )


_HEADERS = (("", None), (" right", "right"), (" middle", "center"))
_WRAPPED = (
    "text",
    "strong",
    "muted",
    "code",
    "input",
    "answer",
    "line below",
    "header",
    "header right",
    "header middle",
)
"""The styles whose texts break into lines; their rows are made as high as the lines need."""


def _house_styles() -> list[NamedStyle]:
    """All styles. Number formats are Excel's own: it writes separators, percentages and months the reader's way."""
    bands = [
        _style(f"band {code}", fill=fill, ink=palette.BAND_TEXT_COLOURS[code], format="0.0", across="center")
        for code, fill in palette.BAND_COLOURS.items()
    ]
    statuses = [
        _style(f"status {code}", fill=fill, ink=palette.STATUS_TEXT_COLOURS[code], across="center", wrap=True, size=9)
        for code, fill in palette.STATUS_COLOURS.items()
    ]
    pairs = [
        _style(f"pair {code}", fill=fill, ink=palette.PAIR_TEXT_COLOURS[code], across="center", size=9)
        for code, fill in palette.PAIR_COLOURS.items()
    ]
    return [
        _style("mark", fill=palette.ACCENT_PALE, ink=palette.ACCENT, bold=True, border=False),
        _style("owner", ink=palette.GREY, border=False),
        _style("title", ink=palette.BLUE, bold=True, size=16, border=False, font="Georgia"),
        _style("subtitle", ink=palette.GREY, border=False),
        _style("remark", border=False),
        *(
            _style(f"header{where}", fill=palette.BLUE, ink=palette.WHITE, bold=True, wrap=True, across=across)
            for where, across in _HEADERS
        ),
        _style("block", fill=palette.PAPER, ink=palette.BLUE, bold=True, size=11),
        _style("text", wrap=True),
        _style("line"),
        _style("line below", wrap=True, across="right"),
        _style("strong", bold=True, wrap=True),
        _style("strong line", bold=True),
        _style("muted", ink=palette.GREY, wrap=True, size=9),
        _style("score", format="0.0"),
        _style("strong score", format="0.0", bold=True),
        _style("whole", format="0"),
        _style("share", format="0\\ %"),
        _style("number", format="General", across="right"),
        _style("exact", format="0.000000"),
        _style("difference", format="0.0E+00", ink=palette.GREY),
        _style("moment", format="d mmm yyyy hh:mm", across="left"),
        _style("code", wrap=True, across="left"),
        _style("input", fill=_INPUT, wrap=True, across="left"),
        _style("answer", fill=_INPUT, wrap=True, across="left", format="@", locked=False),
        _style("answer number", fill=_INPUT, across="right", locked=False),
        *bands,
        *statuses,
        *pairs,
    ]


def new_workbook(context: ReportContext, title: str) -> Workbook:
    """An empty workbook of a round's results."""
    book = styled_workbook(title, context.language, context.generated_at)
    book.properties.subject = _clean(context.mark or context.round)
    book.calculation.fullCalcOnLoad = True
    return book


def styled_workbook(title: str, lang: Language, generated_at: datetime) -> Workbook:
    """An empty workbook with the house styles and the properties that name it."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for style in _house_styles():
        book.add_named_style(style)
    properties, tool = book.properties, lang.gettext("Consular cooperation self-assessment")
    properties.title = _clean(title)
    properties.creator = f"{CREATOR} – {tool}"
    properties.language = lang.code
    properties.created = properties.modified = generated_at.replace(tzinfo=None)
    return book


def band_colours(band: str | None) -> tuple[str, str] | None:
    """Fill and ink of a band of scores; None where there is none."""
    return (palette.BAND_COLOURS[band], palette.BAND_TEXT_COLOURS[band]) if band in palette.BAND_COLOURS else None


def band_style(band: str | None, otherwise: str) -> str:
    """The style of a band of scores, or another where there is none."""
    return f"band {band}" if band_colours(band) else otherwise


def sheet_name(words: str) -> str:
    """Words as a name Excel accepts for a sheet."""
    return " ".join(_NOT_IN_SHEET_NAMES.sub(" ", _clean(words)).split())[:31].rstrip()


def add_sheet(
    book: Workbook, context: ReportContext, name: str, title: str, subtitle: str, remark: str = ""
) -> Worksheet:
    """A sheet with its first rows written: the demonstration mark (or the owner), title, subtitle, remark."""
    sheet: Worksheet = book.create_sheet(sheet_name(name))
    sheet.sheet_view.showGridLines = False
    if context.demonstration:
        put(sheet, 1, 1, context.mark, "mark")
    else:
        tool = context.gettext("Consular cooperation self-assessment")
        put(sheet, 1, 1, f"{CREATOR} · {tool}", "owner")
    put(sheet, 2, 1, title, "title")
    put(sheet, 3, 1, subtitle, "subtitle")
    put(sheet, 4, 1, remark or None, "remark")
    sheet.row_dimensions[2].height = 24
    return sheet


def put(sheet: Worksheet, row: int, column: int, value: Value, style: str) -> None:
    """Write a value under a house style. A text stays a text whatever it begins with."""
    cell = sheet.cell(row, column)
    _dress(sheet, cell, style)
    if isinstance(value, str):
        cell.value = value = _clean(value)
        cell.data_type = "s"
        if style in _WRAPPED:
            _heighten(sheet, row, column, value, BOLD_CHARACTERS_A_UNIT if "header" in style else CHARACTERS_A_UNIT)
        if value[:1] in ("=", "+", "-", "@", "'"):
            cell.quotePrefix = True
    elif value is not None:
        cell.value = value


def _dress(sheet: Any, cell: Any, style: str) -> None:
    """Give a cell a house style. Looking a style up by its name is slow, and a workbook has thousands of cells."""
    known = _worn.setdefault(sheet.parent, {})
    if style not in known:
        cell.style = f"SELA {style}"
        known[style] = cell._style
    cell._style = copy(known[style])


_worn: WeakKeyDictionary[Workbook, dict[str, StyleArray]] = WeakKeyDictionary()
"""The styles each workbook has used, as its cells hold them."""


def _heighten(sheet: Worksheet, row: int, column: int, text: str, characters: float) -> None:
    """Make a row high enough for a text in a column whose width is set; not every viewer does it by itself."""
    width = max(int(characters * sheet.column_dimensions[get_column_letter(column)].width), 1)
    if len(text) > width or "\n" in text:
        lines = sum(max(len(wrap(paragraph, width)), 1) for paragraph in text.split("\n"))
        height = min(4 + POINTS_A_LINE * lines, HIGHEST_ROW)
        sheet.row_dimensions[row].height = max(sheet.row_dimensions[row].height or 0, height)


def put_formula(sheet: Worksheet, row: int, column: int, formula: str, style: str) -> None:
    """Write a formula of our own making (without its equals sign)."""
    _dress(sheet, sheet.cell(row, column, f"={formula}"), style)


def put_row(sheet: Worksheet, row: int, values: Iterable[Value], styles: Sequence[str], column: int = 1) -> None:
    """Write values side by side, each under its style."""
    for offset, (value, style) in enumerate(zip(values, styles, strict=True)):
        put(sheet, row, column + offset, value, style)


def put_header(
    sheet: Worksheet,
    labels: Sequence[str],
    widths: Sequence[float],
    numbers: Container[int] = (),
    centred: Container[int] = (),
) -> None:
    """Write the column headings and set the columns' widths (in characters).

    ``numbers`` and ``centred`` are the columns (from 1) whose headings stand right or in the middle, as their cells do.
    """
    for column, (label, width) in enumerate(zip(labels, widths, strict=True), start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        style = "header right" if column in numbers else "header middle" if column in centred else "header"
        put(sheet, HEADER_ROW, column, label, style)


def put_block(sheet: Worksheet, row: int, words: str, columns: int) -> None:
    """Write a heading across a table."""
    for column in range(1, columns + 1):
        put(sheet, row, column, words if column == 1 else None, "block")


def finish(
    sheet: Worksheet,
    context: ReportContext,
    columns: int,
    frozen_columns: int = 0,
    one_page: bool = False,
    pages_wide: int = 1,
) -> None:
    """Freeze the headings, and set how the sheet prints: landscape, fitted to the page, headings and mark on each."""
    for column in range(2, columns + 1):
        if context.demonstration:
            put(sheet, 1, column, None, "mark")
    sheet.freeze_panes = f"{get_column_letter(frozen_columns + 1)}{HEADER_ROW + 1}"
    sheet.print_title_rows = f"1:{HEADER_ROW}"
    if frozen_columns:
        sheet.print_title_cols = f"A:{get_column_letter(frozen_columns)}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages_wide, int(one_page)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    assert sheet.oddHeader is not None
    assert sheet.oddFooter is not None
    sheet.oddHeader.center.text = _printed(context.mark)
    sheet.oddFooter.left.text = _printed(f"{CREATOR} · {context.round}")
    sheet.oddFooter.center.text = _printed(sheet.title)
    sheet.oddFooter.right.text = "&P / &N"


def _clean(text: str) -> str:
    """The text without what a workbook cannot hold: line ends made one kind, other control characters replaced."""
    text = _UNWRITABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _ESCAPE.sub("_x005F_", text)[:LONGEST_TEXT]


def _printed(text: str) -> str | None:
    """Text for a printed header or footer, where an ampersand begins a command."""
    return _clean(text).replace("&", "&&")[:LONGEST_HEADER] or None
