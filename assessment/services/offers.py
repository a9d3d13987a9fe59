"""What a State may answer again or confirm: its own signed answers of the round before, and known facts.

Offered and no more: nothing here is an answer until a person saves it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from assessment.catalogue import Membership, Reference
from assessment.core.answers import Answer, State
from assessment.core.documents import spelled_out
from assessment.core.earlier import Since, carried_over, since
from assessment.core.questionnaire import Question
from assessment.core.snapshots import signed_sheet
from assessment.services.rounds import questionnaire_of
from assessment.storage import queries
from assessment.storage.models import Round

PRE_FILL = "pre_fill"
"""The way of an answer that a person saved after it had been filled in from an offer."""
HOLDS = frozenset({"member", "state_party"})
"""Statuses of a membership on which an option is filled in; others are only told."""


@dataclass(frozen=True)
class Earlier:
    """The last earlier round in which a State signed, and what it said then, by the keys of the present questions."""

    round: Round
    answers: Mapping[str, Answer]

    def since(self, key: str, now: Answer) -> Since | None:
        """What became of an answer since then; None while there is none."""
        return since(now, self.answers.get(key))


def earlier_answers(session: Session, found: Round, iso3: str) -> Earlier | None:
    """A State's last signed answers before this round, under the same instrument; None in its first round."""
    signed = queries.signed_before(session, found, iso3)
    if signed is None:
        return None
    before, content = signed
    carried = carried_over(questionnaire_of(before), questionnaire_of(found), spelled_out(signed_sheet(content)))
    return Earlier(before, carried)


def known_memberships(reference: Reference, question: Question, iso3: str) -> list[Membership]:
    """The memberships of a State that the options of a question name, in the order of its options."""
    own = {membership.scheme: membership for membership in reference.memberships if membership.country == iso3}
    return [own[scheme] for scheme in question.offered.values() if scheme in own]


def as_answer(question: Question, known: list[Membership]) -> Answer | None:
    """The answer these memberships amount to, None where none of them holds without reservation."""
    holding = {membership.scheme for membership in known if membership.status in HOLDS}
    chosen = [code for code in question.option_codes if question.offered.get(code) in holding]
    return Answer(State.ANSWERED, {"chosen": chosen, "not_open": []}) if chosen else None
