"""The command line: thin commands over the services."""

from flask import Flask

from assessment.cli import (
    accounts,
    backups,
    database,
    evidence,
    index,
    organisations,
    pairs,
    questionnaires,
    reports,
    rounds,
    serving,
)


def init_app(app: Flask) -> None:
    """Register every command."""
    for command in (
        serving.serve,
        database.database,
        backups.backup,
        backups.restore,
        questionnaires.questionnaire,
        pairs.pairs,
        evidence.evidence,
        index.index,
        accounts.user,
        organisations.organisation,
        rounds.round_group,
        reports.score,
        reports.report,
        reports.snapshots,
    ):
        app.cli.add_command(command)
