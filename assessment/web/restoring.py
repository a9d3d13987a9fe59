"""What stands under a key of the history, in words, and whether a former value may be restored now."""

from collections.abc import Mapping
from dataclasses import replace

from assessment.core.answers import Answer, AnswerSheet, State, is_row
from assessment.core.instruments import instruments_of, picked_for, validate_instrument, validate_picks
from assessment.core.partners import about, naming_partner, row_question
from assessment.core.problems import Problem
from assessment.core.questionnaire import Domain, Kind, Question
from assessment.core.validation import validate, validate_asked
from assessment.web.fields import Line, country_names, line
from assessment.web.instrument_entries import label_of, line_of, reference_data, scope_of
from assessment.web.place import Place
from assessment.web.request import current_language
from assessment.wording import question_name, text


def domain_of(here: Place, key: str) -> Domain | None:
    """The section a key belongs to, whatever it is the key of; None where the questionnaire has none."""
    domain_id = key.replace("#", "@").split("@")[0].split(".")[0]
    return next((domain for domain in here.questionnaire if domain.id == domain_id), None)


def question_of(here: Place, key: str) -> Question | None:
    """The question under a key; also a cell about a State that is a partner no longer. None for other keys."""
    if key in here.questions:
        return here.questions[key]
    asked, _, partner = key.partition("@")
    base = here.questionnaire.questions.get(asked)
    names = country_names()
    if base is None or partner not in names:
        return None
    return naming_partner(about(base, partner), names)


def name_of(here: Place, key: str, told: Answer) -> str:
    """What the answer under a key is called; ``told`` is what an instrument was last said to be."""
    words, names = current_language(), country_names()
    if "#" in key:
        return label_of(key.split("#")[1], told) if told.state is State.ANSWERED else key
    if is_row(key):
        domain, partner = key.split("@")
        return f"{domain}, {text(words, names[partner])}"
    question = question_of(here, key)
    return question_name(words, question, names) if question else key


def words_of(here: Place, key: str, answer: Answer) -> Line:
    """An answer of the history in words, whatever it is an answer to."""
    words, domain = current_language(), domain_of(here, key)
    if "#" in key and domain is not None:
        return line_of(domain, answer, here.documents)
    if is_row(key) and answer.state is State.ANSWERED:
        return Line(row_question(*key.split("@")), answer.state, [words.gettext("Added as a partner")], "", "", ())
    question = row_question(*key.split("@")) if is_row(key) else question_of(here, key)
    if question is None or domain is None:
        return Line(Question(key, Kind.TEXT, {}), answer.state, [key], "", "", ())
    told = instruments_of(here.stored.sheet, domain.id)
    basis = tuple(label_of(code, told[code]) if code in told else code for code in answer.instruments)
    return replace(line(words, question, answer, here.documents), instruments=basis)


def problems_of_restoring(here: Place, key: str, answer: Answer) -> list[Problem]:
    """Why a former value may not be the answer now, such as an instrument it names that was removed since."""
    domain = domain_of(here, key)
    if domain is not None and "#" in key:
        return _of_instrument(here, domain, key.split("#")[1], answer)
    if is_row(key):
        return validate(row_question(*key.split("@")), answer, here.country.iso3, country_names(), here.documents)
    question = here.questions.get(key)
    if domain is None or question is None:
        return [Problem("wrong_type")]
    problems = validate(question, answer, here.country.iso3, country_names(), here.documents)
    if question.partner is None:
        return problems
    becoming = {**here.stored.sheet.answers, key: answer}
    problems += validate_asked(question, answer, AnswerSheet(becoming))
    return problems + validate_picks(answer, question.partner, instruments_of(here.stored.sheet, domain.id))


def _of_instrument(here: Place, domain: Domain, code: str, answer: Answer) -> list[Problem]:
    """An instrument stays a basis where it is picked, with each of these partners a party to it."""
    picked = picked_for(here.stored.sheet, code)
    parties = answer.value["parties"] if isinstance(answer.value, Mapping) else ()
    statuses, scope = reference_data().instrument_statuses, {option.code for option in scope_of(domain)}
    return [
        *validate_instrument(answer, here.country.iso3, country_names(), statuses, scope, here.documents),
        *(Problem("instrument_in_use", {"country": partner}) for partner in picked if partner not in parties),
    ]


def may_be_restored(here: Place, key: str) -> bool:
    """Whether former values under a key can be restored at all.

    Partners are added and removed on the page of the partners, with all that is said of them.
    """
    if is_row(key):
        return key.split("@")[1] in here.stored.partners.priority
    return "#" in key or key in here.questions
