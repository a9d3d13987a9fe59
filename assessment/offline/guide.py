"""The first sheet of the workbook: what it is, and how it is filled in and brought back."""

from openpyxl import Workbook

from assessment.offline.stamp import Stamp
from assessment.reports.context import ReportContext
from assessment.reports.style import add_sheet, finish, put, put_header


def guide(book: Workbook, context: ReportContext, stamp: Stamp, subtitle: str) -> None:
    """Write the sheet."""
    _ = context.gettext
    sheet = add_sheet(book, context, _("How to use it"), _("Answering without a connection"), subtitle)
    put_header(sheet, ["", ""], [30, 96])
    facts = [
        (_("Country"), context.country(stamp.country)),
        (_("Round"), context.round),
        (_("Questionnaire, version"), stamp.questionnaire),
        (_("Downloaded"), stamp.downloaded),
    ]
    steps = [
        _("Write in the pale yellow cells. Where a list appears, choose from it. Everything else is locked."),
        _("“Missing” and the colour orange show what has no answer yet; “Not asked” shows what need not be answered."),
        _("Where several choices may be true, choose “Yes” beside each; leave the others empty."),
        _("Write texts, links and numbers as such, not formulas: formulas are not taken over."),
        _("If you do not know, or the question does not apply, say so in the list or in its column, with the reason."),
        _("Save the file as an Excel workbook (.xlsx) and upload it on the page where you downloaded it."),
        _("Before anything is saved you see every change, and choose which to take over."),
        _("If a colleague changed an answer on the web meanwhile, both are shown and nothing is overwritten."),
        _("Partner States are added on the web, and written instruments are entered there; both are kept."),
    ]
    for row, (label, words) in enumerate([*facts, *((str(n), step) for n, step in enumerate(steps, 1))], 6):
        put(sheet, row, 1, label, "strong")
        put(sheet, row, 2, words, "text")
    finish(sheet, context, 2)
