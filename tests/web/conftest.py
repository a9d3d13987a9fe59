"""Strict clients, one for each role and country; every fetch guards the whole site."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.test import TestResponse

from assessment.config import Settings
from assessment.storage.accounts import User
from assessment.storage.models import Round
from assessment.web import create_app
from tests import factories
from tests.factories import person
from tests.web.page import Page


@dataclass
class Client:
    """A browser that looks at every page it is given."""

    http: FlaskClient
    user: User | None = None

    def get(self, url: str, status: int = 200) -> Page:
        """The page at an address, read strictly."""
        return self._read(url, self.http.get(url), status)

    def post(self, url: str, data: object, status: int = 302, token: bool = True) -> Page | TestResponse:
        """What a form sent to an address gives: the page, or the redirection."""
        fields = list(data.items()) if isinstance(data, dict) else list(data)
        if token:
            fields.append(("csrf_token", self._token()))
        response = self.http.post(url, data=_as_multidict(fields))
        if status in (301, 302, 303):
            assert response.status_code in (301, 302, 303), response.text[:3000]
            return response
        return self._read(url, response, status)

    def submit(self, url: str, changes: dict[str, object], status: int = 302, form: int = -1) -> Page | TestResponse:
        """Open a page, change some fields of its last form (None: leave out) and send it as a browser would."""
        posted = next(f for f in reversed(self.get(url).forms) if f.method == "post" and "sign-out" not in f.action)
        fields = [(name, text) for name, text in posted.fields if name not in changes]
        for name, value in changes.items():
            values = value if isinstance(value, list) else [value]
            fields += [(name, text) for text in values if text is not None]
        return self.post(posted.action or url, fields, status, token=False)

    def _token(self) -> str:
        page = Page(self.http.get("/en/password" if self.user else "/en/sign-in").text)
        return next(text for form in page.forms for name, text in form.fields if name == "csrf_token")

    def _read(self, url: str, response: TestResponse, status: int) -> Page:
        assert response.status_code == status, f"{url}: {response.status_code}\n{response.text[:3000]}"
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        page = Page(response.text)
        assert page.lang == url.split("/")[1], f"{url} is in {page.lang}"
        assert page.faults == [], f"{url}: {page.faults}"
        return page


def _as_multidict(fields: list[tuple[str, str]]) -> dict[str, list[str]]:
    sent: dict[str, list[str]] = {}
    for name, text in fields:
        sent.setdefault(name, []).append(text)
    return sent


@pytest.fixture(scope="session")
def application(database_url: str, engine: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on the test database."""
    instance: Path = tmp_path_factory.mktemp("instance")
    app = create_app(Settings(instance, database_url, secret_key="tests only", password_salt="tests only"))
    app.config["TESTING"] = True
    app.extensions["security"].pwd_context.update(argon2__time_cost=1, argon2__memory_cost=64, argon2__parallelism=1)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield app
    app.extensions["assessment"].engine.dispose()


@pytest.fixture
def app(application: Flask, connection: Connection) -> Iterator[Flask]:
    """The application inside the transaction of this test."""
    kept = application.extensions["assessment"]
    sessions = sessionmaker(connection, join_transaction_mode="create_savepoint", expire_on_commit=False)
    application.extensions["assessment"] = replace(kept, sessions=sessions)
    yield application
    application.extensions["assessment"] = kept


@pytest.fixture
def client_of(app: Flask, open_round: Round) -> Callable[[User | None], Client]:
    """Makes the client of a person, signed in."""

    def make(user: User | None) -> Client:
        http = app.test_client()
        if user is not None:
            with http.session_transaction() as cookie:
                cookie["_user_id"], cookie["_fresh"] = user.fs_uniquifier, True
        return Client(http, user)

    return make


@pytest.fixture
def anonymous(client_of: Callable) -> Client:
    """Nobody signed in."""
    return client_of(None)


@pytest.fixture
def focal_peru(client_of: Callable, session: Session) -> Client:
    """The focal point of Peru."""
    return client_of(person(session, "focal.per@example.org", "focal_point", "PER"))


@pytest.fixture
def focal_chile(client_of: Callable, session: Session) -> Client:
    """The focal point of Chile."""
    return client_of(person(session, "focal.chl@example.org", "focal_point", "CHL"))


@pytest.fixture
def contributor_peru(client_of: Callable, session: Session, open_round: Round) -> Client:
    """A contributor of Peru with whom every section is shared."""
    user = person(session, "contributor.per@example.org", "contributor", "PER")
    factories.shared(session, open_round, user)
    return client_of(user)


@pytest.fixture
def officer_peru(client_of: Callable, session: Session) -> Client:
    """The authorising officer of Peru."""
    return client_of(person(session, "officer.per@example.org", "authorising_officer", "PER"))


@pytest.fixture
def analyst(client_of: Callable, session: Session) -> Client:
    """A SELA analyst."""
    return client_of(person(session, "analyst@example.org", "analyst"))


@pytest.fixture
def staff(client_of: Callable, session: Session) -> Client:
    """SELA's report staff."""
    return client_of(person(session, "staff@example.org", "report_staff"))


@pytest.fixture
def organisation(client_of: Callable, session: Session) -> Client:
    """Somebody of a civil-society organisation."""
    own = factories.organisation(session, "Casa Abierta")
    return client_of(person(session, "org@example.org", "organisation", organisation=own))


@pytest.fixture
def admin(client_of: Callable, session: Session) -> Client:
    """The administrator."""
    return client_of(person(session, "admin@example.org", "administrator"))
