"""The answers sheet of one country: every question, the answer in words, and the cells the formulas read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from assessment.core.answers import NONE_OF_THESE, Answer, AnswerSheet, Document, State
from assessment.core.disclosure import Withheld, is_withheld
from assessment.core.questionnaire import Kind, Question
from assessment.core.scoring import has_evidence, with_instrument_evidence
from assessment.document_words import evidence_line
from assessment.reports.context import ReportContext
from assessment.reports.formulas import OPTION_LEFT, OPTION_NOT_OPEN, OPTION_TICKED
from assessment.reports.style import HEADER_ROW, Value, add_sheet, finish, put, put_block, put_header, put_row
from assessment.wording import answer_text, option_label, state_label

STATE, VALUE, EVIDENCE = "C", "E", "H"
"""The columns whose cells count in the calculation."""

WIDTHS = (12, 52, 17, 46, 16, 28, 36, 15, 40)


@dataclass(frozen=True)
class AnswerRows:
    """The answers sheet, and where on it the answer and the options of each question stand."""

    sheet: Worksheet
    row: Mapping[str, int]
    options: Mapping[str, tuple[int, int]]


def add_answers_sheet(book: Workbook, context: ReportContext, subtitle: str, answers: AnswerSheet) -> AnswerRows:
    """Write the answers sheet of one country."""
    _ = context.gettext
    remark = _(
        "The calculation sheet reads the shaded cells: change a state, a value or the evidence, "
        "and the scores there follow."
    )
    sheet = add_sheet(book, context, _("Answers"), _("Answers"), subtitle, remark)
    put_header(sheet, _headings(context), WIDTHS)
    asked = with_instrument_evidence(context.questionnaire.as_asked(answers), answers)
    rows: dict[str, int] = {}
    options: dict[str, tuple[int, int]] = {}
    row = HEADER_ROW + 1
    for indicator in context.questionnaire.indicators.values():
        put_block(sheet, row, f"{indicator.id} {context.text(indicator.title)}", len(WIDTHS))
        row += 1
        for question in indicator.questions:
            rows[question.id] = row
            put_row(
                sheet, row, _answer_row(context, question, asked[question.id], answers.documents), _styles(question)
            )
            row += 1
            if question.kind is Kind.SEVERAL and question.scored:
                first = row
                row = _put_options(sheet, context, row, question, asked[question.id])
                options[question.id] = (first, first + len(question.options) - 1)
    finish(sheet, context, len(WIDTHS), frozen_columns=1)
    _offer_choices(sheet, context, rows, options)
    return AnswerRows(sheet, rows, options)


def _headings(context: ReportContext) -> tuple[str, ...]:
    _ = context.gettext
    return (
        _("Code"),
        _("Question"),
        _("State"),
        _("Answer"),
        _("Value in code"),
        _("Reason"),
        _("Comment"),
        _("Evidence given"),
        _("Evidence"),
    )


def _answer_row(
    context: ReportContext, question: Question, answer: Answer, documents: Mapping[str, Document]
) -> Iterator[Value]:
    """The cells of one question."""
    lang = context.language
    answered = answer.state is State.ANSWERED
    yield question.id
    yield context.text(question.ask)
    yield state_label(lang, answer.state)
    yield answer_text(lang, question, answer, context.countries) if answered else None
    yield coded(question, answer)
    yield answer.reason or None
    yield answer.comment or None
    yield None if is_withheld(answer) else context.gettext("Yes") if has_evidence(answer) else context.gettext("No")
    yield "\n".join(evidence_line(evidence, documents) for evidence in answer.evidence) or None


def _styles(question: Question) -> tuple[str, ...]:
    """The styles of a question's cells: those the formulas read are marked as inputs."""
    state = "input" if question.scored else "text"
    value = "input" if question.scored and question.kind is not Kind.SEVERAL else "code"
    evidence = "input" if question.scored and question.evidence_rule else "text"
    return ("line", "text", state, "text", value, "text", "text", evidence, "text")


def coded(question: Question, answer: Answer) -> Value:
    """An answer as one cell: a number where it is one, else codes joined by semicolons; None where none is shown."""
    if answer.state is not State.ANSWERED or isinstance(answer.value, Withheld):
        return None
    value: Any = answer.value
    if question.kind is Kind.COUNTRIES:
        return "; ".join(f"{iso3}: {detail}" if detail else iso3 for iso3, detail in value.items())
    if question.kind is Kind.SEVERAL:
        return "; ".join((*value["chosen"], *(f"{OPTION_NOT_OPEN}: {code}" for code in value.get("not_open", ()))))
    if question.kind is Kind.NUMBER and isinstance(value, Mapping):
        value = value["total"]
    plain: Value = value
    return plain


def option_state(answer: Answer, code: str) -> str:
    """What an answer says of one option."""
    value: Any = answer.value if answer.state is State.ANSWERED else {"chosen": ()}
    if code in value.get("not_open", ()):
        return OPTION_NOT_OPEN
    return OPTION_TICKED if code in value["chosen"] else OPTION_LEFT


def option_codes(question: Question) -> tuple[str, ...]:
    """The options of a ``several``, the exclusive one last."""
    return question.option_codes + ((NONE_OF_THESE,) if question.none_of_these else ())


def _put_options(sheet: Worksheet, context: ReportContext, row: int, question: Question, answer: Answer) -> int:
    """One row an option, under its question; gives the next free row."""
    for code in option_codes(question):
        put(sheet, row, 1, None, "line")
        put(sheet, row, 2, f"   {option_label(context.language, question, code)}", "muted")
        for column in (3, 4, 6, 7, 8, 9):
            put(sheet, row, column, None, "line")
        put(sheet, row, 5, option_state(answer, code), "line" if code == NONE_OF_THESE else "input")
        row += 1
    return row


def _offer_choices(
    sheet: Worksheet, context: ReportContext, rows: Mapping[str, int], options: Mapping[str, tuple[int, int]]
) -> None:
    """Drop-down lists on the cells the formulas read."""
    cells: dict[str, list[str]] = {}
    for question in (q for q in context.questionnaire.questions.values() if q.scored):
        row = rows[question.id]
        cells.setdefault("states", []).append(f"{STATE}{row}")
        if question.evidence_rule:
            cells.setdefault("yes_or_no", []).append(f"{EVIDENCE}{row}")
        if question.kind in (Kind.LADDER, Kind.YES_NO):
            cells.setdefault(f'"{",".join(question.option_codes)}"', []).append(f"{VALUE}{row}")
    for first, last in options.values():
        cells.setdefault(f'"{OPTION_TICKED},{OPTION_LEFT},{OPTION_NOT_OPEN}"', []).append(
            f"{VALUE}{first}:{VALUE}{last}"
        )
    for choices, where in cells.items():
        validation = DataValidation("list", formula1=choices, allow_blank=True, showErrorMessage=True)
        for cell in where:
            validation.add(cell)
        sheet.add_data_validation(validation)
