"""The history of a country's answers: read it, and restore an earlier value as an ordinary change."""

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from assessment.core.history import Step
from assessment.core.snapshots import answer_from_data
from assessment.services.submissions import Change, SaveOutcome, save_answers
from assessment.storage import records
from assessment.storage.models import Round

RESTORED = "restored"
"""The way of a change that brings an earlier value back."""


def everything(_question: str) -> bool:
    """The whole history, of whatever answer."""
    return True


def steps(
    session: Session,
    found: Round,
    iso3: str,
    question: str | None = None,
    visible: Callable[[str], bool] = everything,
) -> Sequence[Step]:
    """The changes of a country's answers (of one, or of all), as far as their keys are ``visible``; the oldest first.

    The one door to the history: whoever may see only some questions is given
    only those here.
    """
    return [
        Step(
            number=row.id,
            question=row.question,
            version=row.version,
            answer=answer_from_data(row.content),
            applied=row.applied,
            way=row.way,
            at=row.changed_at,
            person=row.changed_by,
            by=row.by or "",
        )
        for row in records.history(session, found.slug, iso3, question)
        if visible(row.question)
    ]


def restore(session: Session, found: Round, iso3: str, step: Step, read_version: int, user_id: int) -> SaveOutcome:
    """Make what a change said the answer again, if nobody has changed the answer since it was read.

    A change like any other: it raises what ``save_answers`` raises, and met a
    newer version it is kept without effect.
    """
    change = Change(step.question, step.answer, read_version)
    return save_answers(session, found, iso3, [change], user_id, RESTORED)
