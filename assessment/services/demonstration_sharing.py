"""Demonstration data: what the focal point of one State under way has shared with two contributors."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from assessment.core.results import Status
from assessment.services import accounts
from assessment.storage import queries
from assessment.storage.models import Round
from assessment.storage.sharing import Assignment

SHARES_OUT = "ARG"
"""The State that shares out; it has drawn the lot of being under way."""
CONTRIBUTOR = f"contributor.{SHARES_OUT.lower()}@demo.example"
MINISTRY = f"ministry.{SHARES_OUT.lower()}@demo.example"
MINISTRY_NAME = "Otro ministerio, Argentina (demostración)"
SHARED_ON = datetime(2026, 10, 5, 14, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Shared:
    """One thing shared, as it stands in the demonstration."""

    email: str
    parts: tuple[str, ...]
    due_on: date
    note: str = ""
    state: str = "open"
    done_at: datetime | None = None
    reason: str = ""


SHARED = (
    Shared(CONTRIBUTOR, ("D4",), date(2027, 2, 26), note="Por favor consulte también a los consulados de frontera."),
    Shared(CONTRIBUTOR, ("D3",), date(2026, 11, 13), state="done", done_at=datetime(2026, 11, 9, 15, 20, tzinfo=UTC)),
    Shared(MINISTRY, ("D5",), date(2026, 10, 30), state="reopened", reason="Faltan las preguntas sobre documentos."),
    Shared(MINISTRY, ("D6.1a", "D6.1b", "D6.2a"), date(2027, 3, 12)),
)


def load_sharing(session: Session, found: Round, password_hash: str) -> None:
    """Share parts of one State's questionnaire, if that State is under way."""
    submission = queries.submission(session, found.slug, SHARES_OUT)
    focal = queries.user_by_email(session, f"focal.{SHARES_OUT}@demo.example")
    if focal is None or submission is None or submission.state != Status.IN_PROGRESS:
        return
    accounts.create_user(session, MINISTRY, MINISTRY_NAME, ["contributor"], SHARES_OUT, password_hash, "es")
    for one in SHARED:
        person = queries.user_by_email(session, one.email)
        assert person is not None  # made just now, or with every State's accounts
        session.add(
            Assignment(
                round_slug=found.slug,
                iso3=SHARES_OUT,
                user_id=person.id,
                parts=list(one.parts),
                due_on=one.due_on,
                note=one.note,
                state=one.state,
                done_at=one.done_at,
                reason=one.reason,
                made_by=focal.id,
                made_at=SHARED_ON,
            )
        )
    session.flush()
