"""Demonstration data: answers drawn at random for every member State, and accounts to try the tool with.

The draw knows nothing of any State: who has signed is dealt by lot, and
before any answer is drawn, so that it stays the same when a questionnaire
grows; the twenty-five answer sheets are drawn for nobody in particular. Answers hang together (a sheet has a general
level, each domain departs from it, each question again) so that pages look
as they would with real ones.
"""

import random
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from assessment.catalogue import Reference
from assessment.config import EARLIER_QUESTIONNAIRE
from assessment.core.answers import NONE_OF_THESE, Answer, AnswerSheet, Evidence, State
from assessment.core.questionnaire import Kind, Question, Questionnaire
from assessment.core.results import Status
from assessment.services import accounts, audit, rounds, signing, submissions
from assessment.services.demonstration_activity import draw_activity
from assessment.services.demonstration_civil_society import load_civil_society
from assessment.services.demonstration_documents import with_documents
from assessment.services.demonstration_earlier import CLOSES, EARLIER_ROUND, OPENS, Before, date_back
from assessment.services.demonstration_partners import draw_partner_answers
from assessment.services.demonstration_sharing import load_sharing
from assessment.storage import queries
from assessment.storage.models import Installation, Round

SEED = 2026
ROUND = "2026"
STATUSES = (Status.NOT_STARTED,) * 3 + (Status.IN_PROGRESS,) * 4 + (Status.SIGNED,) * 18
EARLIER_SEED = 2024
EARLIER_STATUSES = (Status.NOT_STARTED,) * 2 + (Status.IN_PROGRESS,) * 2 + (Status.SIGNED,) * 20
"""Of the earlier round, without ALWAYS_SIGNED."""
ALWAYS_SIGNED = "PER"
"""The country that guides and tests open first; it swaps lots with a signed one where needed."""

COMMENTS = (
    "Según la memoria anual de la dirección consular.",
    "= en revisión con la dirección jurídica",
    "+ se completará con los datos del segundo semestre",
    "- sin observaciones",
    "@dirección consular: confirmar la cifra",
    "La norma está <b>en revisión</b>; véase el artículo 5 & siguientes.",
    "Dato preliminar.",
    "Figures supplied by the consular directorate.",
)
REASONS = ("No se presentó ningún caso en el período.", "There was no such case in the period.")
TEXTS = (
    "La cooperación consular entre los Estados de la región permite llegar donde ninguno llega solo.",
    "Proponemos compartir buenas prácticas de consulados móviles conjuntos.",
    "Consular cooperation should be part of every national input to the Forum.",
)
EVIDENCE = (Evidence("https://example.org/documento", "Documento de ejemplo / example document"),)
OFFICE = "Dirección General de Asuntos Consulares"
ROLE_ACCOUNTS = (("focal", "focal_point"), ("officer", "authorising_officer"), ("contributor", "contributor"))
ROLE_NAMES = {
    "focal_point": {"es": "Punto focal, {country} (demostración)", "en": "Focal point, {country} (demonstration)"},
    "authorising_officer": {
        "es": "Autoridad firmante, {country} (demostración)",
        "en": "Authorising officer, {country} (demonstration)",
    },
    "contributor": {
        "es": "Persona colaboradora, {country} (demostración)",
        "en": "Contributor, {country} (demonstration)",
    },
}
SELA_ACCOUNTS = (
    ("admin", "administrator", "Administración (demostración)"),
    ("analyst", "analyst", "Analista del SELA (demostración)"),
    ("staff", "report_staff", "Equipo de informes del SELA (demostración)"),
)


@dataclass(frozen=True)
class Lot:
    """What one State has drawn: a whole sheet, how much of it is given, and where its submission stands."""

    drawn: AnswerSheet
    given: AnswerSheet
    status: Status


def load_demonstration(
    session: Session,
    questionnaire: Questionnaire,
    reference: Reference,
    password_hash: str,
    evidence: Path,
) -> None:
    """Fill a new database: accounts that share one password, a published round of two years before and an open one.

    Most of the 25 States answered in both; the earlier round ran under the earlier variant of the questionnaire.
    ``evidence`` is the folder in which the files of documents are kept.
    """
    session.add(Installation(key="demonstration", value=str(SEED)))
    pairs = rounds.priority_pairs(reference)
    older = rounds.load_version(EARLIER_QUESTIONNAIRE)
    before = open_round(session, older, pairs, EARLIER_ROUND, OPENS, CLOSES)
    found = open_round(session, questionnaire, pairs)
    create_accounts(session, password_hash)
    dealt = deal_answers(session, questionnaire, reference)
    _store(session, before, _deal_earlier(older, questionnaire, reference, dealt))
    date_back(session, before, random.Random(EARLIER_SEED))  # noqa: S311  (a drawn example, no secret)
    before.state = "published"
    _store(session, found, {iso3: _with_documents(session, found, iso3, lot, evidence) for iso3, lot in dealt.items()})
    draw_activity(session, found, questionnaire, dealt)
    load_civil_society(session, found, password_hash)
    load_sharing(session, found, password_hash)
    audit.record(session, None, "demonstration_loaded", str(SEED))


def open_round(
    session: Session,
    questionnaire: Questionnaire,
    pairs: Iterable[rounds.PriorityPair] = (),
    name: str = ROUND,
    opens_at: datetime = datetime(2026, 9, 1, tzinfo=UTC),
    closes_at: datetime = datetime(2027, 6, 30, 23, 59, tzinfo=UTC),
) -> Round:
    """A round of the demonstration, the later one unless told otherwise, open for answers."""
    found = Round(
        slug=name,
        title=rounds.title_of(name),
        state="draft",
        questionnaire=rounds.register_questionnaire(session, questionnaire),
        opens_at=opens_at,
        closes_at=closes_at,
    )
    session.add(found)
    session.flush()
    rounds.set_pairs(session, found, pairs)
    rounds.ask_civil_society(session, found)
    found.state = "open"
    session.flush()
    return found


def create_accounts(session: Session, password_hash: str) -> None:
    """One account for each role: three of SELA, and three for every member State."""
    for local, role, name in SELA_ACCOUNTS:
        accounts.create_user(session, f"{local}@demo.example", name, [role], password_hash=password_hash)
    for country in queries.countries(session):
        language = "es" if "es" in country.languages else "en"
        for local, role in ROLE_ACCOUNTS:
            name = ROLE_NAMES[role][language].format(country=country.name[language])
            email = f"{local}.{country.iso3.lower()}@demo.example"
            accounts.create_user(session, email, name, [role], country.iso3, password_hash, language)


def deal_answers(session: Session, questionnaire: Questionnaire, reference: Reference) -> dict[str, Lot]:
    """Deal who has signed, who is under way and who has not begun, then draw a sheet for each."""
    members = [country.iso3 for country in queries.countries(session)]
    draw = random.Random(SEED)  # noqa: S311  (a drawn example, no secret)
    abroad = _abroad(reference, members)
    statuses = draw.sample(STATUSES, len(STATUSES))
    sheets = [draw_sheet(draw, questionnaire, abroad) for _ in members]
    dealt = dict(zip(members, zip(sheets, statuses, strict=True), strict=True))
    if dealt[ALWAYS_SIGNED][1] is not Status.SIGNED:
        other = next(iso3 for iso3, (_sheet, status) in dealt.items() if status is Status.SIGNED)
        dealt[ALWAYS_SIGNED], dealt[other] = dealt[other], dealt[ALWAYS_SIGNED]
    of_partners = draw_partner_answers(
        draw, questionnaire, rounds.priority_pairs(reference), reference.instruments, abroad, _draw_value
    )
    whole = {iso3: AnswerSheet({**own.answers, **of_partners.get(iso3, {})}) for iso3, (own, _status) in dealt.items()}
    return {iso3: _lot(draw, whole[iso3], status) for iso3, (_own, status) in dealt.items()}


def _deal_earlier(
    older: Questionnaire, questionnaire: Questionnaire, reference: Reference, dealt: Mapping[str, Lot]
) -> dict[str, Lot]:
    """What each State answered two years before it drew its lot; which States had signed then is a lot of its own."""
    draw = random.Random(EARLIER_SEED)  # noqa: S311  (a drawn example, no secret)
    before = Before(draw, older, questionnaire, _abroad(reference, dealt), _draw_answer)
    others = [iso3 for iso3 in dealt if iso3 != ALWAYS_SIGNED]
    statuses = dict(zip(draw.sample(others, len(others)), EARLIER_STATUSES, strict=True))
    return {iso3: _lot(draw, before.sheet(lot.drawn), statuses.get(iso3, Status.SIGNED)) for iso3, lot in dealt.items()}


def _abroad(reference: Reference, members: Container[str]) -> list[str]:
    return [country.iso3 for country in reference.countries if country.iso3 not in members]


def _lot(draw: random.Random, drawn: AnswerSheet, status: Status) -> Lot:
    if status is Status.NOT_STARTED:
        return Lot(drawn, AnswerSheet({}), status)
    return Lot(drawn, drawn if status is Status.SIGNED else _half(draw, drawn), status)


def _store(session: Session, found: Round, dealt: Mapping[str, Lot]) -> None:
    for iso3, lot in dealt.items():
        if lot.given.answers:
            _answer(session, found, iso3, lot.given)
        if lot.status is Status.SIGNED:
            _sign(session, found, iso3)


def _with_documents(session: Session, found: Round, iso3: str, lot: Lot, evidence: Path) -> Lot:
    focal = queries.user_by_email(session, f"focal.{iso3}@demo.example")
    return replace(lot, given=with_documents(session, found, iso3, lot.given, evidence, focal.id if focal else None))


def _answer(session: Session, found: Round, iso3: str, sheet: AnswerSheet) -> None:
    focal = queries.user_by_email(session, f"focal.{iso3}@demo.example")
    changes = [submissions.Change(question, answer, 0) for question, answer in sheet.answers.items()]
    submissions.save_answers(session, found, iso3, changes, focal.id if focal else None, way="demonstration")


def _sign(session: Session, found: Round, iso3: str) -> None:
    officer = queries.user_by_email(session, f"officer.{iso3}@demo.example")
    assert officer is not None
    signing.sign(session, found, iso3, officer.id, officer.name, OFFICE)


def _half(draw: random.Random, sheet: AnswerSheet) -> AnswerSheet:
    """The sheet of somebody halfway through: the first part of the questions."""
    kept = list(sheet.answers)[: draw.randint(6, max(7, len(sheet.answers) * 2 // 3))]
    return AnswerSheet({question: sheet[question] for question in kept})


def draw_sheet(draw: random.Random, questionnaire: Questionnaire, abroad: Sequence[str]) -> AnswerSheet:
    """One plausible answer sheet: level in 0..1, with don't knows, blanks and not applicables."""
    general = min(0.95, max(0.1, draw.gauss(0.52, 0.17)))
    answers: dict[str, Answer] = {}
    for domain in (domain for domain in questionnaire if not domain.per_partner):
        of_domain = general + draw.gauss(0, 0.1)
        for question in domain.questions:
            level = min(1.0, max(0.0, of_domain + draw.gauss(0, 0.14)))
            answer = _draw_answer(draw, question, level, abroad)
            if answer is not None:
                answers[question.id] = answer
    return AnswerSheet(answers)


def _draw_answer(draw: random.Random, question: Question, level: float, abroad: Sequence[str]) -> Answer | None:
    """An answer, or None for a question left blank."""
    fate = draw.random()
    comment = draw.choice(COMMENTS) if draw.random() < 0.2 else ""
    if fate < 0.04:
        return None
    if fate < 0.09:
        return Answer(State.DONT_KNOW, comment=comment)
    if question.may_be_not_applicable and fate < 0.19:
        return Answer(State.NOT_APPLICABLE, reason=draw.choice(REASONS), comment=comment)
    value = _draw_value(draw, question, level, abroad)
    return Answer(State.ANSWERED, value, comment=comment, evidence=_draw_evidence(draw, question, value))


def _draw_evidence(draw: random.Random, question: Question, value: object) -> tuple[Evidence, ...]:
    top = question.kind is Kind.LADDER and value == 4
    if draw.random() > (0.7 if top else 0.3):
        return ()
    return EVIDENCE


def _draw_value(draw: random.Random, question: Question, level: float, abroad: Sequence[str]) -> object:
    """A value of the question's kind that fits a level of 0..1."""
    match question.kind:
        case Kind.LADDER:
            return min(4, max(0, round(level * 4 + draw.gauss(0, 0.4))))
        case Kind.YES_NO:
            return "yes" if draw.random() < level else "no"
        case Kind.SEVERAL:
            return _draw_several(draw, question, level)
        case Kind.PERCENT:
            return round(min(100.0, max(0.0, 100 * level + draw.gauss(0, 12))), draw.choice((0, 0, 1)))
        case Kind.NUMBER:
            return _draw_number(draw, question, level)
        case Kind.COUNTRIES:
            chosen = sorted(draw.sample(list(abroad), k=max(1, round(level * 9))))
            kinds = [option.code for option in question.attribute]
            return {iso3: draw.choice(kinds) if kinds else None for iso3 in chosen}
        case Kind.TEXT:
            return draw.choice(TEXTS)
        case Kind.ONE:
            return draw.choice(question.option_codes)
        case Kind.YEAR:
            return draw.randint(1990, 2026)
        case Kind.MONTH:
            return f"{draw.randint(2020, 2025)}-{draw.randint(1, 12):02d}"


def _draw_several(draw: random.Random, question: Question, level: float) -> dict[str, list[str]]:
    not_open = [c for c in question.option_codes if question.not_open_to_my_state and draw.random() < 0.06]
    chosen = [c for c in question.option_codes if c not in not_open and draw.random() < level]
    return {"chosen": chosen or [NONE_OF_THESE], "not_open": not_open}


def _draw_number(draw: random.Random, question: Question, level: float) -> object:
    edges = [band.up_to for band in question.bands if band.up_to is not None]
    middle = edges[len(edges) // 2] if edges else 60
    total = max(0, round(draw.lognormvariate(0, 0.6) * middle * (1.3 - level)))
    if question.limits is not None:
        total = int(min(max(total, question.limits.min), question.limits.max))
    if not question.breakdown:
        return total
    parts, left = {}, total
    for option in question.breakdown[:-1]:
        parts[option.code] = draw.randint(0, left) if left else 0
        left -= parts[option.code]
    parts[question.breakdown[-1].code] = left
    return {"total": total, "parts": parts}
