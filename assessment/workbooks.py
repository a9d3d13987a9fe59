"""From the database to a workbook: gather what a reader may see, hand it to ``reports``.

Used by the web's downloads and by the command line, so that both give the
same file.
"""

from dataclasses import replace
from datetime import UTC, datetime

from openpyxl import Workbook
from sqlalchemy.orm import Session

from assessment.catalogue import Reference
from assessment.catalogue.groups import groups_by_scheme
from assessment.core.answers import Partners, row_key
from assessment.core.instruments import instruments_of
from assessment.core.partners import laid_out, row_question
from assessment.core.questionnaire import Question, Questionnaire
from assessment.forms import World, version_mark, write
from assessment.i18n import Language
from assessment.offline.building import workbook as answers_workbook
from assessment.offline.extent import extent_of
from assessment.offline.layout import Frame
from assessment.offline.slots import in_rows
from assessment.offline.stamp import Stamp
from assessment.reports.context import ReportContext
from assessment.reports.country import country_workbook
from assessment.reports.perspective import Perspective
from assessment.reports.receipt import SignatureFacts, receipt_workbook
from assessment.reports.region import region_workbook
from assessment.services import results, rounds, signing
from assessment.services.accounts import Reader
from assessment.services.disclosure import entry_as_seen_by, sheet_as_seen_by
from assessment.services.submissions import StoredSheet
from assessment.storage import queries
from assessment.storage.models import Round
from assessment.wording import moment_text, text


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
    context = _context(session, reference, found, words, whole=reader.sees_all_of(iso3))
    return country_workbook(context, *visible, pairs, perspective)


def for_region(session: Session, reference: Reference, found: Round, reader: Reader, words: Language) -> Workbook:
    """The comparison workbook of a round, for SELA's people."""
    context = _context(session, reference, found, words, whole=reader.sees_all_of())
    sheets = results.signed_sheets(session, found)
    network = results.cooperation(session, found, sheets)
    shown = {iso3: sheet_as_seen_by(reader, found, iso3, sheet) for iso3, sheet in sheets.items()}
    whole = results.region(session, found)
    seen = replace(whole, entries=tuple(entry_as_seen_by(reader, entry) for entry in whole.entries))
    return region_workbook(context, seen, shown, network)


def for_receipt(session: Session, reference: Reference, found: Round, iso3: str, words: Language) -> Workbook | None:
    """The receipts of a country's signatures for its own people, or None when it never signed."""
    signatures = [
        SignatureFacts(
            signer=one.snapshot.signer_name,
            office=one.snapshot.signer_office,
            signed_at=one.snapshot.signed_at,
            sha256=one.snapshot.sha256,
            withdrawn_at=one.withdrawal.withdrawn_at if one.withdrawal else None,
            withdrawn_by=one.withdrawn_by,
            reason=one.withdrawal.reason if one.withdrawal else "",
        )
        for one in signing.signatures(session, found, iso3)
    ]
    context = _context(session, reference, found, words, whole=True)
    return receipt_workbook(context, iso3, signatures) if signatures else None


def for_answers(context: ReportContext, iso3: str, stored: StoredSheet, part: Questionnaire) -> Workbook:
    """The workbook in which a country answers offline the questions of ``part``, filled with what stands."""
    words, whole, partners = context.language, context.questionnaire, stored.sheet.partners
    questions = questions_of(part, partners)
    answers = {key: stored.sheet[key] for key in questions if key in stored.sheet.answers}
    told = {code: told for domain in part for code, told in instruments_of(stored.sheet, domain.id).items()}
    names = {code: str(answer.value["name"]) for code, answer in told.items()}  # type: ignore[index]
    extent = extent_of(questions, answers)
    frame = Frame(words, whole, part, partners, World(iso3, context.countries), extent, names)
    stamp = Stamp(
        round=context.round_slug,
        country=iso3,
        questionnaire=f"{whole.slug} {whole.version}",
        meaning=whole.meaning_hash,
        language=words.code,
        downloaded=moment_text(words, context.generated_at, "long"),
        questions=tuple(part.questions),
        partners=partners,
        extent=extent,
        versions={k: version_mark(questions[k], answer, stored.version(k)) for k, answer in answers.items()},
    )
    filled = {key: in_rows(questions[key], write(questions[key], answer, words)) for key, answer in answers.items()}
    country = text(words, context.countries[iso3])
    return answers_workbook(context, frame, stamp, filled, f"{country} · {context.round}")


def questions_of(part: Questionnaire, partners: Partners) -> dict[str, Question]:
    """The questions a workbook holds, by key: those of the part, laid out, and every priority partner's row."""
    whole = {
        row_key(domain.id, partner): row_question(domain.id, partner)
        for domain in part
        if domain.per_partner
        for partner in partners.priority
    }
    return {**laid_out(part, partners).questions, **whole}


def context_of(session: Session, reference: Reference, found: Round, words: Language) -> ReportContext:
    """The frame of a workbook that a country fills in itself."""
    return _context(session, reference, found, words, whole=True)


def _context(session: Session, reference: Reference, found: Round, words: Language, *, whole: bool) -> ReportContext:
    """The frame of a workbook; ``whole`` says that its reader sees all of the answers in it."""
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
        whole=whole,
    )
