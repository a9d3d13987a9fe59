"""Sharing out in the web: the focal point's pages, the contributor's list and pages, and what stays closed to them."""

import re
from dataclasses import replace
from datetime import date
from email import message_from_string
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy import select
from time_machine import travel

from assessment.config import Smtp
from assessment.storage import queries
from assessment.storage.models import Installation
from assessment.storage.sharing import Assignment
from tests.factories import answered, person, shared
from tests.web.matrix import fields_of, open_round, stored

__all__ = ["open_round", "stored"]

PERU = "/en/rounds/2026/PER"
HERE = f"{PERU}/answers"
LIBERTY = "personal-liberty"
ANA = {"person": "new", "email": "ana@example.org", "name": "Ana Ruiz", "language": "es"}
TERMS = {"parts": ["D3", "D1.1a"], "due": "2027-03-01", "note": "Ask the posts too"}


@pytest.fixture(autouse=True)
def _winter():
    """The days named here lie ahead, whenever the tests run."""
    with travel("2026-12-01T12:00Z"):
        yield


@pytest.fixture
def mails(app):
    """What was written into the mail folder by this test."""
    folder: Path = app.extensions["assessment"].settings.mail_folder
    before = set(folder.glob("*.eml")) if folder.is_dir() else set()
    return lambda: [file.read_text() for file in sorted(set(folder.glob("*.eml")) - before)]


@pytest.fixture
def contributor(session, open_round):
    """The account of a contributor of Peru with whom nothing is shared yet."""
    return person(session, "contributor.per@example.org", "contributor", "PER", "en")


@pytest.fixture
def client(client_of, contributor):
    """That contributor's client."""
    return client_of(contributor)


def only(session) -> Assignment:
    session.expire_all()
    return session.scalars(select(Assignment)).one()


# --- The focal point ---------------------------------------------------------------------------


def test_a_section_is_shared_with_somebody_new_who_gets_the_link_by_mail(focal_peru, anonymous, session, mails):
    page = focal_peru.submit(f"{PERU}/sharing/new", {**ANA, **TERMS}, 200)
    link = re.search(r'id="link"[^>]*value="([^"]+)"', page.html)[1]
    assert "/es/invitation/" in link
    [message] = mails()
    assert link in message.replace("=\n", "")
    assert "Nota" not in message
    assert "Ask the posts too" not in message
    assert (only(session).parts, only(session).note) == (["D1.1a", "D3"], "Ask the posts too")
    assert "Your account: focal.per" in page.words
    assert "Ana Ruiz" in anonymous.get(link.replace("http://localhost", "")).words
    assert link not in focal_peru.get(f"{PERU}/sharing/{only(session).id}").html


@pytest.mark.parametrize(("lang", "words"), [("es", "Perú solicita su aporte"), ("en", "Peru asks for your part")])
def test_the_mail_is_in_the_contributors_language(focal_peru, mails, lang, words):
    focal_peru.submit(f"{PERU}/sharing/new", {**ANA, **TERMS, "language": lang}, 200)
    assert words in message_from_string(mails()[0], policy=default)["Subject"]


def test_the_mail_of_a_demonstration_says_so(focal_peru, session, mails):
    session.add(Installation(key="demonstration", value="1"))
    session.commit()
    focal_peru.submit(f"{PERU}/sharing/new", {**ANA, **TERMS, "language": "en"}, 200)
    assert "Demonstration data, drawn at random, not real answers" in mails()[0].split("\n\n", 1)[1]


def test_a_mail_that_fails_is_told_and_the_link_can_be_copied(app, focal_peru, session, monkeypatch):
    kept = app.extensions["assessment"]
    broken = replace(kept.settings, smtp=Smtp("127.0.0.1", 9, "sela@example.org", security="none"))
    monkeypatch.setitem(app.extensions, "assessment", replace(kept, settings=broken))
    page = focal_peru.submit(f"{PERU}/sharing/new", {**ANA, **TERMS}, 200)
    assert "The link could not be mailed to ana@example.org; copy it and hand it over." in page.words
    assert 'id="link"' in page.html
    assert only(session).parts == ["D1.1a", "D3"]


def test_an_account_in_use_is_chosen_and_told_where_to_sign_in(focal_peru, contributor, session, mails):
    focal_peru.submit(f"{PERU}/sharing/new", {**TERMS, "person": str(contributor.id)})
    assert only(session).user_id == contributor.id
    assert "invitation" not in mails()[0]


@pytest.mark.parametrize(
    ("lang", "sentences"),
    [
        ("en", ["Write an e-mail address", "Write the name", "at least one section", "Write the last day"]),
        ("es", ["Escriba una dirección", "Escriba el nombre", "al menos una sección", "Escriba el último día"]),
    ],
)
def test_everything_wrong_is_told_and_what_was_typed_is_kept(focal_peru, session, lang, sentences):
    typed = {"person": "new", "email": "ana", "name": "", "note": "<b>Nota</b>", "due": "mañana"}
    page = focal_peru.submit(f"/{lang}/rounds/2026/PER/sharing/new", typed, 422)
    assert all(sentence in page.words for sentence in sentences)
    assert "<b>Nota</b>" in "".join(fields_of(page)["note"])
    assert fields_of(page)["email"] == ["ana"]
    page = focal_peru.submit(f"/{lang}/rounds/2026/PER/sharing/new", {**TERMS, "person": "new"}, 422)
    assert fields_of(page)["parts"] == ["D1.1a", "D3"]
    assert session.scalars(select(Assignment)).all() == []


def test_an_address_of_another_country_is_refused_in_neutral_words(focal_peru, session):
    person(session, "taken@example.org", "focal_point", "CHL")
    page = focal_peru.submit(f"{PERU}/sharing/new", {**ANA, **TERMS, "email": "taken@example.org"}, 422)
    assert "This address cannot be invited as a contributor." in page.words
    assert "Chile" not in page.words


@pytest.mark.parametrize("wrong", ["0", "-1", "x", "99999999999999999999", ""])
def test_a_person_of_no_list_is_refused(focal_peru, contributor, session, wrong):
    page = focal_peru.submit(f"{PERU}/sharing/new", {**TERMS, "person": wrong}, 422)
    assert "Choose a person of the list" in page.words


def test_the_list_and_the_task_list_say_who_has_what_and_how_far_it_is(focal_peru, contributor, session, open_round):
    shared(session, open_round, contributor, "D3", "D1.1a", state="done")
    shared(session, open_round, contributor, "D8", due_on=date(2026, 11, 30))
    focal_peru.submit(f"{HERE}/{LIBERTY}", {"D3.1a": "3"})
    page = focal_peru.get(f"{PERU}/sharing/")
    assert "D1 Legal and policy framework: questions D1.1a" in page.words
    assert "1 of 14 questions answered" in page.words
    assert "Handed back" in page.words
    assert "November 30, 2026; this date has passed" in page.words
    tasks = focal_peru.get(f"{HERE}/")
    assert "until June 30, 2027; 1 of 13 answered; handed back" in tasks.words
    assert "this date has passed" in tasks.words


def test_it_is_changed_and_withdrawn(focal_peru, client, contributor, session, open_round):
    made = shared(session, open_round, contributor, "D3")
    focal_peru.submit(f"{PERU}/sharing/{made.id}/change", {**TERMS, "parts": ["D9"]})
    assert only(session).parts == ["D9"]
    page = focal_peru.submit(f"{PERU}/sharing/{made.id}/change", {"parts": None, "due": "2020-01-01"}, 422)
    assert "at least one section" in page.words
    assert "This day has passed" in page.words
    focal_peru.post(f"{PERU}/sharing/{made.id}/withdraw", {})
    assert session.scalars(select(Assignment)).all() == []
    assert "Nothing is shared with you at present" in client.get(f"{HERE}/").words


def test_another_countrys_assignment_is_not_found(focal_peru, session, open_round):
    chilean = person(session, "contributor.chl@example.org", "contributor", "CHL")
    made = shared(session, open_round, chilean, "D3")
    focal_peru.get(f"{PERU}/sharing/{made.id}", 404)
    focal_peru.post(f"{PERU}/sharing/{made.id}/withdraw", {}, 404)
    focal_peru.get(f"/en/rounds/2026/CHL/sharing/{made.id}", 403)


def test_a_new_link_is_for_who_has_no_password(focal_peru, contributor, session, open_round):
    focal_peru.submit(f"{PERU}/sharing/new", {**ANA, **TERMS}, 200)
    assert 'id="link"' in focal_peru.post(f"{PERU}/sharing/{only(session).id}/link", {}, 200).html
    made = shared(session, open_round, contributor, "D3")
    response = focal_peru.post(f"{PERU}/sharing/{made.id}/link", {})
    assert "has chosen a password" in focal_peru.get(response.location).words
    assert queries.invitations(session).keys() == {
        user.id for user in queries.users(session) if user.email == "ana@example.org"
    }


def test_the_list_of_questions_is_filtered_by_the_person_who_answers(focal_peru, contributor, session, open_round):
    shared(session, open_round, contributor, "D1.1a", "D8")
    page = focal_peru.get(f"{PERU}/questions?assignee={contributor.id}")
    of_partners = len(re.findall(r'id="D8\.[0-9]+[a-z]"', focal_peru.get(f"{PERU}/questions").html))
    assert len(re.findall(r'id="D\d+\.\d+[a-z]"', page.html)) == 1 + of_partners
    assert 'id="D1.1b"' not in page.html


# --- The contributor ---------------------------------------------------------------------------


def test_a_contributor_finds_what_is_shared_answers_it_and_hands_it_back(
    focal_peru, client, contributor, session, open_round, stored, mails
):
    focal_peru.submit(f"{PERU}/sharing/new", {**TERMS, "person": str(contributor.id)})
    page = client.get(f"{HERE}/")
    assert "Ask the posts too" in page.words
    assert "0 of 14 questions answered" in page.words
    assert "Cooperation matrix" not in page.words
    client.submit(f"{HERE}/{LIBERTY}", {"D3.1a": "3"})
    assert stored("D3.1a") == answered(3)
    number = only(session).id
    client.post(f"{PERU}/sharing/{number}/done", {})
    assert only(session).state == "done"
    assert "You handed this back" in client.get(f"{HERE}/").words
    page = client.get(f"{HERE}/{LIBERTY}")
    assert "You have handed this part back" in page.words
    assert "D3.1a.version" not in page.html
    client.post(f"{HERE}/{LIBERTY}", {"D3.1a": "1", "D3.1a.version": "1"}, 403)
    assert stored("D3.1a") == answered(3)
    focal_peru.submit(f"{HERE}/{LIBERTY}", {"D3.1a": "2"})
    focal_peru.post(f"{PERU}/sharing/{number}/reopen", {"reason": " "}, 422)
    focal_peru.post(f"{PERU}/sharing/{number}/reopen", {"reason": "The law of 2026 is missing"})
    assert "The law of 2026 is missing" in client.get(f"{HERE}/").words
    assert "The law of 2026 is missing" not in mails()[-1]
    client.submit(f"{HERE}/{LIBERTY}", {"D3.1a": "4"})
    assert stored("D3.1a") == answered(4)


def test_a_contributor_lists_searches_and_goes_on_within_what_is_shared(client, contributor, session, open_round):
    shared(session, open_round, contributor, "D3.1a", "D9.1a")
    shared(session, open_round, contributor, "D1.1a", state="done")
    page = client.get(f"{PERU}/questions")
    assert re.findall(r'id="(D\d+\.\d+[a-z])"', page.html) == ["D1.1a", "D3.1a", "D9.1a"]
    assert "assignee" not in page.html
    following = client.http.get(f"{PERU}/next").location
    assert following.endswith(f"/answers/{LIBERTY}#D3.1a")
    client.submit(f"{HERE}/{LIBERTY}", {"D3.1a": "3"})
    assert client.http.get(f"{PERU}/next?after=D3.1a").location.endswith("#D9.1a")
