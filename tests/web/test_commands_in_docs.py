"""The guide to operation names commands that exist."""

import re

from flask import Flask

from assessment.config import ROOT


def test_the_commands_named_in_the_guide_to_operation_exist(application: Flask) -> None:
    told = (ROOT / "docs" / "operating.md").read_text("utf-8")
    named = {tuple(words.split()[:2]) for words in re.findall(r"`flask ([a-z]+ [a-z]+)", told)}
    commands = application.cli.commands
    assert {group for group, _verb in named} <= set(commands)
    assert {(g, v) for g, v in named if hasattr(commands[g], "commands") and v not in commands[g].commands} == set()
