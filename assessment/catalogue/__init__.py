"""Questionnaires and reference data as files: read strictly, checked all at once, turned into core data."""

from assessment.catalogue.checking import Summary, check, check_beside, is_civil, load, load_civil, summary
from assessment.catalogue.findings import Finding, QuestionnaireInvalid
from assessment.catalogue.recommendations import check_rules, load_rules, scheme_members
from assessment.catalogue.reference import (
    Country,
    Instrument,
    Member,
    Membership,
    Pair,
    Reference,
    Scheme,
    Source,
    Tile,
    check_pairs,
    check_reference,
    load_reference,
)
from assessment.catalogue.sentences import check_sentences, load_sentences

__all__ = [
    "Country",
    "Finding",
    "Instrument",
    "Member",
    "Membership",
    "Pair",
    "QuestionnaireInvalid",
    "Reference",
    "Scheme",
    "Source",
    "Summary",
    "Tile",
    "check",
    "check_beside",
    "check_pairs",
    "check_reference",
    "check_rules",
    "check_sentences",
    "is_civil",
    "load",
    "load_civil",
    "load_reference",
    "load_rules",
    "load_sentences",
    "scheme_members",
    "summary",
]
