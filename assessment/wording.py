"""Codes to words: states, standings, problems, answers and conditions, in the reader's language.

Used by pages, charts, workbooks and the command line, so that one thing has
one name everywhere. Every function takes the reader's ``Language`` first.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Literal

from babel.dates import format_date, get_date_format

from assessment import document_words
from assessment.core.answers import NONE_OF_THESE, Answer, State, number_of
from assessment.core.civil_society import ItemFigure
from assessment.core.conditions import All, Any, Condition, Not, Test
from assessment.core.disclosure import Withheld
from assessment.core.instruments import Instrument
from assessment.core.network import Difference, PairState
from assessment.core.problems import Problem
from assessment.core.questionnaire import Kind, Method, Question, Role, Text
from assessment.core.results import CountryEntry, Standing, Status
from assessment.i18n import Language, gettext_noop

DEMONSTRATION: Text = {
    "en": "Demonstration data, drawn at random, not real answers",
    "es": "Datos de demostración, sorteados al azar, no son respuestas reales",
}

STATES: Mapping[State, str] = {
    State.ANSWERED: gettext_noop("Answered"),
    State.DONT_KNOW: gettext_noop("Don't know"),
    State.NOT_APPLICABLE: gettext_noop("Not applicable"),
    State.BLANK: gettext_noop("No answer yet"),
    State.NOT_ASKED: gettext_noop("Not asked"),
}
STATUSES: Mapping[Status, str] = {
    Status.NOT_STARTED: gettext_noop("Not started"),
    Status.IN_PROGRESS: gettext_noop("In progress"),
    Status.SIGNED: gettext_noop("Signed"),
}
STANDINGS: Mapping[Standing, str] = {
    Standing.SCORED: gettext_noop("Scored"),
    Standing.INSUFFICIENT: gettext_noop("Insufficient data"),
    Standing.NOT_APPLICABLE: gettext_noop("Not applicable"),
}
RESPONDENT_ROLES: Mapping[Role, str] = {
    Role.SENDING: gettext_noop("As sending State"),
    Role.RECEIVING: gettext_noop("As receiving State"),
    Role.BOTH: gettext_noop("As sending and receiving State"),
}
PAIR_STATES: Mapping[PairState, str] = {
    PairState.AWAITING: gettext_noop("Awaiting"),
    PairState.NO_DATA: gettext_noop("No data"),
    PairState.BOTH_NONE: gettext_noop("Both report none"),
    PairState.ONE_SIDE: gettext_noop("Reported by one side"),
    PairState.DIRECTION: gettext_noop("Direction to be reconciled"),
    PairState.TO_RECONCILE: gettext_noop("To be reconciled"),
    PairState.CONFIRMED: gettext_noop("Confirmed"),
    PairState.INITIAL: gettext_noop("Initial"),
}
DIFFERENCES: Mapping[Difference, str] = {
    Difference.LEVELS: gettext_noop("the levels are two or more apart"),
    Difference.DIRECTION: gettext_noop("the direction told by both is the same"),
    Difference.INSTRUMENTS: gettext_noop("no written instrument is named by both"),
    Difference.PLACES: gettext_noop("no place is named by both"),
}
NEUTRAL_NOTE = gettext_noop(
    "A difference is an invitation to talk, not a fault. The two States see this same note, "
    "and each may correct its answer, explain it or leave it as it is."
)
"""Shown with every list of pairs to be reconciled, alike for both States."""
ACCOUNT_ROLES: Mapping[str, str] = {
    "focal_point": gettext_noop("Focal point"),
    "contributor": gettext_noop("Contributor"),
    "authorising_officer": gettext_noop("Authorising officer"),
    "analyst": gettext_noop("SELA analyst"),
    "report_staff": gettext_noop("Report staff"),
    "administrator": gettext_noop("Administrator"),
    "organisation": gettext_noop("Representative of a civil-society organisation"),
}
ORGANISATION_KINDS: Mapping[str, str] = {
    "ngo": gettext_noop("Non-governmental organisation"),
    "migrant_association": gettext_noop("Association of migrants or of the diaspora"),
    "network": gettext_noop("Network of organisations"),
    "shelter": gettext_noop("Shelter or house for migrants"),
    "faith_based": gettext_noop("Faith-based organisation"),
    "union": gettext_noop("Trade union"),
    "academic": gettext_noop("University or research centre"),
    "other": gettext_noop("Other organisation"),
}
PROBLEMS: Mapping[str, str] = {
    "not_a_number": gettext_noop(
        "“%(text)s” could not be read as a number. Write it in digits, for example 1234.5 or 1234,5"
    ),
    "ambiguous_number": gettext_noop(
        "“%(text)s” can be read in two ways. "
        "Write %(as_whole)s if you mean the whole number, or %(as_decimal)s if you mean the decimal"
    ),
    "too_small": gettext_noop("The number must be %(min)s or more"),
    "too_large": gettext_noop("The number must be %(max)s or less"),
    "not_whole": gettext_noop("The number must be a whole number, without decimals"),
    "too_many_decimals": gettext_noop("The number may have at most %(decimals)s decimal places"),
    "total_missing": gettext_noop("Write the total as well as its parts"),
    "parts_exceed_total": gettext_noop("The parts add up to %(sum)s, which is more than the total, %(total)s"),
    "unknown_part": gettext_noop("“%(code)s” is not one of the parts of this number"),
    "wrong_type": gettext_noop("This value does not fit the question"),
    "unknown_option": gettext_noop("“%(code)s” is not one of the options"),
    "none_with_others": gettext_noop("“None of these” cannot be combined with other options"),
    "no_country_with_countries": gettext_noop("“No country” cannot be combined with countries in the list"),
    "nothing_chosen": gettext_noop("Choose at least one option, or “None of these”"),
    "not_open_and_chosen": gettext_noop(
        "“%(option)s” is both chosen and marked as not open to your State. Keep one of the two"
    ),
    "own_country": gettext_noop("Your own State cannot be in the list"),
    "unknown_country": gettext_noop("“%(code)s” is not in the list of countries"),
    "repeated_country": gettext_noop("%(country)s is in the list twice with different details. Keep one of the two"),
    "attribute_without_country": gettext_noop("Choose the country to which the detail refers"),
    "attribute_missing": gettext_noop("Choose one of the details for %(country)s"),
    "unknown_attribute": gettext_noop("“%(code)s” is not one of the details that can be chosen for %(country)s"),
    "not_a_year": gettext_noop("Write the year in four digits, for example 2026"),
    "not_a_month": gettext_noop("Write the year and the month, for example 2026-03"),
    "too_long": gettext_noop("The text has %(length)s characters; at most %(max)s are accepted"),
    "control_character": gettext_noop("The text contains characters that cannot be shown"),
    "unsafe_link": gettext_noop("The link must begin with https:// or http://"),
    "too_many_evidence": gettext_noop("At most %(max)s means of verification are accepted for one question"),
    "not_applicable_refused": gettext_noop("“Not applicable” is not offered for this question"),
    "reason_missing": gettext_noop("Say why the question does not apply"),
    "reason_without_not_applicable": gettext_noop(
        "A reason is written, but “Not applicable” is not chosen. Choose it, or delete the reason"
    ),
    "two_states": gettext_noop("Choose either “Don't know” or “Not applicable”, not both"),
    "value_with_dont_know": gettext_noop("There is an answer and also “Don't know”. Keep one of the two"),
    "value_with_not_applicable": gettext_noop("There is an answer and also “Not applicable”. Keep one of the two"),
    "value_missing": gettext_noop("The answer has no value"),
    "unknown_state": gettext_noop("“%(code)s” is not a state an answer can be in"),
    "conflict_open": gettext_noop("Choose which of the two answers to keep"),
    "year_out_of_range": gettext_noop("The year must be between %(min)s and %(max)s"),
    "detail_without_level": gettext_noop(
        "This detail goes with a level that is not chosen in %(question)s. Choose that level there, or clear the detail"
    ),
    "name_missing": gettext_noop("Write the name of the instrument"),
    "status_missing": gettext_noop("Choose the status of the instrument"),
    "parties_missing": gettext_noop("Choose at least one other party"),
    "own_country_not_a_party": gettext_noop("Your own State must be a party to the instrument"),
    "instrument_unknown": gettext_noop("The instrument “%(code)s” has not been entered or confirmed"),
    "partner_not_a_party": gettext_noop(
        "%(country)s is not a party to “%(instrument)s”. Choose another instrument, or correct its parties"
    ),
    "instrument_in_use": gettext_noop(
        "This instrument is chosen as the basis of cooperation with %(country)s. Unmark it on that partner's page first"
    ),
    "partner_missing": gettext_noop("Choose the State to add"),
    "partner_repeated": gettext_noop("%(country)s is already among the partners"),
    "own_partner": gettext_noop("Your own State cannot be a partner of itself"),
    **document_words.PROBLEMS,
    "formula": gettext_noop("There is a formula in the cell. Write the value itself"),
    "date": gettext_noop("The cell became a date. Format it as text and write the value again"),
    "error": gettext_noop("There is an error value in the cell"),
    "partner_removed": gettext_noop("%(country)s is no longer among the partners, so nothing is taken over about it"),
    "not_yours": gettext_noop("This question is not among those your account may answer"),
}
EVIDENCE_PENDING = gettext_noop("level %(level)s, evidence pending")

# Conditions in words: (what holds, what its negation says), by operator.
TESTS: Mapping[str, tuple[str, str]] = {
    "answered": (gettext_noop("%(question)s is answered"), gettext_noop("%(question)s is not answered")),
    "dont_know": (
        gettext_noop("the answer to %(question)s is “Don't know”"),
        gettext_noop("the answer to %(question)s is not “Don't know”"),
    ),
    "not_applicable": (
        gettext_noop("the answer to %(question)s is “Not applicable”"),
        gettext_noop("the answer to %(question)s is not “Not applicable”"),
    ),
    "equals": (
        gettext_noop("the answer to %(question)s is %(value)s"),
        gettext_noop("the answer to %(question)s is other than %(value)s"),
    ),
    "any_of": (
        gettext_noop("the answer to %(question)s is or includes one of these: %(value)s"),
        gettext_noop("the answer to %(question)s includes none of these: %(value)s"),
    ),
    "all_of": (
        gettext_noop("the answer to %(question)s includes all of these: %(value)s"),
        gettext_noop("the answer to %(question)s does not include all of these: %(value)s"),
    ),
    "at_least": (
        gettext_noop("the answer to %(question)s is %(value)s or higher"),
        gettext_noop("the answer to %(question)s is lower than %(value)s"),
    ),
    "at_most": (
        gettext_noop("the answer to %(question)s is %(value)s or lower"),
        gettext_noop("the answer to %(question)s is higher than %(value)s"),
    ),
    "count_at_least": (
        gettext_noop("at least %(value)s are chosen in %(question)s"),
        gettext_noop("fewer than %(value)s are chosen in %(question)s"),
    ),
}


def text(lang: Language, words: Text) -> str:
    """The words in the reader's language."""
    return words[lang.code]


def state_label(lang: Language, state: State) -> str:
    """The name of an answer state."""
    return lang.gettext(STATES[state])


def status_label(lang: Language, status: Status) -> str:
    """The name of a submission's status."""
    return lang.gettext(STATUSES[status])


def entry_label(lang: Language, entry: CountryEntry) -> str:
    """Where a country stands in a round, in words."""
    return lang.gettext("Signed, being corrected") if entry.correcting else status_label(lang, entry.status)


def pair_state_label(lang: Language, state: PairState) -> str:
    """What the two reports of a pair amount to."""
    return lang.gettext(PAIR_STATES[state])


def differences_text(lang: Language, found: Iterable[Difference]) -> str:
    """In what two reports differ; empty when in nothing."""
    return "; ".join(lang.gettext(DIFFERENCES[difference]) for difference in found)


def standing_label(lang: Language, standing: Standing) -> str:
    """Why a node has a score, or has none."""
    return lang.gettext(STANDINGS[standing])


def respondent_role_label(lang: Language, role: Role) -> str:
    """In which role the State answers an indicator."""
    return lang.gettext(RESPONDENT_ROLES[role])


def account_role_label(lang: Language, role: str) -> str:
    """The name of an account's role."""
    return lang.gettext(ACCOUNT_ROLES[role])


def organisation_kind_label(lang: Language, kind: str) -> str:
    """What an organisation is."""
    return lang.gettext(ORGANISATION_KINDS[kind])


def item_mean_text(lang: Language, figure: ItemFigure, fewest: int) -> str:
    """What organisations say of an item: their mean (0..100), or that they are too few for one."""
    if figure.mean is None:
        return lang.gettext("fewer than %(fewest)s organisations", fewest=fewest)
    return lang.score(figure.mean)


def band_label(lang: Language, method: Method, code: str) -> str:
    """The name of a band of scores; KeyError when the method has no such band."""
    return text(lang, {band.code: band.label for band in method.bands}[code])


def evidence_pending_text(lang: Language, level: object) -> str:
    """What is shown beside a level that has no evidence yet and counts as the one below."""
    return lang.gettext(EVIDENCE_PENDING, level=level)


def problem_text(lang: Language, problem: Problem, countries: Mapping[str, Text] | None = None) -> str:
    """One sentence that says what is wrong and what to do; ``countries`` names the country it is about."""
    facts = dict(problem.facts)
    if countries and facts.get("country") in countries:
        facts["country"] = countries[str(facts["country"])]
    return lang.gettext(PROBLEMS[problem.code], **{name: _fact(lang, fact) for name, fact in facts.items()})


def _fact(lang: Language, fact: object) -> str:
    """A fact of a problem as written for the reader: numbers in their style, labels in their language."""
    if isinstance(fact, Mapping):
        return str(fact[lang.code])
    if isinstance(fact, int | float):
        return lang.number(fact, 10)
    return str(fact)


def moment_text(lang: Language, moment: datetime | None, style: Literal["medium", "long"] = "medium") -> str:
    """A UTC moment to the minute, its date as the reader's language writes it (``medium`` or ``long``)."""
    return lang.moment(moment, f"{get_date_format(style, lang.locale).pattern}, HH:mm")


def time_text(lang: Language, moment: datetime) -> str:
    """The hour and minute of a moment in the reader's time zone."""
    return moment.astimezone(lang.time_zone).strftime("%H:%M")


def day_text(lang: Language, moment: datetime | None) -> str:
    """The day of a moment in the reader's time zone, for lists; an en dash when there is none."""
    return "–" if moment is None else format_date(moment.astimezone(lang.time_zone), "medium", locale=lang.locale)


def date_text(lang: Language, day: str | None) -> str:
    """A day of the reference data (ISO 8601) as the reader's language writes it; an en dash when there is none."""
    return format_date(date.fromisoformat(day), "long", locale=lang.locale) if day else "–"


def sorted_names(lang: Language, names: Mapping[str, Text]) -> list[tuple[str, str]]:
    """Codes and names in alphabetical order, accents ignored."""
    named = [(code, text(lang, name)) for code, name in names.items()]
    return sorted(named, key=lambda pair: unicodedata.normalize("NFKD", pair[1]).encode("ascii", "ignore").lower())


# --- answers -----------------------------------------------------------------


def answer_text(lang: Language, question: Question, answer: Answer, countries: Mapping[str, Text]) -> str:
    """An answer in words. ``countries`` maps iso3 to the names of the world's countries."""
    if isinstance(answer.value, Withheld):
        return _withheld(lang, question, answer.value)
    if answer.state is State.ANSWERED:
        return VALUE_TEXTS[question.kind](lang, question, answer.value, countries)
    label = state_label(lang, answer.state)
    return f"{label}: {answer.reason}" if answer.state is State.NOT_APPLICABLE and answer.reason else label


def _withheld(lang: Language, question: Question, value: Withheld) -> str:
    """What is said in the place of a value that the reader may not see."""
    if value is Withheld.CONFIDENTIAL:
        return lang.gettext("Confidential, not shown")
    few = lang.gettext("fewer than 5")
    return f"{few} {text(lang, question.unit)}" if question.unit else few


def option_label(lang: Language, question: Question, code: object) -> str:
    """The label of one option as it stands in an answer; a level is named with its number."""
    if code == NONE_OF_THESE and question.none_of_these:
        return text(lang, question.none_of_these)
    label = text(lang, question.option(str(code)).label)
    return (
        lang.gettext("Level %(level)s: %(label)s", level=code, label=label) if question.kind is Kind.LADDER else label
    )


def _option(lang: Language, question: Question, value: object, _: Mapping[str, Text]) -> str:
    return option_label(lang, question, value)


def chosen_texts(lang: Language, question: Question, value: Mapping[str, list[str]]) -> list[str]:
    """The options chosen in a ``several``, and at the end those that are not open to the State."""
    closed = "; ".join(option_label(lang, question, code) for code in value.get("not_open", ()))
    chosen = [option_label(lang, question, code) for code in value["chosen"]]
    return [*chosen, lang.gettext("Not open to the State: %(options)s", options=closed)] if closed else chosen


def _several(lang: Language, question: Question, value: Mapping[str, list[str]], _: Mapping[str, Text]) -> str:
    return "; ".join(chosen_texts(lang, question, value))


def _number(lang: Language, question: Question, value: object, _: Mapping[str, Text]) -> str:
    total = number_of(value)
    written = f"{lang.number(total, 10)} {text(lang, question.unit)}" if question.unit else lang.number(total, 10)
    if not isinstance(value, Mapping) or not value.get("parts"):
        return written
    if isinstance(value["parts"], Withheld):
        left_out = lang.gettext("breakdown not shown: one of its figures is fewer than 5")
        return f"{written} ({left_out})"
    labels = {part.code: text(lang, part.label) for part in question.breakdown}
    return f"{written} ({'; '.join(f'{labels[code]}: {lang.number(n, 10)}' for code, n in value['parts'].items())})"


def _countries(
    lang: Language, question: Question, value: Mapping[str, str | None], countries: Mapping[str, Text]
) -> str:
    if not value:
        return lang.gettext("No country")
    details = {option.code: text(lang, option.label) for option in question.attribute}
    names = sorted_names(lang, {code: countries[code] for code in value})
    return "; ".join(f"{name} ({details[detail]})" if (detail := value[code]) else name for code, name in names)


def _month(lang: Language, question: Question, value: str, _: Mapping[str, Text]) -> str:
    return format_date(
        date.fromisoformat(f"{value}-01"), "LLLL yyyy" if lang.code == "en" else "LLLL 'de' yyyy", locale=lang.locale
    )


VALUE_TEXTS: Mapping[Kind, Callable[..., str]] = {
    Kind.LADDER: _option,
    Kind.YES_NO: _option,
    Kind.ONE: _option,
    Kind.SEVERAL: _several,
    Kind.NUMBER: _number,
    Kind.PERCENT: lambda lang, question, value, countries: f"{lang.number(value, 1)}\u00a0%",
    Kind.COUNTRIES: _countries,
    Kind.YEAR: lambda lang, question, value, countries: str(value),
    Kind.MONTH: _month,
    Kind.TEXT: lambda lang, question, value, countries: str(value),
}


def question_name(lang: Language, question: Question, countries: Mapping[str, Text]) -> str:
    """What a question is called in a list: its id, and of a cell the partner it is about."""
    if question.partner is None:
        return question.id
    return f"{question.id.split('@')[0]}, {text(lang, countries[question.partner])}"


def instrument_facts(
    lang: Language, value: Instrument, statuses: Mapping[str, Text], countries: Mapping[str, Text]
) -> list[str]:
    """An instrument of cooperation in words: its name with the year, its status, its parties."""
    name = f"{value['name']} ({value['year']})" if value["year"] else value["name"]
    parties = sorted_names(lang, {code: countries[code] for code in value["parties"]})
    named = ", ".join(party for _code, party in parties)
    return [name, text(lang, statuses[value["status"]]), lang.gettext("Parties: %(countries)s", countries=named)]


# --- conditions --------------------------------------------------------------


def condition_text(
    lang: Language, questions: Mapping[str, Question], condition: Condition, *, negated: bool = False
) -> str:
    """When a question is asked, in words: ``the answer to D1.3a is level 2 or higher``."""
    if isinstance(condition, Not):
        return condition_text(lang, questions, condition.part, negated=not negated)
    if isinstance(condition, All | Any):
        parts = [condition_text(lang, questions, part, negated=negated) for part in condition.parts]
        return (lang.gettext("; and ") if isinstance(condition, All) is not negated else lang.gettext("; or ")).join(
            parts
        )
    question = questions[condition.question]
    sentence = TESTS[condition.operator][negated]
    asked = question.id.split("@")[0]  # within the row of one partner, the partner goes without saying
    return lang.gettext(sentence, question=asked, value=_wanted(lang, question, condition))


def _wanted(lang: Language, question: Question, test: Test) -> str:
    """The value a test looks for: labels quoted, levels and numbers as such."""
    values: Iterable[object] = test.value if isinstance(test.value, list | tuple) else [test.value]
    if test.value is None:
        return ""
    if test.operator == "count_at_least" or not question.options:
        return ", ".join(lang.number(v, 10) if isinstance(v, int | float) else str(v) for v in values)
    if question.kind is Kind.LADDER:
        return lang.gettext("level %(level)s", level=", ".join(str(v) for v in values))
    return ", ".join(f"“{option_label(lang, question, v)}”" for v in values)
