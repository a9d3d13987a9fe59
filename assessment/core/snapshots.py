"""What is signed: an answer sheet as canonical JSON, and back."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from assessment.core.answers import BLANK, Answer, AnswerSheet, Document, Evidence, Partners, State
from assessment.core.documents import cited_documents
from assessment.core.questionnaire import Questionnaire

_FIELDS = tuple(field.name for field in fields(Answer))


def answer_as_data(answer: Answer) -> dict[str, Any]:
    """An answer as plain data, for history and snapshots; ``answer_from_data`` reads it back equal."""
    told = {name: getattr(answer, name) for name in _FIELDS}  # dataclasses.asdict, without its copies of every value
    evidence = [{"link": e.link, "description": e.description} for e in answer.evidence]
    return {**told, "evidence": evidence, "instruments": list(answer.instruments)}


def answer_from_data(data: Mapping[str, Any]) -> Answer:
    """The answer that ``answer_as_data`` described."""
    return Answer(
        state=State(data["state"]),
        value=data["value"],
        reason=data["reason"],
        comment=data["comment"],
        evidence=tuple(Evidence(**e) for e in data["evidence"]),
        instruments=tuple(data.get("instruments", ())),
    )


def canonical_content(questionnaire: Questionnaire, round: str, iso3: str, sheet: AnswerSheet) -> str:
    """The signed content as canonical JSON: sorted keys, no spaces, the questionnaire version and its hash within.

    The partner list is frozen with the answers, and so are the documents their
    evidence names, each with the hash of its file; without any, nothing is said
    of documents. Answers hidden by a condition are kept; whether they count is
    for the scoring to say.
    """
    documents = {code: asdict(document) for code, document in cited_documents(sheet).items()}
    content = {
        "round": round,
        "country": iso3,
        "questionnaire": {
            "slug": questionnaire.slug,
            "version": questionnaire.version,
            "text_revision": questionnaire.text_revision,
            "meaning_hash": questionnaire.meaning_hash,
        },
        "partners": {"priority": list(sheet.partners.priority), "added": list(sheet.partners.added)},
        "answers": {key: answer_as_data(answer) for key, answer in sheet.answers.items() if answer != BLANK},
        **({"documents": documents} if documents else {}),
    }
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def content_hash(content: str) -> str:
    """The SHA-256 a content is signed under."""
    return hashlib.sha256(content.encode()).hexdigest()


def signed_sheet(content: str) -> AnswerSheet:
    """The answers, the partners and the documents of a signed content."""
    data = json.loads(content)
    kept = data.get("partners", {"priority": [], "added": []})  # not in what was signed before partners were asked
    partners = Partners(tuple(kept["priority"]), tuple(kept["added"]))
    documents = {code: Document(**document) for code, document in data.get("documents", {}).items()}
    return AnswerSheet({key: answer_from_data(a) for key, a in data["answers"].items()}, partners, documents)
