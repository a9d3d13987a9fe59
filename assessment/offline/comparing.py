"""What a workbook says, held against what stands: each answer new, changed, unchanged, conflicting or invalid."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from assessment import forms
from assessment.core.answers import BLANK, Answer, AnswerSheet, State, is_row
from assessment.core.instruments import instruments_of, validate_picks
from assessment.core.problems import Problem
from assessment.core.questionnaire import Question
from assessment.core.validation import validate_asked
from assessment.offline.reading import Read


class Outcome(StrEnum):
    """What became of an answer."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CONFLICTING = "conflicting"
    INVALID = "invalid"


@dataclass(frozen=True)
class Difference:
    """One question in which the workbook says something else than what stands at ``version``.

    ``problems`` name the cell each is about.
    """

    key: str
    outcome: Outcome
    answer: Answer
    stands: Answer
    version: int
    problems: tuple[tuple[str, Problem], ...] = ()

    @property
    def applicable(self) -> bool:
        """Whether it can be taken over."""
        return self.outcome in (Outcome.NEW, Outcome.CHANGED, Outcome.CONFLICTING)


@dataclass(frozen=True)
class Standing:
    """What the workbook is held against: the questions put to the country, the answers and their versions.

    ``allowed`` are the ids of the questions this reader may answer.
    """

    questions: Mapping[str, Question]
    sheet: AnswerSheet
    versions: Mapping[str, int]
    world: forms.World
    allowed: Collection[str]


def compare(read: Mapping[str, Read], here: Standing, chosen: Collection[str] | None = None) -> list[Difference]:
    """Everything but what is unchanged; details are held against the levels they would stand beside.

    With ``chosen``, only these are compared, as if nothing else were taken over.
    """
    found = [_difference(key, told, here) for key, told in read.items() if chosen is None or key in chosen]
    found = [difference for difference in found if difference.outcome is not Outcome.UNCHANGED]
    becoming = {**here.sheet.answers, **{d.key: d.answer for d in found if d.applicable}}
    return [_held_against_row(d, read[d.key], here, AnswerSheet(becoming)) for d in found]


def _difference(key: str, told: Read, here: Standing) -> Difference:
    stands, version = here.sheet[key], here.versions.get(key, 0)
    outside = _outside(key, here)
    if outside is not None:
        untouched = key not in here.questions and told.typed.keys() <= {"version"}
        outcome = Outcome.UNCHANGED if untouched else Outcome.INVALID
        return Difference(key, outcome, BLANK, stands, version, ((told.place(""), outside),))
    question = here.questions[key]
    answer, wrong = forms.read(question, told.typed, here.world)
    problems = (*told.problems, *((told.place(problem.part), problem) for problem in wrong))
    if problems:
        return Difference(key, Outcome.INVALID, answer, stands, version, problems)
    if answer == stands or not forms.touched(question, answer, told.typed):
        return Difference(key, Outcome.UNCHANGED, answer, stands, version)
    if version != forms.read_version(told.typed):
        return Difference(key, Outcome.CONFLICTING, answer, stands, version)
    return Difference(key, Outcome.NEW if stands.state is State.BLANK else Outcome.CHANGED, answer, stands, version)


def _outside(key: str, here: Standing) -> Problem | None:
    """Why a question cannot be answered any more, or not by this reader."""
    if key not in here.questions:
        return Problem("partner_removed", {"country": key.split("@")[-1]})
    return None if key.split("@")[0] in here.allowed or is_row(key) else Problem("not_yours")


def _held_against_row(found: Difference, told: Read, here: Standing, becoming: AnswerSheet) -> Difference:
    """A detail about a partner without its level, or with an instrument that is none, is invalid as on the web."""
    question = here.questions.get(found.key)
    if question is None or question.partner is None or is_row(found.key) or not found.applicable:
        return found
    domain = found.key.split(".")[0]
    wrong = validate_asked(question, found.answer, becoming)
    wrong += validate_picks(found.answer, question.partner, instruments_of(here.sheet, domain))
    if not wrong:
        return found
    problems = tuple((told.place(problem.part), problem) for problem in wrong)
    return replace(found, outcome=Outcome.INVALID, problems=problems)


def counts(found: list[Difference], read: Mapping[str, Read]) -> dict[Outcome, int]:
    """How many questions came out in which way."""
    told = {outcome: sum(d.outcome is outcome for d in found) for outcome in Outcome}
    return {**told, Outcome.UNCHANGED: len(read) - len(found)}
