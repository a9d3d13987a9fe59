"""Groups of countries: the distribution of each figure over those that have it.

Nothing here ranks. A group's overall is the median of its countries' overalls,
not a figure made from the group's domains, and no country weighs more than
another. The order of the countries changes nothing.
"""

import re
from collections.abc import Mapping, Sequence
from statistics import fmean, median, quantiles

from assessment.core.results import OVERALL, CountryEntry, GroupFigure, RegionResults

LEAST_FOR_QUARTILES = 4
LEAST_FOR_MEAN = 5

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
