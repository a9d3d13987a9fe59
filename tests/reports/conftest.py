"""The frame of the workbooks under test."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assessment.catalogue import Reference
from assessment.catalogue.groups import groups_by_scheme
from assessment.core.answers import AnswerSheet
from assessment.core.comparison import region_results
from assessment.core.questionnaire import Questionnaire
from assessment.core.results import CountryEntry, CountryResults, RegionResults, Status
from assessment.core.scoring import score
from assessment.i18n import language
from assessment.reports.context import ReportContext

HASH = "0123456789abcdef" * 4
SIGNED_AT = "2026-03-01T15:30:00+00:00"


@pytest.fixture(scope="session")
def questionnaire(questionnaire: Questionnaire) -> Questionnaire:
    """The current questionnaire without its questions about partners, which have tests of their own."""
    return replace(questionnaire, domains=tuple(domain for domain in questionnaire if not domain.per_partner))


@pytest.fixture(scope="session")
def context(questionnaire: Questionnaire, reference: Reference) -> ReportContext:
    """The workbook of an English reader, of real answers."""
    return ReportContext(
        language=language("en"),
        questionnaire=questionnaire,
        round_slug="2026",
        round_title={"en": "Round 2026", "es": "Ronda 2026"},
        countries={country.iso3: country.name for country in reference.countries},
        generated_at=datetime(2026, 4, 5, 6, 7, tzinfo=UTC),
        subregions={member.iso3: reference.subregions[member.subregion] for member in reference.members},
        groups=groups_by_scheme(reference),
        reasons=reference.pair_reasons,
        instrument_statuses=reference.instrument_statuses,
        whole=True,
    )


@pytest.fixture(scope="session")
def spanish(context: ReportContext) -> ReportContext:
    """The same for a Spanish reader."""
    return replace(context, language=language("es"))


@pytest.fixture(scope="session")
def demonstration(context: ReportContext) -> ReportContext:
    """The same over a demonstration database."""
    return replace(context, demonstration=True)


def signed_entry(questionnaire: Questionnaire, iso3: str, sheet: AnswerSheet) -> CountryEntry:
    """A country that has signed this sheet."""
    return CountryEntry(iso3, Status.SIGNED, score(questionnaire, sheet), HASH, SIGNED_AT)


def country_results(questionnaire: Questionnaire, sheet: AnswerSheet, iso3: str = "PER") -> CountryResults:
    """A country's signed results, without group figures."""
    entry = signed_entry(questionnaire, iso3, sheet)
    assert entry.card is not None
    return CountryResults("2026", entry, entry.card, draft=False)


Region = Callable[[Questionnaire, dict[str, AnswerSheet]], RegionResults]


def region_of(questionnaire: Questionnaire, sheets: dict[str, AnswerSheet], others: dict[str, Status]) -> RegionResults:
    """A round in which some countries have signed and others have not."""
    entries = [signed_entry(questionnaire, iso3, sheet) for iso3, sheet in sheets.items()]
    return region_results("2026", [*entries, *(CountryEntry(iso3, status) for iso3, status in others.items())])
