"""One question ready to print: what stands in its fields and what is wrong with it, or its answer in words."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from flask import current_app, g, request, url_for

from assessment.core.answers import Answer, Document, State
from assessment.core.conditions import All, Any, Condition, Not
from assessment.core.questionnaire import Kind, Question, Text
from assessment.core.scoring import leaf
from assessment.document_words import evidence_text
from assessment.forms import CHOICES, Typed, evidence_rows, last
from assessment.i18n import Language
from assessment.web.request import current_language
from assessment.wording import answer_text, chosen_texts, evidence_pending_text, sorted_names

NO_DOCUMENTS: Mapping[str, Document] = {}
NEW_COUNTRIES = 3
"""Empty rows offered below a list of countries."""


@dataclass(frozen=True)
class Proof:
    """A piece of evidence in words, and where it leads: to a web address, to the file of a document, or nowhere."""

    text: str
    href: str


@dataclass(frozen=True)
class Line:
    """One answer in words, one item a line.

    ``pending`` says that its level still lacks evidence; ``instruments`` name
    the written instruments on which it is based. ``since`` says what became of
    it since the earlier round.
    """

    question: Question
    state: State
    items: Sequence[str]
    pending: str
    comment: str
    evidence: tuple[Proof, ...]
    instruments: tuple[str, ...] = ()
    since: str = ""


@dataclass(frozen=True)
class Offer:
    """Something to confirm: ``items`` say it, ``answer`` is what it fills in, None where it fills in nothing.

    ``code`` names it in the form, after the question's id: "earlier" or "known".
    """

    code: str
    title: str
    items: Sequence[str]
    answer: Answer | None


def line(lang: Language, question: Question, answer: Answer, documents: Mapping[str, Document] = NO_DOCUMENTS) -> Line:
    """An answer in the reader's language; ``documents`` are those its evidence may name."""
    pending = question.scored and leaf(question, answer).evidence_pending
    items = [answer_text(lang, question, answer, country_names())]
    if isinstance(answer.value, Mapping) and question.kind is Kind.SEVERAL:
        items = chosen_texts(lang, question, answer.value)
    return Line(
        question=question,
        state=answer.state,
        items=items,
        pending=evidence_pending_text(lang, answer.value) if pending else "",
        comment=answer.comment,
        evidence=proofs(answer, documents),
    )


def proofs(answer: Answer, documents: Mapping[str, Document]) -> tuple[Proof, ...]:
    """The evidence of an answer in words. A page that shows documents names round and country in its address."""
    found = []
    for evidence in answer.evidence:
        document = documents.get(evidence.link)
        href = document.link if document else evidence.link
        if document and not document.link:
            address = request.view_args or {}
            href = url_for(
                "documents.download", code=evidence.link, round_slug=address["round_slug"], iso3=address["iso3"]
            )
        found.append(Proof(evidence_text(evidence, documents), href))
    return tuple(found)


def country_names() -> Mapping[str, Text]:
    """The names of the world's countries, by iso3."""
    if "country_names" not in g:
        g.country_names = {
            country.iso3: country.name for country in current_app.extensions["assessment"].reference.countries
        }
    names: Mapping[str, Text] = g.country_names
    return names


def member_codes() -> set[str]:
    """The codes of SELA's member States."""
    return {member.iso3 for member in current_app.extensions["assessment"].reference.members}


def world_groups(without: Collection[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The countries that can be chosen, in two groups: the members and the rest, some left out."""
    words = current_language()
    named = [pair for pair in sorted_names(words, country_names()) if pair[0] not in without]
    members = member_codes()
    return [
        (words.gettext("SELA member States"), [pair for pair in named if pair[0] in members]),
        (words.gettext("Other countries and territories"), [pair for pair in named if pair[0] not in members]),
    ]


@dataclass(frozen=True)
class Field:
    """One question with what stands in its fields.

    ``problems`` maps the part of the answer to the sentence about it; ``read_as``
    is a stored number as it was read; ``saved`` says when and by whom the
    stored answer was saved. Where this answer was typed over an older version,
    ``theirs`` is the newer stored answer and ``mine`` the one typed. ``offers``
    stand beside a question without an answer; ``filled`` says that one of them
    stands in the fields and is not saved. ``since`` says what became of the
    answer since the earlier round, ``then`` what it was if another. ``asked`` is
    false where, by the answers as saved, a condition hides the question.
    ``history`` is the address of the history of a State's answer.
    """

    question: Question
    typed: Typed
    version: str
    problems: Mapping[str, str] = field(default_factory=dict)
    read_as: str = ""
    saved: str = ""
    theirs: Line | None = None
    mine: Line | None = None
    only_if: str = ""
    offers: tuple[Offer, ...] = ()
    filled: bool = False
    since: str = ""
    then: str = ""
    asked: bool = True
    history: str = ""

    @property
    def is_choice(self) -> bool:
        """Whether "don't know" and "not applicable" are choices of one radio group."""
        return self.question.kind in CHOICES

    def text(self, part: str = "") -> str:
        """The text of one field."""
        return last(self.typed, part)

    def has(self, code: str, part: str = "") -> bool:
        """Whether a choice is made."""
        return code in self.typed.get(part, ())

    @property
    def evidence(self) -> list[str]:
        """The names of the rows of evidence: those that hold something, and one more."""
        rows = [row for row in evidence_rows(self.typed) if self._row_holds(f"evidence-{row}", ".link", ".description")]
        return [f"evidence-{row}" for row in [*rows, max(rows, default=-1) + 1]]

    @property
    def listed(self) -> list[tuple[str, str]]:
        """The countries of the list by their names in the reader's language; what is no country is left out."""
        names = country_names()
        return sorted_names(current_language(), {code: names[code] for code in self.typed.get("", ()) if code in names})

    @property
    def new_countries(self) -> list[str]:
        """The names of the rows in which a country can be added: those typed in, and some more."""
        typed = (int(m[1]) for name in self.typed if (m := re.match(r"add-([0-9]{1,2})(?:\.|$)", name)))
        filled = [row for row in typed if self._row_holds(f"add-{row}", "", ".attribute")]
        return [f"add-{row}" for row in range(max(filled, default=-1) + 1 + NEW_COUNTRIES)]

    def _row_holds(self, row: str, *parts: str) -> bool:
        return any(self.text(row + part) for part in parts)

    @property
    def accompanied(self) -> bool:
        """Whether comment or evidence hold something or are wrong, so that they are shown open."""
        wrong = any(part.startswith(("comment", "evidence")) for part in self.problems)
        return wrong or bool(self.text("comment")) or len(self.evidence) > 1


def anchor(question: Question, part: str) -> str:
    """The id of the element a problem is about."""
    if part == "value" and question.kind is Kind.COUNTRIES:
        part = "add-0"
    if part == "state" and question.kind in CHOICES:
        part = "value"
    return f"{question.id}-{ {'state': 'state-dont_know', 'evidence': 'evidence-0.link'}.get(part, part) }"


def condition_data(condition: Condition) -> dict[str, object]:
    """A condition as plain data, in the shape of the questionnaire files; the page's script reads it."""
    if isinstance(condition, Not):
        return {"not": condition_data(condition.part)}
    if isinstance(condition, All | Any):
        return {"all" if isinstance(condition, All) else "any": [condition_data(part) for part in condition.parts]}
    return {"q": condition.question, "is": condition.operator, "value": condition.value}
