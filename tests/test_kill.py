"""A server that is killed at random moments loses no answer it has acknowledged, on either database."""

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.catalogue import Reference
from assessment.config import ROOT, Settings
from assessment.core.questionnaire import Questionnaire
from assessment.services import demonstration
from assessment.services.reference import load_reference_data
from assessment.storage.database import migrate
from assessment.storage.models import AnswerChange, AnswerRow, Submission
from assessment.web import create_app
from tests.factories import person
from tests.test_serving import LIMIT, free_port
from tests.web.page import Page

CYCLES = int(os.environ.get("KILL_CYCLES", "15"))
"""How often the server is killed on each database; more before a release: `KILL_CYCLES=75`."""
QUESTIONS = ("D1.1a", "D1.1b", "D1.2a", "D1.3a")
MEMBERS = ("PER", "CHL", "ECU")
ADDRESS = "/es/rounds/2026/{}/answers/legal-framework"
SECRETS = {"secret_key": "tests only", "password_salt": "tests only"}
SERVE = f"""
import os, signal, sys
from pathlib import Path
from waitress import serve
from assessment.config import CURRENT_QUESTIONNAIRE, Settings
from assessment.services.rounds import load_version
from assessment.storage.database import require_current_schema
from assessment.web import create_app
instance, url, port = sys.argv[1:]
load_version(CURRENT_QUESTIONNAIRE).meaning_hash
app = create_app(Settings(Path(instance), url, **{SECRETS!r}))
require_current_schema(app.extensions["assessment"].engine)
app.extensions["assessment"].engine.dispose()
child = 0
for order in sys.stdin:
    if child:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    child = os.fork() if order == "start\\n" else 0
    if child == 0 and order == "start\\n":
        serve(app, host="127.0.0.1", port=int(port), threads=4, ident="")
    print("done", flush=True)
"""


class Server:
    """The tool as a process that is killed and started again: a fork of one that has everything read already."""

    def __init__(self, instance: Path, url: str) -> None:
        self.port = free_port()
        command = [sys.executable, "-c", SERVE, str(instance), url, str(self.port)]
        self.parent = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def order(self, what: str) -> None:
        """Kill the process that serves, at whatever it is; "start": serve anew."""
        assert self.parent.stdin
        assert self.parent.stdout
        self.parent.stdin.write(f"{what}\n")
        assert self.parent.stdout.readline() == "done\n"

    def end(self) -> None:
        self.order("stop")
        with self.parent:
            self.parent.kill()


class Author:
    """A person who saves one answer after another, as the script of a page does, whatever becomes of the server."""

    def __init__(self, port: int, iso3: str, account: int, cookie: str) -> None:
        self.port, self.iso3, self.token = port, iso3, ""
        self.headers = {
            "Cookie": f"session={cookie}",
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Account": str(account),
        }
        self.marks: dict[str, str] = {}
        self.acknowledged: dict[str, list[str]] = {question: [] for question in QUESTIONS}
        self.faults: list[str] = []

    def work(self, done: threading.Event) -> None:
        """Save until told to end; what got no answer is sent again as it was, as a browser does."""
        turn, save = 0, ("", "")
        while not done.is_set() and not self.faults:
            try:
                if save == ("", ""):
                    turn += 1
                    save = random.choice(QUESTIONS), f"{self.iso3} {turn}"
                self._save(*save)
                save = ("", "")
            except (OSError, HTTPException):
                time.sleep(0.02)  # the server is gone

    def _ask(self, method: str, body: str | None, headers: dict[str, str]) -> str:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, ADDRESS.format(self.iso3), body, headers)
            response = connection.getresponse()
            said, status = response.read().decode(), response.status
        finally:
            connection.close()
        if status != 200:
            self.faults.append(f"{status} {said[:300]}")
        return said

    def open_page(self) -> None:
        """Read what a page gives to its script, as soon as the server answers."""
        end = time.monotonic() + LIMIT
        while not self.token:
            try:
                self._read_page()
            except OSError:
                assert time.monotonic() < end
                time.sleep(0.1)

    def _read_page(self) -> None:
        fields = dict(Page(self._ask("GET", None, self.headers)).forms[-1].fields)
        self.marks = {question: fields[f"{question}.version"] for question in QUESTIONS}
        self.token = fields["csrf_token"]

    def _save(self, question: str, comment: str) -> None:
        sent = {"csrf_token": self.token, f"{question}.comment": comment, f"{question}.version": self.marks[question]}
        said = self._ask("POST", urlencode(sent), {**self.headers, "X-Autosave": "1"})
        mark = json.loads(said).get("saved", {}).get(question)
        if mark is None:
            self.faults.append(said[:300])
            return
        self.marks[question] = mark
        self.acknowledged[question].append(comment)


@pytest.fixture
def authors_and_server(
    empty_url: str, tmp_path: Path, reference: Reference, questionnaire: Questionnaire
) -> Iterator[tuple[list[Author], Server, Session]]:
    """People signed in, and the server they save on, with a session that reads what it has stored."""
    migrate(empty_url)
    app = create_app(Settings(tmp_path, empty_url, **SECRETS))
    server = Server(tmp_path, empty_url)
    with app.extensions["assessment"].sessions() as session:
        load_reference_data(session, reference)
        demonstration.open_round(session, questionnaire)
        session.commit()
        authors = []
        for iso3 in MEMBERS:
            user, http = person(session, f"focal.{iso3}@example.org", "focal_point", iso3), app.test_client()
            with http.session_transaction() as cookie:
                cookie.update(_user_id=user.fs_uniquifier, _fresh=True, csrf_token="for tests only")
            signed_in = http.get_cookie("session")
            assert signed_in is not None
            authors.append(Author(server.port, iso3, user.id, signed_in.value))
        session.commit()
        yield authors, server, session
    server.end()
    app.extensions["assessment"].engine.dispose()


@pytest.mark.process
def test_a_server_killed_at_random_moments_loses_no_acknowledged_answer(
    authors_and_server: tuple[list[Author], Server, Session], capsys: pytest.CaptureFixture
) -> None:
    authors, server, session = authors_and_server
    done = threading.Event()
    threads = [threading.Thread(target=author.work, args=(done,), daemon=True) for author in authors]
    server.order("start")
    for author in authors:
        author.open_page()
    for thread in threads:
        thread.start()
    for _cycle in range(CYCLES):
        _work_on(authors)
        server.order("start")
    time.sleep(0.5)
    done.set()
    for thread in threads:
        thread.join(30)
    server.order("stop")
    count = saves(authors)
    with capsys.disabled():
        print(f"\n{CYCLES} kills on {session.get_bind().dialect.name}: {count} acknowledged saves", end=" ")  # noqa: T201
    assert [author.faults for author in authors] == [[], [], []]
    assert count >= CYCLES
    for author in authors:
        for question, acknowledged in author.acknowledged.items():
            history = kept(session, AnswerChange, author.iso3, question)
            texts = [change.content["comment"] for change in history]
            assert all(change.applied for change in history)
            assert texts[: len(acknowledged)] == acknowledged
            assert len(texts) <= len(acknowledged) + 1  # the last one may have been saved and not acknowledged
            standing = kept(session, AnswerRow, author.iso3, question)
            assert [(row.comment, row.version) for row in standing] == [(text, len(texts)) for text in texts[-1:]]


def saves(authors: list[Author]) -> int:
    """How many saves were acknowledged so far."""
    return sum(len(texts) for author in authors for texts in author.acknowledged.values())


def _work_on(authors: list[Author]) -> None:
    """Let everybody work until something more is saved, on a slow machine too, and on for a random time."""
    before, end = saves(authors), time.monotonic() + LIMIT
    while saves(authors) == before:
        assert time.monotonic() < end, "nothing is saved any more"
        time.sleep(0.02)
    time.sleep(random.uniform(0, 1))


def kept(session: Session, table: type, iso3: str, question: str) -> list:
    """What a table holds of one question of one State, in order."""
    of = select(Submission.id).where(Submission.iso3 == iso3).scalar_subquery()
    found = select(table).where(table.submission_id == of, table.question == question).order_by(table.id)
    return list(session.scalars(found))
