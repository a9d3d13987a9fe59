"""``flask questionnaire check``: everything wrong at once, with file and line, and an exit code for a machine."""

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run

SMALL = Path(__file__).parents[1] / "catalogue" / "files"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A small questionnaire to spoil."""
    shutil.copytree(SMALL, tmp_path / "files")
    return tmp_path / "files" / "small" / "2026"


@pytest.mark.parametrize(("lang", "words"), [("en", "0 errors"), ("es", "0 errores")])
def test_the_current_questionnaire_and_the_reference_data_have_no_error(run: Run, lang: str, words: str) -> None:
    result = run("questionnaire", "check", lang=lang)
    assert result.exit_code == 0, result.output
    assert words in result.output
    assert {"en": "15 items held against 24 indicators", "es": "15 afirmaciones vinculadas a 24 indicadores"}[
        lang
    ] in result.output


def test_a_civil_society_questionnaire_is_checked_by_its_folder(run: Run) -> None:
    result = run("questionnaire", "check", str(SMALL / "civil" / "2026"))
    assert (result.exit_code, result.output) == (
        0,
        "0 errors, 0 warnings.\nCivil society: 2 items held against 2 indicators; about 3 minutes a country.\n",
    )


@pytest.mark.parametrize(("lang", "words"), [("en", "cannot be read as YAML"), ("es", "no puede leerse como YAML")])
def test_all_that_is_broken_is_listed_with_file_and_line(run: Run, copy: Path, lang: str, words: str) -> None:
    first, second, _third = sorted((copy / "sections").glob("*.yaml"))
    lines = first.read_text("utf-8").count("\n")
    for path in (first, second):
        path.write_text(path.read_text("utf-8") + "broken: [\n", "utf-8")
    result = run("questionnaire", "check", str(copy), lang=lang)
    assert result.exit_code == 1
    assert f"{first}:{lines + 2}: error 1" in result.output
    assert f"{second}:" in result.output
    assert result.output.count(words) == 2


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "The file cannot be opened"), ("es", "No se puede abrir el archivo")]
)
def test_a_path_with_nothing_there_is_said(run: Run, tmp_path: Path, lang: str, words: str) -> None:
    result = run("questionnaire", "check", str(tmp_path / "nothing"), lang=lang)
    assert result.exit_code == 1
    assert words in result.output
