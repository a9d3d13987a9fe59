"""A contributor sees and answers what was shared and nothing else, on every page and in every form."""

from datetime import UTC, datetime

import pytest
from time_machine import travel

from assessment.core.answers import Answer, AnswerSheet, Partners, State
from assessment.services import demonstration, signing
from assessment.storage.models import now
from tests.factories import LINK, answered, full_sheet, person, save, shared, signed
from tests.web.matrix import PAIRS, fields_of, open_round, stored
from tests.web.test_leaks import everything, retell

__all__ = ["open_round", "stored"]

PERU = "/en/rounds/2026/PER"
HERE = f"{PERU}/answers"
LAW, LIBERTY, COOPERATION = "legal-framework", "personal-liberty", "cooperation"
SHARED = ("D3.1a", "D3.1b", "D1.3c")
"""D1.3c is asked from level 2 of D1.3a on, which is not shared."""
CLOSED = ("check", "receipt", "profile", "profile/D3", "profile.xlsx", "partners", "sharing/", "sharing/new", "sign")
PARTNERS = Partners(("BOL", "BRA", "CHL", "COL", "ECU"), ("ESP",))
SECTIONS = ("legal-framework", "capacity", "personal-liberty", "vulnerability", "cooperation", "accountability")
CHOICES = {
    "round_slug": ("2026", "2024"),
    "iso3": ("PER",),
    "section": SECTIONS,
    "partner": ("CHL", "ESP"),
    "code": ("own-1", "new"),
    "node": ("overall", "D3", "D3.1a"),
    "question": ("D3.1a", "D1.1a"),
    "number": ("1",),
    "lang": ("es", "en"),
}


@pytest.fixture
def contributor(session, open_round):
    """The account of a contributor of Peru with whom nothing is shared yet."""
    return person(session, "contributor.per@example.org", "contributor", "PER", "en")


@pytest.fixture
def client(client_of, contributor):
    """That contributor's client."""
    return client_of(contributor)


def sheet_of(questionnaire, word: str, level: int, state: State) -> AnswerSheet:
    """A whole sheet that says, outside what is shared, nothing but this word, level and state."""

    def told(key: str, answer: Answer) -> Answer:
        if key in SHARED or key == "D1.3a":
            return Answer(answer.state, answer.value, comment="Comentario zorzal", evidence=(LINK,))
        said = f"Comentario {word}"
        if key.endswith("a") or "@" in key:
            return Answer(State.ANSWERED, answer.value, comment=said, evidence=(LINK,))
        return Answer(state, comment=said)

    answers = {key: told(key, answer) for key, answer in full_sheet(questionnaire, level, PARTNERS).answers.items()}
    value = {"name": f"Acuerdo {word}", "year": 2011, "status": "in_force", "parties": ["PER", "CHL"], "scope": []}
    fixed = full_sheet(questionnaire, 3, PARTNERS)
    same = {key: told(key, fixed[key]) for key in (*SHARED, "D1.3a")}
    row = {"D8@ESP": answered(True), "D8@BOL": Answer(State.NOT_APPLICABLE, reason=f"Motivo {word}")}
    return AnswerSheet({**answers, **same, **row, "D8#own-1": answered(value)}, PARTNERS)


@pytest.mark.parametrize("is_signed", [False, True], ids=["in progress", "signed"])
def test_nothing_a_contributor_can_open_depends_on_what_is_not_shared(
    app, session, open_round, questionnaire, client, contributor, is_signed
):
    opens = datetime(2024, 9, 1, tzinfo=UTC)
    before = demonstration.open_round(session, questionnaire, PAIRS, "2024", opens, datetime(2025, 6, 30, tzinfo=UTC))
    one = sheet_of(questionnaire, "chincol", 1, State.DONT_KNOW)
    other = sheet_of(questionnaire, "loica", 4, State.BLANK)
    signed(session, before, "PER", one)
    if is_signed:
        officer = person(session, "officer.per@example.org", "authorising_officer", "PER")
        save(session, open_round, "PER", one, officer)
        signing.sign(session, open_round, "PER", officer.id, "Nombre", "Dirección")
        session.commit()
    else:
        save(session, open_round, "PER", one)
    shared(session, open_round, contributor, *SHARED)
    with travel(now(), tick=False):
        first = everything(app, [client], CHOICES)
        for found in (before, open_round):
            retell(session, found, "PER", other)
        second = everything(app, [client], CHOICES)
    assert [address for address in first if first[address] != second[address]] == []
    assert not any(word in said for said in first.values() for word in ("chincol", "loica"))
    opened = {address.split("/2026/")[-1] for (_who, address), said in first.items() if not said.isdigit()}
    assert opened >= {"PER/answers/", f"PER/answers/{LIBERTY}", f"PER/answers/{LAW}"}
    assert f"PER/answers/{COOPERATION}" not in opened
    assert any("zorzal" in said for said in first.values())


@pytest.mark.parametrize("path", CLOSED)
def test_what_shows_more_than_the_part_is_closed(client, contributor, session, open_round, path):
    shared(session, open_round, contributor)
    client.get(f"{PERU}/{path}", 403)


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "part of the questionnaire is not open to you"), ("es", "no está abierta para usted")],
)
def test_a_section_that_is_not_shared_is_refused_in_the_readers_language(
    client, contributor, session, open_round, lang, words
):
    shared(session, open_round, contributor, "D3")
    here = f"/{lang}/rounds/2026/PER/answers"
    for path in (
        LAW,
        COOPERATION,
        f"{COOPERATION}/CHL",
        f"{COOPERATION}/instruments",
        f"{COOPERATION}/instruments/new",
    ):
        assert words in client.get(f"{here}/{path}", 403).words
    client.get(f"{here}/no-such-section", 404)


@pytest.mark.parametrize(
    ("path", "form"),
    [
        (LIBERTY, {"D3.2a": "3"}),
        (LIBERTY, {"D3.1a": "2", "D3.2a": "3"}),
        (LIBERTY, {"D3.2a": "wrong"}),
        (LIBERTY, {"D3.2a.comment": "Texto"}),
        ("vulnerability", {"D4.1a": "3"}),
        (COOPERATION, {"D8.1a@CHL": "3"}),
        (COOPERATION, {"action": "add", "partner": "ESP"}),
        (f"{COOPERATION}/CHL", {"D8.1a@CHL": "3"}),
        (f"{COOPERATION}/instruments", {"confirm": "CAN-548"}),
        (f"{COOPERATION}/instruments/new", {"instrument.name": "Acuerdo"}),
    ],
)
def test_a_form_about_what_is_not_shared_changes_nothing(
    client, contributor, session, open_round, stored, questionnaire, path, form
):
    shared(session, open_round, contributor, "D3.1a")
    page = client.post(f"{HERE}/{path}", form, 403)
    assert "It was not shared with you, or you have handed it back." in page.words
    session.expire_all()
    assert stored("D3.1a") == stored("D3.2a") == stored("D4.1a") == stored("D8.1a@CHL") == Answer()


def test_the_page_of_a_section_holds_the_shared_questions_and_counts_only_them(
    client, focal_peru, contributor, session, open_round
):
    shared(session, open_round, contributor, *SHARED)
    focal_peru.submit(f"{HERE}/{LIBERTY}", {"D3.1a": "3", "D3.2a": "2"})
    page = client.get(f"{HERE}/{LIBERTY}")
    assert "1 of 2 questions answered" in page.words
    assert {name.split(".version")[0] for name in fields_of(page) if name.endswith(".version")} == {"D3.1a", "D3.1b"}
    assert "Section 2 of 2" in page.words


def test_a_question_that_depends_on_one_not_shared_shows_whether_it_is_asked_and_no_more(
    client, focal_peru, contributor, session, open_round
):
    shared(session, open_round, contributor, *SHARED)
    focal_peru.submit(f"{HERE}/{LAW}", {"D1.3a": "1"})
    page = client.get(f"{HERE}/{LAW}")
    assert "0 of 0 questions answered" in page.words
    assert 'id="D1.3c"' in page.html
    assert page.html.split('id="D1.3c"')[1].split(">")[0].endswith("hidden")
    focal_peru.submit(f"{HERE}/{LAW}", {"D1.3a": "3"})
    page = client.get(f"{HERE}/{LAW}")
    assert "0 of 1 questions answered" in page.words
    assert "hidden" not in page.html.split('id="D1.3c"')[1].split(">")[0]
    assert "D1.3a" not in page.html


def test_open_and_handed_back_questions_of_one_section_stand_side_by_side(
    client, contributor, session, open_round, stored
):
    shared(session, open_round, contributor, "D3.1a")
    made = shared(session, open_round, contributor, "D3.1b")
    client.submit(f"{HERE}/{LIBERTY}", {"D3.1a": "3", "D3.1b": "48"})
    client.post(f"{PERU}/sharing/{made.id}/done", {})
    page = client.get(f"{HERE}/{LIBERTY}")
    assert "D3.1b.version" not in page.html
    assert "48" in page.words
    client.post(f"{HERE}/{LIBERTY}", {"D3.1b": "12", "D3.1b.version": "1"}, 403)
    client.submit(f"{HERE}/{LIBERTY}", {"D3.1a": "2"})
    assert (stored("D3.1a").value, stored("D3.1b").value) == (2, 48)


def test_the_partners_are_answered_where_the_section_is_shared(client, contributor, session, open_round, stored):
    made = shared(session, open_round, contributor, "D8")
    response = client.submit(f"{HERE}/{COOPERATION}", {"D8.1a@CHL": "2", "action": "continue"})
    assert response.location == f"{HERE}/"
    client.submit(f"{HERE}/{COOPERATION}/CHL", {"D8.1a@CHL.comment": "Texto"})
    assert (stored("D8.1a@CHL").value, stored("D8.1a@CHL").comment) == (2, "Texto")
    client.get(f"{HERE}/{COOPERATION}/instruments/new")
    client.post(f"{PERU}/sharing/{made.id}/done", {})
    assert "D8.1a@CHL.version" not in client.get(f"{HERE}/{COOPERATION}").html
    assert client.http.get(f"{HERE}/{COOPERATION}/CHL").status_code == 302
    client.post(f"{HERE}/{COOPERATION}", {"action": "add", "partner": "ESP"}, 403)


def test_the_way_through_the_sections_leads_along_what_is_shared(client, contributor, session, open_round):
    shared(session, open_round, contributor, "D3.1a", "D9")
    assert "Save and continue" in client.get(f"{HERE}/{LIBERTY}").words
    assert client.submit(f"{HERE}/{LIBERTY}", {"action": "continue"}).location == f"{HERE}/accountability"
    assert client.submit(f"{HERE}/accountability", {"action": "continue"}).location == f"{HERE}/"
    assert "Save and go to what is shared with you" in client.get(f"{HERE}/accountability").words


def test_a_contributor_begins_at_what_is_shared(client, contributor, session, open_round):
    assert client.http.get("/en/").location == f"{HERE}/"
    page = client.get(f"{HERE}/")
    assert "Nothing is shared with you at present" in page.words
    assert f"{PERU}/check" not in page.links
    client.get(f"{HERE}/{LIBERTY}", 403)


def test_somebody_elses_part_is_not_handed_back(client, contributor, session, open_round):
    other = person(session, "other@example.org", "contributor", "PER")
    made = shared(session, open_round, other, "D3")
    client.post(f"{PERU}/sharing/{made.id}/done", {}, 404)
    session.expire_all()
    assert made.state == "open"
