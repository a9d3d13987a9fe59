"""What an answer may be. The web form, the workbook import and the command line all ask here.

``as_stored`` brings an answer into the one form in which it is kept;
``validate`` names everything that is wrong with it. Texts stay as typed: HTML
and a leading = + - @ are plain text; only what cannot be seen is taken out.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from assessment.core.answers import NONE_OF_THESE, Answer, AnswerSheet, Evidence, State
from assessment.core.conditions import holds, sources
from assessment.core.documents import is_code
from assessment.core.problems import Problem
from assessment.core.questionnaire import Kind, Limits, Question

COMMENT_LENGTH = 4000
REASON_LENGTH = 1000
DESCRIPTION_LENGTH = 500
LINK_LENGTH = 2000
LONGEST_TEXT = 20_000
"""The most that a questionnaire may allow for a text."""
EVIDENCE_ROWS = 20
YEARS = Limits(1800, 2100)
PERCENT = Limits(0, 100, 1)
NUMBER_LENGTH = 40

# --- Reading what was typed -----------------------------------------------------

SPACES = re.compile("[ \u00a0\u2007\u2009\u202f]")
SPACED_GROUPS = re.compile("-?[1-9][0-9]{0,2}(?:[ \u00a0\u2007\u2009\u202f][0-9]{3})+(?:[.,][0-9]+)?")
PLAIN = re.compile(r"-?[0-9]+")
ONE_SEPARATOR = re.compile(r"(-?)([0-9]*)[.,]([0-9]+)")
GROUPS = re.compile(r"-?[1-9][0-9]{0,2}(?:(\.[0-9]{3}){2,}(?:,[0-9]+)?|(,[0-9]{3}){2,}(?:\.[0-9]+)?)")
ONE_GROUP_AND_DECIMALS = re.compile(r"-?[1-9][0-9]{0,2}(?:\.[0-9]{3},[0-9]+|,[0-9]{3}\.[0-9]+)")


def read_number(text: str) -> int | float | Problem:
    """The number somebody typed, with decimal point or decimal comma, grouped or not.

    What can be read in two ways (``1.234``, ``1,234``) is refused with both
    ways of writing it; what is no number is refused as such.
    """
    typed = text.strip()
    written = typed.replace("\u2212", "-")
    if len(written) > NUMBER_LENGTH:
        return Problem("not_a_number", {"text": typed[:NUMBER_LENGTH] + "…"})
    if SPACED_GROUPS.fullmatch(written):
        return _decimal(SPACES.sub("", written))
    if PLAIN.fullmatch(written):
        return int(written)
    if single := ONE_SEPARATOR.fullmatch(written):
        sign, before, after = single.groups()
        if len(after) == 3 and 1 <= len(before) <= 3 and before[0] != "0":
            return Problem(
                "ambiguous_number",
                {"text": typed, "as_whole": f"{sign}{before}{after}", "as_decimal": f"{typed}0"},
            )
        return _decimal(written)
    if GROUPS.fullmatch(written) or ONE_GROUP_AND_DECIMALS.fullmatch(written):
        last = max(written.rfind("."), written.rfind(","))
        decimals = written.count(written[last]) == 1
        whole = re.sub("[.,]", "", written[:last] if decimals else written)
        return _decimal(f"{whole}.{written[last + 1 :]}" if decimals else whole)
    return Problem("not_a_number", {"text": typed})


def _decimal(written: str) -> int | float:
    """The number of digits with at most one separator; whole numbers as int."""
    number = float(written.replace(",", "."))
    return int(number) if number.is_integer() else number


# --- The one form in which an answer is kept ------------------------------------

LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Bidirectional controls can make a signed text read otherwise than it is; the
# rest are control characters, lone surrogates and non-characters.
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)


def clean_text(text: str) -> str:
    """A text as kept: NFC, lines ended by a newline, without characters that cannot be seen or outer blanks.

    What is longer than any text accepted is not normalised: a long run of
    combining marks would take minutes.
    """
    seen = UNSEEN.sub("", LINE_ENDS.sub("\n", text)).strip()
    return seen if len(seen) > LONGEST_TEXT else unicodedata.normalize("NFC", seen).strip()


def as_stored(question: Question, answer: Answer) -> Answer:
    """The answer in the one form in which it is kept, so that equal answers compare equal.

    Texts are cleaned, empty evidence left out, choices put in the order of the
    options, whole numbers made int. Nothing is checked here.
    """
    return replace(
        answer,
        value=_value_as_stored(question, answer.value),
        reason=clean_text(answer.reason),
        comment=clean_text(answer.comment),
        evidence=evidence_as_stored(answer),
        instruments=tuple(sorted(set(answer.instruments))),
    )


def evidence_as_stored(answer: Answer) -> tuple[Evidence, ...]:
    """The evidence of an answer in the one form in which it is kept: codes of documents in capitals, no empty rows."""
    cleaned = ((clean_text(e.link), clean_text(e.description)) for e in answer.evidence)
    return tuple(
        Evidence(link.upper() if is_code(link.upper()) else link, description)
        for link, description in cleaned
        if link or description
    )


def _value_as_stored(question: Question, value: object) -> object:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not isinstance(value, Mapping):
        return value
    if question.kind is Kind.SEVERAL:
        order = (*question.option_codes, NONE_OF_THESE)
        return {
            key: sorted(set(codes), key=lambda c: order.index(c) if c in order else -1) for key, codes in value.items()
        }
    if question.kind is Kind.NUMBER:
        return {key: _value_as_stored(question, part) for key, part in value.items()}
    return dict(sorted(value.items()))


# --- What is wrong with it ------------------------------------------------------


def validate(
    question: Question,
    answer: Answer,
    own_country: str | None,
    country_codes: Collection[str],
    documents: Collection[str] | None = None,
) -> list[Problem]:
    """Everything wrong with an answer to this question; an empty list when it may be kept.

    ``own_country`` (iso3) may not be named in a list of countries;
    ``country_codes`` are the codes of the world's countries, ``documents``
    those of the documents that evidence may name (None: it may name none).
    """
    problems = [*_state_problems(question, answer), *_written_problems(answer), *evidence_problems(answer, documents)]
    if answer.state is State.ANSWERED and answer.value is not None:
        problems += VALUE_CHECKS[question.kind](question, answer.value, own_country, country_codes)
    return problems


def validate_asked(question: Question, answer: Answer, sheet: AnswerSheet) -> list[Problem]:
    """A value given to a question that the sheet's other answers do not ask, such as a detail without its level."""
    if answer.state is not State.ANSWERED or question.show_when is None or holds(question.show_when, sheet):
        return []
    return [Problem("detail_without_level", {"question": next(sources(question.show_when)).split("@")[0]})]


def _state_problems(question: Question, answer: Answer) -> Iterator[Problem]:
    if answer.state is State.NOT_ASKED:
        yield Problem("unknown_state", {"code": answer.state.value}, "state")
    if answer.state is State.ANSWERED and answer.value is None:
        yield Problem("value_missing")
    if answer.value is not None and answer.state in (State.DONT_KNOW, State.NOT_APPLICABLE):
        yield Problem(f"value_with_{answer.state.value}", part="state")
    if answer.state is State.NOT_APPLICABLE and not question.may_be_not_applicable:
        yield Problem("not_applicable_refused", part="state")
    elif answer.state is State.NOT_APPLICABLE and not answer.reason:
        yield Problem("reason_missing", part="reason")
    if answer.reason and answer.state is not State.NOT_APPLICABLE:
        yield Problem("reason_without_not_applicable", part="reason")


def _written_problems(answer: Answer) -> Iterator[Problem]:
    yield from text_problems(answer.reason, REASON_LENGTH, "reason")
    yield from text_problems(answer.comment, COMMENT_LENGTH, "comment")


def text_problems(text: str, most: int, part: str) -> Iterator[Problem]:
    """What is wrong with a text of at most so many characters."""
    if len(text) > most:
        yield Problem("too_long", {"length": len(text), "max": most}, part)
    if UNSEEN.search(text):
        yield Problem("control_character", part=part)


def evidence_problems(answer: Answer, documents: Collection[str] | None = None) -> Iterator[Problem]:
    """What is wrong with the evidence of an answer, row by row; ``documents`` as for ``validate``."""
    if len(answer.evidence) > EVIDENCE_ROWS:
        yield Problem("too_many_evidence", {"max": EVIDENCE_ROWS}, "evidence")
    for row, evidence in enumerate(answer.evidence):
        yield from text_problems(evidence.description, DESCRIPTION_LENGTH, f"evidence-{row}.description")
        yield from text_problems(evidence.link, LINK_LENGTH, f"evidence-{row}.link")
        yield from _link_problems(evidence.link, documents, f"evidence-{row}.link")


def _link_problems(link: str, documents: Collection[str] | None, part: str) -> Iterator[Problem]:
    """What is wrong with where evidence is said to be; an empty place is none."""
    if documents is not None and is_code(link):
        if link not in documents:
            yield Problem("document_unknown", {"code": link}, part)
    elif link and not is_web_address(link):
        yield Problem("unsafe_link" if documents is None else "neither_link_nor_document", part=part)


def is_web_address(link: str) -> bool:
    """Whether a link leads to a web address: nothing else may ever be made clickable."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", link)


def _choice(question: Question, value: object, *_: object) -> Iterator[Problem]:
    codes: Collection[object] = (
        [int(code) for code in question.option_codes] if question.kind is Kind.LADDER else question.option_codes
    )
    if isinstance(value, bool) or value not in codes:
        yield Problem("unknown_option", {"code": str(value)})


def _several(question: Question, value: object, *_: object) -> Iterator[Problem]:
    if not isinstance(value, Mapping) or not value.keys() <= {"chosen", "not_open"}:
        yield Problem("wrong_type")
        return
    chosen, closed = ([str(code) for code in value.get(key, ())] for key in ("chosen", "not_open"))
    offered = (*question.option_codes, *((NONE_OF_THESE,) if question.none_of_these else ()))
    markable = question.option_codes if question.not_open_to_my_state else ()
    unknown = [code for code in chosen if code not in offered] + [code for code in closed if code not in markable]
    yield from (Problem("unknown_option", {"code": str(code)}) for code in unknown)
    if NONE_OF_THESE in chosen and len(chosen) > 1:
        yield Problem("none_with_others")
    if not chosen and set(closed) != set(question.option_codes):
        yield Problem("nothing_chosen")
    for option in question.options:
        if option.code in chosen and option.code in closed:
            yield Problem("not_open_and_chosen", {"option": option.label})


def _number(question: Question, value: object, *_: object) -> Iterator[Problem]:
    limits = question.limits or Limits()
    if not question.breakdown:
        yield from _limit_problems(value, limits, "value")
        return
    if (
        not isinstance(value, Mapping)
        or not value.keys() <= {"total", "parts"}
        or not isinstance(value.get("parts", {}), Mapping)
    ):
        yield Problem("wrong_type")
        return
    parts, codes = value.get("parts", {}), [part.code for part in question.breakdown]
    yield from (Problem("unknown_part", {"code": str(code)}) for code in parts if code not in codes)
    problems = [
        p for code, part in parts.items() if code in codes for p in _limit_problems(part, limits, f"parts.{code}")
    ]
    if value.get("total") is None:
        problems.append(Problem("total_missing", part="total"))
    else:
        problems += _limit_problems(value["total"], limits, "total")
    yield from problems
    if not problems and round(sum(parts.values()), 9) > value["total"]:
        yield Problem("parts_exceed_total", {"sum": round(sum(parts.values()), 9), "total": value["total"]}, "total")


def _limit_problems(value: object, limits: Limits, part: str) -> Iterator[Problem]:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        yield Problem("wrong_type", part=part)
    elif value < limits.min:
        yield Problem("too_small", {"min": limits.min}, part)
    elif value > limits.max:
        yield Problem("too_large", {"max": limits.max}, part)
    elif round(value, limits.decimals) != value:
        code = "too_many_decimals" if limits.decimals else "not_whole"
        yield Problem(code, {"decimals": limits.decimals}, part)


def _countries(
    question: Question, value: object, own_country: str | None, country_codes: Collection[str]
) -> Iterator[Problem]:
    if not isinstance(value, Mapping):
        yield Problem("wrong_type")
        return
    attributes = [option.code for option in question.attribute]
    for code, attribute in value.items():
        if code == own_country:
            yield Problem("own_country")
        elif code not in country_codes:
            yield Problem("unknown_country", {"code": str(code)})
        elif attributes and attribute is None:
            yield Problem("attribute_missing", {"country": code})
        elif attribute is not None and attribute not in attributes:
            yield Problem("unknown_attribute", {"code": str(attribute), "country": code})


def _year(question: Question, value: object, *_: object) -> Iterator[Problem]:
    limits = question.limits or YEARS
    if isinstance(value, bool) or not isinstance(value, int):
        yield Problem("not_a_year")
    elif not limits.min <= value <= limits.max:
        yield Problem("year_out_of_range", {"min": f"{limits.min:.0f}", "max": f"{limits.max:.0f}"})


def _month(question: Question, value: object, *_: object) -> Iterator[Problem]:
    if not isinstance(value, str) or not re.fullmatch(r"(1[89]|20)[0-9]{2}-(0[1-9]|1[0-2])", value):
        yield Problem("not_a_month")


def _text(question: Question, value: object, *_: object) -> Iterator[Problem]:
    if not isinstance(value, str) or not value:
        yield Problem("wrong_type")
    else:
        yield from text_problems(value, question.max_length, "value")


VALUE_CHECKS: Mapping[Kind, Callable[..., Iterator[Problem]]] = {
    Kind.LADDER: _choice,
    Kind.YES_NO: _choice,
    Kind.ONE: _choice,
    Kind.SEVERAL: _several,
    Kind.NUMBER: _number,
    Kind.PERCENT: lambda question, value, *_: _limit_problems(value, PERCENT, "value"),
    Kind.COUNTRIES: _countries,
    Kind.YEAR: _year,
    Kind.MONTH: _month,
    Kind.TEXT: _text,
}
