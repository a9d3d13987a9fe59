"""The instruments of a country as they are shown: known ones that are offered, and those entered or confirmed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

from flask import current_app

from assessment.catalogue import Instrument as Known
from assessment.catalogue import Reference
from assessment.core.answers import Answer, AnswerSheet, Document, State, instrument_key
from assessment.core.instruments import Instrument, instrument_as_stored, instruments_of, picked_for
from assessment.core.questionnaire import Domain, Kind, Option, Question
from assessment.web.fields import Line, country_names, proofs
from assessment.web.place import Place
from assessment.web.request import current_language
from assessment.wording import instrument_facts, text

FORM = Question("instrument", Kind.TEXT, {})
"""The instrument as a question of its form: its id begins every name in it."""


@dataclass(frozen=True)
class Entry:
    """One instrument as listed; ``entered`` says whether it counts, ``offered`` whether it is a known one.

    ``origin`` tells where a known one was read of; ``picked`` names the partners with whom it is a basis.
    """

    code: str
    answer: Answer
    line: Line
    entered: bool
    offered: bool
    origin: list[str]
    picked: tuple[str, ...]
    version: int


def reference_data() -> Reference:
    """The reference data of the installation."""
    kept: Reference = current_app.extensions["assessment"].reference
    return kept


def label_of(code: str, answer: Answer) -> str:
    """An instrument's name, with its year."""
    value = cast(Instrument, _in_readers_language(code, answer).value)
    return f"{value['name']} ({value['year']})" if value["year"] else value["name"]


def _in_readers_language(code: str, answer: Answer) -> Answer:
    """A known instrument confirmed under its name in one language has its name in the reader's."""
    known = next((known for known in reference_data().instruments if known.code == code), None)
    value = cast(Instrument, answer.value)
    if known is None or value["name"] not in known.name.values():
        return answer
    return replace(answer, value={**value, "name": text(current_language(), known.name)})


def entries_of(here: Place, domain: Domain) -> list[Entry]:
    """The known instruments to which this country is a party, as offered or as confirmed, then its own.

    What it told of an instrument in the earlier round is offered again, but for one it has removed since.
    """
    entered, known, then = instruments_of(here.stored.sheet, domain.id), _offered(here, domain), _earlier(here, domain)
    codes = [*known, *sorted((code for code in {**entered, **then} if code not in known), key=_in_order)]
    return [
        _entry(here, domain, code, entered.get(code) or then.get(code) or _as_offered(known[code]), known.get(code))
        for code in codes
    ]


def _earlier(here: Place, domain: Domain) -> dict[str, Answer]:
    """What the country told of its instruments in the earlier round and nothing yet in this one, by code."""
    told = instruments_of(AnswerSheet(here.earlier.answers), domain.id) if here.earlier else {}
    return {code: then for code, then in told.items() if not here.stored.version(instrument_key(domain.id, code))}


def _in_order(code: str) -> tuple[int, str]:
    """Own instruments in the order in which they were entered."""
    return (int(code.removeprefix("own-")), code) if re.fullmatch("own-[0-9]+", code) else (0, code)


def _offered(here: Place, domain: Domain) -> dict[str, Known]:
    """The known instruments of this section to which this country is a party, by code."""
    known = {known.code: known for known in reference_data().instruments}
    return {
        code: known[code]
        for code in domain.offered_instruments
        if code in known and here.country.iso3 in known[code].parties
    }


def _entry(here: Place, domain: Domain, code: str, answer: Answer, known: Known | None) -> Entry:
    words, names = current_language(), country_names()
    key, answer = instrument_key(domain.id, code), _in_readers_language(code, answer)
    return Entry(
        code=code,
        answer=answer,
        line=line_of(domain, answer, here.documents),
        entered=here.stored.sheet[key].state is State.ANSWERED,
        offered=known is not None,
        origin=[*_origin_then(here, domain, code), *(_origin(known) if known else [])],
        picked=tuple(text(words, names[partner]) for partner in picked_for(here.stored.sheet, code)),
        version=here.stored.version(key),
    )


def _origin_then(here: Place, domain: Domain, code: str) -> list[str]:
    """Where an instrument comes from that is offered as the country told it in the earlier round."""
    if here.earlier is None or code not in _earlier(here, domain):
        return []
    then = text(current_language(), here.earlier.round.title)
    return [current_language().gettext("As your State told it in the earlier round (%(round)s).", round=then)]


def _origin(known: Known) -> list[str]:
    """Where a known instrument was read of, and what is still to be checked about it."""
    words, sources = current_language(), reference_data().sources
    read_in = "; ".join(text(words, sources[name].text) for name in known.source)
    told = [words.gettext("Source: %(source)s", source=read_in)]
    if known.note:
        told.append(text(words, known.note))
    elif not known.verified:
        told.append(words.gettext("Its year, status or parties are still to be checked."))
    return told


def _as_offered(known: Known) -> Answer:
    """A known instrument as it would be confirmed."""
    value = {
        "name": text(current_language(), known.name),
        "year": known.year,
        "status": known.status,
        "parties": list(known.parties),
        "scope": list(known.scope),
    }
    return instrument_as_stored(Answer(State.ANSWERED, value))


def line_of(domain: Domain, answer: Answer, documents: Mapping[str, Document]) -> Line:
    """An instrument in words; ``documents`` are those its evidence may name."""
    words = current_language()
    if answer.state is not State.ANSWERED:
        return Line(FORM, answer.state, [words.gettext("Removed")], "", "", ())
    value = cast(Instrument, answer.value)
    facts = instrument_facts(words, value, reference_data().instrument_statuses, country_names())
    scope = [text(words, option.label) for option in scope_of(domain) if option.code in value["scope"]]
    if scope:
        facts.append(words.gettext("Scope: %(scope)s", scope="; ".join(scope)))
    return Line(FORM, answer.state, facts, "", "", proofs(answer, documents))


def scope_of(domain: Domain) -> tuple[Option, ...]:
    """What an instrument may cover: the options of the detail of the written basis."""
    return next((q.options for q in domain.questions if q.kind is Kind.SEVERAL), ())


def count_by_state(here: Place, domain: Domain) -> tuple[int, int]:
    """How many instruments are entered, and how many known ones wait to be confirmed."""
    entries = entries_of(here, domain)
    entered = sum(entry.entered for entry in entries)
    return entered, len(entries) - entered
