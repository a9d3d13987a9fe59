"""The command in a terminal of an application that has no database, and files for it."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from assessment import cli
from tests.cli.conftest import Run
from tests.index.small import STRUCTURE, VALUES, written


@pytest.fixture
def run() -> Run:
    """The command on an application that has no database."""
    app = Flask(__name__)
    cli.init_app(app)

    def invoke(*arguments: str, lang: str = "en", typed: str | None = None) -> Result:
        terminal = {"LC_ALL": f"{lang}.UTF-8"}
        return CliRunner().invoke(app.cli, arguments, input=typed, env=terminal, catch_exceptions=False)

    return invoke


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    return str(written(tmp_path, "structure.csv", STRUCTURE)), str(written(tmp_path, "values.csv", VALUES))
