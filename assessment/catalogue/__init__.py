"""Questionnaires and reference data as files: read strictly, checked all at once, turned into core data."""

from assessment.catalogue.checking import Summary, check, load, summary
from assessment.catalogue.findings import Finding, QuestionnaireInvalid

__all__ = ["Finding", "QuestionnaireInvalid", "Summary", "check", "load", "summary"]
