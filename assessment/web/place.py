"""Where an answering page stands: round, country, questionnaire and the answers as stored.

A contributor stands in the part that was shared with them; the rest is cut away here, for every page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from flask import abort, g, request, url_for

from assessment import forms
from assessment.core.answers import AnswerSheet, Document
from assessment.core.completeness import Progress, section_progress
from assessment.core.documents import is_code
from assessment.core.partners import laid_out, naming_partner
from assessment.core.questionnaire import Domain, Question, Questionnaire
from assessment.core.results import Status
from assessment.core.scoring import with_instrument_evidence
from assessment.core.sharing import Scope, answers_within, part_of, units_of
from assessment.services import disclosure, documents, rounds, sharing
from assessment.services.accounts import Right
from assessment.services.offers import Earlier, earlier_answers
from assessment.services.submissions import NotShared, StoredSheet
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
    """Where an answering page stands.

    ``scope`` is what was shared with a reader who sees no more; the
    questionnaire and the answers stored are then cut to it. ``behind`` is the
    whole of both, read by conditions and shown nowhere. ``section`` is the one
    that the page is about, if it is about one.
    """

    round: Round
    country: Country
    questionnaire: Questionnaire
    stored: StoredSheet
    behind: tuple[Questionnaire, StoredSheet]
    scope: Scope | None = None
    section: Domain | None = None

    @property
    def editable(self) -> bool:
        """Whether this reader can change answers here and now, on a section's page: some of that section."""
        may = reader().may_any((Right.ANSWER, Right.CONTRIBUTE), self.country.iso3)
        if not may or self.round.state != "open" or self.signed:
            return False
        return any(self.takes(unit) for domain in self._sections for unit in units_of(domain))

    @property
    def _sections(self) -> tuple[Domain, ...]:
        return self.questionnaire.domains if self.section is None else (self.section,)

    def takes(self, key: str) -> bool:
        """Whether an answer is among those this reader may change, if anybody may."""
        return self.scope is None or self.scope.takes(key)

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
        own = reader().may_any((Right.READ_OWN_ANSWERS, Right.CONTRIBUTE), self.country.iso3)
        if not own or all(other.opens_at >= self.round.opens_at for other in known_rounds()):
            return None
        found = earlier_answers(database(), self.round, self.country.iso3)
        if found is None or self.scope is None:
            return found
        return replace(found, answers=answers_within(self.scope, AnswerSheet(found.answers)).answers)

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Every question put to this country, by id: cells name the partner they are about."""
        whole = laid_out(self.questionnaire, self.stored.sheet.partners)
        return {id: naming_partner(question, country_names()) for id, question in whole.questions.items()}

    @cached_property
    def asked(self) -> AnswerSheet:
        """The answers with the questions not asked marked so, cells carrying the evidence of their instruments."""
        questionnaire, stored = self.behind
        asked = laid_out(questionnaire, stored.sheet.partners).as_asked(stored.sheet)
        asked = with_instrument_evidence(asked, stored.sheet)
        return asked if self.scope is None else answers_within(self.scope, asked)

    @cached_property
    def progress(self) -> tuple[Progress, ...]:
        """How far each section is, in the order of the questionnaire."""
        whole = laid_out(self.questionnaire, self.stored.sheet.partners)
        return tuple(section_progress(domain, self.asked) for domain in whole)

    @property
    def after_the_last(self) -> str:
        """Where the way through the sections ends: at the check, for a contributor at what was shared."""
        return url_for("review.check" if self.scope is None else "answering.task_list", **self.address)


def place(round_slug: str, iso3: str, section: str | None = None) -> Place:
    """The place an address names; 404 when there is none. For a section, only the answers it needs are read.

    Raises NotShared for a section that was not shared with a contributor, and
    for a form about one that is no longer open to them.
    """
    found = round_or_404(round_slug)
    country = country_or_404(iso3)
    whole, scope = rounds.questionnaire_of(found), shared_with_reader(found, iso3)
    domain = domain_or_404(whole, section) if section else None
    keys = whole.needed_by(domain) if domain and not domain.per_partner else None
    questionnaire = whole if scope is None else part_of(whole, scope)
    if domain is not None and scope is not None:
        domain = shared_section(questionnaire, scope, domain)
    everything = disclosure.read_sheet_as(reader(), database(), found, iso3, keys)
    stored = everything if scope is None else sharing.shown_in(scope, everything, reader().user_id)
    return Place(found, country, questionnaire, stored, (whole, everything), scope, domain)


def shared_with_reader(found: Round, iso3: str) -> Scope | None:
    """What of a country was shared with this reader, None for one who is not limited to it; read once in a request."""
    name = f"scope {found.slug} {iso3}"
    if name not in g:
        setattr(g, name, sharing.scope_of(database(), found, iso3, reader()))
    scope: Scope | None = getattr(g, name)
    return scope


def shared_section(questionnaire: Questionnaire, scope: Scope, domain: Domain) -> Domain:
    """A section as far as it was shared; raises NotShared where nothing of it was, or is open when a form is sent."""
    units = units_of(domain)
    shown = [unit for unit in units if scope.shows(unit)]
    still_open = [unit for unit in units if scope.takes(unit)]
    if not (still_open if request.method == "POST" else shown):
        raise NotShared(domain.id)
    return questionnaire.domain(domain.id)


def world(found: Round, iso3: str) -> forms.World:
    """What the answers of a form are held against; the country's documents where the form names any."""
    links = (text.strip().upper() for name, text in request.form.items(multi=True) if name.endswith(".link"))
    if not any(map(is_code, links)):
        return forms.World(iso3, country_names(), ())
    shared = shared_with_reader(found, iso3) is not None  # a contributor may name the documents seen, and no others
    kept = place(found.slug, iso3).documents if shared else documents.kept_codes(database(), found, iso3)
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
