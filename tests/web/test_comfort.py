"""Comfort: the list of all questions, search in both languages, the next one without an answer, answers on paper."""

import re

import pytest

from assessment.core.answers import NOT_ASKED, Answer, AnswerSheet, State, cell_key
from assessment.core.completeness import following_blank
from assessment.core.partners import laid_out
from assessment.services import submissions
from tests.factories import answered, full_sheet, save, signed
from tests.web.matrix import open_round
from tests.web.test_network import statements

__all__ = ["open_round"]

PERU = "/en/rounds/2026/PER"
LIST = f"{PERU}/questions"
NEXT = f"{PERU}/next"
PARTNERS = ("BOL", "BRA", "CHL", "COL", "ECU")


@pytest.fixture(params=["es", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def partners(session, open_round):
    return submissions.read_sheet(session, open_round, "PER").partners


def rows(page) -> list[str]:
    """The questions listed on a page."""
    return re.findall(r'summary-list__row" id="([^"]+)"', page.html)


def leads_to(client, address: str) -> str:
    response = client.http.get(address)
    assert response.status_code == 302
    return response.headers["Location"]


# --- All questions ----------------------------------------------------------------------


def test_all_questions_are_listed_and_lead_to_their_place(focal_peru, questionnaire, lang):
    page = focal_peru.get(f"/{lang}/rounds/2026/PER/questions")
    assert rows(page) == list(questionnaire.questions)
    assert f"/{lang}/rounds/2026/PER/answers/legal-framework#D1.1a" in page.links
    assert f"/{lang}/rounds/2026/PER/answers/cooperation/CHL#D8.2a@CHL" in page.links
    assert 'name="assignee"' not in page.html  # nothing is shared out


def test_questions_are_filtered_by_theme_and_status(focal_peru, session, open_round, questionnaire):
    told = {"D1.1a": answered(2), "D1.2a": Answer(State.DONT_KNOW), cell_key("D8.3a", "CHL"): answered(1)}
    save(session, open_round, "PER", AnswerSheet(told))
    assert rows(focal_peru.get(f"{LIST}?status=answered")) == ["D1.1a", "D8.3a"]
    assert rows(focal_peru.get(f"{LIST}?status=dont_know")) == ["D1.2a"]
    blank = rows(focal_peru.get(f"{LIST}?status=blank"))
    assert "D1.1a" not in blank
    assert "D8.3a" in blank  # of other partners
    assert set(blank).isdisjoint(rows(focal_peru.get(f"{LIST}?status=not_asked")))
    themed = rows(focal_peru.get(f"{LIST}?theme=ARB"))
    assert themed == [q.id for i in questionnaire.indicators.values() if "ARB" in i.themes for q in i.questions]
    assert rows(focal_peru.get(f"{LIST}?theme=ARB&status=answered")) == ["D8.3a"]
    nothing = focal_peru.get(f"{LIST}?theme=ARB&status=dont_know")
    assert rows(nothing) == []
    assert "No question matches." in nothing.words


def test_a_filtered_state_names_the_partners_it_is_about(focal_peru, session, open_round):
    save(session, open_round, "PER", AnswerSheet({cell_key("D8.3a", "CHL"): answered(1)}))
    page = focal_peru.get(f"{LIST}?status=answered")
    assert [link for link in page.links if "cooperation/" in link] == [
        f"{PERU}/answers/cooperation/CHL#D8.3a@CHL",
    ]


def test_a_filter_nobody_knows_is_none(focal_peru, questionnaire):
    page = focal_peru.get(f"{LIST}?theme=XXX&status=lost&assignee=7")
    assert rows(page) == list(questionnaire.questions)


# --- Search -------------------------------------------------------------------------------


def test_what_is_written_in_the_other_language_is_found_and_named(focal_peru, lang):
    other = {"es": ("arbitrary detention", "English"), "en": ("detencion ARBITRARIA", "Español")}[lang]
    page = focal_peru.get(f"/{lang}/rounds/2026/PER/questions?q={other[0]}")
    assert rows(page)
    assert other[1] in page.words
    own = {"en": "arbitrary detention", "es": "detencion ARBITRARIA"}[lang]
    found = focal_peru.get(f"/{lang}/rounds/2026/PER/questions?q={own}")
    assert set(rows(page)) & set(rows(found))
    assert "<mark>" in found.html


def test_an_id_is_found_and_what_is_sought_is_kept_and_printed_safely(focal_peru):
    assert rows(focal_peru.get(f"{LIST}?q=d8.2a")) == ["D8.2a"]
    page = focal_peru.get(f"{LIST}?q=%3Cscript%3Ealert(1)%3C/script%3E%22")
    assert "<script>alert" not in page.html
    assert dict(page.forms[-1].fields)["q"] == '<script>alert(1)</script>"'


def test_a_search_may_be_filtered(focal_peru):
    every = rows(focal_peru.get(f"{LIST}?q=consular"))
    themed = rows(focal_peru.get(f"{LIST}?q=consular&theme=ARB"))
    assert themed
    assert set(themed) < set(every)


def test_who_only_reads_the_questionnaire_searches_it_too(analyst, organisation, lang):
    address = f"/{lang}/questionnaires/consular-cooperation/2026"
    page = analyst.get(f"{address}/search?q=D1.1a")
    assert f"{address}#D1.1a" in page.links
    assert f"{address}/search" in [form.action for form in analyst.get(address).forms]
    civil = f"/{lang}/questionnaires/civil-society/2026"
    assert [link for link in organisation.get(f"{civil}/search?q=migrantes").links if f"{civil}#" in link]
    analyst.get(f"/{lang}/questionnaires/no-such/2026/search?q=x", 404)
    nothing = {"es": "Ninguna", "en": "No question matches"}[lang]
    assert nothing in analyst.get(f"{address}/search?q=xyzzy").words
    assert 'role="status"' not in analyst.get(f"{address}/search").html


# --- The next one without an answer ---------------------------------------------------------


def test_the_next_question_without_an_answer_is_found_from_a_section_on_and_round_to_the_beginning(focal_peru):
    assert leads_to(focal_peru, NEXT) == f"{PERU}/answers/legal-framework#D1.1a"
    assert leads_to(focal_peru, f"{NEXT}?section=capacity") == f"{PERU}/answers/capacity#D2.1a"
    assert leads_to(focal_peru, f"{NEXT}?section=capacity&after=D1.1a") == f"{PERU}/answers/legal-framework#D1.1b"
    focal_peru.get(f"{NEXT}?section=nowhere", 404)


def test_questions_that_are_answered_or_not_asked_are_passed_over(session, open_round, questionnaire, partners):
    sheet = full_sheet(questionnaire, 0, partners)
    asked = laid_out(questionnaire, partners).as_asked(sheet)
    hidden = next(id for id, answer in asked.answers.items() if answer == NOT_ASKED)
    assert following_blank(questionnaire, sheet.without([hidden])) is None
    assert following_blank(questionnaire, sheet.without(["D1.2a"]), after="D1.2a") == "D1.2a"


def test_questions_about_one_partner_come_together(questionnaire, partners):
    sheet = AnswerSheet({}, partners)
    assert following_blank(questionnaire, sheet, "D8") == "D8.1a@BOL"
    sheet = sheet.with_answer("D8.1a@BOL", answered(1))
    following = following_blank(questionnaire, sheet, "D8", "D8.1a@BOL")
    assert following.endswith("@BOL")


def test_it_is_said_when_nothing_is_left(focal_peru, session, open_round, questionnaire, partners):
    save(session, open_round, "PER", full_sheet(questionnaire, 3, partners))
    assert leads_to(focal_peru, NEXT) == f"{PERU}/answers/"
    assert "Every question that is asked has an answer." in focal_peru.get(f"{PERU}/answers/").words


def test_every_page_of_the_questionnaire_leads_on(focal_peru, lang):
    here = f"/{lang}/rounds/2026/PER"
    for page in ("answers/", "answers/capacity", "answers/cooperation", "answers/cooperation/CHL", "questions"):
        links = focal_peru.get(f"{here}/{page}").links
        assert f"/{lang}/shortcuts" in links, page
        assert any(link.startswith(f"{here}/next") for link in links), page
        assert f"{here}/questions" in links, page
    assert f"{here}/next?section=capacity" in focal_peru.get(f"{here}/answers/capacity").links


# --- On paper ---------------------------------------------------------------------------------


def test_the_answers_are_printed_with_room_for_clearance(focal_peru, session, open_round, lang):
    save(session, open_round, "PER", AnswerSheet({"D1.1a": answered(2, comment="Según <b>la ley</b>")}))
    page = focal_peru.get(f"/{lang}/rounds/2026/PER/print")
    assert {"es": "Borrador, sin firmar", "en": "Draft, not signed"}[lang] in page.words
    assert {"es": "Visto bueno de", "en": "Cleared by"}[lang] in page.words
    assert "Según <b>la ley</b>" in page.words
    assert "D9.4a" in page.words
    one = focal_peru.get(f"/{lang}/rounds/2026/PER/print?section=capacity")
    assert "D2.1a" in one.words
    assert "D1.1a" not in one.words
    focal_peru.get(f"/{lang}/rounds/2026/PER/print?section=nowhere", 404)


def test_signed_answers_say_so_on_paper(focal_peru, session, open_round):
    signed(session, open_round, "PER", AnswerSheet({"D1.1a": answered(2)}))
    words = focal_peru.get(f"{PERU}/print").words
    assert "Signed on" in words
    assert "Draft" not in words


# --- What it costs ------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["questions?q=ley", "next", "print"])
def test_these_pages_ask_the_database_no_more_than_others(focal_peru, connection, session, open_round, address):
    save(session, open_round, "PER", AnswerSheet({"D1.1a": answered(2)}))
    focal_peru.http.get(f"{PERU}/{address}")
    with statements(connection) as seen:
        focal_peru.http.get(f"{PERU}/{address}")
    assert len(seen) <= 7
