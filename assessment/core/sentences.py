"""The sentences that can be said of results: their codes, what fills them, and their words as frozen data.

Built by ``assessment.catalogue`` from ``findings.yaml`` beside a questionnaire
version; ``core.findings`` decides which of them hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from assessment.core.questionnaire import Text


class Template(StrEnum):
    """The sentences, in the order in which they are said."""

    OVERALL = "overall"
    OVERALL_RANGE = "overall_range"
    OVERALL_NEAR_BOUNDARY = "overall_near_boundary"
    NO_OVERALL = "no_overall"
    STRONGEST = "strongest"
    STRONGEST_OPEN = "strongest_open"
    WEAKEST = "weakest"
    WEAKEST_OPEN = "weakest_open"
    ABOVE_MEDIAN = "above_median"
    BELOW_MEDIAN = "below_median"
    MEDIAN_OPEN = "median_open"
    INSUFFICIENT = "insufficient"
    SERIES_BREAK = "series_break"
    ROSE = "rose"
    FELL = "fell"
    LARGEST_CHANGE = "largest_change"
    CHANGE_OPEN = "change_open"
    NOT_COMPARABLE = "not_comparable"
    SIGNED = "signed"
    TOO_FEW = "too_few"
    GROUP_STRONGEST = "group_strongest"
    GROUP_STRONGEST_OPEN = "group_strongest_open"
    GROUP_WEAKEST = "group_weakest"
    GROUP_WEAKEST_OPEN = "group_weakest_open"
    REACHED = "reached"
    REACHED_OPEN = "reached_open"
    COUNTRIES_ROSE = "countries_rose"
    COUNTRIES_FELL = "countries_fell"
    COUNTRIES_OPEN = "countries_open"


_SCORE, _RANGE = {"score"}, {"lowest", "highest"}
FACTS: Mapping[Template, frozenset[str]] = {
    template: frozenset(facts)
    for template, facts in {
        Template.OVERALL: {*_SCORE, "band"},
        Template.OVERALL_RANGE: {*_SCORE, *_RANGE, "band"},
        Template.OVERALL_NEAR_BOUNDARY: {*_SCORE, *_RANGE},
        Template.NO_OVERALL: {"n", "of"},
        Template.STRONGEST: {"domain", *_SCORE},
        Template.STRONGEST_OPEN: {"n", "of", "domains"},
        Template.WEAKEST: {"domain", *_SCORE},
        Template.WEAKEST_OPEN: {"n", "of", "domains"},
        Template.ABOVE_MEDIAN: {"n"},
        Template.BELOW_MEDIAN: {"n"},
        Template.MEDIAN_OPEN: {"n"},
        Template.INSUFFICIENT: {"n", "of"},
        Template.SERIES_BREAK: set[str](),
        Template.ROSE: {"n", "domains"},
        Template.FELL: {"n", "domains"},
        Template.LARGEST_CHANGE: {"domain", "then", "now"},
        Template.CHANGE_OPEN: {"n", "domains"},
        Template.NOT_COMPARABLE: {"n", "domains"},
        Template.SIGNED: {"n", "of"},
        Template.TOO_FEW: {"fewest"},
        Template.GROUP_STRONGEST: {"domain", "median"},
        Template.GROUP_STRONGEST_OPEN: {"n", "of", "domains"},
        Template.GROUP_WEAKEST: {"domain", "median"},
        Template.GROUP_WEAKEST_OPEN: {"n", "of", "domains"},
        Template.REACHED: {"n", "of", "band", "domain"},
        Template.REACHED_OPEN: {"n", "of", "band", "domain"},
        Template.COUNTRIES_ROSE: {"n", "of"},
        Template.COUNTRIES_FELL: {"n", "of"},
        Template.COUNTRIES_OPEN: {"n", "of"},
    }.items()
}
"""What each sentence is filled with, no more and no less.

``n`` and ``of`` are counts, ``score``, ``lowest``, ``highest``, ``median``,
``then`` and ``now`` scores (0..100), ``domain`` and ``domains`` ids, ``band``
the code of a band, ``fewest`` the least number of countries.
"""
COUNTED = frozenset(template for template, facts in FACTS.items() if "n" in facts)
"""The sentences whose form follows the count ``n``."""
FROM_TWO = frozenset(
    {Template.STRONGEST_OPEN, Template.WEAKEST_OPEN, Template.GROUP_STRONGEST_OPEN, Template.GROUP_WEAKEST_OPEN}
)
"""The sentences whose count is two or more, so that they have no form for one."""
OTHER = "other"
FORMS = ("none", "one", "all", OTHER)
"""The forms of a sentence with a count: of 0, of one as the language counts, of as many as ``of``, and the rest."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence: its template, and the facts of ``FACTS`` in full precision."""

    template: Template
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Sentences:
    """One edition of the sentences.

    ``band`` is the band whose reach is counted over a group, ``fewest`` the
    least number of countries of which anything is said. ``words`` holds every
    template with its forms: ``other`` always; of those that count also ``one``
    (but from two on) and, where they are said differently, ``none`` and ``all``.
    """

    edition: str
    band: str
    fewest: int
    words: Mapping[Template, Mapping[str, Text]]
