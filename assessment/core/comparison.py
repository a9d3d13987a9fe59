"""Groups of countries: the distribution of each figure over those that have it, in a round and between two.

Nothing here ranks. A group's overall is the median of its countries' overalls,
not a figure made from the group's domains, and no country weighs more than
another. The order of the countries changes nothing. A group is any set of
countries (a scheme, one that somebody saved), and a country may be in several.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean, median, quantiles

from assessment.core.results import OVERALL, CountryEntry, GroupFigure, RegionResults
from assessment.core.rounds import NodeChange

LEAST_FOR_QUARTILES = 4
LEAST_FOR_MEAN = 5
LEAST_FOR_OTHERS = 5
"""Those who see no single country are shown the figures of at least so many."""

_QUESTION_ID = re.compile(r"\d[a-z](@.+)?$")


def group_figure(node: str, scores: Mapping[str, float | None], of: int) -> GroupFigure:
    """The distribution of one node's scores (by iso3; None: no value) in a group of ``of`` countries.

    Only countries with a value count. Quartiles interpolate linearly (type 7).
    """
    values = {iso3: score for iso3, score in scores.items() if score is not None}
    if not values:
        return GroupFigure(node, 0, of, values)
    numbers = sorted(values.values())
    q1, q3 = None, None
    if len(numbers) >= LEAST_FOR_QUARTILES:
        q1, _, q3 = quantiles(numbers, method="inclusive")
    return GroupFigure(
        node=node,
        n=len(numbers),
        of=of,
        values=values,
        median=median(numbers),
        q1=q1,
        q3=q3,
        minimum=numbers[0],
        maximum=numbers[-1],
        mean=fmean(numbers) if len(numbers) >= LEAST_FOR_MEAN else None,
    )


def region_results(round: str, entries: Sequence[CountryEntry]) -> RegionResults:
    """A round over a group: figures for the overall and for every domain and indicator on a signed card.

    Countries without a signed card count in the size of the group, never in a
    figure. The overall is there even when nobody has signed.
    """
    cards = {entry.iso3: entry.card for entry in entries if entry.card is not None}
    ids = dict.fromkeys([OVERALL, *(id for card in cards.values() for id in card.nodes)])
    figures = {}
    for id in ids:
        if not _QUESTION_ID.search(id):
            scores = {iso3: card.nodes[id].score if id in card.nodes else None for iso3, card in cards.items()}
            figures[id] = group_figure(id, scores, len(entries))
    return RegionResults(round, tuple(entries), figures)


def group_results(region: RegionResults, groups: Mapping[str, Collection[str]]) -> Mapping[str, RegionResults]:
    """The same round over each of these groups, by the group's code; ``groups`` holds the iso3 of their countries.

    A country counts in every group it is in. What is no country of the round is no part of a group.
    """
    return {
        code: region_results(region.round, [entry for entry in region.entries if entry.iso3 in members])
        for code, members in groups.items()
    }


def shown_to_others(figure: GroupFigure) -> GroupFigure:
    """The figure for those who see no single country: without dots, and of fewer than five countries only how many."""
    if figure.n < LEAST_FOR_OTHERS:
        return GroupFigure(figure.node, figure.n, figure.of, {})
    return replace(figure, values={})


@dataclass(frozen=True, slots=True)
class GroupTrend:
    """One node over the same countries in two rounds: those of a group whose change can be shown.

    ``then`` and ``now`` are made of their scores on the questions each has in
    common with itself, ``change`` of their changes (in points). The median
    change need not be the difference of the two medians.
    """

    node: str
    then: GroupFigure
    now: GroupFigure
    change: GroupFigure

    def shown_to_others(self) -> "GroupTrend":
        """The trend for those who see no single country (see ``shown_to_others``)."""
        return GroupTrend(self.node, *map(shown_to_others, (self.then, self.now, self.change)))


def group_trends(members: Collection[str], changes: Mapping[str, Mapping[str, NodeChange]]) -> Mapping[str, GroupTrend]:
    """The trend of a group in every node, from the changes of each country that signed in both rounds (by iso3).

    ``members`` are the iso3 of the group. Who signed in one round only, or has no change that can be shown, counts in
    the size of the group and in no figure.
    """
    within = {iso3: nodes for iso3, nodes in changes.items() if iso3 in members}
    trends = {}
    for node in dict.fromkeys([OVERALL, *(node for nodes in within.values() for node in nodes)]):
        told = {iso3: nodes[node] for iso3, nodes in within.items() if node in nodes}
        sides = (
            {iso3: change.common_then for iso3, change in told.items()},
            {iso3: change.common_now for iso3, change in told.items()},
            {iso3: change.change for iso3, change in told.items()},
        )
        trends[node] = GroupTrend(node, *(group_figure(node, side, len(members)) for side in sides))
    return trends
