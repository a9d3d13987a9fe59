"""An organisation answers about countries in the browser, sends, corrects; and what others see of it."""

from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from assessment.core.questionnaire import Questionnaire
from assessment.services import civil_society, rounds
from assessment.storage import queries
from assessment.storage.models import Round
from tests import factories
from tests.factories import answered, full_sheet, person, signed, told
from tests.web.conftest import Client

ROUND = "/en/rounds/2026/civil-society/"
PERU = f"{ROUND}PER"


def own(client: Client) -> int:
    """The number of a client's organisation."""
    return client.user.organisation.id


def value(session: Session, found: Round, client: Client, iso3: str, item: str) -> object:
    """What a client's organisation has said of a country in one item."""
    session.expire_all()
    return civil_society.read_told(session, found, own(client), iso3).stored.sheet[item].value


@pytest.mark.parametrize(
    ("lang", "title", "none"),
    [("es", "Perspectiva de la sociedad civil", "Ninguno"), ("en", "Civil-society perspective", "None yet")],
)
def test_the_first_page_says_what_it_is_for_and_offers_every_country(
    organisation: Client, lang: str, title: str, none: str
) -> None:
    assert organisation.http.get(f"/{lang}/").headers["Location"] == f"/{lang}/rounds/2026/civil-society/"
    page = organisation.get(f"/{lang}/rounds/2026/civil-society/")
    assert title in page.words
    assert "Casa Abierta" in page.words
    assert none in page.words
    assert page.html.count("<option") == 25


def test_a_country_is_chosen_answered_and_then_listed(
    organisation: Client, session: Session, open_round: Round
) -> None:
    response = organisation.http.get(f"{ROUND}?country=PER")
    assert response.headers["Location"] == PERU
    assert organisation.http.get(f"{ROUND}?country=ESP").status_code == 404
    saved = organisation.submit(PERU, {"C1": "often", "C2": "dont_know", "action": "save"})
    assert saved.headers["Location"] == PERU
    page = organisation.get(PERU)
    assert "Saved: 2 answers." in page.words
    assert ("C1", "often") in page.forms[-1].fields
    assert value(session, open_round, organisation, "PER", "C1") == "often"
    listing = organisation.get(ROUND)
    assert "In progress" in listing.words
    assert listing.html.count("<option") == 24


def test_a_comment_and_an_example_are_kept_and_asked_for_without_names(
    organisation: Client, session: Session, open_round: Round
) -> None:
    assert "no case numbers" in organisation.get(PERU).words
    typed = {"C1": "never", "C1.comment": "<b>= comentario</b>", "C1.evidence-0.description": "Un ejemplo"}
    organisation.submit(PERU, typed)
    page = organisation.get(f"{PERU}/send")
    assert "<b>= comentario</b>" in page.words
    assert "Example: Un ejemplo" in page.words
    assert "Evidence" not in page.words


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"C1": "mostly"}, "is not one of the options"),
        ({"C1": "often", "C1.evidence-0.description": "x" * 501}, "at most 500 are accepted"),
        ({"C1": "not_applicable"}, "is not offered for this question"),
    ],
)
def test_a_wrong_answer_comes_back_as_it_was_typed_and_the_others_are_saved(
    organisation: Client, session: Session, open_round: Round, typed: dict[str, str], sentence: str
) -> None:
    page = organisation.submit(PERU, {**typed, "C2": "rarely"}, 422)
    assert sentence in page.words
    assert page.title.startswith("Error:")
    assert value(session, open_round, organisation, "PER", "C1") is None
    assert value(session, open_round, organisation, "PER", "C2") == "rarely"


def test_a_colleagues_newer_answer_is_never_overwritten_in_silence(
    organisation: Client, client_of, session: Session, open_round: Round
) -> None:
    colleague = client_of(
        person(session, "other@example.org", "organisation", organisation=organisation.user.organisation)
    )
    stale = organisation.get(PERU).forms[-1].fields
    colleague.submit(PERU, {"C1": "often"})
    page = organisation.post(PERU, [*stale, ("C1", "never")], 409, token=False)
    assert "a colleague saved another answer" in page.words
    assert value(session, open_round, organisation, "PER", "C1") == "often"
    organisation.post(PERU, [*[f for f in page.forms[-1].fields if f[0] != "C1.conflict"], ("C1.conflict", "mine")],
                      302, token=False)  # fmt: skip
    assert value(session, open_round, organisation, "PER", "C1") == "never"


def test_answers_are_sent_under_a_name_and_then_only_read(
    organisation: Client, session: Session, open_round: Round
) -> None:
    onwards = organisation.submit(PERU, {"C1": "often", "action": "continue"})
    assert onwards.headers["Location"] == f"{PERU}/send"
    assert "14 statements have no answer" in organisation.get(f"{PERU}/send").words
    sent = organisation.submit(f"{PERU}/send", {"name": "Ana Quispe", "statement": "yes"})
    assert sent.headers["Location"] == ROUND
    assert "The answers about Peru are sent." in organisation.get(ROUND).words
    page = organisation.get(PERU)
    assert "Sent by Ana Quispe on" in page.words
    assert all(name != "C1" for form in page.forms for name, _text in form.fields)
    assert "already signed" not in page.words
    token = {"C1": "never"}
    organisation.post(PERU, token, 409)
    assert value(session, open_round, organisation, "PER", "C1") == "often"
    assert organisation.http.get(f"{PERU}/send").headers["Location"] == PERU


@pytest.mark.parametrize(
    ("typed", "status", "sentence"),
    [
        ({"name": "", "statement": "yes"}, 422, "Write your name"),
        ({"name": "x" * 201, "statement": "yes"}, 422, "At most 200 characters"),
        ({"name": "Ana"}, 422, "Tick the statement to send"),
        ({"name": "Ana", "statement": "yes", "seen": "0"}, 409, "have changed since you opened this page"),
    ],
)
def test_nothing_is_sent_without_name_statement_and_the_answers_that_were_read(
    organisation: Client, session: Session, open_round: Round, typed: dict[str, str], status: int, sentence: str
) -> None:
    organisation.submit(PERU, {"C1": "often"})
    page = organisation.submit(f"{PERU}/send", typed, status)
    assert sentence in page.words
    assert queries.sent_contents(session, "2026", "PER") == []


def test_an_empty_sheet_is_not_sent(organisation: Client) -> None:
    assert "Not a single" in organisation.get(f"{PERU}/send", 409).words


def test_what_was_sent_is_reopened_corrected_and_sent_again(
    organisation: Client, session: Session, open_round: Round
) -> None:
    organisation.submit(PERU, {"C1": "often"})
    organisation.submit(f"{PERU}/send", {"name": "Ana", "statement": "yes"})
    organisation.post(f"{PERU}/reopen", {})
    assert "Sent by Ana on" in organisation.get(PERU).words
    organisation.submit(PERU, {"C1": "always"})
    assert "“often”" not in organisation.get(PERU).words
    assert '"often"' in queries.sent_contents(session, "2026", "PER")[0]
    organisation.submit(f"{PERU}/send", {"name": "Luz", "statement": "yes"})
    (content,) = queries.sent_contents(session, "2026", "PER")
    assert '"always"' in content


def test_once_the_round_is_closed_everything_can_only_be_read(
    organisation: Client, session: Session, open_round: Round
) -> None:
    organisation.submit(PERU, {"C1": "often"})
    rounds.set_state(session, open_round, "closed", None)
    session.commit()
    assert "These answers were not sent and do not count." in organisation.get(PERU).words
    assert "<select" not in organisation.get(ROUND).html
    organisation.post(PERU, {"C1": "never"}, 409)
    organisation.get(f"{PERU}/send", 409)
    organisation.post(f"{PERU}/reopen", {}, 409)


def test_an_organisation_sees_nothing_of_another_one(organisation: Client, session: Session, open_round: Round) -> None:
    other = factories.organisation(session, "Red Norte")
    told(session, open_round, other, "PER", {"C1": answered("never", comment="Comentario ajeno")})
    for address in (ROUND, PERU, f"{PERU}/send"):
        text = organisation.http.get(address).text
        assert "ajeno" not in text
        assert "Red Norte" not in text
    assert "None yet" in organisation.get(ROUND).words


def test_a_round_without_their_questionnaire_has_no_page_for_organisations(
    organisation: Client, session: Session, open_round: Round
) -> None:
    open_round.civil_questionnaire = None
    session.commit()
    organisation.get(ROUND, 404)
    organisation.get(PERU, 404)
    assert "No page is open to your account yet" in organisation.get("/en/").words


# --- what others see -------------------------------------------------------------------


def three(session: Session, found: Round, iso3: str) -> None:
    """Three organisations judge C1, two of them C2."""
    steps = {"Casa Uno": "never", "Casa Dos": "often", "Casa Tres": "always"}
    for name, step in steps.items():
        more = {} if step == "never" else {"C2": answered("rarely", comment="Comentario ajeno")}
        told(session, found, factories.organisation(session, name), iso3, {"C1": answered(step), **more})


@pytest.mark.parametrize(
    ("lang", "title", "too_few", "mean"),
    [
        ("en", "Civil-society perspective", "fewer than 3 organisations", "58.3"),
        ("es", "Perspectiva de la sociedad civil", "menos de 3 organizaciones", "58.3"),
    ],
)
@pytest.mark.parametrize("is_signed", [True, False])
def test_an_analyst_sees_each_item_of_a_country_whether_it_has_signed_or_not(
    analyst: Client, session: Session, open_round: Round, questionnaire: Questionnaire, is_signed: bool,
    lang: str, title: str, too_few: str, mean: str,
) -> None:  # fmt: skip
    three(session, open_round, "PER")
    if is_signed:
        signed(session, open_round, "PER", full_sheet(questionnaire))
    words = analyst.get(f"/{lang}/rounds/2026/PER/profile").words
    table = words[words.index(title) :]
    assert f"3 {mean} D3.1: " in table
    assert f"2 {too_few} D3.2: " in table
    assert f"0 {too_few} D3.4: " in table
    assert ("D3.1: –" in table) is not is_signed
    assert "Casa" not in words
    assert "ajeno" not in words


def test_the_country_sees_its_means_once_the_round_is_published_and_only_those_of_three(
    focal_peru: Client, session: Session, open_round: Round, questionnaire: Questionnaire
) -> None:
    three(session, open_round, "PER")
    signed(session, open_round, "PER", full_sheet(questionnaire))
    address = "/en/rounds/2026/PER/profile"
    assert "Civil-society" not in focal_peru.get(address).words
    rounds.set_state(session, open_round, "published", None)
    session.commit()
    words = focal_peru.get(address).words
    table = words[words.index("Civil-society perspective") :]
    assert "3 58.3 D3.1: 7" in table
    assert "C2" not in table
    assert "fewer than" not in table


def test_the_workbook_of_a_country_has_the_same_figures(
    analyst: Client, session: Session, open_round: Round, questionnaire: Questionnaire
) -> None:
    signed(session, open_round, "PER", full_sheet(questionnaire))
    three(session, open_round, "PER")
    book = load_workbook(BytesIO(analyst.http.get("/en/rounds/2026/PER/profile.xlsx").data))
    rows = {row[0]: row[2:5] for row in book["Civil society"].iter_rows(values_only=True) if row[0]}
    assert rows["C1"] == ("D3.1", 3, pytest.approx(58.333, abs=0.001))
    assert rows["C2"] == ("D3.2, D3.3", 2, "fewer than 3 organisations")
    assert len([code for code in rows if code.startswith("C") and code[1:].isdigit()]) == 15


# --- the administrator -------------------------------------------------------------------


def test_the_administrator_adds_an_organisation_and_invites_its_people(
    admin: Client, session: Session, app: Flask
) -> None:
    address = "/es/administration/organisations/new"
    response = admin.submit(address, {"name": "Red Norte", "kind": "network", "seat": "CRI"})
    assert response.headers["Location"] == "/es/administration/accounts/new"
    number = queries.organisation_by_name(session, "Red Norte").id
    typed = {"email": "ana@example.org", "name": "Ana", "roles": "organisation", "organisation": str(number)}
    page = admin.submit("/es/administration/accounts/new", {**typed, "iso3": "", "language": "es"}, 200)
    assert "/invitation/" in page.html
    assert "Red Norte" in page.words
    overview = admin.get("/es/administration").words
    assert "Red Norte Red de organizaciones Costa Rica" in overview
    assert "Representante de organización de la sociedad civil" in overview


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": " "}, "Escriba el nombre de la organización"),
        ({"name": "casa abierta"}, "Ya existe una organización con este nombre"),
        ({"kind": None}, "Elija qué tipo de organización es"),
        ({"seat": "XXX"}, "Elija un país de la lista"),
    ],
)
def test_an_organisation_that_makes_no_sense_is_refused_and_what_was_typed_is_kept(
    admin: Client, session: Session, typed: dict[str, str | None], sentence: str
) -> None:
    factories.organisation(session, "Casa Abierta")
    whole = {"name": "Otra", "kind": "ngo", "seat": "", **typed}
    page = admin.submit("/es/administration/organisations/new", whole, 422)
    assert sentence in page.words
    assert ("name", (typed.get("name") or "Otra").strip()) in page.forms[-1].fields
    assert len(queries.organisations(session)) == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"roles": "organisation"}, "Elija la organización"),
        ({"roles": "organisation", "iso3": "PER", "organisation": "1"}, "no tiene otra función ni país"),
        ({"roles": ["organisation", "analyst"]}, "no tiene otra función ni país"),
        ({"roles": "organisation", "organisation": "999999"}, "Elija la organización"),
    ],
)
def test_an_account_between_a_state_and_an_organisation_is_refused(
    admin: Client, session: Session, typed: dict[str, object], sentence: str
) -> None:
    whole = {"email": "ana@example.org", "name": "Ana", "iso3": "", "language": "es", **typed}
    page = admin.submit("/es/administration/accounts/new", whole, 422)
    assert sentence in page.words
    assert queries.user_by_email(session, "ana@example.org") is None
