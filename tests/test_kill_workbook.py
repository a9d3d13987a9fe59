"""A server killed while it applies a workbook has applied all of it or nothing."""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from assessment.catalogue import Reference
from assessment.config import ROOT, read_settings
from assessment.core.questionnaire import Kind, Questionnaire
from assessment.services import accounts, demonstration
from assessment.services.reference import load_reference_data
from assessment.storage.accounts import hashed
from assessment.storage.database import migrate
from assessment.storage.models import AnswerChange
from assessment.web import create_app
from tests.offline.conftest import cell, edited
from tests.web.page import Page

pytestmark = [pytest.mark.process, pytest.mark.thorough]
CYCLES, LIMIT, PASSWORD = 3, 120, "una frase larga"
ANSWERS = "/es/rounds/2026/PER"


class Browser:
    """One client of a server that may die at any moment."""

    def __init__(self, port: int) -> None:
        self.port, self.cookies = port, dict[str, str]()

    def send(self, path: str, data: object = None, kind: str = "application/x-www-form-urlencoded") -> bytes:
        """The body of the answer."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "Content-Type": kind}
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=LIMIT)) as connection:
            connection.request("GET" if data is None else "POST", path, data, headers)
            response = connection.getresponse()
            sent = SimpleCookie("; ".join(response.headers.get_all("Set-Cookie", [])))
            self.cookies |= {name: sent[name].value for name in sent}
            return response.read()

    def token(self, path: str) -> str:
        """The token of a page's form."""
        forms = Page(self.send(path).decode()).forms
        return next(text for form in forms for name, text in form.fields if name == "csrf_token")

    def sign_in(self) -> None:
        fields = {"csrf_token": self.token("/es/sign-in"), "email": "focal.per@example.org", "password": PASSWORD}
        self.send("/es/sign-in", urlencode(fields))


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def serve(url: str, folder: Path) -> tuple[subprocess.Popen, int]:
    """A server, answering."""
    port = free_port()
    environment = {**os.environ, "DATABASE_URL": url, "ASSESSMENT_INSTANCE": str(folder), "LC_ALL": "C.UTF-8"}
    command = [Path(sys.executable).with_name("flask"), "serve", "--port", str(port), "--no-demo"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + LIMIT
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/es/", timeout=LIMIT).close()
            return server, port
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError("no answer in time")


def test_a_server_killed_while_it_applies_a_workbook_leaves_all_of_it_or_nothing(
    empty_url: str, tmp_path: Path, questionnaire: Questionnaire, reference: Reference
) -> None:
    migrate(empty_url)
    app = create_app(read_settings({"ASSESSMENT_INSTANCE": str(tmp_path), "DATABASE_URL": empty_url}))
    engine = app.extensions["assessment"].engine
    with app.app_context(), Session(engine) as session:
        load_reference_data(session, reference)
        demonstration.open_round(session, questionnaire)
        accounts.create_user(session, "focal.per@example.org", "Ana", ["focal_point"], "PER", hashed(PASSWORD), "es")
        session.commit()
    levels = [
        q.id for domain in questionnaire if not domain.per_partner for q in domain.questions if q.kind is Kind.LADDER
    ]
    chance = random.Random(2026)
    for cycle in range(CYCLES):
        server, port = serve(empty_url, tmp_path)
        try:
            browser = Browser(port)
            browser.sign_in()
            _apply_and_kill(server, browser, levels, cycle % 5, chance.uniform(0, 0.15))
        finally:
            server.kill()
            server.wait(LIMIT)
        with Session(engine) as session:
            each = dict(
                session.execute(select(AnswerChange.question, func.count()).group_by(AnswerChange.question)).all()
            )
        assert len(set(each.values())) <= 1, each
        assert not each or set(each) == set(levels)
    engine.dispose()


def _apply_and_kill(server: subprocess.Popen, browser: Browser, levels: list[str], level: int, after: float) -> None:
    """Upload a workbook with a level everywhere, apply it, and kill the server so many seconds later."""

    def fill(book: Workbook) -> None:
        for id in levels:
            cell(book, id).value = level

    content = edited(browser.send(f"{ANSWERS}/answers.xlsx"), fill)
    token = browser.token(f"{ANSWERS}/workbook")
    boundary, body = encode_multipart({"csrf_token": token, "workbook": FileStorage(BytesIO(content), "a.xlsx")})
    sent = browser.send(f"{ANSWERS}/workbook", body, f"multipart/form-data; boundary={boundary}")
    form = next(form for form in Page(sent.decode()).forms if form.action.endswith("/changes"))
    killer = threading.Timer(after, lambda: server.send_signal(signal.SIGKILL))
    killer.start()
    with suppress(HTTPException, OSError):
        browser.send(form.action, urlencode(form.fields))
    killer.join()
