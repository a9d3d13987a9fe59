"""Findings in words: what can be said of results, as the code of a sentence and the facts that fill it.

The sentences are data (``core.sentences``) and ``assessment.wording_results``
fills them. Nothing is said that the possible
ranges leave open: of two figures one is called the higher only where its range
lies wholly above the other's, and what cannot be told is said to be so. No
country is named, and of a group nothing is said while too few have signed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from statistics import median
from typing import NamedTuple

from assessment.core.questionnaire import Questionnaire
from assessment.core.results import OVERALL, NodeScore, RegionResults, ScoreCard, Standing
from assessment.core.scoring import ROUNDING
from assessment.core.sentences import FACTS, Sentences, Statement, Template

Interval = tuple[float, float]
NO_CHANGE: Interval = (0.0, 0.0)


def country_statements(questionnaire: Questionnaire, card: ScoreCard) -> list[Statement]:
    """What one score card says by itself: the overall, the strongest and the weakest domain, and what is missing."""
    domains = _applicable(card, [domain.id for domain in questionnaire])
    indicators = _applicable(card, questionnaire.indicators)
    missing = sum(node.score is None for node in indicators.values())
    said = [*_overall(card, domains.values())]
    said += _standing_out(domains, Template.STRONGEST, Template.STRONGEST_OPEN, _upward)
    said += _standing_out(domains, Template.WEAKEST, Template.WEAKEST_OPEN, _downward)
    if missing:
        said.append(Statement(Template.INSUFFICIENT, {"n": missing, "of": len(indicators)}))
    return said


def beside_group(sentences: Sentences, card: ScoreCard, region: RegionResults) -> list[Statement]:
    """Where a country's overall score lies beside the median of the countries that have one, itself among them.

    Nothing is said without an overall score, or while fewer than ``fewest`` countries have one.
    """
    nodes = [node for node in _signed(region, OVERALL) if node.score is not None]
    if card.overall.score is None or len(nodes) < sentences.fewest:
        return []
    own, middle = interval(card.overall), _median_interval(nodes)
    template = Template.ABOVE_MEDIAN if _above(own, middle) else Template.BELOW_MEDIAN
    told = _above(own, middle) or _above(middle, own)
    return [Statement(template if told else Template.MEDIAN_OPEN, {"n": len(nodes)})]


class Moved(NamedTuple):
    """One figure in two rounds: as signed, with its ranges, and its scores (then, now) on the questions in common.

    ``common`` is None where the two rounds cannot be compared: a series break,
    or too little that was answered both times.
    """

    then: NodeScore
    now: NodeScore
    common: tuple[float, float] | None

    @property
    def applies(self) -> bool:
        """Whether there is a figure in both rounds that could have changed."""
        return Standing.NOT_APPLICABLE not in (self.then.standing, self.now.standing)

    @property
    def change(self) -> Interval:
        """All that the change of the signed figures might be."""
        then, now = interval(self.then), interval(self.now)
        return now[0] - then[1], now[1] - then[0]

    @property
    def rose(self) -> bool:
        """Whether it rose beyond doubt: on the common questions, and with the ranges apart."""
        return self.common is not None and self.common[0] < self.common[1] and _above(self.change, NO_CHANGE)

    @property
    def fell(self) -> bool:
        """Whether it fell beyond doubt, likewise."""
        return self.common is not None and self.common[0] > self.common[1] and _above(NO_CHANGE, self.change)

    @property
    def open(self) -> bool:
        """Whether it may have changed either way, or not at all; what certainly stayed the same is not open."""
        same = max(abs(end) for end in self.change) <= 2 * ROUNDING
        return self.common is not None and not (self.rose or self.fell or same)


def change_statements(moves: Mapping[str, Moved]) -> list[Statement]:
    """What changed in the domains of one country between two rounds; ``moves`` by domain, in order."""
    applicable = {id: moved for id, moved in moves.items() if moved.applies}
    apart = tuple(id for id, moved in applicable.items() if moved.common is None)
    if len(apart) == len(applicable):
        return [Statement(Template.SERIES_BREAK)] if apart else []
    found = {
        Template.ROSE: tuple(id for id, moved in applicable.items() if moved.rose),
        Template.FELL: tuple(id for id, moved in applicable.items() if moved.fell),
        Template.CHANGE_OPEN: tuple(id for id, moved in applicable.items() if moved.open),
        Template.NOT_COMPARABLE: apart,
    }
    said = [Statement(template, {"n": len(ids), "domains": ids}) for template, ids in found.items() if ids]
    return [*said, *_largest_change(applicable)]


def region_statements(sentences: Sentences, questionnaire: Questionnaire, region: RegionResults) -> list[Statement]:
    """What a round says of a group: who has signed, what stands out by its median, how many reach a band.

    A country counts as reaching the band, or not, only where its whole range says so.
    """
    signed = len(region.signed)
    said = [Statement(Template.SIGNED, {"n": signed, "of": len(region.entries)})]
    if signed < sentences.fewest:
        return [*said, Statement(Template.TOO_FEW, {"fewest": sentences.fewest})]
    domains = {domain.id: _signed(region, domain.id) for domain in questionnaire}
    medians = {id: _median_node(id, nodes, sentences.fewest) for id, nodes in domains.items() if nodes}
    said += _standing_out(medians, Template.GROUP_STRONGEST, Template.GROUP_STRONGEST_OPEN, _upward)
    said += _standing_out(medians, Template.GROUP_WEAKEST, Template.GROUP_WEAKEST_OPEN, _downward)
    edge = next(band.floor for band in questionnaire.method.bands if band.code == sentences.band)
    for id, nodes in ((id, nodes) for id, nodes in domains.items() if len(nodes) >= sentences.fewest):
        said += _reach(id, nodes, edge, sentences.band)
    return said


def group_change_statements(sentences: Sentences, moves: Mapping[str, Moved]) -> list[Statement]:
    """In how many countries the overall score rose or fell; ``moves`` by iso3.

    Only the countries whose two rounds can be compared are in it; fewer than ``fewest`` of them say nothing.
    """
    comparable = [moved for moved in moves.values() if moved.applies and moved.common is not None]
    if len(comparable) < sentences.fewest:
        return []
    counts = {
        Template.COUNTRIES_ROSE: sum(moved.rose for moved in comparable),
        Template.COUNTRIES_FELL: sum(moved.fell for moved in comparable),
        Template.COUNTRIES_OPEN: sum(moved.open for moved in comparable),
    }
    return [
        Statement(template, {"n": n, "of": len(comparable)})
        for template, n in counts.items()
        if n or template is not Template.COUNTRIES_OPEN
    ]


def interval(node: NodeScore) -> Interval:
    """All that a figure might be: its possible range, widened to its score where a threshold pushed that out of it."""
    known = [value for value in (node.lowest, node.score, node.highest) if value is not None]
    return min(known), max(known)


# --- one country ---------------------------------------------------------------------------


def _applicable(card: ScoreCard, ids: Iterable[str]) -> dict[str, NodeScore]:
    """The nodes of a card that apply, by id."""
    found = {id: card.nodes[id] for id in ids if id in card.nodes}
    return {id: node for id, node in found.items() if node.standing is not Standing.NOT_APPLICABLE}


def _overall(card: ScoreCard, domains: Iterable[NodeScore]) -> Iterator[Statement]:
    """The overall score with its range, and with its band where the range lies in one; or why there is none."""
    node, scores = card.overall, [domain.score for domain in domains]
    if node.standing is Standing.NOT_APPLICABLE:
        return
    if node.score is None:
        yield Statement(Template.NO_OVERALL, {"n": sum(score is not None for score in scores), "of": len(scores)})
        return
    lowest, highest = interval(node)
    facts: dict[str, object] = {"score": node.score, "lowest": lowest, "highest": highest, "band": node.band}
    if node.near_boundary or node.outside_range:
        template = Template.OVERALL_NEAR_BOUNDARY
    else:
        template = Template.OVERALL_RANGE if highest - lowest > ROUNDING else Template.OVERALL
    yield Statement(template, {name: fact for name, fact in facts.items() if name in FACTS[template]})


def _upward(value: Interval) -> Interval:
    return value


def _downward(value: Interval) -> Interval:
    """The interval turned over, so that the lowest comes out as the highest."""
    return -value[1], -value[0]


def _above(one: Interval, other: Interval) -> bool:
    """Whether one lies wholly above the other; ranges that touch do not."""
    return one[0] > other[1] + 2 * ROUNDING


def _leading(intervals: Mapping[str, Interval]) -> tuple[str, ...]:
    """The ids that might be the highest: those that no other lies wholly above."""
    return tuple(id for id, own in intervals.items() if not any(_above(other, own) for other in intervals.values()))


def _standing_out(
    nodes: Mapping[str, NodeScore], alone: Template, shared: Template, turned: Callable[[Interval], Interval]
) -> list[Statement]:
    """The one node that is beyond all others, or those that cannot be told apart; nothing of a single node."""
    leading = _leading({id: turned(interval(node)) for id, node in nodes.items()})
    if len(nodes) < 2:
        return []
    if len(leading) > 1:
        return [Statement(shared, {"n": len(leading), "of": len(nodes), "domains": leading})]
    node = nodes[leading[0]]
    figure = "median" if "median" in FACTS[alone] else "score"
    return [] if node.score is None else [Statement(alone, {"domain": node.id, figure: node.score})]


# --- rounds --------------------------------------------------------------------------------


def _largest_change(moves: Mapping[str, Moved]) -> list[Statement]:
    """The domain that changed more than every other, whichever way; nothing where that cannot be told.

    It has to be so by the ranges, those of domains that cannot be compared included, and on the common questions.
    """
    leading = _leading({id: _size(moved.change) for id, moved in moves.items()})
    sizes = {id: abs(moved.common[1] - moved.common[0]) for id, moved in moves.items() if moved.common is not None}
    if len(moves) < 2 or len(leading) != 1 or sizes.get(leading[0]) != max(sizes.values()):
        return []
    moved = moves[leading[0]]
    if moved.common is None or not (moved.rose or moved.fell):
        return []
    then, now = moved.common
    return [Statement(Template.LARGEST_CHANGE, {"domain": leading[0], "then": then, "now": now})]


def _size(change: Interval) -> Interval:
    """All that the size of a change might be, whichever way it goes."""
    low, high = change
    if low <= 0 <= high:
        return 0.0, max(-low, high)
    return (low, high) if low > 0 else (-high, -low)


# --- groups --------------------------------------------------------------------------------


def _signed(region: RegionResults, id: str) -> list[NodeScore]:
    """A node on every signed card to which it applies."""
    nodes = [entry.card.nodes.get(id) for entry in region.signed if entry.card is not None]
    return [node for node in nodes if node is not None and node.standing is not Standing.NOT_APPLICABLE]


def _median_interval(nodes: Iterable[NodeScore]) -> Interval:
    """All that the median might be: the median of the lower ends to that of the upper ends."""
    intervals = [interval(node) for node in nodes]
    return median(low for low, _high in intervals), median(high for _low, high in intervals)


def _median_node(id: str, nodes: Iterable[NodeScore], fewest: int) -> NodeScore:
    """The median of a node over a group, with its possible range; without a score while fewer than ``fewest`` have one.

    A node without a score is never called the strongest, but its range may keep another from being called so.
    """
    nodes = list(nodes)
    scores, (lowest, highest) = [node.score for node in nodes if node.score is not None], _median_interval(nodes)
    if len(scores) < fewest:
        return NodeScore(id, Standing.INSUFFICIENT, lowest=lowest, highest=highest)
    return NodeScore(id, Standing.SCORED, median(scores), lowest=lowest, highest=highest)


def _reach(id: str, nodes: list[NodeScore], edge: float, band: str) -> Iterator[Statement]:
    """How many countries surely reach a band, and of how many it cannot be told; lower edge inclusive."""
    intervals = [interval(node) for node in nodes]
    reached = sum(low + ROUNDING >= edge for low, _high in intervals)
    untold = sum(low + ROUNDING < edge <= high + ROUNDING for low, high in intervals)
    facts = {"of": len(nodes), "band": band, "domain": id}
    yield Statement(Template.REACHED, {"n": reached, **facts})
    if untold:
        yield Statement(Template.REACHED_OPEN, {"n": untold, **facts})
