"""The workbook of a version, as an author meets it: a guide, locked codes, lists to choose from, frozen headings."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from openpyxl import Workbook
from openpyxl.styles import Alignment, Protection
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from assessment.authoring import tables as t
from assessment.authoring.labels import GUIDE_TITLE, column_label, guide, in_all_languages, sheet_title
from assessment.authoring.rows import Row
from assessment.authoring.tables import Column, Layout, Table
from assessment.core.conditions import STATE_TESTS, VALUE_TESTS
from assessment.i18n import LANGUAGES, gettext_noop, language
from assessment.reports.style import put, styled_workbook

LABELS_ROW, NAMES_ROW, FIRST_ROW = 1, 2, 3
SPARE_ROWS = 500  # rows below the last with lists to choose from
FACTS = "_"
"""The hidden sheet that says which version this is, and what it held."""
WIDTHS = {"text": 52, "number": 10, "truth": 12, "any": 16, "word": 16, "list": 18}
NARROW, PLACES = 12, 34
LOCKED = {t.INDEX: ("slug", "version", "languages")}
"""Places of the index whose values no author changes."""
MOST_IN_A_LIST = 250  # characters of a list that stands in the cell's own rule
REFUSED = gettext_noop("Please choose from the list.")


def workbook_of(title: str, layout: Layout, rows: Mapping[str, Sequence[Row]], facts: Mapping[str, str]) -> Workbook:
    """The whole workbook; ``facts`` go into the hidden sheet."""
    book = styled_workbook(title, language(LANGUAGES[0]), datetime.now(UTC))
    _add_guide(book)
    for table in layout.tables.values():
        _add_table(book, table, rows[table.code])
        _add_lists(book, table, layout, len(rows[table.code]))
    _add_lists_of_index(book, layout, rows[t.INDEX])
    hidden: Worksheet = book.create_sheet(FACTS)
    for number, (name, fact) in enumerate(facts.items(), 1):
        put(hidden, number, 1, name, "line")
        put(hidden, number, 2, fact, "line")
    hidden.sheet_state = "veryHidden"
    return book


def _add_guide(book: Workbook) -> None:
    sheet: Worksheet = book.create_sheet(in_all_languages(GUIDE_TITLE))
    sheet.sheet_view.showGridLines = False
    for column, (name, paragraphs) in enumerate(guide(), 1):
        sheet.column_dimensions[get_column_letter(column)].width = 70
        put(sheet, 1, column, name, "title")
        for row, paragraph in enumerate(paragraphs, 2):
            put(sheet, row, column, paragraph, "text")
    sheet.row_dimensions[1].height = 26
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.protection.sheet = True


def _add_table(book: Workbook, table: Table, rows: Sequence[Row]) -> None:
    """One sheet: labels, technical names, rows; codes locked, everything else open."""
    sheet: Worksheet = book.create_sheet(sheet_title(table.code))
    for number, column in enumerate(table.columns, 1):
        letter = get_column_letter(number)
        dimension = sheet.column_dimensions[letter]
        dimension.width = _width(table, column)
        dimension.protection = Protection(locked=False)
        dimension.number_format = "General" if column.shape.kind == "number" else "@"
        put(sheet, LABELS_ROW, number, column_label(column), "header")
        put(sheet, NAMES_ROW, number, column.name, "muted")
    for row, cells in enumerate(rows, FIRST_ROW):
        for number, column in enumerate(table.columns, 1):
            _put_cell(
                sheet, row, number, column, cells, column.name in table.identity or _is_fixed(table, cells, column)
            )
    keys = sum(1 for name in table.names if name.startswith("@") or name in table.identity)
    sheet.freeze_panes = f"{get_column_letter(min(keys, 3) + 1)}{FIRST_ROW}"
    sheet.auto_filter.ref = f"A{NAMES_ROW}:{get_column_letter(len(table.columns))}{NAMES_ROW + max(len(rows), 1)}"
    sheet.page_setup.orientation = "landscape"
    sheet.print_title_rows = f"{LABELS_ROW}:{NAMES_ROW}"
    _protect(sheet)


def _protect(sheet: Worksheet) -> None:
    """Lock what is locked, against slips only; widths, heights, filters and new rows stay free."""
    sheet.protection.sheet = True
    for free in ("formatCells", "formatColumns", "formatRows", "autoFilter", "insertRows"):
        setattr(sheet.protection, free, False)


def _is_fixed(table: Table, cells: Row, column: Column) -> bool:
    """Whether a value of the index is what the version is called."""
    return column.name == t.VALUE and cells.get(t.PLACE) in LOCKED.get(table.code, ())


def _width(table: Table, column: Column) -> float:
    if column.name in (t.FILE, t.PLACE) and table.code in (t.INDEX, t.SECTIONS):
        return PLACES
    if column.base.startswith("@") or column.name in ("id", "domain"):
        return NARROW + 4 if column.name in (t.LIST, t.CODE) else NARROW
    return WIDTHS[column.shape.kind]


def _put_cell(sheet: Worksheet, row: int, number: int, column: Column, cells: Row, locked: bool) -> None:
    """One cell; whatever is no number is a text, so that no spreadsheet makes a date or a formula of it."""
    value = cells.get(column.name)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if isinstance(value, bool):
        value = str(value).lower()
    put(sheet, row, number, value, "strong" if locked else "text")
    cell = sheet.cell(row, number)
    cell.protection = Protection(locked=locked)
    cell.number_format = "General" if is_number else "@"
    if is_number:
        cell.alignment = Alignment(horizontal="right", vertical="top")


# --- lists to choose from -------------------------------------------------------------------


def _add_lists(book: Workbook, table: Table, layout: Layout, rows: int) -> None:
    """A list to choose from in every column where only some words are right."""
    sheet = book[sheet_title(table.code)]
    for number, column in enumerate(table.columns, 1):
        letter = get_column_letter(number)
        _add_list(sheet, _choices(column, layout), f"{letter}{FIRST_ROW}:{letter}{FIRST_ROW + rows + SPARE_ROWS}")


def _add_lists_of_index(book: Workbook, layout: Layout, rows: Sequence[Row]) -> None:
    """The values of the index each have a list of their own, where there is one."""
    for number, row in enumerate(rows, FIRST_ROW):
        found = layout.index
        for key in str(row[t.PLACE]).split("."):
            found = t.inner(found, key)
        _add_list(book[sheet_title(t.INDEX)], _listed(found.choices), f"B{number}")


def _add_list(sheet: Worksheet, formula: str | None, cells: str) -> None:
    """Let cells be chosen from a list."""
    if formula is not None:
        rule = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=True)
        rule.error = in_all_languages(REFUSED)
        rule.add(cells)
        sheet.add_data_validation(rule)


def _choices(column: Column, layout: Layout) -> str | None:
    """What may be chosen in a column: words, or the codes in another sheet; None where anything may be written."""
    codes = {
        t.SECTION: (t.SECTIONS, layout.section_key),
        t.INDICATOR: (t.INDICATORS, "id"),
        t.QUESTION: (t.QUESTIONS, "id"),
        "q": (t.QUESTIONS, "id"),
    }
    if column.name in codes:
        code, name = codes[column.name]
        letter = get_column_letter(layout.tables[code].names.index(name) + 1)
        return f"{quote_sheetname(sheet_title(code))}!${letter}${FIRST_ROW}:${letter}${FIRST_ROW + 10 * SPARE_ROWS}"
    words: tuple[object, ...] = column.shape.choices
    if column.shape.kind == "truth":
        words = ("true", "false")
    elif column.name == t.RULE:
        words = t.RULES
    elif column.name == "is":
        words = (*STATE_TESTS, *VALUE_TESTS)
    elif column.name == t.LIST:
        words = tuple(".".join(path) for path, _part in layout.parts_of_question)
    return _listed(words)


def _listed(words: Iterable[object]) -> str | None:
    """Words as a list of a cell's own rule; None when there are none, or too many."""
    listed = ",".join(map(str, words))
    return f'"{listed}"' if listed and len(listed) <= MOST_IN_A_LIST else None
