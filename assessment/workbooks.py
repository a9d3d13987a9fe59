"""From the database to a workbook: gather what a reader may see, hand it to ``reports``.

Used by the web's downloads and by the command line, so that both give the
same file.
"""

from datetime import UTC, datetime

from openpyxl import Workbook
from sqlalchemy.orm import Session

from assessment.catalogue import Reference
from assessment.catalogue.groups import groups_by_scheme
from assessment.i18n import Language
from assessment.reports.context import ReportContext
from assessment.reports.country import country_workbook
from assessment.reports.perspective import Perspective
from assessment.reports.region import region_workbook
from assessment.services import results, rounds
from assessment.services.accounts import Reader
from assessment.storage import queries
from assessment.storage.models import Round


def for_country(
    session: Session, reference: Reference, found: Round, iso3: str, reader: Reader, words: Language
) -> Workbook | None:
    """The workbook of one country, or None when there is nothing this reader may see yet."""
    visible = results.profile(session, found, iso3, reader)
    if visible is None:
        return None
    pairs = results.visible_pairs(session, found, iso3, reader)
    told, asked = results.civil_society(session, found, iso3, reader), rounds.civil_questionnaire_of(found)
    perspective = Perspective(asked, told) if asked and told else None
    return country_workbook(_context(session, reference, found, words), *visible, pairs, perspective)


def for_region(session: Session, reference: Reference, found: Round, words: Language) -> Workbook:
    """The comparison workbook of a round, for SELA's people."""
    context = _context(session, reference, found, words)
    sheets = results.signed_sheets(session, found)
    network = results.cooperation(session, found, sheets)
    return region_workbook(context, results.region(session, found), sheets, network)


def _context(session: Session, reference: Reference, found: Round, words: Language) -> ReportContext:
    """Both kinds of readers, SELA's people and the country itself, may see confidential answers."""
    return ReportContext(
        language=words,
        questionnaire=rounds.questionnaire_of(found),
        round_slug=found.slug,
        round_title=found.title,
        countries={country.iso3: country.name for country in reference.countries},
        generated_at=datetime.now(UTC),
        subregions={member.iso3: reference.subregions[member.subregion] for member in reference.members},
        groups=groups_by_scheme(reference),
        reasons=reference.pair_reasons,
        instrument_statuses=reference.instrument_statuses,
        demonstration=queries.installation_fact(session, "demonstration") is not None,
        with_confidential=True,
    )
