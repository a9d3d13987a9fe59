"""``flask organisation``: the civil-society organisations that SELA invites."""

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from assessment.cli.surroundings import open_database, terminal_language
from assessment.i18n import gettext_noop
from assessment.services import civil_society
from assessment.services.civil_society import KINDS, OrganisationInvalid
from assessment.storage import queries

PROBLEMS = {
    "name_missing": gettext_noop("An organisation needs a name."),
    "name_too_long": gettext_noop("A name may have at most %(most)s characters."),
    "name_in_use": gettext_noop("There is already an organisation called %(name)s."),
    "unknown_kind": gettext_noop("The kinds of organisation are: %(known)s."),
    "unknown_seat": gettext_noop("%(iso3)s is not a country. Use its three-letter code, for example PER."),
}


@click.group()
def organisation() -> None:
    """Add civil-society organisations; their people are invited with flask user create."""


@organisation.command()
@click.argument("name")
@click.option("--kind", type=click.Choice(KINDS), required=True)
@click.option("--seat", help="ISO code of the country of its seat, such as PER; none for a network.")
@with_appcontext
def create(name: str, kind: str, seat: str | None) -> None:
    """Add an organisation."""
    words = terminal_language()
    world = {country.iso3 for country in current_app.extensions["assessment"].reference.countries}
    with open_database() as session:
        try:
            civil_society.create_organisation(session, name, kind, seat and seat.upper(), world)
        except OrganisationInvalid as error:
            raise click.ClickException(words.gettext(PROBLEMS[error.code], **error.facts)) from error
    click.echo(words.gettext("The organisation has been added."))


@organisation.command("list")
@with_appcontext
def list_organisations() -> None:
    """The organisations, with kind and seat."""
    with open_database(to_write=False) as session:
        for found in queries.organisations(session):
            click.echo(f"{found.name}\t{found.kind}\t{found.seat or '-'}")


def organisation_or_fail(session: Session, name: str) -> int:
    """The number of the organisation of this name, or a clear end."""
    found = queries.organisation_by_name(session, name)
    if found is None:
        raise click.ClickException(terminal_language().gettext("There is no organisation called %(name)s.", name=name))
    return found.id
