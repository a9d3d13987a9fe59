"""Why a workbook with answers is turned down as a whole."""

from collections.abc import Mapping

from assessment.cells import REFUSALS
from assessment.i18n import Language, gettext_noop

REASONS: Mapping[str, str] = {
    **REFUSALS,
    "foreign": gettext_noop("The workbook was not downloaded from this tool: it has no version stamp."),
    "stamp_twice": gettext_noop("The workbook has more than one version stamp. Use the file as it was downloaded."),
    "stamp_broken": gettext_noop("The version stamp of the workbook was changed. Use the file as it was downloaded."),
    "another_country": gettext_noop("The workbook belongs to another country (%(theirs)s); here is %(ours)s."),
    "another_round": gettext_noop("The workbook belongs to another round (%(theirs)s); here is %(ours)s."),
    "old": gettext_noop(
        "The questionnaire has another version than when this workbook was downloaded. "
        "Download it again and copy your answers into it."
    ),
    "sheet_missing": gettext_noop("The sheet “%(sheet)s” is missing."),
    "row_missing": gettext_noop("In “%(sheet)s” the row of %(key)s is missing, or its code was changed."),
    "row_unknown": gettext_noop("In “%(sheet)s”, row %(row)s, the code “%(key)s” belongs to no question."),
    "row_twice": gettext_noop("In “%(sheet)s”, row %(row)s, the code %(key)s stands a second time."),
    "column_missing": gettext_noop("In “%(sheet)s” the column “%(column)s” is missing."),
    "column_twice": gettext_noop("In “%(sheet)s” the column “%(column)s” stands twice."),
    "merged": gettext_noop("In “%(sheet)s” the cells %(area)s are merged. Take the merging back."),
    "too_far": gettext_noop("In “%(sheet)s” something stands far outside the table (row %(row)s)."),
}
MOST = 10
"""Reasons told; what is wrong in hundreds of rows has one cause."""


class FileRefused(Exception):
    """The workbook is turned down as a whole: codes of REASONS with the facts of their sentences."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.reasons: list[tuple[str, Mapping[str, object]]] = [(code, facts)]

    @classmethod
    def of(cls, reasons: list[tuple[str, Mapping[str, object]]]) -> "FileRefused":
        """With several reasons."""
        refused = cls(*reasons[0][:1])
        refused.reasons = reasons[:MOST]
        return refused

    def in_words(self, words: Language) -> list[str]:
        """The reasons as sentences."""
        return [words.gettext(REASONS[code], **facts) for code, facts in self.reasons]
