"""The method sheet: every number and word the live formulas read, as named cells."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.utils import quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from assessment.core.aggregation import SLACK
from assessment.core.answers import State
from assessment.core.questionnaire import Kind, Question, Threshold
from assessment.core.results import Standing
from assessment.reports.context import ReportContext
from assessment.reports.style import HEADER_ROW, add_sheet, finish, put, put_block, put_header, put_row
from assessment.wording import standing_label, state_label

NO_VALUE = "–"
"""What stands in place of the score of a question without an answer."""

COLUMNS = 3
_Scale = tuple[tuple[tuple[str | float, float], ...], tuple[int, int] | None]


@dataclass
class _Writer:
    """The next free row of the method sheet, and the book that keeps its names."""

    book: Workbook
    sheet: Worksheet
    row: int = HEADER_ROW + 1

    def block(self, words: str) -> None:
        """A heading."""
        put_block(self.sheet, self.row, words, COLUMNS)
        self.row += 1

    def fact(self, name: str, label: str, value: str | float) -> None:
        """One named value."""
        put_row(self.sheet, self.row, (label, value, name), ("text", "code", "muted"))
        self.name(name, "B", self.row, self.row)
        self.row += 1

    def table(self, names: tuple[str, str], rows: Sequence[tuple[str | float, str | float]]) -> None:
        """Two named columns: what is looked up, and what it gives."""
        first = self.row
        for key, given in rows:
            put_row(self.sheet, self.row, (key, given), ("code", "code"))
            self.row += 1
        put(self.sheet, first, COLUMNS, ", ".join(names), "muted")
        for name, column in zip(names, "AB", strict=True):
            self.name(name, column, first, self.row - 1)

    def name(self, name: str, column: str, first: int, last: int) -> None:
        """Name a stretch of one column in the book."""
        cells = f"${column}${first}" if first == last else f"${column}${first}:${column}${last}"
        self.book.defined_names[name] = DefinedName(name, attr_text=f"{quote_sheetname(self.sheet.title)}!{cells}")


def add_method_sheet(book: Workbook, context: ReportContext) -> Mapping[str, str]:
    """Write the method sheet; gives the name of the scale of every scored question."""
    sheet = add_sheet(
        book,
        context,
        context.gettext("Method"),
        context.gettext("Method %(version)s", version=context.questionnaire.method.version),
        context.gettext("The numbers and words that the formulas of the calculation sheet read"),
    )
    labels = (context.gettext("Item"), context.gettext("Value"), context.gettext("Name in the formulas"))
    put_header(sheet, labels, (62, 24, 40))
    writer = _Writer(book, sheet)
    _write_choices(writer, context)
    _write_words(writer, context)
    scales = _write_scales(writer, context)
    finish(sheet, context, COLUMNS)
    return scales


def _write_choices(writer: _Writer, context: ReportContext) -> None:
    """Weights, least shares and bands."""
    _, method = context.gettext, context.questionnaire.method
    writer.block(_("Weights inside an indicator"))
    writer.fact("weight_main", _("Main question"), method.main_weight)
    writer.fact(
        "weight_follow_ups", _("All scored follow-up questions together, in equal parts"), method.follow_ups_weight
    )
    writer.block(_("Least share that must be answered for a score to be shown"))
    writer.fact(
        "least_indicator",
        _least(context, _("Indicator"), method.indicator_threshold),
        method.indicator_threshold.share,
    )
    writer.fact("least_domain", _least(context, _("Domain"), method.domain_threshold), method.domain_threshold.share)
    writer.fact(
        "least_overall", _least(context, _("Overall"), method.overall_threshold), method.overall_threshold.share
    )
    writer.fact(
        "least_partners",
        _least(context, _("Question about each partner State"), method.partners_threshold),
        method.partners_threshold.share,
    )
    writer.fact("slack", _("Slack in comparing shares, against binary fractions"), SLACK)
    writer.block(_("Bands: lower edge, which belongs to the band, and name"))
    bands = sorted(method.bands, key=lambda band: band.floor)
    writer.table(("band_floors", "band_names"), [(band.floor, context.text(band.label)) for band in bands])


def _least(context: ReportContext, level: str, threshold: Threshold) -> str:
    if threshold.by == "weight":
        return context.gettext("%(level)s: share of the weight of its applicable parts", level=level)
    return context.gettext("%(level)s: share of the number of its applicable parts", level=level)


def _write_words(writer: _Writer, context: ReportContext) -> None:
    """The words that stand for states and standings in this workbook."""
    lang, _ = context.language, context.gettext
    writer.block(_("States of an answer"))
    first = writer.row
    for state in State:
        writer.fact(f"state_{state}", _("State of an answer"), state_label(lang, state))
    writer.name("states", "B", first, writer.row - 1)
    writer.block(_("Other words"))
    writer.fact(
        "out", _("In place of a score: not applicable or not asked"), standing_label(lang, Standing.NOT_APPLICABLE)
    )
    writer.fact(
        "insufficient", _("In place of a score: too little answered"), standing_label(lang, Standing.INSUFFICIENT)
    )
    writer.fact("no_value", _("In place of the score of a question: no answer or don't know"), NO_VALUE)
    first = writer.row
    writer.fact("word_yes", _("Evidence was given"), _("Yes"))
    writer.fact("word_no", _("No evidence was given"), _("No"))
    writer.name("yes_or_no", "B", first, writer.row - 1)


def _write_scales(writer: _Writer, context: ReportContext) -> Mapping[str, str]:
    """The points of answers; questions with the same points share one scale."""
    users: dict[_Scale, list[Question]] = {}
    for question in context.questionnaire.questions.values():
        if question.scored:
            users.setdefault((tuple(_points(question)), _evidence(question)), []).append(question)
    names: dict[str, str] = {}
    for number, ((rows, evidence), questions) in enumerate(users.items(), start=1):
        name = f"scale_{number}"
        names |= {question.id: name for question in questions}
        if not rows:
            continue
        writer.block(_scale_title(context, questions))
        writer.table((f"{name}_keys", f"{name}_points"), rows)
        if evidence:
            writer.fact(f"{name}_evidence_from", context.gettext("Level from which evidence is needed"), evidence[0])
            writer.fact(f"{name}_otherwise", context.gettext("Without evidence it counts as level"), evidence[1])
    return names


def _scale_title(context: ReportContext, questions: Sequence[Question]) -> str:
    ids = ", ".join(dict.fromkeys(question.id.split("@")[0] for question in questions))
    if questions[0].bands:
        return context.gettext("Points by upper limit of the number: %(questions)s", questions=ids)
    if questions[0].goalposts:
        return context.gettext("Numbers that give 0 and 100 points: %(questions)s", questions=ids)
    return context.gettext("Points of each answer: %(questions)s", questions=ids)


def _points(question: Question) -> Iterator[tuple[str | float, float]]:
    """What is looked up, and its points: upper edges of bands, goalposts or options; nothing for a percentage."""
    if question.bands:
        for band in question.bands:
            yield ("∞" if band.up_to is None else band.up_to), band.gives
    elif question.goalposts:
        yield from zip(question.goalposts, (0, 100), strict=True)
    else:
        for option in question.options:
            yield (int(option.code) if question.kind is Kind.LADDER else option.code), option.points or 0


def _evidence(question: Question) -> tuple[int, int] | None:
    rule = question.evidence_rule
    return (rule.required_from, rule.otherwise_counts_as) if rule else None
