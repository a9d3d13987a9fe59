"""Answers and answer sheets: what a State said, and in which state it left the rest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

# What a value may be, by kind of question:
#   ladder             int 0..4
#   yes_no, one        option code
#   several            {"chosen": [codes], "not_open": [codes]}; chosen == ["none_of_these"] is the exclusive choice
#   number, percent    int or float; a number with a breakdown {"total": n, "parts": {code: n}}
#   countries          {iso3: attribute code or None}
#   year               int        month  "YYYY-MM"        text  str
Value = object

NONE_OF_THESE = "none_of_these"


def number_of(value: Value) -> float:
    """The number an answer gives: itself, or the total of a breakdown; TypeError when it is none."""
    if isinstance(value, int | float):
        return value
    if isinstance(value, Mapping) and isinstance(value.get("total"), int | float):
        return float(value["total"])
    raise TypeError(f"not a number: {value!r}")


class State(StrEnum):
    """The state of an answer; "not asked" is never stored but follows from the conditions."""

    ANSWERED = "answered"
    DONT_KNOW = "dont_know"
    NOT_APPLICABLE = "not_applicable"
    BLANK = "blank"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where an answer can be verified: an address or the code of a document, a short description, or both."""

    link: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document a country keeps as evidence, named by its code: a file (name, sha256 …) or a link.

    ``language`` is a code of ``core.documents.LANGUAGES``; ``page`` says where to look in it.
    """

    description: str
    language: str = ""
    page: str = ""
    link: str = ""
    name: str = ""
    media_type: str = ""
    size: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as given. ``value`` is None unless the state is answered.

    ``instruments`` are codes of the written instruments (entered once a
    country) on which the cooperation told in a cell is based.
    """

    state: State = State.BLANK
    value: Value = None
    reason: str = ""
    comment: str = ""
    evidence: tuple[Evidence, ...] = ()
    instruments: tuple[str, ...] = ()


BLANK = Answer()
NOT_ASKED = Answer(State.NOT_ASKED)


@dataclass(frozen=True, slots=True)
class Partners:
    """The partner States of one sheet, by iso3: the round's priority partners, which are scored, and those added."""

    priority: tuple[str, ...] = ()
    added: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """All of them, the priority partners first."""
        return self.priority + self.added


def cell_key(question_id: str, partner: str) -> str:
    """The key of a question about one partner."""
    return f"{question_id}@{partner}"


def row_key(domain_id: str, partner: str) -> str:
    """The key of a partner's row as a whole."""
    return f"{domain_id}@{partner}"


def instrument_key(domain_id: str, code: str) -> str:
    """The key of an instrument of cooperation."""
    return f"{domain_id}#{code}"


def is_row(key: str) -> bool:
    """Whether a key is that of a partner's row as a whole."""
    return "@" in key and "." not in key


def row_of(cell: str) -> str:
    """The key of the row a cell stands in: ``D8.2a@CHL`` in ``D8@CHL``."""
    question, partner = cell.split("@")
    return row_key(question.split(".")[0], partner)


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """All answers of one submission, by key; a missing one is blank.

    The key is a question's id, ``D8.2a@CHL`` for a cell (a question about one
    partner), ``D8@CHL`` for a partner's row as a whole (not applicable, or
    answered when the State added the partner) and ``D8#code`` for an
    instrument of cooperation. ``documents`` are those that its evidence may
    name, by code.
    """

    answers: Mapping[str, Answer] = field(default_factory=dict)
    partners: Partners = Partners()
    documents: Mapping[str, Document] = field(default_factory=dict)

    def __getitem__(self, question_id: str) -> Answer:
        return self.answers.get(question_id, BLANK)

    def with_answer(self, question_id: str, answer: Answer) -> "AnswerSheet":
        """A copy in which one answer is replaced."""
        return AnswerSheet({**self.answers, question_id: answer}, self.partners, self.documents)

    def without(self, question_ids: Iterable[str]) -> "AnswerSheet":
        """A copy in which some answers are blank."""
        gone = set(question_ids)
        return AnswerSheet({k: v for k, v in self.answers.items() if k not in gone}, self.partners, self.documents)
