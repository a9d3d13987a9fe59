"""The region's answers sheet and its calculation: live formulas, one column a signed country."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assessment.core.answers import NOT_ASKED, Answer, AnswerSheet, Partners, State
from assessment.core.disclosure import is_withheld
from assessment.core.partners import laid_out, laid_out_in_words
from assessment.core.questionnaire import Kind, Question
from assessment.core.results import CountryEntry, RegionResults
from assessment.core.scoring import has_evidence, with_instrument_evidence
from assessment.reports import formulas
from assessment.reports.answers import AnswerRows, coded, option_codes, option_state
from assessment.reports.calculation import least_name, put_check, tool_score
from assessment.reports.context import ReportContext
from assessment.reports.outline import Layout, Node, level_titles, node_code, node_title, outline
from assessment.reports.style import (
    HEADER_ROW,
    Value,
    add_sheet,
    finish,
    put,
    put_block,
    put_formula,
    put_header,
    put_row,
)
from assessment.wording import answer_text, option_label, state_label

FIRST = 4
"""The column of the first country, on both sheets."""
COUNTRIES_A_PAGE = 9


@dataclass(frozen=True)
class RegionAnswerRows(AnswerRows):
    """As a country's, with the rows that say whether evidence was given."""

    evidence: Mapping[str, int]


def about_partners(
    context: ReportContext, sheets: Sequence[AnswerSheet]
) -> tuple[ReportContext, list[AnswerSheet], tuple[Question, ...]]:
    """The frame laid out for all priority partners of some sheets, and each sheet as it was asked.

    Last, the questions about partners that countries added: they carry no
    score, so that they stand apart from the same State as priority partner.
    """
    base, names = context.questionnaire, context.countries
    priority = tuple(sorted({partner for sheet in sheets for partner in sheet.partners.priority}))
    extra = Partners(added=tuple(sorted({partner for sheet in sheets for partner in sheet.partners.added})))
    whole = laid_out_in_words(base, Partners(priority), names)
    beside = laid_out_in_words(base, extra, names).questions.values()
    asked = [with_instrument_evidence(laid_out(base, s.partners).as_asked(s), s) for s in sheets]
    return replace(context, questionnaire=whole), asked, tuple(q for q in beside if q.partner)


def _given(question: Question, sheets: Sequence[AnswerSheet], added: bool = False) -> list[Answer]:
    """Each country's answer; a question about a State that is no partner of it, priority or ``added``, is not asked."""
    if question.partner is None:
        return [sheet[question.id] for sheet in sheets]
    groups = (sheet.partners.added if added else sheet.partners.priority for sheet in sheets)
    pairs = zip(sheets, groups, strict=True)
    return [sheet[question.id] if question.partner in group else NOT_ASKED for sheet, group in pairs]


def add_region_answers_sheet(
    book: Workbook,
    context: ReportContext,
    subtitle: str,
    signed: Sequence[CountryEntry],
    sheets: Sequence[AnswerSheet],
    added: Sequence[Question] = (),
) -> RegionAnswerRows:
    """Write the answers of the signed countries: questions by countries, as codes, or the state where there is none.

    ``sheets`` are theirs as asked, in order (see ``about_partners``); ``added``
    the questions about partners that countries added.
    """
    _ = context.gettext
    sheet = add_sheet(book, context, _("Answers"), _("Answers of the countries that have signed"), subtitle)
    names = [context.country(entry.iso3) for entry in signed]
    put_header(sheet, [_("Code"), _("Question"), _("Row"), *names], [10, 56, 16, *[15] * len(names)])
    rows: dict[str, int] = {}
    options: dict[str, tuple[int, int]] = {}
    evidence: dict[str, int] = {}
    row = HEADER_ROW + 1
    for question in context.questionnaire.questions.values():
        given = _given(question, sheets)
        _put_answers(sheet, row, context, question, given)
        rows[question.id] = row
        row += 1
        if question.scored and question.kind is Kind.SEVERAL:
            options[question.id] = (row, row + len(question.options) - 1)
            row = _put_options(sheet, row, context, question, given)
        if question.scored and question.evidence_rule:
            evidence[question.id] = row
            values = [_("Yes") if has_evidence(answer) else _("No") for answer in given]
            _put_line(sheet, row, (question.id, None, _("Evidence given"), *values), scored=True)
            row += 1
    if added:
        put_block(sheet, row, _("Partners added by a country, without a score"), FIRST - 1 + len(names))
    for place, question in enumerate(added, start=1):
        _put_answers(sheet, row + place, context, question, _given(question, sheets, added=True))
    finish(sheet, context, FIRST - 1 + len(names), frozen_columns=FIRST - 1, pages_wide=_pages(len(names)))
    return RegionAnswerRows(sheet, rows, options, evidence)


def _pages(countries: int) -> int:
    """How many pages wide a table with a column for each country prints."""
    return max(ceil(countries / COUNTRIES_A_PAGE), 1)


def _put_answers(
    sheet: Worksheet, row: int, context: ReportContext, question: Question, given: Sequence[Answer]
) -> None:
    """One question: the code of each country's answer, or the words for its state or for a value not shown."""
    values = [_value(context, question, answer) for answer in given]
    _put_line(
        sheet, row, (question.id, context.text(question.ask), context.gettext("Answer"), *values), question.scored
    )


def _value(context: ReportContext, question: Question, answer: Answer) -> Value:
    if answer.state is not State.ANSWERED:
        return state_label(context.language, answer.state)
    if is_withheld(answer):
        return answer_text(context.language, question, answer, context.countries)
    return coded(question, answer)


def _put_options(
    sheet: Worksheet, row: int, context: ReportContext, question: Question, given: Sequence[Answer]
) -> int:
    """One row an option, under its question; gives the next free row."""
    for code in option_codes(question):
        label = f"   {option_label(context.language, question, code)}"
        _put_line(
            sheet, row, (question.id, label, code, *(option_state(answer, code) for answer in given)), scored=True
        )
        row += 1
    return row


def _put_line(sheet: Worksheet, row: int, values: Sequence[Value], scored: bool) -> None:
    style = "input" if scored else "code"
    put_row(sheet, row, values, ("line", "text", "muted", *[style] * (len(values) - FIRST + 1)))


def add_region_calculation_sheet(
    book: Workbook,
    context: ReportContext,
    subtitle: str,
    signed: Sequence[CountryEntry],
    results: RegionResults,
    rows: RegionAnswerRows,
    scales: Mapping[str, str],
) -> Worksheet:
    """Write the calculation of every signed country's scores and of the group's medians."""
    _ = context.gettext
    note = _("Whether a question is asked is not recalculated: it stands in its state.")
    sheet = add_sheet(book, context, _("Calculation"), _("Calculation of the scores"), f"{subtitle} · {note}")
    names = [context.country(entry.iso3) for entry in signed]
    beside = [_("Median"), _("Tool: median"), _("Difference")]
    put_header(
        sheet, [_("Code"), _("Title"), _("Weight"), *names, *beside], [10, 46, 9, *[17] * len(names), 14, 14, 12]
    )
    writer = _RegionWriter(sheet, context, Layout(outline(context.questionnaire)), signed, results, rows, scales)
    for depth, level in enumerate(writer.layout.levels):
        put_block(sheet, writer.layout.heading[depth], level_titles(context)[depth], writer.columns)
        for node in level:
            writer.write_formulas(node, depth)
    writer.write_tool_and_differences()
    finish(sheet, context, writer.columns, frozen_columns=2, pages_wide=_pages(len(names)))
    return sheet


@dataclass(frozen=True)
class _RegionWriter:
    """Writes the rows of the region's calculation."""

    sheet: Worksheet
    context: ReportContext
    layout: Layout
    signed: Sequence[CountryEntry]
    results: RegionResults
    rows: RegionAnswerRows
    scales: Mapping[str, str]

    @property
    def columns(self) -> int:
        """How many columns the table has."""
        return FIRST - 1 + len(self.signed) + 3

    @property
    def countries(self) -> list[tuple[int, str, CountryEntry]]:
        """Column number, column letter and entry of every signed country."""
        return [(FIRST + place, get_column_letter(FIRST + place), entry) for place, entry in enumerate(self.signed)]

    def write_formulas(self, node: Node, depth: int) -> None:
        """One node: its weight, and its score in every country."""
        row = self.layout.row[node.id]
        put_row(self.sheet, row, (node_code(node.id), node_title(self.context, node.id)), ("line", "line"))
        if not node.is_answer:
            put(self.sheet, row, 3, node.weight, "number")
        else:
            indicator = self.context.questionnaire.indicator_of(node.id)
            question = self.context.questionnaire.questions[node.id]
            put_formula(self.sheet, row, 3, formulas.weight(question, len(indicator.follow_ups)), "number")
        for number, column, _ in self.countries:
            formula = self._of_question(node, column) if node.is_answer else self._of_parts(node, column, depth)
            put_formula(self.sheet, row, number, formula, "exact")
        if node.id in self.results.figures:
            self._write_median(node, row)

    def _of_question(self, node: Node, column: str) -> str:
        sheet, row = self.rows.sheet, self.rows.row[node.id]
        first, last = self.rows.options.get(node.id, (row, row))
        options = f"{formulas.reference(sheet, column, first)}:{column}{last}"
        answer = formulas.reference(sheet, column, row)
        evidence = formulas.reference(sheet, column, self.rows.evidence.get(node.id, row))
        question = self.context.questionnaire.questions[node.id]
        return formulas.question_score(question, self.scales[node.id], answer, answer, evidence, options)

    def _of_parts(self, node: Node, column: str, depth: int) -> str:
        assert node.threshold is not None
        if not node.children:
            return "out"
        carrier = f"{column}{self.layout.row[node.carrier]}" if node.carrier else None
        scores, weights = self.layout.children(node, column), self.layout.children(node, "C", fixed="$")
        return formulas.node_score_at_once(scores, weights, node.threshold, carrier, least_name(depth))

    def _write_median(self, node: Node, row: int) -> None:
        """The median over the countries, the tool's own, and how far they are apart."""
        first, last = self.countries[0][1], self.countries[-1][1]
        at = self.columns - 2
        median, tool = (f"{get_column_letter(column)}{row}" for column in (at, at + 1))
        scores = f"{first}{row}:{last}{row}"
        put_formula(self.sheet, row, at, f'IF(COUNT({scores})=0,"",MEDIAN({scores}))', "exact")
        put(self.sheet, row, at + 1, self.results.figures[node.id].median, "exact")
        put_formula(self.sheet, row, at + 2, formulas.difference(median, tool), "difference")

    def write_tool_and_differences(self) -> None:
        """Below: the tool's own values, then the differences; above: the largest of them."""
        _ = self.context.gettext
        nodes = [node for level in self.layout.levels for node in level if node.id in self.results.figures]
        tool, differences = self.layout.last + 1, self.layout.last + 2 + len(nodes)
        put_block(self.sheet, tool, _("The tool's own values"), self.columns)
        put_block(self.sheet, differences, _("Differences"), self.columns)
        for place, node in enumerate(nodes, start=1):
            for row in (tool + place, differences + place):
                put_row(self.sheet, row, (node_code(node.id), node_title(self.context, node.id)), ("line", "line"))
            for number, column, entry in self.countries:
                assert entry.card is not None
                put(self.sheet, tool + place, number, tool_score(self.context, entry.card.nodes[node.id]), "exact")
                pair = f"{column}{self.layout.row[node.id]}", f"{column}{tool + place}"
                put_formula(self.sheet, differences + place, number, formulas.difference(*pair), "difference")
        last, medians = self.countries[-1][1], get_column_letter(self.columns)
        by_country = f"{self.countries[0][1]}{differences + 1}:{last}{differences + len(nodes)}"
        put_check(self.sheet, self.context, f"{by_country},{medians}{HEADER_ROW + 2}:{medians}{self.layout.last}")
