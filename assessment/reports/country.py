"""The workbook of one country: summary, indicators, answers, method, calculation, notes."""

from collections.abc import Sequence
from dataclasses import replace

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessment.charts import palette
from assessment.charts.network import pair_columns
from assessment.core.answers import AnswerSheet, State
from assessment.core.network import Pair
from assessment.core.partners import laid_out_in_words
from assessment.core.results import OVERALL, CountryResults, GroupFigure, NodeScore
from assessment.core.scoring import with_instrument_evidence
from assessment.reports.answers import add_answers_sheet
from assessment.reports.calculation import add_calculation_sheet
from assessment.reports.context import ReportContext
from assessment.reports.cooperation import add_partners_sheet
from assessment.reports.drawings import add_bars, add_whiskers, bar_chart, colour_bars
from assessment.reports.method import add_method_sheet
from assessment.reports.notes import add_notes_sheet
from assessment.reports.outline import node_code, node_title, outline
from assessment.reports.perspective import Perspective, add_perspective_sheet
from assessment.reports.style import (
    HEADER_ROW,
    add_sheet,
    band_colours,
    band_style,
    finish,
    new_workbook,
    put,
    put_block,
    put_header,
    put_row,
)
from assessment.wording import band_label, entry_label, respondent_role_label, standing_label, state_label


def country_workbook(
    context: ReportContext,
    results: CountryResults,
    answers: AnswerSheet,
    pairs: Sequence[Pair] = (),
    perspective: Perspective | None = None,
) -> Workbook:
    """The workbook of one country in a round, from its results and the answers behind them.

    ``pairs`` are its pairs with other States, and ``perspective`` what
    civil society says of it, as the reader of the workbook may see them.
    """
    iso3, columns = results.entry.iso3, pair_columns(context.questionnaire)
    whole = laid_out_in_words(context.questionnaire, answers.partners, context.countries)
    context = replace(context, questionnaire=whole)
    _, country = context.gettext, context.country(iso3)
    state = _("Draft, not signed") if results.draft else entry_label(context.language, results.entry)
    kind = _("Self-assessment")
    subtitle = f"{country} · {context.round} · {kind} · {state}"
    book = new_workbook(context, f"{country} – {context.round}")
    _add_summary_sheet(book, context, results, country, subtitle)
    _add_indicators_sheet(book, context, results, subtitle)
    if columns:
        asked = with_instrument_evidence(whole.as_asked(answers), answers)
        told = AnswerSheet({**answers.answers, **asked.answers}, answers.partners, answers.documents)
        by_partner = {pair.other(iso3): pair for pair in pairs}
        add_partners_sheet(book, context, subtitle, columns, results.card, told, by_partner)
    if perspective is not None:
        add_perspective_sheet(book, context, subtitle, perspective)
    rows = add_answers_sheet(book, context, subtitle, answers)
    scales = add_method_sheet(book, context)
    add_calculation_sheet(book, context, subtitle, results.card, rows, scales)
    add_notes_sheet(book, context, results.entry)
    return book


# --- Figures of a node, the same on both reading sheets -------------------------


def _headings(context: ReportContext, results: CountryResults) -> list[str]:
    _ = context.gettext
    headings = [_("Score"), _("Lowest possible"), _("Highest possible"), _("Coverage"), _("Band")]
    return headings + ([_("Region's median"), _("Countries with a score")] if results.group is not None else [])


def _put_figures(
    sheet: Worksheet, row: int, column: int, context: ReportContext, node: NodeScore, group: GroupFigure | None
) -> None:
    """Score (or why there is none), range, coverage, band, and the region's median where the reader may see it."""
    lang = context.language
    if node.score is None:
        put(sheet, row, column, standing_label(lang, node.standing), f"status {node.standing}")
    else:
        put(sheet, row, column, node.score, "strong score")
    figures = (node.lowest, node.highest, node.coverage)
    put_row(sheet, row, figures, ("score", "score", "share"), column + 1)
    put(sheet, row, column + 4, _band_words(context, node), band_style(node.band, "line"))
    if group is not None:
        put_row(sheet, row, (group.median, f"{group.n} / {group.of}"), ("score", "number"), column + 5)


def _band_words(context: ReportContext, node: NodeScore) -> str | None:
    if node.band is None:
        return None
    label = band_label(context.language, context.questionnaire.method, node.band)
    return context.gettext("%(band)s (near a boundary)", band=label) if node.near_boundary else label


def _group(results: CountryResults, node_id: str) -> GroupFigure | None:
    return results.group[node_id] if results.group is not None else None


# --- Summary ---------------------------------------------------------------------


def _add_summary_sheet(
    book: Workbook, context: ReportContext, results: CountryResults, country: str, subtitle: str
) -> None:
    """The headline, the domains, how complete the answers are, and the chart."""
    _, card = context.gettext, results.card
    sheet = add_sheet(book, context, _("Summary"), country, subtitle, _headline(context, results))
    columns = ["", _("Domain"), *_headings(context, results)]
    put_header(
        sheet, columns, (9, 46, 17, 11, 11, 11, 28, 11, 12)[: len(columns)], numbers=(3, 4, 5, 6, 8, 9), centred=(7,)
    )
    domains = [node.id for node in outline(context.questionnaire).children]
    for row, node_id in enumerate((OVERALL, *domains), start=HEADER_ROW + 1):
        style = "strong" if node_id == OVERALL else "text"
        put_row(sheet, row, (node_code(node_id), node_title(context, node_id)), (style, style))
        _put_figures(sheet, row, 3, context, card.nodes[node_id], _group(results, node_id))
    row = _put_completeness(sheet, HEADER_ROW + len(domains) + 3, context, results)
    _draw_domains(sheet, context, results, country, domains, f"A{row + 1}")
    finish(sheet, context, len(columns), one_page=True)


def _headline(context: ReportContext, results: CountryResults) -> str:
    """The overall result in one sentence."""
    _, lang, node = context.gettext, context.language, results.card.overall
    if node.score is None:
        return _("Overall: %(standing)s.", standing=standing_label(lang, node.standing))
    return _(
        "Overall %(score)s of 100, %(band)s; possible range %(lowest)s to %(highest)s; "
        "coverage %(coverage)s, grade %(grade)s. Self-assessed.",
        score=lang.score(node.score),
        band=_band_words(context, node),
        lowest=lang.score(node.lowest),
        highest=lang.score(node.highest),
        coverage=lang.percent(node.coverage),
        grade=results.card.grade or "–",
    )


def _put_completeness(sheet: Worksheet, row: int, context: ReportContext, results: CountryResults) -> int:
    """How the scored questions were answered; gives the next free row."""
    _, card = context.gettext, results.card
    put_block(sheet, row, _("How complete the answers are"), 7)
    facts: list[tuple[str, str | float | None, str]] = [
        (_("Coverage grade (A to D)"), card.grade, "number"),
        (_("Answered scored questions that carry evidence"), card.evidenced, "share"),
    ]
    facts += [
        (_("Scored questions: %(state)s", state=state_label(context.language, s)), card.states[s], "whole")
        for s in State
    ]
    for label, value, style in facts:
        row += 1
        put_row(sheet, row, (None, label, value), ("line", "text", style))
    return row + 1


def _draw_domains(
    sheet: Worksheet, context: ReportContext, results: CountryResults, country: str, domains: Sequence[str], anchor: str
) -> None:
    """Bars of the domains with their possible range, and the region's median where it is shown."""
    _, nodes = context.gettext, results.card.nodes
    first = HEADER_ROW + 2
    rows = (first, first + len(domains) - 1)
    for row, node_id in enumerate(domains, start=first):
        label = f"{node_id} {node_title(context, node_id)}"
        put_row(sheet, row, (label, *_bar(nodes[node_id])), ("line", "score", "score", "score"), column=12)
    for column in "LMNO":  # what the chart alone reads
        sheet.column_dimensions[column].hidden = True
    title = _("%(country)s: score by domain with its possible range, %(round)s", country=country, round=context.round)
    axis = _("Score, 0 to 100; whiskers: possible range")
    if results.group is not None:
        axis = _("Score, 0 to 100; whiskers: possible range; grey bars: region's median")
    chart = bar_chart(context, title, len(domains) * (2 if results.group is not None else 1), axis)
    series = add_bars(chart, sheet, 13, rows, 12, country, palette.BLUE, palette.WHITE)
    colour_bars(series, [band_colours(nodes[node_id].band) for node_id in domains])
    add_whiskers(series, sheet, "N", "O", rows)
    if results.group is not None:
        add_bars(chart, sheet, 8, rows, 12, _("Region's median"), palette.GREY_LIGHT, palette.INK)
    sheet.add_chart(chart, anchor)


def _bar(node: NodeScore) -> tuple[float | None, float, float]:
    """The length of a node's bar, and how far its whisker reaches down and up from its end."""
    if node.score is None or node.lowest is None or node.highest is None:
        return None, 0, 0
    return node.score, max(node.score - node.lowest, 0), max(node.highest - node.score, 0)


# --- Indicators --------------------------------------------------------------------


def _add_indicators_sheet(book: Workbook, context: ReportContext, results: CountryResults, subtitle: str) -> None:
    """Every indicator under its domain."""
    _, nodes = context.gettext, results.card.nodes
    sheet = add_sheet(book, context, _("Indicators"), _("Indicators by domain"), subtitle)
    columns = [_("Code"), _("Indicator"), _("Role"), *_headings(context, results)]
    put_header(
        sheet,
        columns,
        (9, 52, 22, 17, 11, 11, 11, 28, 11, 12)[: len(columns)],
        numbers=(4, 5, 6, 7, 9, 10),
        centred=(8,),
    )
    row = HEADER_ROW + 1
    for domain in outline(context.questionnaire).children:
        put_row(sheet, row, (domain.id, node_title(context, domain.id), None), ("block", "block", "block"))
        _put_figures(sheet, row, 4, context, nodes[domain.id], _group(results, domain.id))
        for indicator in domain.children:
            row += 1
            role = respondent_role_label(context.language, context.questionnaire.indicators[indicator.id].role)
            put_row(sheet, row, (indicator.id, node_title(context, indicator.id), role), ("line", "text", "muted"))
            _put_figures(sheet, row, 4, context, nodes[indicator.id], _group(results, indicator.id))
        row += 1
    finish(sheet, context, len(columns), frozen_columns=2)
