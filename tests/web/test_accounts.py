"""Signing in and out, in both languages, and what happens when somebody tries passwords."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from assessment.i18n import language, time_zones
from assessment.services import accounts
from assessment.storage import queries
from tests.factories import person
from tests.web.conftest import Client

PASSWORD = "una contraseña con acentuación"


@pytest.fixture
def account(app: Flask, session: Session) -> str:
    """A focal point of Peru with a real password."""
    user = person(session, "focal@example.org", "focal_point", "PER")
    with app.app_context():
        accounts.set_password(session, user.email, PASSWORD)
    session.commit()
    return user.email


@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_person_signs_in_reaches_their_task_and_signs_out(anonymous: Client, account: str, lang: str) -> None:
    response = anonymous.submit(f"/{lang}/sign-in", {"email": account, "password": PASSWORD})
    assert response.headers["Location"].rstrip("/") == f"/{lang}"
    start = anonymous.http.get(f"/{lang}/")
    assert start.headers["Location"] == f"/{lang}/rounds/2026/PER/answers/"
    anonymous.user = object()
    anonymous.post(f"/{lang}/sign-out", {})
    assert anonymous.http.get(f"/{lang}/rounds/2026/PER/answers/").status_code == 302


def test_the_stored_password_is_an_argon2_hash(account: str, session: Session) -> None:
    assert queries.user_by_email(session, account).password.startswith("$argon2")


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(anonymous: Client, account: str) -> None:
    wrong = anonymous.submit("/es/sign-in", {"email": account, "password": "otra cosa muy distinta"}, 422)
    unknown = anonymous.submit("/es/sign-in", {"email": "nadie@example.org", "password": PASSWORD}, 422)
    sentence = "El correo y la contraseña no corresponden a ninguna cuenta"
    assert sentence in wrong.words
    assert sentence in unknown.words
    assert wrong.words.replace(account, "") == unknown.words.replace("nadie@example.org", "")


def test_after_eight_failures_even_the_right_password_waits(anonymous: Client, account: str) -> None:
    for _ in range(8):
        anonymous.submit("/es/sign-in", {"email": account, "password": "otra cosa muy distinta"}, 422)
    page = anonymous.submit("/es/sign-in", {"email": account, "password": PASSWORD}, 429)
    assert "Espere 15 minutos" in page.words


def test_changing_the_password_ends_the_other_sessions(
    app: Flask, anonymous: Client, account: str, session: Session
) -> None:
    other = app.test_client()
    with other.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = queries.user_by_email(session, account).fs_uniquifier, True
    assert other.get("/es/rounds/2026/PER/answers/").status_code == 200
    anonymous.submit("/es/sign-in", {"email": account, "password": PASSWORD})
    fresh = {"password": PASSWORD, "new_password": PASSWORD + " 2", "new_password_confirm": PASSWORD + " 2"}
    anonymous.submit("/es/password", fresh)
    assert other.get("/es/rounds/2026/PER/answers/").status_code == 302


def test_a_password_that_is_too_short_is_refused_in_the_readers_language(anonymous: Client, account: str) -> None:
    anonymous.submit("/es/sign-in", {"email": account, "password": PASSWORD})
    short = {"password": PASSWORD, "new_password": "corta", "new_password_confirm": "corta"}
    page = anonymous.submit("/es/password", short, 422)
    assert "12 caracteres" in page.words


@pytest.mark.parametrize(
    ("lang", "words"),
    [("es", "La contraseña nueva debe ser distinta de la actual"), ("en", "must differ from the present")],
)
def test_the_same_password_again_is_refused(anonymous: Client, account: str, lang: str, words: str) -> None:
    anonymous.submit(f"/{lang}/sign-in", {"email": account, "password": PASSWORD})
    same = {"password": PASSWORD, "new_password": PASSWORD, "new_password_confirm": PASSWORD}
    assert words in anonymous.submit(f"/{lang}/password", same, 422).words


@pytest.mark.parametrize("sent", [{"email": ["a"], "password": {}}, {"email": 1, "password": 2}, [1, 2]])
def test_json_of_any_shape_is_no_sign_in(anonymous: Client, account: str, sent: object) -> None:
    token = {"X-CSRFToken": anonymous._token()}
    response = anonymous.http.post("/es/sign-in", json=sent, headers=token)
    assert response.status_code == 400
    assert response.mimetype == "text/html"
    assert "La solicitud no se entendió" in response.text or "No se modificó nada" in response.text


@pytest.mark.parametrize(
    "elsewhere", ["https://example.net/", "//example.net", "/\t/example.net", "javascript:alert(1)"]
)
def test_sign_in_never_leads_to_another_host(anonymous: Client, account: str, elsewhere: str) -> None:
    """Whoever followed such a link signs in all the same, and lands on the start page."""
    credentials = {"email": account, "password": PASSWORD, "next": elsewhere}
    response = anonymous.submit(f"/es/sign-in?{urlencode({'next': elsewhere})}", credentials)
    assert response.headers["Location"] == "/es/"


@pytest.mark.parametrize("written", ["FOCAL@example.org", " focal@example.org ", "focal@Example.ORG"])
def test_capitals_and_blanks_in_the_address_do_not_matter(anonymous: Client, account: str, written: str) -> None:
    anonymous.submit("/es/sign-in", {"email": written, "password": PASSWORD}, 302)


@pytest.mark.parametrize(
    "written", ["FOCAL@example.org", " focal@example.org", "focal@example。org", "focal@ｅxample.org"]
)
def test_another_way_of_writing_the_address_is_throttled_with_it(anonymous: Client, account: str, written: str) -> None:
    for _ in range(8):
        anonymous.submit("/es/sign-in", {"email": account, "password": "otra cosa muy distinta"}, 422)
    anonymous.submit("/es/sign-in", {"email": written, "password": PASSWORD}, 429)


def test_moments_are_shown_in_the_zone_of_the_readers_country(focal_peru: Client) -> None:
    """The round of the tests closes on 30 June 2027 at 23:59 UTC."""
    assert "30 de junio de 2027, 18:59 (Lima, UTC−5)" in focal_peru.get("/es/rounds/2026/PER/answers/").words
    assert "June 30, 2027, 18:59 (Lima, UTC−5)" in focal_peru.get("/en/rounds/2026/PER/answers/").words


def test_a_person_chooses_language_and_time_zone(focal_peru: Client) -> None:
    assert "Lima (UTC−5)" in focal_peru.get("/es/account").words
    response = focal_peru.submit("/es/account", {"language": "en", "time_zone": "Asia/Tokyo"})
    assert response.headers["Location"] == "/en/account"
    page = focal_peru.get("/en/account")
    assert "Your choices are saved." in page.words
    assert page.forms[-1].fields[1:] == [("language", "en"), ("time_zone", "Asia/Tokyo")]
    assert "July 1, 2027, 08:59 (Tokyo, UTC+9)" in focal_peru.get("/en/rounds/2026/PER/answers/").words
    assert focal_peru.http.get("/").headers["Location"] == "/en/"
    focal_peru.submit("/en/account", {"time_zone": ""})
    assert "18:59 (Lima, UTC−5)" in focal_peru.get("/en/rounds/2026/PER/answers/").words


def test_people_of_the_secretariat_live_by_its_zone_until_they_choose(analyst: Client) -> None:
    assert "Caracas (UTC−4)" in analyst.get("/es/account").words


@pytest.mark.parametrize("changes", [{"time_zone": "Mars/Olympus"}, {"language": "xx"}])
def test_a_made_up_language_or_zone_changes_nothing(focal_peru: Client, changes: dict[str, str]) -> None:
    focal_peru.submit("/es/account", changes, 400)
    assert focal_peru.user.language == "es"
    assert focal_peru.user.time_zone is None


def test_every_zone_of_the_reference_data_and_of_the_choice_is_known(app: Flask) -> None:
    members = app.extensions["assessment"].reference.members
    offered = {zone for zones in time_zones().values() for zone in zones}
    assert {member.time_zone for member in members} <= offered
    words = language("es", time_zone="America/Argentina/Buenos_Aires")
    assert words.moment(datetime(2026, 7, 1, 2, 30, tzinfo=UTC), "short") == "30/6/26, 23:30 (Buenos Aires, UTC−3)"
    assert language("en", time_zone="Asia/Kolkata").zone_name("Asia/Kolkata", datetime.now(UTC)) == "Kolkata (UTC+5:30)"
    assert language("es").moment(datetime(2026, 7, 1, 2, 30, tzinfo=UTC), "short") == "1/7/26, 2:30 UTC"
