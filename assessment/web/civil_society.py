"""Civil society: an organisation answers about one country after another, and sends what it answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assessment import forms
from assessment.core.answers import State
from assessment.core.civil_society import CivilQuestionnaire, sent_content
from assessment.core.questionnaire import Question
from assessment.core.results import Status
from assessment.core.snapshots import content_hash
from assessment.core.validation import clean_text
from assessment.services import civil_society, rounds
from assessment.services.accounts import LONGEST, Right
from assessment.services.civil_society import NotAsked, Told
from assessment.services.submissions import ConcurrentSave, NothingToSign, StoredSheet, SubmissionClosed
from assessment.web.access import allow
from assessment.web.fields import country_names, line, member_codes
from assessment.web.request import (
    Country,
    Organisation,
    Round,
    country_or_404,
    current_language,
    database,
    reader,
    round_or_404,
)
from assessment.web.saving import Refused, field_of, read_form, refusal_status, settle, summary
from assessment.wording import day_text, moment_text, sorted_names, text

blueprint = Blueprint("civil_society", __name__)


@dataclass(frozen=True)
class Place:
    """Where an organisation stands: the round, the country it speaks of, and what it says of it.

    The organisation is always the reader's own; no address names one.
    """

    round: Round
    country: Country
    questionnaire: CivilQuestionnaire
    organisation: Organisation
    told: Told

    @property
    def stored(self) -> StoredSheet:
        """The answers as they stand."""
        return self.told.stored

    @property
    def questions(self) -> Mapping[str, Question]:
        """Every item's question, by id."""
        return self.questionnaire.questions

    @property
    def sent(self) -> bool:
        """Whether what stands here is what was sent."""
        return self.stored.status is Status.SIGNED

    @property
    def editable(self) -> bool:
        """Whether answers can be changed here and now."""
        return self.round.state == "open" and not self.sent

    @property
    def address(self) -> dict[str, Any]:
        """The part of the address all these pages share."""
        return {"round_slug": self.round.slug, "iso3": self.country.iso3}

    @property
    def missing(self) -> list[str]:
        """The items without an answer."""
        return [id for id in self.questions if self.stored.sheet[id].state is State.BLANK]

    @property
    def hash(self) -> str:
        """The SHA-256 under which the answers would be sent as they stand."""
        content = sent_content(self.questionnaire, self.round.slug, self.country.iso3, self.stored.sheet)
        return content_hash(content)


def _organisation() -> Organisation:
    """The reader's organisation."""
    return civil_society.organisation(database(), reader().organisation) or abort(403)


def _asked(found: Round) -> CivilQuestionnaire:
    questionnaire = rounds.civil_questionnaire_of(found)
    if questionnaire is None:
        raise NotAsked(found.slug)
    return questionnaire


def place(round_slug: str, iso3: str) -> Place:
    """The place an address names, for the reader's organisation; 404 when there is none."""
    found, country, own = round_or_404(round_slug), country_or_404(iso3), _organisation()
    return Place(found, country, _asked(found), own, civil_society.read_told(database(), found, own.id, iso3))


# --- The start page ----------------------------------------------------------------------


@blueprint.get("/rounds/<round_slug>/civil-society/")
@allow(Right.ANSWER_AS_ORGANISATION)
def start(round_slug: str) -> Response | str:
    """What this is for, the countries answered about, and the way to another one."""
    found, own, words = round_or_404(round_slug), _organisation(), current_language()
    questionnaire = _asked(found)
    if chosen := request.args.get("country"):
        country = country_or_404(chosen)
        return redirect(url_for("civil_society.answers", round_slug=found.slug, iso3=country.iso3))
    begun = civil_society.begun(database(), found, own.id)
    members = sorted_names(words, {iso3: country_names()[iso3] for iso3 in member_codes()})
    return render_template(
        "civil_society/start.html",
        round=found,
        organisation=own,
        questionnaire=questionnaire,
        tasks=[_task(found, iso3, name, *begun[iso3]) for iso3, name in members if iso3 in begun],
        others=[(iso3, name) for iso3, name in members if iso3 not in begun],
        closes=moment_text(words, found.closes_at, "long"),
    )


def _task(found: Round, iso3: str, name: str, status: Status, sent_at: datetime | None) -> dict[str, Any]:
    """One country of the list."""
    words = current_language()
    task = {"title": name, "href": url_for("civil_society.answers", round_slug=found.slug, iso3=iso3)}
    last = words.gettext("Last sent on %(day)s", day=day_text(words, sent_at)) if sent_at else ""
    if status is Status.SIGNED:
        return {**task, "status": words.gettext("Sent"), "kind": "done", "hint": last}
    return {**task, "status": words.gettext("In progress"), "kind": "progress", "hint": last}


# --- Answering ---------------------------------------------------------------------------


@blueprint.get("/rounds/<round_slug>/civil-society/<iso3>")
@allow(Right.ANSWER_AS_ORGANISATION)
def answers(round_slug: str, iso3: str) -> str:
    """The items about one country, to answer or to read."""
    return _page(place(round_slug, iso3), {})


@blueprint.post("/rounds/<round_slug>/civil-society/<iso3>")
@allow(Right.ANSWER_AS_ORGANISATION)
def save_answers(round_slug: str, iso3: str) -> Response | tuple[str, int]:
    """Save what is right and new; hand back what is wrong or stale as it was typed."""
    found, own = round_or_404(round_slug), _organisation()
    country_or_404(iso3)
    typed = read_form(_asked(found).questions, forms.World(iso3, country_names()))
    changes = [change for change, _texts in typed.changes.values()]
    outcome = civil_society.save_told(database(), found, own.id, iso3, changes, reader().user_id)
    refused = settle(typed, outcome).refused
    if refused:
        return _page(place(round_slug, iso3), refused), refusal_status(refused)
    view = "civil_society.send" if request.form.get("action") == "continue" else "civil_society.answers"
    return redirect(url_for(view, round_slug=round_slug, iso3=iso3), 303)


def _page(here: Place, refused: Mapping[str, Refused]) -> str:
    if not here.editable:
        return render_template("civil_society/read.html", here=here, lines=_lines(here), **_sending(here))
    fields = {id: field_of(here, question, refused.get(id)) for id, question in here.questions.items()}
    return render_template(
        "civil_society/answers.html",
        here=here,
        fields=fields,
        problems=summary(fields),
        **_sending(here),
    )


def _lines(here: Place) -> dict[str, Any]:
    words = current_language()
    return {id: line(words, question, here.stored.sheet[id]) for id, question in here.questions.items()}


def _sending(here: Place) -> dict[str, str]:
    """Who sent what is in force, and when; empty when it was never sent."""
    sending = here.told.sending
    if sending is None:
        return {"sent_by": "", "sent_on": ""}
    return {"sent_by": sending.sender_name, "sent_on": moment_text(current_language(), sending.sent_at, "long")}


# --- Sending -----------------------------------------------------------------------------


@blueprint.get("/rounds/<round_slug>/civil-society/<iso3>/send")
@allow(Right.ANSWER_AS_ORGANISATION)
def send(round_slug: str, iso3: str) -> Response | str:
    """All answers about a country as they will be sent, and the form to send them."""
    here = place(round_slug, iso3)
    if here.sent:
        return redirect(url_for("civil_society.answers", **here.address))
    _require_sendable(here)
    return _send_page(here, {"name": reader().name, "statement": ""}, {})


@blueprint.post("/rounds/<round_slug>/civil-society/<iso3>/send")
@allow(Right.ANSWER_AS_ORGANISATION)
def save_sending(round_slug: str, iso3: str) -> Response | tuple[str, int]:
    """Send the answers, if they are still those that were shown."""
    here, words = place(round_slug, iso3), current_language()
    typed = {name: clean_text(request.form.get(name, "")) for name in ("name", "statement", "seen")}
    problems = _problems(typed)
    if typed["seen"] != here.hash:
        problems["seen"] = words.gettext("The answers have changed since you opened this page. Please read them again")
    if problems and here.editable:
        _require_sendable(here)
        return _send_page(here, typed, problems), 409 if "seen" in problems else 422
    sender = reader().user_id
    assert sender is not None  # nobody else comes past the rule
    sending = civil_society.send(database(), here.round, here.organisation.id, iso3, sender, typed["name"])
    if sending.sha256 != typed["seen"]:
        raise ConcurrentSave(iso3)  # saved between our reading and our sending: nothing unseen is sent
    database().commit()
    flash(words.gettext("The answers about %(country)s are sent.", country=text(words, here.country.name)), "success")
    return redirect(url_for("civil_society.start", round_slug=round_slug), 303)


def _require_sendable(here: Place) -> None:
    if here.round.state != "open":
        raise SubmissionClosed(here.round.slug)
    if len(here.missing) == len(here.questions):
        raise NothingToSign(here.country.iso3)


def _problems(typed: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with the form, by field."""
    words, problems = current_language(), {}
    if not typed["name"]:
        problems["name"] = words.gettext("Write your name")
    elif len(typed["name"]) > LONGEST["name"]:
        problems["name"] = words.gettext("At most %(max)s characters are accepted here", max=LONGEST["name"])
    if typed["statement"] != "yes":
        problems["statement"] = words.gettext("Tick the statement to send the answers")
    return problems


def _send_page(here: Place, typed: Mapping[str, str], problems: Mapping[str, str]) -> str:
    return render_template(
        "civil_society/send.html", here=here, lines=_lines(here), typed=typed, problems=problems, seen=here.hash
    )


@blueprint.post("/rounds/<round_slug>/civil-society/<iso3>/reopen")
@allow(Right.ANSWER_AS_ORGANISATION)
def reopen(round_slug: str, iso3: str) -> Response:
    """Let what was sent be corrected; until it is sent again, the last sending stays in force."""
    here, sender = place(round_slug, iso3), reader().user_id
    assert sender is not None  # nobody else comes past the rule
    civil_society.reopen(database(), here.round, here.organisation.id, iso3, sender)
    database().commit()
    words = current_language()
    flash(words.gettext("You can correct the answers now. What was sent before stays in force."), "message")
    return redirect(url_for("civil_society.answers", **here.address), 303)
