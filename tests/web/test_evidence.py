"""Documents as evidence: kept once, named by their code, signed with their hash, given out to those entitled only."""

import errno
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from assessment.core.answers import AnswerSheet, Document, Evidence
from assessment.core.documents import spelled_out
from assessment.core.questionnaire import Questionnaire
from assessment.core.snapshots import signed_sheet
from assessment.services import documents, signing, submissions
from assessment.services.demonstration_documents import pdf
from assessment.services.documents import TidyRefused, superfluous_files
from assessment.services.submissions import Change, UnknownDocument
from assessment.storage import evidence_files
from assessment.storage.models import AuditEntry, Round, now
from tests.factories import answered, person, shared, value_of
from tests.web.conftest import Client

HERE = "/en/rounds/2026/PER/documents"
FILE = pdf(("A law",))
TEXTS = {"description": "Migration law", "language": "es", "page": "art. 12"}


@pytest.fixture
def folder(app: Flask) -> Path:
    """The folder of the files, empty."""
    found: Path = app.extensions["assessment"].settings.evidence
    for name in evidence_files.names(found):
        evidence_files.delete(found, name)
    return found


def upload(client: Client, content: bytes = FILE, name: str = "Ley.pdf", status: int = 303, at: str = HERE, **texts):
    """Send the form of a new document with a file."""
    file = FileStorage(io.BytesIO(content), name, "file")
    data = {**TEXTS, **texts, "file": file, "csrf_token": client._token()}
    boundary, body = encode_multipart(data)
    response = client.http.post(at, data=body, content_type=f'multipart/form-data; boundary="{boundary}"')
    return response if status == 303 and response.status_code == 303 else client._read(at, response, status)


def cite(session: Session, found: Round, code: str, key: str = "D1.1a", more: str = "") -> None:
    """Make a document evidence of an answer of Peru."""
    version = submissions.read_sheet(session, found, "PER").version(key)
    change = Change(key, answered(3, evidence=(Evidence(code, more),)), version)
    submissions.save_answers(session, found, "PER", [change], None)
    session.commit()


def sign(session: Session, found: Round) -> str:
    officer = person(session, "signer@example.org", "authorising_officer", "PER")
    content = signing.sign(session, found, "PER", officer.id, "Name", "Office").content
    session.commit()
    return content


def actions(session: Session) -> list[tuple[str, str]]:
    return [(entry.action, entry.subject) for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]


def test_a_file_is_kept_outside_under_a_random_name_and_given_back_as_a_download(
    focal_peru: Client, folder: Path, session: Session
) -> None:
    upload(focal_peru)
    page = focal_peru.get(HERE)
    assert "Migration law" in page.words
    assert "Ley.pdf, art. 12" in page.words
    assert "Spanish" in page.words
    assert "Documentos de Perú" in focal_peru.get(HERE.replace("/en/", "/es/")).words
    (name,) = evidence_files.names(folder)
    assert (folder / name).stat().st_mode & 0o077 == 0
    given = focal_peru.http.get(f"{HERE}/E1")
    assert given.data == FILE
    assert given.headers["Content-Disposition"] == "attachment; filename=Ley.pdf"
    assert given.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert given.headers["X-Content-Type-Options"] == "nosniff"
    assert given.headers["Cache-Control"] == "no-store"
    assert given.headers["Content-Type"] == "application/pdf"
    assert actions(session)[-2:] == [
        ("evidence_added", "2026/PER E1 Ley.pdf"),
        ("evidence_download", "2026/PER E1 Ley.pdf"),
    ]


def test_a_name_with_accents_or_worse_is_given_back_safely(focal_peru: Client, folder: Path) -> None:
    upload(focal_peru, name="../../Migración: x‮y.pdf")
    header = focal_peru.http.get(f"{HERE}/E1").headers["Content-Disposition"]
    assert "filename*=UTF-8''Migraci%C3%B3n%20xy.pdf" in header
    assert "\n" not in header


@pytest.mark.parametrize(
    ("changes", "said", "anchor"),
    [
        ({"content": b"MZ\x90" + bytes(99)}, "its content is something else", "file"),
        ({"name": "a.exe"}, "“a.exe” is not one of the files accepted", "file"),
        ({"content": b""}, "The file is empty", "file"),
        ({"content": FILE + bytes(10 * 1024 * 1024)}, "larger than 10 MB", "file"),
        ({"description": ""}, "Say briefly what the document is", "description"),
        ({"description": "x" * 201}, "at most 200 are accepted", "description"),
        ({"language": "tlh"}, "Choose the language", "language"),
        ({"page": "x" * 61}, "at most 60 are accepted", "page"),
        ({"link": "https://example.org"}, "a file and also a link", "link"),
        ({"name": ""}, "Choose a file, or write a link", "file"),
        ({"name": "", "link": "javascript:alert(1)"}, "must begin with https://", "link"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field_and_what_was_typed_stays(
    focal_peru: Client, folder: Path, changes: dict, said: str, anchor: str
) -> None:
    page = upload(focal_peru, status=422, **changes)
    assert said in page.words
    assert f"#{anchor}" in page.links
    assert page.title.startswith("Error:")
    fields = dict(page.forms[-1].fields)
    assert {name: fields[name] for name in ("description", "page") if name not in changes} == {
        name: TEXTS[name] for name in ("description", "page") if name not in changes
    }
    assert list(evidence_files.names(folder)) == []
    assert "There is no document yet" in focal_peru.get(HERE).words


def test_reasons_are_given_in_spanish_too(focal_peru: Client, folder: Path) -> None:
    page = upload(focal_peru, b"x" * 99, status=422, at=HERE.replace("/en/", "/es/"))
    assert "su contenido es otra cosa" in page.words


def test_a_file_far_too_large_gets_a_page_of_its_own_whoever_sends_it(
    focal_peru: Client, anonymous: Client, folder: Path
) -> None:
    page = upload(focal_peru, bytes(12 * 1024 * 1024), status=413)
    assert "At most 10 MB are accepted, and nothing was changed" in page.words
    spanish = upload(focal_peru, bytes(12 * 1024 * 1024), status=413, at=HERE.replace("/en/", "/es/"))
    assert "El archivo es demasiado grande" in spanish.words
    assert upload(anonymous, bytes(3 * 1024 * 1024), status=413), "who is not signed in sends no files at all"


def test_other_addresses_take_no_larger_forms_than_before(focal_peru: Client) -> None:
    data = {"csrf_token": focal_peru._token(), "D1.1a.comment": "x" * (3 * 1024 * 1024)}
    assert focal_peru.http.post("/en/rounds/2026/PER/answers/legal-framework", data=data).status_code == 413


def test_a_full_disk_is_said_and_leaves_nothing_behind(
    focal_peru: Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(evidence_files.os, "fsync", full)
    page = upload(focal_peru, status=507)
    assert "The server has no room left for this file, and nothing was changed" in page.words
    assert "Migration law" in dict(page.forms[-1].fields)["description"]
    monkeypatch.undo()
    assert list(folder.iterdir()) == []
    assert "There is no document yet" in focal_peru.get(HERE).words


def test_a_disk_full_already_while_the_form_is_received_is_said(
    focal_peru: Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object, **_more: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("werkzeug.wrappers.request.Request._get_file_stream", full)
    assert "The server has no room left" in upload(focal_peru, status=507).words


def test_the_same_file_is_kept_once(focal_peru: Client, folder: Path) -> None:
    upload(focal_peru)
    assert "kept already, as document E1" in upload(focal_peru, name="Other.pdf", status=422).words
    assert len(list(evidence_files.names(folder))) == 1


def test_a_link_is_kept_as_a_document(focal_peru: Client, folder: Path) -> None:
    page = upload(focal_peru, name="", link="https://example.org/ley")
    assert page.status_code == 303
    assert "https://example.org/ley" in focal_peru.get(HERE).links
    assert focal_peru.http.get(f"{HERE}/E1").status_code == 404


def test_one_document_is_evidence_of_several_answers_in_words_everywhere(
    focal_peru: Client, folder: Path, session: Session, open_round: Round
) -> None:
    upload(focal_peru)
    section = "/en/rounds/2026/PER/answers/legal-framework"
    assert '<datalist id="documents"><option value="E1">Migration law</option>' in focal_peru.get(section).html
    focal_peru.submit(
        section, {"D1.1a": "4", "D1.1a.evidence-0.link": "e1", "D1.2a": "4", "D1.2a.evidence-0.link": "E1"}, 303
    )
    check = focal_peru.get("/en/rounds/2026/PER/check")
    assert check.words.count("E1: Migration law (Ley.pdf), art. 12") == 2
    assert f"{HERE}/E1" in check.links
    assert {"D1.1a", "D1.2a"} <= set(focal_peru.get(HERE).words.replace(",", " ").split())
    page = focal_peru.submit(section, {"D1.1a.evidence-0.link": "E7"}, 422)
    assert "Your country has no document E7" in page.words


def test_a_document_that_is_evidence_is_not_removed_and_one_that_is_not_may_be(
    focal_peru: Client, folder: Path, session: Session, open_round: Round
) -> None:
    upload(focal_peru)
    cite(session, open_round, "E1")
    assert "is evidence in D1.1a" in focal_peru.post(HERE, {"remove": "E1"}, 409).words
    cite(session, open_round, "https://example.org")
    focal_peru.post(HERE, {"remove": "E1"}, 303)
    focal_peru.post(HERE, {"remove": "E1"}, 303)
    assert "There is no document yet" in focal_peru.get(HERE).words
    assert focal_peru.http.get(f"{HERE}/E1").status_code == 404
    upload(focal_peru, pdf(("Another law",)))
    assert "E2" in focal_peru.get(HERE).words, "a code never comes to mean another document"
    with pytest.raises(UnknownDocument):
        cite(session, open_round, "E1")


def test_what_is_signed_names_the_document_with_the_hash_of_its_file(
    focal_peru: Client, folder: Path, session: Session, open_round: Round
) -> None:
    upload(focal_peru)
    upload(focal_peru, pdf(("Not cited",)))
    cite(session, open_round, "E1", more="see the annex")
    content = sign(session, open_round)
    assert json.loads(content)["documents"].keys() == {"E1"}
    kept = signed_sheet(content).documents["E1"]
    assert kept == Document(
        "Migration law", "es", "art. 12", "", "Ley.pdf", "application/pdf", len(FILE), hashlib.sha256(FILE).hexdigest()
    )
    page = upload(focal_peru, status=409)
    assert "already signed" in page.words
    assert focal_peru.post(HERE, {"remove": "E2"}, 409)


def test_only_those_entitled_get_a_document_and_only_once_it_is_signed(
    focal_peru: Client, contributor_peru: Client, officer_peru: Client, focal_chile: Client, organisation: Client,
    admin: Client, anonymous: Client, analyst: Client, staff: Client, folder: Path, session: Session,
    open_round: Round, questionnaire: Questionnaire,
) -> None:  # fmt: skip
    secret = next(question.id for question in questionnaire.questions.values() if question.confidential)
    for number in (1, 2, 3):
        upload(focal_peru, pdf((f"Law {number}",)), description=f"Law {number}")
    cite(session, open_round, "E1")
    cite_confidential(session, open_round, questionnaire, secret, "E2")
    own, sela, others = (
        (focal_peru, officer_peru),
        (analyst, staff),
        (focal_chile, organisation, admin),
    )
    codes = ("E1", "E2", "E3")

    def given(client: Client) -> list[int]:
        return [client.http.get(f"{HERE}/{code}").status_code for code in codes]

    for client in own:
        assert given(client) == [200, 200, 200]
    for client in sela:
        assert given(client) == [404, 404, 404]
        assert client.http.get(HERE).status_code == 302
    assert given(contributor_peru) == [200, 200, 404]
    sign(session, open_round)
    assert given(analyst) == [200, 200, 404]
    assert given(staff) == [200, 404, 404]
    assert "Law 2" in analyst.get(HERE).words
    assert "Law 1" in staff.get(HERE).words
    assert "Law 2" not in staff.get(HERE).words
    assert f"{HERE}/E1" in staff.get("/en/rounds/2026/PER/check").links
    for client in others:
        assert given(client) == [403, 403, 403]
        assert client.http.get(HERE).status_code == 403
    assert given(anonymous) == [302, 302, 302]
    assert focal_chile.http.get("/en/rounds/2026/CHL/documents/E1").status_code == 404


def cite_confidential(session: Session, found: Round, questionnaire: Questionnaire, key: str, code: str) -> None:
    answer = answered(value_of(questionnaire.questions[key]), evidence=(Evidence(code),))
    submissions.save_answers(session, found, "PER", [Change(key, answer, 0)], None)
    session.commit()


def test_a_contributor_adds_documents_sees_own_and_cited_ones_and_removes_own_ones(
    focal_peru: Client, client_of: Callable, session: Session, open_round: Round, folder: Path
) -> None:
    account = person(session, "contributor.per@example.org", "contributor", "PER")
    shared(session, open_round, account, "D1")
    contributor = client_of(account)
    for number, words in enumerate(("Cited here", "Cited elsewhere", "Not cited")):
        upload(focal_peru, pdf((words,)), description=words)
        if number < 2:
            cite(session, open_round, f"E{number + 1}", ("D1.1a", "D3.1a")[number])
    upload(contributor, pdf(("Own",)), description="Of the ministry")
    page = contributor.get(HERE)
    assert [words in page.words for words in ("Cited here", "Of the ministry", "Cited elsewhere", "Not cited")] == [
        True,
        True,
        False,
        False,
    ]
    assert 'value="E1"' not in page.html
    assert contributor.http.get(f"{HERE}/E4").status_code == contributor.http.get(f"{HERE}/E1").status_code == 200
    assert contributor.http.get(f"{HERE}/E2").status_code == contributor.http.get(f"{HERE}/E3").status_code == 404
    contributor.submit("/en/rounds/2026/PER/answers/legal-framework", {"D1.2a.evidence-0.link": "e4"})
    assert submissions.read_sheet(session, open_round, "PER").sheet["D1.2a"].evidence[0].link == "E4"
    contributor.submit("/en/rounds/2026/PER/answers/legal-framework", {"D1.1b.evidence-0.link": "E3"}, 422)
    contributor.post(HERE, {"remove": "E1"})
    contributor.post(HERE, {"remove": "E4"}, 409)
    assert "Cited here" in focal_peru.get(HERE).words
    upload(contributor, pdf(("Not cited",)), description="Kept again, unseen")
    cite(session, open_round, "E5", "D3.1b")
    told = contributor.post(HERE, {"remove": "E5"}, 409).words
    assert "answers that are not shared with you" in told
    assert "D3.1b" not in told


def test_a_file_lost_or_altered_is_never_given_out(focal_peru: Client, folder: Path) -> None:
    upload(focal_peru)
    (name,) = evidence_files.names(folder)
    (folder / name).write_bytes(b"something else")
    assert "missing or altered" in focal_peru.get(f"{HERE}/E1", 500).words
    (folder / name).unlink()
    assert "missing or altered" in focal_peru.get(f"{HERE}/E1", 500).words


def test_tidying_deletes_what_no_document_needs_and_nothing_in_doubt(
    focal_peru: Client, folder: Path, session: Session, open_round: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2, 3):
        upload(focal_peru, pdf((f"Law {number}",)))
    focal_peru.post(HERE, {"remove": "E2"}, 303)
    orphan = evidence_files.store(io.BytesIO(b"left over"), folder).name
    assert superfluous_files(session, folder, now()) == [], "for a day nothing is touched"
    monkeypatch.setattr(documents, "SETTLED", documents.SETTLED * 0)
    found = superfluous_files(session, folder, now())
    assert len(found) == 2
    assert orphan in found
    documents.delete_files(folder, found)
    session.commit()
    assert [focal_peru.http.get(f"{HERE}/{code}").status_code for code in ("E1", "E2", "E3")] == [200, 404, 200]
    (folder / next(iter(evidence_files.names(folder)))).unlink()
    with pytest.raises(TidyRefused):
        superfluous_files(session, folder, now())


def test_a_file_that_was_signed_is_not_tidied_away(
    focal_peru: Client, folder: Path, session: Session, open_round: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(focal_peru)
    cite(session, open_round, "E1")
    sign(session, open_round)
    submission = documents.queries.submission(session, "2026", "PER")
    documents.documents.by_code(session, submission.id, "E1").removed_at = now()
    session.commit()
    monkeypatch.setattr(documents, "SETTLED", documents.SETTLED * 0)
    assert superfluous_files(session, folder, now()) == []


def test_an_earlier_answer_is_offered_with_its_document_spelled_out() -> None:
    sheet = AnswerSheet(
        {"D1.1a": answered(3, evidence=(Evidence("E1", "annex"), Evidence("E2")))},
        documents={
            "E1": Document("Law", "es", "art. 2", name="law.pdf"),
            "E2": Document("Portal", "es", link="https://example.org"),
        },
    )
    assert spelled_out(sheet)["D1.1a"].evidence == (
        Evidence("", "Law (law.pdf) art. 2 annex"),
        Evidence("https://example.org", "Portal"),
    )
