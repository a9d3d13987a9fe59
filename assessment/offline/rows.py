"""The lines of one question in a sheet, and what may be written in each of their cells."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from assessment.core.answers import NONE_OF_THESE, State
from assessment.core.questionnaire import Kind, Question, Questionnaire
from assessment.core.validation import PERCENT
from assessment.describing import KINDS, partner_text
from assessment.forms import CHOICES, World
from assessment.i18n import LANGUAGES, Language, language
from assessment.offline.extent import Extent
from assessment.offline.slots import (
    SEPARATOR,
    Choices,
    ChoiceSlot,
    CountrySlot,
    NumberSlot,
    PickSlot,
    Slot,
    TickSlot,
    choices,
    world_choices,
)
from assessment.wording import condition_text, option_label, state_label, text

CODE, KEY, QUESTION, VALUE, MARK, ATTRIBUTE = "code", "key", "question", "value", "mark", "attribute"
STATE, REASON, COMMENT = "state", "reason", "comment"
LONGEST_LABEL = 90
"""Characters of a choice in a list; the whole text of a level stands beside."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"
Slots = dict[str, tuple[str, Slot]]
"""The open cells of a line: by column, the key of the question and what may be written."""


def pick_column(number: int) -> str:
    """The column of the nth instrument."""
    return f"instrument-{number}"


def link_column(number: int) -> str:
    """The column of the link of the nth evidence."""
    return f"evidence-{number}.link"


def about_column(number: int) -> str:
    """The column of the description of the nth evidence."""
    return f"evidence-{number}.description"


@dataclass(frozen=True)
class Line:
    """One row: its words under a style, the code shown, its key and its open cells; ``question`` on its first row."""

    words: str
    style: str = "muted"
    code: str = ""
    key: str = ""
    slots: Slots = field(default_factory=dict)
    question: Question | None = None


@dataclass(frozen=True)
class Setting:
    """What the lines of a question depend on."""

    words: Language
    whole: Questionnaire
    world: World
    extent: Extent
    instruments: Mapping[str, str]

    @cached_property
    def offered(self) -> tuple[str, ...]:
        """The countries to choose from."""
        return world_choices(self.world, self.words.code)


# --- choices --------------------------------------------------------------------------------


def _state_choices(words: Language, not_applicable: bool) -> Choices:
    states = (State.DONT_KNOW, *((State.NOT_APPLICABLE,) if not_applicable else ()))
    spoken = [(state.value, state_label(language(code), state)) for state in states for code in LANGUAGES]
    return choices([(state.value, state_label(words, state)) for state in states], spoken)


def _option_labels(words: Language, question: Question) -> Iterator[tuple[str, str]]:
    """The options as they stand in a list: a level with its number, one of some with a letter."""
    for at, option in enumerate(question.options):
        label = partner_text(words, text(words, option.short or option.label))
        label = label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"
        start = {Kind.LADDER: option.code + SEPARATOR, Kind.ONE: LETTERS[at % 26] + SEPARATOR}.get(question.kind, "")
        yield option.code, start + label


def choice_slot(setting: Setting, question: Question) -> Slot:
    """The one cell of a ladder, of yes or no, or of one of some; also for "don't know" and "not applicable"."""
    spoken = [pair for code in LANGUAGES for pair in _option_labels(language(code), question)]
    spoken += [(code, label.split(SEPARATOR)[-1]) for code, label in spoken]
    spoken += [(code, label.split(SEPARATOR)[0]) for code, label in spoken if SEPARATOR in label]
    states = _state_choices(setting.words, question.may_be_not_applicable)
    labels = {**dict(_option_labels(setting.words, question)), **states.labels}
    return ChoiceSlot("", Choices(labels, (*states.spoken, *spoken)))


def _tick_choices(words: Language, not_open: bool) -> Choices:
    spoken = [("yes", word) for word in ("yes", "sí", "x", "✓", "1")] + [("no", "no"), ("no", "0")]
    closed = [("not_open", language(code).gettext("Not open to my State")) for code in LANGUAGES] if not_open else []
    shown = [("yes", words.gettext("Yes"))]
    if not_open:
        shown.append(("not_open", words.gettext("Not open to my State")))
    return choices(shown, [*spoken, *closed])


def row_slots(setting: Setting) -> dict[str, Slot]:
    """The cells of a partner's row as a whole: not applicable, and why."""
    words = setting.words
    label = state_label(words, State.NOT_APPLICABLE)
    spoken = [("not_applicable", state_label(language(code), State.NOT_APPLICABLE)) for code in LANGUAGES]
    return {STATE: ChoiceSlot("state", choices([("not_applicable", label)], spoken)), REASON: Slot("reason")}


# --- lines ----------------------------------------------------------------------------------


def question_lines(setting: Setting, question: Question, *, level_elsewhere: bool = False) -> Iterator[Line]:
    """The lines of one question; ``level_elsewhere`` where levels stand in a table of their own."""
    without_value = level_elsewhere and question.kind is Kind.LADDER
    slots: Slots = {} if without_value else {VALUE: (question.id, _value_slot(setting, question))}
    if question.kind is Kind.SEVERAL:
        slots = {}
    slots |= {column: (question.id, slot) for column, slot in _common_slots(setting, question, level_elsewhere).items()}
    code = question.id.split("@")[0]
    yield Line(_words(setting, question), "text", code, question.id, slots, question)
    if not without_value:
        yield from _lines_below(setting, question)


def _words(setting: Setting, question: Question) -> str:
    """The question, its help, and how it is to be answered."""
    words = setting.words
    told = [text(words, question.ask), *([text(words, question.help)] if question.help else [])]
    if question.kind not in CHOICES and question.kind is not Kind.SEVERAL:
        kind = words.gettext(KINDS[question.kind])
        told.append(f"{kind} ({text(words, question.unit)})" if question.unit else kind)
    if question.breakdown:
        told.append(words.gettext("Write the total in this row and its parts below."))
    plain = setting.whole.questions.get(question.id.split("@")[0], question)
    if plain.show_when is not None:
        only_if = words.gettext("Asked only if")
        told.append(f"{only_if}: {condition_text(words, setting.whole.questions, plain.show_when)}")
    return "\n".join(partner_text(words, line) for line in told)


def _value_slot(setting: Setting, question: Question) -> Slot:
    """The cell in the first row of a question."""
    if question.kind in CHOICES:
        return choice_slot(setting, question)
    if question.kind is Kind.NUMBER:
        return _number_slot(question, "total" if question.breakdown else "")
    if question.kind is Kind.COUNTRIES:
        spoken = [("yes", language(code).gettext("No country")) for code in LANGUAGES]
        return ChoiceSlot("none", choices([("yes", setting.words.gettext("No country"))], spoken))
    return Slot("")


def _number_slot(question: Question, part: str) -> Slot:
    limits = question.limits or PERCENT
    return NumberSlot(part, limits.min, limits.max, limits.decimals)


def _common_slots(setting: Setting, question: Question, of_partner: bool) -> dict[str, Slot]:
    """The cells that every question has: why there is no answer, comment, instruments, evidence."""
    slots: dict[str, Slot] = {}
    if question.kind not in CHOICES:
        slots[STATE] = ChoiceSlot("state", _state_choices(setting.words, question.may_be_not_applicable))
    if question.may_be_not_applicable:
        slots[REASON] = Slot("reason")
    slots[COMMENT] = Slot("comment")
    if of_partner and question.kind is Kind.LADDER:
        names = {code: f"{code}{SEPARATOR}{name}" for code, name in setting.instruments.items()}
        known = choices(names.items(), [(code, name) for code, name in setting.instruments.items()])
        for number in range(setting.extent.instruments):
            slots[pick_column(number)] = PickSlot("instruments", known, number)
    for number in range(setting.extent.evidence):
        slots[link_column(number)] = Slot(link_column(number))
        slots[about_column(number)] = Slot(about_column(number))
    return slots


def _lines_below(setting: Setting, question: Question) -> Iterator[Line]:
    """Level texts, options to mark, parts of a number, or rows for countries."""
    words = setting.words
    if question.kind in (Kind.LADDER, Kind.ONE):
        for option in question.options:
            yield Line(option_label(words, question, option.code))
    elif question.kind is Kind.SEVERAL:
        ticks = _tick_choices(words, question.not_open_to_my_state)
        for option in question.options:
            slot = TickSlot("", ticks, option.code)
            yield _line_below(question, option.code, text(words, option.label), {VALUE: slot})
        if question.none_of_these:
            slot = TickSlot("", _tick_choices(words, not_open=False), NONE_OF_THESE)
            yield _line_below(question, NONE_OF_THESE, text(words, question.none_of_these), {VALUE: slot})
    elif question.kind is Kind.COUNTRIES:
        yield from _country_lines(setting, question)
    for part in question.breakdown:
        slots = {VALUE: _number_slot(question, f"parts.{part.code}")}
        yield _line_below(question, part.code, text(words, part.label), slots)


def _country_lines(setting: Setting, question: Question) -> Iterator[Line]:
    words = setting.words
    spoken = [(o.code, text(language(code), o.label)) for code in LANGUAGES for o in question.attribute]
    attribute = choices([(option.code, text(words, option.label)) for option in question.attribute], spoken)
    for number in range(setting.extent.rows_of(question.id)):
        slots: dict[str, Slot] = {VALUE: CountrySlot(f"add-{number}", setting.world.names, words.code, setting.offered)}
        if question.attribute:
            slots[ATTRIBUTE] = ChoiceSlot(f"add-{number}.attribute", attribute)
        yield _line_below(question, f"{number + 1}", words.gettext("Country %(number)s", number=number + 1), slots)


def _line_below(question: Question, item: str, words: str, slots: Mapping[str, Slot]) -> Line:
    open_cells = {column: (question.id, slot) for column, slot in slots.items()}
    return Line(words, "line below", "", f"{question.id}/{item}", open_cells)
