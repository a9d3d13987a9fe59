"""What is shared, in words: which part, with whom, until when, how far it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from assessment.core.completeness import Progress
from assessment.core.sharing import progress_of
from assessment.i18n import gettext_noop
from assessment.services import sharing
from assessment.services.accounts import Right
from assessment.services.sharing import Share
from assessment.services.sharing_mail import parts_lines
from assessment.web.place import Place
from assessment.web.request import current_language, database, reader
from assessment.wording import date_text, moment_text

STATES = {
    "open": (gettext_noop("Being answered"), "progress"),
    "done": (gettext_noop("Handed back"), "done"),
    "reopened": (gettext_noop("Reopened"), "progress"),
}
"""The words of each state, and the kind of its tag."""


@dataclass(frozen=True)
class Told:
    """Something shared, in words; ``sections`` say how far its questions are, ``parts`` name it, a line a section."""

    share: Share
    sections: tuple[Progress, ...]
    parts: list[str]
    due: str
    state: str
    kind: str
    done_on: str

    @property
    def settled(self) -> int:
        """Its questions that are answered, or said to be unknown or not applicable."""
        return sum(section.settled for section in self.sections)

    @property
    def asked(self) -> int:
        """Its questions put to this State."""
        return sum(section.asked for section in self.sections)


def told(here: Place, user_id: int | None = None) -> list[Told]:
    """Everything shared of this country's questionnaire, or what is shared with one person."""
    return [tell(here, share) for share in sharing.shares(database(), here.round, here.country.iso3, user_id)]


def tell(here: Place, share: Share) -> Told:
    """One thing shared, in words."""
    words, assignment, questionnaire = current_language(), share.assignment, here.behind[0]
    state, kind = STATES[assignment.state]
    return Told(
        share=share,
        sections=progress_of(questionnaire, assignment.parts, here.asked),
        parts=parts_lines(words, questionnaire, assignment.parts),
        due=due_text(here, share),
        state=words.gettext(state),
        kind=kind,
        done_on=moment_text(words, assignment.done_at) if assignment.done_at else "",
    )


def due_text(here: Place, share: Share) -> str:
    """The last day for something shared, and that it has passed where it has."""
    words, assignment = current_language(), share.assignment
    day = date_text(words, assignment.due_on.isoformat())
    if sharing.overdue(assignment, here.country.time_zone):
        return words.gettext("%(day)s; this date has passed", day=day)
    return day


def with_whom(here: Place) -> dict[str, Sequence[dict[str, str]]]:
    """With whom each section is, by its id, for those who share out; each with day, progress and state."""
    if not reader().may(Right.SHARE, here.country.iso3):
        return {}
    found: dict[str, list[dict[str, str]]] = {}
    for one in told(here):
        for section in one.sections:
            found.setdefault(section.domain.id, []).append(_line(here, one, section))
    return {**found}


def _line(here: Place, one: Told, section: Progress) -> dict[str, str]:
    words, number = current_language(), one.share.assignment.id
    progress = words.gettext(
        "until %(day)s; %(settled)s of %(asked)s answered; %(state)s",
        day=one.due,
        settled=section.settled,
        asked=section.asked,
        state=one.state[0].lower() + one.state[1:],
    )
    return {
        "title": one.share.person.name,
        "href": url_for("sharing.assignment", number=number, **here.address),
        "words": progress,
    }
