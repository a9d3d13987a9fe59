"""The log of who did what. Entries are only ever added."""

from sqlalchemy.orm import Session

from assessment.storage.models import AuditEntry, now

LONGEST_SUBJECT = 200


def record(session: Session, user_id: int | None, action: str, subject: str) -> None:
    """Log one action, such as ``download`` of ``2026/PER/es profile.xlsx``; a long subject is cut."""
    session.add(AuditEntry(at=now(), user_id=user_id, action=action, subject=subject[:LONGEST_SUBJECT]))
    session.flush()
