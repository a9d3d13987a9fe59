"""The administrator's pages: rounds, accounts with their invitations, and the log."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assessment.core.validation import clean_text
from assessment.i18n import LANGUAGES, gettext_noop, own_name
from assessment.services import accounts, civil_society, invitations, rounds
from assessment.services.accounts import RIGHTS, AccountInvalid, Right
from assessment.services.civil_society import OrganisationInvalid
from assessment.storage import queries
from assessment.storage.accounts import Invitation, User
from assessment.storage.models import now
from assessment.web.access import allow
from assessment.web.fields import country_names, world_groups
from assessment.web.request import current_language, database, reader, round_or_404
from assessment.wording import account_role_label, moment_text, organisation_kind_label, sorted_names, text

blueprint = Blueprint("console", __name__)
NEWEST_ENTRIES = 50
PROBLEMS = {
    "not_an_address": ("email", gettext_noop("Write an e-mail address, such as name@example.org")),
    "address_in_use": ("email", gettext_noop("There is already an account for this address")),
    "name_too_long": ("name", gettext_noop("The name may have at most %(most)s characters")),
    "name_missing": ("name", gettext_noop("Write the name of the person")),
    "role_missing": ("roles-focal_point", gettext_noop("Choose at least one role")),
    "unknown_role": ("roles-focal_point", gettext_noop("Choose at least one role")),
    "country_missing": ("iso3", gettext_noop("Choose the country: these roles answer for one")),
    "unknown_country": ("iso3", gettext_noop("Choose the country: these roles answer for one")),
    "organisation_missing": ("organisation", gettext_noop("Choose the organisation: this role answers for one")),
    "organisation_not_alone": (
        "organisation",
        gettext_noop("Whoever answers for an organisation has no other role and no country"),
    ),
    "organisation_without_role": (
        "organisation",
        gettext_noop("Choose “None”, or the role of a civil-society organisation"),
    ),
}
"""Codes of AccountInvalid, in the order of the fields: the field they are about and the sentence."""
ORGANISATION_PROBLEMS = {
    "name_missing": ("name", gettext_noop("Write the name of the organisation")),
    "name_too_long": ("name", gettext_noop("The name may have at most %(most)s characters")),
    "name_in_use": ("name", gettext_noop("There is already an organisation of this name")),
    "unknown_kind": ("kind-ngo", gettext_noop("Choose what the organisation is")),
    "unknown_seat": ("seat", gettext_noop("Choose a country of the list, or none")),
}


@blueprint.get("/administration")
@allow(Right.ADMINISTER)
def overview() -> str:
    """Rounds with their state, accounts with their roles, and the newest entries of the log."""
    session, words, names = database(), current_language(), country_names()
    invited = queries.invitations(session)
    return render_template(
        "console/overview.html",
        rounds=queries.rounds(session),
        states=rounds.STATES,
        users=[(user, _roles(user), _access(user, invited.get(user.id))) for user in queries.users(session)],
        organisations=[
            (one.name, organisation_kind_label(words, one.kind), text(words, names[one.seat]) if one.seat else "–")
            for one in civil_society.organisations(session)
        ],
        entries=queries.audit_entries(session, NEWEST_ENTRIES),
        moment=lambda at: moment_text(words, at),
    )


@blueprint.post("/administration/rounds/<round_slug>")
@allow(Right.ADMINISTER)
def change_round(round_slug: str) -> Response:
    """Open, close or publish a round."""
    state = request.form.get("state", "")
    if state not in rounds.STATES:
        abort(400)
    session = database()
    rounds.set_state(session, round_or_404(round_slug), state, reader().user_id)
    session.commit()
    flash(current_language().gettext("The state of the round has been changed."), "success")
    return redirect(url_for("console.overview"))


# --- Accounts ------------------------------------------------------------------------


@dataclass(frozen=True)
class NewAccount:
    """What was typed for a new account."""

    email: str = ""
    name: str = ""
    roles: tuple[str, ...] = ()
    iso3: str = ""
    organisation: str = ""
    language: str = LANGUAGES[0]
    problems: dict[str, str] = field(default_factory=dict)


def _roles(user: User) -> str:
    return ", ".join(account_role_label(current_language(), role.name) for role in user.roles)


def _access(user: User, invitation: Invitation | None) -> str:
    """Whether a person can sign in, or how their invitation stands."""
    words = current_language()
    if invitation is not None and invitation.used_at is None:
        if invitation.expires_at <= now():
            return words.gettext("Invitation expired")
        return words.gettext("Invited until %(moment)s", moment=moment_text(words, invitation.expires_at))
    return words.gettext("Has a password") if user.password else words.gettext("No password, no invitation")


@blueprint.get("/administration/accounts/new")
@allow(Right.ADMINISTER)
def new_account() -> str:
    """The form of a new account."""
    return _account_form(NewAccount())


@blueprint.post("/administration/accounts/new")
@allow(Right.ADMINISTER)
def create_account() -> str | tuple[str, int]:
    """Create an account and show its invitation, this once."""
    form, session = request.form, database()
    email, name, iso3, number, code = (
        clean_text(form.get(part, "")) for part in ("email", "name", "iso3", "organisation", "language")
    )
    typed = NewAccount(email, name, tuple(form.getlist("roles")), iso3, number, code)
    if code not in LANGUAGES or not re.fullmatch("[0-9]{0,9}", number):
        abort(400)
    organisation = int(number) if number else None
    wrong = list(accounts.problems(session, email, name, set(typed.roles), iso3 or None, organisation))
    if not name:
        wrong.insert(0, AccountInvalid("name_missing"))
    if wrong:
        for problem in sorted(wrong, key=lambda problem: list(PROBLEMS).index(problem.code)):
            place, sentence = PROBLEMS[problem.code]
            typed.problems[place] = current_language().gettext(sentence, **problem.facts)
        return _account_form(typed), 422
    user = accounts.create_user(
        session, email, name, typed.roles, iso3 or None, language=code, by=reader().user_id, organisation=organisation
    )
    return _invite(user)


def _account_form(typed: NewAccount) -> str:
    words = current_language()
    members = {country.iso3: country.name for country in queries.countries(database())}
    return render_template(
        "console/new_account.html",
        typed=typed,
        roles=[(role, account_role_label(words, role)) for role in RIGHTS],
        countries=sorted_names(words, members),
        organisations=civil_society.organisations(database()),
        languages=[(code, own_name(code)) for code in LANGUAGES],
    )


# --- Organisations -------------------------------------------------------------------


@blueprint.get("/administration/organisations/new")
@allow(Right.ADMINISTER)
def new_organisation() -> str:
    """The form of a new civil-society organisation."""
    return _organisation_form({}, {})


@blueprint.post("/administration/organisations/new")
@allow(Right.ADMINISTER)
def create_organisation() -> Response | tuple[str, int]:
    """Add an organisation, whose people can then be invited."""
    typed = {part: clean_text(request.form.get(part, "")) for part in ("name", "kind", "seat")}
    words, seat = current_language(), typed["seat"] or None
    try:
        civil_society.create_organisation(
            database(), typed["name"], typed["kind"], seat, country_names(), reader().user_id
        )
    except OrganisationInvalid as error:
        place, sentence = ORGANISATION_PROBLEMS[error.code]
        return _organisation_form(typed, {place: words.gettext(sentence, **error.facts)}), 422
    database().commit()
    flash(words.gettext("The organisation has been added. Now create an account for its people."), "success")
    return redirect(url_for("console.new_account"), 303)


def _organisation_form(typed: Mapping[str, str], problems: Mapping[str, str]) -> str:
    words = current_language()
    return render_template(
        "console/new_organisation.html",
        typed=typed,
        problems=problems,
        kinds=[(kind, organisation_kind_label(words, kind)) for kind in civil_society.KINDS],
        world=world_groups(()),
    )


# --- One account ---------------------------------------------------------------------


@blueprint.get("/administration/accounts/<int:user_id>")
@allow(Right.ADMINISTER)
def account(user_id: int) -> str:
    """One account, and what can be done about its invitation."""
    user = _user_or_404(user_id)
    invitation = queries.invitations(database()).get(user.id)
    return _account_page(user, open=invitation is not None and invitation.used_at is None)


@blueprint.post("/administration/accounts/<int:user_id>/invitation")
@allow(Right.ADMINISTER)
def invite(user_id: int) -> str:
    """Make a new link for an account; the one before opens nothing any more."""
    return _invite(_user_or_404(user_id))


@blueprint.post("/administration/accounts/<int:user_id>/invitation/revoke")
@allow(Right.ADMINISTER)
def revoke(user_id: int) -> Response:
    """Take an account's link back."""
    user = _user_or_404(user_id)
    invitations.revoke(database(), user, reader().user_id)
    database().commit()
    flash(current_language().gettext("The invitation has been revoked; its link opens nothing any more."), "success")
    return redirect(url_for("console.account", user_id=user.id), 303)


def _user_or_404(user_id: int) -> User:
    return database().get(User, user_id) or abort(404)


def _invite(user: User) -> str:
    """A new link, shown on the account's page this once: it is kept nowhere."""
    issued = invitations.invite(database(), user, reader().user_id)
    database().commit()
    path = url_for("accounts.invitation", token=issued.token, lang=user.language)
    address = current_app.extensions["assessment"].settings.address or request.host_url.rstrip("/")
    until = moment_text(current_language(), issued.expires_at, "long")
    return _account_page(user, open=True, link=address + path, until=until)


def _account_page(user: User, *, open: bool, link: str = "", until: str = "") -> str:
    names = {country.iso3: country.name for country in queries.countries(database())}
    return render_template(
        "console/account.html",
        user=user,
        country=names.get(user.iso3 or ""),
        roles=_roles(user),
        access=_access(user, queries.invitations(database()).get(user.id)),
        open=open,
        link=link,
        until=until,
        spoken=own_name(user.language),
    )
