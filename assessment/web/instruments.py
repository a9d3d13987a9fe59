"""Written instruments of cooperation: known ones to confirm, and a country's own, each entered once."""

import re
from typing import cast

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assessment import forms
from assessment.core.answers import BLANK, Answer, State, instrument_key
from assessment.core.instruments import (
    OWN,
    Instrument,
    instrument_as_stored,
    picked_for,
    validate_instrument,
)
from assessment.core.problems import Problem
from assessment.core.questionnaire import Domain
from assessment.services import submissions
from assessment.services.accounts import Right
from assessment.services.offers import PRE_FILL
from assessment.services.submissions import Change
from assessment.web.access import allow
from assessment.web.fields import Field, anchor, country_names, member_codes
from assessment.web.instrument_entries import (
    FORM,
    entries_of,
    label_of,
    line_of,
    reference_data,
    scope_of,
)
from assessment.web.place import Place, domain_or_404, place, world
from assessment.web.request import current_language, database, reader
from assessment.web.saving import CONFLICT, Refused, saved_text
from assessment.wording import problem_text, sorted_names

blueprint = Blueprint("instruments", __name__)
NEW = "new"


# --- The list -------------------------------------------------------------------------


@blueprint.get("/rounds/<round_slug>/<iso3>/answers/<section>/instruments")
@allow(Right.READ_OWN_ANSWERS, Right.CONTRIBUTE)
def listing(round_slug: str, iso3: str, section: str) -> str:
    """Known instruments to confirm, and those entered."""
    here, domain = _place(round_slug, iso3, section)
    return _list_page(here, domain)


def _place(round_slug: str, iso3: str, section: str) -> tuple[Place, Domain]:
    here = place(round_slug, iso3, section)
    domain = domain_or_404(here.questionnaire, section)
    return (here, domain) if domain.per_partner else abort(404)


def _list_page(here: Place, domain: Domain, problems: tuple[dict[str, str], ...] = ()) -> str:
    return render_template(
        "answering/instruments.html", here=here, domain=domain, entries=entries_of(here, domain), problems=problems
    )


@blueprint.post("/rounds/<round_slug>/<iso3>/answers/<section>/instruments")
@allow(Right.ANSWER, Right.CONTRIBUTE)
def confirm_or_remove(round_slug: str, iso3: str, section: str) -> Response | tuple[str, int]:
    """Confirm a known instrument as it is offered, or remove one that is picked nowhere."""
    here, domain = _place(round_slug, iso3, section)
    code = request.form.get("confirm") or request.form.get("remove") or ""
    entry = next((entry for entry in entries_of(here, domain) if entry.code == code), None) or abort(404)
    words = current_language()
    if request.form.get("remove") and entry.picked:
        problem = Problem("instrument_in_use", {"country": ", ".join(entry.picked)})
        problems = ({"href": f"#{code}", "text": f"{label_of(code, entry.answer)}: {problem_text(words, problem)}"},)
        return _list_page(here, domain, problems), 422
    answer = entry.answer if request.form.get("confirm") else BLANK
    read_at = forms.read_version({"version": [request.form.get("version", "")]})
    way = PRE_FILL if request.form.get("confirm") and not entry.entered else None
    change = Change(instrument_key(domain.id, code), answer, read_at, way)
    if _save(here, change):
        flash(words.gettext("A colleague changed this instrument meanwhile. Here it is as it stands."), "message")
    elif answer is BLANK:
        flash(words.gettext("Removed: %(name)s", name=label_of(code, entry.answer)), "success")
    else:
        flash(words.gettext("Confirmed: %(name)s", name=label_of(code, entry.answer)), "success")
    return redirect(url_for("instruments.listing", section=section, **here.address), 303)


def _save(here: Place, change: Change) -> bool:
    """Save one instrument; whether it met a newer version and was not applied."""
    outcome = submissions.save_answers(
        database(), here.round, here.country.iso3, [change], reader().user_id, scope=here.scope
    )
    database().commit()
    return bool(outcome.stale)


# --- One instrument -------------------------------------------------------------------


@blueprint.get("/rounds/<round_slug>/<iso3>/answers/<section>/instruments/<code>")
@allow(Right.READ_OWN_ANSWERS, Right.CONTRIBUTE)
def instrument(round_slug: str, iso3: str, section: str, code: str) -> Response | str:
    """One instrument to enter, confirm or change; who only reads is led to the list."""
    here, domain = _place(round_slug, iso3, section)
    if not here.editable:
        return redirect(url_for("instruments.listing", section=section, **here.address))
    return _form_page(here, domain, code, None)


@blueprint.post("/rounds/<round_slug>/<iso3>/answers/<section>/instruments/<code>")
@allow(Right.ANSWER, Right.CONTRIBUTE)
def save_instrument(round_slug: str, iso3: str, section: str, code: str) -> Response | tuple[str, int]:
    """Save one instrument as entered or confirmed; hand back what is wrong or stale as it was typed."""
    here, domain = _place(round_slug, iso3, section)
    typed = forms.typed_by_question(request.form.items(multi=True), {FORM.id}).get(FORM.id, {})
    choice = forms.last(typed, "conflict")
    listing_address = url_for("instruments.listing", section=section, **here.address)
    if choice == "theirs":
        return redirect(listing_address, 303)
    answer, problems = _read(here, domain, code, typed)
    if choice == "pending":
        problems = [CONFLICT, *problems]
    if problems:
        refused = Refused(typed, answer, problems, stale=bool(choice))
        return _form_page(here, domain, code, refused), 409 if problems == [CONFLICT] else 422
    key = instrument_key(domain.id, _next_code(here, domain) if code == NEW else code)
    if _save(here, Change(key, answer, forms.read_version(typed))):
        refused = Refused(typed, answer, [CONFLICT], stale=True)
        return _form_page(place(round_slug, iso3, section), domain, code, refused), 409
    flash(current_language().gettext("Saved: %(name)s", name=label_of(code, answer)), "success")
    again = request.form.get("action") == "language" or "add" in request.form
    stay = url_for("instruments.instrument", section=section, code=key.split("#")[1], **here.address)
    return redirect(stay if again else listing_address, 303)


def _next_code(here: Place, domain: Domain) -> str:
    """The code of one more own instrument; codes of removed ones are not used again."""
    start = instrument_key(domain.id, OWN)
    used = [int(key.removeprefix(start)) for key in here.stored.stored if re.fullmatch(f"{start}[0-9]+", key)]
    return f"{OWN}{max(used, default=0) + 1}"


def _read(here: Place, domain: Domain, code: str, typed: forms.Typed) -> tuple[Answer, list[Problem]]:
    """The instrument a form holds, and everything wrong with it."""
    year, coded = (
        forms.last(typed, "year").strip(),
        forms.with_codes(typed, world(here.round, here.country.iso3)),
    )
    added = [forms.last(coded, name) for name in coded if name.startswith("add-")]
    value = {
        "name": forms.last(typed, "name"),
        "year": int(year) if re.fullmatch("[0-9]{4}", year) else None,
        "status": forms.last(typed, "status"),
        "parties": list(dict.fromkeys([here.country.iso3, *typed.get("parties", ()), *filter(None, added)])),
        "scope": list(typed.get("scope", ())),
    }
    answer = instrument_as_stored(Answer(State.ANSWERED, value, evidence=forms.read_evidence(typed)))
    problems = [] if not year or value["year"] else [Problem("not_a_year", part="year")]
    statuses, scope = reference_data().instrument_statuses, {option.code for option in scope_of(domain)}
    problems += forms.as_typed(
        validate_instrument(answer, here.country.iso3, country_names(), statuses, scope, here.documents), typed
    )
    problems += [
        Problem("instrument_in_use", {"country": partner}, "parties")
        for partner in picked_for(here.stored.sheet, code)
        if partner not in answer.value["parties"]  # type: ignore[index]
    ]
    return answer, problems


def _write(here: Place, answer: Answer) -> forms.Typed:
    """The texts of the fields of an instrument."""
    value = cast(Instrument, answer.value)
    return {
        "name": [value["name"]],
        "year": [str(value["year"] or "")],
        "status": [value["status"]],
        "parties": [party for party in value["parties"] if party != here.country.iso3],
        "scope": value["scope"],
        **forms.evidence_fields(answer),
    }


def _form_page(here: Place, domain: Domain, code: str, refused: Refused | None) -> str:
    entry = next((entry for entry in entries_of(here, domain) if entry.code == code), None)
    if entry is None and code != NEW and instrument_key(domain.id, code) not in here.stored.stored:
        abort(404)
    typed = refused.typed if refused else _write(here, entry.answer) if entry else {}
    field = _field(here, domain, code, typed, refused)
    words, members, names = current_language(), member_codes(), country_names()
    own, listed = here.country.iso3, set(field.typed.get("parties", ()))
    others = listed - members - {own}
    return render_template(
        "answering/instrument.html",
        here=here,
        domain=domain,
        code=code,
        entry=entry,
        f=field,
        problems=[{"href": f"#{anchor(FORM, part)}", "text": words} for part, words in field.problems.items()],
        statuses=reference_data().instrument_statuses,
        members=sorted_names(words, {iso3: names[iso3] for iso3 in members - {own}}),
        others=sorted_names(words, {iso3: names[iso3] for iso3 in others if iso3 in names}),
        scope=scope_of(domain),
    )


def _field(here: Place, domain: Domain, code: str, typed: forms.Typed, refused: Refused | None) -> Field:
    """The form of an instrument ready to print, as stored or as it was typed and refused."""
    words, key = current_language(), instrument_key(domain.id, code)
    stored, stale = here.stored.stored.get(key), refused is not None and refused.stale
    return Field(
        question=FORM,
        typed=typed,
        version=forms.last(typed, "version") if refused and not stale else str(here.stored.version(key)),
        problems={p.part: problem_text(words, p, country_names()) for p in refused.problems} if refused else {},
        saved=saved_text(stored) if stored else "",
        theirs=line_of(domain, here.stored.sheet[key], here.documents) if stale else None,
        mine=line_of(domain, refused.answer, here.documents) if refused and refused.problems == [CONFLICT] else None,
    )
