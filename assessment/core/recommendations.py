"""Recommendations: the rules applied to the signed results of a round.

A recommendation says nothing in words. It has a key that stays the same as long
as the same rule says the same of the same subject, and a trace that tells which
rule read which figures of which day; ``assessment.wording_results`` fills its
text from the rules. Whoever lets an analyst edit a text keeps it by that key.

The rules themselves are data (``core.recommendation_rules``) and come from
section 5 of the framework. Recommendations change no score.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from statistics import fmean

from assessment.core.aggregation import SLACK
from assessment.core.civil_society import CivilQuestionnaire, ItemFigure
from assessment.core.network import Pair
from assessment.core.questionnaire import Indicator, Questionnaire, Text
from assessment.core.recommendation_rules import PROPOSED, Rule, Rules, Step
from assessment.core.results import CountryEntry, NodeScore, RegionResults, ScoreCard, Standing
from assessment.core.role_mirror import role_mirror
from assessment.core.scoring import ROUNDING


class Level(StrEnum):
    """To whom a recommendation is raised."""

    COUNTRY = "country"
    SUBREGIONAL = "subregional"
    REGIONAL = "regional"


@dataclass(frozen=True, slots=True)
class Trace:
    """One rule that was applied: which, in which edition, to what, of which day.

    ``questionnaire`` is "slug/version", ``method`` that of the score. ``on`` is
    the moment the answers were signed (ISO 8601, UTC; of several States the
    latest), ``snapshot`` the hash of what was signed, None for several States.
    ``facts`` are what the rule read and what its text needs: codes, ids and
    numbers in full precision, never words.
    """

    rule: str
    edition: str
    round: str
    questionnaire: str
    method: str
    on: str | None
    snapshot: str | None
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One recommendation.

    ``key`` is "rule:addressee:subject". ``addressees`` are an iso3, a scheme,
    or a body and schemes; ``objectives`` those of the Global Compact and
    ``sources`` the articles behind its ``indicators``; ``horizon`` and
    ``status`` codes of the rules. ``traces`` holds the rule that made it and
    then those that added to it. ``priority`` (0..200 with weights of 1 and 2)
    orders. ``peers`` are members (iso3) that consented, ``practices`` keys of
    published practices under the indicator.
    """

    key: str
    level: Level
    addressees: tuple[str, ...]
    indicators: tuple[str, ...]
    objectives: tuple[int, ...]
    sources: tuple[Text, ...]
    horizon: str
    priority: float
    traces: tuple[Trace, ...]
    peers: tuple[str, ...] = ()
    practices: tuple[str, ...] = ()
    status: str = PROPOSED


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who could serve a State's nationals in a ``place`` (iso3) where it has no post: the member ``by`` (iso3).

    ``instrument`` is the one it would rest on, a code or a name, None where there
    is none; ``acting`` says that the two act for each other elsewhere already.
    """

    place: str
    by: str
    instrument: str | None = None
    acting: bool = False


@dataclass(frozen=True)
class Basis:
    """All that the rules read of a round. Only what is signed is in it; who may see the outcome is for others to say.

    ``schemes`` maps the code of a scheme to its members (iso3); ``figures``
    maps a country to what organisations say of it, ``civil`` being their
    questionnaire; ``proposals`` maps a country to its coverage match, one a
    place. ``consenting`` are the countries that agreed to be named as peers;
    without its consent no country is named to another. ``practices`` maps an
    indicator to the keys of published practices.
    """

    questionnaire: Questionnaire
    region: RegionResults
    schemes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    pairs: tuple[Pair, ...] = ()
    civil: CivilQuestionnaire | None = None
    figures: Mapping[str, tuple[ItemFigure, ...]] = field(default_factory=dict)
    proposals: Mapping[str, tuple[Proposal, ...]] = field(default_factory=dict)
    consenting: frozenset[str] = frozenset()
    practices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def country_recommendations(rules: Rules, basis: Basis, iso3: str) -> tuple[Recommendation, ...]:
    """What is recommended to one country, the highest priority first; nothing while it has not signed."""
    entry = next((entry for entry in basis.region.signed if entry.iso3 == iso3), None)
    if entry is None or entry.card is None:
        return ()
    country = _Country(rules, basis, entry, entry.card)
    made = [*country.by_score(), *country.of_pairs(), *country.of_places(), *country.of_contrasts()]
    return country.mirrored(in_order(made, rules, basis.questionnaire))


def highest(rules: Rules, recommendations: Iterable[Recommendation]) -> tuple[Recommendation, ...]:
    """The first ones to show, of recommendations in their order: the highest, but one indicator only once."""
    shown: list[Recommendation] = []
    told = set[str]()
    for recommendation in recommendations:
        if len(shown) < rules.priority.shown and told.isdisjoint(recommendation.indicators):
            shown.append(recommendation)
            told.update(recommendation.indicators)
    return tuple(shown)


# --- one country ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Country:
    """A country with its signed card, and the rules to apply to it."""

    rules: Rules
    basis: Basis
    entry: CountryEntry
    card: ScoreCard

    def by_score(self) -> Iterator[Recommendation]:
        """[1, 3] One for every indicator that applies: by its score, or to collect the data where there is none."""
        for indicator in self.basis.questionnaire.indicators.values():
            node = self.card.nodes.get(indicator.id)
            if node is None or node.standing is Standing.NOT_APPLICABLE:
                continue
            if node.score is None or _unknown_level(self.card, indicator):
                yield self._make(self.rules.no_data, indicator.id, (indicator,), _middle(node), _figures(node))
                continue
            step = _step(self.rules, node.score)
            facts = {**_figures(node), "below": step.below, "stem": step.stem}
            made = self._make(step, indicator.id, (indicator,), node.score, facts)
            if step.stem is not None:
                practices = tuple(self.basis.practices.get(indicator.id, ()))
                made = replace(made, peers=self._peers(indicator.id), practices=practices)
            yield made

    def of_pairs(self) -> Iterator[Recommendation]:
        """[4] One for every column of a pair that is in a state of which a rule speaks."""
        for pair in self.basis.pairs:
            if not pair.involves(self.entry.iso3):
                continue
            partner = pair.other(self.entry.iso3)
            for column, cell in pair.cells.items():
                node = self.card.nodes[column]
                for rule in (rule for rule in self.rules.pairs if cell.state in rule.states):
                    facts = {**_figures(node), "partner": partner, "state": str(cell.state), "stem": rule.stem}
                    indicator = self.basis.questionnaire.indicators[column]
                    yield self._make(rule, f"{column}@{partner}", (indicator,), _middle(node), facts)

    def of_places(self) -> Iterator[Recommendation]:
        """[4] One for every place that a member could serve."""
        rule = self.rules.cover
        indicator, node = self.basis.questionnaire.indicators[rule.indicator], self.card.nodes[rule.indicator]
        for proposal in self.basis.proposals.get(self.entry.iso3, ()):
            told = {
                "place": proposal.place, "partner": proposal.by,
                "instrument": proposal.instrument, "acting": proposal.acting,
            }  # fmt: skip
            yield self._make(rule, proposal.place, (indicator,), _middle(node), {**_figures(node), **told})

    def of_contrasts(self) -> Iterator[Recommendation]:
        """[6] One for every statement on which the State's own figure and civil society's lie far apart.

        The State's is the mean of the indicators the statement is held against,
        where as many of those that apply have a score as a domain would need.
        """
        if self.basis.civil is None:
            return
        rule, items = self.rules.contrast, self.basis.civil.items
        for figure in self.basis.figures.get(self.entry.iso3, ()):
            mapped = [self.card.nodes[id] for id in items[figure.item].indicators if id in self.card.nodes]
            mapped = [node for node in mapped if node.standing is not Standing.NOT_APPLICABLE]
            scores = [node.score for node in mapped if node.score is not None]
            least = self.basis.questionnaire.method.domain_threshold.share
            if figure.mean is None or not scores or len(scores) / len(mapped) < least - SLACK:
                continue
            government = fmean(scores)
            if reaches(abs(government - figure.mean), rule.gap):
                about = tuple(self.basis.questionnaire.indicators[node.id] for node in mapped)
                told = {"item": figure.item, "score": government, "civil_society": figure.mean, "n": figure.n}
                yield self._make(rule, figure.item, about, government, {**told, "gap": rule.gap})

    def mirrored(self, ordered: tuple[Recommendation, ...]) -> tuple[Recommendation, ...]:
        """[2] The recommendations, that on the lower of two roles put ahead of the others of its domain."""
        found = self._mirror()
        if found is None:
            return ordered
        key, trace = found
        of_domain = f"{self.rules.mirror.domain}."
        mine = next(one for one in ordered if one.key == key)
        others = [one for one in ordered if one.key != key]
        at = next((n for n, one in enumerate(ordered) if one.indicators[0].startswith(of_domain)), len(others))
        return (*others[:at], replace(mine, traces=(*mine.traces, trace)), *others[at:])

    def _mirror(self) -> tuple[str, Trace] | None:
        """The key of the recommendation on the lowest indicator of the lower role, and why it comes first."""
        rule = self.rules.mirror
        found = role_mirror(self.basis.questionnaire, self.card, rule.domain)
        if found is None or found.gap is None or not reaches(abs(found.gap), rule.gap):
            return None
        lower = found.asks if found.gap < 0 else found.grants
        score, id = min((node.score, node.id) for node in lower.indicators if node.score is not None)
        asks, grants = found.asks.figure.score, found.grants.figure.score
        facts = {"indicator": id, "score": score, "asks": asks, "grants": grants, "gap": rule.gap}
        step = _step(self.rules, score)
        return f"{step.code}:{self.entry.iso3}:{id}", self._trace(rule.code, facts)

    def _peers(self, indicator: str) -> tuple[str, ...]:
        """[3] Members that score high on an indicator and consented, those of a common scheme first, then by code."""
        own, rule = self.entry.iso3, self.rules.peers
        scored = {
            entry.iso3: entry.card.nodes[indicator].score
            for entry in self.basis.region.signed
            if entry.card is not None and indicator in entry.card.nodes
        }
        able = [
            iso3
            for iso3, score in scored.items()
            if iso3 != own and iso3 in self.basis.consenting and score is not None and reaches(score, rule.floor)
        ]
        together = {iso3 for members in self.basis.schemes.values() if own in members for iso3 in members}
        return tuple(sorted(able, key=lambda iso3: (iso3 not in together, iso3))[: rule.most])

    def _make(
        self, rule: Rule, subject: str, indicators: tuple[Indicator, ...], score: float, facts: Mapping[str, object]
    ) -> Recommendation:
        trace, own = self._trace(rule.code, facts), self.entry.iso3
        return recommendation_of(self.rules, rule, Level.COUNTRY, (own,), subject, indicators, score, trace)

    def _trace(self, code: str, facts: Mapping[str, object]) -> Trace:
        return Trace(
            rule=code,
            edition=self.rules.edition,
            round=self.basis.region.round,
            questionnaire=self.card.questionnaire,
            method=self.card.method,
            on=self.entry.signed_at,
            snapshot=self.entry.snapshot_hash,
            facts=facts,
        )


def _unknown_level(card: ScoreCard, indicator: Indicator) -> bool:
    """Whether the question that carries an indicator applies and has no value."""
    main = indicator.main and card.nodes.get(indicator.main.id)
    return bool(main and main.standing is Standing.INSUFFICIENT)


def _step(rules: Rules, score: float) -> Step:
    """The first step whose limit the score does not reach; the last has none."""
    return next(step for step in rules.steps if step.below is None or not reaches(score, step.below))


def reaches(score: float, limit: float) -> bool:
    """Whether a figure, rounded to nine decimals as against band edges, is the limit or more."""
    return score + ROUNDING >= limit


def _middle(node: NodeScore) -> float:
    """The score; without one the middle of the possible range: what a State left open is neither 0 nor 100."""
    if node.score is not None:
        return node.score
    return 100.0 if node.lowest is None or node.highest is None else (node.lowest + node.highest) / 2


def _figures(node: NodeScore) -> dict[str, object]:
    """What every rule reads of an indicator."""
    return {"indicator": node.id, "score": node.score, "lowest": node.lowest, "highest": node.highest}


# --- what all have -------------------------------------------------------------------------


def recommendation_of(
    rules: Rules,
    rule: Rule,
    level: Level,
    addressees: tuple[str, ...],
    subject: str,
    indicators: tuple[Indicator, ...],
    score: float,
    trace: Trace,
) -> Recommendation:
    """A recommendation of a rule about a ``subject`` (part of its key), its priority by ``score`` (0..100).

    ``indicators`` has one at least; of several the heaviest weighs.
    """
    return Recommendation(
        key=f"{rule.code}:{addressees[0]}:{subject}",
        level=level,
        addressees=addressees,
        indicators=tuple(indicator.id for indicator in indicators),
        objectives=tuple(sorted({number for indicator in indicators for number in indicator.gcm})),
        sources=tuple(indicator.source for indicator in indicators if indicator.source is not None),
        horizon=rule.horizon,
        priority=(100 - score) * max(_weight(rules, indicator) for indicator in indicators),
        traces=(trace,),
    )


def _weight(rules: Rules, indicator: Indicator) -> float:
    """[7] The weight of an indicator's gap."""
    rule = rules.priority
    counts_more = indicator.id.split(".")[0] in rule.domains or not rule.themes.isdisjoint(indicator.themes)
    return rule.weight if counts_more else 1.0


def in_order(made: Iterable[Recommendation], rules: Rules, questionnaire: Questionnaire) -> tuple[Recommendation, ...]:
    """The highest priority first; of equal ones by the order of the questionnaire, then of the rules, then by key."""
    place = {id: number for number, id in enumerate(questionnaire.indicators)}
    turn = {rule.code: number for number, rule in enumerate(rules)}

    def rank(one: Recommendation) -> tuple[float, int, int, str]:
        return -round(one.priority, 9), place[one.indicators[0]], turn[one.traces[0].rule], one.key

    return tuple(sorted(made, key=rank))
