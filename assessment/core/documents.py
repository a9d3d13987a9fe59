"""The documents of a country: each kept once, named by a code wherever it is evidence."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from assessment.core.answers import Answer, AnswerSheet, Document, Evidence
from assessment.core.problems import Problem

DESCRIPTION_LENGTH = 200
PAGE_LENGTH = 60
LONGEST_TOLD = 500
"""Characters of a document told in the place of its code."""
CODE = re.compile("E[1-9][0-9]{0,3}")
LANGUAGES = ("es", "en", "pt", "fr", "nl", "other")
MOST = 500
"""Documents of one country in one round, those removed included."""


def is_code(link: str) -> bool:
    """Whether what stands in the place of a link names a document."""
    return CODE.fullmatch(link) is not None


def citations(answers: Mapping[str, Answer]) -> dict[str, list[str]]:
    """The keys of the answers whose evidence names each document, by code."""
    found: dict[str, list[str]] = {}
    for key, answer in answers.items():
        for code in dict.fromkeys(evidence.link for evidence in answer.evidence if is_code(evidence.link)):
            found.setdefault(code, []).append(key)
    return found


def cited_documents(sheet: AnswerSheet) -> dict[str, Document]:
    """The documents of a sheet that its answers name."""
    return {code: sheet.documents[code] for code in citations(sheet.answers) if code in sheet.documents}


def spelled_out(sheet: AnswerSheet) -> AnswerSheet:
    """The sheet for use in another round, where the codes name other documents: each told as it was described."""
    answers = {
        key: replace(answer, evidence=tuple(_spelled_out(evidence, sheet.documents) for evidence in answer.evidence))
        if answer.evidence
        else answer
        for key, answer in sheet.answers.items()
    }
    return AnswerSheet(answers, sheet.partners)


def _spelled_out(evidence: Evidence, documents: Mapping[str, Document]) -> Evidence:
    document = documents.get(evidence.link)
    if document is None:
        return evidence
    told = (document.description, f"({document.name})" if document.name else "", document.page, evidence.description)
    return Evidence(document.link, " ".join(filter(None, told))[:LONGEST_TOLD])


def details_problems(document: Document) -> Iterator[Problem]:
    """What is wrong with what a person wrote about a document."""
    if not document.description:
        yield Problem("description_missing", part="description")
    for text, most, part in (
        (document.description, DESCRIPTION_LENGTH, "description"),
        (document.page, PAGE_LENGTH, "page"),
    ):
        if len(text) > most:
            yield Problem("too_long", {"length": len(text), "max": most}, part)
    if document.language not in LANGUAGES:
        yield Problem("language_missing", part="language")
