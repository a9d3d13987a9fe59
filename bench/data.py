"""The data under the benchmark: full answer sheets of all members, in rounds signed by 25, by 5 and by nobody."""

import random
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from assessment.catalogue import Reference
from assessment.config import Settings
from assessment.core.answers import AnswerSheet, Partners
from assessment.core.questionnaire import Domain, Questionnaire
from assessment.services import demonstration, rounds, signing, submissions
from assessment.services.reference import load_reference_data
from assessment.storage import queries
from assessment.storage.accounts import hashed
from assessment.storage.database import migrate
from assessment.storage.models import Round
from assessment.web import create_app
from tests.factories import full_sheet

PASSWORD = "password of the benchmark"
SEED = 2026
OPEN, SIGNED_BY_ALL, SIGNED_BY_FIVE = "open", "signed-25", "signed-5"
"""The rounds."""


@dataclass(frozen=True)
class Subject:
    """What is asked: the longest section, the one about partners, and the members, those with most partners first."""

    questionnaire: Questionnaire
    section: Domain
    partners: Domain
    members: tuple[str, ...]
    number_of_partners: int


def subject_of(questionnaire: Questionnaire, reference: Reference) -> Subject:
    """The parts of the questionnaire that the benchmark visits."""
    counts = Counter(iso3 for pair in reference.pairs for iso3 in (pair.first, pair.second))
    return Subject(
        questionnaire,
        section=max((d for d in questionnaire if not d.per_partner), key=lambda domain: len(domain.questions)),
        partners=next(domain for domain in questionnaire if domain.per_partner),
        members=tuple(iso3 for iso3, _count in counts.most_common()),
        number_of_partners=max(counts.values()),
    )


def fill(settings: Settings, subject: Subject) -> None:
    """Migrate an empty database and fill it: reference data, accounts that share PASSWORD, three rounds."""
    migrate(settings.database_url)
    app = create_app(settings)
    kept = app.extensions["assessment"]
    with app.app_context(), kept.sessions() as session:
        load_reference_data(session, kept.reference)
        demonstration.create_accounts(session, hashed(PASSWORD))
        everybody = [country.iso3 for country in queries.countries(session)]
        for slug, signing in ((SIGNED_BY_FIVE, everybody[:5]), (SIGNED_BY_ALL, everybody), (OPEN, [])):
            pairs = rounds.priority_pairs(kept.reference)
            found = demonstration.open_round(session, subject.questionnaire, pairs, slug)
            for iso3, sheet in _sheets(subject.questionnaire, kept.reference, everybody):
                _answer(session, found, iso3, sheet, sign=iso3 in signing)
        session.commit()
    kept.engine.dispose()


def _sheets(
    questionnaire: Questionnaire, reference: Reference, members: Collection[str]
) -> Iterator[tuple[str, AnswerSheet]]:
    """Every question answered; own matters with the comments and links of a drawn sheet."""
    draw = random.Random(SEED)
    abroad = [country.iso3 for country in reference.countries if country.iso3 not in members]
    for number, iso3 in enumerate(members):
        partners = Partners(
            tuple(p.second if p.first == iso3 else p.first for p in reference.pairs if iso3 in (p.first, p.second))
        )
        drawn = demonstration.draw_sheet(draw, questionnaire, abroad)
        full = full_sheet(questionnaire, level=number % 3 + 2, partners=partners)
        yield iso3, AnswerSheet({**full.answers, **drawn.answers}, partners)


def _answer(session: Session, found: Round, iso3: str, sheet: AnswerSheet, sign: bool) -> None:
    changes = [submissions.Change(key, answer, 0) for key, answer in sheet.answers.items()]
    submissions.save_answers(session, found, iso3, changes, None, way="benchmark")
    if sign:
        officer = queries.user_by_email(session, f"officer.{iso3.lower()}@demo.example")
        assert officer is not None
        signing.sign(session, found, iso3, officer.id, officer.name, "Office")
