"""The questionnaire explained to a person: how a question is answered, scored, shown and protected, in words."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from assessment.core.answers import State
from assessment.core.questionnaire import Indicator, Kind, Part, Question, Questionnaire, Role
from assessment.core.results import OVERALL
from assessment.core.scoring import score_tree
from assessment.i18n import Language, gettext_noop
from assessment.wording import condition_text, text

KINDS: Mapping[Kind, str] = {
    Kind.LADDER: gettext_noop("One level of a scale"),
    Kind.YES_NO: gettext_noop("Yes or no"),
    Kind.ONE: gettext_noop("One choice"),
    Kind.SEVERAL: gettext_noop("Several choices"),
    Kind.NUMBER: gettext_noop("Number"),
    Kind.PERCENT: gettext_noop("Percentage, from 0 to 100"),
    Kind.COUNTRIES: gettext_noop("List of countries"),
    Kind.YEAR: gettext_noop("Year"),
    Kind.MONTH: gettext_noop("Month and year"),
    Kind.TEXT: gettext_noop("Text"),
}


@lru_cache(maxsize=16)
def shares(questionnaire: Questionnaire) -> tuple[Mapping[str, float], Mapping[str, float]]:
    """The share (0..1) of every scored part in the one above it, and in the overall score, if all is answered."""
    parents = score_tree(questionnaire).parents
    within: dict[str, float] = {}
    for parent in parents.values():
        whole = sum(weight for weight, _id in parent.children)
        within |= {id: weight / whole for weight, id in parent.children}
    overall = {OVERALL: 1.0}
    for parent in reversed(list(parents.values())):
        overall |= {id: overall[parent.id] * within[id] for _weight, id in parent.children}
    return within, overall


def missing_states(question: Question) -> tuple[State, ...]:
    """The states an answer can be in without a value."""
    states = [State.BLANK, State.DONT_KNOW]
    states += [State.NOT_APPLICABLE] if question.may_be_not_applicable else []
    return tuple([*states, State.NOT_ASKED] if question.show_when else states)


def fits(indicator: Indicator, theme: str = "", objective: int | None = None, role: str = "") -> bool:
    """Whether an indicator has a theme, an objective of the Global Compact, and is for a role; none asks for all.

    What a State answers in both roles belongs to each of them.
    """
    in_role = not role or indicator.role == role or (indicator.role is Role.BOTH and role in tuple(Role))
    return (not theme or theme in indicator.themes) and (objective is None or objective in indicator.gcm) and in_role


def facts(lang: Language, questionnaire: Questionnaire, question: Question) -> Iterator[tuple[str, str]]:
    """What a respondent or reviewer must know of a question besides its words: (what, in words)."""
    _ = lang.gettext
    kind = _(KINDS[question.kind])
    yield _("Answer"), f"{kind} ({text(lang, question.unit)})" if question.unit else kind
    if question.limits:
        yield _("Limits"), _limits(lang, question)
    if question.kind is Kind.TEXT:
        yield _("Limits"), _("At most %(max)s characters", max=lang.number(question.max_length, 0))
    if question.breakdown:
        yield _("Parts beside the total"), "; ".join(text(lang, part.label) for part in question.breakdown)
    if question.attribute:
        yield _("Noted for each country"), "; ".join(text(lang, option.label) for option in question.attribute)
    if question.show_when:
        yield _("Asked only if"), condition_text(lang, questionnaire.questions, question.show_when)
    yield _("Score"), " ".join(_score(lang, questionnaire, question))
    if question.may_be_not_applicable:
        yield _("Not applicable"), _("may be answered, with a reason")
    if question.mirror:
        pairs = (f"{_label(lang, question, a)} ↔ {_label(lang, question, b)}" for a, b in question.mirror.items())
        yield _("What the partner should answer"), "; ".join(pairs)
    if question.confidential:
        yield _("Confidential"), _("seen by the country and by SELA's analysts only")
    if question.small_counts:
        yield _("Small counts"), _("shown to others as “fewer than 5”")
    yield _("Estimated time"), minutes_text(lang, question.minutes)


def minutes_text(lang: Language, minutes: float) -> str:
    """An estimate of time."""
    return lang.ngettext("about %(num)s minute", "about %(num)s minutes", max(round(minutes), 1))


def partner_text(lang: Language, words: str) -> str:
    """Words about a partner State that nobody has named yet."""
    return words.replace("{partner}", lang.gettext("the partner State"))


def _limits(lang: Language, question: Question) -> str:
    assert question.limits is not None
    low, high = (lang.number(edge, 10) for edge in (question.limits.min, question.limits.max))
    said = lang.gettext("from %(low)s to %(high)s", low=low, high=high)
    decimals = lang.ngettext("%(num)s decimal", "%(num)s decimals", question.limits.decimals)
    return f"{said}, {decimals}" if question.limits.decimals else said


def _label(lang: Language, question: Question, code: str) -> str:
    return f"“{partner_text(lang, text(lang, question.option(code).label))}”"


def _score(lang: Language, questionnaire: Questionnaire, question: Question) -> Iterator[str]:
    """How the answer counts: its part, its share, how it becomes points, and what lacks evidence."""
    _ = lang.gettext
    if question.part is None:
        yield _("Asked for information, not scored.")
        return
    share = lang.percent(shares(questionnaire)[0][question.id])
    if question.part is Part.MAIN:
        yield _("Main question: %(share)s of the indicator.", share=share)
    else:
        yield _("Follow-up: %(share)s of the indicator.", share=share)
    if question.kind is Kind.PERCENT:
        yield _("The percentage is the number of points.")
    if question.kind is Kind.SEVERAL:
        yield _("Points: the share of the choices open to the State that is chosen.")
    if question.bands:
        yield _("Points: %(bands)s.", bands="; ".join(_bands(lang, question)))
    if question.goalposts:
        low, high = (lang.number(edge, 10) for edge in question.goalposts)
        yield _("Points rise evenly from 0 at %(low)s to 100 at %(high)s.", low=low, high=high)
    if question.evidence_rule:
        yield _(
            "Level %(needed)s counts as level %(instead)s until evidence is attached.",
            needed=question.evidence_rule.required_from,
            instead=question.evidence_rule.otherwise_counts_as,
        )


def _bands(lang: Language, question: Question) -> Iterator[str]:
    for band in question.bands:
        gives = lang.number(band.gives, 2)
        if band.up_to is None:
            yield lang.gettext("above that %(points)s", points=gives)
        else:
            yield lang.gettext("up to %(edge)s: %(points)s", edge=lang.number(band.up_to, 10), points=gives)
