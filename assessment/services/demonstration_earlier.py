"""Demonstration data of the earlier round: what each State would have answered two years before.

Every answer starts from the one of the later round: most stay, the others are
drawn anew around a level that lies, for most States, a little lower. What has
no counterpart in the later questionnaire is drawn around the sheet's own level.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from statistics import fmean

from sqlalchemy import update
from sqlalchemy.orm import Session

from assessment.core.answers import Answer, AnswerSheet, State, cell_key, is_row
from assessment.core.lineage import lineage
from assessment.core.questionnaire import Kind, Question, Questionnaire
from assessment.core.scoring import question_score
from assessment.storage import queries
from assessment.storage.models import AnswerChange, AnswerRow, Round, Snapshot, Submission

EARLIER_ROUND = "2024"
OPENS, CLOSES = datetime(2024, 3, 1, tzinfo=UTC), datetime(2024, 9, 30, 23, 59, tzinfo=UTC)
LAST_YEAR = 2024
STAYED = 0.6
"""The share of answers that were the same two years before."""
DrawAnswer = Callable[[random.Random, Question, float, Sequence[str]], Answer | None]


@dataclass(frozen=True)
class Before:
    """The draw of earlier answers: from the later questionnaire back to the older, drawing anew with ``draw_answer``.

    ``abroad`` are the countries that questions about countries may name.
    """

    draw: random.Random
    older: Questionnaire
    newer: Questionnaire
    abroad: Sequence[str]
    draw_answer: DrawAnswer

    def sheet(self, later: AnswerSheet) -> AnswerSheet:
        """The earlier sheet of the State that gave this later one."""
        return AnswerSheet({**self._own_matters(later), **self._about_partners(later.answers)})

    def _own_matters(self, later: AnswerSheet) -> dict[str, Answer]:
        """The earlier answers of a sheet to what is not asked per partner."""
        descents = lineage(self.older, self.newer).descents.values()
        heirs = {d.ancestor: d for d in descents if d.ancestor is not None}
        levels = self._levels(later)
        drift, general = self.draw.gauss(-0.18, 0.1), fmean(levels.values()) if levels else 0.5
        answers = {}
        for question in (q for domain in self.older if not domain.per_partner for q in domain.questions):
            heir = heirs.get(question.id)
            stays = heir is not None and heir.comparable and self.draw.random() < STAYED
            level = levels.get(heir.id, general) if heir else general
            level = min(1.0, max(0.0, level + drift + self.draw.gauss(0, 0.08)))
            answer = later[heir.id] if stays and heir else self.draw_answer(self.draw, question, level, self.abroad)
            if answer is not None and answer.state is not State.BLANK:
                answers[question.id] = _no_later_than(question, answer)
        return answers

    def _levels(self, later: AnswerSheet) -> dict[str, float]:
        """The level (0..1) of every scored answer of the later sheet."""
        scores = {
            id: question_score(question, later[id])
            for id, question in self.newer.questions.items()
            if question.scored and later[id].state is State.ANSWERED
        }
        return {id: score / 100 for id, score in scores.items() if score is not None}

    def _about_partners(self, later: Mapping[str, Answer]) -> dict[str, Answer]:
        """The earlier answers of a State about its partners: levels here and there lower, details only from level 2."""
        answers: dict[str, Answer] = {}
        for key, answer in later.items():
            if is_row(key) or ("#" in key and _known_then(answer)):
                answers[key] = answer
        for indicator in (i for domain in self.older if domain.per_partner for i in domain.indicators):
            main = indicator.main
            for key in [key for key in later if main is not None and key.startswith(f"{main.id}@")]:
                cell = self._earlier_cell(later[key], answers)
                answers[key] = cell
                if isinstance(cell.value, int) and cell.value >= 2:
                    details = (cell_key(q.id, key.split("@")[1]) for q in indicator.questions if q is not main)
                    answers |= {detail: later[detail] for detail in details if detail in later}
        return answers

    def _earlier_cell(self, cell: Answer, answers: Mapping[str, Answer]) -> Answer:
        if not isinstance(cell.value, int):
            return cell
        level = min(4, max(0, cell.value + self.draw.choices((-1, 0, 1), (25, 67, 8))[0]))
        domain_keys = {key.split("#")[1] for key in answers if "#" in key}
        picked = tuple(code for code in cell.instruments if code in domain_keys) if level >= 2 else ()
        return replace(cell, value=level, evidence=cell.evidence if level == 4 else (), instruments=picked)


def _no_later_than(question: Question, answer: Answer) -> Answer:
    """The answer, with years and months after the round set back to it."""
    if question.kind is Kind.YEAR and isinstance(answer.value, int):
        return replace(answer, value=min(answer.value, LAST_YEAR))
    if question.kind is Kind.MONTH and isinstance(answer.value, str):
        return replace(answer, value=min(answer.value, f"{LAST_YEAR}-06"))
    return answer


def _known_then(instrument: Answer) -> bool:
    """Whether an instrument is not younger than the round."""
    value = instrument.value
    return isinstance(value, Mapping) and (value["year"] is None or value["year"] <= LAST_YEAR)


def date_back(session: Session, found: Round, draw: random.Random) -> None:
    """Give what was answered and signed in the round a day of its own within it; the log keeps when it was entered."""
    for iso3 in [country.iso3 for country in queries.countries(session)]:
        submission = queries.submission(session, found.slug, iso3)
        if submission is None:
            continue
        at = datetime(2024, 6, 3, 14, tzinfo=UTC) + timedelta(days=draw.randint(0, 115), minutes=draw.randint(0, 480))
        for rows in (AnswerRow, AnswerChange):
            session.execute(update(rows).where(rows.submission_id == submission.id).values(changed_at=at))
        session.execute(update(Submission).where(Submission.id == submission.id).values(started_at=at))
        signed = at + timedelta(minutes=30)
        session.execute(update(Snapshot).where(Snapshot.submission_id == submission.id).values(signed_at=signed))
    session.expire_all()
