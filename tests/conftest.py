"""The databases of the tests: real ones, migrated once, rolled back after every test.

A test that uses a database runs once on SQLite and once on PostgreSQL, but for those marked ``ON_SQLITE``.
"""

import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import URL, Connection, Engine
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
from tests.postgresql import new_database, shared_server

__all__ = ["browser_type_launch_args", "tool", "visitor"]  # fixtures of the browser tests, for the journey as well

DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
ON_SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True, scope="session")
"""For a walk through every page and file, and for workbooks: what is in them is decided in the program."""
RUN = "ASSESSMENT_TEST_RUN"
"""The process that started the test run; its workers inherit the variable."""


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        os.environ[RUN] = str(os.getpid())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Note on every test which database it uses; the tool in the browser tests runs on SQLite."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "database_kind" in fixtures:
            item.user_properties.append(("database", item.callspec.params["database_kind"]))
        elif "postgresql" in fixtures or "tool" in fixtures:
            item.user_properties.append(("database", "postgresql" if "postgresql" in fixtures else "sqlite"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests ran on each database, over all processes of the run."""
    reports = [report for outcome in ("passed", "failed") for report in terminalreporter.stats.get(outcome, [])]
    ran = Counter(name for r in reports if r.when == "call" for key, name in r.user_properties if key == "database")
    terminalreporter.write_line(
        f"On databases: {ran['sqlite']} tests on SQLite {sqlite3.sqlite_version}, {ran['postgresql']} on PostgreSQL"
    )


@pytest.fixture(scope="session")
def questionnaire() -> Questionnaire:
    """The current questionnaire, as it is published."""
    return catalogue.load(CURRENT_QUESTIONNAIRE)


@pytest.fixture(scope="session")
def reference() -> Reference:
    """The reference data, as it is published."""
    return catalogue.load_reference(REFERENCE)


@pytest.fixture(scope="session", params=DATABASES)
def database_kind(request: pytest.FixtureRequest) -> str:
    """The kind of database a test runs on: each of them in turn."""
    return request.param


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a PostgreSQL server, one for all processes of the run."""
    own = tmp_path_factory.getbasetemp()
    return shared_server(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own, int(os.environ[RUN]))


@pytest.fixture(scope="session")
def empty_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Makes an empty database of a kind; gives its address."""

    def make(kind: str) -> str:
        if kind == "postgresql":
            return new_database(request.getfixturevalue("postgresql"), f"test_{uuid4().hex}")
        path: Path = tmp_path_factory.mktemp("database") / "assessment.sqlite3"
        return f"sqlite:///{path}"

    return make


@pytest.fixture
def empty_url(database_kind: str, empty_database: Callable[[str], str]) -> str:
    """The address of an empty database of the test's own."""
    return empty_database(database_kind)


@pytest.fixture(scope="session")
def demonstration_evidence(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the files of the documents of the demonstration."""
    return tmp_path_factory.mktemp("evidence")


@pytest.fixture(scope="session")
def demonstration_of(
    empty_database: Callable[[str], str],
    demonstration_evidence: Path,
    reference: Reference,
    questionnaire: Questionnaire,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[str], str]:
    """Makes a database of a kind with the demonstration, a copy of one that is filled once; gives its address."""
    filled: dict[str, URL] = {}

    def fill(kind: str) -> URL:
        url = empty_database(kind)
        migrate(url)
        engine = make_engine(url)
        with Session(engine) as session:
            load_reference_data(session, reference)
            demonstration.load_demonstration(session, questionnaire, reference, "no password", demonstration_evidence)
            session.commit()
        engine.dispose()
        return engine.url

    def copy(kind: str) -> str:
        if kind not in filled:
            filled[kind] = fill(kind)
        name = str(filled[kind].database)
        if kind == "postgresql":
            return new_database(request.getfixturevalue("postgresql"), f"test_{uuid4().hex}", template=name)
        path = tmp_path_factory.mktemp("demonstration") / "assessment.sqlite3"
        with closing(sqlite3.connect(name)) as source, closing(sqlite3.connect(path)) as target:
            source.backup(target)
        return f"sqlite:///{path}"

    return copy


@pytest.fixture
def demonstration_url(database_kind: str, demonstration_of: Callable[[str], str]) -> str:
    """The address of a database of the test's own with the demonstration: 18 signed snapshots of 2026, 21 of 2024."""
    return demonstration_of(database_kind)


@pytest.fixture(scope="session")
def demonstration_engine(database_kind: str, demonstration_of: Callable[[str], str]) -> Iterator[Engine]:
    """The engine of a shared database with the demonstration; change it only in a transaction that is rolled back."""
    engine = make_engine(demonstration_of(database_kind))
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def engines(empty_database: Callable[[str], str], reference: Reference) -> Iterator[Callable[[str], Engine]]:
    """Gives the engine of the shared test database of a kind: migrated, with reference data."""
    made: dict[str, Engine] = {}

    def engine_of(kind: str) -> Engine:
        if kind not in made:
            url = empty_database(kind)
            migrate(url)
            made[kind] = make_engine(url)
            with Session(made[kind]) as session:
                load_reference_data(session, reference)
                session.commit()
        return made[kind]

    yield engine_of
    for engine in made.values():
        engine.dispose()


@pytest.fixture(scope="session")
def engine(database_kind: str, engines: Callable[[str], Engine]) -> Engine:
    """The engine of the test database."""
    return engines(database_kind)


@pytest.fixture(scope="session")
def database_url(engine: Engine) -> str:
    """The address of the test database."""
    return engine.url.render_as_string(hide_password=False)


@contextmanager
def rolled_back(engine: Engine) -> Iterator[Connection]:
    """A connection whose transaction is rolled back, whatever the test commits."""
    with engine.connect() as connection:
        transaction = connection.begin()
        yield connection
        transaction.rollback()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """A connection to the test database; nothing a test does over it stays."""
    with rolled_back(engine) as connection:
        yield connection


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
