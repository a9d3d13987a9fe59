"""``flask questionnaire``: check the files."""

from pathlib import Path

import click

from assessment import catalogue
from assessment.cli.surroundings import terminal_language
from assessment.config import CURRENT_QUESTIONNAIRE, REFERENCE


@click.group()
def questionnaire() -> None:
    """Check questionnaires."""


@questionnaire.command()
@click.argument("path", type=click.Path(path_type=Path), required=False)
def check(path: Path | None) -> None:
    """List all problems of a questionnaire (the current one and the reference data when no PATH is given)."""
    words = terminal_language()
    findings = (
        catalogue.check(path)
        if path
        else [*catalogue.check(CURRENT_QUESTIONNAIRE), *catalogue.check_reference(REFERENCE)]
    )
    for finding in findings:
        click.echo(finding.said_in(words.code))
    errors = sum(finding.severity == "error" for finding in findings)
    warnings = len(findings) - errors
    click.echo(words.gettext("%(errors)s errors, %(warnings)s warnings.", errors=errors, warnings=warnings))
    if errors:
        raise SystemExit(1)
    counts = catalogue.summary(catalogue.load(path or CURRENT_QUESTIONNAIRE))
    click.echo(
        words.gettext(
            "%(domains)s domains, %(indicators)s indicators, %(questions)s questions; "
            "longest page %(longest)s questions; about %(minutes)s minutes.",
            domains=counts.domains,
            indicators=counts.indicators,
            questions=counts.questions,
            longest=counts.longest_page,
            minutes=words.number(counts.minutes, 0),
        )
    )
