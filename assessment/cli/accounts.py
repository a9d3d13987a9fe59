"""``flask user``: accounts and passwords."""

import click
from flask.cli import with_appcontext

from assessment.cli.surroundings import open_database, terminal_language
from assessment.i18n import LANGUAGES, gettext_noop
from assessment.services import accounts

PROBLEMS = {
    "not_an_address": gettext_noop("“%(email)s” is not an e-mail address."),
    "unknown_role": gettext_noop("Unknown role: %(roles)s. The roles are: %(known)s."),
    "address_in_use": gettext_noop("There is already an account for %(email)s."),
    "unknown_country": gettext_noop("%(iso3)s is not a member State. Use its three-letter code, for example PER."),
    "country_missing": gettext_noop("These roles answer for one country; name it with --country: %(roles)s."),
    "no_account": gettext_noop("There is no account for %(email)s."),
    "password_too_short": gettext_noop("A password needs at least %(least)s characters."),
}


def in_words(error: accounts.AccountInvalid) -> click.ClickException:
    """The error as the terminal shows it."""
    return click.ClickException(terminal_language().gettext(PROBLEMS[error.code], **error.facts))


@click.group()
def user() -> None:
    """Create accounts and set passwords."""


@user.command()
@click.argument("email")
@click.option("--name", default="", help="Name shown to others.")
@click.option("--role", "roles", multiple=True, required=True, help="May be given several times.")
@click.option("--country", "iso3", help="ISO code of the country the person answers for, such as PER.")
@click.option("--lang", "code", type=click.Choice(LANGUAGES), default="es", show_default=True)
@with_appcontext
def create(email: str, name: str, roles: tuple[str, ...], iso3: str | None, code: str) -> None:
    """Create an account; it cannot sign in until it has a password."""
    with open_database() as session:
        try:
            accounts.create_user(session, email, name, roles, iso3 and iso3.upper(), language=code)
        except accounts.AccountInvalid as error:
            raise in_words(error) from error
    words = terminal_language()
    click.echo(words.gettext("Account created. Set its password now: flask user password %(email)s", email=email))


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
