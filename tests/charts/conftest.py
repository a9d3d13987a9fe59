"""A round of made-up score cards, and every series a page draws from it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from assessment.charts.country import domain_scores, indicator_scores
from assessment.charts.region import Member, distributions, domain_grid, response_counts
from assessment.charts.series import Series
from assessment.core.comparison import region_results
from assessment.core.questionnaire import Questionnaire
from assessment.core.results import (
    OVERALL,
    CountryEntry,
    CountryResults,
    NodeScore,
    RegionResults,
    ScoreCard,
    Standing,
    Status,
)
from assessment.i18n import Language, language

COUNTRIES = ("ARG", "BOL", "BRA", "CHL", "COL", "ECU", "PRY", "PER", "URY", "VEN")
BANDS = ("incipient", "emerging", "established", "consolidated")


def scored(id: str, score: float) -> NodeScore:
    """A node with this score and a range of 10 around it."""
    band = BANDS[min(3, int(score // 25))]
    return NodeScore(id, Standing.SCORED, score, 0.9, max(0.0, score - 10), min(100.0, score + 10), band)


@pytest.fixture(scope="session")
def questionnaire(questionnaire: Questionnaire) -> Questionnaire:
    """The current questionnaire without its questions about partners, which have tests of their own."""
    return replace(questionnaire, domains=tuple(domain for domain in questionnaire if not domain.per_partner))


@pytest.fixture(scope="session")
def card(questionnaire: Questionnaire) -> Callable[[float], ScoreCard]:
    """A score card around a score; D3.2 lacks data and D9 does not apply."""

    def make(score: float) -> ScoreCard:
        ids = [OVERALL, *(d.id for d in questionnaire), *(i.id for d in questionnaire for i in d.indicators)]
        nodes = {id: scored(id, score) for id in ids}
        nodes["D3.2"] = NodeScore("D3.2", Standing.INSUFFICIENT, None, 0.3, 20.0, 90.0)
        nodes["D9"] = NodeScore("D9", Standing.NOT_APPLICABLE)
        return ScoreCard(questionnaire.slug, "hash", "1.0", nodes, {}, "A", 0.5)

    return make


@pytest.fixture(scope="session")
def region(card: Callable[[float], ScoreCard]) -> Callable[[int], RegionResults]:
    """A region of ten countries of which this many have signed, with scores 12.5, 20.5, 28.5 ..."""

    def make(signed: int) -> RegionResults:
        entries = [
            CountryEntry(iso3, Status.SIGNED, card(12.5 + 8 * i))
            if i < signed
            else CountryEntry(iso3, Status.IN_PROGRESS)
            for i, iso3 in enumerate(COUNTRIES)
        ]
        return region_results("2026", entries)

    return make


@pytest.fixture(scope="session")
def members() -> tuple[Member, ...]:
    """The ten countries in two sub-regions, by name."""
    return tuple(Member(iso3, f"Country {iso3}", "North" if iso3 < "C" else "South") for iso3 in COUNTRIES)


@pytest.fixture(scope="session", params=["es", "en"])
def lang(request: pytest.FixtureRequest) -> Language:
    """Each of the two languages."""
    return language(request.param)


@pytest.fixture(scope="session")
def all_series(
    region: Callable[[int], RegionResults],
    card: Callable[[float], ScoreCard],
    questionnaire: Questionnaire,
    members: tuple[Member, ...],
    lang: Language,
) -> dict[str, Series]:
    """Every series the pages draw, for a region in which nine of ten have signed."""
    results = region(9)
    entry = results.entries[2]
    compared = CountryResults("2026", entry, card(62.25), False, results.figures)
    alone = CountryResults("2026", entry, card(62.25), True, None)
    return {
        "domains": domain_scores(compared, questionnaire, "Brazil", lang),
        "domains, alone": domain_scores(alone, questionnaire, "Brazil", lang),
        "indicators": indicator_scores(compared, questionnaire, "Brazil", lang),
        "grid": domain_grid(results, questionnaire, members, lang),
        "distributions": distributions(results, questionnaire, {m.iso3: m.name for m in members}, lang),
        "status": response_counts(results, lang),
    }
