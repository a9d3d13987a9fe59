"""Builders: answers by kind of question, people by role, signed submissions."""

from sqlalchemy.orm import Session

from assessment.core.answers import Answer, AnswerSheet, Evidence, Partners, State
from assessment.core.partners import laid_out
from assessment.core.questionnaire import Kind, Question, Questionnaire
from assessment.services import accounts, submissions
from assessment.storage.accounts import User
from assessment.storage.models import Round, Snapshot

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


def person(session: Session, email: str, role: str, iso3: str | None = None, language: str = "es") -> User:
    """An account with one role and no usable password."""
    user = accounts.create_user(session, email, email.split("@")[0], [role], iso3, "no password", language)
    session.commit()
    return user


def save(session: Session, found: Round, iso3: str, sheet: AnswerSheet, user: User | None = None) -> None:
    """Save a whole sheet for a country that has not answered yet."""
    changes = [submissions.Change(question, answer, 0) for question, answer in sheet.answers.items()]
    submissions.save_answers(session, found, iso3, changes, user.id if user else None)
    session.commit()


def signed(session: Session, found: Round, iso3: str, sheet: AnswerSheet) -> Snapshot:
    """A signed submission of a country, with an officer of its own."""
    officer = person(session, f"signer.{iso3.lower()}@example.org", "authorising_officer", iso3)
    save(session, found, iso3, sheet, officer)
    snapshot = submissions.sign(session, found, iso3, officer.id, "Nombre", "Dirección Consular")
    session.commit()
    return snapshot
