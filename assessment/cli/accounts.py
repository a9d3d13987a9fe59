"""``flask user``: accounts and passwords."""

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from assessment.cli.organisations import organisation_or_fail
from assessment.cli.surroundings import open_database, terminal_language
from assessment.config import DEFAULT_ADDRESS
from assessment.i18n import LANGUAGES, gettext_noop
from assessment.services import accounts, invitations
from assessment.storage import queries
from assessment.storage.accounts import User
from assessment.wording import moment_text

PROBLEMS = {
    "not_an_address": gettext_noop("“%(email)s” is not an e-mail address."),
    "unknown_role": gettext_noop("Unknown role: %(roles)s. The roles are: %(known)s."),
    "address_in_use": gettext_noop("There is already an account for %(email)s."),
    "unknown_country": gettext_noop("%(iso3)s is not a member State. Use its three-letter code, for example PER."),
    "country_missing": gettext_noop("These roles answer for one country; name it with --country: %(roles)s."),
    "role_missing": gettext_noop("Name at least one role with --role."),
    "name_too_long": gettext_noop("A name may have at most %(most)s characters."),
    "no_account": gettext_noop("There is no account for %(email)s."),
    "password_too_short": gettext_noop("A password needs at least %(least)s characters."),
    "password_too_long": gettext_noop("A password may have at most %(most)s characters."),
    "organisation_missing": gettext_noop("Name the organisation with --organisation; see flask organisation list."),
    "organisation_not_alone": gettext_noop("The role organisation goes with no other role and no country."),
    "organisation_without_role": gettext_noop("Only the role organisation answers for an organisation."),
}


def in_words(error: accounts.AccountInvalid) -> click.ClickException:
    """The error as the terminal shows it."""
    return click.ClickException(terminal_language().gettext(PROBLEMS[error.code], **error.facts))


@click.group()
def user() -> None:
    """Create accounts, invite people and set passwords."""


@user.command()
@click.argument("email")
@click.option("--name", default="", help="Name shown to others.")
@click.option("--role", "roles", multiple=True, required=True, help="May be given several times.")
@click.option("--country", "iso3", help="ISO code of the country the person answers for, such as PER.")
@click.option("--organisation", "named", help="Name of the civil-society organisation the person answers for.")
@click.option("--lang", "code", type=click.Choice(LANGUAGES), default="es", show_default=True)
@with_appcontext
def create(email: str, name: str, roles: tuple[str, ...], iso3: str | None, named: str | None, code: str) -> None:
    """Create an account and print the link under which the person chooses a password."""
    with open_database() as session:
        number = organisation_or_fail(session, named) if named else None
        try:
            user = accounts.create_user(
                session, email, name, roles, iso3 and iso3.upper(), language=code, organisation=number
            )
        except accounts.AccountInvalid as error:
            raise in_words(error) from error
        lines = _invite(session, user)
    click.echo(terminal_language().gettext("Account created."))
    click.echo(lines)


@user.command()
@click.argument("email")
@with_appcontext
def invite(email: str) -> None:
    """Print a new link under which the person chooses a password; the one before opens nothing any more."""
    with open_database() as session:
        found = queries.user_by_email(session, email)
        if found is None:
            raise in_words(accounts.AccountInvalid("no_account", email=email))
        lines = _invite(session, found)
    click.echo(lines)


def _invite(session: Session, user: User) -> str:
    """A new link, with what to do with it."""
    words, issued = terminal_language(), invitations.invite(session, user, None)
    address = current_app.extensions["assessment"].settings.address or DEFAULT_ADDRESS
    said = words.gettext(
        "Hand this link to %(email)s alone. It can be used once, until %(moment)s; no e-mail is sent.",
        email=user.email,
        moment=moment_text(words, issued.expires_at),
    )
    return f"{said}\n{address}/{user.language}/invitation/{issued.token}"


@user.command()
@click.argument("email")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for when not given.")
@with_appcontext
def password(email: str, password: str) -> None:
    """Set the password of an account and end all its sessions."""
    with open_database() as session:
        try:
            accounts.set_password(session, email, password)
        except accounts.AccountInvalid as error:
            raise in_words(error) from error
    click.echo(terminal_language().gettext("The password has been set."))
