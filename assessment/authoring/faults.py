"""What is wrong with a workbook that came back, in words, by sheet, row and column."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from assessment.authoring.labels import sheet_title
from assessment.authoring.nodes import Cell, Nodes
from assessment.authoring.tables import Table
from assessment.catalogue.files import Files
from assessment.catalogue.findings import Finding
from assessment.i18n import Language, gettext_noop

REASONS = {
    "foreign": gettext_noop("The workbook was not written by this tool for authors of a questionnaire."),
    "another": gettext_noop("The workbook holds questionnaire %(theirs)s; here is %(ours)s."),
    "old": gettext_noop(
        "The questionnaire was changed after this workbook was written. Write a new one and copy the changes into it."
    ),
    "sheet_missing": gettext_noop("The sheet is missing."),
    "heading": gettext_noop("The column should be “%(due)s”; it is “%(found)s”. Columns may not be moved or renamed."),
    "merged": gettext_noop("The cells %(area)s are merged. Take the merging back."),
    "formula": gettext_noop("There is a formula. Write the value itself."),
    "date": gettext_noop("There is a date. Format the cell as text and write the value again."),
    "error": gettext_noop("There is an error value."),
    "too_far": gettext_noop("There is something in a cell far outside the table."),
    "gone": gettext_noop("“%(value)s” stood in this row and is missing from the sheet. Codes may not be deleted."),
    "became": gettext_noop("“%(value)s” became “%(found)s”. Codes may not be changed."),
    "repeated": gettext_noop("“%(value)s” stands twice."),
    "unknown_owner": gettext_noop("“%(value)s” does not exist in this workbook."),
    "not_in_list": gettext_noop("“%(value)s” is not one of: %(known)s."),
    "place_unknown": gettext_noop("“%(value)s” is no place here: it stands twice, or what it belongs to is missing."),
    "comment": gettext_noop("%(file)s holds a comment on line %(line)s, which would be lost. Remove it first."),
}
OF_MISSING = frozenset({"key_missing", "language_missing", "language_blank"})


class ImportRefused(Exception):
    """The workbook is not taken over; ``reasons`` are all of them, in the reader's words."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("\n".join(self.reasons))


@dataclass
class Faults:
    """Collects what is wrong, each cell and reason once, in the reader's language."""

    words: Language
    tables: dict[str, Table]
    found: dict[tuple[Cell, str], str] = field(default_factory=dict)

    def add(self, cell: Cell, code: str, facts: dict[str, object]) -> None:
        """Note that something is wrong in a cell."""
        self.found.setdefault((cell, code), self.words.gettext(REASONS[code], **facts))

    def add_findings(self, findings: Iterable[Finding], files: Files, nodes: Nodes) -> None:
        """Note the errors of the rules where the cells stand; not the lack of what is noted as unusable already."""
        unusable = {(cell.sheet, cell.row) for cell, _code in self.found}
        for finding in findings:
            cell = nodes.cell(finding.line)
            if finding.severity != "error" or (finding.code in OF_MISSING and (cell.sheet, cell.row) in unusable):
                continue
            message = finding.message.get(self.words.code, finding.message["en"])
            for file in files.names:
                message = re.sub(rf"{re.escape(file)}:(\d+)", lambda at: self.place(nodes.cell(int(at[1]))), message)
            self.found.setdefault((cell, f"{finding.code} {message}"), message)

    def place(self, cell: Cell) -> str:
        """A cell as people find it: sheet, row, column."""
        names = self.tables[cell.sheet].names
        column = cell.column if cell.column not in names else get_column_letter(names.index(cell.column) + 1)
        facts = {"sheet": sheet_title(cell.sheet), "row": cell.row, "column": column}
        return self.words.gettext("%(sheet)s, row %(row)s, column %(column)s", **facts)

    def listed(self) -> list[str]:
        """Every reason, in the order of the sheets, one a line."""
        order = list(self.tables)
        names = {code: {name: place for place, name in enumerate(table.names)} for code, table in self.tables.items()}

        def place(cell: Cell) -> tuple[int, int, int]:
            return order.index(cell.sheet), cell.row, names[cell.sheet].get(cell.column, 0)

        ordered = sorted(self.found.items(), key=lambda entry: place(entry[0][0]))
        return [f"{self.place(cell)}: {reason}" for (cell, _code), reason in ordered]
