"""Sharing out: the focal point's pages, and the button with which a contributor hands a part back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assessment.core.sharing import units_of
from assessment.core.validation import clean_text
from assessment.i18n import LANGUAGES, gettext_noop, own_name
from assessment.services import sharing
from assessment.services.accounts import Right
from assessment.services.sharing import Invitee, Share, SharingInvalid, Terms
from assessment.web import assignments
from assessment.web.access import allow
from assessment.web.place import Place, place
from assessment.web.request import country_or_404, current_language, database, reader, round_or_404
from assessment.web.sharing_mail import tell_person
from assessment.wording import date_text, moment_text

blueprint = Blueprint("sharing", __name__)
NEW = "new"
PROBLEMS = {
    "person_missing": ("person", gettext_noop("Choose a person of the list, or “Somebody new”")),
    "not_an_address": ("email", gettext_noop("Write an e-mail address, such as name@example.org")),
    "address_refused": (
        "email",
        gettext_noop(
            "This address cannot be invited as a contributor. Use another one, or write to SELA's secretariat"
        ),
    ),
    "name_missing": ("name", gettext_noop("Write the name of the person")),
    "name_too_long": ("name", gettext_noop("The name may have at most %(most)s characters")),
    "parts_missing": ("parts", gettext_noop("Choose at least one section or question")),
    "due_missing": ("due", gettext_noop("Write the last day for answering: year, month and day, as in 2026-12-31")),
    "due_passed": ("due", gettext_noop("This day has passed; choose today or a later day")),
    "due_after_close": ("due", gettext_noop("The round closes on %(last)s; choose that day or an earlier one")),
    "note_too_long": ("note", gettext_noop("At most %(most)s characters are accepted here")),
    "reason_missing": ("reason", gettext_noop("Write what is still to be done; the contributor reads it")),
    "reason_too_long": ("reason", gettext_noop("At most %(most)s characters are accepted here")),
}
"""Codes of SharingInvalid: the field they are about and the sentence."""


@dataclass(frozen=True)
class Typed:
    """What was typed into the form, and what is wrong with it, by field."""

    person: str = ""
    email: str = ""
    name: str = ""
    language: str = ""
    parts: tuple[str, ...] = ()
    due: str = ""
    note: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)


# --- The list ----------------------------------------------------------------------------


@blueprint.get("/rounds/<round_slug>/<iso3>/sharing/")
@allow(Right.SHARE)
def listing(round_slug: str, iso3: str) -> str:
    """Everything shared, with whom, until when and how far it is."""
    here = place(round_slug, iso3)
    return render_template("sharing/listing.html", here=here, shared=assignments.told(here))


# --- Sharing -----------------------------------------------------------------------------


@blueprint.get("/rounds/<round_slug>/<iso3>/sharing/new")
@allow(Right.SHARE)
def invite(round_slug: str, iso3: str) -> str:
    """The form: which parts, with whom, until when."""
    return _form(place(round_slug, iso3), Typed(person=NEW, language=reader().language))


@blueprint.post("/rounds/<round_slug>/<iso3>/sharing/new")
@allow(Right.SHARE)
def save_invitation(round_slug: str, iso3: str) -> Response | str | tuple[str, int]:
    """Share, mail the person, and show the link where one was made, this once."""
    typed, here = _typed(), place(round_slug, iso3)
    person = int(typed.person) if typed.person.isdecimal() and len(typed.person) < 10 else None
    invitee = Invitee(person) if typed.person != NEW else Invitee(None, typed.email, typed.name, typed.language)
    if person is None and typed.person != NEW:
        invitee = Invitee(-1)  # nobody was chosen
    found = list(sharing.problems(database(), here.round, here.country, _terms(typed), invitee))
    if found:
        return _form(here, _with_problems(typed, found)), 422
    share = sharing.share(database(), here.round, here.country, _terms(typed), invitee, _by())
    database().commit()
    return _tell(here, share)


def _typed() -> Typed:
    form = request.form
    person, email, name, code, due = (
        clean_text(form.get(n, "")) for n in ("person", "email", "name", "language", "due")
    )
    language = code if code in LANGUAGES else reader().language
    return Typed(person, email, name, language, tuple(form.getlist("parts")), due, clean_text(form.get("note", "")))


def _terms(typed: Typed) -> Terms:
    try:
        due_on = date.fromisoformat(typed.due)
    except ValueError:
        due_on = None
    return Terms(typed.parts, due_on, typed.note)


def _with_problems(typed: Typed, found: Iterable[SharingInvalid]) -> Typed:
    known = list(PROBLEMS)
    sentences = dict(map(_sentence, sorted(found, key=lambda problem: known.index(problem.code))))
    return Typed(
        typed.person, typed.email, typed.name, typed.language, typed.parts, typed.due, typed.note, problems=sentences
    )


def _sentence(problem: SharingInvalid) -> tuple[str, str]:
    """The field a problem is about, and the problem in words."""
    words, (part, sentence) = current_language(), PROBLEMS[problem.code]
    told = {k: date_text(words, v.isoformat()) if isinstance(v, date) else v for k, v in problem.facts.items()}
    return part, words.gettext(sentence, **told)


def _form(here: Place, typed: Typed, share: Share | None = None) -> str:
    return render_template(
        "sharing/form.html",
        here=here,
        typed=typed,
        share=share,
        units_of=units_of,
        people=sharing.contributors(database(), here.country.iso3),
        languages=[(code, own_name(code)) for code in LANGUAGES],
    )


def _by() -> int:
    by = reader().user_id
    assert by is not None  # nobody without an account comes past the rules here
    return by


# --- One thing shared --------------------------------------------------------------------


@blueprint.get("/rounds/<round_slug>/<iso3>/sharing/<int:number>")
@allow(Right.SHARE)
def assignment(round_slug: str, iso3: str, number: int) -> str:
    """One thing shared, and what can be done about it."""
    here = place(round_slug, iso3)
    return _page(here, sharing.find(database(), here.round, iso3, number))


@blueprint.get("/rounds/<round_slug>/<iso3>/sharing/<int:number>/change")
@allow(Right.SHARE)
def change(round_slug: str, iso3: str, number: int) -> str:
    """The form with what is shared now."""
    here = place(round_slug, iso3)
    share = sharing.find(database(), here.round, iso3, number)
    now = share.assignment
    return _form(here, Typed(parts=tuple(now.parts), due=now.due_on.isoformat(), note=now.note), share)


@blueprint.post("/rounds/<round_slug>/<iso3>/sharing/<int:number>/change")
@allow(Right.SHARE)
def save_change(round_slug: str, iso3: str, number: int) -> Response | tuple[str, int]:
    """Share other parts, until another day, or with another note."""
    typed, here = _typed(), place(round_slug, iso3)
    share = sharing.find(database(), here.round, iso3, number)
    found = list(sharing.problems(database(), here.round, here.country, _terms(typed)))
    if found:
        return _form(here, _with_problems(typed, found), share), 422
    sharing.change(database(), here.round, here.country, number, _terms(typed), _by())
    database().commit()
    flash(
        current_language().gettext("What is shared with %(name)s has been changed.", name=share.person.name), "success"
    )
    return _to("sharing.assignment", here.address, number=number)


@blueprint.post("/rounds/<round_slug>/<iso3>/sharing/<int:number>/withdraw")
@allow(Right.SHARE)
def withdraw(round_slug: str, iso3: str, number: int) -> Response:
    """Share it no longer."""
    found = round_or_404(round_slug)
    name = sharing.withdraw(database(), found, iso3, number, _by()).person.name
    database().commit()
    flash(
        current_language().gettext("This is no longer shared with %(name)s. The answers stay as they are.", name=name),
        "success",
    )
    return _to("sharing.listing", {"round_slug": round_slug, "iso3": iso3})


@blueprint.post("/rounds/<round_slug>/<iso3>/sharing/<int:number>/reopen")
@allow(Right.SHARE)
def reopen(round_slug: str, iso3: str, number: int) -> Response | str | tuple[str, int]:
    """Give a part back to its contributor, saying why."""
    here, reason = place(round_slug, iso3), clean_text(request.form.get("reason", ""))
    try:
        share = sharing.reopen(database(), here.round, iso3, number, reason, _by())
    except SharingInvalid as error:
        share = sharing.find(database(), here.round, iso3, number)
        if error.code == "not_handed_back":
            flash(current_language().gettext("This part is open; there is nothing to reopen."), "message")
            return _to("sharing.assignment", here.address, number=number)
        return _page(here, share, problems=dict([_sentence(error)]), reason=reason), 422
    database().commit()
    return _tell(here, share)


@blueprint.post("/rounds/<round_slug>/<iso3>/sharing/<int:number>/link")
@allow(Right.SHARE)
def link(round_slug: str, iso3: str, number: int) -> Response | str:
    """A new link for a contributor who has not chosen a password yet."""
    here = place(round_slug, iso3)
    try:
        share = sharing.new_link(database(), here.round, iso3, number, _by())
    except SharingInvalid:
        flash(current_language().gettext("This person has chosen a password and can sign in."), "message")
        return _to("sharing.assignment", here.address, number=number)
    database().commit()
    return _tell(here, share)


@blueprint.post("/rounds/<round_slug>/<iso3>/sharing/<int:number>/done")
@allow(Right.CONTRIBUTE)
def hand_back(round_slug: str, iso3: str, number: int) -> Response:
    """The contributor is done with one of the parts shared with them."""
    country_or_404(iso3)
    sharing.hand_back(database(), round_or_404(round_slug), iso3, number, _by())
    database().commit()
    flash(
        current_language().gettext(
            "You have handed this part back. You can still read it; the focal point can reopen it."
        ),
        "success",
    )
    return _to("answering.task_list", {"round_slug": round_slug, "iso3": iso3})


def _to(endpoint: str, address: Mapping[str, Any], **more: Any) -> Response:
    return redirect(url_for(endpoint, **address, **more), 303)


def _tell(here: Place, share: Share) -> Response | str:
    """Mail the person and lead to the page; with a new link, show it there this once."""
    link = tell_person(here, share)
    if share.issued is None:
        return _to("sharing.assignment", here.address, number=share.assignment.id)
    return _page(here, share, link)


def _page(
    here: Place, share: Share, link: str = "", problems: Mapping[str, str] | None = None, reason: str = ""
) -> str:
    until = moment_text(current_language(), share.issued.expires_at, "long") if share.issued else ""
    return render_template(
        "sharing/assignment.html",
        here=here,
        one=assignments.tell(here, share),
        link=link,
        until=until,
        problems=problems or {},
        reason=reason,
        spoken=own_name(share.person.language),
    )
