"""Answering: the list of sections, and one page per section, generated from the questionnaire."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assessment import forms
from assessment.core.answers import AnswerSheet
from assessment.core.completeness import Progress, progress, section_progress
from assessment.core.conditions import sources
from assessment.core.questionnaire import Domain, Questionnaire
from assessment.services import rounds
from assessment.services.accounts import Right
from assessment.web import partner_table, partners
from assessment.web.access import SIGNED_IN, allow
from assessment.web.fields import condition_data, country_names, line
from assessment.web.offers import marked
from assessment.web.place import Place, domain_or_404, neighbours, place
from assessment.web.request import country_or_404, current_language, round_or_404
from assessment.web.saving import Refused, field_of, read_form, refusal_status, save, staying, summary
from assessment.wording import moment_text, sorted_names

blueprint = Blueprint("answering", __name__)


@blueprint.get("/rounds/<round_slug>/<iso3>/answers/")
@allow(Right.READ_OWN_ANSWERS)
def task_list(round_slug: str, iso3: str) -> str:
    """The sections with their progress."""
    here = place(round_slug, iso3)
    sections = progress(here.questionnaire, here.stored.sheet)
    return render_template(
        "answering/task_list.html",
        here=here,
        sections=sections,
        tasks=[_task(here, number, s) for number, s in enumerate(sections, 1)],
        closes=moment_text(current_language(), here.round.closes_at, "long"),
    )


def _task(here: Place, number: int, section: Progress) -> dict[str, Any]:
    """One line of the task list."""
    words = current_language()
    if section.left == 0:
        status, kind = words.gettext("Complete"), "done"
    elif section.settled:
        status, kind = words.ngettext("%(num)s question left", "%(num)s questions left", section.left), "progress"
    else:
        status, kind = words.gettext("Not started"), "todo"
    hint = words.gettext(
        "%(settled)s of %(asked)s questions answered; about %(minutes)s minutes in all",
        settled=section.settled,
        asked=section.asked,
        minutes=words.number(section.minutes, 0),
    )
    href = url_for("answering.section", section=section.domain.slug, **here.address)
    return {
        "title": f"{number}. {section.domain.title[words.code]}",
        "href": href,
        "hint": hint,
        "status": status,
        "kind": kind,
        "parts": partners.parts_of(here, section.domain),
    }


@blueprint.get("/rounds/<round_slug>/<iso3>/answers/<section>")
@allow(Right.READ_OWN_ANSWERS)
def section(round_slug: str, iso3: str, section: str) -> str:
    """One section: its questions to answer, or the answers to read."""
    here = place(round_slug, iso3, section)
    domain = domain_or_404(here.questionnaire, section)
    return partner_table.table_page(here, domain, {}) if domain.per_partner else _page(here, domain, {})


@blueprint.get("/countries")
@allow(rule=SIGNED_IN)
def countries() -> Response:
    """The names that may be written where countries are asked for; kept by browsers for a day."""
    page = make_response(
        render_template("answering/countries.html", world=sorted_names(current_language(), country_names()))
    )
    page.cache_control.private, page.cache_control.max_age = True, 24 * 3600
    return page


# --- Saving ------------------------------------------------------------------------


@blueprint.post("/rounds/<round_slug>/<iso3>/answers/<section>")
@allow(Right.ANSWER)
def save_section(round_slug: str, iso3: str, section: str) -> Response | tuple[str, int]:
    """Save what is right and new; hand back what is wrong or stale as it was typed."""
    found = round_or_404(round_slug)
    country_or_404(iso3)
    questionnaire = rounds.questionnaire_of(found)
    domain = domain_or_404(questionnaire, section)
    if domain.per_partner:
        return partner_table.save_table(place(round_slug, iso3), domain)
    questions = {question.id: question for question in domain.questions}
    refused = save(found, iso3, read_form(questions, forms.World(iso3, country_names())))
    if refused:
        return _page(place(round_slug, iso3, section), domain, refused), refusal_status(refused)
    return redirect(_next_address(questionnaire, domain, round_slug, iso3), 303)


def _next_address(questionnaire: Questionnaire, domain: Domain, round_slug: str, iso3: str) -> str:
    """Where a save leads: the same section, or onwards when asked for."""
    here: dict[str, Any] = {"round_slug": round_slug, "iso3": iso3}
    if request.form.get("action") == "continue":
        following = neighbours(questionnaire, domain)[1]
        if following is None:
            return url_for("review.check", **here)
        return url_for("answering.section", section=following.slug, **here)
    return url_for("answering.section", section=domain.slug, **staying({q.id for q in domain.questions}), **here)


# --- The page ----------------------------------------------------------------------


def _page(here: Place, domain: Domain, refused: Mapping[str, Refused]) -> str:
    asked = here.asked
    previous, following = neighbours(here.questionnaire, domain)
    common = {
        "here": here,
        "domain": domain,
        "progress": section_progress(domain, asked),
        "number": list(here.questionnaire).index(domain) + 1,
        "previous": previous,
        "following": following,
    }
    if not here.editable:
        words = current_language()
        lines = {q.id: marked(here, line(words, q, asked[q.id])) for q in domain.questions}
        return render_template("answering/section_read.html", lines=lines, **common)
    fields = {question.id: field_of(here, question, refused.get(question.id)) for question in domain.questions}
    return render_template(
        "answering/section.html",
        fields=fields,
        problems=summary(fields),
        conditions={q.id: condition_data(q.show_when) for q in domain.questions if q.show_when},
        elsewhere=_elsewhere(domain, asked),
        **common,
    )


def _elsewhere(domain: Domain, asked: AnswerSheet) -> dict[str, object]:
    """Answers of other sections that conditions of this one read."""
    own = {question.id for question in domain.questions}
    read = {source for q in domain.questions if q.show_when for source in sources(q.show_when)} - own
    return {id: {"state": asked[id].state.value, "value": asked[id].value} for id in sorted(read)}
