"""``flask score``, ``flask report`` and ``flask snapshots``: the numbers, without a browser."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from openpyxl import Workbook
from sqlalchemy.orm import Session

from assessment import workbooks
from assessment.cli.surroundings import country_or_fail, open_database, round_or_fail, terminal_language
from assessment.core.answers import Answer
from assessment.core.questionnaire import Questionnaire
from assessment.core.results import OVERALL, Explanation
from assessment.i18n import LANGUAGES, Language, language
from assessment.services import audit, results, rounds
from assessment.services.accounts import Reader, Right
from assessment.storage import queries
from assessment.storage.models import Round
from assessment.wording import answer_text, standing_label

OPERATOR = Reader(rights=frozenset({Right.READ_SIGNED, Right.READ_STATUS, Right.DOWNLOAD}))
"""The command line sees what SELA's report staff see: signed answers, no drafts, nothing confidential."""


@click.command()
@click.argument("iso3")
@click.argument("round_slug", metavar="ROUND")
@with_appcontext
def score(iso3: str, round_slug: str) -> None:
    """Print the signed score of a country as a tree, down to its answers."""
    words = terminal_language()
    with open_database(to_write=False) as session:
        found = round_or_fail(session, round_slug)
        member = country_or_fail(session, iso3)
        tree = results.explain(session, found, member, OPERATOR)
        if tree is None:
            raise click.ClickException(_not_signed(words, member, round_slug))
        questionnaire = rounds.questionnaire_of(found)
        for line in _lines(words, questionnaire, tree, 0):
            click.echo(line)


def _not_signed(words: Language, iso3: str, round_slug: str) -> str:
    return words.gettext("%(iso3)s has not signed in round %(round)s.", iso3=iso3, round=round_slug)


def _lines(words: Language, questionnaire: Questionnaire, tree: Explanation, depth: int) -> Iterator[str]:
    """One line a node: id, score or why there is none, share of the parent and contribution, answer."""
    node = tree.node
    value = words.score(node.score, 2) if node.score is not None else standing_label(words, node.standing)
    facts = [f"{'  ' * depth}{node.id}", value]
    if node.id == OVERALL and node.lowest is not None:
        facts.append(f"[{words.score(node.lowest, 2)} – {words.score(node.highest, 2)}]")
    if tree.share is not None:
        facts.append(f"× {words.score(tree.share * 100, 1)} % = {words.score(tree.contribution, 2)}")
    if tree.state is not None:
        answer = Answer(tree.state, tree.value)
        question = questionnaire.questions[node.id.split("@")[0]]  # a cell is said in the words of its question
        facts.append(answer_text(words, question, answer, {}))
    yield "  ".join(facts)
    for child in tree.children:
        yield from _lines(words, questionnaire, child, depth + 1)


@click.group()
def report() -> None:
    """Write the workbooks that the pages offer for download."""


ROUND = click.option("--round", "round_slug", required=True, help="Name of the round, such as 2026.")
LANG = click.option("--lang", "code", type=click.Choice(LANGUAGES), default=LANGUAGES[0], show_default=True)
OUT = click.option("--out", type=click.Path(dir_okay=False, writable=True, path_type=Path), required=True)


@report.command()
@click.argument("iso3")
@ROUND
@LANG
@OUT
@with_appcontext
def country(iso3: str, round_slug: str, code: str, out: Path) -> None:
    """The workbook of one country's signed answers and scores."""
    reference = current_app.extensions["assessment"].reference
    with open_database(to_write=False) as session:
        found, member = round_or_fail(session, round_slug), country_or_fail(session, iso3)
        book = workbooks.for_country(session, reference, found, member, OPERATOR, language(code))
    if book is None:
        raise click.ClickException(_not_signed(terminal_language(), member, round_slug))
    _deliver(book, out, f"{round_slug}/{member}/{code}")


@report.command()
@ROUND
@LANG
@OUT
@with_appcontext
def region(round_slug: str, code: str, out: Path) -> None:
    """The regional comparison workbook of a round."""
    reference = current_app.extensions["assessment"].reference
    with open_database(to_write=False) as session:
        book = workbooks.for_region(session, reference, round_or_fail(session, round_slug), OPERATOR, language(code))
    _deliver(book, out, f"{round_slug}/region/{code}")


def _deliver(book: Workbook, out: Path, subject: str) -> None:
    """Log the download and write the file; without the one there is not the other."""
    file = BytesIO()
    book.save(file)
    with open_database() as session:
        audit.record(session, None, "download", f"{subject} {out.name}")
        try:
            out.write_bytes(file.getvalue())
        except OSError as error:
            words = terminal_language()
            text = words.gettext("%(path)s cannot be written: %(reason)s", path=out, reason=error.strerror)
            raise click.ClickException(text) from error
    click.echo(out)


@click.group()
def snapshots() -> None:
    """Verify signed snapshots and rebuild their score cards."""


@snapshots.command()
@click.argument("round_slug", metavar="[ROUND]", required=False)
@with_appcontext
def verify(round_slug: str | None) -> None:
    """Hold every snapshot against its hash, and its score card against a new scoring; exit 1 if any differs."""
    with open_database(to_write=False) as session:
        found = [round_or_fail(session, round_slug)] if round_slug else queries.rounds(session)
        verify_rounds(session, found)


def verify_rounds(session: Session, found: Iterable[Round]) -> None:
    """Say of every round how many of its snapshots agree; a round with one that does not ends the command."""
    words = terminal_language()
    for each in found:
        wrong = results.verify(session, each)
        if wrong:
            text = words.gettext("These snapshots do not agree: %(countries)s", countries=", ".join(wrong))
            raise click.ClickException(f"{each.slug}: {text}")
        said = words.ngettext(
            "%(num)s snapshot agrees with its hash and its score card.",
            "%(num)s snapshots agree with their hashes and score cards.",
            len(results.signed_sheets(session, each)),
        )
        click.echo(f"{each.slug}: {said}")


@snapshots.command()
@click.argument("round_slug", metavar="ROUND")
@with_appcontext
def rescore(round_slug: str) -> None:
    """Score every signed snapshot of a round anew; the snapshots themselves never change."""
    with open_database() as session:
        count = results.rebuild(session, round_or_fail(session, round_slug))
    click.echo(terminal_language().ngettext("%(num)s snapshot scored.", "%(num)s snapshots scored.", count))
