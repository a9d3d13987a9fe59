"""What others than the country itself and SELA's analysts are shown of an answer.

Of a confidential question they see the state alone: neither value nor reason,
comment or evidence, nor a document that only such answers name. Of a question
that counts few persons they see 1 to 4 as "fewer than 5", and no breakdown in which a part, or what the parts leave of
the total, is 1 to 4: not even the larger parts, from which the small one could
be computed. Where a number is not shown in full, what was written about it is
not shown either. Both marks stand only on questions without a score, which no
condition reads (rules 42 and 43), so that nothing else depends on the value.
"""

from collections.abc import Mapping
from enum import Enum

from assessment.core.answers import Answer, AnswerSheet, State, number_of
from assessment.core.documents import cited_documents
from assessment.core.questionnaire import Question, Questionnaire

SMALL = range(1, 5)
"""The counts that could tell who is meant; none at all tells of nobody."""


class Withheld(Enum):
    """What stands in the place of a value, or of the parts of a breakdown, that is not shown."""

    CONFIDENTIAL = "confidential"
    FEW = "few"


def shown_to_others(questionnaire: Questionnaire, sheet: AnswerSheet) -> AnswerSheet:
    """The sheet as those see it who may not see all of it; cells as well, by the question they belong to."""
    marked = {id: q for id, q in questionnaire.questions.items() if q.confidential or q.small_counts}
    shown = {
        key: _shown(question, answer) if (question := marked.get(key.split("@")[0])) else answer
        for key, answer in sheet.answers.items()
    }
    return AnswerSheet(shown, sheet.partners, cited_documents(AnswerSheet(shown, documents=sheet.documents)))


def _shown(question: Question, answer: Answer) -> Answer:
    """One answer to a marked question."""
    if question.confidential:
        return Answer(answer.state, Withheld.CONFIDENTIAL if answer.state is State.ANSWERED else None)
    if answer.state is not State.ANSWERED:
        return Answer(answer.state)
    shown = without_small_counts(answer.value)
    return answer if shown == answer.value else Answer(answer.state, shown)


def without_small_counts(value: object) -> object:
    """A number, or a total with its breakdown, with its small counts withheld."""
    total = number_of(value)
    if total in SMALL:
        return Withheld.FEW
    parts = value.get("parts") if isinstance(value, Mapping) else None
    if not parts or not any(count in SMALL for count in (*parts.values(), total - sum(parts.values()))):
        return value
    return {"total": total, "parts": Withheld.FEW}


def is_withheld(answer: Answer) -> bool:
    """Whether a value, or a part of it, is not shown."""
    value = answer.value
    return isinstance(value, Withheld) or (isinstance(value, Mapping) and isinstance(value.get("parts"), Withheld))
