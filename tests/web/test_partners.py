"""The section asked once for every partner: the table of levels, a partner's page, and adding a partner."""

import gzip
import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.core.answers import Answer, AnswerSheet, State
from assessment.services import submissions
from assessment.storage.models import AnswerChange, Round
from tests.factories import answered, save
from tests.web.matrix import BOLIVIA, HERE, OFFERED, TABLE, fields_of, open_round, sent, stored

__all__ = ["open_round", "stored"]


@pytest.fixture
def changes(session: Session):
    """What the history says of a cell: version and whether it was applied."""

    def read(question: str) -> list[tuple[int, bool]]:
        found = session.scalars(select(AnswerChange).where(AnswerChange.question == question).order_by(AnswerChange.id))
        return [(change.version, change.applied) for change in found]

    return read


def partners_in(page) -> list[str]:
    """The partners of the table, in order."""
    return re.findall(r'<tr id="(\w+)">', page.html)


# --- The table -------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_table_has_a_row_for_each_partner_and_a_labelled_choice_for_each_column(focal_peru, lang):
    page = focal_peru.get(f"/{lang}/rounds/2026/PER/answers/cooperation")
    assert partners_in(page) == ["BOL", "BRA", "CHL", "COL", "ECU"]
    cells = re.findall(r'<select class="govuk-select" id="(D8\.\da@\w+)-value"', page.html)
    assert len(cells) == 25
    assert "{partner}" not in page.html


def test_the_table_with_eighteen_partners_is_light(focal_peru, session, open_round):
    priority = {"BOL", "BRA", "CHL", "COL", "ECU"}
    others = ["ARG", "BHS", "BRB", "BLZ", "CUB", "DOM", "SLV", "GTM", "GUY", "HTI", "HND", "MEX", "ESP"]
    rows = {f"D8@{iso3}": answered(True) for iso3 in others}
    levels = {f"D8.{n}a@{iso3}": answered(n - 1) for n in range(1, 6) for iso3 in [*priority, *others]}
    save(session, open_round, "PER", AnswerSheet({**rows, **levels}))
    for lang in ("en", "es"):
        page = focal_peru.get(f"/{lang}/rounds/2026/PER/answers/cooperation")
        assert len(partners_in(page)) == 18
        assert len(gzip.compress(page.html.encode(), 6)) <= 20_000


def test_partners_stand_in_the_alphabetical_order_of_the_reader_the_added_ones_last(focal_peru, session, open_round):
    save(session, open_round, "PER", AnswerSheet({f"D8@{iso3}": answered(True) for iso3 in ("DEU", "CHE", "ESP")}))
    assert partners_in(focal_peru.get(f"{HERE}/cooperation"))[5:] == ["DEU", "ESP", "CHE"]
    assert partners_in(focal_peru.get("/es/rounds/2026/PER/answers/cooperation"))[5:] == ["DEU", "ESP", "CHE"]
    words = focal_peru.get(TABLE).words
    assert words.count("added, shown but not scored") == 3


def test_levels_are_saved_from_the_table_all_at_once(focal_peru, stored):
    typed = {"D8.1a@CHL": "3", "D8.2a@CHL": "0", "D8.3a@BOL": "dont_know"}
    assert focal_peru.submit(TABLE, typed).location == TABLE
    assert stored("D8.1a@CHL") == answered(3)
    assert stored("D8.2a@CHL") == answered(0)
    assert stored("D8.3a@BOL") == Answer(State.DONT_KNOW)
    assert stored("D8.1a@BOL") == Answer()
    page = focal_peru.get(TABLE)
    assert "Saved: 3 answers." in page.words
    assert fields_of(page)["D8.1a@CHL"] == ["3"]


def test_saving_the_table_untouched_changes_nothing(focal_peru, changes):
    focal_peru.submit(TABLE, {"D8.1a@CHL": "3"})
    focal_peru.submit(TABLE, {})
    assert changes("D8.1a@CHL") == [(1, True)]
    assert "Everything is saved." in focal_peru.get(TABLE).words


def test_a_level_changed_in_the_table_keeps_comment_and_evidence(focal_peru, stored):
    focal_peru.submit(f"{TABLE}/CHL", {"D8.1a@CHL": "3", "D8.1a@CHL.comment": "Being revised"})
    focal_peru.submit(TABLE, {"D8.1a@CHL": "2"})
    assert stored("D8.1a@CHL") == answered(2, comment="Being revised")
    focal_peru.submit(TABLE, {"D8.1a@CHL": ""})
    assert stored("D8.1a@CHL") == Answer(comment="Being revised")


def test_a_level_that_does_not_exist_is_handed_back_and_the_others_are_saved(focal_peru, stored):
    page = focal_peru.submit(TABLE, {"D8.1a@CHL": "7", "D8.2a@CHL": "1"}, 422)
    assert "D8.1a, Chile: “7” is not one of the options" in page.words
    assert "#D8.1a@CHL-value" in page.links
    assert stored("D8.1a@CHL") == Answer()
    assert stored("D8.2a@CHL") == answered(1)


def test_a_level_changed_by_two_people_is_shown_with_a_choice_and_ends_as_chosen(
    focal_peru, contributor_peru, stored, changes
):
    opened = fields_of(focal_peru.get(TABLE))
    contributor_peru.submit(TABLE, {"D8.1a@CHL": "1"})
    page = focal_peru.post(TABLE, sent(opened, {"D8.1a@CHL": "3", "D8.1a@BOL": "2"}), 409, token=False)
    assert "D8.1a, Chile: Choose which of the two answers to keep" in page.words
    assert "contributor.per" in page.words
    assert "Level 1:" in page.words
    assert "Level 3:" in page.words
    assert stored("D8.1a@CHL") == answered(1)
    assert stored("D8.1a@BOL") == answered(2)
    pending = focal_peru.post(TABLE, sent(fields_of(page), {}), 409, token=False)
    chosen = {"D8.1a@CHL.conflict": ["pending", "mine"]}
    focal_peru.post(TABLE, sent(fields_of(pending), chosen), token=False)
    assert stored("D8.1a@CHL") == answered(3)
    assert changes("D8.1a@CHL")[-1] == (2, True)


def test_a_comment_saved_meanwhile_is_no_conflict_with_a_level(focal_peru, contributor_peru, stored):
    focal_peru.submit(TABLE, {"D8.1a@CHL": "1"})
    opened = fields_of(focal_peru.get(TABLE))
    contributor_peru.submit(f"{TABLE}/CHL", {"D8.1a@CHL.comment": "Signed in May"})
    focal_peru.post(TABLE, sent(opened, {"D8.1a@CHL": "2"}), token=False)
    assert stored("D8.1a@CHL") == answered(2, comment="Signed in May")


def test_the_language_switch_of_the_table_saves_what_was_chosen(focal_peru, stored):
    page = focal_peru.get(TABLE)
    switch = re.search(r'<button type="submit" form="answers" formaction="([^"]+)"[^>]*lang="es"', page.html)
    response = focal_peru.post(switch[1], sent(fields_of(page), {"D8.1a@CHL": "3", "action": "language"}), token=False)
    assert response.location == "/es/rounds/2026/PER/answers/cooperation"
    assert stored("D8.1a@CHL") == answered(3)


def test_save_and_continue_leads_to_the_next_section(focal_peru):
    assert focal_peru.submit(TABLE, {"action": "continue"}).location == f"{HERE}/accountability"


def test_a_field_of_no_partner_is_refused_whole(focal_peru, stored):
    focal_peru.post(TABLE, {"D8.1a@CHL": "3", "D8.1a@ESP": "1"}, 400)
    assert stored("D8.1a@CHL") == Answer()


# --- Adding and removing partners --------------------------------------------------------


def test_a_partner_is_added_with_what_was_chosen_and_is_not_scored(focal_peru, stored, session, open_round):
    focal_peru.submit(TABLE, {"partner": "ESP", "action": "add", "D8.1a@CHL": "2"})
    page = focal_peru.get(TABLE)
    assert partners_in(page)[-1] == "ESP"
    assert "Spain is now in the table." in page.words
    assert stored("D8.1a@CHL") == answered(2)
    focal_peru.submit(TABLE, {"D8.1a@ESP": "3"})
    assert stored("D8.1a@ESP") == answered(3)
    assert submissions.read_sheet(session, open_round, "PER").partners.added == ("ESP",)


@pytest.mark.parametrize(
    ("iso3", "problem"),
    [
        ("", "Choose the State to add"),
        ("PER", "Your own State cannot be a partner of itself"),
        ("CHL", "Chile is already among the partners"),
        ("XXX", "“XXX” is not in the list of countries"),
    ],
)
def test_a_wrong_partner_is_refused_and_the_levels_are_saved(focal_peru, stored, iso3, problem):
    page = focal_peru.submit(TABLE, {"partner": iso3, "action": "add", "D8.1a@CHL": "2"}, 422)
    assert problem in page.words
    assert "#partner" in page.links
    assert partners_in(page) == ["BOL", "BRA", "CHL", "COL", "ECU"]
    assert stored("D8.1a@CHL") == answered(2)


def test_the_list_of_states_to_add_leaves_out_the_own_one_and_those_present(focal_peru):
    page = focal_peru.get(TABLE)
    assert '<option value="ESP">Spain</option>' in page.html
    assert '<option value="PER">' not in page.html
    assert '<option value="CHL">' not in page.html


def test_a_partner_removed_and_added_again_has_its_answers_back(focal_peru, stored):
    focal_peru.submit(TABLE, {"partner": "ESP", "action": "add"})
    focal_peru.submit(TABLE, {"D8.1a@ESP": "3"})
    focal_peru.submit(TABLE, {"remove": "ESP"})
    page = focal_peru.get(TABLE)
    assert "ESP" not in partners_in(page)
    assert "What you answered about it is kept and hidden" in page.words
    focal_peru.get(f"{TABLE}/ESP", 404)
    assert stored("D8.1a@ESP") == answered(3)
    focal_peru.submit(TABLE, {"partner": "ESP", "action": "add"})
    assert fields_of(focal_peru.get(TABLE))["D8.1a@ESP"] == ["3"]


def test_a_priority_partner_cannot_be_removed(focal_peru):
    focal_peru.submit(TABLE, {"remove": "CHL"})
    assert "CHL" in partners_in(focal_peru.get(TABLE))


def test_what_was_chosen_is_saved_although_a_colleague_removed_a_partner_meanwhile(
    focal_peru, contributor_peru, stored
):
    focal_peru.submit(TABLE, {"partner": "ESP", "action": "add"})
    opened = fields_of(focal_peru.get(TABLE))
    contributor_peru.submit(TABLE, {"remove": "ESP"})
    focal_peru.post(TABLE, sent(opened, {"D8.1a@CHL": "3", "D8.1a@ESP": "2"}), token=False)
    assert stored("D8.1a@CHL") == answered(3)
    assert stored("D8.1a@ESP") == Answer()
    assert "A colleague has removed Spain from the table meanwhile" in focal_peru.get(TABLE).words


def test_text_for_a_partner_removed_meanwhile_is_shown_for_copying(focal_peru, contributor_peru):
    focal_peru.submit(TABLE, {"partner": "ESP", "action": "add"})
    opened = fields_of(focal_peru.get(f"{TABLE}/ESP"))
    contributor_peru.submit(TABLE, {"remove": "ESP"})
    typed = sent(opened, {"D8.1a@ESP.comment": "Written with care"})
    assert "Written with care" in focal_peru.post(f"{TABLE}/ESP", typed, 400, token=False).words


# --- One partner -------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_partners_page_asks_every_question_naming_the_partner(focal_peru, questionnaire, lang):
    page = focal_peru.get(f"/{lang}/rounds/2026/PER/answers/cooperation/CHL")
    blocks = re.findall(r'data-question="(D8\.\d\w@CHL)"', page.html)
    assert len(blocks) == 13
    assert "{partner}" not in page.html
    assert "D8.1a@" not in page.words
    assert len(gzip.compress(page.html.encode(), 6)) <= 20_000


def test_details_are_asked_from_level_two_and_say_so_without_a_script(focal_peru):
    page = focal_peru.get(f"{TABLE}/CHL")
    assert "Answer only if the answer to D8.2a is level 2 or higher." in page.words
    data = re.search(r"id=\"D8.2b@CHL\"[^>]*data-show-when='([^']+)'", page.html)
    assert '"q": "D8.2a@CHL"' in data[1]


def test_the_table_says_how_many_details_a_level_calls_for(focal_peru):
    focal_peru.submit(TABLE, {"D8.2a@CHL": "2", "D8.1a@BOL": "1"})
    words = focal_peru.get(TABLE).words
    assert "1 of 7 ; 2 details missing" in words.replace("7;", "7 ;")
    assert "1 of 5" in words


def test_a_partners_answers_are_saved_from_its_page(focal_peru, stored):
    typed = {"D8.2a@CHL": "3", "D8.2b@CHL": "both", "D8.2c@CHL.add-0": "FJI", "D8.4a@CHL": "2", "D8.4c@CHL": "5/2024"}
    focal_peru.submit(f"{TABLE}/CHL", typed)
    assert stored("D8.2a@CHL") == answered(3)
    assert stored("D8.2b@CHL") == answered("both")
    assert stored("D8.2c@CHL") == answered({"FJI": None})
    assert stored("D8.4c@CHL") == answered("2024-05")


@pytest.mark.parametrize("level", ["", "1", "dont_know"])
def test_a_detail_without_its_level_is_refused_and_kept_as_typed(focal_peru, stored, level):
    page = focal_peru.submit(f"{TABLE}/CHL", {"D8.2a@CHL": level, "D8.2b@CHL": "both", "D8.3a@CHL": "1"}, 422)
    assert "D8.2b, Chile: This detail goes with a level that is not chosen in D8.2a." in page.words
    assert "#D8.2b@CHL-value" in page.links
    assert fields_of(page)["D8.2b@CHL"] == ["both"]
    assert stored("D8.2b@CHL") == Answer()
    assert stored("D8.3a@CHL") == answered(1)


def test_a_level_that_falls_sets_its_details_aside_and_keeps_them(focal_peru, stored):
    focal_peru.submit(f"{TABLE}/CHL", {"D8.2a@CHL": "3", "D8.2b@CHL": "both"})
    focal_peru.submit(f"{TABLE}/CHL", {"D8.2a@CHL": "1"})
    assert stored("D8.2a@CHL") == answered(1)
    assert stored("D8.2b@CHL") == answered("both")
    check = focal_peru.get("/en/rounds/2026/PER/check")
    assert "D8.2b@CHL" not in check.ids
    assert "no longer asked because of another answer: it is kept and does not count: D8.2b, Chile" in check.words


def test_a_row_that_is_not_applicable_needs_a_reason_and_sets_its_answers_aside(focal_peru, stored):
    focal_peru.submit(TABLE, {"D8.1a@CHL": "2"})
    page = focal_peru.submit(f"{TABLE}/CHL", {"D8@CHL.state": "not_applicable"}, 422)
    assert "Say why" in page.words
    assert "#D8@CHL-reason" in page.links
    focal_peru.submit(f"{TABLE}/CHL", {"D8@CHL.state": "not_applicable", "D8@CHL.reason": "No <b>posts</b>"})
    assert stored("D8@CHL") == Answer(State.NOT_APPLICABLE, reason="No <b>posts</b>")
    page = focal_peru.get(TABLE)
    assert "Not applicable No <b>posts</b>" in page.words
    assert "D8.1a@CHL-value" not in page.ids
    assert stored("D8.1a@CHL") == answered(2)
    focal_peru.submit(f"{TABLE}/CHL", {"D8@CHL.state": None, "D8@CHL.reason": ""})
    assert fields_of(focal_peru.get(TABLE))["D8.1a@CHL"] == ["2"]


def test_an_added_partner_has_no_row_to_set_aside(focal_peru):
    focal_peru.submit(TABLE, {"partner": "ESP", "action": "add"})
    page = focal_peru.get(f"{TABLE}/ESP")
    assert "D8@ESP" not in page.ids
    assert "shown but not scored" in page.words
    focal_peru.post(f"{TABLE}/ESP", {"D8@ESP.state": "not_applicable", "D8@ESP.reason": "x"}, 400)


def test_partners_follow_one_another(focal_peru):
    page = focal_peru.get(f"{TABLE}/CHL")
    assert {f"{TABLE}/BRA", f"{TABLE}/COL"} <= set(page.links)
    assert focal_peru.submit(f"{TABLE}/CHL", {"action": "continue"}).location == f"{TABLE}/COL"
    assert focal_peru.submit(f"{TABLE}/ECU", {"action": "continue"}).location == TABLE


def test_two_people_on_one_partner_overwrite_nothing(focal_peru, contributor_peru, stored):
    opened = fields_of(focal_peru.get(f"{TABLE}/CHL"))
    contributor_peru.submit(f"{TABLE}/CHL", {"D8.1a@CHL": "1", "D8.5a@CHL": "1"})
    page = focal_peru.post(f"{TABLE}/CHL", sent(opened, {"D8.1a@CHL": "2"}), 409, token=False)
    assert "D8.1a, Chile: Choose which of the two answers to keep" in page.words
    assert (stored("D8.1a@CHL"), stored("D8.5a@CHL")) == (answered(1), answered(1))
    focal_peru.post(f"{TABLE}/CHL", sent(fields_of(page), {"D8.1a@CHL.conflict": "mine"}), token=False)
    assert stored("D8.1a@CHL") == answered(2)


@pytest.mark.parametrize("path", ["XXX", "PER", "ESP", "chl"])
def test_there_is_no_page_of_a_state_that_is_no_partner(focal_peru, path):
    focal_peru.get(f"{TABLE}/{path}", 404)
    focal_peru.post(f"{TABLE}/{path}", {}, 404)


def test_a_section_that_is_not_asked_per_partner_has_no_partner_pages(focal_peru):
    focal_peru.get(f"{HERE}/legal-framework/CHL", 404)
    focal_peru.get(f"{HERE}/legal-framework/instruments", 404)


@pytest.mark.parametrize("path", ["", "/CHL", "/PER", "/instruments", "/instruments/new"])
def test_partner_pages_are_closed_to_other_countries_and_to_sela(focal_chile, analyst, staff, admin, path):
    for client in (focal_chile, analyst, staff, admin):
        client.get(f"{TABLE}{path}", 403)
        client.post(f"{TABLE}{path}", {"D8.1a@CHL": "0"}, 403)


# --- Where the partners are seen as well ---------------------------------------------------


def test_the_task_list_shows_each_partner_with_its_progress(focal_peru):
    focal_peru.submit(TABLE, {"D8.2a@CHL": "2"})
    page = focal_peru.get(f"{HERE}/")
    assert "Chile 1 of 7" in page.words
    assert "Brazil 0 of 5" in page.words
    assert "1 of 27 questions answered; about 28 minutes in all" in page.words
    assert "1 of 27 questions answered; about 28 minutes in all" in focal_peru.get(TABLE).words
    assert f"{TABLE}/CHL" in page.links


@pytest.fixture
def told(session: Session, open_round: Round) -> None:
    """Peru has said something of Chile, Bolivia and Spain, on the basis of an instrument."""
    sheet = {
        "D8#CAN-548": answered(OFFERED),
        "D8.1a@BOL": answered(4, instruments=("CAN-548",), comment="=1+1"),
        "D8@CHL": Answer(State.NOT_APPLICABLE, reason="Nothing in common"),
        "D8.1a@CHL": answered(2),
        "D8@ESP": answered(True),
        "D8.5a@ESP": answered(1),
    }
    save(session, open_round, "PER", AnswerSheet(sheet))


@pytest.mark.parametrize("lang", ["en", "es"])
def test_check_page_and_read_only_page_tell_each_partner_in_words(focal_peru, officer_peru, told, lang):
    for page in (
        focal_peru.get(f"/{lang}/rounds/2026/PER/check"),
        officer_peru.get(f"/{lang}/rounds/2026/PER/answers/cooperation"),
    ):
        assert {"BOL", "CHL", "ESP"} <= set(page.ids)
        assert "Nothing in common" in page.words
        assert "D8.1a@CHL" not in page.ids
        assert OFFERED["name"] in page.words
        assert {"en": "Level 4:", "es": "Nivel 4:"}[lang] in page.words
        assert {"en": "level 4, evidence pending", "es": "nivel 4, medio"}[lang] in page.words
        assert {"en": "shown but not scored", "es": "se muestra sin puntaje"}[lang] in page.words
        assert "{partner}" not in page.html


def test_evidence_of_the_instrument_serves_the_cell(focal_peru, session, open_round):
    told = answered({**OFFERED}, evidence=(submissions.Evidence("https://example.org/548", "Text"),))
    sheet = {"D8#CAN-548": told, "D8.1a@BOL": answered(4, instruments=("CAN-548",))}
    save(session, open_round, "PER", AnswerSheet(sheet))
    assert "evidence pending" not in focal_peru.get("/en/rounds/2026/PER/check").words


def test_the_officer_reads_the_partners_and_does_not_write(officer_peru, told):
    assert officer_peru.http.get(f"{TABLE}/{BOLIVIA}").location == f"{TABLE}#{BOLIVIA}"
    assert "Level 4:" in officer_peru.get(TABLE).words
    officer_peru.post(f"{TABLE}/{BOLIVIA}", {"D8.1a@BOL": "0"}, 403)


def test_the_signer_is_told_of_the_one_exception_and_so_is_the_receipt(officer_peru, told):
    sign = "/en/rounds/2026/PER/sign"
    words = officer_peru.get(sign).words
    assert "once your State and a partner State have both signed, each of the two sees what the other answered" in words
    assert "Before that, neither sees anything of the other's answers" in words
    officer_peru.submit(sign, {"name": "Ana", "office": "Consular", "statement": "yes"})
    assert "Partner States that have also signed now see" in officer_peru.get("/en/rounds/2026/PER/receipt").words
    assert "signed and no longer change" in officer_peru.get(TABLE).words
    assert officer_peru.http.get(f"{TABLE}/{BOLIVIA}").status_code == 302


def test_a_signed_table_saves_nothing(officer_peru, focal_peru, told, stored):
    opened = fields_of(focal_peru.get(TABLE))
    officer_peru.submit("/en/rounds/2026/PER/sign", {"name": "Ana", "office": "Consular", "statement": "yes"})
    focal_peru.post(TABLE, sent(opened, {"D8.1a@BOL": "0"}), 409, token=False)
    focal_peru.post(TABLE, sent(opened, {"partner": "FRA", "action": "add"}), 409, token=False)
    assert stored("D8.1a@BOL").value == 4
    assert "is now in the table" not in focal_peru.get(TABLE).words
