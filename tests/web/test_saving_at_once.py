"""Many people saving at once, on a database of its own: nobody is turned away, nothing that was said is lost."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.catalogue import Reference
from assessment.config import Settings
from assessment.core.questionnaire import Questionnaire
from assessment.services import demonstration
from assessment.services.reference import load_reference_data
from assessment.services.rounds import get_round
from assessment.services.submissions import Change, save_answers
from assessment.storage import queries
from assessment.storage.database import begin_writing, migrate
from assessment.storage.models import AnswerChange, AnswerRow, Snapshot
from assessment.web import create_app
from tests.factories import answered, person
from tests.web.conftest import Client

ADDRESS = "/es/rounds/2026/{}/answers/legal-framework"
PEOPLE = ("PER", "PER", "PER", "CHL", "CHL", "ECU", "BOL", "COL")
QUESTIONS = ("D1.1a", "D1.1a", "D1.2a", "D1.1a", "D1.3a", "D1.1a", "D1.1a", "D1.1a")
SAVES = 4


@pytest.fixture
def served(empty_url: str, tmp_path: Path, reference: Reference, questionnaire: Questionnaire) -> Iterator[Flask]:
    """The application on a database of its own, with one open round."""
    migrate(empty_url)
    app = create_app(Settings(tmp_path, empty_url, secret_key="tests only", password_salt="tests only"))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.extensions["assessment"].sessions.begin() as session:
        load_reference_data(session, reference)
        demonstration.open_round(session, questionnaire)
    yield app
    app.extensions["assessment"].engine.dispose()


def signed_in(app: Flask, email: str, iso3: str, role: str = "focal_point") -> Client:
    with app.extensions["assessment"].sessions() as session:
        user = person(session, email, role, iso3)
        http = app.test_client()
        with http.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = user.fs_uniquifier, True
    return Client(http, user)


def test_eight_people_save_at_once_and_every_answer_acknowledged_is_in_the_history(served: Flask) -> None:
    clients = [signed_in(served, f"focal{i}@example.org", iso3) for i, iso3 in enumerate(PEOPLE)]
    statuses: Counter[int] = Counter()
    acknowledged: set[str] = set()

    def work(number: int) -> None:
        client, address, question = clients[number], ADDRESS.format(PEOPLE[number]), QUESTIONS[number]
        for turn in range(SAVES):
            fields = dict(client.get(address).forms[-1].fields)
            comment = f"persona {number}, vez {turn}"
            sent = {name: fields[name] for name in ("csrf_token", f"{question}.version")}
            response = client.http.post(address, data={**sent, f"{question}.comment": comment, question: str(turn % 5)})
            statuses[response.status_code] += 1
            if response.status_code == 303:
                acknowledged.add(comment)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(PEOPLE))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Session(served.extensions["assessment"].engine) as session:
        history = session.scalars(select(AnswerChange).where(AnswerChange.applied)).all()
        versions = {(row.submission_id, row.question): row.version for row in session.scalars(select(AnswerRow))}
    assert statuses.keys() <= {303, 409}
    assert statuses.total() == len(PEOPLE) * SAVES
    assert statuses[303] >= 5 * SAVES  # five of them share their question with nobody
    assert {change.content["comment"] for change in history} == acknowledged
    assert Counter((change.submission_id, change.question) for change in history) == versions


@pytest.mark.parametrize(("lang", "words"), [("es", "La herramienta está ocupada"), ("en", "The tool is busy")])
def test_when_the_turn_to_write_does_not_come_the_page_says_so_and_gives_the_text_back(
    served: Flask, lang: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(served, "focal@example.org", "PER")
    address = f"/{lang}/rounds/2026/PER/answers/legal-framework"
    fields = {"csrf_token": dict(client.get(address).forms[-1].fields)["csrf_token"], "D1.1a.comment": "Texto largo"}
    client.submit(address, {"D1.1a": "2"})
    served.extensions["assessment"].engine.dispose()
    monkeypatch.setattr("assessment.storage.database.LONGEST_WAIT", 50)
    with served.extensions["assessment"].sessions() as other:
        begin_writing(other)
        queries.submission_to_write(other, "2026", "PER")
        page = client.post(address, fields, 503, token=False)
    assert words in page.words
    assert "Texto largo" in page.words


def test_a_download_is_logged_even_if_somebody_saved_while_it_was_made(
    served: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    focal = signed_in(served, "focal@example.org", "PER")
    address = ADDRESS.format("PER")
    focal.submit(address, {"D1.1a": "2"})
    other = signed_in(served, "focal2@example.org", "PER")
    made = served.view_functions["downloads.country"].__globals__["workbooks"].for_country

    def made_slowly(*arguments: object) -> object:
        book = made(*arguments)
        other.submit(address, {"D1.1a": "3"})
        return book

    monkeypatch.setattr("assessment.workbooks.for_country", made_slowly)
    assert focal.http.get("/es/rounds/2026/PER/profile.xlsx").status_code == 200


def test_an_answer_saved_while_a_signature_is_on_its_way_is_not_signed_unseen(served: Flask) -> None:
    focal = signed_in(served, "focal@example.org", "PER")
    focal.submit(ADDRESS.format("PER"), {"D1.1a": "2"})
    officer = signed_in(served, "officer@example.org", "PER", "authorising_officer")
    address = "/es/rounds/2026/PER/sign"
    fields = dict(officer.get(address).forms[-1].fields) | {"name": "Nombre", "office": "Oficina", "statement": "yes"}
    with served.extensions["assessment"].sessions() as other, ThreadPoolExecutor(1) as pool:
        begin_writing(other)
        change = Change("D1.1a", answered(4), 1)
        save_answers(other, get_round(other, "2026"), "PER", [change], None)
        response = pool.submit(officer.http.post, address, data=fields)
        time.sleep(0.5)
        assert not response.done()
        other.commit()
    assert response.result().status_code == 409
    with served.extensions["assessment"].sessions() as session:
        assert session.scalars(select(Snapshot)).all() == []
