"""The cooperation network and a State's partners, as SELA and the State itself see them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from assessment.core.answers import Answer, AnswerSheet, Evidence, Partners, State, cell_key, row_key
from assessment.services import results
from assessment.services.accounts import reader_of
from assessment.storage.models import Round
from tests.factories import answered, person, save, signed
from tests.web.conftest import Client
from tests.web.matrix import open_round

__all__ = ["open_round"]

NETWORK = "/en/rounds/2026/network"
PARTNERS = "/en/rounds/2026/PER/partners"
PERU = "/en/rounds/2026/PER/profile"
LEVELS = {"BOL": (3, 2), "BRA": (3, 1), "CHL": (2, 0), "COL": (0, 0)}
"""What Peru says of a partner in D8.3, and the partner of Peru; Ecuador has not signed."""


def sheet_about(levels: dict[str, int], column: str = "D8.3") -> AnswerSheet:
    """A sheet with a level for each partner in one column."""
    answers = {cell_key(f"{column}a", partner): answered(level) for partner, level in levels.items()}
    return AnswerSheet(answers, Partners(tuple(levels)))


@pytest.fixture
def five_partners(session: Session, open_round: Round) -> None:
    """Peru and four of its five partners have signed what they say of D8.3."""
    own = sheet_about({partner: levels[0] for partner, levels in LEVELS.items()})
    aside = {row_key("D8", "ECU"): Answer(State.NOT_APPLICABLE, reason="Sin casos <b>conocidos</b>.")}
    added = {row_key("D8", "URY"): answered(True), cell_key("D8.3a", "URY"): answered(4)}
    signed(session, open_round, "PER", AnswerSheet({**own.answers, **aside, **added}))
    for partner, (_own, theirs) in LEVELS.items():
        signed(session, open_round, partner, sheet_about({"PER": theirs}))


@contextmanager
def statements(connection: Connection) -> Iterator[list[str]]:
    """The questions put to the database meanwhile."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.lstrip().startswith(("SELECT", "INSERT", "UPDATE", "DELETE")):
            seen.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    yield seen
    event.remove(connection, "before_cursor_execute", note)


def squares(html: str) -> dict[str, list[str]]:
    """The words of the squares of each row of the matrix, by the code of its State."""
    rows = re.findall(r'<span class="matrix__code" aria-hidden="true">(\w{3})</span>.*?</tr>', html, re.DOTALL)
    bodies = re.findall(r'<span class="matrix__code".*?</tr>', html, re.DOTALL)
    words = [re.findall(r'<span class="govuk-visually-hidden">([^<]+)</span>', body) for body in bodies]
    return dict(zip(rows, words, strict=True))


# --- the network -------------------------------------------------------------------


def test_the_matrix_shows_every_pair_in_both_rows_the_rows_level_first(analyst: Client, five_partners) -> None:
    found = squares(analyst.get(f"{NETWORK}?column=D8.3").html)
    assert found == {
        "BOL": ["Confirmed, 2 / 3"],
        "COL": ["Both report none, 0 / 0"],
        "ECU": ["Awaiting, … / –"],
        "PER": [
            "Confirmed, 3 / 2",
            "Both report none, 0 / 0",
            "Awaiting, – / …",
            "To be reconciled, 3 / 1",
            "Reported by one side, 2 / 0",
        ],
        "BRA": ["To be reconciled, 1 / 3"],
        "CHL": ["Reported by one side, 0 / 2"],
    }


def test_the_states_stand_by_scheme_and_name_and_each_sign_has_its_colour(analyst: Client, five_partners) -> None:
    html = analyst.get(f"{NETWORK}?column=D8.3").html
    assert re.findall(r'class="matrix__group">([^<]+)<', html) == ["CAN", "MERCOSUR", "Pacific Alliance"]
    signs = set(re.findall(r'pair--(\w+)"><span aria-hidden="true" title="[^"]+"><b>([^<]+)</b>', html))
    assert signs == {
        ("confirmed", "●"),
        ("both_none", "0"),
        ("awaiting", "…"),
        ("to_reconcile", "≠"),
        ("one_side", "½"),
    }


def test_the_page_counts_pairs_states_and_the_confirmation_rate(analyst: Client, five_partners) -> None:
    words = analyst.get(f"{NETWORK}?column=D8.3").words
    assert "Both States have signed in 4 of 5 priority pairs." in words
    assert "Confirmation rate, D8.3 33 % of the 3 reports that can be compared" in words
    assert "D8.3 Joint field action 1 0 1 1 0 1 1 0 33 % 3" in words
    assert "All columns 5 16 1 1 0 1 1 0 33 % 3" in words


def test_the_twin_names_every_pair_its_levels_its_state_and_its_reasons(analyst: Client, five_partners) -> None:
    words = analyst.get(f"{NETWORK}?column=D8.3").words
    assert "Brazil Peru 1 3 To be reconciled Land border" in words
    assert "Ecuador Peru … – Awaiting Land border" in words


def test_the_pairs_to_be_reconciled_are_listed_with_the_neutral_note(analyst: Client, five_partners) -> None:
    words = analyst.get(NETWORK).words
    listed = words.split("A difference is an invitation to talk, not a fault.")[1]
    assert "Brazil and Peru 1 / 3 To be reconciled the levels are two or more apart" in listed
    assert "Chile and Peru 0 / 2 Reported by one side the levels are two or more apart" in listed
    assert "Bolivia" not in listed


def test_the_first_column_is_shown_unless_another_is_asked_for(analyst: Client, five_partners) -> None:
    assert "D8.1 Written basis: what the two States" in analyst.get(NETWORK).words
    assert "D8.5 Information exchange: what the two States" in analyst.get(f"{NETWORK}?column=D8.5").words
    analyst.get(f"{NETWORK}?column=D8.9", status=404)
    analyst.get(f"{NETWORK}?column=D3.1", status=404)


@pytest.mark.parametrize("lang", ["en", "es"])
def test_before_anybody_signs_every_pair_awaits_and_there_is_no_rate(
    analyst: Client, open_round: Round, lang: str
) -> None:
    page = analyst.get(f"/{lang}/rounds/2026/network")
    expected = {
        "en": "No value yet: no two reports can be compared",
        "es": "Aún sin valor: no hay declaraciones comparables",
    }
    assert expected[lang] in page.words
    assert {word for words in squares(page.html).values() for word in words} == {
        {"en": "Awaiting, … / …", "es": "En espera, … / …"}[lang]
    }


def test_the_network_is_linked_from_the_region_and_the_menu(analyst: Client, five_partners) -> None:
    assert analyst.get("/en/rounds/2026/region").links.count(NETWORK) == 2


@pytest.mark.parametrize("actor", ["focal_peru", "officer_peru", "contributor_peru", "admin"])
def test_the_network_is_for_sela_alone(request: pytest.FixtureRequest, five_partners, actor: str) -> None:
    request.getfixturevalue(actor).get(NETWORK, status=403)


# --- one State ---------------------------------------------------------------------


def test_a_state_sees_its_headline_with_both_second_figures_beside_it(officer_peru: Client, five_partners) -> None:
    words = officer_peru.get(PARTNERS).words
    assert "Reported score (headline) Second figure: corroborated Second figure: confirmation rate" in words
    # (75 + 75 + 50 + 0) / 4 = 50; lower levels (2 + 1 + 0 + 0) x 25 / 4 = 18.75; 1 confirmed of 3.
    assert "D8.3 Joint field action 50.0 18.8 (n = 4) 33 % (n = 3)" in words
    assert "D8.1 Written basis Insufficient data – –" in words


def test_a_partner_never_changes_the_headline(
    session: Session, open_round: Round, client_of, officer_peru: Client
) -> None:
    signed(session, open_round, "PER", sheet_about({partner: own for partner, (own, _theirs) in LEVELS.items()}))
    before = officer_peru.get(PARTNERS).words
    assert "D8.3 Joint field action 50.0 – –" in before
    for partner in LEVELS:
        signed(session, open_round, partner, sheet_about({"PER": 4}))
    after = officer_peru.get(PARTNERS).words
    assert re.search(r"D8\.3 Joint field action 50\.0 \d", after)


def test_each_partner_is_shown_with_own_level_the_partners_and_the_state(officer_peru: Client, five_partners) -> None:
    words = officer_peru.get(PARTNERS).words.split("Partner by partner")[2]
    assert re.search(r"Brazil .*?≠ To be reconciled Own: 3 [A-Z][^≠½]*? Partner: 1 [A-Z]", words)
    assert re.search(r"Chile .*?½ Reported by one side Own: 2 [A-Z][^≠½]*? Partner: 0 [A-Z]", words)


def test_a_partner_that_has_not_signed_is_awaited_and_a_row_set_aside_says_why(
    officer_peru: Client, five_partners
) -> None:
    words = officer_peru.get(PARTNERS).words
    row = words[words.index("Ecuador Not applicable") :].split("Uruguay")[0]
    assert "Sin casos <b>conocidos</b>." in row
    assert row.count("Awaiting") == 5
    assert "Partner:" not in row


def test_an_added_partner_is_shown_without_a_score_or_a_state(officer_peru: Client, five_partners) -> None:
    words = officer_peru.get(PARTNERS).words
    row = words[words.index("Uruguay Added, not scored") :].split("Pairs to be reconciled")[0]
    assert "Own: 4 " in row
    assert "Awaiting" not in row


def test_a_draft_shows_own_levels_and_nothing_of_the_partners(
    session: Session, open_round: Round, focal_peru: Client
) -> None:
    save(session, open_round, "PER", sheet_about({"BOL": 3}))
    signed(session, open_round, "BOL", sheet_about({"PER": 1}))
    words = focal_peru.get(PARTNERS).words
    assert "Draft, seen only by your country" in words
    assert "Own: 3 " in words
    assert "Partner:" not in words
    assert "Both have signed in 0 of 5 pairs." in words


def test_sela_sees_a_states_partners_once_it_has_signed(
    analyst: Client, session: Session, open_round: Round, five_partners
) -> None:
    words = analyst.get(PARTNERS).words
    assert "Partner: 1 " in words
    assert "This country has not signed" in analyst.get("/en/rounds/2026/ECU/partners").words


def test_a_state_without_answers_is_told_so(focal_peru: Client, open_round: Round) -> None:
    assert "There are no figures yet" in focal_peru.get(PARTNERS).words


def test_partners_are_linked_from_the_profile_and_the_menu(officer_peru: Client, five_partners) -> None:
    assert officer_peru.get(PERU).links.count(PARTNERS) == 2


# --- cells among the results -------------------------------------------------------


def test_a_column_opens_to_its_mean_and_on_to_each_partner(analyst: Client, five_partners) -> None:
    column = analyst.get(f"{PERU}/D8.3")
    assert f"{PERU}/D8.3a" in column.links
    mean = analyst.get(f"{PERU}/D8.3a")
    assert mean.headings == ["D8.3a Mean over the partner States"]
    assert "at least 50 % of the parts that apply must have a value; 100 % have. Reached." in mean.words
    cell = analyst.get(f"{PERU}/D8.3a@BRA")
    assert "Brazil" in cell.headings[0]
    assert "{partner}" not in cell.html
    assert [link for link in cell.links if link.startswith(PERU)] == [
        PERU,
        f"{PERU}/overall",
        f"{PERU}/D8",
        f"{PERU}/D8.3",
        f"{PERU}/D8.3a",
    ]


def test_a_cell_shows_the_instrument_it_is_based_on_and_its_evidence(
    session: Session, open_round: Round, officer_peru: Client
) -> None:
    value = {"name": "Acuerdo de Lima", "year": 2019, "status": "in_force", "parties": ["CHL", "PER"], "scope": []}
    answers = {
        "D8#own-1": answered(value, evidence=(Evidence("https://example.org/acuerdo", "Acuerdo"),)),
        cell_key("D8.1a", "CHL"): answered(4, instruments=("own-1",)),
    }
    signed(session, open_round, "PER", AnswerSheet(answers))
    page = officer_peru.get(f"{PERU}/D8.1a@CHL")
    assert "Acuerdo de Lima (2019)" in page.words
    assert "https://example.org/acuerdo" in page.links
    assert "Score, 0 to 100 100.0 " in page.words
    assert "evidence pending" not in page.words


@pytest.mark.parametrize("node", ["D8.3a@URY", "D8.3a@MEX", "D8.3b@BRA", "D8.3a@", "D8@BRA", "D8.9"])
def test_what_is_no_scored_node_is_no_page(officer_peru: Client, five_partners, node: str) -> None:
    officer_peru.get(f"{PERU}/{node}", status=404)


def test_missing_cells_are_listed_by_question_and_partner(officer_peru: Client, five_partners) -> None:
    words = officer_peru.get(PERU).words.split("What is missing")[1]
    assert "D8.1a, Brazil" in words
    assert "D8.1a, Ecuador" not in words


# --- how much is asked of the database ---------------------------------------------


@pytest.mark.parametrize(
    ("actor", "address"),
    [
        ("analyst", NETWORK),
        ("analyst", PARTNERS),
        ("officer_peru", PARTNERS),
        ("analyst", PERU),
        ("officer_peru", PERU),
        ("officer_peru", f"{PERU}/D8.3a@BRA"),
        ("analyst", "/en/rounds/2026/region"),
    ],
)
def test_a_page_of_results_asks_the_database_at_most_eight_times(
    request: pytest.FixtureRequest, five_partners, connection: Connection, actor: str, address: str
) -> None:
    client: Client = request.getfixturevalue(actor)
    client.get(address)
    with statements(connection) as seen:
        client.get(address)
    assert len(seen) <= 8, seen


def test_a_draft_asks_the_database_at_most_eight_times(
    focal_peru: Client, session: Session, open_round: Round, connection: Connection
) -> None:
    save(session, open_round, "PER", sheet_about({"BOL": 3}))
    for address in (PARTNERS, PERU):
        focal_peru.get(address)
        with statements(connection) as seen:
            focal_peru.get(address)
        assert len(seen) <= 8, (address, seen)


def test_only_those_who_may_see_a_pair_get_it_from_the_services(
    session: Session, open_round: Round, five_partners
) -> None:
    analyst = reader_of(person(session, "other.analyst@example.org", "analyst"))
    peru = reader_of(person(session, "other.per@example.org", "focal_point", "PER"))
    chile = reader_of(person(session, "other.chl@example.org", "focal_point", "CHL"))
    assert len(results.visible_pairs(session, open_round, "PER", analyst)) == 5
    assert len(results.visible_pairs(session, open_round, "PER", peru)) == 5
    assert results.visible_pairs(session, open_round, "PER", chile) == ()
    assert results.partnership(session, open_round, "PER", chile) is None
