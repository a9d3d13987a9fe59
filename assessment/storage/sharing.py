"""What a focal point has shared out, to whom and until when."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from assessment.storage.models import Base


class Assignment(Base):
    """Sections and questions of one country's questionnaire in a round, shared with one contributor.

    ``parts`` are ids of domains or questions; ``due_on`` is the last day, in
    the country's time zone. ``reason`` says why it was reopened. Earlier
    states stand in the log; what is withdrawn is deleted here.
    """

    __tablename__ = "assignment"
    id: Mapped[int] = mapped_column(primary_key=True)
    round_slug: Mapped[str] = mapped_column(ForeignKey("round.slug"))
    iso3: Mapped[str] = mapped_column(ForeignKey("country.iso3"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    parts: Mapped[list[Any]]
    due_on: Mapped[date]
    note: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20))
    done_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text)
    made_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime]
    __table_args__ = (
        CheckConstraint("state IN ('open', 'done', 'reopened')", name="state"),
        Index(None, "round_slug", "iso3"),
    )
