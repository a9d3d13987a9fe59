"""hand_worked_pairs.yaml, held against the tool; who sees what of a pair; nobody changes another's score."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assessment.core.answers import Answer, AnswerSheet, Evidence, Partners, State, cell_key, row_key
from assessment.core.network import Difference, Network, PairState, differences, network, summarise
from assessment.core.results import Standing
from assessment.core.scoring import score

from .builders import (
    BLANK,
    DONT_KNOW,
    NOT_APPLICABLE,
    answered,
    cooperation,
    domain,
    generated,
    indicator,
    ladder,
    questionnaire,
)

FILE: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("hand_worked_pairs.yaml").read_text("utf-8"))
MATRIX = questionnaire(domain("D1", indicator("D1.1", ladder("D1.1a"))), cooperation())
CODES = {
    "Peru": "PER",
    "Chile": "CHL",
    "Bolivia": "BOL",
    "Brazil": "BRA",
    "Colombia": "COL",
    "Ecuador": "ECU",
    "Mexico": "MEX",
    "Uruguay": "URY",
}
STATES = {
    "awaiting": PairState.AWAITING,
    "no data": PairState.NO_DATA,
    "both report none": PairState.BOTH_NONE,
    "reported by one side": PairState.ONE_SIDE,
    "direction to be reconciled": PairState.DIRECTION,
    "to be reconciled": PairState.TO_RECONCILE,
    "confirmed": PairState.CONFIRMED,
    "initial": PairState.INITIAL,
}
DIRECTIONS = {"we for them": "we_for_them", "they for us": "they_for_us", "both": "both"}
UNANSWERED = {"don't know": DONT_KNOW, "blank": BLANK}
EVIDENCE = (Evidence("https://example.org", "Text"),)


def told(column: str, partner: str, written: Any) -> dict[str, Answer]:
    """What a State says of a partner in a column, as the file writes it."""
    cell = cell_key(f"{column}a", partner)
    if written == "row not applicable":
        return {row_key("D8", partner): NOT_APPLICABLE, cell: answered(3)}
    if written in ("not asked", "not signed"):
        return {}
    if isinstance(written, str):
        return {cell: UNANSWERED[written]}
    instruments = dict(
        read_instrument(name, number, written) for number, name in enumerate(written.get("instruments", ()))
    )
    answers = {f"D8#{code}": answer for code, answer in instruments.items()}
    evidence = EVIDENCE if written.get("with evidence") else ()
    answers[cell] = Answer(State.ANSWERED, written["level"], evidence=evidence, instruments=tuple(instruments))
    if "direction" in written:
        answers[cell_key(f"{column}b", partner)] = answered(DIRECTIONS[written["direction"]])
    if "places" in written:
        answers[cell_key(f"{column}c", partner)] = answered(dict.fromkeys(written["places"]))
    return answers


def read_instrument(name: str, number: int, written: Mapping[str, Any]) -> tuple[str, Answer]:
    """An instrument under a code of the State's own, or under that of a known one: "CAN-548 = Decisión 548"."""
    if name == "not confirmed":
        return "CAN-548", BLANK
    code, known, rest = name.partition(" = ")
    evidence = EVIDENCE if written.get("evidence on the instruments") else ()
    value = {
        "name": rest if known else name,
        "year": 2019,
        "status": "in_force",
        "parties": ["CHL", "PER"],
        "scope": [],
    }
    return (code if known else f"own-{number + 1}"), Answer(State.ANSWERED, value, evidence=evidence)


def sheet(partner: str, column: str, written: Any) -> AnswerSheet:
    """The sheet of a State with one partner."""
    partners = Partners() if written == "not asked" else Partners((partner,))
    return AnswerSheet(told(column, partner, written), partners)


@pytest.mark.parametrize("case", FILE["pairs"], ids=lambda case: case["rule"][:90])
@pytest.mark.parametrize("turned", [False, True], ids=["", "turned round"])
def test_a_pair_is_in_the_state_worked_out_by_hand(case, turned):
    says = {"PER": case["Chile" if turned else "Peru"], "CHL": case["Peru" if turned else "Chile"]}
    other = {"PER": "CHL", "CHL": "PER"}
    sheets = {iso3: sheet(other[iso3], case["column"], said) for iso3, said in says.items() if said != "not signed"}
    found = network("2026", MATRIX, [("CHL", "PER", ("land_border",))], sheets)
    cell = found.pairs[0].cells[case["column"]]
    assert cell.state is STATES[case["state"]]
    assert differences(cell) == tuple(Difference(name) for name in case.get("differs in", ()))


def test_the_file_shows_every_state_and_every_difference():
    assert {STATES[case["state"]] for case in FILE["pairs"]} == set(PairState)
    assert {name for case in FILE["pairs"] for name in case.get("differs in", ())} == set(Difference)


def of_peru(case: Mapping[str, Any]) -> tuple[AnswerSheet, Network]:
    """Peru's sheet and the network of a case with several partners."""
    column, answers, sheets = case["column"], {}, {}
    added = [CODES[name] for name, said in case["partners"].items() if "added by" in said]
    for name, said in case["partners"].items():
        partner = CODES[name]
        answers |= told(column, partner, said["Peru"])
        if partner in added:
            answers[row_key("D8", partner)] = answered(True)
        if said["partner"] != "not signed":
            sheets[partner] = sheet("PER", column, said["partner"])
    priority = tuple(CODES[name] for name in case["partners"] if CODES[name] not in added)
    peru = AnswerSheet(answers, Partners(priority, tuple(added)))
    pairs = [(*sorted(("PER", partner)), ()) for partner in priority]
    return peru, network("2026", MATRIX, pairs, {**sheets, "PER": peru})


@pytest.mark.parametrize("case", FILE["networks"], ids=lambda case: case["rule"][:90])
def test_the_headline_and_the_second_figures_are_as_worked_out_by_hand(case):
    peru, found = of_peru(case)
    column = case["column"]
    node = score(MATRIX, peru).nodes[column]
    if case["headline"] == "not applicable":
        assert (node.standing, node.score) == (Standing.NOT_APPLICABLE, None)
    else:
        assert node.score == pytest.approx(case["headline"], abs=5e-5)
    summary = summarise(found.cells(column, "PER"))
    expected = {name: case[name] for name in ("corroborated", "confirmation rate")}
    figures = {
        "corroborated": (summary.corroborated, summary.both),
        "confirmation rate": (summary.rate, summary.comparable),
    }
    for name, (figure, n) in figures.items():
        if expected[name] == "none":
            assert (figure, n) == (None, 0)
        else:
            assert [figure, n] == pytest.approx(expected[name], abs=5e-5)


# --- who sees what -----------------------------------------------------------------


def both_sides(signed: tuple[str, ...]) -> Network:
    sheets = {
        "PER": sheet("CHL", "D8.3", {"level": 3}),
        "CHL": sheet("PER", "D8.3", {"level": 1}),
    }
    signed_sheets = {iso3: sheets[iso3] for iso3 in signed}
    return network("2026", MATRIX, [("CHL", "PER", ()), ("CHL", "MEX", ())], signed_sheets)


@pytest.mark.parametrize("signed", [(), ("CHL",), ("PER",)], ids=str)
def test_a_state_sees_nothing_of_its_partner_before_both_have_signed(signed):
    [pair] = both_sides(signed).as_seen_by("PER")
    assert {cell.first for cell in pair.cells.values()} == {None}
    assert {cell.state for cell in pair.cells.values()} == {PairState.AWAITING}


def test_both_states_see_the_same_pair_once_both_have_signed():
    found = both_sides(("CHL", "PER"))
    [of_peru] = found.as_seen_by("PER")
    [of_chile] = [pair for pair in found.as_seen_by("CHL") if pair.involves("PER")]
    assert of_peru == of_chile
    assert of_peru.cells["D8.3"].levels == (1, 3)


def test_a_state_sees_its_own_pairs_alone():
    assert [pair.other("PER") for pair in both_sides(("CHL", "PER")).as_seen_by("PER")] == ["CHL"]


def test_a_pair_is_found_whichever_state_is_named_first():
    found = both_sides(("CHL", "PER"))
    assert found.between("PER", "CHL") is found.between("CHL", "PER") is found.pairs[0]
    assert found.between("PER", "MEX") is None


def test_a_questionnaire_without_partners_has_no_columns():
    plain = questionnaire(domain("D1", indicator("D1.1", ladder("D1.1a"))))
    found = network("2026", plain, [("CHL", "PER", ())], {})
    assert (found.columns, found.cells()) == ((), ())
    assert summarise(found.cells()).rate is None


# --- nobody changes another's score ------------------------------------------------

CELLS = [f"D8.{column}a" for column in range(1, 6)]
LEVELS = st.one_of(st.sampled_from([DONT_KNOW, BLANK]), st.integers(0, 4).map(answered))


def sheets_about(partner: str) -> st.SearchStrategy[AnswerSheet]:
    keys = [cell_key(cell, partner) for cell in CELLS]
    answers = st.fixed_dictionaries(dict.fromkeys(keys, LEVELS))
    return answers.map(lambda found: AnswerSheet(found, Partners((partner,))))


@generated
@given(own=sheets_about("CHL"), theirs=st.none() | sheets_about("PER"), edited=st.none() | sheets_about("PER"))
def test_adding_or_editing_another_country_never_changes_a_score_or_what_a_state_reports(own, theirs, edited):
    card, seen = score(MATRIX, own), []
    for other in (theirs, edited):
        sheets = {"PER": own} if other is None else {"PER": own, "CHL": other}
        [pair] = network("2026", MATRIX, [("CHL", "PER", ())], sheets).pairs
        seen.append({column: cell.second for column, cell in pair.cells.items()})
        corroborated = summarise(pair.cells.values()).corroborated
        reported = [25.0 * side.level for side in seen[-1].values() if side.level is not None]
        assert corroborated is None or corroborated <= max(reported)
        assert score(MATRIX, own) == card
    assert seen[0] == seen[1]


@generated
@given(first=sheets_about("CHL"), second=sheets_about("PER"))
def test_the_state_of_a_pair_does_not_depend_on_which_state_is_named_first(first, second):
    sheets = {"PER": first, "CHL": second}
    [one] = network("2026", MATRIX, [("CHL", "PER", ())], sheets).pairs
    [other] = network("2026", MATRIX, [("PER", "CHL", ())], sheets).pairs
    assert {c: cell.state for c, cell in one.cells.items()} == {c: cell.state for c, cell in other.cells.items()}
