"""What the checks before signing found, ready to print: by section, in words, each with a link to its question."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from flask import url_for

from assessment.core.answers import is_row
from assessment.core.checks import Check, Finding, check
from assessment.core.questionnaire import Domain
from assessment.web.fields import country_names
from assessment.web.place import Place
from assessment.web.request import current_language
from assessment.wording import question_name
from assessment.wording_checks import check_text, finding_facts


@dataclass(frozen=True)
class Pointer:
    """One finding as listed: the question it is about, where it is put right, and the values behind it."""

    name: str
    url: str
    facts: str


@dataclass(frozen=True)
class Findings:
    """What was found in one section: a sentence, and the questions to which it applies."""

    domain: Domain
    found: Sequence[tuple[str, Sequence[Pointer]]]


def findings_of(here: Place) -> list[Findings]:
    """Everything worth another look in the answers as they stand; sections without a finding are left out."""
    words = current_language()
    earlier = here.earlier.answers if here.earlier else None
    found = check(here.questionnaire, here.stored.sheet, earlier, datetime.now(words.time_zone).date())
    return [
        Findings(
            here.questionnaire.domain(domain),
            [(check_text(words, code), _pointers(here, code, list(one))) for code, one in groupby(of_section, _code)],
        )
        for domain, of_section in groupby(found, lambda finding: finding.domain)
    ]


def _code(finding: Finding) -> Check:
    return finding.check


def _pointers(here: Place, code: Check, findings: Sequence[Finding]) -> list[Pointer]:
    words = current_language()
    if code is Check.UNTOUCHED:
        domain = here.questionnaire.domain(findings[0].domain)
        return [
            Pointer(domain.title[words.code], url_for("answering.section", section=domain.slug, **here.address), "")
        ]
    return [
        Pointer(
            question_name(words, here.questions[finding.question], country_names()),
            address_of(here, finding.at or finding.question),
            finding_facts(words, finding),
        )
        for finding in findings
    ]


def address_of(here: Place, key: str) -> str:
    """The page where the answer under a key can be changed or read: its section, or the page of its partner."""
    domain_id, partner = key.split("@")[0].split("#")[0].split(".")[0], key.partition("@")[2]
    section = here.questionnaire.domain(domain_id).slug
    if "#" in key:
        return url_for("instruments.listing", section=section, **here.address)
    if not partner or not here.editable:
        return url_for("answering.section", section=section, _anchor=None if partner else key, **here.address)
    anchor = None if is_row(key) else key
    return url_for("partners.partner", section=section, partner=partner, _anchor=anchor, **here.address)
