"""Written instruments of cooperation: entered once a country, picked wherever they are the basis.

An instrument is an answer under ``D8#code`` whose value is an ``Instrument``.
It counts once it is answered, that is entered or confirmed by the State.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import TypedDict

from assessment.core.answers import Answer, AnswerSheet, State
from assessment.core.problems import Problem
from assessment.core.validation import YEARS, clean_text, evidence_as_stored, evidence_problems, text_problems

NAME_LENGTH = 300
OWN = "own-"
"""How the codes of instruments begin that a State entered itself; the others are those of the reference data."""


class Instrument(TypedDict):
    """What is told of an instrument; ``status`` and ``scope`` are codes, ``parties`` iso3 with the own country."""

    name: str
    year: int | None
    status: str
    parties: list[str]
    scope: list[str]


def instrument_as_stored(answer: Answer) -> Answer:
    """The instrument in the one form in which it is kept; nothing is checked here."""
    value = answer.value
    if isinstance(value, Mapping):
        lists = {key: sorted(set(value[key])) for key in ("parties", "scope") if key in value}
        value = {**value, **lists, "name": clean_text(str(value.get("name", "")))}
    return replace(answer, value=value, evidence=evidence_as_stored(answer))


def validate_instrument(
    answer: Answer,
    own_country: str,
    country_codes: Collection[str],
    statuses: Collection[str],
    scope: Collection[str],
    documents: Collection[str] | None = None,
) -> list[Problem]:
    """Everything wrong with an instrument; an empty list when it may be kept.

    ``own_country`` (iso3) must be a party beside at least one other of the
    world's ``country_codes``; ``statuses`` and ``scope`` are the known codes,
    ``documents`` those that its evidence may name.
    """
    if answer.state is State.BLANK:
        return []
    if answer.state is not State.ANSWERED:
        return [Problem("unknown_state", {"code": answer.state.value}, "state")]
    value = answer.value
    if not isinstance(value, Mapping) or value.keys() != Instrument.__annotations__.keys():
        return [Problem("wrong_type")]
    return [
        *_name_and_year(value),
        *_code_problems(value, statuses, scope),
        *_party_problems(value["parties"], own_country, country_codes),
        *evidence_problems(answer, documents),
    ]


def _name_and_year(value: Mapping[str, object]) -> Iterator[Problem]:
    if not isinstance(value["name"], str) or not value["name"]:
        yield Problem("name_missing", part="name")
    else:
        yield from text_problems(value["name"], NAME_LENGTH, "name")
    year = value["year"]
    if year is not None and (isinstance(year, bool) or not isinstance(year, int)):
        yield Problem("not_a_year", part="year")
    elif year is not None and not YEARS.min <= year <= YEARS.max:
        yield Problem("year_out_of_range", {"min": str(YEARS.min), "max": str(YEARS.max)}, "year")


def _code_problems(value: Mapping[str, object], statuses: Collection[str], scope: Collection[str]) -> Iterator[Problem]:
    if not value["status"]:
        yield Problem("status_missing", part="status")
    elif value["status"] not in statuses:
        yield Problem("unknown_option", {"code": str(value["status"])}, "status")
    if not isinstance(value["scope"], list):
        yield Problem("wrong_type", part="scope")
    else:
        yield from (Problem("unknown_option", {"code": str(c)}, "scope") for c in value["scope"] if c not in scope)


def _party_problems(parties: object, own_country: str, country_codes: Collection[str]) -> Iterator[Problem]:
    if not isinstance(parties, list):
        yield Problem("wrong_type", part="parties")
        return
    yield from (
        Problem("unknown_country", {"code": str(code)}, "parties") for code in parties if code not in country_codes
    )
    if own_country not in parties:
        yield Problem("own_country_not_a_party", part="parties")
    if not set(parties) - {own_country}:
        yield Problem("parties_missing", part="parties")


def validate_picks(answer: Answer, partner: str, instruments: Mapping[str, Answer]) -> list[Problem]:
    """What is wrong with the instruments picked in a cell about a partner, given the country's instruments by code."""
    problems = []
    for code in answer.instruments:
        told = instruments.get(code)
        if told is None or told.state is not State.ANSWERED or not isinstance(told.value, Mapping):
            problems.append(Problem("instrument_unknown", {"code": code}, "instruments"))
        elif partner not in told.value["parties"]:
            facts = {"instrument": told.value["name"], "country": partner}
            problems.append(Problem("partner_not_a_party", facts, "instruments"))
    return problems


def instruments_of(sheet: AnswerSheet, domain_id: str) -> dict[str, Answer]:
    """The instruments a State entered or confirmed, by code."""
    start = f"{domain_id}#"
    return {
        key.removeprefix(start): answer
        for key, answer in sheet.answers.items()
        if key.startswith(start) and answer.state is State.ANSWERED
    }


def picked_for(sheet: AnswerSheet, code: str) -> tuple[str, ...]:
    """The partners in whose cells an instrument is picked, in their order."""
    found = {key.split("@")[1] for key, answer in sheet.answers.items() if "@" in key and code in answer.instruments}
    return tuple(partner for partner in sheet.partners.all if partner in found)
