"""The questionnaire laid out for the partners of one sheet: a question asked per partner becomes a row of cells.

A cell is a question of its own, with key ``D8.2a@CHL``, so that everything
that reads questions (conditions, validation, completeness, pages, workbooks)
reads cells without knowing. Only the scoring knows that the cells of one
question make a mean.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from assessment.core.answers import Partners, cell_key, row_key
from assessment.core.conditions import All, Any, Condition, Not, Test
from assessment.core.questionnaire import Domain, Indicator, Kind, Option, Question, Questionnaire, Text

PLACE = "{partner}"


def laid_out(questionnaire: Questionnaire, partners: Partners) -> Questionnaire:
    """The questionnaire with its per-partner domains as cells. One without such domains comes back as it is.

    Cells about added partners are asked and shown but not scored.
    """
    if not any(domain.per_partner for domain in questionnaire):
        return questionnaire
    return _laid_out(questionnaire, partners)


@lru_cache(maxsize=256)
def _laid_out(questionnaire: Questionnaire, partners: Partners) -> Questionnaire:
    domains = tuple(_domain(domain, partners) if domain.per_partner else domain for domain in questionnaire)
    return replace(questionnaire, domains=domains)


def _domain(domain: Domain, partners: Partners) -> Domain:
    indicators = tuple(_indicator(indicator, partners) for indicator in domain.indicators)
    return replace(domain, indicators=indicators, per_partner=False)


def _indicator(indicator: Indicator, partners: Partners) -> Indicator:
    cells = tuple(
        about(question, partner, scored=partner in partners.priority)
        for question in indicator.questions
        for partner in partners.all
    )
    main = indicator.main
    return replace(indicator, questions=cells, over_partners=main.id if main else None)


def about(question: Question, partner: str, *, scored: bool = True) -> Question:
    """The cell of a question about one partner."""
    return replace(
        question,
        id=cell_key(question.id, partner),
        partner=partner,
        part=question.part if scored else None,
        show_when=None if question.show_when is None else _rekeyed(question.show_when, partner),
    )


def _rekeyed(condition: Condition, partner: str) -> Condition:
    """The condition read in the row of one partner: every source of a per-partner domain is one too."""
    match condition:
        case Test():
            return replace(condition, question=cell_key(condition.question, partner))
        case Not():
            return Not(_rekeyed(condition.part, partner))
        case All():
            return All(tuple(_rekeyed(part, partner) for part in condition.parts))
        case Any():
            return Any(tuple(_rekeyed(part, partner) for part in condition.parts))


def partner_named(words: Text, names: Mapping[str, str]) -> Text:
    """A text with {partner} filled, ``names`` being the partner's name in each language."""
    return {code: text.replace(PLACE, names.get(code, "")) for code, text in words.items()}


def naming_partner(question: Question, names: Mapping[str, Text]) -> Question:
    """A cell with its partner named in every text; ``names`` by iso3. Another question comes back as it is."""
    if question.partner is None:
        return question
    name = names[question.partner]

    def named(words: Text | None) -> Text | None:
        return None if words is None else partner_named(words, name)

    def options(all_of_them: tuple[Option, ...]) -> tuple[Option, ...]:
        return tuple(replace(o, label=partner_named(o.label, name), short=named(o.short)) for o in all_of_them)

    return replace(
        question,
        ask=partner_named(question.ask, name),
        help=named(question.help),
        options=options(question.options),
        none_of_these=named(question.none_of_these),
        unit=named(question.unit),
        breakdown=options(question.breakdown),
        attribute=options(question.attribute),
    )


def laid_out_in_words(questionnaire: Questionnaire, partners: Partners, names: Mapping[str, Text]) -> Questionnaire:
    """The questionnaire laid out, every cell naming its partner; ``names`` by iso3."""
    whole = laid_out(questionnaire, partners)
    if whole is questionnaire:
        return questionnaire

    def in_words(indicator: Indicator) -> Indicator:
        return replace(indicator, questions=tuple(naming_partner(question, names) for question in indicator.questions))

    domains = (replace(domain, indicators=tuple(map(in_words, domain.indicators))) for domain in whole)
    return replace(whole, domains=tuple(domains))


def row_question(domain_id: str, partner: str) -> Question:
    """A partner's row as a whole as a question of its own: it may be not applicable, with a reason, and no more."""
    return Question(row_key(domain_id, partner), Kind.TEXT, {}, may_be_not_applicable=True, partner=partner)
