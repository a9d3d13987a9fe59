"""The history of answers: who changed what, when and how; and an earlier value brought back."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assessment import forms
from assessment.core.answers import BLANK, Answer, State
from assessment.core.history import Entry, Step, fold
from assessment.core.questionnaire import Domain
from assessment.services import history as stored_history
from assessment.services.accounts import Right
from assessment.services.submissions import SubmissionClosed, SubmissionSigned
from assessment.web.access import allow
from assessment.web.fields import Line, country_names
from assessment.web.findings import address_of
from assessment.web.place import Place, domain_or_404, place
from assessment.web.request import current_language, database, reader
from assessment.web.restoring import domain_of, may_be_restored, name_of, problems_of_restoring, question_of, words_of
from assessment.wording import moment_text, problem_text
from assessment.wording_history import way_text

blueprint = Blueprint("history", __name__)
PAGE = 50
"""Entries on one page."""


@dataclass(frozen=True)
class Shown:
    """A step or a folded entry ready to print; ``steps`` are those folded into it, where they are several."""

    number: int
    question: str
    name: str
    moment: str
    by: str
    way: str
    applied: bool
    before: Line | None
    after: Line
    standing: bool
    steps: Sequence["Shown"] = ()


# --- A section, or the whole country ------------------------------------------------


@blueprint.get("/rounds/<round_slug>/<iso3>/history")
@allow(Right.READ_OWN_ANSWERS)
def listing(round_slug: str, iso3: str) -> str:
    """What was changed, the newest first: in the whole questionnaire, or in one section."""
    here = place(round_slug, iso3)
    domain = domain_or_404(here.questionnaire, request.args["section"]) if request.args.get("section") else None
    entries = fold(_steps(here, domain=domain))
    pages = max(1, -(-len(entries) // PAGE))
    page = request.args.get("page", 1, int)
    if not 1 <= page <= pages:
        abort(404)
    return render_template(
        "history/listing.html",
        here=here,
        domain=domain,
        count=len(entries),
        entries=[_shown(here, entry) for entry in entries[(page - 1) * PAGE : page * PAGE]],
        page=page,
        pages=pages,
    )


def _steps(here: Place, question: str | None = None, domain: Domain | None = None) -> Sequence[Step]:
    """The steps of one answer, of one section, or of all."""

    def visible(key: str) -> bool:
        return domain is None or domain_of(here, key) is domain

    return stored_history.steps(database(), here.round, here.country.iso3, question, visible)


# --- One answer ---------------------------------------------------------------------


@blueprint.get("/rounds/<round_slug>/<iso3>/history/<question>")
@allow(Right.READ_OWN_ANSWERS)
def answer(round_slug: str, iso3: str, question: str) -> str:
    """Every change of one answer, and its earlier values to restore."""
    here = place(round_slug, iso3)
    return _answer_page(here, question, _steps(here, question))


@blueprint.post("/rounds/<round_slug>/<iso3>/history/<question>")
@allow(Right.ANSWER)
def restore(round_slug: str, iso3: str, question: str) -> Response | tuple[str, int]:
    """Bring an earlier value back: a change like any other, refused when the answer was changed meanwhile."""
    here, words = place(round_slug, iso3), current_language()
    steps = _steps(here, question)
    wanted = request.form.get("step", "")
    step = next((step for step in steps if str(step.number) == wanted), None) or abort(404)
    if here.signed:
        raise SubmissionSigned(iso3)
    if not here.editable:
        raise SubmissionClosed(here.round.slug)
    problems = problems_of_restoring(here, question, step.answer) if may_be_restored(here, question) else abort(404)
    if problems:
        told = [problem_text(words, problem, country_names()) for problem in problems]
        return _answer_page(here, question, steps, told), 422
    read_at, person = forms.read_version({"version": [request.form.get("version", "")]}), reader().user_id
    assert person is not None  # nobody else comes past the rule ANSWER
    outcome = stored_history.restore(database(), here.round, iso3, step, read_at, person)
    database().commit()
    if outcome.stale:
        told = [words.gettext("Somebody changed this answer meanwhile. Nothing was restored; here it is as it stands.")]
        here = place(round_slug, iso3)
        return _answer_page(here, question, _steps(here, question), told), 409
    if outcome.unchanged:
        flash(words.gettext("Everything is saved; nothing had changed."), "message")
    else:
        flash(words.gettext("The earlier value is the answer again."), "success")
    return redirect(url_for("history.answer", question=question, **here.address), 303)


def _answer_page(here: Place, key: str, steps: Sequence[Step], problems: Sequence[str] = ()) -> str:
    if not steps and question_of(here, key) is None:
        abort(404)
    told = _last_told(steps)
    domain = domain_of(here, key) or abort(404)
    return render_template(
        "history/answer.html",
        here=here,
        domain=domain,
        key=key,
        name=name_of(here, key, told),
        question=question_of(here, key),
        now=words_of(here, key, here.stored.sheet[key]),
        back=address_of(here, key),
        version=here.stored.version(key),
        entries=[_shown(here, entry) for entry in fold(steps)],
        restorable=here.editable and may_be_restored(here, key),
        problems=[{"href": None, "text": sentence} for sentence in problems],
    )


def _last_told(steps: Sequence[Step]) -> Answer:
    """The last answer that says something: what a removed instrument was called."""
    return next((step.answer for step in reversed(steps) if step.answer.state is State.ANSWERED), BLANK)


def _shown(here: Place, entry: Entry) -> Shown:
    steps = tuple(_step(here, step, None) for step in entry.steps) if len(entry.steps) > 1 else ()
    shown = _step(here, entry.last, words_of(here, entry.question, entry.before))
    return Shown(**{**vars(shown), "steps": steps})


def _step(here: Place, step: Step, before: Line | None) -> Shown:
    words, key = current_language(), step.question
    return Shown(
        number=step.number,
        question=key,
        name=name_of(here, key, step.answer),
        moment=moment_text(words, step.at),
        by=step.by,
        way=way_text(words, step.way),
        applied=step.applied,
        before=before,
        after=words_of(here, key, step.answer),
        standing=step.answer == here.stored.sheet[key],
    )
