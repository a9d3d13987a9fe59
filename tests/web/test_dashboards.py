"""Reading results: who sees what, and that every page says the same numbers."""

import html
import json
import re

import pytest
from sqlalchemy.orm import Session

from assessment.core.answers import Answer, AnswerSheet, Evidence, State
from assessment.core.questionnaire import Questionnaire
from assessment.services import results
from assessment.services.accounts import NOBODY, Reader, Right
from assessment.storage.models import Round
from tests.factories import answered, full_sheet, save, signed

REGION = "/en/rounds/2026/region"
PERU = "/en/rounds/2026/PER/profile"
CHILE = "/en/rounds/2026/CHL/profile"
ANALYST = Reader(user_id=1, rights=frozenset({Right.READ_SIGNED}))


@pytest.fixture
def sheet(questionnaire: Questionnaire) -> AnswerSheet:
    """Everything at level 3, but one don't know, one blank, one not applicable and one level 4 without evidence."""
    return (
        full_sheet(questionnaire, level=3)
        .with_answer("D3.4a", Answer(State.DONT_KNOW))
        .with_answer("D3.2b", Answer())
        .with_answer("D3.1b", Answer(State.NOT_APPLICABLE, reason="No such detention <b>here</b>"))
        .with_answer("D1.1a", answered(4))
        .with_answer("D1.2a", answered(4, evidence=(Evidence("https://example.org/ley", "The law"),)))
    )


@pytest.fixture
def peru_signed(session: Session, open_round: Round, sheet: AnswerSheet) -> str:
    """Peru has signed; the hash of its snapshot."""
    return signed(session, open_round, "PER", sheet).sha256


@pytest.fixture
def five_signed(session: Session, open_round: Round, questionnaire: Questionnaire, peru_signed: str) -> None:
    """Peru and four others have signed."""
    for level, iso3 in enumerate(("ARG", "BRA", "MEX", "BRB")):
        signed(session, open_round, iso3, full_sheet(questionnaire, level))


def figures(page) -> dict[str, dict]:
    """The figures embedded in a page, by id."""
    found = re.findall(r'<script type="application/json" id="([\w-]+)-figure">(.*?)</script>', page.html, re.DOTALL)
    return {id: json.loads(text) for id, text in found}


def trace(figure: dict, name: str) -> dict:
    return next(part for part in figure["data"] if part.get("name") == name)


# --- the region ----------------------------------------------------------------


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_region_says_round_answers_and_certainty(language, analyst, five_signed) -> None:
    page = analyst.get(f"/{language}/rounds/2026/region")
    assert "2026" in page.words
    assert ("5 of 25" in page.words) or ("5 de 25" in page.words)
    assert set(figures(page)) == {"domains", "distributions", "status"}


def test_the_region_without_any_signature_is_still_a_page(analyst) -> None:
    page = analyst.get(REGION)
    assert "0 of 25 member States have signed" in page.words
    assert "No score yet" in page.words


def test_the_map_leads_to_signed_countries_only(analyst, five_signed) -> None:
    links = analyst.get(REGION).links
    assert PERU in links
    assert CHILE not in links


def test_the_map_switches_between_bands_and_status(analyst, five_signed) -> None:
    bands = analyst.get(REGION)
    assert re.search('aria-label="Peru: Established, [0-9]+"', bands.html)
    switch = next(link for link in bands.links if "map=status" in link)
    assert 'aria-label="Peru: Signed"' in analyst.get(switch.split("#")[0]).html


def test_the_table_of_answers_goes_by_status_and_name_with_the_day_of_signature(analyst, five_signed) -> None:
    table = analyst.get(REGION).html.split("Member States by status and name")[-1]
    names = re.findall(r'<th scope="row"[^>]*>(?:<a[^>]*>)?([^<]+)', table)
    assert names[:6] == ["Argentina", "Barbados", "Brazil", "Mexico", "Peru", "Bahamas"]
    assert len(re.findall(r">[A-Z][a-z]{2} [0-9]{1,2}, [0-9]{4}<", table)) == 5


def test_the_table_of_answers_says_how_sure_each_score_is(analyst, five_signed, session, open_round) -> None:
    overall = results.profile(session, open_round, "PER", ANALYST)[0].card.overall
    rows = {row[0]: row[3:5] for row in rows_of(analyst.get(REGION), "Member States by status and name")}
    assert rows["Peru"] == [f"{overall.score:.1f}", f"{overall.lowest:.1f} to {overall.highest:.1f}"]
    assert rows["Chile"] == ["–", "–"]


def test_the_key_of_the_map_counts_the_members(analyst, five_signed) -> None:
    key = analyst.get(REGION).html.split('class="band-legend"')[1].split("</ul>")[0]
    assert sum(int(count) for count in re.findall(r"\(([0-9]+)\)", key)) == 25
    assert "Not started (20)" in key


def test_the_map_carries_the_note_on_designations(analyst) -> None:
    assert "imply no opinion on the legal status" in analyst.get(REGION).words


def test_staff_may_take_the_region_away_as_excel(staff, five_signed) -> None:
    assert "/en/rounds/2026/region.xlsx" in staff.get(REGION).links


@pytest.mark.parametrize("client", ["focal_peru", "admin"])
def test_the_region_is_not_open_to_a_country_or_the_administrator(client, request, five_signed) -> None:
    request.getfixturevalue(client).get(REGION, 403)


def test_the_region_compares_no_country_by_rank(analyst, five_signed) -> None:
    words = analyst.get(REGION).words.lower()
    assert "rank" not in words
    assert "best" not in words


# --- one country ---------------------------------------------------------------


def test_headline_figure_table_and_explanation_show_one_number(
    analyst, five_signed, session, open_round, questionnaire
) -> None:
    card = results.profile(session, open_round, "PER", ANALYST)[0].card
    page = analyst.get(PERU)
    drawn = trace(figures(page)["domains"], "score")
    scores = {d.id: card.nodes[d.id].score for d in questionnaire}
    assert dict(zip(drawn["ids"], drawn["x"], strict=True)) == {id: x for id, x in scores.items() if x is not None}
    assert f"Overall score: {round(card.overall.score)}" in page.words
    for node in ("overall", "D1", "D3.2"):
        opened = analyst.get(f"{PERU}/{node}")
        assert f"Score, 0 to 100 {card.nodes[node].score:.1f} " in opened.words


def test_the_profile_says_range_coverage_evidence_and_self_assessment(analyst, peru_signed) -> None:
    words = analyst.get(PERU).words
    assert "Possible range:" in words
    assert "of the weight that applies is answered" in words
    assert "Self-assessed" in words
    assert peru_signed in words


def test_what_is_missing_is_listed_by_kind(analyst, peru_signed) -> None:
    words = analyst.get(PERU).words.split("What is missing")[1]
    assert re.search(r"Don't know \(1\) D3\.4a", words)
    assert re.search(r"No answer yet \(1\) D3\.2b", words)
    assert re.search(r"Evidence pending \(1\) D1\.1a", words)


def test_every_domain_and_indicator_leads_to_its_explanation(analyst, peru_signed, questionnaire) -> None:
    links = analyst.get(PERU).links
    for node in ["overall", *(d.id for d in questionnaire), *questionnaire.indicators]:
        assert f"{PERU}/{node}" in links


def test_sela_sees_the_median_of_the_region_beside_a_country(analyst, five_signed) -> None:
    page = analyst.get(PERU)
    assert trace(figures(page)["domains"], "median")["ids"] == ["D1", "D2", "D3", "D4", "D5", "D6", "D7", "D9"]
    assert "n = 5" in page.html


def test_the_headline_names_the_median_of_the_region(analyst, five_signed, session, open_round) -> None:
    middle = results.profile(session, open_round, "PER", ANALYST)[0].group["overall"]
    assert f"Median of the region (dashed): {middle.median:.0f} (n = 5 of 25)" in analyst.get(PERU).words


def test_a_country_sees_group_figures_only_after_publication(focal_peru, five_signed, session, open_round) -> None:
    before = focal_peru.get(PERU)
    assert all(part.get("name") != "median" for part in figures(before)["domains"]["data"])
    assert "Median of the region" not in before.words
    open_round.state = "published"
    session.commit()
    assert trace(figures(focal_peru.get(PERU))["domains"], "median")["x"]


def test_a_country_sees_no_group_figures_of_fewer_than_five(focal_peru, peru_signed, session, open_round) -> None:
    open_round.state = "published"
    session.commit()
    assert all(part.get("name") != "median" for part in figures(focal_peru.get(PERU))["domains"]["data"])


def test_a_draft_says_that_only_its_own_country_sees_it(focal_peru, session, open_round, sheet) -> None:
    save(session, open_round, "PER", sheet)
    assert "Draft, seen only by your country" in focal_peru.get(PERU).words
    opened = focal_peru.get(f"{PERU}/D3")
    assert "Draft, seen only by your country" in opened.words
    assert "draft, not signed" in opened.words


def test_signed_figures_are_not_called_a_draft(focal_peru, peru_signed) -> None:
    assert "Draft" not in focal_peru.get(PERU).words


def test_sela_sees_of_an_unsigned_country_its_status_and_no_more(analyst, session, open_round, sheet) -> None:
    save(session, open_round, "CHL", sheet)
    for address in (CHILE, f"{CHILE}/overall", f"{CHILE}/D3.1a"):
        page = analyst.get(address)
        assert "only its status can be seen here" in page.words
        assert "In progress" in page.words
        assert figures(page) == {}
        assert "Self-assessed. The number" not in page.words
        assert "Possible range" not in page.words


def test_a_country_that_has_not_begun_is_led_to_the_questionnaire(focal_peru) -> None:
    page = focal_peru.get(PERU)
    assert "no question has been answered" in page.words
    assert "/en/rounds/2026/PER/answers/" in page.links


@pytest.mark.parametrize("address", [PERU, f"{PERU}/overall"])
def test_another_countrys_profile_is_closed(address, focal_chile, peru_signed) -> None:
    focal_chile.get(address, 403)


def test_unknown_countries_rounds_and_nodes_are_not_found(analyst, peru_signed) -> None:
    analyst.get("/en/rounds/2026/XXX/profile", 404)
    analyst.get("/en/rounds/1999/PER/profile", 404)
    assert "There is no such page" in analyst.get(f"{PERU}/D77.1", 404).words


# --- one number ----------------------------------------------------------------


def rows_of(page, title: str) -> list[list[str]]:
    """The rows of the first table of parts under a title, as words."""
    table = page.html.split(f'aria-label="{html.escape(title)}"')[1].split("</table>")[0]
    rows = re.findall(r"<tr.*?</tr>", table, re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[html.unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in row] for row in cells]


def test_contributions_add_up_to_the_score(analyst, peru_signed, session, open_round) -> None:
    score = results.profile(session, open_round, "PER", ANALYST)[0].card.nodes["D3"].score
    page = analyst.get(f"{PERU}/D3")
    rows = rows_of(page, "Parts of D3 Notification, access and personal liberty")
    assert rows[-1][0] == "Sum"
    assert rows[-1][3:5] == ["100.0\u00a0%", f"{score:.2f}"]
    assert sum(float(row[4]) for row in rows[1:-1] if row[4] != "–") == pytest.approx(score, abs=0.02)


def test_a_missing_part_says_its_state_and_takes_no_share(analyst, peru_signed) -> None:
    page = analyst.get(f"{PERU}/D3.4")
    rows = {row[0].split()[0]: row for row in rows_of(page, "Parts of " + page.headings[0])[1:]}
    assert rows["D3.4a"][1:] == ["–", "7", "–", "–", "Don't know"]
    assert "Not reached: insufficient data, no score." in page.words


def test_the_threshold_is_stated_with_what_was_reached(analyst, peru_signed) -> None:
    assert (
        "at least 66 % of the parts that apply must have a value; 100 % have. Reached."
        in analyst.get(f"{PERU}/overall").words
    )


def test_every_leaf_shows_the_answer_in_words_with_its_evidence(analyst, peru_signed, questionnaire) -> None:
    page = analyst.get(f"{PERU}/overall")
    assert "https://example.org/ley" in page.links
    for question in questionnaire.questions.values():
        if question.scored:
            assert f"{PERU}/{question.id}" in page.links


def test_a_question_opens_to_its_answer(analyst, peru_signed) -> None:
    page = analyst.get(f"{PERU}/D1.2a")
    assert "Level 4" in page.words
    assert "The law" in page.words
    assert "level 4, evidence pending" in analyst.get(f"{PERU}/D1.1a").words


def test_what_a_respondent_wrote_is_shown_as_text(analyst, peru_signed) -> None:
    assert "No such detention &lt;b&gt;here&lt;/b&gt;" in analyst.get(f"{PERU}/D3.1").html


def test_an_opened_number_names_its_versions_and_its_snapshot(analyst, peru_signed) -> None:
    words = analyst.get(f"{PERU}/D3.1").words
    assert "version 2026" in words
    assert "Scoring method version 1.0" in words
    assert peru_signed in words


def test_the_way_down_names_the_way_up(analyst, peru_signed) -> None:
    links = analyst.get(f"{PERU}/D3.1a").links
    assert [link for link in links if link.startswith(PERU)] == [PERU, f"{PERU}/overall", f"{PERU}/D3", f"{PERU}/D3.1"]


def test_nobody_sees_figures_without_signing_in(anonymous, peru_signed, session, open_round) -> None:
    for address in (REGION, PERU, f"{PERU}/overall"):
        assert anonymous.http.get(address).status_code == 302
    assert results.profile(session, open_round, "PER", NOBODY) is None
