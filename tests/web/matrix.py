"""A round in which Peru has five priority partners, and what its forms would send."""

import pytest
from sqlalchemy.orm import Session

from assessment.core.answers import Answer
from assessment.core.questionnaire import Questionnaire
from assessment.services import demonstration, submissions
from assessment.storage.models import Round

HERE = "/en/rounds/2026/PER/answers"
TABLE = f"{HERE}/cooperation"
LIST = f"{TABLE}/instruments"
BOLIVIA = "BOL"
PAIRS = [(*sorted(("PER", other)), ("land_border",)) for other in ("BOL", "BRA", "CHL", "COL", "ECU")]
OFFERED = {
    "name": "Decision 548",
    "year": 2003,
    "status": "in_force",
    "parties": ["BOL", "COL", "ECU", "PER"],
    "scope": [],
}


@pytest.fixture
def open_round(session: Session, questionnaire: Questionnaire) -> Round:
    """Round 2026, open for answers, with Peru's partners."""
    found = demonstration.open_round(session, questionnaire, PAIRS)
    session.commit()
    return found


@pytest.fixture
def stored(session: Session, open_round: Round):
    """Peru's answers as they stand in the database."""

    def read(key: str) -> Answer:
        session.expire_all()
        return submissions.read_sheet(session, open_round, "PER").sheet[key]

    return read


def fields_of(page) -> dict[str, list[str]]:
    """What the page's own form would send."""
    fields: dict[str, list[str]] = {}
    for name, text in page.forms[-1].fields:
        fields.setdefault(name, []).append(text)
    return fields


def sent(fields: dict[str, list[str]], changes: dict[str, object]) -> list[tuple[str, str]]:
    """The fields with some of them changed, as pairs."""
    changed = {name: value if isinstance(value, list) else [value] for name, value in changes.items()}
    return [(name, text) for name, texts in {**fields, **changed}.items() for text in texts]
