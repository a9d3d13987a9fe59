"""What is settled in an answer sheet and what is left, section by section."""

from collections.abc import Callable
from dataclasses import dataclass

from assessment.core.answers import AnswerSheet, Partners, State
from assessment.core.partners import laid_out
from assessment.core.questionnaire import Domain, Question, Questionnaire


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of the questions of one section that are asked, by their state; ``missing`` names the blank ones.

    ``minutes`` is the estimate for the questions asked.
    """

    domain: Domain
    answered: int
    dont_know: int
    not_applicable: int
    missing: tuple[str, ...]
    minutes: float = 0

    @property
    def settled(self) -> int:
        """Questions answered, or said to be unknown or not applicable."""
        return self.answered + self.dont_know + self.not_applicable

    @property
    def left(self) -> int:
        """Questions with no answer yet."""
        return len(self.missing)

    @property
    def asked(self) -> int:
        """Questions put to this State; those hidden by a condition are not."""
        return self.settled + self.left


def progress(questionnaire: Questionnaire, sheet: AnswerSheet) -> tuple[Progress, ...]:
    """How far each section is, in the order of the questionnaire."""
    questionnaire = laid_out(questionnaire, sheet.partners)
    asked = questionnaire.as_asked(sheet)
    return tuple(section_progress(domain, asked) for domain in questionnaire)


def section_progress(domain: Domain, asked: AnswerSheet) -> Progress:
    """How far one section is; the questions not asked are marked so in ``asked``."""
    states = {question.id: asked[question.id].state for question in domain.questions}
    count = list(states.values()).count
    return Progress(
        domain=domain,
        answered=count(State.ANSWERED),
        dont_know=count(State.DONT_KNOW),
        not_applicable=count(State.NOT_APPLICABLE),
        missing=tuple(id for id, state in states.items() if state is State.BLANK),
        minutes=sum(q.minutes for q in domain.questions if states[q.id] is not State.NOT_ASKED),
    )


def following_blank(
    questionnaire: Questionnaire,
    sheet: AnswerSheet,
    section: str = "",
    after: str = "",
    takes: Callable[[str], bool] = lambda _key: True,
) -> str | None:
    """The next question without an answer, in the order of the pages and round to the beginning; None: all have one.

    ``after`` is the id of a question, ``section`` that of a domain from whose
    beginning on is sought when the question is none of the sheet's. Only
    questions that ``takes`` admits are sought.
    """
    whole = laid_out(questionnaire, sheet.partners)
    asked = whole.as_asked(sheet)
    order = [question.id for domain in whole for question in _as_on_pages(domain, sheet.partners)]
    if after in order:
        start = order.index(after) + 1
    else:
        start = next((at for at, id in enumerate(order) if id.startswith(f"{section}.")), 0) if section else 0
    return next((id for id in order[start:] + order[:start] if asked[id].state is State.BLANK and takes(id)), None)


def _as_on_pages(domain: Domain, partners: Partners) -> list[Question]:
    """The questions of a section, those about one partner together."""
    place = {partner: at for at, partner in enumerate(partners.all)}
    return sorted(domain.questions, key=lambda question: place[question.partner] if question.partner else -1)
