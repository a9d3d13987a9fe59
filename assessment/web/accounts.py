"""Signing in and out, invitations, one's own account: Flask-Security's views with our form, throttle and templates."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, abort, after_this_request, current_app, flash, redirect, render_template, request, url_for
from flask import session as session_of_browser
from flask_security import current_user, login_user, logout_user
from flask_security.forms import ChangePasswordForm, LoginForm
from flask_security.utils import get_message, validate_redirect_url
from werkzeug.wrappers import Response
from wtforms import BooleanField, Field

from assessment.i18n import LANGUAGES, gettext_noop, language, own_name, time_zones
from assessment.services import accounts, invitations
from assessment.services.accounts import AccountInvalid
from assessment.services.invitations import InvitationInvalid
from assessment.web.access import PUBLIC, SIGNED_IN, allow
from assessment.web.fields import country_names, member_codes
from assessment.web.request import (
    SHARED_COMPUTER,
    country_or_404,
    current_language,
    database,
    default_time_zone,
    own_country,
    reader,
)
from assessment.wording import account_role_label, moment_text, sorted_names

blueprint = Blueprint("accounts", __name__)


class PasswordForm(ChangePasswordForm):
    """Flask-Security's form; a refused one says so in its status too, and speaks as the rest of the tool does."""

    def validate(self, **kwargs: Any) -> bool:
        """Check the present password and the new one."""
        same = self.password.data == self.new_password.data  # held together before the one of them is normalised
        valid = super().validate(**kwargs)
        if same and (valid or get_message("PASSWORD_IS_THE_SAME")[0] in self.password.errors):
            valid, self.password.errors = False, []
            self.new_password.errors = [current_language().gettext("The new password must differ from the present one")]
        if not valid:
            after_this_request(_unprocessable)
        return bool(valid)


class SignInForm(LoginForm):
    """Flask-Security's form; failures are counted in the database before any hashing, and said in one same sentence."""

    throttled = False
    shared_computer = BooleanField()

    def validate_next(self, field: Field) -> None:
        """Whoever was sent here with an address of another site signs in all the same, and is not led there."""
        if not validate_redirect_url(field.data):
            field.data = ""

    def validate(self, **kwargs: Any) -> bool:
        """Refuse when throttled, else check the password and count a failure.

        Capitals and blanks in the address do not matter. Before and after the
        slow check of the password the transaction ends, so that nobody waits
        for it and the count is written on the newest state.
        """
        session = database()
        self.email.data = (self.email.data or "").strip().lower()
        email, client = self.email.data, request.remote_addr or ""
        if accounts.sign_in_throttled(session, email, client):
            self.throttled = True
            after_this_request(_too_many)
            return False
        session.commit()
        valid = super().validate(**kwargs)
        session.commit()
        if valid:
            session_of_browser[SHARED_COMPUTER] = self.shared_computer.data
            accounts.forget_failed_sign_ins(session, email, client)
        else:
            accounts.record_failed_sign_in(session, email, client)
            after_this_request(_unprocessable)
        session.commit()
        return valid


def _too_many(response: Response) -> Response:
    response.status_code = 429
    return response


def _unprocessable(response: Response) -> Response:
    response.status_code = 422
    return response


# --- Invitations -------------------------------------------------------------------


@dataclass(frozen=True)
class Dead:
    """Why a link opens nothing, and what to do (source texts of the catalogue)."""

    status: int
    title: str
    advice: str


DEAD = {
    "unknown": Dead(
        404,
        gettext_noop("This invitation is not valid"),
        gettext_noop(
            "The address may not be complete: copy it again, from the first to the last character. "
            "If a newer invitation was sent to you, use that one; the earlier one no longer works. "
            "Otherwise ask the person who invited you, or SELA's secretariat, for a new one."
        ),
    ),
    "expired": Dead(
        410,
        gettext_noop("This invitation has expired"),
        gettext_noop(
            "An invitation can be used for 14 days. "
            "Ask the person who invited you, or SELA's secretariat, for a new one."
        ),
    ),
    "used": Dead(
        410,
        gettext_noop("This invitation has already been used"),
        gettext_noop(
            "It can be used only once. If it was you, sign in with the password you chose. "
            "If you have forgotten it, or it was not you, write to SELA's secretariat at once."
        ),
    ),
}
PASSWORD_PROBLEMS = {
    "password_too_short": gettext_noop("The password needs at least %(least)s characters"),
    "password_too_long": gettext_noop("The password may have at most %(most)s characters"),
    "passwords_differ": gettext_noop("The two passwords are not the same; type both again"),
}


@blueprint.get("/invitation/<token>")
@allow(rule=PUBLIC)
def invitation(token: str) -> str | tuple[str, int]:
    """Who is invited, as what, and the choice of a password. Opening the page uses nothing up."""
    try:
        return _invitation_page(token, {})
    except InvitationInvalid as error:
        return _dead(error)


@blueprint.post("/invitation/<token>")
@allow(rule=PUBLIC)
def accept_invitation(token: str) -> Response | str | tuple[str, int]:
    """Set the password chosen, sign the person in and lead them to their task."""
    password = request.form.get("new_password", "")
    try:
        if password != request.form.get("new_password_confirm", ""):
            raise AccountInvalid("passwords_differ")
        user = invitations.accept(database(), token, password)
    except InvitationInvalid as error:
        return _dead(error)
    except AccountInvalid as error:
        part = "new_password_confirm" if error.code == "passwords_differ" else "new_password"
        try:
            sentence = current_language().gettext(PASSWORD_PROBLEMS[error.code], **error.facts)
            return _invitation_page(token, {part: sentence}), 422
        except InvitationInvalid as dead:
            return _dead(dead)
    database().commit()
    logout_user()
    session_of_browser[SHARED_COMPUTER] = False
    login_user(user, remember=False, authn_via=["password"])
    flash(current_language().gettext("Your password is set and you are signed in."), "success")
    return redirect(url_for("home.start"))


def _invitation_page(token: str, problems: dict[str, str]) -> str:
    user, words = invitations.invited(database(), token), current_language()
    return render_template(
        "accounts/invitation.html",
        token=token,
        invited=user,
        country=country_or_404(user.iso3) if user.iso3 else None,
        roles=[account_role_label(words, role.name) for role in user.roles],
        problems=problems,
        least=accounts.MINIMUM_PASSWORD,
    )


def _dead(error: InvitationInvalid) -> tuple[str, int]:
    dead, words = DEAD[error.code], current_language()
    page = render_template(
        "accounts/invitation_dead.html",
        title=words.gettext(dead.title),
        advice=words.gettext(dead.advice),
        used=error.code == "used",
    )
    return page, dead.status


# --- One's own account ---------------------------------------------------------------


@blueprint.get("/account")
@allow(rule=SIGNED_IN)
def account() -> str:
    """Who the tool takes the reader for, and the reader's own language and time zone."""
    person, words = reader(), current_language()
    return render_template(
        "accounts/account.html",
        email=current_user.email,
        country=own_country(),
        roles=[account_role_label(words, role) for role in sorted(person.roles)],
        languages=[(code, own_name(code)) for code in LANGUAGES],
        default_zone=words.zone_name(default_time_zone(), datetime.now(UTC)),
        zones=_zones(),
        now=moment_text(words, datetime.now(UTC)),
    )


@blueprint.post("/account")
@allow(rule=SIGNED_IN)
def save_account() -> Response:
    """Keep the language and the time zone chosen."""
    code, zone = request.form.get("language", ""), request.form.get("time_zone", "")
    user_id = reader().user_id
    assert user_id is not None
    try:
        accounts.set_preferences(database(), user_id, code, zone or None)
    except AccountInvalid:
        abort(400)
    database().commit()
    flash(language(code).gettext("Your choices are saved."), "success")
    return redirect(url_for("accounts.account", lang=code), 303)


def _zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """The time zones that can be chosen, in two groups, each by country and city: "Peru: Lima (UTC−5)"."""
    words, at = current_language(), datetime.now(UTC)
    iso2 = {country.iso3: country.iso2 for country in current_app.extensions["assessment"].reference.countries}
    members = member_codes()
    groups: dict[bool, list[tuple[str, str]]] = {True: [], False: []}
    for iso3, name in sorted_names(words, country_names()):
        named = [(zone, f"{name}: {words.zone_name(zone, at)}") for zone in time_zones().get(iso2[iso3], ())]
        groups[iso3 in members] += sorted(named, key=lambda pair: pair[1])
    return [
        (words.gettext("SELA member States"), groups[True]),
        (words.gettext("Other countries and territories"), groups[False]),
    ]
