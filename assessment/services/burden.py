"""The time a country's people spend on each section, kept as sums and nothing else.

A submission's ``activity`` holds ``measured``, the seconds a section that the
browsers reported, and until it is signed ``until``: for each person the moment
up to which time is counted, so that none is counted twice. It is not kept who
spent how much. At the signature the sections of which no browser reported
anything get what the saves themselves tell (``from_saves``).
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from assessment.core.burden import between_saves, counted
from assessment.core.questionnaire import Domain
from assessment.storage import queries
from assessment.storage.models import Submission


def seconds_of(activity: Mapping[str, Any] | None) -> dict[str, int]:
    """The seconds spent on each section: as measured, else as the saves tell."""
    known = activity or {}
    return {**known.get("from_saves", {}), **known.get("measured", {})}


def count(submission: Submission, domain: Domain, user_id: int, claimed: int, now: datetime) -> None:
    """Add what a browser reports of a person's time on a section, as far as it counts; hold the submission first."""
    activity, person = submission.activity or {}, str(user_id)
    measured, until = activity.get("measured", {}), activity.get("until", {})
    seconds = counted(claimed, until.get(person), now.timestamp())
    submission.activity = {
        **activity,
        "measured": {**measured, domain.id: measured.get(domain.id, 0) + seconds},
        "until": {**until, person: now.timestamp()},
    }


def settle(session: Session, submission: Submission) -> None:
    """At the signature: fill in from the saves what no browser reported, and forget up to when each was counted."""
    told = between_saves(
        (by, at.timestamp(), re.split("[.@#]", key)[0]) for by, at, key in queries.saves(session, submission.id, "web")
    )
    submission.activity = {"measured": (submission.activity or {}).get("measured", {}), "from_saves": told}
