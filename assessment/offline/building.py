"""The workbook for answering offline, written: a guide, a sheet a section, lists to choose from, the stamp."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from assessment.core.answers import State
from assessment.core.questionnaire import Kind, Question
from assessment.forms import Typed
from assessment.offline import rows
from assessment.offline.guide import guide
from assessment.offline.layout import Frame, Plan, plans
from assessment.offline.marks import Marks, Written, quoted
from assessment.offline.reading import LISTS
from assessment.offline.rows import CODE, KEY, MARK, QUESTION, Line
from assessment.offline.slots import ChoiceSlot, NumberSlot, Slot
from assessment.offline.stamp import SHEET, Stamp
from assessment.reports.context import ReportContext
from assessment.reports.style import (
    HEADER_ROW,
    add_sheet,
    finish,
    new_workbook,
    put,
    put_formula,
    put_header,
    sheet_name,
)
from assessment.wording import state_label

NAMES_ROW = HEADER_ROW + 1
"""The hidden row with the names of the columns, by which they are found again."""
FIRST_ROW = NAMES_ROW + 1
MISSING, NOT_ASKED = PatternFill(bgColor="FFD9B3", fill_type="solid"), PatternFill(bgColor="E4E4E4", fill_type="solid")
MOST_IN_A_RULE = 250  # cells named in one rule of a list


@dataclass
class Lists:
    """The lists to choose from, each once, in a hidden sheet of its own."""

    known: dict[tuple[str, ...], str] = field(default_factory=dict)

    def place(self, words: tuple[str, ...]) -> str:
        """Where a list stands, as a rule names it."""
        if words not in self.known:
            letter = get_column_letter(len(self.known) + 1)
            self.known[words] = f"{quote_sheetname(LISTS)}!${letter}$2:${letter}${len(words) + 1}"
        return self.known[words]


def workbook(
    context: ReportContext, frame: Frame, stamp: Stamp, filled: Mapping[str, Typed], subtitle: str
) -> Workbook:
    """The whole workbook; ``filled`` are the forms of what is answered already, by question, countries in rows."""
    book = new_workbook(context, subtitle)
    lists, sheets = Lists(), plans(frame)
    guide(book, context, stamp, subtitle)
    for plan in sheets:
        _write(book, context, plan, filled, lists, subtitle)
    _mark(book, frame, sheets)
    _hidden(book, context, LISTS, list(_columns_of(lists)))
    _hidden(book, context, SHEET, [list(fact) for fact in stamp.facts()], mark=False)
    for sheet in book.worksheets:
        _protect(sheet)
    book.security = WorkbookProtection(lockStructure=True)
    return book


def _write(
    book: Workbook, context: ReportContext, plan: Plan, forms: Mapping[str, Typed], lists: Lists, subtitle: str
) -> None:
    """One sheet: headings, the names of its columns, and every line."""
    sheet = add_sheet(book, context, plan.name, plan.heading, subtitle, plan.remark)
    put_header(sheet, [column.label for column in plan.columns], [column.width for column in plan.columns])
    for number, column in enumerate(plan.columns, 1):
        put(sheet, NAMES_ROW, number, column.name, "line")
    numbers = {column.name: number for number, column in enumerate(plan.columns, 1)}
    rules: dict[tuple[object, ...], list[str]] = {}
    for row, line in enumerate(plan.lines, FIRST_ROW):
        _write_line(sheet, row, line, numbers)
        for name, (question, slot) in line.slots.items():
            number = numbers[name]
            shown = slot.shown(forms.get(question, {}))
            is_number = isinstance(slot, NumberSlot) and not isinstance(shown, str)
            put(sheet, row, number, shown, "answer number" if is_number else "answer")
            if (rule := _rule(slot, lists)) is not None:
                rules.setdefault(rule, []).append(f"{get_column_letter(number)}{row}")
    for rule, cells in rules.items():
        _add_rule(sheet, context, rule, cells)
    finish(sheet, context, len(plan.columns), frozen_columns=3)
    sheet.print_title_cols = None
    sheet.row_dimensions[NAMES_ROW].hidden = True
    sheet.column_dimensions[get_column_letter(numbers[KEY])].hidden = True


def _write_line(sheet: Worksheet, row: int, line: Line, numbers: Mapping[str, int]) -> None:
    """What is locked in a line."""
    if line.style == "block":
        for number in range(1, numbers[QUESTION] + 2):
            put(sheet, row, number, line.words if number == numbers[QUESTION] else None, "block")
        return
    put(sheet, row, numbers[CODE], line.code or None, "strong line")
    put(sheet, row, numbers[KEY], line.key or None, "line")
    put(sheet, row, numbers[QUESTION], line.words, line.style)


def _rule(slot: Slot, lists: Lists) -> tuple[object, ...] | None:
    """What a spreadsheet program lets people write in a cell; None where anything."""
    if slot.listed:
        return ("list", lists.place(slot.listed))
    if isinstance(slot, NumberSlot):
        return ("decimal" if slot.decimals else "whole", slot.least, slot.most)
    return None


def _add_rule(sheet: Worksheet, context: ReportContext, rule: tuple[object, ...], cells: Sequence[str]) -> None:
    _ = context.gettext
    for start in range(0, len(cells), MOST_IN_A_RULE):
        made = DataValidation(type=rule[0], allow_blank=True, showErrorMessage=True)  # type: ignore[arg-type]
        made.sqref = " ".join(cells[start : start + MOST_IN_A_RULE])
        made.formula1 = str(rule[1])
        made.error = _("Please choose from the list.")
        if rule[0] != "list":
            made.operator, made.formula2 = "between", str(rule[2])
            numbers = {"low": context.language.number(rule[1], 10), "high": context.language.number(rule[2], 10)}  # type: ignore[arg-type]
            made.error = _("Please write a number from %(low)s to %(high)s.", **numbers)
        sheet.add_data_validation(made)


def _columns_of(lists: Lists) -> Iterator[list[str]]:
    """The lists as rows of the hidden sheet."""
    columns = list(lists.known)
    for row in range(max(map(len, columns), default=0)):
        yield [words[row] if row < len(words) else "" for words in columns]


def _hidden(
    book: Workbook, context: ReportContext, name: str, content: Sequence[Sequence[str]], mark: bool = True
) -> None:
    """A sheet nobody needs to see. Its first row holds the mark, where nothing else is expected there."""
    sheet: Worksheet = book.create_sheet(name)
    if mark:
        put(sheet, 1, 1, context.mark or None, "line")
    for row, texts in enumerate(content, 2 if mark else 1):
        for column, words in enumerate(texts, 1):
            if words:
                put(sheet, row, column, words, "line")
    if not mark:
        put(sheet, 1, 4, context.mark or None, "line")
    sheet.sheet_state = "veryHidden"


def _protect(sheet: Worksheet) -> None:
    """Lock what is locked, against slips only; widths and heights stay free."""
    sheet.protection.sheet = True
    for free in ("formatColumns", "formatRows"):
        setattr(sheet.protection, free, False)


# --- what is still missing ------------------------------------------------------------------


def _mark(book: Workbook, frame: Frame, sheets: Sequence[Plan]) -> None:
    """Say in colour and in words what has no answer yet, as long as it is asked."""
    marks = Marks(frame.words, {key: found for plan in sheets for key, found in _written(plan)})
    for plan in sheets:
        sheet: Worksheet = book[sheet_name(plan.name)]
        letters = {column.name: get_column_letter(number) for number, column in enumerate(plan.columns, 1)}
        mark = list(letters).index(MARK) + 1
        for row, line in enumerate(plan.lines, FIRST_ROW):
            if line.question is not None and line.question.id in marks.written and _answered_here(line):
                put_formula(sheet, row, mark, marks.formula(line.question.id), "strong")
            elif line.slots and rows.VALUE not in letters:
                put_formula(sheet, row, mark, _levels_missing(frame, plan, letters, row), "strong")
        last = FIRST_ROW + len(plan.lines)
        first = letters[rows.VALUE] if rows.VALUE in letters else letters[MARK]
        marked = f"${letters[MARK]}{FIRST_ROW}"
        _colour(sheet, frame, f"{first}{FIRST_ROW}:{letters[MARK]}{last}", f"{marked}=")
        if rows.VALUE not in letters:
            levels = [letters[column.name] for column in plan.columns if "." in column.name]
            cells = f"{levels[0]}{FIRST_ROW}:{levels[-1]}{last}"
            _colour(sheet, frame, cells, f'{levels[0]}{FIRST_ROW}="",{marked}=')


def _answered_here(line: Line) -> bool:
    """Whether the answer itself stands below this first line of a question, not only what goes with it."""
    return line.question is not None and (rows.VALUE in line.slots or line.question.kind is Kind.SEVERAL)


def _levels_missing(frame: Frame, plan: Plan, letters: Mapping[str, str], row: int) -> str:
    """The mark of a partner: whether a level is missing and the row applies."""
    levels = [letters[column.name] for column in plan.columns if "." in column.name]
    state, empty = f"{letters[rows.STATE]}{row}", f"COUNTBLANK({levels[0]}{row}:{levels[-1]}{row})>0"
    words = quoted(frame.words.gettext("Missing"))
    return f'IF(AND({empty},{state}<>{quoted(state_label(frame.words, State.NOT_APPLICABLE))}),{words},"")'


def _colour(sheet: Worksheet, frame: Frame, cells: str, told: str) -> None:
    """Colour cells by their mark; ``told`` is the test before its words."""
    for words, fill in (("Missing", MISSING), ("Not asked", NOT_ASKED)):
        rule = FormulaRule(  # type: ignore[no-untyped-call]
            formula=[f"AND({told}{quoted(frame.words.gettext(words))})"], fill=fill, font=Font(color="1A1A1A")
        )
        sheet.conditional_formatting.add(cells, rule)


def _written(plan: Plan) -> Iterator[tuple[str, Written]]:
    """Where the questions of a sheet stand, for the formulas of all sheets."""
    name = quote_sheetname(sheet_name(plan.name))
    letters = {column.name: get_column_letter(number) for number, column in enumerate(plan.columns, 1)}
    lines = list(enumerate(plan.lines, FIRST_ROW))
    for at, (row, line) in enumerate(lines):
        for column, (key, slot) in line.slots.items():
            if "." in column and not column.startswith("evidence") and isinstance(slot, ChoiceSlot):
                cell = f"{name}!${letters[column]}${row}"
                yield key, Written(Question(key, Kind.LADDER, {}), cell, cell, cell, slot, {})
        if line.question is None or not _answered_here(line):
            continue
        below = [r for r, other in _below(lines[at + 1 :], line.key)]
        value, state = (f"{name}!${letters[column]}${row}" for column in (rows.VALUE, rows.STATE))
        held = line.slots.get(rows.VALUE, (line.key, None))[1]
        choice = held if isinstance(held, ChoiceSlot) and held.part == "" else None
        last = f"${letters[rows.VALUE]}${max([row, *below])}"
        options = {
            other.key.split("/")[1]: f"{name}!${letters[rows.VALUE]}${r}"
            for r, other in _below(lines[at + 1 :], line.key)
        }
        yield line.key, Written(line.question, value, value if choice else state, f"{value}:{last}", choice, options)


def _below(lines: Sequence[tuple[int, Line]], key: str) -> Iterator[tuple[int, Line]]:
    """The lines below a question that belong to it and hold answers."""
    for row, line in lines:
        if line.question is not None:
            return
        if line.key.startswith(f"{key}/"):
            yield row, line
