"""Demonstration data of civil society: organisations named by a letter, and what they say of countries by lot.

For some countries there are three organisations or more, for others fewer or
none, so that figures shown and figures withheld both occur. Some sheets are
still under way, some items unknown or left blank.
"""

import random
from collections.abc import Iterator

from sqlalchemy.orm import Session

from assessment.core.answers import Answer, Evidence, State
from assessment.core.civil_society import CivilQuestionnaire
from assessment.services import accounts, civil_society, rounds
from assessment.services.civil_society import KINDS
from assessment.services.submissions import Change
from assessment.storage import queries
from assessment.storage.civil_society import Organisation
from assessment.storage.models import Round

SEED = 2027
LETTERS = "ABCDEFGH"
NAME = "Organización de demostración {letter}"
SEATS: tuple[str | None, ...] = ("MEX", None, "COL", "CRI", "ARG", None, "TTO", "PER")
ACCOUNTS = ("A", "B")
"""The organisations with an account to try the tool with: org.a@demo.example …"""
HOW_MANY = (0,) * 3 + (1,) * 3 + (2,) * 4 + (3,) * 6 + (4,) * 6 + (5,) * 3
"""How many organisations answer about a country, dealt by lot."""
ALWAYS_SHOWN = "PER"
"""The country that guides and tests open first; it swaps lots with one of three organisations where needed."""
COMMENTS = (
    "Según los registros de nuestro servicio de orientación.",
    "Mejoró en el segundo semestre.",
    "Depende de la oficina consular.",
    "As seen by our legal aid service.",
)
EXAMPLES = (
    "En una jornada móvil se atendió a todas las personas que llegaron sin cita.",
    "La respuesta por escrito tardó cuatro meses.",
    "A mobile consulate came to the shelter twice last year.",
)


def load_civil_society(session: Session, found: Round, password_hash: str) -> None:
    """Organisations, two accounts, and answers about most of the member States."""
    questionnaire = rounds.civil_questionnaire_of(found)
    assert questionnaire is not None
    draw = random.Random(SEED)  # noqa: S311  (a drawn example, no secret)
    made = [
        civil_society.create_organisation(session, NAME.format(letter=letter), draw.choice(KINDS), seat, SEATS)
        for letter, seat in zip(LETTERS, SEATS, strict=True)
    ]
    senders = {letter: _account(session, letter, made[LETTERS.index(letter)], password_hash) for letter in ACCOUNTS}
    members = [country.iso3 for country in queries.countries(session)]
    for iso3, number in _lots(draw, members).items():
        level = draw.gauss(0.55, 0.12)
        for organisation in sorted(draw.sample(made, number), key=lambda one: one.name):
            sender = senders.get(organisation.name[-1], senders["A"])
            _answer(session, found, questionnaire, organisation, iso3, draw, level, sender)


def _account(session: Session, letter: str, organisation: Organisation, password_hash: str) -> int:
    email = f"org.{letter.lower()}@demo.example"
    user = accounts.create_user(
        session, email, organisation.name, ["organisation"], None, password_hash, organisation=organisation.id
    )
    return user.id


def _lots(draw: random.Random, members: list[str]) -> dict[str, int]:
    """How many organisations answer about each country."""
    lots = list(HOW_MANY)
    draw.shuffle(lots)
    dealt = dict(zip(members, lots, strict=True))
    if dealt[ALWAYS_SHOWN] < 4:
        other = next(iso3 for iso3, number in dealt.items() if number == 4)
        dealt[ALWAYS_SHOWN], dealt[other] = dealt[other], dealt[ALWAYS_SHOWN]
    return dealt


def _answer(
    session: Session,
    found: Round,
    questionnaire: CivilQuestionnaire,
    organisation: Organisation,
    iso3: str,
    draw: random.Random,
    level: float,
    sender: int,
) -> None:
    """One sheet, most of them sent."""
    changes = [Change(id, answer, 0) for id, answer in draw_answers(draw, questionnaire, level)]
    civil_society.save_told(session, found, organisation.id, iso3, changes, sender, way="demonstration")
    if draw.random() < 0.92:
        civil_society.send(session, found, organisation.id, iso3, sender, organisation.name)


def draw_answers(draw: random.Random, questionnaire: CivilQuestionnaire, level: float) -> Iterator[tuple[str, Answer]]:
    """One organisation's answers about a country whose level (0..1) all of them see more or less alike."""
    for id, question in questionnaire.questions.items():
        fate = draw.random()
        if fate < 0.1:
            continue
        if fate < 0.25:
            yield id, Answer(State.DONT_KNOW)
            continue
        step = min(4, max(0, round(4 * level + draw.gauss(0, 0.9))))
        comment = draw.choice(COMMENTS) if draw.random() < 0.1 else ""
        example = (Evidence(description=draw.choice(EXAMPLES)),) if draw.random() < 0.08 else ()
        yield id, Answer(State.ANSWERED, question.option_codes[step], comment=comment, evidence=example)
