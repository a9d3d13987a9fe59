"""``flask questionnaire check``: everything wrong at once, with file and line, and an exit code for a machine."""

import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

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


# --- Out to the authors, and back ----------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "unchanged", "changed", "refused", "reason"),
    [
        ("en", "0 files changed.", "1 file changed.", "1 problem. Nothing was changed.", "There is a formula."),
        (
            "es",
            "0 archivos modificados.",
            "1 archivo modificado.",
            "1 problema. No se modificó nada.",
            "Hay una fórmula.",
        ),
    ],
)
def test_a_version_goes_out_as_a_workbook_and_comes_back(
    run: Run, copy: Path, tmp_path: Path, lang: str, unchanged: str, changed: str, refused: str, reason: str
) -> None:
    file, second = tmp_path / "small.xlsx", copy / "sections" / "02-second.yaml"
    assert run("questionnaire", "normalise", str(copy), lang=lang).exit_code == 0
    assert run("questionnaire", "export-xlsx", str(copy), str(file), lang=lang).output.strip() == str(file)
    assert run("questionnaire", "import-xlsx", str(file), str(copy), lang=lang).output.strip() == unchanged
    before, book = second.read_text("utf-8"), load_workbook(file)
    book["Preguntas · Questions"]["D12"] = "=2*3"
    book.save(file)
    result = run("questionnaire", "import-xlsx", str(file), str(copy), lang=lang)
    assert result.exit_code == 1
    assert "Preguntas · Questions," in result.output
    assert reason in result.output
    assert refused in result.output
    assert second.read_text("utf-8") == before
    book["Preguntas · Questions"]["D12"] = 6
    book.save(file)
    result = run("questionnaire", "import-xlsx", str(file), str(copy), lang=lang)
    assert result.output.split("\n")[:2] == [str(second), changed]
    assert second.read_text("utf-8") == before.replace(
        "- id: D2.2c\n        type: year\n        minutes: 1\n", "- id: D2.2c\n        type: year\n        minutes: 6\n"
    )


def test_a_version_with_errors_is_not_exported(run: Run, copy: Path, tmp_path: Path) -> None:
    second = copy / "sections" / "02-second.yaml"
    second.write_text(second.read_text("utf-8").replace("type: year", "type: yaer"), "utf-8")
    result = run("questionnaire", "export-xlsx", str(copy), str(tmp_path / "small.xlsx"))
    assert result.exit_code == 1
    assert f"{second}:" in result.output
    assert not (tmp_path / "small.xlsx").exists()


def test_a_workbook_that_cannot_be_written_is_said(run: Run, copy: Path, tmp_path: Path) -> None:
    result = run("questionnaire", "export-xlsx", str(copy), str(tmp_path / "nowhere" / "small.xlsx"))
    assert result.exit_code == 1
    assert "cannot be written" in result.output
