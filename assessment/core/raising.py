"""Recommendations raised from countries to a scheme, or to the region where they hold in enough schemes.

The fifth rule of section 5 of the framework; ``core.recommendations`` makes those
of the countries, which stay as they are. Counts of countries are in the trace,
never in the text: who may see figures of a group is for others to say.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from assessment.core.aggregation import SLACK
from assessment.core.questionnaire import Indicator
from assessment.core.recommendation_rules import Rule, Rules
from assessment.core.recommendations import (
    Basis,
    Level,
    Recommendation,
    Trace,
    in_order,
    reaches,
    recommendation_of,
)
from assessment.core.results import CountryEntry, NodeScore, Standing


def group_recommendations(rules: Rules, basis: Basis) -> tuple[Recommendation, ...]:
    """What is raised to a scheme, or instead to the region when it holds in enough schemes; highest priority first."""
    made: list[Recommendation] = []
    for indicator in basis.questionnaire.indicators.values():
        raised = {
            scheme: reason for scheme in rules.to_scheme.schemes if (reason := _reason(rules, basis, scheme, indicator))
        }
        if len(raised) >= rules.to_region.schemes_at_least:
            made.append(_to_region(rules, basis, indicator, raised))
        else:
            made += [_to_scheme(rules, basis, indicator, scheme, reason) for scheme, reason in raised.items()]
    return in_order(made, rules, basis.questionnaire)


@dataclass(frozen=True, slots=True)
class _Reason:
    """Members of a scheme that answered (their entry, their node), and how many of them lie below the limit."""

    members: tuple[tuple[CountryEntry, NodeScore], ...]
    below: int


def _reason(rules: Rules, basis: Basis, scheme: str, indicator: Indicator) -> _Reason | None:
    """The members of a scheme, if enough of those that signed and to which the indicator applies lie below."""
    rule, found = rules.to_scheme, []
    for entry in basis.region.signed:
        node = entry.card.nodes.get(indicator.id) if entry.card is not None else None
        applies = node is not None and node.standing is not Standing.NOT_APPLICABLE
        if node is not None and applies and entry.iso3 in basis.schemes.get(scheme, ()):
            found.append((entry, node))
    below = sum(node.score is not None and not reaches(node.score, rule.below) for _entry, node in found)
    enough = below >= rule.at_least and below / len(found) >= rule.share - SLACK
    return _Reason(tuple(found), below) if enough else None


def _to_scheme(rules: Rules, basis: Basis, indicator: Indicator, scheme: str, reason: _Reason) -> Recommendation:
    rule = rules.to_scheme
    facts = {
        "indicator": indicator.id, "scheme": scheme, "stem": rule.stem,
        "countries_below": reason.below, "respondents": len(reason.members),
        "below": rule.below, "share": rule.share, "at_least": rule.at_least,
    }  # fmt: skip
    trace = _group_trace(rules, basis, rule, reason.members, facts)
    score = _middle_of(reason.members)
    return recommendation_of(rules, rule, Level.SUBREGIONAL, (scheme,), indicator.id, (indicator,), score, trace)


def _to_region(rules: Rules, basis: Basis, indicator: Indicator, raised: Mapping[str, _Reason]) -> Recommendation:
    rule = rules.to_region
    # A State may belong to several schemes: it counts once.
    members = {entry.iso3: (entry, node) for reason in raised.values() for entry, node in reason.members}
    facts = {
        "indicator": indicator.id, "schemes": tuple(raised), "schemes_at_least": rule.schemes_at_least,
        "countries_below": {scheme: reason.below for scheme, reason in raised.items()},
        "respondents": {scheme: len(reason.members) for scheme, reason in raised.items()},
        "below": rules.to_scheme.below, "stem": rules.to_scheme.stem,
    }  # fmt: skip
    trace = _group_trace(rules, basis, rule, members.values(), facts)
    addressees, score = (rule.addressee, *raised), _middle_of(members.values())
    return recommendation_of(rules, rule, Level.REGIONAL, addressees, indicator.id, (indicator,), score, trace)


def _middle_of(members: Iterable[tuple[CountryEntry, NodeScore]]) -> float:
    """The median score of the members that have one."""
    return median(node.score for _entry, node in members if node.score is not None)


def _group_trace(
    rules: Rules,
    basis: Basis,
    rule: Rule,
    members: Iterable[tuple[CountryEntry, NodeScore]],
    facts: Mapping[str, object],
) -> Trace:
    entries = [entry for entry, _node in members]
    return Trace(
        rule=rule.code,
        edition=rules.edition,
        round=basis.region.round,
        questionnaire=f"{basis.questionnaire.slug}/{basis.questionnaire.version}",
        method=basis.questionnaire.method.version,
        on=max((entry.signed_at for entry in entries if entry.signed_at is not None), default=None),
        snapshot=None,
        facts=facts,
    )
