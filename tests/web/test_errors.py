"""Every wrong turn ends on a page of ours, in the reader's language, with the right status."""

import pytest
from flask import Flask

from assessment.catalogue import QuestionnaireInvalid
from assessment.storage.database import SchemaOutdated
from tests.web.conftest import Client

UNKNOWN = {
    "/{lang}/nowhere": 404,
    "/{lang}/rounds/1999/PER/answers/": 404,
    "/{lang}/rounds/2026/PER/answers/no-such-section": 404,
    "/{lang}/rounds/2026/PER/profile/D99": 404,
}


@pytest.mark.parametrize(("lang", "words"), [("es", "No existe esta página"), ("en", "There is no such page")])
@pytest.mark.parametrize("address", list(UNKNOWN))
def test_an_unknown_address_says_so(focal_peru: Client, address: str, lang: str, words: str) -> None:
    assert words in focal_peru.get(address.format(lang=lang), UNKNOWN[address]).words


def test_an_unknown_language_is_no_page(anonymous: Client) -> None:
    assert anonymous.http.get("/xx/").status_code == 404


def test_an_unknown_country_is_refused_before_it_is_looked_up(focal_peru: Client, analyst: Client) -> None:
    focal_peru.get("/es/rounds/2026/XXX/answers/", 403)
    analyst.get("/es/rounds/2026/XXX/profile", 404)


@pytest.mark.parametrize(("lang", "words"), [("es", "No se modificó nada"), ("en", "Nothing was changed")])
def test_a_missing_token_changes_nothing_and_says_so(focal_peru: Client, lang: str, words: str) -> None:
    page = focal_peru.post(f"/{lang}/rounds/2026/PER/answers/legal-framework", {"D1.1a": "3"}, status=400, token=False)
    assert words in page.words


def test_the_wrong_method_is_named(focal_peru: Client) -> None:
    page = Client(focal_peru.http, focal_peru.user).post("/es/rounds/2026/PER/answers/", {}, status=405)
    assert "de esta manera" in page.words


def test_an_unexpected_error_shows_no_traceback(app: Flask, admin: Client, caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> str:
        raise RuntimeError("secret detail")

    broken.__access__ = app.view_functions["console.overview"].__access__
    view = app.view_functions["console.overview"]
    app.view_functions["console.overview"] = broken
    try:
        page = admin.get("/es/administration", 500)
    finally:
        app.view_functions["console.overview"] = view
    assert "secret detail" not in page.html
    assert "secret detail" in caplog.text


def test_the_root_leads_to_the_browsers_language_spanish_by_default(app: Flask) -> None:
    http = app.test_client()
    assert http.get("/").headers["Location"] == "/es/"
    assert http.get("/", headers={"Accept-Language": "en-GB"}).headers["Location"] == "/en/"
    assert http.get("/", headers={"Accept-Language": "pt"}).headers["Location"] == "/es/"


def test_a_database_at_another_migration_is_said_on_a_page_of_its_own(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def outdated(_engine: object) -> None:
        raise SchemaOutdated("The database stands at migration none / La base de datos está en la migración ninguna")

    monkeypatch.setattr("assessment.web.request.require_current_schema", outdated)
    app.extensions.pop("serving_process", None)
    response = app.test_client().get("/es/")
    assert response.status_code == 503
    assert "La base de datos" in response.text


@pytest.mark.parametrize("query", ["lang=xx", "endpoint=x", "_scheme=javascript&_external=1", "_anchor=x&_method=PUT"])
def test_nothing_after_the_question_mark_breaks_a_page_or_its_switch_of_language(anonymous: Client, query: str) -> None:
    page = anonymous.get(f"/es/?{query}")
    assert f"/en/?{query}" in page.links


def test_a_static_file_that_is_not_there_is_a_page_of_ours(anonymous: Client) -> None:
    response = anonymous.http.get("/static/no-such.css", headers={"Accept-Language": "es"})
    assert response.status_code == 404
    assert "No existe esta página" in response.text


@pytest.mark.parametrize(
    ("lang", "words"), [("es", "Se envió demasiada información"), ("en", "Too much was sent at once")]
)
def test_a_form_too_large_is_refused_with_a_page(focal_peru: Client, lang: str, words: str) -> None:
    token = focal_peru._token()
    sent = {"csrf_token": token, "D1.1a.comment": "x" * (2 * 1024 * 1024)}
    page = focal_peru.post(f"/{lang}/rounds/2026/PER/answers/legal-framework", sent, 413, token=False)
    assert words in page.words


@pytest.mark.parametrize(
    ("lang", "words"), [("es", "Ocurrió un error en la herramienta"), ("en", "Something went wrong on our side")]
)
def test_a_database_that_cannot_be_read_gives_the_text_back_on_a_bare_page(
    app: Flask, focal_peru: Client, monkeypatch: pytest.MonkeyPatch, lang: str, words: str
) -> None:
    token = focal_peru._token()

    def broken() -> None:
        raise RuntimeError("file is not a database")

    monkeypatch.setattr("assessment.web.request.database", broken)
    sent = {"csrf_token": token, "D1.1a.comment": "Texto <b>largo</b>"}
    response = focal_peru.http.post(f"/{lang}/rounds/2026/PER/answers/legal-framework", data=sent)
    assert response.status_code == 500
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert words in response.text
    assert "Texto &lt;b&gt;largo&lt;/b&gt;" in response.text
    assert "not a database" not in response.text


def test_a_form_sent_as_json_is_refused_rather_than_read_as_empty(focal_peru: Client) -> None:
    token = {"X-CSRFToken": focal_peru._token()}
    response = focal_peru.http.post("/es/rounds/2026/PER/answers/legal-framework", json={"D1.1a": "3"}, headers=token)
    assert response.status_code == 400


@pytest.mark.parametrize(("lang", "words"), [("es", "archivos del cuestionario"), ("en", "The questionnaire files")])
def test_broken_questionnaire_files_are_said_and_logged_without_a_traceback(
    focal_peru: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, lang: str, words: str
) -> None:
    def broken(_path: object) -> None:
        raise QuestionnaireInvalid(())

    monkeypatch.setattr("assessment.services.rounds.load_version", broken)
    assert words in focal_peru.get(f"/{lang}/rounds/2026/PER/answers/legal-framework", 500).words
    assert "error(s) in the files" in caplog.text
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("address", ["/es/rounds/20%0026/PER/answers/", "/es/?x=%00", "/es/rounds/2026/%00/answers/"])
def test_an_address_with_a_nul_character_is_refused_and_asks_nothing_of_the_database(
    focal_peru: Client, address: str
) -> None:
    assert focal_peru.http.get(address).status_code == 400


def test_a_sign_in_with_a_nul_character_is_refused_with_a_page(anonymous: Client) -> None:
    page = anonymous.post("/es/sign-in", {"email": "ana\0@example.org", "password": "una frase larga"}, 400)
    assert "No se pudo interpretar la solicitud" in page.words
