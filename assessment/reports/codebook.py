"""The codebook: every variable that answers make, its codes, points, weights and states, in all languages.

The names of columns and the codes are the same in every language, so that the
file serves any program for statistics.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

from assessment.core.answers import NONE_OF_THESE
from assessment.core.questionnaire import Indicator, Kind, Option, Question, Questionnaire, Text
from assessment.describing import missing_states, partner_text, shares
from assessment.i18n import LANGUAGES, gettext_noop, language
from assessment.wording import condition_text

CHOSEN, NOT_CHOSEN, NOT_OPEN = "1", "0", "not_open"
SAID_OF = {NOT_CHOSEN: gettext_noop("not chosen"), NOT_OPEN: gettext_noop("Not open to my State")}
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so is a formula to a spreadsheet."""


@dataclass(frozen=True)
class Code:
    """One value a variable can have; without a code, any value its type allows."""

    code: str = ""
    label: Text | None = None
    points: float | None = None


@dataclass(frozen=True)
class Variable:
    """One column of the answers as data: a question, or a part of it, named by codes joined by points."""

    name: str
    kind: str
    label: Text
    codes: tuple[Code, ...] = (Code(),)


def variables(question: Question) -> tuple[Variable, ...]:
    """The variables that the answers to a question make."""
    own, kind = question.id, question.kind.value
    if question.kind is Kind.SEVERAL:
        return tuple(_choices(question))
    if question.breakdown:
        parts = (Variable(f"{own}.{part.code}", kind, _joined(question, part)) for part in question.breakdown)
        return (Variable(f"{own}.total", kind, question.ask), *parts)
    if question.attribute:
        codes = tuple(Code(option.code, option.label) for option in question.attribute)
        return Variable(own, kind, question.ask), Variable(f"{own}.attribute", "one", question.ask, codes)
    codes = tuple(Code(option.code, option.label, option.points) for option in question.options)
    return (Variable(own, kind, question.ask, codes or (Code(),)),)


def _choices(question: Question) -> Iterator[Variable]:
    """One variable a choice: chosen or not and, where it may be, not open to the State."""
    whole = sum(option.points or 0 for option in question.options)
    closed = (Code(NOT_OPEN),) if question.not_open_to_my_state else ()
    for option in question.options:
        points = 100 * option.points / whole if question.scored and option.points and whole else None
        codes = (Code(CHOSEN, option.label, points), Code(NOT_CHOSEN), *closed)
        yield Variable(f"{question.id}.{option.code}", question.kind.value, _joined(question, option), codes)
    if question.none_of_these:
        label = _joined(question, Option(NONE_OF_THESE, question.none_of_these))
        codes = (Code(CHOSEN, question.none_of_these, 0.0 if question.scored else None), Code(NOT_CHOSEN))
        yield Variable(f"{question.id}.{NONE_OF_THESE}", question.kind.value, label, codes)


def _joined(question: Question, part: Option) -> Text:
    """The question with the words of one of its parts, in every language."""
    return {code: f"{words} – {part.label[code]}" for code, words in question.ask.items()}


def codebook(questionnaire: Questionnaire) -> list[list[str]]:
    """The table: its heading, and one row for each variable and code."""
    languages = questionnaire.languages
    heading = [
        "variable", "question", "section", "indicator", "role", "type", *_each("label", languages),
        *_each("unit", languages), "minimum", "maximum", "decimals", "code", *_each("code_label", languages), "points",
        "scoring", "part", "weight_in_indicator", "weight_overall", "missing_codes", "confidential", "small_counts",
        *_each("asked_only_if", languages), "gcm", "themes", "since",
    ]  # fmt: skip
    rows = [heading]
    for domain in questionnaire:
        for indicator in domain.indicators:
            for question in indicator.questions:
                after = _of_question(questionnaire, indicator, question)
                for variable in variables(question):
                    place = [variable.name, question.id, domain.id, indicator.id, indicator.role.value, variable.kind]
                    before = [*place, *_texts(variable.label, languages), *_limits(question, languages)]
                    rows += [[*before, *_code(code, languages), *after] for code in variable.codes]
    return rows


def codebook_file(questionnaire: Questionnaire) -> bytes:
    """The table as CSV in UTF-8, marked as such for spreadsheets; no text in it can become a formula."""
    file = StringIO()
    csv.writer(file).writerows([_harmless(cell) for cell in row] for row in codebook(questionnaire))
    return file.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    """A text that a spreadsheet leaves a text; numbers stay numbers."""
    if not cell.startswith(DANGEROUS):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell


def _each(name: str, languages: tuple[str, ...]) -> list[str]:
    return [f"{name}_{code}" for code in languages]


def _texts(words: Text | None, languages: tuple[str, ...]) -> list[str]:
    return [_unnamed(words[code], code) if words else "" for code in languages]


def _unnamed(words: str, in_language: str) -> str:
    """Words about a partner State, which no codebook names."""
    return partner_text(language(in_language), words) if in_language in LANGUAGES else words


def _limits(question: Question, languages: tuple[str, ...]) -> list[str]:
    limits = question.limits
    edges = [_number(limits.min), _number(limits.max), str(limits.decimals)] if limits else ["", "", ""]
    if question.kind is Kind.PERCENT:
        edges = ["0", "100", "1"]
    return [*_texts(question.unit, languages), *edges]


def _code(code: Code, languages: tuple[str, ...]) -> list[str]:
    label = code.label or {language: _said_of(code.code, language) for language in languages}
    return [code.code, *_texts(label, languages), _number(code.points)]


def _said_of(code: str, in_language: str) -> str:
    """The words of a code that the questionnaire has none for; empty where any value may stand."""
    words = SAID_OF.get(code, "")
    return language(in_language).gettext(words) if words and in_language in LANGUAGES else words


def _of_question(questionnaire: Questionnaire, indicator: Indicator, question: Question) -> list[str]:
    """What all variables of a question share."""
    within, overall = shares(questionnaire)
    condition = question.show_when
    told = [
        condition_text(language(code), questionnaire.questions, condition) if condition and code in LANGUAGES else ""
        for code in questionnaire.languages
    ]
    return [
        _scoring(question),
        question.part.value if question.part else "",
        _number(within[question.id]) if question.scored else "",
        _number(overall[question.id]) if question.scored else "",
        " ".join(state.value for state in missing_states(question)),
        "yes" if question.confidential else "no",
        "yes" if question.small_counts else "no",
        *told,
        " ".join(map(str, indicator.gcm)),
        " ".join(indicator.themes),
        indicator.since,
    ]


def _scoring(question: Question) -> str:
    """How a number becomes points, in signs."""
    if question.goalposts:
        low, high = map(_number, question.goalposts)
        return f"{low} = 0; {high} = 100; linear"
    if question.scored and question.kind is Kind.PERCENT:
        return "value = points"
    edges = ["otherwise" if band.up_to is None else f"up to {_number(band.up_to)}" for band in question.bands]
    return "; ".join(f"{edge} = {_number(band.gives)}" for edge, band in zip(edges, question.bands, strict=True))


def _number(value: float | None) -> str:
    """A number as programs read it, to six digits after the point."""
    return "" if value is None else f"{value:.6f}".rstrip("0").rstrip(".")
