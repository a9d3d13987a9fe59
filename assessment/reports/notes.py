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
    say = context.gettext
    sheet = add_sheet(
        book, context, say("Notes"), say("Notes"), say("What this workbook was made from, and how to read it")
    )
    put_header(sheet, (say("What"), say("Value")), _WIDTHS)
    row = HEADER_ROW + 1
    for label, value in [*_source(context), *(_snapshot(context, entry) if entry else [])]:
        put(sheet, row, 1, label, "text")
        if isinstance(value, datetime):
            put_moment(sheet, row, 2, value)
        else:
            put(sheet, row, 2, value, "code")
        row += 1
    put_block(sheet, row, say("How to read it"), len(_WIDTHS))
    for label, words in _reading(context, region=entry is None):
        row += 1
        put(sheet, row, 1, label, "text")
        put(sheet, row, 2, words, "text")
    finish(sheet, context, len(_WIDTHS))


def put_moment(sheet: Worksheet, row: int, column: int, moment: datetime | None) -> None:
    """Write a moment as a date of the workbook, in UTC (a workbook knows no time zones)."""
    cell = put(sheet, row, column, None, "moment")
    if moment is not None:
        cell.value = moment.astimezone(UTC).replace(tzinfo=None)


def _source(context: ReportContext) -> list[tuple[str, Value | datetime]]:
    """Round, questionnaire, method, tool and moment."""
    say, questionnaire = context.gettext, context.questionnaire
    rows: list[tuple[str, Value | datetime]] = [(say("Demonstration"), context.mark)] if context.demonstration else []
    return [
        *rows,
        (say("Round"), f"{context.round} ({context.round_slug})"),
        (say("Questionnaire"), f"{context.text(questionnaire.title)} ({questionnaire.slug})"),
        (say("Version of the questionnaire"), questionnaire.version),
        (say("Text revision"), questionnaire.text_revision),
        (say("Hash of the questionnaire's meaning"), questionnaire.meaning_hash),
        (say("Version of the scoring method"), questionnaire.method.version),
        (say("Made at (UTC)"), context.generated_at),
        (
            say("Made by"),
            say("SELA's consular cooperation self-assessment tool, version %(version)s", version=context.tool_version),
        ),
        (say("Language"), context.language.locale.get_display_name(context.language.code)),
    ]


def _snapshot(context: ReportContext, entry: CountryEntry) -> list[tuple[str, Value | datetime]]:
    """The country, and the signed answers behind its figures."""
    say = context.gettext
    rows: list[tuple[str, Value | datetime]] = [(say("Country"), f"{context.country(entry.iso3)} ({entry.iso3})")]
    if entry.snapshot_hash is None or entry.signed_at is None:
        return [*rows, (say("Signed answers"), say("None yet: the figures come from a draft and may change"))]
    return [
        *rows,
        (say("Signed at (UTC)"), datetime.fromisoformat(entry.signed_at)),
        (say("Hash of the signed answers (SHA-256)"), entry.snapshot_hash),
    ]


def _reading(context: ReportContext, region: bool) -> list[tuple[str, str]]:
    """How to read the sheets, each point under its name."""
    say = context.gettext
    points = [
        (say("Self-assessed"), say("Every figure comes from what a State says about itself.")),
        (
            say("Score"),
            say(
                "From 0 to 100. Answers that do not apply are left out; missing answers are left out too, "
                "as long as enough of the rest was answered. Otherwise there is no score but “insufficient data”."
            ),
        ),
        (
            say("Possible range"),
            say("The lowest and highest score the missing answers could still lead to: as 0, and as 100."),
        ),
        (say("Coverage"), say("The share, by weight, of what applies that was answered.")),
        (
            say("Evidence"),
            say("The top level of a scale counts as the level below until it carries evidence."),
        ),
        (
            say("Bands"),
            say("Bands have fixed edges. “Near a boundary” says that another band lies inside the possible range."),
        ),
        (
            say("Calculation"),
            say(
                "The calculation sheet repeats the method as live formulas. A viewer that does not calculate "
                "(such as the protected view) shows no values there; the other sheets hold fixed values."
            ),
        ),
    ]
    if region:
        points += [
            (
                say("Order"),
                say("Countries stand by sub-region and name. This is no ranking, and none should be made of it."),
            ),
            (
                say("Who is shown"),
                say("Figures and answers of countries that have signed; of the others, the status alone."),
            ),
            (say("Medians and quartiles"), say("Quartiles are shown from four countries on, means from five.")),
        ]
    if not context.with_confidential:
        points.append(
            (say("Confidential questions"), say("The answers to confidential questions are not in this workbook."))
        )
    return points
