"""What a browser is told with every answer, and what it is given to keep."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from assessment.config import Settings, kept_secret
from assessment.web import create_app
from tests.web.conftest import Client

PAGES = {
    "/es/": 200,
    "/es/sign-in": 200,
    "/es/nowhere": 404,
    "/es/rounds/2026/PER/answers/": 302,
    "/static/no-such.css": 404,
}


@pytest.mark.parametrize("address", list(PAGES))
def test_every_answer_tells_the_browser_to_trust_nobody_else_and_keep_nothing(anonymous: Client, address: str) -> None:
    response = anonymous.http.get(address)
    assert response.status_code == PAGES[address]
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; ")
    assert policy.endswith("base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cache-Control"] == "no-store"


def test_a_download_is_guarded_like_a_page(analyst: Client) -> None:
    response = analyst.http.get("/es/rounds/2026/region.xlsx")
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("production", "secure"), [(False, False), (True, True)])
def test_the_session_cookie_stays_out_of_scripts_and_other_sites_and_in_production_needs_https(
    app: Flask, production: bool, secure: bool, tmp_path: Path, database_url: str
) -> None:
    settings = Settings(tmp_path, database_url, secret_key="tests only", password_salt="tests only")
    made = create_app(replace(settings, production=production))
    made.extensions["assessment"] = replace(
        made.extensions["assessment"], sessions=app.extensions["assessment"].sessions
    )
    [cookie] = made.test_client().get("/es/sign-in").headers.getlist("Set-Cookie")
    made.extensions["assessment"].engine.dispose()
    assert "; HttpOnly" in cookie
    assert "; SameSite=Lax" in cookie
    assert ("; Secure" in cookie) is secure


def test_a_link_cannot_sign_anybody_out(focal_peru: Client) -> None:
    focal_peru.get("/es/sign-out", 405)
    focal_peru.get("/es/rounds/2026/PER/answers/", 200)


def test_secrets_are_for_their_owner_alone_and_stay_the_same(tmp_path: Path) -> None:
    kept = kept_secret(tmp_path / "folder" / "secret")
    assert len(kept) >= 40
    assert (tmp_path / "folder" / "secret").stat().st_mode & 0o777 == 0o600
    assert kept_secret(tmp_path / "folder" / "secret") == kept
