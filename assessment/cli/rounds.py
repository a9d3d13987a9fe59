"""``flask round``: open, close and publish rounds."""

import click
from flask.cli import with_appcontext

from assessment.cli.surroundings import open_database, round_or_fail, terminal_language
from assessment.services import rounds
from assessment.storage import queries


@click.group("round")
def round_group() -> None:
    """See the rounds and change their state."""


@round_group.command("list")
@with_appcontext
def list_rounds() -> None:
    """The rounds, with questionnaire and state."""
    with open_database(to_write=False) as session:
        for found in queries.rounds(session):
            version = found.questionnaire
            click.echo(f"{found.slug}\t{found.state}\t{version.slug} {version.version}")


@round_group.command("organisations")
@click.argument("slug")
@with_appcontext
def ask_organisations(slug: str) -> None:
    """Give a round that has none the civil-society questionnaire, before it closes."""
    words = terminal_language()
    with open_database() as session:
        try:
            rounds.ask_civil_society(session, round_or_fail(session, slug))
        except ValueError as error:
            text = words.gettext("The round has a civil-society questionnaire already, or takes no answers any more.")
            raise click.ClickException(text) from error
    click.echo(words.gettext("Organisations can now answer in this round."))


@round_group.command()
@click.argument("slug")
@click.argument("state", type=click.Choice(rounds.STATES))
@with_appcontext
def state(slug: str, state: str) -> None:
    """Set the state of a round."""
    with open_database() as session:
        rounds.set_state(session, round_or_fail(session, slug), state, None)
    click.echo(terminal_language().gettext("The state of the round has been changed."))
