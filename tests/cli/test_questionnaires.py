"""``flask questionnaire check``: everything wrong at once, with file and line, and an exit code for a machine."""

import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.authoring.conftest import letter
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
    book["Preguntas · Questions"][f"{letter('questions', 'minutes')}12"] = "=2*3"
    book.save(file)
    result = run("questionnaire", "import-xlsx", str(file), str(copy), lang=lang)
    assert result.exit_code == 1
    assert "Preguntas · Questions," in result.output
    assert reason in result.output
    assert refused in result.output
    assert second.read_text("utf-8") == before
    book["Preguntas · Questions"][f"{letter('questions', 'minutes')}12"] = 6
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


# --- flask questionnaire diff ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "en",
            (
                "D1.2a  reworded (comparable)",
                "D1.2b  rescaled (not comparable)",
                "D1.3c  added",
                "D3.2d  retired",
                "question (Español):",
                "% of version 2024",
                "asked only if:",
                "the answer to D1.3a is level 2 or higher",
            ),
        ),
        (
            "es",
            (
                "D1.2a  con otra redacción (comparable)",
                "D1.2b  con otra escala (no comparable)",
                "D1.3c  incorporada",
                "D3.2d  retirada",
                "pregunta (Español):",
                "% de la versión 2024",
                "se pregunta solo si:",
                "la respuesta a D1.3a es nivel 2 o más",
            ),
        ),
    ],
)
def test_the_difference_of_two_versions_is_explained(run: Run, lang: str, words: tuple[str, ...]) -> None:
    result = run("questionnaire", "diff", "2024", "2026", lang=lang)
    assert result.exit_code == 0, result.output
    assert [word for word in words if word not in result.output] == []
    assert "    − ≤ 48: 100, ≤ 96: 50, 0\n    + ≤ 24: 100, ≤ 72: 50, 0\n" in result.output
    assert "    − Do your consular posts arrange legal aid" in result.output
    assert "    + Is legal aid available" in result.output


def test_versions_without_a_difference_have_everything_in_common(run: Run) -> None:
    lines = run("questionnaire", "diff", "2026", "2026").output.splitlines()
    assert lines[0] == "consular-cooperation 2026 → consular-cooperation 2026"
    assert lines[1] == "Weight in common: 100 % of version 2026, 100 % of version 2026."
    assert len(lines) == 3


def test_every_kind_of_difference_is_told_in_words(run: Run, copy: Path) -> None:
    """Method, domain, indicator, moved question, flags, limits, labels and conditions, in folders."""
    newer = Path(shutil.copytree(copy, copy.parent / "2028"))

    def change(file: str, *pairs: tuple[str, str]) -> None:
        path = newer / file
        text = path.read_text("utf-8")
        for old, new in pairs:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        path.write_text(text, "utf-8")

    change(
        "questionnaire.yaml",
        ('version: "2026"', 'version: "2028"\nfollows: "../2026"'),
        ("main: 7", "main: 6"),
        ("share: 0.66", "share: 0.7"),
        ("from: 50, label", "from: 55, label"),
    )
    change(
        "sections/01-first.yaml",
        ("weight: 1\nindicators", "weight: 2\nindicators"),
        ("gcm: [13, 14]", "gcm: [12, 14]"),
        ("Visits protect.", "A visit protects."),
        ("max: 8760", "max: 9000"),
        ('prisons: {en: "Prisons"', 'prisons: {en: "All prisons"'),
        ("{prisons: 2}", "{prisons: 3}"),
        ("otherwise_counts_as: 3", "otherwise_counts_as: 2"),
        ("{q: D1.1a, is: at_least, value: 2}", "{q: D1.1a, is: at_least, value: 3}"),
        ("- id: D1.1e", "- id: D1.1f"),
        (
            "changes: []",
            "changes:\n  - {version: \"2028\", id: D1.1f, kind: same, descends_from: D1.1e}\n"
            "  - {version: \"2028\", id: D1.1a, kind: rescaled}\n  - {version: \"2028\", id: D1.1b, kind: rescaled}",
        ),
    )  # fmt: skip
    change("sections/02-second.yaml", ("confidential: true", "confidential: false"))
    output = run("questionnaire", "diff", str(copy), str(newer)).output
    expected = """
The whole and its method
  weights (main question : follow-ups):
    − 7 : 3
    + 6 : 3
  threshold overall:
    − 0.66 (count)
    + 0.7 (count)
  bands:
    − incipient 0, established 50
    + incipient 0, established 55

D1  changed in part
  weight:
    − 1
    + 2

D1.1  changed in part
  why it is asked (English):
    − Visits protect.
    + A visit protects.
  objectives of the Global Compact:
    − 13, 14
    + 12, 14

D1.1a  rescaled (not comparable)
  level that needs evidence → counts without it as:
    − 4 → 3
    + 4 → 2

D1.1b  rescaled (not comparable)
  option prisons (English):
    − Prisons
    + All prisons
  points prisons:
    − 2
    + 3

D1.1c  changed in part
  limits (decimals):
    − 0 – 8760 (1)
    + 0 – 9000 (1)

D1.1d  changed in part
  asked only if:
    − the answer to D1.1a is level 2 or higher
    + the answer to D1.1a is level 3 or higher

D1.1f  unchanged  moved from D1.1e

D2.2b  changed in part
  confidential:
    − ✓
"""
    assert output[output.index("\nThe whole") :] == expected


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "no two versions of one questionnaire"), ("es", "No son dos versiones")]
)
@pytest.mark.parametrize("named", [("2026", "2024"), ("2026", "small")])
def test_what_cannot_be_compared_is_said(run: Run, copy: Path, lang: str, words: str, named: tuple[str, str]) -> None:
    result = run("questionnaire", "diff", *(str(copy) if name == "small" else name for name in named), lang=lang)
    assert result.exit_code == 1
    assert words in result.output


def test_a_version_that_is_not_there_or_broken_is_said_with_its_file(run: Run, copy: Path) -> None:
    missing = run("questionnaire", "diff", "1999", "2026", lang="es")
    assert (missing.exit_code, "No se puede abrir el archivo" in missing.output) == (1, True)
    (copy / "sections" / "01-first.yaml").write_text("domain: [\n", "utf-8")
    broken = run("questionnaire", "diff", str(copy), "2026")
    assert (broken.exit_code, "01-first.yaml:2: error 1" in broken.output) == (1, True)
