"""Commands as a terminal runs them, on the database of the tests."""

from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask

from tests.web.conftest import app, application

__all__ = ["app", "application"]

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    """Runs a command in a terminal of this language: what it printed, and its exit code."""

    def invoke(*arguments: str, lang: str = "en", typed: str | None = None) -> Result:
        terminal = {"LC_ALL": f"{lang}.UTF-8"}
        return app.test_cli_runner().invoke(args=arguments, input=typed, env=terminal, catch_exceptions=False)

    return invoke
