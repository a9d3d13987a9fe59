"""Who will see what of a country's answers once they are signed, by the same rules that will decide it then.

Nothing here reads what any other State has answered.
"""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from assessment.core.answers import AnswerSheet, Partners
from assessment.core.network import Pair, network
from assessment.services.accounts import NOBODY, RIGHTS, Reader, Right
from assessment.services.disclosure import sheet_as_seen_by
from assessment.services.rounds import questionnaire_of
from assessment.storage import queries
from assessment.storage.models import Round

OTHER_READERS: Mapping[str, Reader] = {
    "analyst": Reader(rights=RIGHTS["analyst"]),
    "report_staff": Reader(rights=RIGHTS["report_staff"]),
    "other_states": Reader(rights=RIGHTS["focal_point"] | RIGHTS["authorising_officer"] | RIGHTS["contributor"]),
    "organisation": Reader(rights=RIGHTS["organisation"]),
    "administrator": Reader(rights=RIGHTS["administrator"]),
    "public": NOBODY,
}
"""One reader of each kind that is not of the country itself."""


def seen_by(found: Round, iso3: str, sheet: AnswerSheet) -> dict[str, AnswerSheet | None]:
    """What each kind of reader sees of these answers once they are signed, None for nothing."""
    return {
        code: sheet_as_seen_by(other, found, iso3, sheet) if other.may(Right.READ_SIGNED) else None
        for code, other in OTHER_READERS.items()
    }


def pairs_once_both_signed(session: Session, found: Round, iso3: str, sheet: AnswerSheet) -> dict[str, Pair]:
    """What each priority partner sees of its pair once both have signed, by partner; its own side is left blank."""
    shown = {}
    for pair in queries.pairs(session, found.slug):
        if iso3 in (pair.first, pair.second):
            partner = pair.second if iso3 == pair.first else pair.first
            both = {iso3: sheet, partner: AnswerSheet(partners=Partners((iso3,)))}
            whole = [(pair.first, pair.second, tuple(pair.reasons))]
            shown[partner] = network(found.slug, questionnaire_of(found), whole, both).as_seen_by(partner)[0]
    return shown
