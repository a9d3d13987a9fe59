"""Answering: every kind of question from the page to the database and back, and nothing lost on the way."""

import gzip
import json
import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.core.answers import BLANK, Answer, Evidence, State
from assessment.forms import World
from assessment.services import submissions
from assessment.storage.models import AnswerChange, Round
from tests.factories import answered, full_sheet, save

HERE = "/en/rounds/2026/PER/answers"
AQUI = "/es/rounds/2026/PER/answers"
LAW, NETWORK, LIBERTY, FORA = "legal-framework", "capacity", "personal-liberty", "accountability"
SECTIONS = (
    LAW,
    NETWORK,
    LIBERTY,
    "vulnerability",
    "documents-and-data",
    "pathways-and-inclusion",
    "crises-and-return",
    FORA,
)
"""Those that are not asked per partner."""


@pytest.fixture
def stored(session: Session, open_round: Round):
    """Peru's answers as they stand in the database."""

    def read(question: str) -> Answer:
        session.expire_all()
        return submissions.read_sheet(session, open_round, "PER").sheet[question]

    return read


@pytest.fixture
def changes(session: Session):
    """What the history says of a question: version and whether it was applied."""

    def read(question: str) -> list[tuple[int, bool]]:
        found = session.scalars(select(AnswerChange).where(AnswerChange.question == question).order_by(AnswerChange.id))
        return [(change.version, change.applied) for change in found]

    return read


def fields_of(page) -> dict[str, list[str]]:
    """What the page's own form would send."""
    sent: dict[str, list[str]] = {}
    for name, text in page.forms[-1].fields:
        sent.setdefault(name, []).append(text)
    return sent


# --- What no page of ours sends ------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["D3.1a", "D1.1a.nonsense", "D1.1a.evidence-100.link", "", "....", "D1.1a" + ".a" * 200_000]
)
def test_a_field_of_no_question_of_the_page_is_refused_and_given_back(focal_peru, changes, name):
    page = focal_peru.post(f"{AQUI}/{LAW}", {name: "Lo escrito"}, 400)
    assert "Lo escrito" in page.words
    assert changes("D1.1a") == []


def test_a_state_that_cannot_be_chosen_is_refused(focal_peru):
    page = focal_peru.submit(f"{AQUI}/{LAW}", {"D1.1b.state": "answered"}, 422)
    assert "“answered”" in page.words or "«answered»" in page.words


# --- The task list -----------------------------------------------------------------


def test_the_task_list_says_where_one_is_what_is_missing_and_who_sees_it(focal_peru):
    focal_peru.submit(f"{HERE}/{FORA}", {"D9.4a": "2"})
    words = focal_peru.get(f"{HERE}/").words
    assert "Peru" in words
    assert "1 of 14 questions answered; about 58 minutes in all" in words
    assert "13 questions left" in words
    assert "Until the answers are signed, only the people of your country" in words


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_page_is_read_strictly_in_both_languages_and_is_light(focal_peru, lang, section):
    page = focal_peru.get(f"/{lang}/rounds/2026/PER/answers/{section}")
    assert len(gzip.compress(page.html.encode(), 6)) <= 10_000


@pytest.mark.parametrize("section", SECTIONS)
def test_a_full_section_renders_and_saving_it_untouched_changes_nothing(
    focal_peru, session, open_round, questionnaire, changes, section
):
    save(session, open_round, "PER", full_sheet(questionnaire, 4))
    session.commit()
    focal_peru.submit(f"{HERE}/{section}", {"action": "save"})
    ids = [q.id for q in next(d for d in questionnaire if d.slug == section).questions]
    assert {id: changes(id) for id in ids} == {id: [(1, True)] for id in ids}
    assert "Everything is saved." in focal_peru.get(f"{HERE}/{section}").words


def test_an_unknown_section_is_not_found(focal_peru):
    focal_peru.get(f"{HERE}/nowhere", 404)


# --- Every kind of question ----------------------------------------------------------


@pytest.mark.parametrize(
    ("section", "typed", "question", "answer"),
    [
        (LAW, {"D1.1a": "3"}, "D1.1a", answered(3)),
        (LAW, {"D1.1a": "0"}, "D1.1a", answered(0)),
        (LAW, {"D1.1a": "dont_know"}, "D1.1a", Answer(State.DONT_KNOW)),
        (
            LAW,
            {"D1.3a": "not_applicable", "D1.3a.reason": "Not a member"},
            "D1.3a",
            Answer(State.NOT_APPLICABLE, reason="Not a member"),
        ),
        (
            LAW,
            {"D1.1b": ["crc", "vccr"], "D1.1b.not_open": ["belem_do_para"]},
            "D1.1b",
            answered({"chosen": ["vccr", "crc"], "not_open": ["belem_do_para"]}),
        ),
        (LAW, {"D1.1b": ["none_of_these"]}, "D1.1b", answered({"chosen": ["none_of_these"], "not_open": []})),
        (LIBERTY, {"D3.1b": "1234,5"}, "D3.1b", answered(1234.5)),
        (LIBERTY, {"D3.1b": "1 234.5"}, "D3.1b", answered(1234.5)),
        (LIBERTY, {"D3.1b.state": "dont_know"}, "D3.1b", Answer(State.DONT_KNOW)),
        (
            LIBERTY,
            {"D3.1b.state": "not_applicable", "D3.1b.reason": "None detained"},
            "D3.1b",
            Answer(State.NOT_APPLICABLE, reason="None detained"),
        ),
        (LIBERTY, {"D3.1c": "85,5 %"}, "D3.1c", answered(85.5)),
        (LIBERTY, {"D3.3c": "yes"}, "D3.3c", answered("yes")),
        (
            LIBERTY,
            {"D3.3d.total": "1.234.567", "D3.3d.parts.women": "7"},
            "D3.3d",
            None,
        ),
        (
            LIBERTY,
            {"D3.3d.total": "12", "D3.3d.parts.women": "5", "D3.3d.parts.men": "7"},
            "D3.3d",
            answered({"total": 12, "parts": {"women": 5, "men": 7}}),
        ),
        (
            NETWORK,
            {
                "D2.1b.add-0": "USA",
                "D2.1b.add-0.attribute": "career",
                "D2.1b.add-2": "CHL",
                "D2.1b.add-2.attribute": "honorary",
            },
            "D2.1b",
            answered({"CHL": "honorary", "USA": "career"}),
        ),
        (NETWORK, {"D2.1c": ["FJI"], "D2.1c.add-0": "TON"}, "D2.1c", answered({"FJI": None, "TON": None})),
        (NETWORK, {"D2.1c.none": "yes"}, "D2.1c", answered({})),
        (FORA, {"D9.4d": "=1+1 <b>bold</b>\r\n+ more"}, "D9.4d", answered("=1+1 <b>bold</b>\n+ more")),
    ],
)
def test_each_kind_of_answer_is_stored_as_meant(focal_peru, stored, section, typed, question, answer):
    if answer is None:
        focal_peru.submit(f"{HERE}/{section}", typed, 422)
        assert stored(question) == Answer()
        return
    focal_peru.submit(f"{HERE}/{section}", typed)
    assert stored(question) == answer


@pytest.mark.parametrize(("lang", "names"), [("en", ["Germany", "Spain"]), ("es", ["Alemania", "España"])])
def test_a_list_of_countries_is_in_the_order_of_their_names(focal_peru, lang, names):
    focal_peru.submit(f"{HERE}/{NETWORK}", {"D2.1c": ["ESP", "DEU"]})
    page = focal_peru.get(f"/{lang}/rounds/2026/PER/answers/{NETWORK}")
    assert re.findall(r'name="D2.1c" value="\w+" checked><span[^>]*>([^<]+)<', page.html) == names


def test_comment_and_evidence_go_with_an_answer_and_an_empty_row_follows(focal_peru, stored):
    typed = {
        "D1.1a": "4",
        "D1.1a.comment": "@legal: =checked",
        "D1.1a.evidence-0.link": "https://www.gob.pe/ley",
        "D1.1a.evidence-0.description": "Ley",
    }
    focal_peru.submit(f"{HERE}/{LAW}", typed)
    assert stored("D1.1a") == answered(
        4, comment="@legal: =checked", evidence=(Evidence("https://www.gob.pe/ley", "Ley"),)
    )
    sent = fields_of(focal_peru.get(f"{HERE}/{LAW}"))
    assert sent["D1.1a.evidence-0.link"] == ["https://www.gob.pe/ley"]
    assert sent["D1.1a.evidence-1.link"] == [""]


def test_an_answer_can_be_cleared_and_its_comment_stays(focal_peru, stored):
    focal_peru.submit(f"{HERE}/{LAW}", {"D1.1a": "3", "D1.1a.comment": "To be confirmed"})
    focal_peru.submit(f"{HERE}/{LAW}", {"D1.1a": ""})
    assert stored("D1.1a") == Answer(State.BLANK, comment="To be confirmed")


def test_the_number_read_is_echoed_in_the_readers_style(focal_peru, focal_chile):
    focal_peru.submit(f"{HERE}/{LIBERTY}", {"D3.1b": "1234,5"})
    assert "Value read: 1,234.5 hours" in focal_peru.get(f"{HERE}/{LIBERTY}").words
    chile = "/en/rounds/2026/CHL/answers/personal-liberty"
    focal_chile.submit(chile, {"D3.1b": "1234.5"})
    page = focal_chile.get(chile)
    assert "Value read: 1.234,5 hours" in page.words
    assert fields_of(page)["D3.1b"] == ["1234,5"]


def test_a_country_ticked_off_leaves_the_list(focal_peru, stored):
    focal_peru.submit(f"{HERE}/{NETWORK}", {"D2.1c.add-0": "FJI", "D2.1c.add-1": "TON"})
    focal_peru.submit(f"{HERE}/{NETWORK}", {"D2.1c": ["TON"]})
    assert stored("D2.1c") == answered({"TON": None})


@pytest.mark.parametrize(
    "text",
    ["Bolivia", "bolivia (estado plurinacional de)", "  BOLIVIA, Plurinational State of ", "bol", "Estado Bolivia"],
)
def test_a_country_may_be_written_as_its_name_in_any_language_or_its_code(focal_peru, stored, text):
    named = text != "Estado Bolivia"
    focal_peru.submit(f"{HERE}/{NETWORK}", {"D2.1c.add-0": text}, 303 if named else 422)
    assert stored("D2.1c") == (answered({"BOL": None}) if named else BLANK)


def test_a_name_that_is_no_country_s_comes_back_as_it_was_typed(focal_peru):
    page = focal_peru.submit(f"{HERE}/{NETWORK}", {"D2.1c.add-1": "Islas Vírgenes"}, 422)
    assert "“Islas Vírgenes” is not in the list of countries" in page.words
    assert fields_of(page)["D2.1c.add-1"] == ["Islas Vírgenes"]


@pytest.mark.parametrize(("lang", "name"), [("en", "Brazil"), ("es", "Brasil")])
def test_the_names_of_the_countries_can_be_looked_up(focal_peru, lang, name):
    page = focal_peru.get(f"/{lang}/countries")
    assert f'<li data-code="BRA">{name} ' in page.html
    assert len(re.findall("<li data-code=", page.html)) == 249


def test_no_two_countries_are_read_as_one(reference):
    world = World("PER", {country.iso3: country.name for country in reference.countries})
    read = {iso3: {world.code_of(text) for text in (iso3, *name.values())} for iso3, name in world.names.items()}
    assert read == {iso3: {iso3} for iso3 in world.names}


def test_adding_more_countries_without_a_script_saves_and_comes_back_to_the_question(focal_peru, stored):
    response = focal_peru.submit(f"{HERE}/{NETWORK}", {"D2.1c.add-0": "FJI", "add": "D2.1c"})
    assert response.location.endswith("/answers/capacity#D2.1c")
    assert stored("D2.1c") == answered({"FJI": None})


# --- What is wrong comes back ------------------------------------------------------------


def test_wrong_answers_come_back_as_typed_with_a_summary_and_the_right_ones_are_saved(focal_peru, stored):
    typed = {"D3.1a": "2", "D3.1b": "1.234", "D3.1c": "101", "D3.2c.comment": "<i>x</i>"}
    page = focal_peru.submit(f"{HERE}/{LIBERTY}", typed, 422)
    assert page.title.startswith("Error: ")
    assert "Saved: 2 answers." in page.words
    assert "D3.1b: “1.234” can be read in two ways. Write 1234 if you mean the whole number" in page.words
    assert "D3.1c: The number must be 100 or less" in page.words
    assert {"#D3.1b-value", "#D3.1c-value"} <= set(page.links)
    assert {"D3.1b-value", "D3.1c-value", "D3.1b-value-error"} <= set(page.ids)
    assert fields_of(page)["D3.1b"] == ["1.234"]
    assert stored("D3.1a") == answered(2)
    assert stored("D3.1b") == Answer()
    assert stored("D3.2c") == Answer(comment="<i>x</i>")


@pytest.mark.parametrize(
    ("section", "typed", "problem", "target"),
    [
        (LIBERTY, {"D3.1b": "many"}, "could not be read as a number", "D3.1b-value"),
        (LIBERTY, {"D3.1b": "-1"}, "must be 0 or more", "D3.1b-value"),
        (LIBERTY, {"D3.1b": "1.25"}, "at most 1 decimal places", "D3.1b-value"),
        (LIBERTY, {"D3.1a": "9"}, "“9” is not one of the options", "D3.1a-value"),
        (LIBERTY, {"D3.1a": "not_applicable"}, "is not offered for this question", "D3.1a-value"),
        (LIBERTY, {"D3.1b.state": "not_applicable"}, "Say why", "D3.1b-reason"),
        (LIBERTY, {"D3.1b.reason": "None"}, "“Not applicable” is not chosen", "D3.1b-reason"),
        (LIBERTY, {"D3.1b": "5", "D3.1b.state": "dont_know"}, "There is an answer and also", "D3.1b-state-dont_know"),
        (LIBERTY, {"D3.1b.state": ["dont_know", "not_applicable"]}, "not both", "D3.1b-state-dont_know"),
        (LIBERTY, {"D3.3d.parts.women": "5"}, "Write the total", "D3.3d-total"),
        (LIBERTY, {"D3.3d.total": "4", "D3.3d.parts.women": "5"}, "more than the total, 4", "D3.3d-total"),
        (LIBERTY, {"D3.3d.total": "9", "D3.3d.parts.women": "x"}, "could not be read", "D3.3d-parts.women"),
        (LAW, {"D1.1b": ["none_of_these", "vccr"]}, "cannot be combined", "D1.1b-value"),
        (LAW, {"D1.1b": ["vccr"], "D1.1b.not_open": ["vccr"]}, "both chosen and marked", "D1.1b-value"),
        (LAW, {"D1.1a.comment": "x" * 4001}, "The text has 4,001 characters", "D1.1a-comment"),
        (LAW, {"D1.1a.evidence-0.link": "javascript:alert(1)"}, "must begin with https://", "D1.1a-evidence-0.link"),
        (NETWORK, {"D2.1b.add-0": "PER"}, "Your own State", "D2.1b-add-0"),
        (NETWORK, {"D2.1b.add-0": "XXX"}, "is not in the list of countries", "D2.1b-add-0"),
        (NETWORK, {"D2.1b.add-0": "CHL"}, "Choose one of the details for Chile", "D2.1b-add-0"),
        (NETWORK, {"D2.1b.add-1.attribute": "career"}, "Choose the country", "D2.1b-add-1"),
        (NETWORK, {"D2.1c.add-0": "CHL", "D2.1c.none": "yes"}, "“No country” cannot", "D2.1c-add-0"),
        (FORA, {"D9.4d": "x" * 2001}, "The text has 2,001 characters", "D9.4d-value"),
    ],
)
def test_each_wrong_input_is_named_and_leads_to_its_field(focal_peru, stored, section, typed, problem, target):
    page = focal_peru.submit(f"{HERE}/{section}", typed, 422)
    assert problem in page.words
    assert f"#{target}" in page.links
    assert target in page.ids
    assert f'{target}"' in page.html
    assert stored(target[:5]) == Answer()


def test_a_field_of_another_section_or_none_is_refused_whole(focal_peru, stored):
    for foreign in ("D1.1a", "X9.9z", "D3.1aa", "D3.1"):
        page = focal_peru.post(f"{HERE}/{LIBERTY}", {"D3.1a": "3", foreign: "1"}, 400)
        assert "Nothing was changed" in page.words
    assert stored("D3.1a") == Answer()


def test_html_and_formulas_are_shown_as_typed(focal_peru):
    focal_peru.submit(f"{HERE}/{FORA}", {"D9.4d": "<script>alert(1)</script>", "D9.4d.comment": "=SUM(A1)</textarea>"})
    page = focal_peru.get(f"{HERE}/{FORA}")
    assert "<script>alert" not in page.html
    assert [text.strip() for text in fields_of(page)["D9.4d"]] == ["<script>alert(1)</script>"]
    assert [text.strip() for text in fields_of(page)["D9.4d.comment"]] == ["=SUM(A1)</textarea>"]


def test_without_a_token_nothing_is_saved(focal_peru, stored, app):
    app.config["WTF_CSRF_ENABLED"] = True
    focal_peru.post(f"{HERE}/{LIBERTY}", {"D3.1a": "3"}, 400, token=False)
    assert stored("D3.1a") == Answer()


# --- The language switch --------------------------------------------------------------------


def test_the_language_switch_saves_what_was_typed_and_goes_on_in_the_other_language(focal_peru, stored):
    page = focal_peru.get(f"{HERE}/{LIBERTY}")
    switch = re.search(r'<button type="submit" form="answers" formaction="([^"]+)"[^>]*lang="es"', page.html)
    assert switch
    assert switch[1] == f"{AQUI}/{LIBERTY}"
    sent = {**fields_of(page), "D3.1a": ["3"], "action": ["language"]}
    response = focal_peru.post(switch[1], [(n, t) for n, texts in sent.items() for t in texts], token=False)
    assert response.location == f"{AQUI}/{LIBERTY}"
    assert stored("D3.1a") == answered(3)


def test_switching_language_with_something_wrong_shows_it_in_the_new_language_as_typed(focal_peru):
    page = focal_peru.post(f"{AQUI}/{LIBERTY}", {"D3.1b": "1,234", "action": "language"}, 422)
    assert page.lang == "es"
    assert fields_of(page)["D3.1b"] == ["1,234"]


def test_enter_in_a_field_saves_and_does_not_switch_the_language(focal_peru):
    page = focal_peru.get(f"{HERE}/{LIBERTY}")
    first = re.search(r'<button type="submit" form="answers"[^>]*value="(\w+)"', page.html)
    assert first
    assert first[1] == "save"


# --- Two people at once ---------------------------------------------------------------------


def test_a_field_nobody_touched_overwrites_nothing_and_raises_no_conflict(focal_peru, contributor_peru, stored):
    focal_peru.submit(f"{HERE}/{LIBERTY}", {"D3.1a": "1"})
    opened = fields_of(focal_peru.get(f"{HERE}/{LIBERTY}"))
    contributor_peru.submit(f"{HERE}/{LIBERTY}", {"D3.1a": "2"})
    opened["D3.3c"] = ["no"]
    focal_peru.post(f"{HERE}/{LIBERTY}", [(n, t) for n, texts in opened.items() for t in texts], token=False)
    assert stored("D3.1a") == answered(2)
    assert stored("D3.3c") == answered("no")


@pytest.fixture
def conflict(focal_peru, contributor_peru):
    """The page the focal point gets after typing over a newer answer of the contributor."""
    focal_peru.submit(f"{HERE}/{LIBERTY}", {"D3.1b": "10"})
    opened = fields_of(focal_peru.get(f"{HERE}/{LIBERTY}"))
    contributor_peru.submit(f"{HERE}/{LIBERTY}", {"D3.1b": "20"})
    opened |= {"D3.1b": ["30"], "D3.1a": ["4"]}
    return focal_peru.post(
        f"{HERE}/{LIBERTY}", [(n, t) for n, texts in opened.items() for t in texts], 409, token=False
    )


def test_a_stale_answer_is_shown_beside_the_stored_one_and_never_applied_in_silence(conflict, stored, changes):
    assert "D3.1b: Choose which of the two answers to keep" in conflict.words
    assert "20 hours" in conflict.words
    assert "contributor.per" in conflict.words
    assert "30 hours" in conflict.words
    assert stored("D3.1b") == answered(20)
    assert stored("D3.1a") == answered(4)
    assert changes("D3.1b") == [(1, True), (2, True), (2, False)]


@pytest.mark.parametrize(("choice", "value"), [("mine", 30), ("theirs", 20)])
def test_a_conflict_ends_as_chosen(focal_peru, conflict, stored, choice, value):
    sent = fields_of(conflict)
    sent["D3.1b.conflict"] = ["pending", choice]
    focal_peru.post(f"{HERE}/{LIBERTY}", [(n, t) for n, texts in sent.items() for t in texts], token=False)
    assert stored("D3.1b") == answered(value)


def test_a_conflict_left_open_comes_back(focal_peru, conflict, stored):
    sent = fields_of(conflict)
    page = focal_peru.post(f"{HERE}/{LIBERTY}", [(n, t) for n, texts in sent.items() for t in texts], 409, token=False)
    assert "Typed by you, not saved" in page.words
    assert stored("D3.1b") == answered(20)


# --- Conditions -------------------------------------------------------------------------------


def test_a_conditional_question_is_explained_in_words_and_carried_as_data_for_the_script(focal_peru):
    page = focal_peru.get(f"{HERE}/{LAW}")
    assert "Answer only if the answer to D1.3a is level 2 or higher." in page.words
    data = re.search(r"id=\"D1.3c\"[^>]*data-show-when='([^']+)'", page.html)
    assert data
    assert json.loads(data[1]) == {"q": "D1.3a", "is": "at_least", "value": 2}


@pytest.mark.parametrize("level", [None, "1", "dont_know"])
def test_without_a_script_a_question_is_hidden_until_the_answer_it_depends_on_is_saved(focal_peru, level):
    hidden = re.compile(r'<div class="question[^"]*" id="D1\.3c"[^>]* hidden>')
    focal_peru.submit(f"{HERE}/{LAW}", {"D1.3a": level})
    page = focal_peru.get(f"{HERE}/{LAW}")
    assert hidden.search(page.html)
    assert "<noscript>" in page.html
    focal_peru.submit(f"{HERE}/{LAW}", {"D1.3a": "2"})
    page = focal_peru.get(f"{HERE}/{LAW}")
    assert 'id="D1.3c"' in page.html
    assert not hidden.search(page.html)


def test_a_hidden_answer_is_kept_not_counted_and_comes_back_when_it_is_asked_again(focal_peru, stored, changes):
    focal_peru.submit(f"{HERE}/{LAW}", {"D1.3a": "3", "D1.3c": "12", "D1.3c.comment": "Según la memoria"})
    said = stored("D1.3c")
    assert said == Answer(State.ANSWERED, 12, comment="Según la memoria")
    assert "2 of 7 questions answered; about" in focal_peru.get(f"{HERE}/{LAW}").words
    focal_peru.submit(f"{HERE}/{LAW}", {"D1.3a": "1"})
    assert stored("D1.3c") == said
    assert "1 of 6 questions answered; about" in focal_peru.get(f"{HERE}/{LAW}").words
    assert "Not asked" in focal_peru.get("/en/rounds/2026/PER/check").words
    focal_peru.submit(f"{HERE}/{LAW}", {"D1.3a": "4"})
    page = focal_peru.get(f"{HERE}/{LAW}")
    assert [text for name, text in page.forms[-1].fields if name == "D1.3c"] == ["12"]
    assert "2 of 7 questions answered; about" in page.words
    assert changes("D1.3c") == [(1, True)]


def test_something_wrong_in_a_hidden_question_is_shown(focal_peru):
    page = focal_peru.submit(f"{HERE}/{LAW}", {"D1.3a": "1", "D1.3c": "a dozen"}, 422)
    assert not re.search(r'id="D1\.3c"[^>]* hidden>', page.html)
    assert "a dozen" in page.html


# --- Who, and when ------------------------------------------------------------------------------


def test_save_and_continue_leads_to_the_next_section_and_at_the_end_to_the_check(focal_peru):
    assert focal_peru.submit(f"{HERE}/{LAW}", {"action": "continue"}).location == f"{HERE}/{NETWORK}"
    assert focal_peru.submit(f"{HERE}/{FORA}", {"action": "continue"}).location == "/en/rounds/2026/PER/check"


def test_the_authorising_officer_reads_the_answers_but_does_not_write_them(focal_peru, officer_peru):
    focal_peru.submit(f"{HERE}/{LIBERTY}", {"D3.1a": "3"})
    page = officer_peru.get(f"{HERE}/{LIBERTY}")
    assert "the focal point and the contributors write them" in page.words
    assert "Level 3:" in page.words
    officer_peru.post(f"{HERE}/{LIBERTY}", {"D3.1a": "0"}, 403)


@pytest.mark.parametrize("path", ["/", f"/{LIBERTY}"])
def test_answers_are_closed_to_other_countries_and_to_sela(focal_chile, analyst, staff, admin, path):
    for client in (focal_chile, analyst, staff, admin):
        client.get(f"{HERE}{path}", 403)


def test_a_round_that_closed_meanwhile_saves_nothing_and_shows_what_was_typed(focal_peru, session, open_round, stored):
    opened = fields_of(focal_peru.get(f"{HERE}/{LIBERTY}"))
    open_round.state = "closed"
    session.commit()
    opened |= {"D3.1a.comment": ["Two paragraphs written with care"]}
    page = focal_peru.post(
        f"{HERE}/{LIBERTY}", [(n, t) for n, texts in opened.items() for t in texts], 409, token=False
    )
    assert "Two paragraphs written with care" in page.words
    assert stored("D3.1a") == Answer()
    assert "This round is not open for answers" in focal_peru.get(f"{HERE}/{LIBERTY}").words


@pytest.mark.parametrize(
    ("lang", "words"),
    [("es", "unos %s minutos en total"), ("en", "about %s minutes in all")],
)
def test_the_estimated_minutes_of_a_section_stand_in_the_list_and_on_its_page(focal_peru, lang: str, words: str):
    listed = focal_peru.get(f"/{lang}/rounds/2026/PER/answers/").words
    for slug in ("personal-liberty", "accountability"):
        page = focal_peru.get(f"/{lang}/rounds/2026/PER/answers/{slug}").words
        estimate = re.search(words.replace("%s", r"(\d+)"), page)
        assert estimate, slug
        assert int(estimate[1]) > 0
        assert estimate[0] in listed
