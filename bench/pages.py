"""What single pages weigh, and how often a request asks the database. In one process, without a server."""

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select

from assessment.config import Settings
from assessment.storage.accounts import User
from assessment.web import create_app
from bench.data import OPEN, SIGNED_BY_ALL, SIGNED_BY_FIVE, Subject
from bench.table import limited, print_row
from tests.web.page import Page

KB = 1000
LOADED = re.compile(r'<(?:script|img)\b[^>]*? src="([^"]+)"|<link rel="stylesheet"[^>]*? href="([^"]+)"')
"""What a browser fetches with a page. Scripts and style sheets of the tool fetch nothing more."""


def print_weights(settings: Settings, subject: Subject) -> None:
    """Weights in kB after gzip, headers not counted: a page alone, and with all it loads on a first visit."""
    app, iso3 = create_app(settings), subject.members[0]
    answers = f"/es/rounds/{OPEN}/{iso3}/answers"
    focal, analyst = signed_in(app, f"focal.{iso3.lower()}@demo.example"), signed_in(app, "analyst@demo.example")
    section, partners = f"{answers}/{subject.section.slug}", f"{answers}/{subject.partners.slug}"
    page, files = weigh(focal, section)
    print_row(f"section page, {len(subject.section.questions)} questions: HTML", [limited("gzip", "kB", page / KB, 10)])
    weight, requests = (page + sum(files)) / KB, 1 + len(files)
    figures = [limited("gzip", "kB", weight, 60), limited("requests", "", requests, 6)]
    print_row("section page: first visit", figures)
    table = weigh(focal, partners)[0] / KB
    print_row(f"partner table, {subject.number_of_partners} partners: HTML", [limited("gzip", "kB", table, 20)])
    page, files = weigh(analyst, f"/es/rounds/{SIGNED_BY_ALL}/region")
    print_row("regional dashboard: first visit", [limited("gzip", "kB", (page + sum(files)) / KB, 600)])
    print_row("regional dashboard: repeated visit", [limited("gzip", "kB", page / KB, 40)])
    app.extensions["assessment"].engine.dispose()


def weigh(client: FlaskClient, path: str) -> tuple[int, list[int]]:
    """The bytes of a page, and of each file it loads."""
    html = client.get(path)
    assert html.status_code == 200, path
    addresses = {first or second for first, second in LOADED.findall(html.text)}
    assert all(address.startswith("/static/") for address in addresses), addresses
    return len(gzip.compress(html.data, 6)), [_weight(client, address) for address in sorted(addresses)]


def _weight(client: FlaskClient, address: str) -> int:
    """A file as it is sent, or as a server in front would send it."""
    response = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert response.status_code == 200, address
    return len(response.data if response.content_encoding == "gzip" else gzip.compress(response.data, 6))


def print_statements(settings: Settings, subject: Subject) -> None:
    """Statements a request, once the process is warm; beginning and ending a transaction are none."""
    app, iso3 = create_app(settings), subject.members[0]
    focal, analyst = signed_in(app, f"focal.{iso3.lower()}@demo.example"), signed_in(app, "analyst@demo.example")
    answers = f"/es/rounds/{OPEN}/{iso3}/answers"
    engine: Engine = app.extensions["assessment"].engine
    section, first = f"{answers}/{subject.section.slug}", subject.section.questions[0].id
    pages = [
        ("section page", focal, section, 6),
        ("partner table", focal, f"{answers}/{subject.partners.slug}", 6),
        ("regional dashboard, 5 countries signed", analyst, f"/es/rounds/{SIGNED_BY_FIVE}/region", 8),
        ("regional dashboard, 25 countries signed", analyst, f"/es/rounds/{SIGNED_BY_ALL}/region", 8),
    ]
    for what, client, path, most in pages:
        client.get(path)
        with statements(engine) as seen:
            assert client.get(path).status_code == 200, path
        print_row(what, [limited("statements", "", len(seen), most)])
    for what, names in (("save of 1 answer", [first]), ("save of a page", [q.id for q in subject.section.questions])):
        form = Page(focal.get(section).text).forms[-1].fields
        changed = {f"{name}.comment": f"{what}." for name in names}
        with statements(engine) as seen:
            saved = focal.post(section, data=_grouped([(name, changed.get(name, text)) for name, text in form]))
        assert saved.status_code == 303, saved.status_code
        print_row(what, [limited("statements", "", len(seen), 6)])
    engine.dispose()


def signed_in(app: Flask, email: str) -> FlaskClient:
    """A client whose cookie says who it is."""
    with app.extensions["assessment"].sessions() as session:
        uniquifier = session.scalars(select(User.fs_uniquifier).where(User.email == email)).one()
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = uniquifier, True
    return client


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """The statements sent to the database meanwhile."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def _grouped(fields: list[tuple[str, str]]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, text in fields:
        grouped.setdefault(name, []).append(text)
    return grouped
