"""The demonstration's two rounds on the pages: each person sees of the published one what the rules allow."""

from collections.abc import Callable, Iterator
from itertools import product

import pytest
from flask import Flask
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from assessment.services import results, rounds
from assessment.services.accounts import reader_of
from assessment.storage import queries
from assessment.storage.models import Round
from tests.conftest import ON_SQLITE, rolled_back
from tests.web.conftest import Client

pytestmark = pytest.mark.usefixtures("open_round")

CHOICES = {
    "round_slug": ("2024",),
    "iso3": ("PER", "CHL"),
    "section": ("legal-framework", "personal-liberty"),
    "partner": ("BOL",),
    "code": ("CAN-548",),
    "number": ("1",),
    "node": ("overall", "D3.1", "D3.2d", "D3.3c", "D8.2a@BOL"),
    "question": ("D3.1a", "D8.2a@BOL"),
    "lang": ("en",),
}


@pytest.fixture
def connection(demonstration_engine: Engine) -> Iterator[Connection]:
    with rolled_back(demonstration_engine) as connection:
        yield connection


@pytest.fixture
def open_round(session: Session) -> Round:
    """The open round of the demonstration."""
    return rounds.get_round(session, "2026")


@pytest.fixture
def client(client_of: Callable, session: Session) -> Callable[[str], Client]:
    """The client of one of the demonstration's accounts."""
    return lambda local: client_of(queries.user_by_email(session, f"{local}@demo.example"))


def addresses(app: Flask, **fixed: tuple[str, ...]) -> list[str]:
    """Every address about the earlier round, its places filled."""
    choices, found = {**CHOICES, **fixed}, []
    with app.test_request_context("/es/"):
        adapter = app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            if "GET" in (rule.methods or set()) and "round_slug" in rule.arguments:
                names = sorted(rule.arguments)
                for values in product(*(choices[name] for name in names)):
                    found.append(adapter.build(rule.endpoint, dict(zip(names, values, strict=True)), method="GET"))
    return found


@ON_SQLITE
def test_every_page_and_file_of_the_earlier_round_answers_whoever_asks(app: Flask, client: Callable) -> None:
    expected = {"analyst": 15, "staff": 15, "admin": 0, "focal.per": 10, "officer.per": 10}
    for local, at_least in expected.items():
        http, answers = client(local).http, {}
        for address in addresses(app):
            answers[address] = http.get(address).status_code
        assert set(answers.values()) <= {200, 302, 403, 404, 409}, local
        assert sum(status == 200 for status in answers.values()) >= at_least, local


def test_a_country_sees_its_own_earlier_answers_and_no_other_country(app: Flask, client: Callable) -> None:
    focal = client("focal.per")
    assert "Round 2024" in focal.get("/en/rounds/2024/PER/profile").words
    for address in addresses(app, iso3=("CHL",), lang=("es",)):
        assert focal.http.get(address).status_code == 403, address


def test_of_the_group_a_country_sees_medians_of_a_published_round_and_no_score_of_another(
    session: Session,
) -> None:
    found = rounds.get_round(session, "2024")
    reader = reader_of(queries.user_by_email(session, "focal.per@demo.example"))
    figures, _sheet = results.profile(session, found, "PER", reader)
    assert {node for node, figure in figures.group.items() if figure.values} == set()
    assert figures.group["D3"].median is not None
    assert figures.group["D3"].n >= 5


def test_of_a_partner_that_did_not_sign_then_a_country_sees_nothing(session: Session) -> None:
    found = rounds.get_round(session, "2024")
    signed = {entry.iso3 for entry in results.region(session, found).signed}
    for iso3 in signed:
        for pair in results.own_pairs(session, found, iso3):
            if pair.other(iso3) not in signed:
                sides = {cell.second if pair.first == iso3 else cell.first for cell in pair.cells.values()}
                assert sides == {None}, pair


def test_the_newest_round_is_where_everybody_begins(client: Callable) -> None:
    for local, start in {
        "focal.per": "/es/rounds/2026/PER/answers/",
        "officer.per": "/es/rounds/2026/PER/check",
        "analyst": "/es/rounds/2026/region",
    }.items():
        assert client(local).http.get("/es/").headers["Location"] == start


def test_the_console_lists_both_rounds_and_the_log_is_that_of_the_newer_one(client: Callable) -> None:
    words = client("admin").get("/en/administration").words
    assert "2024" in words
    assert "2026/PER" in words


def test_the_earlier_round_takes_no_answers(client: Callable) -> None:
    page = client("focal.per").get("/en/rounds/2024/PER/answers/personal-liberty")
    assert [form for form in page.forms if form.method == "post" and "sign-out" not in form.action] == []
    assert "In what year were the rules on consular visits last revised?" in page.words
    assert "Does the law bar the detention of children" not in page.words


def test_signatures_and_answers_bear_a_day_of_the_earlier_round(client: Callable) -> None:
    assert "2024" in client("officer.per").get("/en/rounds/2024/PER/receipt").words
    region = client("analyst").get("/en/rounds/2024/region")
    assert "Signed (21)" in client("analyst").get("/en/rounds/2024/region?map=status").words
    assert "Round 2024" in region.words
