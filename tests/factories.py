"""Builders: answers by kind of question, people by role, signed submissions."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from assessment.core.answers import Answer, AnswerSheet, Evidence, Partners, State
from assessment.core.partners import laid_out
from assessment.core.questionnaire import Kind, Question, Questionnaire
from assessment.services import accounts, civil_society, signing, submissions
from assessment.services.rounds import questionnaire_of
from assessment.storage.accounts import User
from assessment.storage.civil_society import Organisation
from assessment.storage.models import Round, Snapshot, now
from assessment.storage.sharing import Assignment

NO_PARTNERS = Partners()
LINK = Evidence("https://example.org/norma", "Norma")


def answered(value: object, **more: object) -> Answer:
    """An answered answer."""
    return Answer(State.ANSWERED, value, **more)


def value_of(question: Question, level: int = 3) -> object:
    """A valid value of the question's kind; ladders take the level, the rest a middling value."""
    match question.kind:
        case Kind.LADDER:
            return level
        case Kind.YES_NO:
            return "yes"
        case Kind.SEVERAL:
            return {"chosen": [question.option_codes[0]], "not_open": []}
        case Kind.PERCENT:
            return 50
        case Kind.NUMBER:
            codes = [option.code for option in question.breakdown]
            return {"total": 10, "parts": dict.fromkeys(codes, 1)} if codes else 10
        case Kind.COUNTRIES:
            return {"USA": question.attribute[0].code if question.attribute else None}
        case Kind.TEXT:
            return "Texto"
        case Kind.ONE:
            return question.option_codes[0]
        case Kind.YEAR:
            return 2020
        case Kind.MONTH:
            return "2020-05"


def full_sheet(questionnaire: Questionnaire, level: int = 3, partners: Partners = NO_PARTNERS) -> AnswerSheet:
    """A sheet in which every question, also those about these partners, is answered and every ladder at one level."""
    questions = laid_out(questionnaire, partners).questions
    return AnswerSheet({q.id: answered(value_of(q, level)) for q in questions.values()}, partners)


def person(
    session: Session,
    email: str,
    role: str,
    iso3: str | None = None,
    language: str = "es",
    organisation: Organisation | None = None,
) -> User:
    """An account with one role and no usable password."""
    number = organisation.id if organisation else None
    name = email.split("@")[0]
    user = accounts.create_user(session, email, name, [role], iso3, "no password", language, organisation=number)
    session.commit()
    return user


def organisation(session: Session, name: str) -> Organisation:
    """An organisation of civil society with its seat nowhere in particular."""
    made = civil_society.create_organisation(session, name, "ngo", None, ())
    session.commit()
    return made


def told(
    session: Session, found: Round, by: Organisation, iso3: str, answers: Mapping[str, Answer], *, send: bool = True
) -> None:
    """What an organisation says of a country about which it has not answered yet, sent by somebody of its own."""
    sender = person(session, f"{by.name}.{iso3}@example.org".lower().replace(" ", "-"), "organisation", None, "es", by)
    changes = [submissions.Change(item, answer, 0) for item, answer in answers.items()]
    civil_society.save_told(session, found, by.id, iso3, changes, sender.id)
    if send:
        civil_society.send(session, found, by.id, iso3, sender.id, "Nombre")
    session.commit()


def save(session: Session, found: Round, iso3: str, sheet: AnswerSheet, user: User | None = None) -> None:
    """Save a whole sheet for a country that has not answered yet."""
    changes = [submissions.Change(question, answer, 0) for question, answer in sheet.answers.items()]
    submissions.save_answers(session, found, iso3, changes, user.id if user else None)
    session.commit()


def shared(
    session: Session, found: Round, user: User, *parts: str, state: str = "open", due_on: date = date(2027, 6, 30)
) -> Assignment:
    """Sections and questions shared with a person of the country; all of the questionnaire if none is named."""
    made = Assignment(
        round_slug=found.slug,
        iso3=user.iso3,
        user_id=user.id,
        parts=list(parts or (domain.id for domain in questionnaire_of(found))),
        due_on=due_on,
        note="",
        state=state,
        done_at=now() if state == "done" else None,
        reason="",
        made_by=user.id,
        made_at=now(),
    )
    session.add(made)
    session.commit()
    return made


def signed(session: Session, found: Round, iso3: str, sheet: AnswerSheet) -> Snapshot:
    """A signed submission of a country, with an officer of its own."""
    officer = person(session, f"signer.{iso3.lower()}@example.org", "authorising_officer", iso3)
    save(session, found, iso3, sheet, officer)
    snapshot = signing.sign(session, found, iso3, officer.id, "Nombre", "Dirección Consular")
    session.commit()
    return snapshot
