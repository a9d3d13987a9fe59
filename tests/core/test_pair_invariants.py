"""What always holds of pairs, links, bridges, courses and coverage, whatever States answer (docs/scoring.md)."""

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.core.answers import AnswerSheet, Partners, cell_key
from assessment.core.coverage_match import Belonging, coverage_match
from assessment.core.links import Links, links, within
from assessment.core.network import Network, PairState, differences, network, summarise
from assessment.core.pairs_over_time import comparable_columns, over_time
from assessment.graph import shape

from .builders import (
    BLANK,
    DONT_KNOW,
    NOT_APPLICABLE,
    answered,
    cooperation,
    countries,
    domain,
    generated,
    indicator,
    ladder,
    questionnaire,
)

POSTS = domain("D2", indicator("D2.1", ladder("D2.1a"), countries("D2.1b"), countries("D2.1c")))
COLUMNS = ["D8.2", "D8.3"]
"""One column with direction and places, and one with levels alone."""
TWO = tuple(column for column in cooperation().indicators if column.id in COLUMNS)
MATRIX = questionnaire(POSTS, replace(cooperation(), indicators=TWO))
STATES = ("BOL", "CHL", "COL", "PER")
PAIRS = [(first, second, ()) for first, second in combinations(STATES, 2)]
SCHEMES = {"BOL": frozenset({"CAN", "MERCOSUR"}), "CHL": frozenset({"PA"}), "COL": frozenset({"CAN", "PA"})}
MEMBERS = {iso3: Belonging(SCHEMES.get(iso3, frozenset()), frozenset({"es"})) for iso3 in STATES}
LEVELS = st.sampled_from([DONT_KNOW, BLANK, NOT_APPLICABLE]) | st.integers(0, 4).map(answered)
DIRECTIONS = st.sampled_from(["we_for_them", "they_for_us", "both"]).map(answered)
PLACES = st.sets(st.sampled_from(["EGY", "IND", "KEN"])).map(lambda found: answered(dict.fromkeys(sorted(found))))
CAREER_POSTS = st.sets(st.sampled_from(["EGY", "IND"])).map(lambda found: answered(dict.fromkeys(found, "career")))


def sheets_of(iso3: str) -> st.SearchStrategy[AnswerSheet]:
    """What a State answers about the three others, and about posts."""
    partners = tuple(other for other in STATES if other != iso3)
    parts: dict[str, Any] = {"D2.1b": CAREER_POSTS, "D2.1c": PLACES}
    for partner in partners:
        parts |= {cell_key(f"{column}a", partner): LEVELS for column in COLUMNS}
        parts |= {cell_key("D8.2b", partner): DIRECTIONS, cell_key("D8.2c", partner): PLACES}
    return st.fixed_dictionaries(parts).map(lambda found: AnswerSheet(found, Partners(partners)))


ROUNDS = st.fixed_dictionaries({}, optional={iso3: sheets_of(iso3) for iso3 in STATES})
"""The signed sheets of any of the States."""


def of(sheets: dict[str, AnswerSheet], pairs: Any = PAIRS) -> Network:
    return network("2026", MATRIX, pairs, sheets)


@generated
@given(sheets=ROUNDS, order=st.permutations(PAIRS), column=st.sampled_from(COLUMNS))
def test_the_order_of_pairs_changes_no_figure(sheets, order, column):
    one, other = of(sheets), of(sheets, order)
    first, second = summarise(one.cells(column)), summarise(other.cells(column))
    assert first == replace(second, corroborated=first.corroborated)
    assert first.corroborated == pytest.approx(second.corroborated, abs=1e-9)
    found, turned = links(one.pairs, column), links(other.pairs, column)
    assert (found.density, found.one_sided_share) == (turned.density, turned.one_sided_share)
    assert shape(found, SCHEMES) == shape(turned, SCHEMES)


@generated
@given(sheets=ROUNDS)
def test_every_cell_is_in_one_state_and_the_second_figures_are_within_what_both_say(sheets):
    found = of(sheets)
    for iso3 in STATES:
        for column in COLUMNS:
            cells = found.cells(column, iso3)
            summary = summarise(cells)
            assert sum(summary.counts.values()) == len(cells)
            assert (summary.rate is None) is (summary.comparable == 0)
            assert summary.rate is None or 0 <= summary.rate <= 1
            told = [cell.levels for cell in cells if cell.levels is not None]
            assert (summary.corroborated is None) is (not told)
            if told:
                for said in zip(*told, strict=True):
                    assert 0 <= summary.corroborated <= 25 * sum(said) / len(said) + 1e-9


@generated
@given(sheets=ROUNDS, column=st.sampled_from(COLUMNS))
def test_links_count_every_signed_pair_once_and_agree_with_the_states_of_pairs(sheets, column):
    found = of(sheets)
    counted = links(found.pairs, column)
    both = {(pair.first, pair.second) for pair in found.pairs if {pair.first, pair.second} <= found.signed}
    assert sorted(counted.signed) == sorted(both)
    assert (counted.density is None) is (not both)
    assert counted.density is None or counted.density + counted.one_sided_share <= 1 + 1e-9
    for states in counted.linked:
        pair = found.between(*states)
        assert pair is not None
        assert pair.cells[column].state not in (PairState.NO_DATA, PairState.BOTH_NONE, PairState.ONE_SIDE)
    drawn = shape(counted, SCHEMES)
    assert sum(drawn.per_state.values()) == 2 * len(counted.linked)
    assert sorted(iso3 for part in drawn.parts for iso3 in part) == sorted(drawn.per_state)


@generated
@given(linked=st.sets(st.sampled_from(list(combinations("ABCDE", 2))), min_size=1))
def test_without_a_bridge_that_is_the_only_one_its_part_falls_into_two_and_without_another_it_stays(linked):
    schemes = {iso3: frozenset({iso3}) for iso3 in "ABCDE"}
    found = Links("D8.3", tuple(sorted(linked)), (), (), ())
    drawn = shape(found, schemes)
    assert [bridge.states for bridge in drawn.bridges] == sorted(linked)
    for bridge in drawn.bridges:
        rest = tuple(states for states in found.linked if states != bridge.states)
        without = shape(replace(found, linked=rest, unlinked=(bridge.states,)), schemes)
        assert len(without.parts) == len(drawn.parts) + bridge.only


# --- over time ---------------------------------------------------------------------


@generated
@given(then=ROUNDS, now=ROUNDS)
def test_a_change_turned_round_is_its_opposite_and_the_same_round_has_none(then, now):
    columns = comparable_columns(MATRIX, MATRIX)
    assert list(columns) == COLUMNS
    before, after = of(then).pairs, of(now).pairs
    forth, back = over_time(before, after, columns), over_time(after, before, columns)
    assert (forth.then, forth.now) == (back.now, back.then)
    assert forth.moves == {(now, then): n for (then, now), n in back.moves.items()}
    same = over_time(before, before, columns)
    assert same.then == same.now
    assert all(state_then is state_now for state_then, state_now in same.moves)


# --- who sees what -----------------------------------------------------------------


def everything_seen(iso3: str, sheets: dict[str, AnswerSheet]) -> list[object]:
    """All that these figures can tell one State."""
    pairs = of(sheets).as_seen_by(iso3)
    counted = [links(pairs, column) for column in COLUMNS]
    course = over_time(pairs, pairs, comparable_columns(MATRIX, MATRIX))
    notes = [differences(cell) for pair in pairs for cell in pair.cells.values()]
    shapes = [shape(found, SCHEMES) for found in counted]
    match = coverage_match(MATRIX, sheets, MEMBERS).get(iso3)
    return [pairs, counted, shapes, within(pairs, STATES), course, notes, match]


@generated
@given(sheets=ROUNDS, edited=ROUNDS)
def test_a_state_that_has_not_signed_learns_nothing_of_what_others_have(sheets, edited):
    one, other = ({iso3: sheet for iso3, sheet in told.items() if iso3 != "PER"} for told in (sheets, edited))
    assert everything_seen("PER", one) == everything_seen("PER", other)


@generated
@given(sheets=ROUNDS, theirs=sheets_of("CHL"), edited=sheets_of("CHL"))
def test_of_pairs_of_others_a_state_learns_nothing(sheets, theirs, edited):
    about_peru = {key: answer for key, answer in theirs.answers.items() if key.endswith("@PER") or "@" not in key}
    changed = AnswerSheet({**edited.answers, **about_peru}, edited.partners)
    assert everything_seen("PER", {**sheets, "CHL": theirs}) == everything_seen("PER", {**sheets, "CHL": changed})


@generated
@given(sheets=ROUNDS)
def test_both_states_of_a_pair_get_the_same_note_once_both_have_signed_and_none_before(sheets):
    found = of(sheets)

    def notes(iso3: str, partner: str) -> list[object]:
        [pair] = [pair for pair in found.as_seen_by(iso3) if pair.involves(partner)]
        cells = [cell for cell in pair.cells.values() if differences(cell)]
        return [(cell.column, cell.state, cell.levels, differences(cell)) for cell in cells]

    for first, second, _ in PAIRS:
        assert notes(first, second) == notes(second, first)
        if not {first, second} <= found.signed:
            assert notes(first, second) == []


@generated
@given(own=sheets_of("PER"), theirs=sheets_of("CHL"), edited=sheets_of("CHL"))
def test_of_a_member_the_coverage_match_reads_its_posts_alone(own, theirs, edited):
    changed = edited.with_answer("D2.1b", theirs["D2.1b"])
    one, other = (coverage_match(MATRIX, {"PER": own, "CHL": sheet}, MEMBERS)["PER"] for sheet in (theirs, changed))
    assert one == other
