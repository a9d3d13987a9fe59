"""Where an answering page stands: round, country, questionnaire and the answers as stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import abort, request

from assessment.core.answers import AnswerSheet, Document
from assessment.core.documents import is_code
from assessment.core.partners import laid_out, naming_partner
from assessment.core.questionnaire import Domain, Question, Questionnaire
from assessment.core.results import Status
from assessment.core.scoring import with_instrument_evidence
from assessment.services import disclosure, documents, rounds
from assessment.services.accounts import Right
from assessment.services.offers import Earlier, earlier_answers
from assessment.services.submissions import StoredSheet
from assessment.web import forms
from assessment.web.fields import country_names
from assessment.web.request import (
    Country,
    Round,
    country_or_404,
    current_language,
    database,
    known_rounds,
    reader,
    round_or_404,
)
from assessment.wording import moment_text


@dataclass(frozen=True)
class Place:
    """Where an answering page stands."""

    round: Round
    country: Country
    questionnaire: Questionnaire
    stored: StoredSheet

    @property
    def editable(self) -> bool:
        """Whether this reader can change answers here and now."""
        return reader().may(Right.ANSWER, self.country.iso3) and self.round.state == "open" and not self.signed

    @property
    def signed(self) -> bool:
        """Whether the answers are signed."""
        return self.stored.status is Status.SIGNED

    @property
    def correcting(self) -> bool:
        """Whether the country has withdrawn its signature and corrects the answers; for its own people."""
        return self.stored.correcting

    @property
    def signed_on(self) -> str:
        """When the answers in force were signed, in words; empty where the country never signed."""
        snapshot = self.stored.snapshot
        return moment_text(current_language(), snapshot.signed_at, "long") if snapshot else ""

    @property
    def address(self) -> dict[str, Any]:
        """The part of the address all these pages share."""
        return {"round_slug": self.round.slug, "iso3": self.country.iso3}

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents that evidence may name, by code: those kept now, or those that were signed."""
        return self.stored.sheet.documents

    @property
    def partners_asked(self) -> bool:
        """Whether a section is asked once for every partner State."""
        return any(domain.per_partner for domain in self.questionnaire)

    @cached_property
    def earlier(self) -> Earlier | None:
        """The country's own answers of the round before, for its own people; None in its first round."""
        own = reader().may(Right.READ_OWN_ANSWERS, self.country.iso3)
        if not own or all(other.opens_at >= self.round.opens_at for other in known_rounds()):
            return None
        return earlier_answers(database(), self.round, self.country.iso3)

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Every question put to this country, by id: cells name the partner they are about."""
        whole = laid_out(self.questionnaire, self.stored.sheet.partners)
        return {id: naming_partner(question, country_names()) for id, question in whole.questions.items()}

    @cached_property
    def asked(self) -> AnswerSheet:
        """The answers with the questions not asked marked so, cells carrying the evidence of their instruments."""
        asked = laid_out(self.questionnaire, self.stored.sheet.partners).as_asked(self.stored.sheet)
        return with_instrument_evidence(asked, self.stored.sheet)


def place(round_slug: str, iso3: str, section: str | None = None) -> Place:
    """The place an address names; 404 when there is none. For a section, only the answers it needs are read."""
    found = round_or_404(round_slug)
    country = country_or_404(iso3)
    questionnaire = rounds.questionnaire_of(found)
    domain = domain_or_404(questionnaire, section) if section else None
    keys = questionnaire.needed_by(domain) if domain and not domain.per_partner else None
    return Place(found, country, questionnaire, disclosure.read_sheet_as(reader(), database(), found, iso3, keys))


def world(found: Round, iso3: str) -> forms.World:
    """What the answers of a form are held against; the country's documents where the form names any."""
    links = (text.strip().upper() for name, text in request.form.items(multi=True) if name.endswith(".link"))
    kept = documents.kept_codes(database(), found, iso3) if any(map(is_code, links)) else ()
    return forms.World(iso3, country_names(), kept)


def domain_or_404(questionnaire: Questionnaire, slug: str) -> Domain:
    """The section at an address."""
    return next((domain for domain in questionnaire if domain.slug == slug), None) or abort(404)


def neighbours(questionnaire: Questionnaire, domain: Domain) -> tuple[Domain | None, Domain | None]:
    """The sections before and after."""
    domains = [other.id for other in questionnaire]
    at = domains.index(domain.id)
    around = questionnaire.domains
    return around[at - 1] if at else None, around[at + 1] if at + 1 < len(around) else None
