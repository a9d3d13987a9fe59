"""Partner States: who they are, what was said of each, and a page with all questions about one of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assessment import forms
from assessment.core.answers import Answer, AnswerSheet, State, cell_key, row_key
from assessment.core.instruments import instruments_of, validate_picks
from assessment.core.partners import row_question
from assessment.core.questionnaire import Domain, Kind, Question
from assessment.core.validation import validate_asked
from assessment.services.accounts import Right
from assessment.services.submissions import UnknownQuestion
from assessment.web.access import allow
from assessment.web.autosave import told
from assessment.web.fields import Line, condition_data, country_names, line
from assessment.web.instrument_entries import label_of
from assessment.web.offers import marked
from assessment.web.place import Place, domain_or_404, place, world
from assessment.web.request import autosaving, current_language
from assessment.web.saving import Refused, Typed, field_of, read_form, refusal_status, save, staying, summary
from assessment.wording import sorted_names

blueprint = Blueprint("partners", __name__)


@dataclass(frozen=True)
class Row:
    """One partner with the questions about it; ``reason`` says why its row as a whole is not applicable."""

    partner: str
    name: str
    added: bool
    reason: str | None
    questions: Mapping[str, Question]
    asked: Mapping[str, Answer]

    @property
    def levels(self) -> dict[str, Question]:
        """The questions that stand in the table."""
        return {id: question for id, question in self.questions.items() if question.kind is Kind.LADDER}

    @property
    def missing_details(self) -> int:
        """Details that are asked, because of a level, and have no answer yet."""
        return sum(
            answer.state is State.BLANK
            for id, answer in self.asked.items()
            if self.questions[id].kind is not Kind.LADDER
        )

    @property
    def put(self) -> int:
        """Questions put about this partner."""
        return sum(answer.state is not State.NOT_ASKED for answer in self.asked.values())

    @property
    def settled(self) -> int:
        """Questions answered, or said to be unknown or not applicable."""
        return sum(answer.state not in (State.NOT_ASKED, State.BLANK) for answer in self.asked.values())


def rows_of(here: Place, domain: Domain) -> list[Row]:
    """The partners of this country: priority partners in alphabetical order, then those added."""
    words, names, partners = current_language(), country_names(), here.stored.partners
    cells: dict[str, dict[str, Question]] = {partner: {} for partner in partners.all}
    for id, question in here.questions.items():
        if question.partner is not None and id.startswith(f"{domain.id}."):
            cells[question.partner][id] = question
    found = []
    for group in (partners.priority, partners.added):
        for partner, name in sorted_names(words, {partner: names[partner] for partner in group}):
            row = here.stored.sheet[row_key(domain.id, partner)]
            reason = row.reason if row.state is State.NOT_APPLICABLE else None
            asked = {id: here.asked[id] for id in cells[partner]}
            found.append(Row(partner, name, group is partners.added, reason, cells[partner], asked))
    return found


def parts_of(here: Place, domain: Domain) -> list[dict[str, str]]:
    """The partners as parts of the task of this section, each with its progress; none for another section."""
    words = current_language()
    if here.questionnaire.domain(domain.id).per_partner is False:
        return []
    return [
        {
            "title": row.name,
            "href": url_for("partners.partner", section=domain.slug, partner=row.partner, **here.address),
            "words": words.gettext("Not applicable")
            if row.reason is not None
            else words.gettext("%(settled)s of %(asked)s", settled=row.settled, asked=row.put),
        }
        for row in rows_of(here, domain)
    ]


def lines_of(here: Place, row: Row) -> dict[str, Line]:
    """What was said about one partner, in words, without what is not asked; a level stands under its column's title."""
    words = current_language()
    lines = {}
    for id, question in row.questions.items():
        if row.reason is None and row.asked[id].state is not State.NOT_ASKED:
            picked = here.stored.sheet[id].instruments
            told = {code: here.stored.sheet[f"{id.split('.')[0]}#{code}"] for code in picked}
            basis = tuple(label_of(code, answer) for code, answer in told.items() if answer.state is State.ANSWERED)
            if id in row.levels:
                column = here.questionnaire.indicator_of(id.split("@")[0])
                question = replace(question, ask=column.short_title or column.title)
            lines[id] = marked(here, replace(line(words, question, row.asked[id], here.documents), instruments=basis))
    return lines


@blueprint.get("/rounds/<round_slug>/<iso3>/answers/<section>/<partner>")
@allow(Right.READ_OWN_ANSWERS, Right.CONTRIBUTE)
def partner(round_slug: str, iso3: str, section: str, partner: str) -> Response | str:
    """All questions about one partner; who only reads is led to the page that shows all of them."""
    here = place(round_slug, iso3, section)
    domain, row = _row_or_404(here, section, partner)
    if not here.editable:
        return redirect(url_for("answering.section", section=section, _anchor=partner, **here.address))
    return _partner_page(here, domain, row, {})


@blueprint.post("/rounds/<round_slug>/<iso3>/answers/<section>/<partner>")
@allow(Right.ANSWER, Right.CONTRIBUTE)
def save_partner(round_slug: str, iso3: str, section: str, partner: str) -> Response | tuple[str, int] | dict[str, Any]:
    """Save what is right and new; hand back what is wrong or stale as it was typed."""
    here = place(round_slug, iso3, section)
    domain = domain_or_404(here.questionnaire, section)
    if partner not in here.stored.partners.all and row_key(domain.id, partner) in here.stored.stored:
        raise UnknownQuestion(partner)  # removed by a colleague meanwhile: what was typed is shown for copying
    domain, row = _row_or_404(here, section, partner)
    typed = read_form(_questions(domain, row), world(here.round, iso3))
    saved = save(here.round, iso3, _held_against_row(here, domain, row, typed))

    def page() -> str:
        now = place(round_slug, iso3, section)
        return _partner_page(now, *_row_or_404(now, section, partner), saved.refused)

    if autosaving():
        questions = _questions(domain, row)
        return told(saved, lambda id, *stands: forms.version_mark(questions[id], *stands), page)
    if saved.refused:
        return page(), refusal_status(saved.refused)
    return redirect(_next_address(here, domain, row), 303)


def _row_or_404(here: Place, section: str, partner: str) -> tuple[Domain, Row]:
    domain = domain_or_404(here.questionnaire, section)
    rows = rows_of(here, domain) if domain.per_partner else []
    found = next((row for row in rows if row.partner == partner), None)
    return (domain, found) if found else abort(404)


def _questions(domain: Domain, row: Row) -> dict[str, Question]:
    """The questions of a partner's page; a priority partner's row may be not applicable as a whole."""
    whole = {} if row.added else {row_key(domain.id, row.partner): row_question(domain.id, row.partner)}
    return {**whole, **row.questions}


def _held_against_row(here: Place, domain: Domain, row: Row, typed: Typed) -> Typed:
    """What was typed, without details whose level is not chosen and instruments to which the partner is no party."""
    becoming = {**here.stored.sheet.answers, **{id: change.answer for id, (change, _) in typed.changes.items()}}
    told = instruments_of(here.stored.sheet, domain.id)
    for id, (change, _texts) in list(typed.changes.items()):
        if id not in row.questions:
            continue
        problems = validate_asked(row.questions[id], change.answer, AnswerSheet(becoming))
        problems += validate_picks(change.answer, row.partner, told)
        if problems:
            typed = typed.refusing(id, problems)
    return typed


def _next_address(here: Place, domain: Domain, row: Row) -> str:
    """Where a save leads: the same partner, or onwards to the next one and at the end to the table."""
    whole: dict[str, Any] = {"section": domain.slug, **here.address}
    if request.form.get("action") == "continue":
        _previous, following = _around(here, domain, row)
        if following is None:
            return url_for("answering.section", **whole)
        return url_for("partners.partner", partner=following.partner, **whole)
    return url_for("partners.partner", partner=row.partner, **staying(row.questions), **whole)


def _around(here: Place, domain: Domain, row: Row) -> tuple[Row | None, Row | None]:
    """The partners before and after."""
    rows = rows_of(here, domain)
    at = [other.partner for other in rows].index(row.partner)
    return rows[at - 1] if at else None, rows[at + 1] if at + 1 < len(rows) else None


def _partner_page(here: Place, domain: Domain, row: Row, refused: Mapping[str, Refused]) -> str:
    fields = {id: field_of(here, question, refused.get(id)) for id, question in _questions(domain, row).items()}
    whole = fields.pop(row_key(domain.id, row.partner), None)
    told = instruments_of(here.stored.sheet, domain.id)
    picked = {code for field in fields.values() for code in field.typed.get("instruments", ())}
    previous, following = _around(here, domain, row)
    return render_template(
        "answering/partner.html",
        here=here,
        domain=domain,
        row=row,
        whole=whole,
        fields=fields,
        problems=summary({**({row_key(domain.id, row.partner): whole} if whole else {}), **fields}),
        conditions={q.id: condition_data(q.show_when) for q in row.questions.values() if q.show_when},
        cells={i.id: [fields[cell_key(q.id, row.partner)] for q in i.questions] for i in domain.indicators},
        instruments=[
            (code, label_of(code, answer))
            for code, answer in told.items()
            if code in picked or row.partner in answer.value["parties"]  # type: ignore[index]
        ],
        previous=previous,
        following=following,
    )
