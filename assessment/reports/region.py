"""The workbook that compares the countries of a round, without ranking them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assessment.charts import palette
from assessment.charts.network import pair_columns
from assessment.core.answers import AnswerSheet
from assessment.core.network import Network
from assessment.core.results import OVERALL, CountryEntry, GroupFigure, NodeScore, RegionResults
from assessment.reports.context import ReportContext
from assessment.reports.cooperation import add_network_sheets
from assessment.reports.drawings import add_bars, add_whiskers, bar_chart
from assessment.reports.method import add_method_sheet
from assessment.reports.notes import add_notes_sheet, put_moment
from assessment.reports.outline import node_code, node_title, outline
from assessment.reports.region_calculation import (
    about_partners,
    add_region_answers_sheet,
    add_region_calculation_sheet,
)
from assessment.reports.style import (
    HEADER_ROW,
    Value,
    add_sheet,
    band_style,
    finish,
    new_workbook,
    put,
    put_block,
    put_header,
    put_row,
)
from assessment.wording import entry_label, sorted_names, standing_label


def region_workbook(
    context: ReportContext, results: RegionResults, answers: Mapping[str, AnswerSheet], network: Network | None = None
) -> Workbook:
    """The comparison workbook of a round. ``answers`` holds the signed sheets by iso3; others are not read."""
    _, columns = context.gettext, pair_columns(context.questionnaire)
    entries = _in_order(context, results.entries)
    signed = [entry for entry in entries if entry.card is not None]
    counted = _("%(signed)s of %(all)s countries have signed", signed=len(signed), all=len(entries))
    kind, title = _("Self-assessment"), _("Regional comparison")
    subtitle = f"{context.round} · {kind} · {counted}"
    book = new_workbook(context, f"{title} – {context.round}")
    overview = _add_overview_sheet(book, context, entries, subtitle)
    distribution = _add_distribution_sheet(book, context, results, subtitle)
    _draw_medians(overview, distribution, context, results, HEADER_ROW + len(entries) + 3)
    _add_indicators_sheet(book, context, signed, subtitle)
    _add_status_sheet(book, context, entries, subtitle)
    if network is not None and columns and network.pairs:
        add_network_sheets(book, context, subtitle, columns, network)
    context, asked, added = about_partners(context, [answers[entry.iso3] for entry in signed])
    rows = add_region_answers_sheet(book, context, subtitle, signed, asked, added)
    if signed:
        scales = add_method_sheet(book, context)
        add_region_calculation_sheet(book, context, subtitle, signed, results, rows, scales)
    add_notes_sheet(book, context)
    return book


def _in_order(context: ReportContext, entries: Sequence[CountryEntry]) -> list[CountryEntry]:
    """Countries by sub-region and name, as the reader's language writes them."""
    names = sorted_names(
        context.language, {e.iso3: context.countries.get(e.iso3, _code(context, e.iso3)) for e in entries}
    )
    place = {iso3: number for number, (iso3, _) in enumerate(names)}
    return sorted(entries, key=lambda entry: (context.subregion(entry.iso3), place[entry.iso3]))


def _code(context: ReportContext, iso3: str) -> Mapping[str, str]:
    return {context.language.code: iso3}


def _put_score(sheet: Worksheet, row: int, column: int, context: ReportContext, node: NodeScore) -> None:
    """A score on its band's colour, or the words for why there is none."""
    if node.score is None:
        put(sheet, row, column, standing_label(context.language, node.standing), f"status {node.standing}")
    else:
        put(sheet, row, column, node.score, band_style(node.band, "score"))


def _put_country(sheet: Worksheet, row: int, context: ReportContext, entry: CountryEntry) -> None:
    """Sub-region, country and its code."""
    values = (context.subregion(entry.iso3), context.country(entry.iso3), entry.iso3)
    put_row(sheet, row, values, ("line", "strong line", "line"))


def _country_headings(context: ReportContext) -> list[str]:
    return [context.gettext("Sub-region"), context.gettext("Country"), context.gettext("Code")]


# --- Overview ----------------------------------------------------------------------


def _add_overview_sheet(
    book: Workbook, context: ReportContext, entries: Sequence[CountryEntry], subtitle: str
) -> Worksheet:
    """Countries by domains, coloured by band; a country that has not signed shows its status alone."""
    _, lang = context.gettext, context.language
    order = _("Ordered by sub-region and name. Colours are the bands of the score.")
    sheet = add_sheet(book, context, _("Overview"), _("Regional comparison"), subtitle, order)
    nodes = [OVERALL, *(domain.id for domain in outline(context.questionnaire).children)]
    headings = [f"{node_code(node)} {node_title(context, node)}".strip() for node in nodes]
    columns = [*_country_headings(context), _("Status"), _("Coverage"), *headings]
    put_header(
        sheet, columns, [26, 34, 8, 14, 10, *[16] * len(nodes)], numbers=(5,), centred=range(6, len(columns) + 1)
    )
    for row, entry in enumerate(entries, start=HEADER_ROW + 1):
        _put_country(sheet, row, context, entry)
        style = "line" if entry.card else f"status {entry.status}"
        put(sheet, row, 4, entry_label(lang, entry), style)
        put(sheet, row, 5, entry.card.overall.coverage if entry.card else None, "share")
        for column, node in enumerate(nodes, start=6):
            if entry.card:
                _put_score(sheet, row, column, context, entry.card.nodes[node])
            else:
                put(sheet, row, column, None, "line")
    finish(sheet, context, len(columns), frozen_columns=2, one_page=True)
    return sheet


def _draw_medians(
    overview: Worksheet, figures: Worksheet, context: ReportContext, results: RegionResults, row: int
) -> None:
    """The domains' medians with their quartiles as whiskers, from the distribution sheet."""
    _, domains = context.gettext, outline(context.questionnaire).children
    rows = (HEADER_ROW + 2, HEADER_ROW + 1 + len(domains))
    title = _(
        "Median score by domain with quartiles, %(round)s, %(n)s countries", round=context.round, n=len(results.signed)
    )
    chart = bar_chart(context, title, len(domains), _("Score, 0 to 100; whiskers: quartiles"))
    series = add_bars(chart, figures, 7, rows, 12, _("Median"), palette.BLUE, palette.WHITE)
    add_whiskers(series, figures, "M", "N", rows)
    overview.add_chart(chart, f"A{row}")


# --- Distribution --------------------------------------------------------------------


def _add_distribution_sheet(book: Workbook, context: ReportContext, results: RegionResults, subtitle: str) -> Worksheet:
    """How the scores of overall, domains and indicators spread over the countries."""
    _ = context.gettext
    remark = _("Quartiles are shown from four countries on, the mean from five.")
    sheet = add_sheet(book, context, _("Distribution"), _("Distribution of the scores"), subtitle, remark)
    columns = [_("Code"), _("Title"), _("Countries with a score"), _("Countries in the group")]
    columns += [_("Lowest"), _("First quartile"), _("Median"), _("Third quartile"), _("Highest"), _("Mean")]
    put_header(sheet, columns, (9, 60, 13, 13, 11, 11, 11, 11, 11, 11), numbers=range(3, 11))
    tree, row = outline(context.questionnaire), HEADER_ROW
    for node in (tree, *tree.children):
        row += 1
        _put_figure(sheet, row, context, results, node.id)
    for domain in tree.children:
        row += 1
        put_block(sheet, row, f"{domain.id} {node_title(context, domain.id)}", len(columns))
        for indicator in domain.children:
            row += 1
            _put_figure(sheet, row, context, results, indicator.id)
    for column in "LMN":
        sheet.column_dimensions[column].hidden = True
    finish(sheet, context, len(columns), frozen_columns=2)
    return sheet


def _put_figure(sheet: Worksheet, row: int, context: ReportContext, results: RegionResults, node: str) -> None:
    """One node's figures; in hidden columns what the chart alone reads."""
    figure = results.figures.get(node) or GroupFigure(node, 0, len(results.entries), {})
    spread = (figure.minimum, figure.q1, figure.median, figure.q3, figure.maximum, figure.mean)
    values: list[Value] = [node_code(node), node_title(context, node), figure.n, figure.of, *spread]
    put_row(sheet, row, values, ("line", "text", "whole", "whole", *["score"] * len(spread)))
    label = f"{node} {node_title(context, node)} (n = {figure.n})"
    down = figure.median - figure.q1 if figure.median is not None and figure.q1 is not None else 0
    up = figure.q3 - figure.median if figure.median is not None and figure.q3 is not None else 0
    put_row(sheet, row, (label, down, up), ("line", "score", "score"), column=12)


# --- Indicators and status --------------------------------------------------------------


def _add_indicators_sheet(
    book: Workbook, context: ReportContext, signed: Sequence[CountryEntry], subtitle: str
) -> None:
    """Signed countries by indicators."""
    _ = context.gettext
    sheet = add_sheet(book, context, _("Indicators"), _("Indicators by country"), subtitle)
    indicators = [i.id for domain in outline(context.questionnaire).children for i in domain.children]
    columns = [*_country_headings(context), *(f"{id} {node_title(context, id)}" for id in indicators)]
    put_header(sheet, columns, [26, 34, 8, *[17] * len(indicators)], centred=range(4, len(columns) + 1))
    for row, entry in enumerate(signed, start=HEADER_ROW + 1):
        _put_country(sheet, row, context, entry)
        for column, indicator in enumerate(indicators, start=4):
            assert entry.card is not None
            _put_score(sheet, row, column, context, entry.card.nodes[indicator])
    finish(sheet, context, len(columns), frozen_columns=2)


def _add_status_sheet(book: Workbook, context: ReportContext, entries: Sequence[CountryEntry], subtitle: str) -> None:
    """Who has answered, and which signed answers stand behind the figures."""
    _ = context.gettext
    sheet = add_sheet(book, context, _("Status"), _("Who has answered"), subtitle)
    columns = [
        *_country_headings(context),
        _("Status"),
        _("Signed at (UTC)"),
        _("Hash of the signed answers (SHA-256)"),
    ]
    put_header(sheet, columns, (26, 34, 8, 16, 20, 70))
    for row, entry in enumerate(entries, start=HEADER_ROW + 1):
        _put_country(sheet, row, context, entry)
        put(
            sheet,
            row,
            4,
            entry_label(context.language, entry),
            "line" if entry.card else f"status {entry.status}",
        )
        put_moment(sheet, row, 5, datetime.fromisoformat(entry.signed_at) if entry.signed_at else None)
        put(sheet, row, 6, entry.snapshot_hash, "line")
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{get_column_letter(len(columns))}{HEADER_ROW + len(entries)}"
    finish(sheet, context, len(columns), frozen_columns=2)
