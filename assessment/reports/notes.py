"""The notes sheet: what the workbook is made from, and how to read it."""

from datetime import UTC, datetime

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessment.core.results import CountryEntry
from assessment.reports.context import ReportContext
from assessment.reports.style import HEADER_ROW, Value, add_sheet, finish, put, put_block, put_header

_WIDTHS = (44, 110)


def add_notes_sheet(book: Workbook, context: ReportContext, entry: CountryEntry | None = None) -> None:
    """Write the notes of a country's workbook, or of the region's when there is no ``entry``."""
    _ = context.gettext
    sheet = add_sheet(book, context, _("Notes"), _("Notes"), _("What this workbook was made from, and how to read it"))
    put_header(sheet, (_("Item"), _("Value")), _WIDTHS)
    row = HEADER_ROW + 1
    for label, value in [*_source(context), *(_snapshot(context, entry) if entry else [])]:
        put(sheet, row, 1, label, "text")
        if isinstance(value, datetime):
            put_moment(sheet, row, 2, value)
        else:
            put(sheet, row, 2, value, "code")
        row += 1
    put_block(sheet, row, _("How to read it"), len(_WIDTHS))
    for label, words in _reading(context, region=entry is None):
        row += 1
        put(sheet, row, 1, label, "text")
        put(sheet, row, 2, words, "text")
    finish(sheet, context, len(_WIDTHS))


def put_moment(sheet: Worksheet, row: int, column: int, moment: datetime | None) -> None:
    """Write a moment as a date of the workbook, in UTC."""
    put(sheet, row, column, moment and moment.astimezone(UTC).replace(tzinfo=None), "moment")


def _source(context: ReportContext) -> list[tuple[str, Value]]:
    """Round, questionnaire, method, tool and moment."""
    _, questionnaire = context.gettext, context.questionnaire
    rows: list[tuple[str, Value]] = [(_("Demonstration"), context.mark)] if context.demonstration else []
    return [
        *rows,
        (_("Round"), f"{context.round} ({context.round_slug})"),
        (_("Questionnaire"), f"{context.text(questionnaire.title)} ({questionnaire.slug})"),
        (_("Version of the questionnaire"), questionnaire.version),
        (_("Text revision"), questionnaire.text_revision),
        (_("Hash of the questionnaire's meaning"), questionnaire.meaning_hash),
        (_("Version of the scoring method"), questionnaire.method.version),
        (_("Made at (UTC)"), context.generated_at),
        (
            _("Made by"),
            _("SELA's consular cooperation self-assessment tool, version %(version)s", version=context.tool_version),
        ),
        (_("Language"), context.language.locale.get_display_name(context.language.code)),
    ]


def _snapshot(context: ReportContext, entry: CountryEntry) -> list[tuple[str, Value]]:
    """The country, and the signed answers behind its figures."""
    _ = context.gettext
    rows: list[tuple[str, Value]] = [(_("Country"), f"{context.country(entry.iso3)} ({entry.iso3})")]
    if entry.signed_at is None and entry.correcting:
        words = _("Being corrected: the figures come from a draft and may change until it is signed")
        return [*rows, (_("Signed answers"), words)]
    if entry.signed_at is None:
        return [*rows, (_("Signed answers"), _("None yet: the figures come from a draft and may change"))]
    return [
        *rows,
        (_("Signed at (UTC)"), datetime.fromisoformat(entry.signed_at)),
        (_("Hash of the signed answers (SHA-256)"), entry.snapshot_hash or _("not shown")),
    ]


def _reading(context: ReportContext, region: bool) -> list[tuple[str, str]]:
    """How to read the sheets, each point under its name."""
    _ = context.gettext
    points = [
        (_("Self-assessed"), _("Every figure comes from what a State says about itself.")),
        (
            _("Score"),
            _(
                "From 0 to 100. Answers that do not apply are left out; missing answers are left out too, "
                "as long as enough of the rest was answered. Otherwise there is no score but “insufficient data”."
            ),
        ),
        (
            _("Possible range"),
            _("The lowest and highest score the missing answers could still lead to: as 0, and as 100."),
        ),
        (_("Coverage"), _("The share, by weight, of what applies that was answered.")),
        (
            _("Evidence"),
            _("The top level of a scale counts as the level below until it carries evidence."),
        ),
        (
            _("Bands"),
            _("Bands have fixed edges. “Near a boundary” says that another band lies inside the possible range."),
        ),
        (
            _("Calculation"),
            _(
                "The calculation sheet repeats the method as live formulas. A viewer that does not calculate "
                "(such as the protected view) shows no values there; the other sheets hold fixed values."
            ),
        ),
    ]
    if region:
        points += [
            (
                _("Order"),
                _("Countries stand by sub-region and name. This is no ranking, and none should be made of it."),
            ),
            (
                _("Who is shown"),
                _("Figures and answers of countries that have signed; of the others, the status alone."),
            ),
            (_("Medians and quartiles"), _("Quartiles are shown from four countries on, means from five.")),
        ]
    if not context.whole:
        points.append(
            (
                _("What is not shown"),
                _(
                    "The answers to confidential questions are not in this workbook. Numbers of victims or children "
                    "from 1 to 4 stand as “fewer than 5”, a breakdown with such a part is left out, and so is the hash "
                    "of the signed answers."
                ),
            )
        )
    return points
