"""The workbook read back: what its cells say of every question, as if it had been typed into a form."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from assessment.cells import ANSWERS, RawSheet, Scalar, WorkbookRefused, cells_of
from assessment.core.problems import Problem
from assessment.core.questionnaire import Questionnaire
from assessment.offline.faults import FileRefused
from assessment.offline.layout import Plan, slots_of
from assessment.offline.rows import KEY
from assessment.offline.slots import Parts, Slot
from assessment.offline.stamp import SHEET, Stamp, stamp_of

LISTS = "_lists"
HIGHEST_HEADING = 50
"""The last row in which the names of the columns are looked for."""
Reasons = list[tuple[str, Mapping[str, object]]]


@dataclass
class Read:
    """What a workbook says of one question: its form, what is wrong in single cells, and where its parts stand."""

    typed: Parts = field(default_factory=dict)
    problems: list[tuple[str, Problem]] = field(default_factory=list)
    """Cells and what is wrong in them."""
    places: dict[str, str] = field(default_factory=dict)

    def place(self, part: str) -> str:
        """The cell of a part, or the first of the question."""
        return self.places.get("" if part == "value" else part) or next(iter(self.places.values()), "")


def sheets_of(content: bytes) -> dict[str, RawSheet]:
    """The sheets of an untrusted workbook; FileRefused with the reason when it is none, or does harm."""
    try:
        return cells_of(content, ANSWERS)
    except WorkbookRefused as error:
        raise FileRefused(error.code) from error


def checked_stamp(
    sheets: Mapping[str, RawSheet], round_slug: str, iso3: str, questionnaire: Questionnaire, partners: set[str]
) -> Stamp:
    """The stamp, if the workbook belongs to this round, country and version; ``partners`` are the States there are."""
    stamp = stamp_of(sheets)
    if stamp.country != iso3:
        raise FileRefused("another_country", theirs=stamp.country[:60], ours=iso3)
    if stamp.round != round_slug:
        raise FileRefused("another_round", theirs=stamp.round[:60], ours=round_slug)
    if stamp.meaning != questionnaire.meaning_hash:
        raise FileRefused("old")
    if not set(stamp.questions) <= questionnaire.questions.keys() or not set(stamp.partners.all) <= partners:
        raise FileRefused("stamp_broken")
    return stamp


def read(sheets: Mapping[str, RawSheet], plans: list[Plan], stamp: Stamp) -> dict[str, Read]:
    """What the workbook says of every question in it; FileRefused when its structure was changed."""
    reasons: Reasons = []
    found = _Rows(sheets, reasons)
    known = {line.key for plan in plans for line in plan.lines if line.key}
    for key, (title, row) in found.rows.items():
        if key not in known:
            reasons.append(("row_unknown", {"sheet": title, "row": row, "key": key[:60]}))
    answers: dict[str, Read] = {}
    for plan in plans:
        reasons += found.missing(plan)
        for key, column, question, slot in slots_of(plan):
            if key in found.rows and not reasons:
                answer = answers.setdefault(question, Read({"version": [stamp.versions.get(question, "0")]}))
                found.take(key, column, slot, answer)
    if reasons:
        raise FileRefused.of(reasons)
    return answers


class _Rows:
    """The rows of all sheets by their keys, and their columns by name, wherever these stand."""

    def __init__(self, sheets: Mapping[str, RawSheet], reasons: Reasons) -> None:
        self.sheets = {name: sheet for name, sheet in sheets.items() if name not in (SHEET, LISTS)}
        self.rows: dict[str, tuple[str, int]] = {}
        self.columns: dict[str, dict[str, int]] = {}
        self.odd: dict[tuple[str, int, int], str] = {}
        for title, sheet in self.sheets.items():
            self._look_at(title, sheet, reasons)

    def _look_at(self, title: str, sheet: RawSheet, reasons: Reasons) -> None:
        """Find the columns and rows of one sheet; note what may not be there."""
        self.odd |= {(title, row, column): what for what, row, column in sheet.odd}
        for what, row, _column in sheet.odd:
            if what == "too_far":
                reasons.append(("too_far", {"sheet": title, "row": row}))
        at = next((at for at, value in sheet.cells.items() if value == KEY and at[0] <= HIGHEST_HEADING), None)
        if at is None:
            return
        reasons += [("merged", {"sheet": title, "area": area}) for area, row, _column in sheet.merged if row > at[0]]
        columns: dict[str, int] = {}
        for (row, column), value in sheet.cells.items():
            if row == at[0] and str(value) in columns:
                reasons.append(("column_twice", {"sheet": title, "column": str(value)[:60]}))
            elif row == at[0]:
                columns[str(value)] = column
            elif row > at[0] and column == at[1]:
                if str(value) in self.rows:
                    reasons.append(("row_twice", {"sheet": title, "row": row, "key": str(value)[:60]}))
                self.rows[str(value)] = title, row
        self.columns[title] = columns

    def missing(self, plan: Plan) -> Iterator[tuple[str, Mapping[str, object]]]:
        """The sheet, rows or columns of a plan that are not there."""
        keys = [line.key for line in plan.lines if line.key]
        titles = {self.rows[key][0] for key in keys if key in self.rows}
        if keys and not titles:
            yield "sheet_missing", {"sheet": plan.name[:31].rstrip()}
            return
        for key in keys:
            if key not in self.rows:
                yield "row_missing", {"sheet": plan.name[:31].rstrip(), "key": key}
        for title in sorted(titles):
            for column in {column for _key, column, _question, _slot in slots_of(plan)} - self.columns[title].keys():
                yield "column_missing", {"sheet": title, "column": column}

    def take(self, key: str, column: str, slot: Slot, answer: Read) -> None:
        """Read one cell into the form of its question."""
        title, row = self.rows[key]
        number = self.columns[title][column]
        place = f"{title}!{get_column_letter(number)}{row}"
        answer.places.setdefault(slot.part, place)
        if what := self.odd.get((title, row, number)):
            answer.problems.append((place, Problem(what)))
            return
        raw: Scalar | None = self.sheets[title].cells.get((row, number))
        if raw is not None and (wrong := slot.take(raw, answer.typed)) is not None:
            answer.problems.append((place, wrong))
