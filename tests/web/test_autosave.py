"""Saving while it is typed, as the script of an answering page asks for it: the same save, told as JSON."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from assessment.core.answers import BLANK, AnswerSheet
from assessment.storage.accounts import hashed
from assessment.storage.database import DatabaseUnavailable
from assessment.storage.models import AnswerChange
from tests.factories import answered, person, save, signed
from tests.web.conftest import Client
from tests.web.matrix import TABLE, open_round, stored
from tests.web.page import Page
from tests.web.test_offers import round_of_2024

__all__ = ["open_round", "stored"]

LAW, LIBERTY = "/{}/rounds/2026/PER/answers/legal-framework", "/{}/rounds/2026/PER/answers/personal-liberty"
ROW = f"{TABLE}/CHL"


@pytest.fixture(params=["en", "es"])
def lang(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def history(session: Session):
    """What was said of a question, and whether it was applied."""

    def read(question: str) -> list[tuple[object, bool]]:
        found = select(AnswerChange).where(AnswerChange.question == question).order_by(AnswerChange.id)
        return [(change.content["value"], change.applied) for change in session.scalars(found)]

    return read


def autosave(client: Client, url: str, fields: dict[str, object], status: int = 200, **headers: str) -> dict:
    """Send some fields as the script does, with the token and the account of the page; the JSON that comes back."""
    sent = fields if "csrf_token" in fields else {"csrf_token": client._token() if client.user else "none", **fields}
    known = {"X-Autosave": "1", "X-Account": str(client.user.id) if client.user else "1", **headers}
    response = client.http.post(url, data=sent, headers=known)
    assert response.status_code == status, response.text[:2000]
    assert response.is_json
    assert response.headers["Cache-Control"] == "no-store"
    return response.json


def version_of(page: Page, question: str) -> str:
    return dict(page.forms[-1].fields)[f"{question}.version"]


@pytest.mark.parametrize("zone", ["America/Lima", "Asia/Tokyo"])
def test_an_answer_is_saved_and_the_moment_said_in_the_readers_zone(
    focal_peru: Client, session: Session, stored, lang: str, zone: str
) -> None:
    focal_peru.user.time_zone = zone
    session.commit()
    answer = autosave(focal_peru, LAW.format(lang), {"D1.1a": "3", "D1.1a.version": "0"})
    here = datetime.now(UTC).astimezone(ZoneInfo(zone))
    assert re.fullmatch({"en": r"Saved at (\d\d):\d\d", "es": r"Guardado a las (\d\d):\d\d"}[lang], answer["said"])
    assert f"{here:%H:}" in answer["said"]
    assert (stored("D1.1a"), answer["refused"], answer["page"]) == (answered(3), {}, "")
    page = focal_peru.get(LAW.format(lang))
    assert answer["saved"] == {"D1.1a": version_of(page, "D1.1a")}
    assert "notice--success" not in page.html


def test_the_mark_of_one_save_is_the_base_of_the_next_and_a_repeated_one_changes_nothing(
    focal_peru: Client, history
) -> None:
    url = LAW.format("en")
    first = autosave(focal_peru, url, {"D1.1a": "3", "D1.1a.version": "0"})["saved"]["D1.1a"]
    again = autosave(focal_peru, url, {"D1.1a": "3", "D1.1a.version": "0"})
    assert again["saved"] == {"D1.1a": first}
    assert autosave(focal_peru, url, {"D1.1a": "3", "D1.1a.version": first})["saved"] == {}
    second = autosave(focal_peru, url, {"D1.1a": "2", "D1.1a.version": first})["saved"]["D1.1a"]
    assert second.startswith("2.")
    assert history("D1.1a") == [(3, True), (2, True)]


def test_what_is_wrong_is_refused_with_its_sentence_and_the_rest_is_saved(
    focal_peru: Client, stored, lang: str
) -> None:
    sent = {"D3.1b": "1.234", "D3.1b.version": "0", "D3.1c": "85,5", "D3.1c.version": "0"}
    answer = autosave(focal_peru, LIBERTY.format(lang), sent)
    assert (answer["refused"], set(answer["saved"])) == ({"D3.1b": "wrong"}, {"D3.1c"})
    assert (stored("D3.1b"), stored("D3.1c")) == (BLANK, answered(85.5))
    page = Page(answer["page"])
    assert (page.lang, page.faults) == (lang, [])
    assert {"en": "can be read in two ways", "es": "puede leerse de dos maneras"}[lang] in page.words
    assert dict(page.forms[-1].fields)["D3.1b"] == "1.234"


def test_a_stale_answer_is_kept_without_effect_and_both_are_shown(
    focal_peru: Client, contributor_peru: Client, stored, history, lang: str
) -> None:
    url = LAW.format(lang)
    autosave(contributor_peru, url, {"D1.1a": "4", "D1.1a.version": "0"})
    answer = autosave(focal_peru, url, {"D1.1a": "1", "D1.1a.version": "0"})
    assert (answer["refused"], answer["saved"], stored("D1.1a")) == ({"D1.1a": "stale"}, {}, answered(4))
    page = Page(answer["page"])
    assert {"en": "a colleague saved another answer", "es": "guardó otra respuesta"}[lang] in page.words
    assert contributor_peru.user.name in page.words
    fields = dict(page.forms[-1].fields)
    mark, pending = fields["D1.1a.version"], {"D1.1a": "1", "D1.1a.version": "0", "D1.1a.conflict": "pending"}
    assert autosave(focal_peru, url, pending)["refused"] == {"D1.1a": "stale"}
    assert history("D1.1a") == [(4, True), (1, False)]
    theirs = autosave(focal_peru, url, {**pending, "D1.1a.version": mark, "D1.1a.conflict": ["pending", "theirs"]})
    assert (theirs["shown"], theirs["refused"], stored("D1.1a")) == (["D1.1a"], {}, answered(4))
    assert "D1.1a.conflict" not in dict(Page(theirs["page"]).forms[-1].fields)
    autosave(focal_peru, url, {**pending, "D1.1a.version": mark, "D1.1a.conflict": ["pending", "mine"]})
    assert stored("D1.1a") == answered(1)


def test_changes_of_another_account_are_not_applied(focal_peru: Client, stored, lang: str) -> None:
    for other in ("0", "", "999"):
        sent = {"D1.1a": "3", "D1.1a.version": "0"}
        answer = autosave(focal_peru, LAW.format(lang), sent, 403, **{"X-Account": other})
        assert {"en": "Somebody else", "es": "Otra persona"}[lang] in answer["error"]
    assert stored("D1.1a") == BLANK


def test_a_session_that_ended_is_said_with_the_way_to_sign_in(anonymous: Client, stored, lang: str) -> None:
    answer = autosave(anonymous, LAW.format(lang), {"D1.1a": "3"}, 401)
    assert answer["sign_in"] == f"/{lang}/sign-in?next={LAW.format(lang)}"
    assert {"en": "Sign in again", "es": "Vuelva a iniciar sesión"}[lang] in answer["advice"]
    assert stored("D1.1a") == BLANK


def test_a_token_of_an_earlier_session_is_renewed(focal_peru: Client, stored) -> None:
    url, sent = LAW.format("es"), {"D1.1a": "3", "D1.1a.version": "0"}
    answer = autosave(focal_peru, url, {**sent, "csrf_token": "of an earlier session"}, 400)
    assert stored("D1.1a") == BLANK
    autosave(focal_peru, url, {**sent, "csrf_token": answer["token"]})
    assert stored("D1.1a") == answered(3)


@pytest.mark.parametrize("fields", [{"D9.9z": "3"}, {"D1.1a.nonsense": "x"}], ids=str)
def test_a_question_of_another_questionnaire_is_refused_as_json(focal_peru: Client, fields: dict) -> None:
    assert "error" in autosave(focal_peru, LAW.format("en"), fields, 400)


@pytest.mark.parametrize(("lang", "words"), [("es", "La herramienta está ocupada"), ("en", "The tool is busy")])
def test_a_database_that_is_locked_or_full_is_said_and_nothing_is_lost(
    focal_peru: Client, monkeypatch: pytest.MonkeyPatch, lang: str, words: str
) -> None:
    token = focal_peru._token()

    def locked(*_anything: object, **_more: object) -> None:
        raise DatabaseUnavailable("database is locked")

    monkeypatch.setattr("assessment.web.saving.submissions.save_answers", locked)
    assert words in autosave(focal_peru, LAW.format(lang), {"D1.1a": "3", "csrf_token": token}, 503)["error"]


def test_an_answer_filled_in_as_offered_waits_until_a_person_changes_it(
    focal_peru: Client, session: Session, questionnaire, stored
) -> None:
    found = round_of_2024(session, questionnaire)
    signed(session, found, "PER", AnswerSheet({"D1.1a": answered(3)}))
    found.state = "published"
    session.commit()
    url = LAW.format("en")
    fields = dict(focal_peru.get(f"{url}?use=D1.1a.earlier").forms[-1].fields)
    mine = {name: text for name, text in fields.items() if name == "D1.1a" or name.startswith("D1.1a.")}
    assert autosave(focal_peru, url, mine)["saved"] == {}
    assert stored("D1.1a") == BLANK
    autosave(focal_peru, url, {**mine, "D1.1a": "2"})
    assert stored("D1.1a").value == 2


def test_levels_are_saved_from_the_table_and_details_from_the_page_of_a_partner(focal_peru: Client, stored) -> None:
    answer = autosave(focal_peru, TABLE, {"D8.1a@CHL": "3", "D8.1a@CHL.version": "0."})
    assert answer["saved"]["D8.1a@CHL"] == version_of(focal_peru.get(TABLE), "D8.1a@CHL") == "1.3"
    mark = version_of(focal_peru.get(ROW), "D8.1a@CHL")
    answer = autosave(focal_peru, ROW, {"D8.1a@CHL": "2", "D8.1a@CHL.version": mark})
    assert answer["saved"]["D8.1a@CHL"] == version_of(focal_peru.get(ROW), "D8.1a@CHL")
    stale = autosave(focal_peru, TABLE, {"D8.1a@CHL": "4", "D8.1a@CHL.version": "1.3"})
    assert (stale["refused"], stored("D8.1a@CHL").value) == ({"D8.1a@CHL": "stale"}, 2)
    assert 'id="D8.1a@CHL-where"' in stale["page"]


def test_an_autosave_asks_the_database_little(app: Flask, focal_peru: Client, session: Session, open_round) -> None:
    save(session, open_round, "PER", AnswerSheet({"D1.2a": answered(1)}))
    session.commit()
    token, seen, account = focal_peru._token(), [], str(focal_peru.user.id)
    focal_peru.user = None
    connection = session.connection()

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith(("SELECT", "INSERT", "UPDATE", "DELETE")):
            seen.append(statement)

    event.listen(connection.engine, "before_cursor_execute", note)
    try:
        sent = {"D1.1a": "3", "D1.1a.version": "0", "csrf_token": token}
        autosave(focal_peru, LAW.format("en"), sent, **{"X-Account": account})
    finally:
        event.remove(connection.engine, "before_cursor_execute", note)
    assert len(seen) <= 6, "\n".join(s[:150].replace("\n", " ") for s in seen)


def test_the_scripts_sentences_are_in_the_readers_language_and_kept_for_a_day(focal_peru: Client, lang: str) -> None:
    response = focal_peru.http.get(f"/{lang}/autosave")
    assert response.headers["Cache-Control"] == "private, max-age=86400"
    one, several = response.json["waiting"]
    assert ("{n}" in one, "{n}" in several) == (True, True)
    assert {"en": "wait in this browser", "es": "esperan en este navegador"}[lang] in several


def test_a_shared_computer_is_known_as_long_as_the_session(app: Flask, session: Session, open_round) -> None:
    for ticked in (True, False):
        user = person(session, f"shared.{ticked}@example.org", "focal_point", "PER")
        client = Client(app.test_client())
        with app.test_request_context():
            user.password = hashed("una frase larga")
        session.commit()
        sent = {"email": user.email, "password": "una frase larga", **({"shared_computer": "yes"} if ticked else {})}
        client.submit("/en/sign-in", sent)
        assert ("data-shared" in client.get("/en/rounds/2026/PER/answers/").html) is ticked
