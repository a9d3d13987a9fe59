"""Results in the reader's words: sentences and recommendations, filled from what the core found.

The words are data of the questionnaire version (``core.sentences``,
``core.recommendation_rules``); here they meet the names of domains, countries
and schemes, and the reader's numbers.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from babel.lists import format_list

from assessment.core.questionnaire import Questionnaire, Text
from assessment.core.recommendation_rules import Rules
from assessment.core.recommendations import Recommendation, Trace
from assessment.core.sentences import OTHER, Sentences, Statement
from assessment.i18n import Language
from assessment.wording import band_label, text

_PLACE = re.compile(r"\{(\w+)\}")
Facts = Mapping[str, object]


@dataclass(frozen=True)
class Names:
    """What codes are called: countries by iso3, schemes and instruments by code, statements of civil society by id."""

    countries: Mapping[str, Text]
    schemes: Mapping[str, Text]
    instruments: Mapping[str, Text] = field(default_factory=dict)
    items: Mapping[str, Text] = field(default_factory=dict)


# --- sentences -----------------------------------------------------------------------------


def statement_text(lang: Language, sentences: Sentences, questionnaire: Questionnaire, statement: Statement) -> str:
    """A finding as a sentence: counts whole, scores with at most one decimal, domains by their title."""
    titles = {domain.id: domain.title for domain in questionnaire}

    def quoted(ids: Iterable[str]) -> str:
        return format_list([f"“{text(lang, titles[id])}”" for id in ids], locale=lang.locale)

    def filled(name: str, fact: object) -> str:
        match name:
            case "domain":
                return quoted([str(fact)])
            case "domains" if isinstance(fact, tuple):
                return quoted(fact)
            case "band":
                return band_label(lang, questionnaire.method, str(fact))
            case "n" | "of" | "fewest":
                return lang.number(_number(fact), 0)
        return lang.number(_number(fact), 1)

    words = text(lang, _form(lang, sentences.words[statement.template], statement.facts))
    return _fill(words, {name: filled(name, fact) for name, fact in statement.facts.items()})


def _form(lang: Language, forms: Mapping[str, Text], facts: Facts) -> Text:
    """The form of a sentence for its count: none and all before the plural rules of the language."""
    count = facts.get("n")
    if not isinstance(count, int):
        return forms[OTHER]
    if count == 0 and "none" in forms:
        return forms["none"]
    if count == facts.get("of") and "all" in forms:
        return forms["all"]
    return forms.get(lang.locale.plural_form(count), forms[OTHER])


def _number(fact: object) -> float:
    if not isinstance(fact, int | float):
        raise TypeError(f"not a number: {fact!r}")
    return fact


# --- recommendations -----------------------------------------------------------------------


def recommendation_text(
    lang: Language, rules: Rules, questionnaire: Questionnaire, names: Names, recommendation: Recommendation
) -> str:
    """What is recommended: the text of its rule, and of those that added to it.

    ``rules`` must be of the edition that the trace names: a code it does not
    have is a KeyError.
    """
    return " ".join(_trace_text(lang, rules, questionnaire, names, trace) for trace in recommendation.traces)


def _trace_text(lang: Language, rules: Rules, questionnaire: Questionnaire, names: Names, trace: Trace) -> str:
    by_code: dict[str, Text] = {rule.code: rule.text for rule in rules} | {rules.mirror.code: rules.mirror.text}
    words, facts = by_code[trace.rule], {"addressee": rules.to_region.addressee, **trace.facts}
    if trace.rule == rules.cover.code and facts["instrument"] is None:
        words = rules.cover.extended if facts["acting"] else rules.cover.new_arrangement
    filled = {name: FILLED[name](lang, questionnaire, names, facts) for name in set(_PLACE.findall(text(lang, words)))}
    return _fill(text(lang, words), filled)


Filled = Callable[[Language, Questionnaire, Names, Facts], str]


def _title(lang: Language, questionnaire: Questionnaire, names: Names, facts: Facts) -> str:
    return text(lang, questionnaire.indicators[str(facts["indicator"])].title)


def _country(fact: str) -> Filled:
    return lambda lang, questionnaire, names, facts: text(lang, names.countries[str(facts[fact])])


def _stem(lang: Language, questionnaire: Questionnaire, names: Names, facts: Facts) -> str:
    return text(lang, questionnaire.indicators[str(facts["indicator"])].advice[str(facts["stem"])])


def _schemes(lang: Language, questionnaire: Questionnaire, names: Names, facts: Facts) -> str:
    codes = facts["schemes"]
    listed = codes if isinstance(codes, list | tuple) else ()
    return format_list([text(lang, names.schemes[str(code)]) for code in listed], locale=lang.locale)


def _instrument(lang: Language, questionnaire: Questionnaire, names: Names, facts: Facts) -> str:
    """The name of a known instrument by its code; of any other the name the State gave it."""
    given = str(facts["instrument"])
    return text(lang, names.instruments[given]) if given in names.instruments else given


FILLED: Mapping[str, Filled] = {
    "stem": _stem,
    "indicator": _title,
    "partner": _country("partner"),
    "place": _country("place"),
    "scheme": lambda lang, questionnaire, names, facts: text(lang, names.schemes[str(facts["scheme"])]),
    "schemes": _schemes,
    "instrument": _instrument,
    "item": lambda lang, questionnaire, names, facts: text(lang, names.items[str(facts["item"])]),
    "gap": lambda lang, questionnaire, names, facts: lang.number(_number(facts["gap"]), 1),
    "addressee": lambda lang, questionnaire, names, facts: str(facts["addressee"]),
}
"""How the text of a rule is filled, by placeholder."""


def _fill(words: str, facts: Mapping[str, str]) -> str:
    """The words with every {name} filled; a fact is printed as it stands. KeyError where one is missing."""
    return _PLACE.sub(lambda found: facts[found[1]], words)
