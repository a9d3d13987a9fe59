"""The calculation sheet of one country: its score card again, as live formulas over the answers sheet."""

from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessment.core.results import NodeScore, ScoreCard, Standing
from assessment.reports import formulas
from assessment.reports.answers import EVIDENCE, STATE, VALUE, AnswerRows
from assessment.reports.context import ReportContext
from assessment.reports.method import NO_VALUE
from assessment.reports.outline import Layout, Node, level_titles, node_code, node_title, outline
from assessment.reports.style import HEADER_ROW, add_sheet, finish, put, put_block, put_formula, put_header
from assessment.wording import standing_label

CHECK = "C4"
"""The cell with the largest difference between the formulas and the tool's own values."""

AGREES_WITHIN = "1E-9"
_WIDTHS = (12, 44, 16, 12, 14, 9, 13, 13, 14, 12, 12, 11, 13, 13, 16, 14, 14, 14, 14, 12)
_NUMBERS = (*range(6, 15), *range(16, 21))
# Columns: A code, B title, C state, D value, E evidence, F weight, G least share, H share reached,
# I score, J lowest, K highest, L coverage, M share in parent, N contribution, O band,
# P..S the tool's score, lowest, highest, coverage, T difference.


def least_name(depth: int) -> str:
    """The named cell with the least share of a level, counted from the top."""
    return ("least_overall", "least_domain", "least_indicator", "least_partners")[depth]


def tool_score(context: ReportContext, node: NodeScore) -> float | str:
    """The tool's own score, or the word the formulas put in its place."""
    if node.score is not None:
        return node.score
    if node.standing is Standing.INSUFFICIENT and node.id in context.questionnaire.questions:
        return NO_VALUE
    return standing_label(context.language, node.standing)


def add_calculation_sheet(
    book: Workbook,
    context: ReportContext,
    subtitle: str,
    card: ScoreCard,
    answers: AnswerRows,
    scales: Mapping[str, str],
) -> Worksheet:
    """Write the calculation sheet of one country."""
    _ = context.gettext
    note = _("Whether a question is asked is not recalculated: it stands in its state.")
    sheet = add_sheet(book, context, _("Calculation"), _("Calculation of the scores"), f"{subtitle} · {note}")
    put_header(sheet, _headings(context), _WIDTHS, numbers=_NUMBERS)
    layout = Layout(outline(context.questionnaire))
    writer = _CountryWriter(sheet, context, layout, card, answers, scales)
    for depth, level in enumerate(layout.levels):
        put_block(sheet, layout.heading[depth], level_titles(context)[depth], len(_WIDTHS))
        for node in level:
            writer.write(node, depth)
    put_check(sheet, context, f"T{HEADER_ROW + 2}:T{layout.last}")
    finish(sheet, context, len(_WIDTHS), frozen_columns=2)
    return sheet


def put_check(sheet: Worksheet, context: ReportContext, differences: str) -> None:
    """Above the table: the largest difference, and what it says."""
    _ = context.gettext
    put(sheet, 4, 1, _("Largest difference from the tool's own values"), "remark")
    put_formula(sheet, 4, 3, f"MAX({differences})", "difference")
    agree, differ = _("The formulas agree with the tool"), _("Not equal: an answer was changed in this workbook")
    put_formula(
        sheet, 4, 4, f"IF({CHECK}<{AGREES_WITHIN},{formulas.quoted(agree)},{formulas.quoted(differ)})", "remark"
    )


def _headings(context: ReportContext) -> tuple[str, ...]:
    _ = context.gettext
    return (
        _("Code"),
        _("Title"),
        _("State"),
        _("Value"),
        _("Evidence given"),
        _("Weight"),
        _("Least share needed"),
        _("Share reached"),
        _("Score"),
        _("Lowest possible"),
        _("Highest possible"),
        _("Coverage"),
        _("Share of the level above"),
        _("Contribution"),
        _("Band"),
        _("Tool: score"),
        _("Tool: lowest"),
        _("Tool: highest"),
        _("Tool: coverage"),
        _("Difference"),
    )


@dataclass(frozen=True)
class _CountryWriter:
    """Writes the rows of one country's calculation."""

    sheet: Worksheet
    context: ReportContext
    layout: Layout
    card: ScoreCard
    answers: AnswerRows
    scales: Mapping[str, str]

    def write(self, node: Node, depth: int) -> None:
        """One node: its formulas, the tool's values and the difference."""
        row = self.layout.row[node.id]
        put(self.sheet, row, 1, node_code(node.id), "line")
        put(self.sheet, row, 2, node_title(self.context, node.id), "line")
        cells = self._cells(node, row, depth)
        if not node.is_answer:
            put(self.sheet, row, 6, node.weight, "number")
        for column, (formula, style) in cells.items():
            put_formula(self.sheet, row, column, formula, style)
        band = f'IF(ISNUMBER(I{row}),LOOKUP(ROUND(I{row},9),band_floors,band_names),"")'
        put_formula(self.sheet, row, 15, band, "line")
        for child in node.children:
            self._write_share(node, child, row)
        self._write_tool(node, row)

    def _cells(self, node: Node, row: int, depth: int) -> dict[int, tuple[str, str]]:
        """The formulas of a node by column; one that could have parts but has none does not apply."""
        if node.is_answer:
            return self._of_question(node, row)
        return self._of_parts(node, row, depth) if node.children else {9: ("out", "exact")}

    def _of_question(self, node: Node, row: int) -> dict[int, tuple[str, str]]:
        question = self.context.questionnaire.questions[node.id]
        sheet, at = self.answers.sheet, self.answers.row[node.id]
        first, last = self.answers.options.get(node.id, (at, at))
        options = f"{formulas.reference(sheet, VALUE, first)}:{VALUE}{last}"
        state, value, evidence = (formulas.reference(sheet, column, at) for column in (STATE, VALUE, EVIDENCE))
        indicator = self.context.questionnaire.indicator_of(node.id)
        return {
            3: (state, "line"),
            4: ('""' if node.id in self.answers.options else f'IF({value}="","",{value})', "code"),
            5: (evidence, "line"),
            6: (formulas.weight(question, len(indicator.follow_ups)), "number"),
            9: (
                formulas.question_score(question, self.scales[node.id], f"C{row}", f"D{row}", f"E{row}", options),
                "exact",
            ),
            10: (f'IF(I{row}=out,"",IF(ISNUMBER(I{row}),I{row},0))', "exact"),
            11: (f'IF(I{row}=out,"",IF(ISNUMBER(I{row}),I{row},100))', "exact"),
            12: (f'IF(I{row}=out,"",IF(ISNUMBER(I{row}),1,0))', "share"),
        }

    def _of_parts(self, node: Node, row: int, depth: int) -> dict[int, tuple[str, str]]:
        scores, weights = self.layout.children(node, "I"), self.layout.children(node, "F")
        carrier = f"I{self.layout.row[node.carrier]}" if node.carrier else None
        assert node.threshold is not None
        reached = formulas.share_reached(scores, weights, node.threshold, carrier)
        cells = {
            7: (least_name(depth), "share"),
            8: (reached, "share"),
            9: (formulas.node_score(scores, weights, f"H{row}", f"G{row}"), "exact"),
        }
        for number, column, style in ((10, "J", "exact"), (11, "K", "exact"), (12, "L", "share")):
            mean = formulas.mean_of_applicable(self.layout.children(node, column), scores, weights, f"I{row}")
            cells[number] = (mean, style)
        return cells

    def _write_share(self, parent: Node, child: Node, parent_row: int) -> None:
        """A child's weight after skipping, and what it contributes to its parent's score."""
        row, scores, weights = (
            self.layout.row[child.id],
            self.layout.children(parent, "I"),
            self.layout.children(parent, "F"),
        )
        both = f"AND(ISNUMBER(I{row}),ISNUMBER(I{parent_row}))"
        put_formula(self.sheet, row, 13, f'IF({both},F{row}/SUMPRODUCT(--ISNUMBER({scores}),{weights}),"")', "share")
        put_formula(self.sheet, row, 14, f'IF({both},M{row}*I{row},"")', "exact")

    def _write_tool(self, node: Node, row: int) -> None:
        own = self.card.nodes[node.id]
        figures = (tool_score(self.context, own), own.lowest, own.highest, own.coverage)
        for column, figure, style in zip(range(16, 20), figures, ("exact", "exact", "exact", "share"), strict=True):
            put(self.sheet, row, column, figure, style)
        pairs = zip("IJKL", "PQRS", strict=True)
        put_formula(
            self.sheet,
            row,
            20,
            f"MAX({','.join(formulas.difference(f'{a}{row}', f'{b}{row}') for a, b in pairs)})",
            "difference",
        )
