"""Answering offline on the web: download, upload, look through, apply; conflicts, closed doors, both languages."""

import re
from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from assessment.core.answers import Answer, State
from assessment.core.questionnaire import Questionnaire
from assessment.services import submissions
from assessment.services.submissions import Change
from assessment.storage.models import AnswerChange, AuditEntry, Round
from assessment.web import offline_preview
from tests.factories import answered, full_sheet, person, shared, signed
from tests.offline.conftest import cell, edited
from tests.web.conftest import Client
from tests.web.matrix import open_round, stored
from tests.web.page import Page

__all__ = ["open_round", "stored"]

HERE = "/rounds/2026/PER"
Edit = Callable[[Workbook], object]


def downloaded(client: Client, lang: str = "es", status: int = 200) -> bytes:
    response = client.http.get(f"/{lang}{HERE}/answers.xlsx")
    assert response.status_code == status
    return response.data


def uploaded(client: Client, content: bytes, lang: str = "es", status: int = 200) -> Page:
    """The page after an upload."""
    sent = {"workbook": (BytesIO(content), "respuestas.xlsx"), "csrf_token": client._token()}
    response = client.http.post(f"/{lang}{HERE}/workbook", data=sent, content_type="multipart/form-data")
    return client._read(f"/{lang}{HERE}/workbook", response, status)


def applied(client: Client, page: Page, keys: list[str] | None = None, status: int = 302) -> Page | TestResponse:
    """What the form of a preview gives, with the boxes ticked that are, or these."""
    form = next(form for form in reversed(page.forms) if form.action.endswith("/changes"))
    fields = [(name, text) for name, text in form.fields if name != "apply" or keys is None]
    return client.post(form.action, fields + [("apply", key) for key in keys or ()], status, token=False)


def ticked(page: Page) -> list[str]:
    return [text for form in page.forms for name, text in form.fields if name == "apply"]


def some(book: Workbook) -> None:
    """Two new answers and one that is wrong."""
    cell(book, "D1.1a").value = "3"
    cell(book, "D1.1a", "comment").value = "=1 texto"
    cell(book, "D1.1a", "comment").data_type = "s"
    cell(book, "D8@BOL", "D8.1a").value = 2
    cell(book, "D3.1b").value = "veinte"


def save(session: Session, found: Round, key: str, answer: Answer, version: int = 0) -> None:
    """What a colleague saves on the web."""
    outcome = submissions.save_answers(session, found, "PER", [Change(key, answer, version)], None)
    assert outcome.saved == (key,)
    session.commit()


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("es", ("2 respuestas nuevas", "1 respuesta no se puede incorporar", "veinte", "Se incorporaron 2 respuestas")),
        ("en", ("2 new answers", "1 answer cannot be taken over", "veinte", "Applied: 2 answers")),
    ],
)
def test_a_workbook_is_downloaded_filled_uploaded_looked_through_and_applied(
    focal_peru: Client,
    session: Session,
    stored: Callable,
    lang: str,
    words: tuple[str, ...],
) -> None:
    content = edited(downloaded(focal_peru, lang), some)
    page = uploaded(focal_peru, content, lang)
    assert all(said in page.words for said in words[:3]), page.words
    sheet = cell(load_workbook(BytesIO(content)), "D3.1b").parent.title
    assert f"{sheet}!{cell(load_workbook(BytesIO(content)), 'D3.1b').coordinate}" in page.words
    assert ticked(page) == ["D1.1a", "D8.1a@BOL"]
    assert stored("D1.1a").state is State.BLANK
    response = applied(focal_peru, page)
    assert words[3] in focal_peru.get(response.headers["Location"]).words
    assert stored("D1.1a") == answered(3, comment="=1 texto")
    assert stored("D8.1a@BOL") == answered(2)
    assert stored("D3.1b").state is State.BLANK
    ways = session.scalars(select(AnswerChange.way).order_by(AnswerChange.id)).all()
    assert ways == ["excel", "excel"]
    log = session.execute(select(AuditEntry.action, AuditEntry.subject).order_by(AuditEntry.id)).all()
    name = f"consular-cooperation-2026-PER-answers-{lang}.xlsx"
    assert ("download", f"2026/PER/{lang} {name}") in log
    assert ("workbook_applied", "2026/PER 2") in log


def test_only_what_is_ticked_is_applied_and_the_rest_may_follow(focal_peru: Client, stored: Callable) -> None:
    page = uploaded(focal_peru, edited(downloaded(focal_peru), some))
    applied(focal_peru, page, ["D8.1a@BOL"])
    assert (stored("D1.1a").state, stored("D8.1a@BOL").value) == (State.BLANK, 2)
    applied(focal_peru, page, ["D1.1a"])
    assert stored("D1.1a").value == 3


def test_what_was_changed_on_the_web_meanwhile_is_shown_and_replaced_only_when_chosen(
    focal_peru: Client,
    session: Session,
    open_round: Round,
    stored: Callable,
) -> None:
    save(session, open_round, "D1.1a", answered(1))
    content = edited(downloaded(focal_peru), some)
    save(session, open_round, "D1.1a", answered(4, comment="Del equipo"), 1)
    page = uploaded(focal_peru, content)
    assert "1 respuesta se modificó también en la web" in page.words
    assert "Del equipo" in page.words
    assert ticked(page) == ["D8.1a@BOL"]
    applied(focal_peru, page)
    assert stored("D1.1a").value == 4
    applied(focal_peru, page, ["D1.1a"])
    assert stored("D1.1a").value == 3


def test_what_changes_between_preview_and_applying_stops_everything(
    focal_peru: Client,
    session: Session,
    open_round: Round,
    stored: Callable,
) -> None:
    page = uploaded(focal_peru, edited(downloaded(focal_peru), some))
    save(session, open_round, "D1.1a", answered(0))
    again = applied(focal_peru, page, status=409)
    assert "No se incorporó nada" in again.words
    assert ticked(again) == ["D8.1a@BOL"]
    assert (stored("D1.1a").value, stored("D8.1a@BOL").state) == (0, State.BLANK)
    applied(focal_peru, again, ["D1.1a", "D8.1a@BOL"])
    assert (stored("D1.1a").value, stored("D8.1a@BOL").value) == (3, 2)


def test_a_detail_chosen_without_its_level_is_not_applied(focal_peru: Client, stored: Callable) -> None:
    def both(book: Workbook) -> None:
        cell(book, "D8@BOL", "D8.1a").value = 3
        cell(book, "D8.1b@BOL/none_of_these").value = "Sí"

    page = uploaded(focal_peru, edited(downloaded(focal_peru), both))
    again = applied(focal_peru, page, ["D8.1b@BOL"], status=422)
    assert "Este detalle" in again.words or "detalle" in again.words
    assert stored("D8.1b@BOL").state is State.BLANK
    applied(focal_peru, page)
    assert stored("D8.1b@BOL").value == {"chosen": ["none_of_these"], "not_open": []}


def test_a_workbook_as_it_was_downloaded_changes_nothing(
    focal_peru: Client,
    session: Session,
    open_round: Round,
    questionnaire: Questionnaire,
) -> None:
    save(session, open_round, "D1.1a", answered(1))
    page = uploaded(focal_peru, downloaded(focal_peru))
    assert "El libro no cambia nada" in page.words
    assert not any(form.action.endswith("/changes") for form in page.forms)


def test_nothing_chosen_is_said_and_changes_nothing(focal_peru: Client, stored: Callable) -> None:
    page = applied(focal_peru, uploaded(focal_peru, edited(downloaded(focal_peru), some)), [], status=200)
    assert "No se eligió nada" in page.words
    assert stored("D1.1a").state is State.BLANK


@pytest.mark.parametrize(("lang", "words"), [("es", "El libro no se incorporó"), ("en", "was not taken over")])
def test_a_file_that_is_no_workbook_or_none_at_all_is_turned_down_on_the_page(
    focal_peru: Client, lang: str, words: str
) -> None:
    assert words in uploaded(focal_peru, b"%PDF-1.7", lang, 422).words
    page = focal_peru.post(f"/{lang}{HERE}/workbook", {}, 422)
    assert words in page.words


def test_a_file_larger_than_any_workbook_is_refused_as_such(focal_peru: Client) -> None:
    address, more = f"/en{HERE}/workbook", {"CONTENT_LENGTH": str(7 * 1024**2), "CONTENT_TYPE": "multipart/form-data"}
    response = focal_peru.http.post(address, environ_overrides=more)
    assert "at most 5 MB" in focal_peru._read(address, response, 413).words


def test_a_preview_is_of_one_account_for_an_hour_and_cannot_be_altered(
    focal_peru: Client,
    contributor_peru: Client,
    stored: Callable,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = uploaded(focal_peru, edited(downloaded(focal_peru), some))
    form = next(form for form in page.forms if form.action.endswith("/changes"))
    kept = dict(form.fields)["preview"]
    for sent in (kept[:-3] + "abc", "", kept[5:]):
        assert "caducado" in focal_peru.post(form.action, {"preview": sent, "apply": "D1.1a"}, 422).words
    assert "caducado" in contributor_peru.post(form.action, {"preview": kept, "apply": "D1.1a"}, 422).words
    monkeypatch.setattr(offline_preview, "SECONDS", -1)
    assert "caducado" in applied(focal_peru, page, ["D1.1a"], 422).words
    assert stored("D1.1a").state is State.BLANK


def test_a_signed_country_downloads_and_reads_but_uploads_nothing(
    focal_peru: Client,
    session: Session,
    open_round: Round,
    questionnaire: Questionnaire,
) -> None:
    content = downloaded(focal_peru)
    signed(session, open_round, "PER", full_sheet(questionnaire))
    assert "firmad" in focal_peru.get(f"/es{HERE}/workbook").words
    assert cell(load_workbook(BytesIO(downloaded(focal_peru))), "D1.1a").value.startswith("3 · ")
    assert "firmad" in uploaded(focal_peru, content, "es", 409).words


def test_a_round_that_is_not_open_takes_no_workbook(focal_peru: Client, session: Session, open_round: Round) -> None:
    content = downloaded(focal_peru)
    open_round.state = "closed"
    session.commit()
    uploaded(focal_peru, content, "es", 409)


def test_another_countrys_workbook_is_turned_down(focal_peru: Client, focal_chile: Client) -> None:
    response = focal_chile.http.get("/es/rounds/2026/CHL/answers.xlsx")
    assert "otro país (CHL)" in uploaded(focal_peru, response.data, "es", 422).words
    assert focal_chile.http.get(f"/es{HERE}/answers.xlsx").status_code == 403


def test_the_list_of_sections_leads_to_the_workbook(focal_peru: Client) -> None:
    assert f"/es{HERE}/workbook" in focal_peru.get(f"/es{HERE}/answers/").links


# --- Contributors ------------------------------------------------------------------------


@pytest.fixture
def contributor(session: Session, open_round: Round, client_of: Callable) -> Client:
    """A contributor of Peru with whom one section and one question are shared, and one more was and is handed back."""
    account = person(session, "contributor.per@example.org", "contributor", "PER", "es")
    shared(session, open_round, account, "D3", "D1.1b")
    shared(session, open_round, account, "D9", state="done")
    return client_of(account)


def keys_of(content: bytes) -> set[str]:
    """The first parts of the keys of all rows."""
    book = load_workbook(BytesIO(content))
    rows = (row for sheet in book for row in sheet.iter_rows(min_row=7, min_col=2, max_col=2, values_only=True))
    return {str(key).split("/")[0] for (key,) in rows if re.fullmatch(r"D\d\S*", str(key))}


def test_a_contributor_takes_and_brings_back_what_is_shared_with_them(
    contributor: Client, focal_peru: Client, session: Session, open_round: Round, stored: Callable
) -> None:
    save(session, open_round, "D1.1a", answered(4, comment="Nota interna"))
    save(session, open_round, "D3.1a", answered(2))
    content = downloaded(contributor)
    of_liberty = {key for key in keys_of(content) if key.startswith("D3.")}
    assert keys_of(content) == of_liberty | {"D1.1b"}
    assert {"D3.1a", "D3.1b"} <= of_liberty
    assert cell(load_workbook(BytesIO(content)), "D3.1a").value.startswith("2 · ")
    assert b"Nota interna" not in b"".join(
        ZipFile(BytesIO(content)).read(name) for name in ZipFile(BytesIO(content)).namelist()
    )

    def more(book: Workbook) -> None:
        cell(book, "D3.1a").value = "3"

    page = uploaded(contributor, edited(content, more))
    assert ticked(page) == ["D3.1a"]
    applied(contributor, page)
    assert stored("D3.1a") == answered(3)


def test_a_contributor_cannot_bring_back_more_than_what_is_open_nor_read_it_there(
    contributor: Client, focal_peru: Client, session: Session, open_round: Round, stored: Callable
) -> None:
    save(session, open_round, "D1.1a", answered(4, comment="Nota interna"))

    def more(book: Workbook) -> None:
        cell(book, "D1.1a").value = 1
        cell(book, "D9.1a").value = 1
        cell(book, "D8@BOL", "D8.1a").value = 2
        cell(book, "D3.1a").value = 3

    page = uploaded(contributor, edited(downloaded(focal_peru), more))
    assert ticked(page) == ["D3.1a"]
    assert page.words.count("Esta pregunta no está entre las que su cuenta puede responder") == 3
    assert "Nota interna" not in page.html
    form = next(form for form in reversed(page.forms) if form.action.endswith("/changes"))
    kept = dict(form.fields)["preview"]
    sent = [("preview", kept), *(("apply", key) for key in ("D1.1a", "D9.1a", "D8.1a@BOL", "D3.1a"))]
    contributor.post(form.action, sent, 422)
    assert (stored("D1.1a").value, stored("D9.1a").state, stored("D3.1a").state) == (4, State.BLANK, State.BLANK)


def test_a_contributor_without_anything_open_gets_no_workbook(
    session: Session, open_round: Round, client_of: Callable
) -> None:
    account = person(session, "contributor.per@example.org", "contributor", "PER", "es")
    shared(session, open_round, account, "D9", state="done")
    client = client_of(account)
    downloaded(client, status=403)
    assert f"/es{HERE}/answers.xlsx" not in client.get(f"/es{HERE}/workbook").links
