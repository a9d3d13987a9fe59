"""Answering: the list of sections, and one page per section, generated from the questionnaire."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assessment.core.answers import Answer, AnswerSheet, State
from assessment.core.completeness import Progress, progress
from assessment.core.conditions import sources
from assessment.core.problems import Problem
from assessment.core.questionnaire import Domain, Kind, Question, Questionnaire
from assessment.core.results import Status
from assessment.services import rounds, submissions
from assessment.services.accounts import Right
from assessment.services.submissions import Change, StoredSheet
from assessment.web import forms
from assessment.web.access import allow
from assessment.web.fields import Field, anchor, condition_data, country_names, line, member_codes
from assessment.web.request import Country, Round, country_or_404, current_language, database, reader, round_or_404
from assessment.wording import answer_text, condition_text, moment_text, problem_text, sorted_names

blueprint = Blueprint("answering", __name__)


@dataclass(frozen=True)
class Place:
    """Where an answering page stands: round, country, questionnaire and the answers as stored."""

    round: Round
    country: Country
    questionnaire: Questionnaire
    stored: StoredSheet

    @property
    def editable(self) -> bool:
        """Whether this reader can change answers here and now."""
        return reader().may(Right.ANSWER, self.country.iso3) and self.round.state == "open" and not self.signed

    @property
    def signed(self) -> bool:
        """Whether the answers are signed."""
        return self.stored.status is Status.SIGNED

    @property
    def address(self) -> dict[str, Any]:
        """The part of the address all these pages share."""
        return {"round_slug": self.round.slug, "iso3": self.country.iso3}


def place(round_slug: str, iso3: str) -> Place:
    """The place an address names; 404 when there is none."""
    found = round_or_404(round_slug)
    country = country_or_404(iso3)
    return Place(found, country, rounds.questionnaire_of(found), submissions.read_sheet(database(), found, iso3))


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
        tasks=[_task(here, s) for s in sections],
        closes=moment_text(current_language(), here.round.closes_at, "long"),
    )


def _task(here: Place, section: Progress) -> dict[str, str]:
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
        minutes=words.number(section.domain.minutes, 0),
    )
    href = url_for("answering.section", section=section.domain.slug, **here.address)
    return {"title": section.domain.title[words.code], "href": href, "hint": hint, "status": status, "kind": kind}


@blueprint.get("/rounds/<round_slug>/<iso3>/answers/<section>")
@allow(Right.READ_OWN_ANSWERS)
def section(round_slug: str, iso3: str, section: str) -> str:
    """One section: its questions to answer, or the answers to read."""
    here = place(round_slug, iso3)
    return _page(here, _domain(here.questionnaire, section), {})


def _domain(questionnaire: Questionnaire, slug: str) -> Domain:
    return next((domain for domain in questionnaire if domain.slug == slug), None) or abort(404)


# --- Saving ------------------------------------------------------------------------


@dataclass(frozen=True)
class Refused:
    """What was typed for one question and not saved: wrong, or typed over a version that is no longer the newest."""

    typed: forms.Typed
    answer: Answer
    problems: Sequence[Problem]
    stale: bool


@blueprint.post("/rounds/<round_slug>/<iso3>/answers/<section>")
@allow(Right.ANSWER)
def save_section(round_slug: str, iso3: str, section: str) -> Response | tuple[str, int]:
    """Save what is right and new; hand back what is wrong or stale as it was typed."""
    found = round_or_404(round_slug)
    country_or_404(iso3)
    domain = _domain(rounds.questionnaire_of(found), section)
    changes, refused = _changes(domain, forms.World(iso3, country_names()))
    outcome = submissions.save_answers(database(), found, iso3, [change for change, _ in changes], reader().user_id)
    database().commit()
    refused |= {
        change.question: Refused(typed, change.answer, [Problem("conflict_open", part="conflict")], stale=True)
        for change, typed in changes
        if change.question in outcome.stale
    }
    _announce(len(outcome.saved), bool(refused))
    if refused:
        page = _page(place(round_slug, iso3), domain, refused)
        return page, 409 if all(r.stale for r in refused.values()) else 422
    return redirect(_next_address(rounds.questionnaire_of(found), domain, round_slug, iso3), 303)


def _changes(domain: Domain, world: forms.World) -> tuple[list[tuple[Change, forms.Typed]], dict[str, Refused]]:
    """What the submitted form changes, and what of it cannot be accepted."""
    questions = {question.id: question for question in domain.questions}
    changes: list[tuple[Change, forms.Typed]] = []
    refused: dict[str, Refused] = {}
    for id, typed in forms.typed_by_question(request.form.items(multi=True), questions).items():
        answer, problems = forms.read(questions[id], typed, world)
        choice = forms.last(typed, "conflict")
        if choice == "theirs" or (not problems and not forms.touched(questions[id], answer, typed)):
            continue
        if choice == "pending":
            problems.append(Problem("conflict_open", part="conflict"))
        if problems:
            refused[id] = Refused(typed, answer, problems, stale=bool(choice))
        else:
            changes.append((Change(id, answer, forms.read_version(typed)), typed))
    return changes, refused


def _announce(saved: int, refused: bool) -> None:
    words = current_language()
    if saved:
        flash(words.ngettext("Saved: %(num)s answer.", "Saved: %(num)s answers.", saved), "success")
    elif not refused:
        flash(words.gettext("Everything is saved; nothing had changed."), "message")


def _next_address(questionnaire: Questionnaire, domain: Domain, round_slug: str, iso3: str) -> str:
    """Where a save leads: the same section, or onwards when asked for."""
    here: dict[str, Any] = {"round_slug": round_slug, "iso3": iso3}
    if request.form.get("action") == "continue":
        following = _neighbours(questionnaire, domain)[1]
        if following is None:
            return url_for("review.check", **here)
        return url_for("answering.section", section=following.slug, **here)
    question = request.form.get("add")
    fragment = question if question in {q.id for q in domain.questions} else None
    return url_for("answering.section", section=domain.slug, _anchor=fragment, **here)


def _neighbours(questionnaire: Questionnaire, domain: Domain) -> tuple[Domain | None, Domain | None]:
    """The sections before and after."""
    domains = list(questionnaire)
    at = domains.index(domain)
    return domains[at - 1] if at else None, domains[at + 1] if at + 1 < len(domains) else None


# --- The page ----------------------------------------------------------------------


def _page(here: Place, domain: Domain, refused: Mapping[str, Refused]) -> str:
    words = current_language()
    asked = here.questionnaire.as_asked(here.stored.sheet)
    previous, following = _neighbours(here.questionnaire, domain)
    common = {
        "here": here,
        "domain": domain,
        "progress": next(p for p in progress(here.questionnaire, here.stored.sheet) if p.domain is domain),
        "number": list(here.questionnaire).index(domain) + 1,
        "previous": previous,
        "following": following,
    }
    if not here.editable:
        lines = {question.id: line(words, question, asked[question.id]) for question in domain.questions}
        return render_template("answering/section_read.html", lines=lines, **common)
    fields = {question.id: _field(here, question, refused.get(question.id)) for question in domain.questions}
    return render_template(
        "answering/section.html",
        fields=fields,
        problems=_summary(fields),
        conditions={q.id: condition_data(q.show_when) for q in domain.questions if q.show_when},
        elsewhere=_elsewhere(domain, asked),
        world=_world(here) if any(q.kind is Kind.COUNTRIES for q in domain.questions) else (),
        names=country_names(),
        **common,
    )


def _field(here: Place, question: Question, refused: Refused | None) -> Field:
    words, id = current_language(), question.id
    stored = here.stored.stored.get(id)
    answer = here.stored.sheet[id]
    numeric = question.kind in (Kind.NUMBER, Kind.PERCENT) and answer.state is State.ANSWERED
    current = forms.version_mark(question, answer, here.stored.version(id))
    stale = refused is not None and refused.stale
    return Field(
        question=question,
        typed=refused.typed if refused else forms.write(question, answer, words),
        version=forms.last(refused.typed, "version") if refused and not stale else current,
        problems={p.part: problem_text(words, p, country_names()) for p in refused.problems} if refused else {},
        read_as=answer_text(words, question, answer, {}) if numeric and not refused else "",
        saved=words.gettext("Saved %(moment)s, %(name)s", moment=moment_text(words, stored.at), name=stored.by)
        if stored
        else "",
        theirs=line(words, question, answer) if stale else None,
        mine=line(words, question, refused.answer)
        if refused and stale and refused.problems[0].code == "conflict_open"
        else None,
        only_if=condition_text(words, here.questionnaire, question.show_when) if question.show_when else "",
    )


def _summary(fields: Mapping[str, Field]) -> list[dict[str, str]]:
    """Everything wrong with the page, each line leading to its field."""
    return [
        {"href": f"#{anchor(shown.question, part)}", "text": f"{id}: {sentence}"}
        for id, shown in fields.items()
        for part, sentence in shown.problems.items()
    ]


def _elsewhere(domain: Domain, asked: AnswerSheet) -> dict[str, object]:
    """Answers of other sections that conditions of this one read."""
    own = {question.id for question in domain.questions}
    read = {source for q in domain.questions if q.show_when for source in sources(q.show_when)} - own
    return {id: {"state": asked[id].state.value, "value": asked[id].value} for id in sorted(read)}


def _world(here: Place) -> list[tuple[str, list[tuple[str, str]]]]:
    """The countries that can be listed, in two groups: the members and the rest, without the country that answers."""
    words = current_language()
    named = [pair for pair in sorted_names(words, country_names()) if pair[0] != here.country.iso3]
    members = member_codes()
    return [
        (words.gettext("SELA member States"), [pair for pair in named if pair[0] in members]),
        (words.gettext("Other countries and territories"), [pair for pair in named if pair[0] not in members]),
    ]
