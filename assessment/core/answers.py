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
    """Where an answer can be verified: an address, a short description, or both."""

    link: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as given. ``value`` is None unless the state is answered."""

    state: State = State.BLANK
    value: Value = None
    reason: str = ""
    comment: str = ""
    evidence: tuple[Evidence, ...] = ()


BLANK = Answer()
NOT_ASKED = Answer(State.NOT_ASKED)


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """All answers of one submission, by question id; a missing one is blank."""

    answers: Mapping[str, Answer] = field(default_factory=dict)

    def __getitem__(self, question_id: str) -> Answer:
        return self.answers.get(question_id, BLANK)

    def with_answer(self, question_id: str, answer: Answer) -> "AnswerSheet":
        """A copy in which one answer is replaced."""
        return AnswerSheet({**self.answers, question_id: answer})

    def without(self, question_ids: Iterable[str]) -> "AnswerSheet":
        """A copy in which some answers are blank."""
        gone = set(question_ids)
        return AnswerSheet({k: v for k, v in self.answers.items() if k not in gone})
