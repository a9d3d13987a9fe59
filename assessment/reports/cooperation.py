"""The sheets on cooperation between States: one State's partners, and the network of a whole round.

What a partner says stands on a State's own sheet only where the pairs handed
in hold it: they are masked before they come here.
"""

from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assessment.charts.network import (
    Square,
    column_title,
    level_text,
    pair_matrix,
    state_table,
    to_reconcile,
)
from assessment.core.answers import Answer, AnswerSheet, State, cell_key, instrument_key
from assessment.core.network import Network, Pair, PairState, differences, summarise
from assessment.core.questionnaire import Indicator, Kind, Question
from assessment.core.results import ScoreCard
from assessment.core.scoring import leaf
from assessment.document_words import evidence_line
from assessment.reports.context import ReportContext
from assessment.reports.style import HEADER_ROW, Value, add_sheet, finish, put, put_block, put_header, put_row
from assessment.wording import (
    NEUTRAL_NOTE,
    answer_text,
    differences_text,
    evidence_pending_text,
    instrument_facts,
    pair_state_label,
    standing_label,
    state_label,
)

_WIDTHS = (9, 30, 32, 16, 11, 40, 52, 36, 11, 28, 34)


# --- one State -------------------------------------------------------------------


def add_partners_sheet(
    book: Workbook,
    context: ReportContext,
    subtitle: str,
    columns: Sequence[Indicator],
    card: ScoreCard,
    asked: AnswerSheet,
    pairs: Mapping[str, Pair],
) -> Worksheet:
    """Write one State's partners; ``asked`` are its answers with its instruments, ``pairs`` its pairs by partner."""
    _ = context.gettext
    remark = _("What a partner reports stands here only once both States have signed.")
    sheet = add_sheet(book, context, _("Partners"), _("Cooperation with each partner State"), subtitle, remark)
    put_header(sheet, _partner_headings(context), _WIDTHS, numbers=(5, 9))
    row = HEADER_ROW + 1
    for column in columns:
        for partner in (*asked.partners.priority, *asked.partners.added):
            _put_partner(sheet, row, context, column, partner, asked, pairs.get(partner))
            row += 1
    row = _put_figures(sheet, row, context, columns, card, list(pairs.values()))
    _put_instruments(sheet, row, context, columns[0].id.split(".")[0], asked)
    finish(sheet, context, len(_WIDTHS), frozen_columns=3)
    return sheet


def _partner_headings(context: ReportContext) -> tuple[str, ...]:
    _ = context.gettext
    return (
        _("Code"),
        _("Column"),
        _("Partner"),
        _("Priority or added"),
        _("Own level"),
        _("Own answer"),
        _("Details"),
        _("Instruments"),
        _("Partner's level"),
        _("State of the pair"),
        _("What differs"),
    )


def _put_partner(
    sheet: Worksheet,
    row: int,
    context: ReportContext,
    column: Indicator,
    partner: str,
    asked: AnswerSheet,
    pair: Pair | None,
) -> None:
    """One partner in one column: what the State says, and what may be seen of the pair."""
    _, lang = context.gettext, context.language
    assert column.main is not None
    question = context.questionnaire.questions[cell_key(column.main.id, partner)]
    answer = asked[question.id]
    cell = pair.cells[column.id] if pair else None
    other = None if pair is None or cell is None else cell.first if partner == pair.first else cell.second
    values: list[tuple[Value, str]] = [
        (question.id, "line"),
        (column_title(column, lang), "text"),
        (context.country(partner), "text"),
        (_("Priority") if question.scored else _("Added, not scored"), "text"),
        (int(str(answer.value)) if answer.state is State.ANSWERED else None, "whole"),
        (_own_words(context, question, answer), "text"),
        (_details(context, column, partner, asked), "text"),
        ("\n".join(_named(asked, column, answer)) or None, "text"),
        (None if other is None else other.level if other.level is not None else level_text(other), "whole"),
        (pair_state_label(lang, cell.state) if cell else None, f"pair {cell.state}" if cell else "text"),
        (differences_text(lang, differences(cell)) or None if cell else None, "text"),
    ]
    for number, (value, style) in enumerate(values, start=1):
        put(sheet, row, number, value, style)


def _own_words(context: ReportContext, question: Question, answer: Answer) -> str:
    """The answer in words, and whether its level still lacks evidence; or why there is none."""
    if answer.state is not State.ANSWERED:
        label = state_label(context.language, answer.state)
        return f"{label}: {answer.reason}" if answer.reason else label
    words = answer_text(context.language, question, answer, context.countries)
    pending = leaf(question, answer).evidence_pending if question.scored else False
    return f"{words} ({evidence_pending_text(context.language, answer.value)})" if pending else words


def _details(context: ReportContext, column: Indicator, partner: str, asked: AnswerSheet) -> str | None:
    """The details told about a partner, one a line, and the comment on the level."""
    assert column.main is not None
    lines = []
    for question in column.questions:
        cell = context.questionnaire.questions[cell_key(question.id, partner)]
        answer = asked[cell.id]
        if cell.kind is not Kind.LADDER and answer.state is State.ANSWERED:
            told = answer_text(context.language, cell, answer, context.countries)
            lines.append(f"{context.text(cell.ask)} {told}")
        if answer.comment:
            lines.append(context.gettext("Comment: %(comment)s", comment=answer.comment))
    return "\n".join(lines) or None


def _named(asked: AnswerSheet, column: Indicator, answer: Answer) -> list[str]:
    """The names of the instruments picked in a cell."""
    told = (asked[instrument_key(column.id.split(".")[0], code)] for code in answer.instruments)
    return [str(one.value["name"]) for one in told if isinstance(one.value, Mapping)]


def _put_figures(
    sheet: Worksheet,
    row: int,
    context: ReportContext,
    columns: Sequence[Indicator],
    card: ScoreCard,
    pairs: Sequence[Pair],
) -> int:
    """The reported score of each column and beside it the two second figures; gives the next free row."""
    _, lang = context.gettext, context.language
    put_block(sheet, row, _("Scores by column: the reported score is the headline, the others are second figures"), 11)
    for column in columns:
        node, summary = card.nodes[column.id], summarise(pair.cells[column.id] for pair in pairs)
        reported: Value = standing_label(lang, node.standing) if node.score is None else node.score
        facts: list[tuple[str, Value, str, str]] = [
            (_("Reported score (headline)"), reported, "strong score", ""),
            (_("Second figure: corroborated"), summary.corroborated, "score", _("n = %(n)s", n=summary.both)),
            (_("Second figure: confirmation rate"), summary.rate, "share", _("n = %(n)s", n=summary.comparable)),
        ]
        for label, value, style, n in facts:
            row += 1
            put_row(sheet, row, (column.id, column_title(column, lang), label), ("line", "text", "text"))
            put_row(sheet, row, (None, value, n or None), ("line", style, "line"), column=4)
    whole = summarise(cell for pair in pairs for cell in pair.cells.values())
    row += 1
    put_row(sheet, row, (None, _("All columns"), _("Second figure: confirmation rate")), ("line", "text", "text"))
    put_row(sheet, row, (None, whole.rate, _("n = %(n)s", n=whole.comparable)), ("line", "share", "line"), column=4)
    put(sheet, row + 1, 2, context.gettext(NEUTRAL_NOTE), "remark")
    return row + 3


def _put_instruments(sheet: Worksheet, row: int, context: ReportContext, domain: str, asked: AnswerSheet) -> None:
    """The State's written instruments."""
    told = {key: a for key, a in asked.answers.items() if key.startswith(f"{domain}#") and a.state is State.ANSWERED}
    if not told:
        return
    put_block(sheet, row, context.gettext("Written instruments"), 11)
    for key, answer in told.items():
        row += 1
        facts = instrument_facts(
            context.language,
            answer.value,  # type: ignore[arg-type]
            context.instrument_statuses,
            context.countries,
        )
        put_row(sheet, row, (key, *facts[:2]), ("line", "text", "text"))
        evidence = "\n".join(evidence_line(evidence, asked.documents) for evidence in answer.evidence) or None
        put_row(sheet, row, ("; ".join(facts[2:]), evidence), ("text", "text"), column=6)


# --- the round ---------------------------------------------------------------------


def add_network_sheets(
    book: Workbook, context: ReportContext, subtitle: str, columns: Sequence[Indicator], network: Network
) -> None:
    """Write the counts, rates and pairs to be reconciled of a round, and its matrices of pairs."""
    _add_cooperation_sheet(book, context, subtitle, columns, network)
    _add_matrix_sheet(book, context, subtitle, columns, network)


def _add_cooperation_sheet(
    book: Workbook, context: ReportContext, subtitle: str, columns: Sequence[Indicator], network: Network
) -> None:
    """How many pairs are in each state, and those to be reconciled."""
    _, lang = context.gettext, context.language
    remark = _(
        "Confirmation rate: confirmed pairs out of those confirmed, to be reconciled, with the direction to be "
        "reconciled or reported by one side."
    )
    sheet = add_sheet(book, context, _("Cooperation"), _("Cooperation network"), subtitle, remark)
    heads = [column.label for column in state_table(network, columns, lang).columns]
    put_header(sheet, heads, (30, *[24] * 2, *[14] * 8), numbers=range(2, 12))
    row = HEADER_ROW
    lines = [(column_title(c, lang), network.cells(c.id)) for c in columns]
    for title, cells in [*lines, (_("All columns"), network.cells())]:
        row += 1
        summary = summarise(cells)
        counts = [summary.counts[state] for state in PairState]
        put_row(sheet, row, (title, *counts), ("strong", *["whole"] * len(counts)))
        put_row(sheet, row, (summary.rate, summary.comparable), ("share", "whole"), column=2 + len(counts))
    row += 2
    put_block(sheet, row, _("Pairs to be reconciled"), 11)
    put(sheet, row + 1, 1, context.gettext(NEUTRAL_NOTE), "remark")
    row += 2
    heads = [_("Column"), _("First State"), _("Second State"), _("Level of the first"), _("Level of the second")]
    put_row(sheet, row, (*heads, _("State of the pair"), _("What differs")), ["block"] * 7)
    titles = {column.id: column_title(column, lang) for column in columns}
    for line in to_reconcile(network.pairs, columns, context.countries, lang):
        row += 1
        values = (titles[line.column], line.first, line.second, *line.levels, line.label, line.differs)
        put_row(sheet, row, values, ("text", "text", "text", "number", "number", f"pair {line.state}", "line"))
    finish(sheet, context, 11, frozen_columns=1)


def _add_matrix_sheet(
    book: Workbook, context: ReportContext, subtitle: str, columns: Sequence[Indicator], network: Network
) -> None:
    """One matrix below the other: in each square the sign of the state and both levels, the row's first."""
    _, lang = context.gettext, context.language
    remark = _("In each square: the sign of the state, the level of the State of the row, that of the column.")
    sheet = add_sheet(book, context, _("Cooperation matrix"), _("Matrix of pairs"), subtitle, remark)
    matrices = [pair_matrix(network, c, context.groups, context.countries, context.reasons, lang) for c in columns]
    states = [state for _group, placed in matrices[0].groups for state in placed]
    heads = [_("Group"), _("State"), *(state.iso3 for state in states)]
    put_header(sheet, heads, (18, 34, *[9] * len(states)), centred=range(3, len(heads) + 1))
    row = HEADER_ROW
    for column, matrix in zip(columns, matrices, strict=True):
        row += 1
        put_block(sheet, row, column_title(column, lang), len(heads))
        for group, placed in matrix.groups:
            for state in placed:
                row += 1
                put_row(sheet, row, (group, state.name), ("line", "strong line"))
                for number, other in enumerate(states, start=3):
                    _put_square(sheet, row, number, matrix.squares.get((state.iso3, other.iso3)))
    row += 2
    for place, code in enumerate(PairState):
        square = Square(code.value, "", "", pair_state_label(lang, code))
        put(sheet, row + place, 2, square.words, f"pair {square.code}")
    finish(sheet, context, len(heads), frozen_columns=2, pages_wide=2)
    sheet.print_title_cols = f"A:{get_column_letter(2)}"


def _put_square(sheet: Worksheet, row: int, column: int, square: Square | None) -> None:
    """One pair, on the colour of its state; nothing where the two are no priority pair."""
    if square is None:
        put(sheet, row, column, None, "line")
    else:
        put(sheet, row, column, f"{square.sign} {square.levels.replace(' ', '')}", f"pair {square.code}")
