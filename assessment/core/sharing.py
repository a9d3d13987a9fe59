"""What was shared with a contributor: the part of the questionnaire they are shown, and what of it they may answer.

What is shared is counted in units: a question by its id, or a section asked
per partner as a whole by the id of its domain, for its rows, cells and
instruments hang together.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from assessment.core.answers import AnswerSheet, Partners
from assessment.core.completeness import Progress, section_progress
from assessment.core.conditions import sources
from assessment.core.documents import cited_documents
from assessment.core.partners import laid_out
from assessment.core.questionnaire import Domain, Question, Questionnaire


class UnknownPart(LookupError):
    """What is to be shared is neither a section nor a question that can be shared by itself."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The units a contributor is shown, and those of them that are open to be answered."""

    shown: frozenset[str] = frozenset()
    open: frozenset[str] = frozenset()

    def shows(self, key: str) -> bool:
        """Whether the answer under this key may be seen."""
        return unit_of(key) in self.shown

    def takes(self, key: str) -> bool:
        """Whether the answer under this key may be changed."""
        return unit_of(key) in self.open


def unit_of(key: str) -> str:
    """The unit an answer belongs to: ``D3.1a`` is one itself; ``D8.2a@CHL``, ``D8@CHL``, ``D8#own-1`` are in ``D8``."""
    about_partners = "@" in key or "#" in key
    return key.replace("#", "@").split("@")[0].split(".")[0] if about_partners else key


def units_of(domain: Domain) -> tuple[str, ...]:
    """The units of a section, in order."""
    return (domain.id,) if domain.per_partner else tuple(question.id for question in domain.questions)


def unit_in(domain: Domain, question: Question) -> str:
    """The unit of a question of the questionnaire, partner or not."""
    return domain.id if domain.per_partner else question.id


def units(questionnaire: Questionnaire, parts: Iterable[str]) -> frozenset[str]:
    """The units that some parts (ids of sections or of questions) stand for; raises UnknownPart."""
    known = {domain.id: units_of(domain) for domain in questionnaire}
    single = {unit: (unit,) for of_domain in known.values() for unit in of_domain}
    found: set[str] = set()
    for part in parts:
        if part not in known and part not in single:
            raise UnknownPart(part)
        found.update(known.get(part) or single[part])
    return frozenset(found)


def in_order(questionnaire: Questionnaire, parts: Collection[str]) -> tuple[str, ...]:
    """Parts in the order of the questionnaire, without questions of a section that is shared as a whole."""
    wanted = units(questionnaire, parts)
    found: list[str] = []
    for domain in questionnaire:
        of_domain = units_of(domain)
        found += [domain.id] if domain.id in parts else [unit for unit in of_domain if unit in wanted]
    return tuple(found)


def with_questions(questionnaire: Questionnaire, ids: Collection[str]) -> Questionnaire:
    """The questionnaire with only some of its questions; sections and indicators without any are left out."""
    wanted, domains = set(ids), []
    for domain in questionnaire:
        cut = (
            replace(indicator, questions=tuple(q for q in indicator.questions if q.id in wanted))
            for indicator in domain.indicators
        )
        kept = tuple(indicator for indicator in cut if indicator.questions)
        if kept:
            domains.append(replace(domain, indicators=kept))
    return replace(questionnaire, domains=tuple(domains))


@lru_cache(maxsize=256)
def part_of(questionnaire: Questionnaire, scope: Scope) -> Questionnaire:
    """The questionnaire with what is shown only.

    A condition that reads a question outside the part is left out: whether the
    question is asked is read off the whole sheet, and what decides it stays unseen.
    """
    shown = {q.id for domain in questionnaire for q in domain.questions if unit_in(domain, q) in scope.shown}
    cut = with_questions(questionnaire, shown)
    return replace(cut, domains=tuple(_domain(domain, scope.shown) for domain in cut))


def _domain(domain: Domain, shown: frozenset[str]) -> Domain:
    if domain.per_partner:
        return domain
    indicators = (
        replace(indicator, questions=tuple(_question(question, shown) for question in indicator.questions))
        for indicator in domain.indicators
    )
    return replace(domain, indicators=tuple(indicators))


def _question(question: Question, shown: frozenset[str]) -> Question:
    if question.show_when is None or shown.issuperset(sources(question.show_when)):
        return question
    return replace(question, show_when=None)


def answers_within(scope: Scope, sheet: AnswerSheet) -> AnswerSheet:
    """The answers that are shown; partners only with a section about them."""
    about_partners = any("." not in unit for unit in scope.shown)
    answers = {key: answer for key, answer in sheet.answers.items() if scope.shows(key)}
    cited = cited_documents(AnswerSheet(answers, documents=sheet.documents))
    return AnswerSheet(answers, sheet.partners if about_partners else Partners(), cited)


def progress_of(questionnaire: Questionnaire, parts: Iterable[str], asked: AnswerSheet) -> tuple[Progress, ...]:
    """How far some parts are, section by section; ``asked`` marks the questions not asked, by the whole sheet."""
    wanted = units(questionnaire, parts)
    part = laid_out(part_of(questionnaire, Scope(wanted, wanted)), asked.partners)
    return tuple(section_progress(domain, asked) for domain in part)
