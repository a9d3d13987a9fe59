"""``flask questionnaire``: check the files, explain how versions differ, hand them to authors and take them back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from assessment import catalogue
from assessment.authoring import exchange
from assessment.authoring.faults import ImportRefused
from assessment.catalogue import Finding, QuestionnaireInvalid
from assessment.cli.differences import explain
from assessment.cli.surroundings import errors_in_files, terminal_language
from assessment.config import CURRENT_CIVIL_QUESTIONNAIRE, CURRENT_QUESTIONNAIRE, EARLIER_QUESTIONNAIRE, REFERENCE
from assessment.core.lineage import NotComparable
from assessment.core.questionnaire import Questionnaire
from assessment.i18n import Language
from assessment.services.rounds import folder_of


@click.group()
def questionnaire() -> None:
    """Check questionnaires, compare their versions, and exchange them with their authors."""


@questionnaire.command()
@click.argument("path", type=click.Path(path_type=Path), required=False)
def check(path: Path | None) -> None:
    """List all problems of a questionnaire (when no PATH is given: of the current ones, that of the demonstration and
    the reference data).
    """
    words, paths = terminal_language(), [path] if path else [CURRENT_QUESTIONNAIRE, CURRENT_CIVIL_QUESTIONNAIRE]
    findings = [*catalogue.check(path), *catalogue.check_beside(path)] if path else _everything()
    for finding in findings:
        click.echo(finding.said_in(words.code))
    errors = sum(finding.severity == "error" for finding in findings)
    warnings = len(findings) - errors
    click.echo(words.gettext("%(errors)s errors, %(warnings)s warnings.", errors=errors, warnings=warnings))
    if errors:
        raise SystemExit(1)
    for one in paths:
        click.echo(_civil_counts(one, words) if catalogue.is_civil(one) else _counts(one, words))


def _counts(path: Path, words: Language) -> str:
    """How long a questionnaire is."""
    counts = catalogue.summary(catalogue.load(path))
    return words.gettext(
        "%(domains)s domains, %(indicators)s indicators, %(questions)s questions; "
        "longest page %(longest)s questions; about %(minutes)s minutes.",
        domains=counts.domains,
        indicators=counts.indicators,
        questions=counts.questions,
        longest=counts.longest_page,
        minutes=words.number(counts.minutes, 0),
    )


def _civil_counts(path: Path, words: Language) -> str:
    """How long a civil-society questionnaire is, and how much of the State's it is held against."""
    questionnaire = catalogue.load_civil(path)
    mapped = {indicator for item in questionnaire.items.values() for indicator in item.indicators}
    return words.gettext(
        "Civil society: %(items)s items held against %(indicators)s indicators; about %(minutes)s minutes a country.",
        items=len(questionnaire.items),
        indicators=len(mapped),
        minutes=words.number(questionnaire.minutes, 0),
    )


def _everything() -> list[Finding]:
    """What the checks find in all files; what two versions share is told once."""
    found = [
        *catalogue.check(CURRENT_QUESTIONNAIRE),
        *catalogue.check_beside(CURRENT_QUESTIONNAIRE),
        *catalogue.check(EARLIER_QUESTIONNAIRE),
        *catalogue.check(CURRENT_CIVIL_QUESTIONNAIRE),
        *catalogue.check_reference(REFERENCE),
    ]
    return list({finding.said_in("en"): finding for finding in found}.values())


@questionnaire.command()
@click.argument("old")
@click.argument("new")
def diff(old: str, new: str) -> None:
    """Explain what differs between two versions, OLD and NEW: folders, or versions of the current questionnaire."""
    try:
        older, newer = (_version(named) for named in (old, new))
        for line in explain(terminal_language(), older, newer):
            click.echo(line)
    except QuestionnaireInvalid as error:
        raise click.ClickException(errors_in_files(error)) from error
    except NotComparable as error:
        text = terminal_language().gettext(
            "These are no two versions of one questionnaire, the older first: %(names)s", names=error
        )
        raise click.ClickException(text) from error


def _version(named: str) -> Questionnaire:
    """The questionnaire in this folder, or else this version of the current one."""
    path = Path(named)
    return catalogue.load(path if path.exists() else folder_of(CURRENT_QUESTIONNAIRE.parent.name, named))


VERSION = click.argument("path", type=click.Path(exists=True, path_type=Path))


@questionnaire.command("export-xlsx")
@VERSION
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def export_xlsx(path: Path, file: Path) -> None:
    """Write the version at PATH as a workbook for its authors, FILE."""
    with _or_end():
        content = exchange.export(path)
        try:
            file.write_bytes(content)
        except OSError as error:
            text = terminal_language().gettext(
                "%(path)s cannot be written: %(reason)s", path=file, reason=error.strerror
            )
            raise click.ClickException(text) from error
    click.echo(file)


@questionnaire.command("import-xlsx")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@VERSION
def import_xlsx(file: Path, path: Path) -> None:
    """Take the workbook FILE over into the version at PATH, if nothing in it is wrong."""
    with _or_end():
        _say_changed(exchange.take_over(file, path, terminal_language()))


@questionnaire.command()
@VERSION
def normalise(path: Path) -> None:
    """Write the files of the version at PATH in their normal form, as an import does; nothing else changes."""
    with _or_end():
        _say_changed(exchange.normalise(path, terminal_language()))


@contextmanager
def _or_end() -> Iterator[None]:
    """What is wrong with the files or the workbook ends the command, all of it at once."""
    words = terminal_language()
    try:
        yield
    except QuestionnaireInvalid as error:
        raise click.ClickException(errors_in_files(error)) from error
    except exchange.CannotHold as error:
        text = words.gettext("A workbook cannot hold this version without loss: %(reason)s", reason=error)
        raise click.ClickException(text) from error
    except ImportRefused as error:
        for reason in error.reasons:
            click.echo(reason)
        count = len(error.reasons)
        text = words.ngettext("%(num)s problem. Nothing was changed.", "%(num)s problems. Nothing was changed.", count)
        raise click.ClickException(text) from error


def _say_changed(changed: list[Path]) -> None:
    """Name the files that were written."""
    words = terminal_language()
    for path in changed:
        click.echo(path)
    click.echo(words.ngettext("%(num)s file changed.", "%(num)s files changed.", len(changed)))
