"""An invitation from the administrator's page to the invited person's task, without any mail."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from assessment.services import accounts, invitations
from assessment.storage import queries
from assessment.storage.models import now
from tests.factories import person
from tests.web.conftest import Client
from tests.web.page import Page

PASSWORD = "una contraseña con acentuación"
NEW = {
    "email": "Nueva@Example.org",
    "name": "Ana Pérez",
    "roles": ["focal_point", "authorising_officer"],
    "iso3": "PER",
    "language": "es",
}
TWICE = {"new_password": PASSWORD, "new_password_confirm": PASSWORD}


def link_on(page: Page) -> str:
    """The path of the link that a page hands over."""
    return re.search(r'value="http://localhost(/[a-z]{2}/invitation/[^"]+)"', page.html)[1]


@pytest.fixture
def link(admin: Client) -> str:
    """A link for a new focal point of Peru who also signs."""
    return link_on(admin.submit("/es/administration/accounts/new", NEW, 200))


@pytest.mark.parametrize("lang", ["es", "en"])
def test_an_invited_person_chooses_a_password_and_lands_on_their_task(
    link: str, anonymous: Client, lang: str, session: Session
) -> None:
    address = link.replace("/es/", f"/{lang}/")
    page = anonymous.get(address)
    assert "Ana Pérez" in page.words
    assert {"es": "Perú", "en": "Peru"}[lang] in page.words
    assert {"es": "Autoridad firmante, Punto focal", "en": "Authorising officer, Focal point"}[lang] in page.words
    response = anonymous.submit(address, TWICE)
    assert response.headers["Location"] == f"/{lang}/"
    assert anonymous.http.get(f"/{lang}/").headers["Location"] == f"/{lang}/rounds/2026/PER/answers/"
    actions = [entry.action for entry, _name in queries.audit_entries(session, 4)]
    assert actions == ["password_set", "invitation_used", "invitation_made", "account_created"]


def test_the_chosen_password_signs_in(link: str, anonymous: Client, app: Flask) -> None:
    anonymous.submit(link, TWICE)
    elsewhere = Client(app.test_client())
    response = elsewhere.submit("/es/sign-in", {"email": "nueva@example.org", "password": PASSWORD})
    assert response.headers["Location"].rstrip("/") == "/es"


def test_opening_a_link_does_not_use_it_up(link: str, anonymous: Client) -> None:
    for _ in range(3):
        anonymous.get(link)
    anonymous.submit(link, TWICE)


def test_a_used_link_says_so_and_leads_to_sign_in(link: str, anonymous: Client, app: Flask) -> None:
    anonymous.submit(link, TWICE)
    elsewhere = Client(app.test_client())
    page = elsewhere.get(link, 410)
    assert "ya se ha utilizado" in page.words
    assert "/es/sign-in" in page.links
    assert "has already been used" in elsewhere.get(link.replace("/es/", "/en/"), 410).words
    assert "ya se ha utilizado" in elsewhere.post(link, TWICE, 410).words


def test_an_expired_link_says_so_in_both_languages(link: str, anonymous: Client) -> None:
    with time_machine.travel(now() + timedelta(days=15), tick=False):
        assert "ha vencido" in anonymous.get(link, 410).words
        assert "has expired" in anonymous.get(link.replace("/es/", "/en/"), 410).words
        assert "ha vencido" in anonymous.post(link, TWICE, 410).words


def test_an_unknown_link_says_what_to_do_in_both_languages(anonymous: Client) -> None:
    assert "no es válida" in anonymous.get("/es/invitation/no-such-token", 404).words
    assert "is not valid" in anonymous.get("/en/invitation/no-such-token", 404).words


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"new_password": "corta", "new_password_confirm": "corta"}, "al menos 12 caracteres"),
        ({"new_password": PASSWORD, "new_password_confirm": PASSWORD + "x"}, "no son iguales"),
        ({"new_password": "x" * 129, "new_password_confirm": "x" * 129}, "como máximo 128 caracteres"),
    ],
)
def test_a_bad_password_is_refused_and_the_link_stays_good(
    link: str, anonymous: Client, typed: dict[str, str], sentence: str
) -> None:
    page = anonymous.submit(link, typed, 422)
    assert sentence in page.words
    assert page.title.startswith("Error:")
    anonymous.submit(link, TWICE)


def test_the_link_is_shown_once_and_can_be_renewed_and_revoked(
    admin: Client, link: str, anonymous: Client, session: Session
) -> None:
    user = queries.user_by_email(session, "nueva@example.org")
    address = f"/es/administration/accounts/{user.id}"
    assert "/invitation/" not in "".join(re.findall(r'value="([^"]*)"', admin.get(address).html))
    newer = link_on(admin.post(f"{address}/invitation", {}, 200))
    anonymous.get(link, 404)
    anonymous.get(newer)
    admin.post(f"{address}/invitation/revoke", {})
    anonymous.get(newer, 404)
    assert "Sin contraseña ni invitación" in admin.get(address).words
    assert "Invitación revocada" in admin.get("/es/administration").words


def test_a_password_set_on_the_server_voids_the_link(
    link: str, anonymous: Client, app: Flask, session: Session
) -> None:
    with app.app_context():
        accounts.set_password(session, "nueva@example.org", PASSWORD)
    session.commit()
    anonymous.get(link, 404)


def test_a_new_link_for_a_forgotten_password_ends_the_old_sessions_only_when_used(
    focal_peru: Client, anonymous: Client, session: Session
) -> None:
    token = invitations.invite(session, focal_peru.user, None).token
    session.commit()
    assert focal_peru.http.get("/es/rounds/2026/PER/answers/").status_code == 200
    anonymous.submit(f"/es/invitation/{token}", TWICE)
    assert focal_peru.http.get("/es/rounds/2026/PER/answers/").status_code == 302


def test_whoever_is_signed_in_on_that_browser_is_signed_out(admin: Client, link: str) -> None:
    admin.submit(link, TWICE)
    assert admin.http.get("/es/administration").status_code == 403
    assert admin.http.get("/es/rounds/2026/PER/answers/").status_code == 200


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"email": "nadie"}, "Escriba una dirección de correo electrónico"),
        ({"email": "focal.chl@example.org"}, "Ya existe una cuenta con esta dirección"),
        ({"email": "x" * 250 + "@example.org"}, "Escriba una dirección de correo electrónico"),
        ({"name": "x" * 201}, "El nombre puede tener como máximo 200 caracteres"),
        ({"name": " "}, "Escriba el nombre"),
        ({"roles": []}, "Elija al menos una función"),
        ({"roles": ["king"]}, "Elija al menos una función"),
        ({"iso3": ""}, "Elija el país"),
        ({"iso3": "ESP"}, "Elija el país"),
    ],
)
def test_an_account_that_makes_no_sense_is_refused_and_what_was_typed_is_kept(
    admin: Client, session: Session, changes: dict[str, object], sentence: str
) -> None:
    person(session, "focal.chl@example.org", "focal_point", "CHL")
    before = len(queries.users(session))
    page = admin.submit("/es/administration/accounts/new", {**NEW, **changes}, 422)
    assert sentence in page.words
    assert ("email", str(changes.get("email", "Nueva@Example.org"))) in page.forms[-1].fields
    assert len(queries.users(session)) == before


def test_everything_wrong_with_an_account_is_said_at_once(admin: Client) -> None:
    page = admin.submit("/en/administration/accounts/new", {"email": "x", "name": "", "roles": ["contributor"]}, 422)
    wrong = ["Write an e-mail address", "Write the name of the person", "Choose the country"]
    assert [page.words.count(sentence) for sentence in wrong] == [2, 2, 2]


def test_the_link_names_the_public_address_where_one_is_set(admin: Client, app: Flask, monkeypatch) -> None:
    settings = app.extensions["assessment"].settings
    monkeypatch.setitem(settings.__dict__, "address", "https://evaluacion.example.org")
    page = admin.submit("/es/administration/accounts/new", NEW, 200)
    assert 'value="https://evaluacion.example.org/es/invitation/' in page.html
