"""The database of the tests: a real one, migrated once, rolled back after every test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from assessment import catalogue
from assessment.catalogue import Reference
from assessment.config import CURRENT_QUESTIONNAIRE, REFERENCE
from assessment.core.questionnaire import Questionnaire
from assessment.services import demonstration
from assessment.services.reference import load_reference_data
from assessment.storage.database import make_engine, migrate
from assessment.storage.models import Round
from tests.browser.tool import browser_type_launch_args, tool, visitor

__all__ = ["browser_type_launch_args", "tool", "visitor"]  # fixtures of the browser tests, for the journey as well


@pytest.fixture(scope="session")
def questionnaire() -> Questionnaire:
    """The current questionnaire, as it is published."""
    return catalogue.load(CURRENT_QUESTIONNAIRE)


@pytest.fixture(scope="session")
def reference() -> Reference:
    """The reference data, as it is published."""
    return catalogue.load_reference(REFERENCE)


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A migrated database with reference data."""
    path: Path = tmp_path_factory.mktemp("database") / "assessment.sqlite3"
    url = f"sqlite:///{path}"
    migrate(url)
    return url


@pytest.fixture(scope="session")
def engine(database_url: str, reference: Reference) -> Iterator[Engine]:
    """The engine of the test database."""
    engine = make_engine(database_url)
    with Session(engine) as session:
        load_reference_data(session, reference)
        session.commit()
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """A connection whose transaction is rolled back, whatever the test commits."""
    with engine.connect() as connection:
        transaction = connection.begin()
        yield connection
        transaction.rollback()


@pytest.fixture
def session(connection: Connection) -> Iterator[Session]:
    """A session in that transaction."""
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        yield session


@pytest.fixture
def open_round(session: Session, questionnaire: Questionnaire) -> Round:
    """Round 2026, open for answers."""
    found = demonstration.open_round(session, questionnaire)
    session.commit()
    return found
