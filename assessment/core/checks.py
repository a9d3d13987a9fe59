"""Checks before signing: what a State may want to look at again. Warnings only; nothing here forbids a signature.

They read one State's own answers, of this round and of the one before, and
nothing of any other State. A questionnaire declares no contradictions; those
found here follow from what it does declare: conditions, points, kinds.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from assessment.core.answers import BLANK, Answer, AnswerSheet, State, number_of, row_of
from assessment.core.completeness import section_progress
from assessment.core.conditions import sources
from assessment.core.partners import laid_out
from assessment.core.questionnaire import Domain, Indicator, Kind, Question, Questionnaire
from assessment.core.scoring import has_evidence, leaf, question_score, with_instrument_evidence

FAR = 2
"""Levels that a ladder is apart from the earlier round for a comment to be due."""


class Check(StrEnum):
    """What can be found, in the order in which it is shown."""

    UNTOUCHED = "untouched"
    LEVEL_WITHOUT_EVIDENCE = "level_without_evidence"
    YES_WITHOUT_EVIDENCE = "yes_without_evidence"
    LOWEST_WITH_BEST = "lowest_with_best"
    HIGHEST_WITH_WORST = "highest_with_worst"
    LEFT_OVER = "left_over"
    ROW_LEFT_OVER = "row_left_over"
    AHEAD = "ahead"
    TOTAL = "total"
    JUMP = "jump"
    DONT_KNOW = "dont_know"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: the section it is in, the question it is about (none: the section as a whole).

    ``at`` is the question where it can be put right, if that is another one;
    ``facts`` are the values its words need.
    """

    check: Check
    domain: str
    question: str = ""
    at: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """A question with its answer as asked, the same as stored, the one of the earlier round, and the present day."""

    question: Question
    asked: Answer
    stored: Answer
    then: Answer
    today: date


Found = Iterator[tuple[Check, Mapping[str, object]]]


def check(
    questionnaire: Questionnaire, sheet: AnswerSheet, earlier: Mapping[str, Answer] | None, today: date
) -> list[Finding]:
    """Everything worth another look in a sheet, section by section; ``earlier`` are the answers of the round before."""
    whole = laid_out(questionnaire, sheet.partners)
    asked = with_instrument_evidence(whole.as_asked(sheet), sheet)
    found = [finding for domain in whole for finding in _of_section(domain, asked, sheet, earlier or {}, today)]
    order = list(Check)
    return sorted(found, key=lambda one: ([d.id for d in whole].index(one.domain), order.index(one.check)))


def _of_section(
    domain: Domain, asked: AnswerSheet, sheet: AnswerSheet, earlier: Mapping[str, Answer], today: date
) -> Iterator[Finding]:
    if domain.questions and section_progress(domain, asked).settled == 0:
        yield Finding(Check.UNTOUCHED, domain.id)
    for indicator in domain.indicators:
        yield from (Finding(code, domain.id, about) for code, about in _mismatch(indicator, asked))
        for question in indicator.questions:
            told = Told(question, asked[question.id], sheet[question.id], earlier.get(question.id, BLANK), today)
            for rule in RULES:
                yield from (
                    Finding(code, domain.id, question.id, _put_right_at(code, question), facts)
                    for code, facts in rule(told)
                )


def _put_right_at(code: Check, question: Question) -> str:
    """Where a finding can be put right: of an answer that is not asked, at the question that decides it."""
    if code is Check.ROW_LEFT_OVER:
        return row_of(question.id)
    if code is Check.LEFT_OVER and question.show_when is not None:
        return next(sources(question.show_when))
    return question.id


def _mismatch(indicator: Indicator, asked: AnswerSheet) -> Iterator[tuple[Check, str]]:
    """A lowest level with every scored detail at its best, or the highest with every one at its lowest."""
    main = indicator.main
    if main is None or indicator.over_partners is not None or not indicator.follow_ups:
        return
    if any(asked[q.id].state is not State.ANSWERED for q in (main, *indicator.follow_ups)):
        return
    level = _level(main, asked[main.id])
    details = {question_score(question, asked[question.id]) for question in indicator.follow_ups}
    if level == 0 and details == {100.0}:
        yield Check.LOWEST_WITH_BEST, main.id
    if level == len(main.options) - 1 and details == {0.0}:
        yield Check.HIGHEST_WITH_WORST, main.id


def _level(question: Question, answer: Answer) -> int | None:
    """The level chosen, before any rule of evidence; None where none is."""
    ladder = question.kind is Kind.LADDER and answer.state is State.ANSWERED
    return int(number_of(answer.value)) if ladder else None


def _evidence(told: Told) -> Found:
    if told.question.scored and told.asked.state is State.ANSWERED and leaf(told.question, told.asked).evidence_pending:
        yield Check.LEVEL_WITHOUT_EVIDENCE, {"level": told.asked.value}
    if told.question.kind is Kind.YES_NO and told.asked.value == "yes" and not has_evidence(told.asked):
        yield Check.YES_WITHOUT_EVIDENCE, {}


def _left_over(told: Told) -> Found:
    """An answer that a condition hides, or a partner's row that is not applicable, is kept but does not count."""
    if told.stored.state in (State.BLANK, State.NOT_ASKED):
        return
    if told.asked.state is State.NOT_ASKED:
        yield Check.LEFT_OVER, {}
    elif told.question.partner and told.asked.state is State.NOT_APPLICABLE and told.stored.state != told.asked.state:
        yield Check.ROW_LEFT_OVER, {}


def _ahead(told: Told) -> Found:
    """Years and months are asked of what has happened."""
    value = told.asked.value
    if told.question.kind is Kind.YEAR and isinstance(value, int) and value > told.today.year:
        yield Check.AHEAD, {"value": value}
    if told.question.kind is Kind.MONTH and isinstance(value, str) and value > f"{told.today:%Y-%m}":
        yield Check.AHEAD, {"value": value}


def _total(told: Told) -> Found:
    value = told.asked.value
    parts = value.get("parts") if isinstance(value, Mapping) and told.question.breakdown else None
    if not isinstance(value, Mapping) or not parts:
        return
    total, together = number_of(value), round(sum(parts.values()), 9)
    if total != together:
        yield Check.TOTAL, {"sum": together, "total": total}


def _jump(told: Told) -> Found:
    now, then = _level(told.question, told.asked), _level(told.question, told.then)
    if now is not None and then is not None and abs(now - then) >= FAR and not told.asked.comment:
        yield Check.JUMP, {"then": then, "now": now}


def _dont_know(told: Told) -> Found:
    if told.asked.state is State.DONT_KNOW and not told.asked.comment:
        yield Check.DONT_KNOW, {}


RULES: tuple[Callable[[Told], Found], ...] = (_evidence, _left_over, _ahead, _total, _jump, _dont_know)
