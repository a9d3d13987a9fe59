"""``flask score``, ``flask report`` and ``flask snapshots``: the numbers, without a browser."""

from collections.abc import Iterator
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from openpyxl import Workbook

from assessment import workbooks
from assessment.cli.surroundings import open_database, round_or_fail, terminal_language
from assessment.core.answers import Answer
from assessment.core.questionnaire import Questionnaire
from assessment.core.results import OVERALL, Explanation
from assessment.i18n import LANGUAGES, Language, language
from assessment.services import audit, results, rounds
from assessment.services.accounts import Reader, Right
from assessment.wording import answer_text, standing_label

OPERATOR = Reader(rights=frozenset({Right.READ_SIGNED, Right.READ_STATUS, Right.DOWNLOAD}))
"""The command line sees what SELA's people see: signed answers, no drafts."""


@click.command()
@click.argument("iso3")
@click.argument("round_slug", metavar="ROUND")
@with_appcontext
def score(iso3: str, round_slug: str) -> None:
    """Print the signed score of a country as a tree, down to its answers."""
    words = terminal_language()
    with open_database() as session:
        found = round_or_fail(session, round_slug)
        tree = results.explain(session, found, iso3.upper(), OPERATOR)
        if tree is None:
            raise click.ClickException(_not_signed(words, iso3, round_slug))
        questionnaire = rounds.questionnaire_of(found)
        for line in _lines(words, questionnaire, tree, 0):
            click.echo(line)


def _not_signed(words: Language, iso3: str, round_slug: str) -> str:
    return words.gettext("%(iso3)s has not signed in round %(round)s.", iso3=iso3.upper(), round=round_slug)


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
        facts.append(answer_text(words, questionnaire.questions[node.id], answer, {}))
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
    with open_database() as session:
        found = round_or_fail(session, round_slug)
        book = workbooks.for_country(session, reference, found, iso3.upper(), OPERATOR, language(code))
        if book is None:
            raise click.ClickException(_not_signed(terminal_language(), iso3, round_slug))
        _write(book, out)
        audit.record(session, None, "download", f"{round_slug}/{iso3.upper()}/{code} {out.name}")


@report.command()
@ROUND
@LANG
@OUT
@with_appcontext
def region(round_slug: str, code: str, out: Path) -> None:
    """The regional comparison workbook of a round."""
    reference = current_app.extensions["assessment"].reference
    with open_database() as session:
        book = workbooks.for_region(session, reference, round_or_fail(session, round_slug), language(code))
        _write(book, out)
        audit.record(session, None, "download", f"{round_slug}/region/{code} {out.name}")


def _write(book: Workbook, out: Path) -> None:
    try:
        book.save(out)
    except OSError as error:
        text = terminal_language().gettext("%(path)s cannot be written: %(reason)s", path=out, reason=error.strerror)
        raise click.ClickException(text) from error
    click.echo(out)


@click.group()
def snapshots() -> None:
    """Verify signed snapshots and rebuild their score cards."""


@snapshots.command()
@click.argument("round_slug", metavar="ROUND")
@with_appcontext
def verify(round_slug: str) -> None:
    """Hold every snapshot against its hash, and its score card against a new scoring; exit 1 if any differs."""
    words = terminal_language()
    with open_database() as session:
        found = round_or_fail(session, round_slug)
        wrong = results.verify(session, found)
        count = len(results.region(session, found).signed)
    if wrong:
        raise click.ClickException(
            words.gettext("These snapshots do not agree: %(countries)s", countries=", ".join(wrong))
        )
    click.echo(
        words.ngettext(
            "%(num)s snapshot agrees with its hash and its score card.",
            "%(num)s snapshots agree with their hashes and score cards.",
            count,
        )
    )


@snapshots.command()
@click.argument("round_slug", metavar="ROUND")
@with_appcontext
def rescore(round_slug: str) -> None:
    """Score every signed snapshot anew and store the score cards."""
    with open_database() as session:
        count = results.rebuild(session, round_or_fail(session, round_slug))
    click.echo(terminal_language().ngettext("%(num)s score card written.", "%(num)s score cards written.", count))
