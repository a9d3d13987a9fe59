"""hand_worked_network.yaml, held against the tool."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from assessment.core.answers import Answer, AnswerSheet, Partners, cell_key
from assessment.core.coverage_match import Belonging, Candidate, coverage_match
from assessment.core.links import links, within
from assessment.core.network import Network, PairState, network
from assessment.core.pairs_over_time import over_time
from assessment.graph import shape

from .builders import BLANK, DONT_KNOW, answered, cooperation, countries, domain, indicator, ladder, questionnaire

FILE: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("hand_worked_network.yaml").read_text("utf-8"))
POSTS = domain("D2", indicator("D2.1", ladder("D2.1a"), countries("D2.1b"), countries("D2.1c")))
MATRIX = questionnaire(POSTS, cooperation())
COLUMN = "D8.3"
STATES = {
    "no data": PairState.NO_DATA,
    "reported by one side": PairState.ONE_SIDE,
    "to be reconciled": PairState.TO_RECONCILE,
    "confirmed": PairState.CONFIRMED,
}
UNANSWERED = {"don't know": DONT_KNOW, "blank": BLANK}


def split(pair: str) -> tuple[str, str]:
    first, second = pair.split("-")
    return first, second


def read_network(written: Mapping[str, Any], not_signed: Any = ()) -> Network:
    """The network of a round in which States say of each other what the file writes."""
    told: dict[str, dict[str, Answer]] = {}
    for pair, levels in written.items():
        for (own, partner), level in zip((split(pair), split(pair)[::-1]), levels, strict=True):
            told.setdefault(own, {})[partner] = UNANSWERED[level] if level in UNANSWERED else answered(level)
    sheets = {
        iso3: AnswerSheet({cell_key(f"{COLUMN}a", p): a for p, a in cells.items()}, Partners(tuple(cells)))
        for iso3, cells in told.items()
        if iso3 not in not_signed
    }
    return network("2026", MATRIX, [(*split(pair), ()) for pair in written], sheets)


@pytest.mark.parametrize("case", FILE["links"], ids=lambda case: case["rule"][:90])
def test_links_and_the_shape_they_give_are_as_worked_out_by_hand(case):
    pairs = read_network(case["pairs"], case.get("not signed", ())).pairs
    found = links(within(pairs, case["among"]) if "among" in case else pairs, COLUMN)
    assert found.linked == tuple(map(split, case.get("linked", ())))
    assert found.one_sided == tuple(map(split, case.get("one side", ())))
    assert found.unlinked == tuple(map(split, case.get("unlinked", ())))
    assert found.untold == tuple(map(split, case.get("untold", ())))
    if case["density"] == "none":
        assert (found.density, found.one_sided_share) == (None, None)
    else:
        assert [found.density, found.one_sided_share] == pytest.approx(case["density"], abs=5e-5)
    drawn = shape(found, {iso3: frozenset(codes) for iso3, codes in case.get("schemes", {}).items()})
    assert drawn.per_state == case["per State"]
    assert [list(part) for part in drawn.parts] == case["parts"]
    assert [
        {"between": "-".join(b.states), "schemes": [list(codes) for codes in b.schemes], "only": b.only}
        for b in drawn.bridges
    ] == case["bridges"]


MEMBERS = {iso3: Belonging(frozenset(m["schemes"]), frozenset(m["languages"])) for iso3, m in FILE["members"].items()}


def representation(partner: str, said: Mapping[str, Any]) -> dict[str, Answer]:
    """What a State says of acting for each other with a partner."""
    places = answered(dict.fromkeys(said.get("places", ())))
    return {cell_key("D8.2a", partner): answered(said["level"]), cell_key("D8.2c", partner): places}


def read_sheets(case: Mapping[str, Any]) -> dict[str, AnswerSheet]:
    """Peru's sheet and those of the members with a post, as far as they are signed."""
    peru = {"D2.1b": answered(case["posts"].get("PER", {})), "D2.1c": answered(dict.fromkeys(case["gaps"]))}
    for code, told in case.get("instruments", {}).items():
        peru[f"D8#{code}"] = answered({"name": code, "year": 2019, "scope": [], **told})
    for partner, said in case.get("says", {}).items():
        peru |= representation(partner, said)
    sheets = {"PER": AnswerSheet(peru, Partners(tuple(case.get("says", ()))))}
    for iso3 in case["posts"].keys() - {"PER"}:
        of_peru = case.get("is told", {}).get(iso3)
        told = representation("PER", of_peru) if of_peru else {}
        sheets[iso3] = AnswerSheet({"D2.1b": answered(case["posts"][iso3]), **told}, Partners(("PER",)))
    return {iso3: sheet for iso3, sheet in sheets.items() if iso3 not in case.get("not signed", ())}


def as_written(candidate: Candidate, country: str) -> dict[str, Any]:
    """A candidate in the words of the file; what is not there is left out."""
    facts = {
        "by": candidate.iso3,
        "scheme": list(candidate.schemes),
        "language": list(candidate.languages),
        "under": list(candidate.instruments),
        "already there": country in candidate.places,
        "new arrangement": "needed" if candidate.new_arrangement_needed else "",
    }
    told = {name: fact for name, fact in facts.items() if fact}
    return told if candidate.level is None else {**told, "level": candidate.level}


@pytest.mark.parametrize("case", FILE["gaps"], ids=lambda case: case["rule"][:90])
def test_whoever_could_serve_a_states_nationals_is_named_as_worked_out_by_hand(case):
    found = coverage_match(MATRIX, read_sheets(case), MEMBERS)
    if case["expect"] == "nothing":
        assert "PER" not in found
    else:
        named = {gap.country: [as_written(c, gap.country) for c in gap.candidates] for gap in found["PER"]}
        assert named == case["expect"]
        assert list(named) == sorted(case["gaps"])


@pytest.mark.parametrize("case", FILE["over time"], ids=lambda case: case["rule"][:90])
def test_the_course_of_pairs_is_as_worked_out_by_hand(case):
    then, now = read_network(case["then"], case.get("not signed then", ())), read_network(case["now"])
    found = over_time(then.pairs, now.pairs, {COLUMN: COLUMN})
    assert found.moves == {(STATES[before], STATES[after]): n for before, after, n in case["moves"]}
    figures = {
        "rate": (found.then.rate, found.now.rate),
        "corroborated": (found.then.corroborated, found.now.corroborated),
    }
    for name, expected in figures.items():
        written = [None if figure == "none" else figure for figure in case[name]]
        assert list(expected) == pytest.approx(written, abs=5e-5)
