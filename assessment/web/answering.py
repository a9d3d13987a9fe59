"""Answering: the list of sections, and one page per section, generated from the questionnaire."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assessment import forms
from assessment.core.answers import AnswerSheet
from assessment.core.completeness import Progress, section_progress
from assessment.core.conditions import sources
from assessment.core.questionnaire import Domain, Questionnaire
from assessment.core.sharing import part_of
from assessment.services import rounds
from assessment.services.accounts import Right
from assessment.web import assignments, partner_table, partners
from assessment.web.access import SIGNED_IN, allow
from assessment.web.autosave import told
from assessment.web.fields import condition_data, country_names, line
from assessment.web.offers import marked
from assessment.web.place import Place, domain_or_404, neighbours, place, shared_section, shared_with_reader, world
from assessment.web.request import autosaving, country_or_404, current_language, reader, round_or_404
from assessment.web.saving import Refused, field_of, read_form, refusal_status, save, staying, summary
from assessment.wording import moment_text, sorted_names

blueprint = Blueprint("answering", __name__)


@blueprint.get("/rounds/<round_slug>/<iso3>/answers/")
@allow(Right.READ_OWN_ANSWERS, Right.CONTRIBUTE)
def task_list(round_slug: str, iso3: str) -> str:
    """The sections with their progress."""
    here = place(round_slug, iso3)
    if here.scope is not None:
        return _shared_list(here)
    shared = assignments.with_whom(here)
    return render_template(
        "answering/task_list.html",
        here=here,
        sections=here.progress,
        tasks=[_task(here, s, shared.get(s.domain.id, ())) for s in here.progress],
        closes=moment_text(current_language(), here.round.closes_at, "long"),
        spent=_spent(sum(here.stored.spent.values())) or current_language().gettext("Nothing measured yet"),
    )


def _spent(seconds: int) -> str:
    """Time spent so far; nothing where it is less than half a minute."""
    minutes = round(seconds / 60)
    words = current_language()
    return words.ngettext("%(num)s minute spent so far", "%(num)s minutes spent so far", minutes) if minutes else ""


def _shared_list(here: Place) -> str:
    """What is shared with a contributor, one thing after another, each with its sections."""
    own = assignments.told(here, reader().user_id)
    return render_template(
        "sharing/tasks.html",
        here=here,
        shared=[(one, [_task(here, section) for section in one.sections]) for one in own],
    )


def _task(here: Place, section: Progress, shared: Sequence[dict[str, str]] = ()) -> dict[str, Any]:
    """One line of the task list; ``shared`` says with whom the section is."""
    number = [domain.id for domain in here.questionnaire].index(section.domain.id) + 1
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
    spent = _spent(here.stored.spent.get(section.domain.id, 0))
    href = url_for("answering.section", section=section.domain.slug, **here.address)
    return {
        "title": f"{number}. {section.domain.title[words.code]}",
        "href": href,
        "hint": f"{hint}; {spent}" if spent else hint,
        "status": status,
        "kind": kind,
        "parts": partners.parts_of(here, section.domain),
        "shared": shared,
    }


@blueprint.get("/rounds/<round_slug>/<iso3>/answers/<section>")
@allow(Right.READ_OWN_ANSWERS, Right.CONTRIBUTE)
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
@allow(Right.ANSWER, Right.CONTRIBUTE)
def save_section(round_slug: str, iso3: str, section: str) -> Response | tuple[str, int] | dict[str, Any]:
    """Save what is right and new; hand back what is wrong or stale as it was typed."""
    found = round_or_404(round_slug)
    country_or_404(iso3)
    questionnaire, scope = rounds.questionnaire_of(found), shared_with_reader(found, iso3)
    domain = domain_or_404(questionnaire, section)
    if domain.per_partner:
        return partner_table.save_table(place(round_slug, iso3, section), domain)
    questions = {question.id: question for question in domain.questions}
    if scope is not None:
        questionnaire = part_of(questionnaire, scope)
        domain = shared_section(questionnaire, scope, domain)
    saved = save(found, iso3, read_form(questions, world(found, iso3)))

    def page() -> str:
        return _page(place(round_slug, iso3, section), domain, saved.refused)

    if autosaving():
        return told(saved, lambda id, *stands: forms.version_mark(questions[id], *stands), page)
    if saved.refused:
        return page(), refusal_status(saved.refused)
    return redirect(_next_address(questionnaire, domain, round_slug, iso3, whole=scope is None), 303)


def _next_address(questionnaire: Questionnaire, domain: Domain, round_slug: str, iso3: str, *, whole: bool) -> str:
    """Where a save leads: the same section, or onwards when asked for."""
    here: dict[str, Any] = {"round_slug": round_slug, "iso3": iso3}
    if request.form.get("action") == "continue":
        following = neighbours(questionnaire, domain)[1]
        if following is None:
            return url_for("review.check" if whole else "answering.task_list", **here)
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
    words = current_language()
    closed = [question for question in domain.questions if not (here.editable and here.takes(question.id))]
    common["lines"] = {q.id: marked(here, line(words, q, asked[q.id], here.documents)) for q in closed}
    if not here.editable:
        return render_template("answering/section_read.html", **common)
    answered_here = [question for question in domain.questions if here.takes(question.id)]
    fields = {question.id: field_of(here, question, refused.get(question.id)) for question in answered_here}
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
