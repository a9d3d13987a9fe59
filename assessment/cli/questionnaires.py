"""``flask questionnaire``: check the files."""

from pathlib import Path

import click

from assessment import catalogue
from assessment.cli.surroundings import terminal_language
from assessment.config import CURRENT_CIVIL_QUESTIONNAIRE, CURRENT_QUESTIONNAIRE, REFERENCE
from assessment.i18n import Language


@click.group()
def questionnaire() -> None:
    """Check questionnaires."""


@questionnaire.command()
@click.argument("path", type=click.Path(path_type=Path), required=False)
def check(path: Path | None) -> None:
    """List all problems of a questionnaire (of the current ones and the reference data when no PATH is given)."""
    words, paths = terminal_language(), [path] if path else [CURRENT_QUESTIONNAIRE, CURRENT_CIVIL_QUESTIONNAIRE]
    findings = [finding for one in paths for finding in catalogue.check(one)]
    if path is None:
        findings += catalogue.check_reference(REFERENCE)
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
