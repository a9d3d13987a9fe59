"""Time spent for the demonstration: drawn around the estimate of what each sheet answers, for nobody in particular."""

import random
from collections.abc import Iterable

from sqlalchemy.orm import Session

from assessment.core.completeness import Progress, progress
from assessment.core.questionnaire import Questionnaire
from assessment.services.submissions import read_sheet
from assessment.storage import queries
from assessment.storage.models import Round

SEED = 20268


def draw_activity(session: Session, found: Round, questionnaire: Questionnaire, countries: Iterable[str]) -> None:
    """Give every submission of these countries the time its answers may have taken."""
    draw = random.Random(SEED)  # noqa: S311  (a drawn example, no secret)
    for iso3 in countries:
        submission = queries.submission(session, found.slug, iso3)
        if submission is None:
            continue
        pace = draw.lognormvariate(-0.1, 0.35)
        sections = progress(questionnaire, read_sheet(session, found, iso3).sheet)
        measured = {one.domain.id: _seconds(one, pace * draw.uniform(0.7, 1.4)) for one in sections if one.settled}
        submission.activity = {"measured": measured}
    session.flush()


def _seconds(section: Progress, pace: float) -> int:
    """The time for the answered part of a section, at a pace of 1 as estimated."""
    return round(60 * section.minutes * section.settled / section.asked * pace)
