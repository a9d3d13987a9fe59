"""The matrix of pairs and its twin, the counts of states, and the pairs to be reconciled."""

import pytest

from assessment.catalogue import Reference
from assessment.catalogue.groups import SCHEMES, groups_by_scheme
from assessment.charts.network import (
    column_title,
    pair_columns,
    pair_matrix,
    parties,
    signed_pairs,
    state_table,
    to_reconcile,
)
from assessment.core.answers import AnswerSheet, Partners, cell_key
from assessment.core.network import Network, PairState, network
from assessment.i18n import Language, language
from tests.core.builders import answered, cooperation, domain, indicator, ladder, questionnaire

MATRIX = questionnaire(domain("D1", indicator("D1.1", ladder("D1.1a"))), cooperation())
NAMES = {
    "BOL": {"en": "Bolivia", "es": "Bolivia"},
    "CHL": {"en": "Chile", "es": "Chile"},
    "PER": {"en": "Peru", "es": "Perú"},
    "SUR": {"en": "Suriname", "es": "Surinam"},
}
GROUPS = (({"en": "South", "es": "Sur"}, ("PER", "CHL", "BOL")), ({"en": "North", "es": "Norte"}, ("SUR", "MEX")))
REASONS = {"land_border": {"en": "Land border", "es": "Frontera terrestre"}}
EN = language("en")


def sheet(**levels: int) -> AnswerSheet:
    """A State's levels in D8.3, by partner."""
    answers = {cell_key("D8.3a", partner): answered(level) for partner, level in levels.items()}
    return AnswerSheet(answers, Partners(tuple(levels)))


@pytest.fixture(scope="module")
def found() -> Network:
    pairs = [("BOL", "PER", ("land_border",)), ("CHL", "PER", ("land_border", "other")), ("PER", "SUR", ())]
    return network("2026", MATRIX, pairs, {"PER": sheet(BOL=3, CHL=3, SUR=2), "BOL": sheet(PER=2), "CHL": sheet(PER=1)})


def test_a_pair_stands_in_both_rows_with_its_own_level_first(found: Network):
    matrix = pair_matrix(found, MATRIX.indicators["D8.3"], GROUPS, NAMES, REASONS, EN)
    shown = {key: (square.code, square.sign, square.levels, square.words) for key, square in matrix.squares.items()}
    assert shown == {
        ("BOL", "PER"): ("confirmed", "●", "2 / 3", "Confirmed, 2 / 3"),
        ("PER", "BOL"): ("confirmed", "●", "3 / 2", "Confirmed, 3 / 2"),
        ("CHL", "PER"): ("to_reconcile", "≠", "1 / 3", "To be reconciled, 1 / 3"),
        ("PER", "CHL"): ("to_reconcile", "≠", "3 / 1", "To be reconciled, 3 / 1"),
        ("PER", "SUR"): ("awaiting", "…", "2 / …", "Awaiting, 2 / …"),
        ("SUR", "PER"): ("awaiting", "…", "… / 2", "Awaiting, … / 2"),
    }
    assert "n = 2 of 3 pairs signed by both" in matrix.title
    assert len(signed_pairs(found)) == 2


def test_the_twin_holds_every_pair_once_with_the_same_levels_and_states(found: Network):
    matrix = pair_matrix(found, MATRIX.indicators["D8.3"], GROUPS, NAMES, REASONS, EN)
    assert [row.cells for row in matrix.twin.rows] == [
        ("Bolivia", "Peru", "2", "3", "Confirmed", "Land border"),
        ("Chile", "Peru", "1", "3", "To be reconciled", "Land border; other"),
        ("Peru", "Suriname", "2", "…", "Awaiting", ""),
    ]
    assert matrix.twin.caption == matrix.title
    for row in matrix.twin.rows:
        first, second = row.id.split("-")
        assert matrix.squares[first, second].words == f"{row.cells[4]}, {row.cells[2]} / {row.cells[3]}"


def test_states_stand_in_their_groups_and_by_the_name_in_the_readers_language():
    placed = parties(GROUPS, NAMES, language("es"), {"PER", "BOL", "SUR"})
    assert [(group, [party.name for party in states]) for group, states in placed] == [
        ("Sur", ["Bolivia", "Perú"]),
        ("Norte", ["Surinam"]),
    ]


def test_the_counts_of_states_add_up_to_the_pairs_and_the_rate_names_its_n(found: Network):
    table = state_table(found, pair_columns(MATRIX), EN)
    rows = {row.id: row.cells for row in table.rows}
    assert rows["D8.3"] == ("D8.3 D8.3", "1", "0", "0", "0", "0", "1", "1", "0", "50\u00a0%", "2")
    assert rows["D8.1"] == ("D8.1 D8.1", "1", "2", "0", "0", "0", "0", "0", "0", "–", "0")
    assert rows[""][1:] == ("5", "8", "0", "0", "0", "1", "1", "0", "50\u00a0%", "2")
    assert len(table.columns) == 1 + len(PairState) + 2
    assert all(sum(map(int, cells[1:9])) == 3 for id, cells in rows.items() if id)


def test_pairs_to_be_reconciled_name_both_states_their_levels_and_what_differs(found: Network):
    [line] = to_reconcile(found.pairs, pair_columns(MATRIX), NAMES, EN)
    assert (line.column, line.first, line.second, line.levels) == ("D8.3", "Chile", "Peru", ("1", "3"))
    assert (line.label, line.differs) == ("To be reconciled", "the levels are two or more apart")


def test_a_network_nobody_has_signed_draws_every_pair_as_awaiting():
    empty = network("2026", MATRIX, [("BOL", "PER", ())], {})
    matrix = pair_matrix(empty, MATRIX.indicators["D8.1"], GROUPS, NAMES, REASONS, EN)
    assert {square.words for square in matrix.squares.values()} == {"Awaiting, … / …"}
    assert to_reconcile(empty.pairs, pair_columns(MATRIX), NAMES, EN) == []


def test_columns_carry_their_short_titles(lang: Language):
    column = MATRIX.indicators["D8.2"]
    assert column_title(column, lang) == "D8.2 D8.2"
    assert [c.id for c in pair_columns(MATRIX)] == ["D8.1", "D8.2", "D8.3", "D8.4", "D8.5"]


def test_every_member_stands_in_one_group_and_associates_do_not_count(reference: Reference):
    groups = groups_by_scheme(reference)
    placed = [iso3 for _name, states in groups for iso3 in states]
    assert sorted(placed) == sorted(member.iso3 for member in reference.members)
    by_name = {name["en"]: set(states) for name, states in groups}
    assert list(by_name) == ["CAN", "MERCOSUR", "Pacific Alliance", "SICA", "CARICOM", "Caribbean"]
    assert by_name["CAN"] == {"BOL", "COL", "ECU", "PER"}
    assert by_name["Pacific Alliance"] == {"CHL", "MEX"}
    assert by_name["Caribbean"] == {"CUB"}
    assert set(SCHEMES) <= {scheme.code for scheme in reference.schemes}
