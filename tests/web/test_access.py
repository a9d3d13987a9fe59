"""Who is answered where: every route of the URL map, for every actor."""

import pytest
from flask import Flask

from assessment.services.accounts import Right
from assessment.web.access import LIBRARY_RULES, rule_of
from tests.conftest import ON_SQLITE
from tests.web.conftest import Client

VALUES = {
    "round_slug": "2026",
    "iso3": "PER",
    "section": "cooperation",
    "partner": "BOL",
    "code": "new",
    "number": 999999,
    "node": "D1",
    "question": "D1.1a",
    "filename": "css/assessment.css",
    "token": "no-such-token",
    "user_id": 999999,
    "slug": "consular-cooperation",
    "version": "2026",
}
ACTORS = (
    "anonymous",
    "focal_peru",
    "focal_chile",
    "contributor_peru",
    "officer_peru",
    "analyst",
    "staff",
    "admin",
    "organisation",
)
EVERYBODY = set(ACTORS)
SIGNED_IN = EVERYBODY - {"anonymous"}
WHOLE = {"focal_peru", "officer_peru"}
PERU = WHOLE | {"contributor_peru"}
SELA = {"analyst", "staff"}

ANSWERED = {
    "static": EVERYBODY,
    "security.static": EVERYBODY,
    "security.login": EVERYBODY,
    "security.logout": EVERYBODY,
    "security.change_password": SIGNED_IN,
    "accounts.invitation": EVERYBODY,
    "accounts.accept_invitation": EVERYBODY,
    "accounts.account": SIGNED_IN,
    "accounts.save_account": SIGNED_IN,
    "home.start": EVERYBODY,
    "home.root": EVERYBODY,
    "answering.countries": SIGNED_IN,
    "autosave.texts": SIGNED_IN,
    "answering.task_list": PERU,
    "answering.section": PERU,
    "answering.save_section": {"focal_peru", "contributor_peru"},
    "partners.partner": PERU,
    "partners.save_partner": {"focal_peru", "contributor_peru"},
    "instruments.listing": PERU,
    "instruments.confirm_or_remove": {"focal_peru", "contributor_peru"},
    "instruments.instrument": PERU,
    "instruments.save_instrument": {"focal_peru", "contributor_peru"},
    "question_list.listing": PERU,
    "question_list.following": PERU,
    "question_list.shortcuts": SIGNED_IN,
    "burden.report": {"focal_peru", "contributor_peru"},
    "burden.region": SELA,
    "clearance.paper": WHOLE,
    "documents.listing": PERU | SELA,
    "documents.change": {"focal_peru", "contributor_peru"},
    "documents.download": PERU | SELA,
    "offline.download": PERU,
    "offline.start": PERU,
    "offline.preview": {"focal_peru", "contributor_peru"},
    "offline.apply": {"focal_peru", "contributor_peru"},
    "review.check": WHOLE | SELA,
    "review.sign": {"officer_peru"},
    "review.save_signature": {"officer_peru"},
    "receipts.receipt": WHOLE,
    "receipts.withdraw": {"officer_peru"},
    "receipts.save_withdrawal": {"officer_peru"},
    "preview.preview": {"focal_peru", "officer_peru"},
    "history.listing": WHOLE,
    "history.answer": WHOLE,
    "history.restore": {"focal_peru"},
    "sharing.listing": {"focal_peru"},
    "sharing.invite": {"focal_peru"},
    "sharing.save_invitation": {"focal_peru"},
    "sharing.assignment": {"focal_peru"},
    "sharing.change": {"focal_peru"},
    "sharing.save_change": {"focal_peru"},
    "sharing.withdraw": {"focal_peru"},
    "sharing.reopen": {"focal_peru"},
    "sharing.link": {"focal_peru"},
    "sharing.hand_back": {"contributor_peru"},
    "civil_society.start": {"organisation"},
    "civil_society.answers": {"organisation"},
    "civil_society.save_answers": {"organisation"},
    "civil_society.send": {"organisation"},
    "civil_society.save_sending": {"organisation"},
    "civil_society.reopen": {"organisation"},
    "dashboards.region": SELA,
    "dashboards.profile": {"focal_peru", "officer_peru"} | SELA,
    "dashboards.explanation": {"focal_peru", "officer_peru"} | SELA,
    "network.network": SELA,
    "network.partners": {"focal_peru", "officer_peru"} | SELA,
    "downloads.country": {"focal_peru", "officer_peru"} | SELA,
    "downloads.region": SELA,
    "downloads.receipt": {"focal_peru", "officer_peru"},
    "questionnaires.listing": SIGNED_IN,
    "questionnaires.document": SIGNED_IN,
    "questionnaires.search": SIGNED_IN,
    "questionnaires.codebook": SIGNED_IN,
    "questionnaires.codebook_table": SIGNED_IN,
    "console.overview": {"admin"},
    "console.change_round": {"admin"},
    "console.new_account": {"admin"},
    "console.create_account": {"admin"},
    "console.account": {"admin"},
    "console.invite": {"admin"},
    "console.revoke": {"admin"},
    "console.new_organisation": {"admin"},
    "console.create_organisation": {"admin"},
}


def routes(app: Flask) -> list[tuple[str, str, str]]:
    """Endpoint, method and address of every route, its places filled with Peru's."""
    with app.test_request_context("/es/"):
        adapter = app.url_map.bind("localhost")
        found = []
        for rule in app.url_map.iter_rules():
            values = {name: VALUES.get(name, "es") for name in rule.arguments}
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                found.append((rule.endpoint, method, adapter.build(rule.endpoint, values, method=method)))
        return found


def test_every_route_has_a_declared_rule(application: Flask) -> None:
    undeclared = {rule.endpoint for rule in application.url_map.iter_rules() if not rule_of(application, rule.endpoint)}
    assert undeclared == set()


def test_every_library_rule_belongs_to_a_route(application: Flask) -> None:
    assert set(LIBRARY_RULES) <= {rule.endpoint for rule in application.url_map.iter_rules()}


def test_the_expected_matrix_names_every_route(application: Flask) -> None:
    assert set(ANSWERED) == {rule.endpoint for rule in application.url_map.iter_rules()}


@ON_SQLITE
@pytest.mark.parametrize("actor", ACTORS)
def test_each_actor_is_answered_exactly_where_the_matrix_says(
    app: Flask, actor: str, request: pytest.FixtureRequest
) -> None:
    client: Client = request.getfixturevalue(actor)
    token = client._token()
    for endpoint, method, address in routes(app):
        if endpoint == "security.logout":
            continue
        response = client.http.open(address, method=method, data={"csrf_token": token}, buffered=True)
        to_sign_in = response.status_code == 302 and "/sign-in" in response.headers["Location"]
        refused = response.status_code in (401, 403) or (to_sign_in and endpoint != "security.change_password")
        if endpoint == "security.change_password" and to_sign_in:
            refused = True
        expected = actor in ANSWERED[endpoint]
        assert refused is not expected, f"{actor} {method} {address}: {response.status_code}"


def test_a_route_without_a_rule_answers_nobody(app: Flask, admin: Client) -> None:
    """The guard itself, not only the list of rules, denies by default."""
    view = app.view_functions["console.overview"]
    app.view_functions["console.overview"] = lambda: "open"
    try:
        assert admin.http.get("/es/administration").status_code == 403
    finally:
        app.view_functions["console.overview"] = view


def test_a_visitor_is_sent_to_sign_in_and_back(anonymous: Client) -> None:
    response = anonymous.http.get("/es/rounds/2026/PER/answers/")
    assert response.status_code == 302
    assert response.headers["Location"] == "/es/sign-in?next=/es/rounds/2026/PER/answers/"


def test_another_countrys_address_is_refused_in_the_readers_language(focal_chile: Client) -> None:
    assert "no está disponible para su cuenta" in focal_chile.get("/es/rounds/2026/PER/answers/", 403).words
    assert "not open to your account" in focal_chile.get("/en/rounds/2026/PER/answers/", 403).words


def test_rights_are_held_by_at_least_one_role_each(application: Flask) -> None:
    used = {right for rule in application.url_map.iter_rules() for right in rule_of(application, rule.endpoint).rights}
    assert used | {Right.READ_STATUS, Right.READ_CONFIDENTIAL, Right.DOWNLOAD} == set(Right)
