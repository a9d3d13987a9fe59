"""The civil-society perspective in a country's workbook: item by item, what organisations say of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl import Workbook

from assessment.core.civil_society import CivilQuestionnaire, ItemFigure
from assessment.reports.context import ReportContext
from assessment.reports.style import HEADER_ROW, add_sheet, finish, put, put_header, put_row
from assessment.wording import item_mean_text


@dataclass(frozen=True)
class Perspective:
    """What organisations say of one country, as the reader may see it, and the questionnaire they answered."""

    questionnaire: CivilQuestionnaire
    figures: Sequence[ItemFigure]


def add_perspective_sheet(book: Workbook, context: ReportContext, subtitle: str, perspective: Perspective) -> None:
    """Write the items with their figures; a mean stands only where enough organisations answered."""
    _, questionnaire = context.gettext, perspective.questionnaire
    title = _("Civil-society perspective")
    remark = _(
        "How often, according to organisations that answered about this country, each statement holds: "
        "from 0 (never) to 100 (always). It stands beside the State's own answers and changes no score."
    )
    sheet = add_sheet(book, context, _("Civil society"), title, subtitle, remark)
    headings = (_("Code"), _("Civil-society statement"), _("Indicators"), _("Organisations (n)"), _("Mean"))
    put_header(sheet, headings, (9, 80, 28, 18, 30), numbers=(4, 5))
    for row, figure in enumerate(perspective.figures, start=HEADER_ROW + 1):
        item = questionnaire.items[figure.item]
        cells = (figure.item, context.text(item.question.ask), ", ".join(item.indicators), figure.n)
        put_row(sheet, row, cells, ("line", "text", "text", "whole"))
        if figure.mean is None:
            put(sheet, row, 5, item_mean_text(context.language, figure, questionnaire.fewest), "muted")
        else:
            put(sheet, row, 5, figure.mean, "score")
    finish(sheet, context, 5, frozen_columns=1)
