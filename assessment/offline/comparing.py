"""What a workbook says, held against what stands: each answer new, changed, unchanged, conflicting or invalid."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from assessment import forms
from assessment.core.answers import Answer, AnswerSheet, State, is_row
from assessment.core.instruments import instruments_of, validate_picks
from assessment.core.partners import about, row_question
from assessment.core.problems import Problem
from assessment.core.questionnaire import Question, Questionnaire
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

    ``whole`` is the questionnaire itself; ``takes`` says of a key whether this reader may answer under it.
    """

    whole: Questionnaire
    questions: Mapping[str, Question]
    sheet: AnswerSheet
    versions: Mapping[str, int]
    world: forms.World
    takes: Callable[[str], bool]


def compare(read: Mapping[str, Read], here: Standing, chosen: Collection[str] | None = None) -> list[Difference]:
    """Everything but what is unchanged; details are held against the levels they would stand beside.

    With ``chosen``, only these are compared, as if nothing else were taken over.
    """
    found = [_difference(key, told, here) for key, told in read.items() if chosen is None or key in chosen]
    found = [difference for difference in found if difference.outcome is not Outcome.UNCHANGED]
    becoming = {**here.sheet.answers, **{d.key: d.answer for d in found if d.applicable}}
    return [_held_against_row(d, read[d.key], here, AnswerSheet(becoming)) for d in found]


def _difference(key: str, told: Read, here: Standing) -> Difference:
    stands, version, question = here.sheet[key], here.versions.get(key, 0), _question(key, here)
    answer, wrong = forms.read(question, told.typed, here.world)
    problems = (*told.problems, *((told.place(problem.part), problem) for problem in wrong))
    if not problems and (answer == stands or not forms.touched(question, answer, told.typed)):
        return Difference(key, Outcome.UNCHANGED, answer, stands, version)
    if (outside := _outside(key, here)) is not None:
        problems = ((told.place("value"), outside),)
    if problems:
        return Difference(key, Outcome.INVALID, answer, stands, version, problems)
    if version != forms.read_version(told.typed):
        return Difference(key, Outcome.CONFLICTING, answer, stands, version)
    return Difference(key, Outcome.NEW if stands.state is State.BLANK else Outcome.CHANGED, answer, stands, version)


def _question(key: str, here: Standing) -> Question:
    """The question of a key, also about a State that is no partner any more."""
    if key in here.questions or "@" not in key:
        return here.questions[key]
    start, partner = key.split("@")
    return row_question(start, partner) if is_row(key) else about(here.whole.questions[start], partner)


def _outside(key: str, here: Standing) -> Problem | None:
    """Why a question cannot be answered any more, or not by this reader."""
    if not here.takes(key):
        return Problem("not_yours")
    return None if key in here.questions else Problem("partner_removed", {"country": key.split("@")[-1]})


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
