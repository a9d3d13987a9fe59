"""``flask pairs``: check the priority pairs."""

from pathlib import Path

import click

from assessment import catalogue
from assessment.cli.surroundings import terminal_language
from assessment.config import REFERENCE


@click.group()
def pairs() -> None:
    """Check the priority pairs."""


@pairs.command()
@click.argument("path", type=click.Path(path_type=Path), default=REFERENCE)
def check(path: Path) -> None:
    """List all problems of the pairs in a folder of reference data (ours without PATH), and each State's partners."""
    words = terminal_language()
    findings, partners = catalogue.check_pairs(path)
    for finding in findings:
        click.echo(finding.said_in(words.code))
    for state, found in partners.items():
        click.echo(f"{state} {len(found):2}  {' '.join(found)}".rstrip())
    errors = sum(finding.severity == "error" for finding in findings)
    warnings = len(findings) - errors
    click.echo(words.gettext("%(errors)s errors, %(warnings)s warnings.", errors=errors, warnings=warnings))
    if errors:
        raise SystemExit(1)
