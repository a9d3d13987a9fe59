"""``flask questionnaire``: check the files, and explain how two versions differ."""

from pathlib import Path

import click

from assessment import catalogue
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
    """Check questionnaires, and compare their versions."""


@questionnaire.command()
@click.argument("path", type=click.Path(path_type=Path), required=False)
def check(path: Path | None) -> None:
    """List all problems of a questionnaire (when no PATH is given: of the current ones, that of the demonstration and
    the reference data).
    """
    words, paths = terminal_language(), [path] if path else [CURRENT_QUESTIONNAIRE, CURRENT_CIVIL_QUESTIONNAIRE]
    findings = catalogue.check(path) if path else _everything()
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
