"""The rooms of the house import only what they may."""

import subprocess
import sys
from pathlib import Path

FRAMEWORKS = (
    *("flask", "sqlalchemy", "alembic", "babel", "plotly", "openpyxl", "werkzeug", "jinja2", "yaml"),
    *("numpy", "networkx"),
)


def test_the_import_rules_of_the_house_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    checked = subprocess.run([linter, "--no-cache"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


def test_core_loads_no_framework() -> None:
    code = (
        "import pkgutil, importlib, sys, assessment.core as core\n"
        "[importlib.import_module(f'assessment.core.{m.name}') for m in pkgutil.iter_modules(core.__path__)]\n"
        f"print(sorted(set(sys.modules) & set({FRAMEWORKS!r})))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert loaded == "[]"
