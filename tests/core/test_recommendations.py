"""hand_worked_recommendations.yaml, held against the tool; keys and traces that can be stored."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from assessment.catalogue import Reference, load_civil, load_rules, scheme_members
from assessment.config import CURRENT_CIVIL_QUESTIONNAIRE, CURRENT_QUESTIONNAIRE
from assessment.core.answers import Answer, AnswerSheet, Partners, State, cell_key
from assessment.core.civil_society import ItemFigure
from assessment.core.network import Pair, PairCell, network
from assessment.core.questionnaire import Questionnaire
from assessment.core.raising import group_recommendations
from assessment.core.recommendation_rules import Rules
from assessment.core.recommendations import (
    Basis,
    Proposal,
    Recommendation,
    country_recommendations,
    highest,
)
from assessment.core.results import OVERALL, CountryEntry, NodeScore, RegionResults, ScoreCard, Standing, Status
from assessment.core.scoring import score
from assessment.i18n import language
from assessment.wording_results import Names, recommendation_text

from .test_network import STATES

CIVIL = load_civil(CURRENT_CIVIL_QUESTIONNAIRE)

FILE: Mapping[str, Any] = yaml.safe_load(
    Path(__file__).with_name("hand_worked_recommendations.yaml").read_text("utf-8")
)
SIGNED = {"Peru": "2026-05-04T15:00:00+00:00"}
UNKNOWN = (0.0, 100.0)


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules(CURRENT_QUESTIONNAIRE)


@pytest.fixture(scope="module")
def names(reference: Reference) -> Names:
    return Names(
        countries={country.iso3: country.name for country in reference.countries},
        schemes={scheme.code: scheme.short for scheme in reference.schemes},
        instruments={instrument.code: instrument.name for instrument in reference.instruments},
        items={id: item.question.ask for id, item in CIVIL.items.items()},
    )


@pytest.fixture(scope="module")
def codes(reference: Reference) -> Mapping[str, str]:
    """The iso3 of every member, by the short name the file uses."""
    return {member.name["en"].split(" (")[0]: member.iso3 for member in reference.members}


def node_of(id: str, written: Any) -> NodeScore:
    if isinstance(written, str):
        low, high = UNKNOWN if written == "don't know" else map(float, written.split(", ")[1].split(" to "))
        return NodeScore(id, Standing.INSUFFICIENT, None, 0.5, low, high)
    return NodeScore(id, Standing.SCORED, written, 1.0, written, written)


def card_of(questionnaire: Questionnaire, scores: Mapping[str, Any]) -> ScoreCard:
    """A card with these indicators, and the questions that carry them; what is not named does not apply."""
    nodes = {OVERALL: NodeScore(OVERALL, Standing.INSUFFICIENT)}
    for indicator in questionnaire.indicators.values():
        assert indicator.main is not None
        for id in (indicator.id, indicator.main.id):
            applies = indicator.id in scores
            nodes[id] = node_of(id, scores[indicator.id]) if applies else NodeScore(id, Standing.NOT_APPLICABLE)
    assert scores.keys() <= nodes.keys()
    return ScoreCard("consular-cooperation/2026", questionnaire.meaning_hash, "1.0", nodes, {}, "A", 1.0)


def entry_of(questionnaire: Questionnaire, name: str, iso3: str, scores: Any) -> CountryEntry:
    if scores == "not signed":
        return CountryEntry(iso3, Status.IN_PROGRESS)
    signed_at = SIGNED.get(name, "2026-05-02T15:00:00+00:00")
    return CountryEntry(iso3, Status.SIGNED, card_of(questionnaire, scores), f"hash of {iso3}", signed_at)


def pair_of(codes: Mapping[str, str], written: Mapping[str, Any]) -> Pair:
    first, second = (codes[name] for name in written["between"])
    return Pair(
        first, second, (), {written["column"]: PairCell(written["column"], None, None, STATES[written["state"]])}
    )


def basis_of(
    case: Mapping[str, Any], questionnaire: Questionnaire, reference: Reference, rules: Rules, codes: Mapping[str, str]
) -> Basis:
    entries = tuple(entry_of(questionnaire, name, codes[name], told) for name, told in case["results"].items())
    said = case.get("civil society", {})
    proposed = case.get("coverage match", {})
    return Basis(
        questionnaire=questionnaire,
        region=RegionResults("2026", entries, {}),
        schemes=scheme_members(rules, reference),
        pairs=tuple(pair_of(codes, written) for written in case.get("pairs", ())),
        civil=CIVIL if said else None,
        figures={
            codes[name]: tuple(
                ItemFigure(id, told["organisations"], None if told["mean"] == "none" else float(told["mean"]))
                for id, told in items.items()
            )
            for name, items in said.items()
        },
        proposals={
            codes[name]: tuple(
                Proposal(p["place"], codes[p["by"]], p.get("under"), p.get("acting", False)) for p in places
            )
            for name, places in proposed.items()
        },
        consenting=frozenset(codes[name] for name in case.get("consent", ())),
        practices={id: tuple(keys) for id, keys in case.get("practices", {}).items()},
    )


def plain(found: object) -> object:
    """A figure as the file writes it."""
    return json.loads(json.dumps("none" if found is None else found))


def assert_trace(trace: Any, expected: Mapping[str, Any]) -> None:
    told = {**trace.facts, **{name: getattr(trace, name) for name in ("rule", "edition", "on", "round")}}
    assert {name: plain(told[name]) for name in expected} == expected


def assert_recommendation(found: Recommendation, expected: Mapping[str, Any], text: str) -> None:
    for name, wanted in expected.items():
        match name:
            case "text":
                assert text == wanted
            case "trace":
                assert_trace(found.traces[0], wanted)
            case "added":
                added = found.traces[1:]
                assert len(added) == (0 if wanted == "nothing" else 1)
                for trace in added:
                    assert_trace(trace, wanted)
            case "priority":
                assert found.priority == pytest.approx(wanted)
            case _:
                assert plain(getattr(found, name)) == wanted


@pytest.mark.parametrize("case", FILE["cases"], ids=lambda case: case["rule"][:90])
def test_the_results_give_the_recommendations_worked_out_by_hand(case, questionnaire, reference, rules, names, codes):
    basis = basis_of(case, questionnaire, reference, rules, codes)
    expected = {name: wanted for name, wanted in case.items() if name.startswith("for ")}
    assert expected
    for name, wanted in expected.items():
        whom = name.removeprefix("for ")
        found = (
            group_recommendations(rules, basis)
            if whom == "the region"
            else country_recommendations(rules, basis, codes[whom])
        )
        assert [one.key for one in found] == [one["key"] for one in wanted]
        for one, details in zip(found, wanted, strict=True):
            assert_recommendation(one, details, recommendation_text(language("en"), rules, questionnaire, names, one))
        if "first shown" in case:
            assert [one.key for one in highest(rules, found)] == case["first shown"]


def test_the_file_has_a_case_for_every_rule(rules):
    worked = {
        key.split(":")[0]
        for case in FILE["cases"]
        for name, wanted in case.items()
        if name.startswith("for ")
        for key in (one["key"] for one in wanted)
    }
    added = {
        one["added"]["rule"]
        for case in FILE["cases"]
        for one in case.get("for Peru", ())
        if "added" in one and one["added"] != "nothing"
    }
    assert worked == {rule.code for rule in rules}
    assert added == {rules.mirror.code}


@pytest.fixture
def recommendations(questionnaire, reference, rules, codes) -> list[Recommendation]:
    """All recommendations of all cases."""
    found: list[Recommendation] = []
    for case in FILE["cases"]:
        basis = basis_of(case, questionnaire, reference, rules, codes)
        for entry in basis.region.entries:
            found += country_recommendations(rules, basis, entry.iso3)
        found += group_recommendations(rules, basis)
    return found


def test_a_recommendation_carries_indicator_objectives_source_addressee_horizon_and_status(recommendations, rules):
    for one in recommendations:
        assert all((one.indicators, one.objectives, one.addressees))
        assert len(one.sources) == len(one.indicators)
        assert all(source["en"] and source["es"] for source in one.sources)
        assert one.horizon in rules.horizons
        assert one.status == "proposed"
        assert one.status in rules.statuses


def test_a_trace_holds_no_words_and_survives_storage_as_json(recommendations, rules, questionnaire, names):
    for one in recommendations:
        stored = json.loads(json.dumps([asdict(trace) for trace in one.traces]))
        traces = tuple(replace(trace, facts=kept["facts"]) for trace, kept in zip(one.traces, stored, strict=True))
        again = replace(one, traces=traces)
        for code in ("en", "es"):
            words = recommendation_text(language(code), rules, questionnaire, names, one)
            assert words == recommendation_text(language(code), rules, questionnaire, names, again)
            assert "{" not in words


def test_keys_are_unique_within_what_one_addressee_gets(questionnaire, reference, rules, codes):
    for case in FILE["cases"]:
        basis = basis_of(case, questionnaire, reference, rules, codes)
        for entry in basis.region.entries:
            keys = [one.key for one in country_recommendations(rules, basis, entry.iso3)]
            assert len(set(keys)) == len(keys)


def test_a_recommendation_of_a_country_depends_on_another_only_by_its_consent(questionnaire, rules, reference, codes):
    case = {"results": {"Peru": {"D5.4": 60}, "Chile": {"D5.4": 75}}}
    alone = {"results": {"Peru": {"D5.4": 60}}}
    with_chile, without = (basis_of(c, questionnaire, reference, rules, codes) for c in (case, alone))
    assert country_recommendations(rules, with_chile, "PER") == country_recommendations(rules, without, "PER")


def test_the_order_of_the_countries_changes_nothing(questionnaire, rules, reference, codes):
    for case in FILE["cases"]:
        there = basis_of(case, questionnaire, reference, rules, codes)
        turned = replace(there, region=replace(there.region, entries=there.region.entries[::-1]))
        assert group_recommendations(rules, there) == group_recommendations(rules, turned)
        for entry in there.region.entries:
            found = country_recommendations(rules, there, entry.iso3)
            assert found == country_recommendations(rules, turned, entry.iso3)


def test_the_texts_read_in_spanish(questionnaire, rules, reference, names, codes):
    told = {}
    for case in FILE["cases"]:
        basis = basis_of(case, questionnaire, reference, rules, codes)
        for one in (*country_recommendations(rules, basis, "PER"), *group_recommendations(rules, basis)):
            told[one.key] = recommendation_text(language("es"), rules, questionnaire, names, one)
    assert told["reconcile:PER:D8.1@CHL"] == (
        "Conciliar con Chile los registros de cada Estado sobre “Base escrita, bilateral o multilateral”."
    )
    assert told["raise_to_region:SELA:D5.4"].startswith("En el plano regional (SELA; CSM, CAN y MERCOSUR): acordar")


def sheet_at(questionnaire: Questionnaire, level: int, partner: str) -> AnswerSheet:
    """Every ladder at a level, also about one partner; nothing else is answered."""
    answers = {}
    for domain in questionnaire:
        for indicator in domain.indicators:
            assert indicator.main is not None
            key = cell_key(indicator.main.id, partner) if domain.per_partner else indicator.main.id
            answers[key] = Answer(State.ANSWERED, level)
    return AnswerSheet(answers, Partners((partner,)))


def test_scored_answers_and_their_network_go_through_the_rules_from_end_to_end(questionnaire, rules, reference):
    sheets = {"PER": sheet_at(questionnaire, 1, "CHL"), "CHL": sheet_at(questionnaire, 3, "PER"), "BOL": AnswerSheet()}
    entries = tuple(CountryEntry(id, Status.SIGNED, score(questionnaire, sheet)) for id, sheet in sheets.items())
    pairs = network("2026", questionnaire, [("CHL", "PER", ())], sheets).pairs
    basis = Basis(questionnaire, RegionResults("2026", entries, {}), scheme_members(rules, reference), pairs)
    given = {
        iso3: Counter(one.traces[0].rule for one in country_recommendations(rules, basis, iso3)) for iso3 in sheets
    }
    assert given == {
        "PER": {"establish": 37, "reconcile": 5},
        "CHL": {"share": 37, "reconcile": 5},
        "BOL": {"collect_data": 32},  # without partners D8 does not apply
    }
