"""Which cell of which sheet holds which part of which question: the one plan for writing and for reading.

A row is known by its key, a column by its name, so that moved rows and columns
are found again. ``D1.1b`` is the key of a question's first row, ``D1.1b/law`` of
one below it, ``D8@CHL`` of a partner in the table of levels.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from assessment.core.answers import Partners, cell_key, row_key
from assessment.core.partners import about, naming_partner
from assessment.core.questionnaire import Domain, Kind, Question, Questionnaire
from assessment.describing import partner_text
from assessment.forms import World
from assessment.i18n import Language
from assessment.offline import rows
from assessment.offline.extent import Extent
from assessment.offline.rows import CODE, KEY, MARK, QUESTION, Line, Slots
from assessment.offline.slots import Slot
from assessment.wording import option_label, sorted_names, text


@dataclass(frozen=True)
class Frame:
    """What a workbook is laid out from; ``part`` holds the questions in it, ``instruments`` name those to pick by code.

    ``whole`` is the questionnaire that conditions refer to.
    """

    words: Language
    whole: Questionnaire
    part: Questionnaire
    partners: Partners
    world: World
    extent: Extent
    instruments: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def setting(self) -> rows.Setting:
        """What the lines of a question depend on."""
        return rows.Setting(self.words, self.whole, self.world, self.extent, self.instruments)


@dataclass(frozen=True)
class Column:
    """One column: the name it is known by, its heading and its width in characters."""

    name: str
    label: str
    width: float


@dataclass(frozen=True)
class Plan:
    """One sheet: its name, its heading, its columns and its lines."""

    name: str
    heading: str
    remark: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


def plans(frame: Frame) -> list[Plan]:
    """All sheets to answer in: one a section, two for the section of partners."""
    found: list[Plan] = []
    for domain in frame.part:
        found += _of_partners(frame, domain) if domain.per_partner else [_section(frame, domain)]
    return found


def _heading(frame: Frame, domain: Domain) -> str:
    return f"{domain.id} {text(frame.words, domain.title)}"


def _section(frame: Frame, domain: Domain) -> Plan:
    """A sheet of one section: every question with the lines below it."""
    lines: list[Line] = []
    for indicator in domain.indicators:
        lines.append(Line(f"{indicator.id} {text(frame.words, indicator.title)}", "block"))
        for question in indicator.questions:
            lines += rows.question_lines(frame.setting, question)
    heading = _heading(frame, domain)
    return Plan(heading, heading, _remark(frame), _columns(frame, domain.questions), tuple(lines))


def _remark(frame: Frame) -> str:
    return frame.words.gettext("Write in the pale yellow cells only. Everything else is locked.")


def _columns(frame: Frame, questions: tuple[Question, ...], picks: bool = False) -> tuple[Column, ...]:
    """The columns of a sheet with a row a question."""
    _ = frame.words.gettext
    details = any(question.attribute for question in questions)
    excused = any(question.may_be_not_applicable for question in questions)
    found = [
        Column(CODE, _("Code"), 9),
        Column(KEY, "", 9),
        Column(QUESTION, _("Question"), 62),
        Column(rows.VALUE, _("Answer"), 44),
        Column(MARK, _("To do"), 11),
        *([Column(rows.ATTRIBUTE, _("Detail of the country"), 22)] if details else []),
        Column(rows.STATE, _("If there is no answer"), 16),
        *([Column(rows.REASON, _("Reason why it does not apply"), 26)] if excused else []),
        Column(rows.COMMENT, _("Comment"), 40),
    ]
    for number in range(frame.extent.instruments if picks else 0):
        found.append(Column(rows.pick_column(number), _("Instrument %(number)s", number=number + 1), 30))
    for number in range(frame.extent.evidence):
        found.append(
            Column(rows.link_column(number), _("Evidence %(number)s: link", number=number + 1), 30),
        )
        found.append(
            Column(rows.about_column(number), _("Evidence %(number)s: short description", number=number + 1), 30),
        )
    return tuple(found)


# --- the section of partners ----------------------------------------------------------------


def _of_partners(frame: Frame, domain: Domain) -> list[Plan]:
    """A table of the levels, a row a partner, and a sheet with everything else that is asked of each."""
    _, heading = frame.words.gettext, _heading(frame, domain)
    levels = tuple(question for question in domain.questions if question.kind is Kind.LADDER)
    columns = (
        Column(CODE, _("Code"), 9),
        Column(KEY, "", 9),
        Column(QUESTION, _("Partner State"), 34),
        *(Column(question.id, _level_heading(frame, question), 30) for question in levels),
        Column(MARK, _("To do"), 11),
        Column(rows.STATE, _("Not applicable to this partner"), 18),
        Column(rows.REASON, _("Reason why it does not apply"), 40),
    )
    lines = [_partner_line(frame, domain, levels, *partner) for partner in _named(frame)]
    for question in levels:
        lines.append(Line(f"{question.id} {partner_text(frame.words, text(frame.words, question.ask))}", "block"))
        for option in question.options:
            label = option_label(frame.words, question, option.code)
            lines.append(Line(partner_text(frame.words, label)))
    remark = _("Partner States are added on the web, and written instruments are entered there; both are kept.")
    table = Plan(heading, heading, remark, columns, tuple(lines))
    details_title = _("Details by partner")
    name = f"{domain.id} {details_title}"
    details = Plan(name, name, _remark(frame), _columns(frame, domain.questions, True), tuple(_details(frame, domain)))
    return [table, details]


def _level_heading(frame: Frame, question: Question) -> str:
    """The code of a level with the short title of its indicator."""
    indicator = frame.whole.indicator_of(question.id)
    return f"{question.id} {text(frame.words, indicator.short_title or indicator.title)}"


def _named(frame: Frame) -> Iterator[tuple[str, str, bool]]:
    """The partners with their names, and whether they are priority partners: these first."""
    for group in (frame.partners.priority, frame.partners.added):
        for partner, name in sorted_names(frame.words, {code: frame.world.names[code] for code in group}):
            yield partner, name, group is frame.partners.priority


def _partner_line(
    frame: Frame, domain: Domain, levels: tuple[Question, ...], partner: str, name: str, priority: bool
) -> Line:
    setting, key = frame.setting, row_key(domain.id, partner)
    slots: Slots = {q.id: (cell_key(q.id, partner), rows.choice_slot(setting, q)) for q in levels}
    if priority:  # the row of one that was added says that it was added
        slots |= {column: (key, slot) for column, slot in rows.row_slots(setting).items()}
    return Line(name, "strong", partner, key, slots)


def _details(frame: Frame, domain: Domain) -> Iterator[Line]:
    """Everything that is asked of each partner, but for the levels themselves."""
    for partner, name, _priority in _named(frame):
        yield Line(f"{name} ({partner})", "block")
        for question in domain.questions:
            cell = naming_partner(about(question, partner), frame.world.names)
            yield from rows.question_lines(frame.setting, cell, level_elsewhere=True)


def slots_of(plan: Plan) -> Iterator[tuple[str, str, str, Slot]]:
    """Every open cell of a sheet: key of its row, name of its column, question and slot."""
    for line in plan.lines:
        for column, (question, slot) in line.slots.items():
            yield line.key, column, question, slot
