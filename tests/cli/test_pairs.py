"""``flask pairs check``: what is wrong with the priority pairs, and who has which partners."""

import shutil
from pathlib import Path

import pytest

from assessment.config import REFERENCE
from tests.cli.conftest import Run


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Reference data to spoil."""
    return Path(shutil.copytree(REFERENCE, tmp_path / "reference"))


def test_our_pairs_have_no_error_and_every_state_is_listed_with_its_partners(run: Run) -> None:
    result = run("pairs", "check")
    assert result.exit_code == 0, result.output
    assert "CUB  3  BHS HTI MEX\n" in result.output
    assert result.output.endswith("0 errors, 0 warnings.\n")
    assert len(result.output.splitlines()) == 26


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ["“CRI” is not in the list of members.", "Partners of CUB: 2; at least 3 are needed.", "2 errors"]),
        (
            "es",
            ["“CRI” no figura en la lista de members.", "Socios de CUB: 2; se necesitan al menos 3.", "2 errores"],
        ),
    ],
)
def test_an_unknown_state_and_a_state_with_too_few_partners_are_named(
    run: Run, copy: Path, lang: str, words: list[str]
) -> None:
    pairs = copy / "pairs.yaml"
    pairs.write_text(pairs.read_text("utf-8").replace("[CUB, MEX]", "[CRI, MEX]"), "utf-8")
    result = run("pairs", "check", str(copy), lang=lang)
    assert result.exit_code == 1
    assert [found for found in words if found not in result.output] == []


def test_a_folder_without_pairs_is_said_and_nothing_breaks(run: Run, tmp_path: Path) -> None:
    result = run("pairs", "check", str(tmp_path / "nowhere"))
    assert result.exit_code == 1
    assert f"{tmp_path / 'nowhere' / 'pairs.yaml'}:1: error 1 - The file cannot be opened." in result.output
