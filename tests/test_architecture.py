"""The rooms of the house import only what they may."""

import subprocess
import sys

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

FRAMEWORKS = ("flask", "sqlalchemy", "alembic", "babel", "plotly", "openpyxl", "werkzeug", "jinja2", "yaml", "numpy")


def test_the_import_rules_of_the_house_hold() -> None:
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == EXIT_STATUS_SUCCESS


def test_core_loads_no_framework() -> None:
    code = (
        "import pkgutil, importlib, sys, assessment.core as core\n"
        "[importlib.import_module(f'assessment.core.{m.name}') for m in pkgutil.iter_modules(core.__path__)]\n"
        f"print(sorted(set(sys.modules) & set({FRAMEWORKS!r})))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert loaded == "[]"
