"""A State's own answers of an earlier round, as they can be offered again, and what became of them since."""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache

from assessment.core.answers import Answer, AnswerSheet, State
from assessment.core.lineage import NotComparable, lineage
from assessment.core.partners import laid_out
from assessment.core.questionnaire import Question, Questionnaire

SETTLED = frozenset({State.ANSWERED, State.DONT_KNOW, State.NOT_APPLICABLE})


class Since(StrEnum):
    """What became of an answer since the earlier round."""

    UNCHANGED = "unchanged"
    UPDATED = "updated"
    NEW = "new"


def since(now: Answer, then: Answer | None) -> Since | None:
    """What became of an answer (``then`` None: there was none to this question); None while there is no answer yet.

    Comment and evidence may differ: the answer is the same.
    """
    if now.state not in SETTLED:
        return None
    if then is None:
        return Since.NEW
    same = (now.state, now.value, now.reason) == (then.state, then.value, then.reason)
    return Since.UNCHANGED if same else Since.UPDATED


def carried_over(older: Questionnaire, newer: Questionnaire, sheet: AnswerSheet) -> Mapping[str, Answer]:
    """What a sheet of the older version says to questions of the newer one, by the newer key.

    Cells and instruments too. What was hidden by a condition then was not said.
    """
    heirs = {then: now for now, then in ancestors(older, newer).items()}
    asked = laid_out(older, sheet.partners).as_asked(sheet)
    found = {}
    for key, answer in asked.answers.items():
        question, at, partner = key.partition("@")
        if question in heirs and answer.state in SETTLED:
            found[f"{heirs[question]}{at}{partner}"] = answer
    per_partner = tuple(f"{domain.id}#" for domain in newer if domain.per_partner)
    told = {key: a for key, a in sheet.answers.items() if key.startswith(per_partner) and a.state is State.ANSWERED}
    return {**found, **told} if per_partner else found


@lru_cache(maxsize=16)
def ancestors(older: Questionnaire, newer: Questionnaire) -> Mapping[str, str]:
    """The questions of the newer version whose answers then still answer them: id now -> id then.

    Those whose answers can be compared (see ``lineage``) and that take the same
    answers; none where the "older" is the later version.
    """
    try:
        comparable = lineage(older, newer).comparable
    except NotComparable:
        return {}
    return {now: then for now, then in comparable.items() if _alike(older.questions[then], newer.questions[now])}


def _alike(then: Question, now: Question) -> bool:
    """Whether two questions take the same answers."""

    def taken(question: Question) -> tuple[object, ...]:
        parts = [option.code for option in (*question.breakdown, *question.attribute)]
        return question.kind, question.option_codes, parts

    return taken(then) == taken(now)
