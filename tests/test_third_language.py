"""A third language needs data only, and no text stands outside the catalogues and the questionnaire."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from assessment.config import QUESTIONNAIRES, ROOT
from assessment.i18n import TRANSLATIONS
from tests.third_language import CODE, make_catalogue, make_data, unmarked

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What every page and file shows outside the marks, by actor and address."""
    folder: Path = tmp_path_factory.mktemp("third")
    make_catalogue(TRANSLATIONS, folder / "translations")
    make_data(QUESTIONNAIRES, folder / "questionnaires")
    environment = {
        **os.environ,
        "ASSESSMENT_TRANSLATIONS": str(folder / "translations"),
        "ASSESSMENT_QUESTIONNAIRES": str(folder / "questionnaires"),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "tests.third_language_visit", str(folder)]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=ROOT)
    assert told.returncode == 0, told.stderr[-3000:]
    return json.loads(told.stdout)


def test_no_page_chart_or_workbook_has_a_text_of_its_own(shown: dict[str, list[str]]) -> None:
    assert shown["outside"] == {}


def test_the_pages_and_files_of_every_actor_were_looked_at(shown: dict[str, list[str]]) -> None:
    seen = " ".join(shown["seen"])
    for address in (
        "region",
        "PER/profile",
        "PER/profile.xlsx",
        "region.xlsx",
        "administration",
        "CHL/check",
        "PER/receipt",
        "civil-society/CHL",
    ):
        assert f"/{CODE}/" in seen
        assert address in seen, address


def test_an_unmarked_word_would_be_noticed() -> None:
    assert unmarked("⟦Score⟧ 62.5 of ⟦⟦Peru⟧ and more⟧", []) == "of"
    assert unmarked("D3.1a PER 62.5", []) == ""
