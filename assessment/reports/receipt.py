"""The receipt of a country's signatures as a workbook: what was signed, by whom, when, under which hash."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessment.reports.context import ReportContext
from assessment.reports.notes import put_moment
from assessment.reports.style import HEADER_ROW, add_sheet, finish, new_workbook, put, put_block, put_header


@dataclass(frozen=True)
class SignatureFacts:
    """One signature; moments are in UTC. The last three are empty where it was not withdrawn."""

    signer: str
    office: str
    signed_at: datetime
    sha256: str
    withdrawn_at: datetime | None = None
    withdrawn_by: str = ""
    reason: str = ""


def receipt_workbook(context: ReportContext, iso3: str, signatures: Sequence[SignatureFacts]) -> Workbook:
    """The receipt of the signature in force, which comes first, and of those before it."""
    _, country, questionnaire = context.gettext, context.country(iso3), context.questionnaire
    title = _("Receipt of the signature")
    book = new_workbook(context, f"{title} – {country} – {context.round}")
    remark = _(
        "The content hash identifies the answers: if a single character were different, it would be another one."
    )
    sheet = add_sheet(book, context, _("Receipt"), title, f"{country} · {context.round}", remark)
    put_header(sheet, (_("Item"), _("Value")), (38, 78))
    version = f"{context.text(questionnaire.title)} ({questionnaire.slug}), {questionnaire.version}"
    row = _put(sheet, HEADER_ROW + 1, _("Country"), f"{country} ({iso3})")
    row = _put(sheet, row, _("Round"), f"{context.round} ({context.round_slug})")
    row = _put(sheet, row, _("Questionnaire"), version)
    for number, signature in enumerate(signatures):
        put_block(sheet, row, _("Former signature") if number else _("Signature in force"), 2)
        row = _put_signature(sheet, row + 1, context, signature)
    finish(sheet, context, 2)
    return book


def _put_signature(sheet: Worksheet, row: int, context: ReportContext, signature: SignatureFacts) -> int:
    """Write one signature from a row on; the row after it."""
    _ = context.gettext
    row = _put(sheet, row, _("Signed by"), signature.signer)
    row = _put(sheet, row, _("Office"), signature.office)
    row = _put(sheet, row, _("Signed at (UTC)"), signature.signed_at)
    row = _put(sheet, row, _("Content hash (SHA-256)"), signature.sha256)
    if signature.withdrawn_at is not None:
        row = _put(sheet, row, _("Withdrawn at (UTC)"), signature.withdrawn_at)
        row = _put(sheet, row, _("Withdrawn by"), signature.withdrawn_by)
        row = _put(sheet, row, _("Reason"), signature.reason)
    return row


def _put(sheet: Worksheet, row: int, label: str, value: str | datetime) -> int:
    put(sheet, row, 1, label, "text")
    if isinstance(value, datetime):
        put_moment(sheet, row, 2, value)
    else:
        put(sheet, row, 2, value, "text")
    return row + 1
