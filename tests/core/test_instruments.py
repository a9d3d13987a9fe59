"""Instruments of cooperation: what may be entered, and where one may be picked."""

from dataclasses import replace

import pytest

from assessment.core.answers import Answer, AnswerSheet, Evidence, Partners, State
from assessment.core.conditions import Test as ConditionTest
from assessment.core.instruments import (
    instrument_as_stored,
    instruments_of,
    picked_for,
    validate_instrument,
    validate_picks,
)
from assessment.core.network import PairState, network
from assessment.core.partners import naming_partner, row_question
from assessment.core.questionnaire import Kind, Option, Question
from assessment.core.validation import validate, validate_asked
from tests.core import builders
from tests.core.builders import answered, yes_no

WORLD = {"PER", "CHL", "BOL", "ESP"}
STATUSES = {"negotiation", "signed", "in_force", "ended"}
SCOPE = {"detention", "children"}
GOOD = {"name": "Acuerdo", "year": 2004, "status": "in_force", "parties": ["CHL", "PER"], "scope": ["detention"]}


def problems(**changed: object) -> list[tuple[str, str]]:
    found = validate_instrument(answered({**GOOD, **changed}), "PER", WORLD, STATUSES, SCOPE)
    return [(problem.code, problem.part) for problem in found]


def test_an_instrument_with_every_field_is_kept() -> None:
    assert problems() == []
    assert problems(year=None, scope=[], parties=["PER", "ESP"]) == []


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"name": ""}, ("name_missing", "name")),
        ({"name": None}, ("name_missing", "name")),
        ({"name": "x" * 301}, ("too_long", "name")),
        ({"name": "a\u202eb"}, ("control_character", "name")),
        ({"year": 1799}, ("year_out_of_range", "year")),
        ({"year": 2101}, ("year_out_of_range", "year")),
        ({"year": "2004"}, ("not_a_year", "year")),
        ({"year": True}, ("not_a_year", "year")),
        ({"status": ""}, ("status_missing", "status")),
        ({"status": "lost"}, ("unknown_option", "status")),
        ({"scope": ["war"]}, ("unknown_option", "scope")),
        ({"scope": "detention"}, ("wrong_type", "scope")),
        ({"parties": ["PER"]}, ("parties_missing", "parties")),
        ({"parties": ["CHL", "BOL"]}, ("own_country_not_a_party", "parties")),
        ({"parties": ["PER", "XXX"]}, ("unknown_country", "parties")),
        ({"parties": "PER"}, ("wrong_type", "parties")),
        ({"colour": "blue"}, ("wrong_type", "value")),
    ],
)
def test_each_thing_wrong_with_an_instrument_is_named(changed: dict, problem: tuple[str, str]) -> None:
    assert problems(**changed) == [problem]


def test_an_instrument_without_a_value_or_in_another_state_is_refused() -> None:
    for told, code in ((Answer(State.ANSWERED), "wrong_type"), (Answer(State.DONT_KNOW), "unknown_state")):
        assert [p.code for p in validate_instrument(told, "PER", WORLD, STATUSES, SCOPE)] == [code]


def test_an_instrument_that_is_not_confirmed_or_was_removed_needs_nothing() -> None:
    assert validate_instrument(Answer(), "PER", WORLD, STATUSES, SCOPE) == []


def test_a_link_of_an_instrument_must_lead_to_the_web() -> None:
    told = replace(answered(GOOD), evidence=(Evidence("javascript:alert(1)"),))
    (problem,) = validate_instrument(told, "PER", WORLD, STATUSES, SCOPE)
    assert (problem.code, problem.part) == ("unsafe_link", "evidence-0.link")


def test_equal_instruments_are_kept_equal() -> None:
    typed = answered({**GOOD, "name": " Acuerdo ", "parties": ["PER", "CHL", "PER"]})
    typed = replace(typed, evidence=(Evidence(" https://example.org ", ""), Evidence("", " ")))
    assert instrument_as_stored(typed) == replace(answered(GOOD), evidence=(Evidence("https://example.org"),))


def test_an_instrument_between_other_parties_cannot_be_picked() -> None:
    told = {"own-1": answered(GOOD)}
    picked = replace(answered(3), instruments=("own-1",))
    assert validate_picks(picked, "CHL", told) == []
    (problem,) = validate_picks(picked, "BOL", told)
    assert (problem.code, problem.part) == ("partner_not_a_party", "instruments")
    assert problem.facts == {"instrument": "Acuerdo", "country": "BOL"}


def test_only_what_was_entered_or_confirmed_can_be_picked() -> None:
    picked = replace(answered(3), instruments=("CAN-548", "own-9"))
    found = validate_picks(picked, "CHL", {"CAN-548": Answer()})
    assert [(p.code, p.facts["code"]) for p in found] == [
        ("instrument_unknown", "CAN-548"),
        ("instrument_unknown", "own-9"),
    ]


def test_instruments_and_where_they_are_picked_are_found_in_a_sheet() -> None:
    picked = replace(answered(3), instruments=("own-1",))
    sheet = AnswerSheet(
        {"D8#own-1": answered(GOOD), "D8#own-2": Answer(), "D8.1a@CHL": picked, "D8.2a@ESP": picked},
        Partners(("BOL", "CHL")),
    )
    assert list(instruments_of(sheet, "D8")) == ["own-1"]
    assert picked_for(sheet, "own-1") == ("CHL",)
    assert picked_for(sheet, "own-2") == ()


def test_a_detail_without_its_level_is_refused() -> None:
    detail = yes_no("D8.1b@CHL", when=ConditionTest("D8.1a@CHL", "at_least", 2))
    low, high = AnswerSheet({"D8.1a@CHL": answered(1)}), AnswerSheet({"D8.1a@CHL": answered(2)})
    (problem,) = validate_asked(detail, answered("yes"), low)
    assert (problem.code, problem.facts) == ("detail_without_level", {"question": "D8.1a"})
    assert validate_asked(detail, answered("yes"), AnswerSheet()) != []
    assert validate_asked(detail, answered("yes"), high) == []
    assert validate_asked(detail, Answer(comment="To be seen"), low) == []


def test_a_row_may_be_not_applicable_with_a_reason_only() -> None:
    row = row_question("D8", "CHL")
    assert row.id == "D8@CHL"
    assert validate(row, Answer(State.NOT_APPLICABLE, reason="No relations"), "PER", WORLD) == []
    assert [p.code for p in validate(row, Answer(State.NOT_APPLICABLE), "PER", WORLD)] == ["reason_missing"]
    assert [p.code for p in validate(row, Answer(reason="Because"), "PER", WORLD)] == ["reason_without_not_applicable"]


def test_a_cell_names_its_partner_in_every_text() -> None:
    words = {"en": "With {partner}", "es": "Con {partner}"}
    cell = Question("D8.1a@CHL", Kind.ONE, words, help=words, options=(Option("a", words, short=words),), partner="CHL")
    named = naming_partner(cell, {"CHL": {"en": "Chile", "es": "República de Chile"}})
    told = {"en": "With Chile", "es": "Con República de Chile"}
    assert (named.ask, named.help, named.options[0].label, named.options[0].short) == (told, told, told, told)
    plain = yes_no("D1.1a")
    assert naming_partner(plain, {}) is plain


def test_a_known_instrument_is_the_same_in_whatever_language_two_states_confirmed_it() -> None:
    asked = replace(builders.domain("D8", builders.indicator("D8.1", builders.ladder("D8.1a"))), per_partner=True)
    picked = replace(answered(3), instruments=("CAN-548",))

    def sheet(partner: str, name: str) -> AnswerSheet:
        told = answered({**GOOD, "name": name})
        return AnswerSheet({"D8#CAN-548": told, f"D8.1a@{partner}": picked}, Partners((partner,)))

    sheets = {"BOL": sheet("PER", "Decision 548"), "PER": sheet("BOL", "Decisión 548 de la CAN")}
    (pair,) = network("2026", builders.questionnaire(asked), [("BOL", "PER", ())], sheets).pairs
    assert pair.cells["D8.1"].state is PairState.CONFIRMED
