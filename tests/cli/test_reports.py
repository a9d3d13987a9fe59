"""``flask score``, ``report``, ``snapshots`` and ``round``: the numbers and the files without a browser."""

from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from assessment.core.questionnaire import Questionnaire
from assessment.storage import queries
from assessment.storage.models import Round, ScoreCardRow
from tests.cli.conftest import Run
from tests.conftest import ON_SQLITE
from tests.factories import full_sheet, save, signed


@pytest.fixture(autouse=True)
def answers(session: Session, open_round: Round, questionnaire: Questionnaire) -> None:
    """Peru and Chile have signed, Bolivia has a draft."""
    signed(session, open_round, "PER", full_sheet(questionnaire))
    signed(session, open_round, "CHL", full_sheet(questionnaire, 4))
    save(session, open_round, "BOL", full_sheet(questionnaire))


def downloads(session: Session) -> list[str]:
    entries = queries.audit_entries(session, 50)
    return [entry.subject for entry, _name in entries if entry.action == "download"]


# --- Scores ------------------------------------------------------------------------


def test_the_score_is_printed_as_a_tree_down_to_the_answers(run: Run) -> None:
    lines = run("score", "per", "2026").output.splitlines()
    assert lines[0].startswith("overall  ")
    assert lines[1].startswith("  D1  ")
    [ladder] = [line for line in lines if line.startswith("      D1.1a  ")]
    assert ladder.startswith("      D1.1a  75.00  × ")
    domains = [line for line in lines if line.startswith("  D") and " % = " in line]
    contributions = [float(line.split(" % = ")[1]) for line in domains]
    assert sum(contributions) == pytest.approx(float(lines[0].split()[1]), abs=0.02)


def test_the_tree_is_in_the_language_of_the_terminal(run: Run) -> None:
    assert "× " in (english := run("score", "PER", "2026").output)
    spanish = run("score", "PER", "2026", lang="es").output
    assert "Yes" in english
    assert "Sí" in spanish
    assert "Yes" not in spanish


@pytest.mark.parametrize(
    ("arguments", "english", "spanish"),
    [
        (("BOL", "2026"), "BOL has not signed in round 2026", "BOL no ha firmado en la ronda 2026"),
        (("XYZ", "2026"), "XYZ is not a member State", "XYZ no es un Estado miembro"),
        (("PER", "1999"), "no round called 1999", "No existe ninguna ronda llamada 1999"),
    ],
)
@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("command", ["score", "report"])
def test_what_there_is_not_is_said(
    run: Run,
    session: Session,
    tmp_path: Path,
    arguments: tuple[str, str],
    english: str,
    spanish: str,
    lang: str,
    command: str,
) -> None:
    iso3, round_slug = arguments
    out = tmp_path / "out.xlsx"
    asked = (
        ("score", *arguments)
        if command == "score"
        else ("report", "country", iso3, "--round", round_slug, "--out", str(out))
    )
    result = run(*asked, lang=lang)
    assert result.exit_code == 1
    assert (english if lang == "en" else spanish) in result.output
    assert not out.exists()
    assert downloads(session) == []


# --- Workbooks -----------------------------------------------------------------------


@ON_SQLITE
@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_workbook_of_a_country_is_written_in_the_language_asked_for_and_logged(
    run: Run, session: Session, tmp_path: Path, lang: str
) -> None:
    out = tmp_path / "peru.xlsx"
    result = run("report", "country", "per", "--round", "2026", "--lang", lang, "--out", str(out))
    assert result.exit_code == 0, result.output
    assert str(out) in result.output
    book = openpyxl.load_workbook(out)
    assert ("Calculation" if lang == "en" else "Cálculo") in book.sheetnames
    assert downloads(session) == [f"2026/PER/{lang} peru.xlsx"]


@ON_SQLITE
def test_the_workbook_of_the_region_is_written_and_logged(run: Run, session: Session, tmp_path: Path) -> None:
    out = tmp_path / "region.xlsx"
    assert run("report", "region", "--round", "2026", "--out", str(out)).exit_code == 0
    words = {str(cell) for sheet in openpyxl.load_workbook(out) for row in sheet.values for cell in row}
    assert {"Perú", "Chile"} <= words
    assert downloads(session) == ["2026/region/es region.xlsx"]


@ON_SQLITE
@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_file_that_cannot_be_written_is_said_and_not_logged(
    run: Run, session: Session, tmp_path: Path, lang: str
) -> None:
    out = tmp_path / "no-such-folder" / "region.xlsx"
    result = run("report", "region", "--round", "2026", "--out", str(out), lang=lang)
    assert result.exit_code == 1
    assert ("cannot be written" if lang == "en" else "No se puede escribir") in result.output
    assert downloads(session) == []


@ON_SQLITE
def test_a_full_disk_is_said(run: Run, session: Session) -> None:
    result = run("report", "region", "--round", "2026", "--out", "/dev/full")
    assert result.exit_code == 1
    assert "/dev/full cannot be written" in result.output
    assert downloads(session) == []


def test_a_language_nobody_declared_is_refused(run: Run, tmp_path: Path) -> None:
    result = run("report", "region", "--round", "2026", "--lang", "fr", "--out", str(tmp_path / "x.xlsx"))
    assert result.exit_code == 2


# --- Snapshots and rounds ------------------------------------------------------------


def test_snapshots_that_agree_are_counted(run: Run) -> None:
    result = run("snapshots", "verify", "2026")
    assert (result.exit_code, "2 snapshots agree" in result.output) == (0, True)


def test_a_score_card_that_is_missing_is_named_and_made_anew(run: Run, session: Session) -> None:
    session.execute(delete(ScoreCardRow))
    session.commit()
    result = run("snapshots", "verify", "2026", lang="es")
    assert result.exit_code == 1
    assert "CHL, PER" in result.output
    assert "2 snapshots scored." in run("snapshots", "rescore", "2026").output
    assert run("snapshots", "verify", "2026").exit_code == 0


def test_a_snapshot_that_was_tampered_with_is_named(run: Run, session: Session, open_round: Round) -> None:
    for iso3, snapshot in queries.snapshots(session, "2026"):
        if iso3 == "CHL":
            snapshot.content = snapshot.content.replace('"value":4', '"value":3', 1)
    session.commit()
    result = run("snapshots", "verify", "2026")
    assert result.exit_code == 1
    assert "These snapshots do not agree: CHL" in result.output


def test_the_state_of_a_round_is_changed_and_listed(run: Run, session: Session, open_round: Round) -> None:
    assert run("round", "state", "2026", "closed").exit_code == 0
    assert run("round", "list").output.startswith("2026\tclosed\tconsular-cooperation 2026")


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "already, or takes no answers"), ("es", "ya tiene un cuestionario")]
)
def test_a_round_is_given_the_civil_society_questionnaire_once(
    run: Run, session: Session, open_round: Round, lang: str, words: str
) -> None:
    open_round.civil_questionnaire = None
    session.commit()
    assert run("round", "organisations", "2026").output == "Organisations can now answer in this round.\n"
    session.refresh(open_round)
    assert open_round.civil_questionnaire.slug == "civil-society"
    again = run("round", "organisations", "2026", lang=lang)
    assert again.exit_code == 1
    assert words in again.output


def test_a_round_or_a_state_that_is_not_there_is_refused(run: Run) -> None:
    assert run("round", "state", "1999", "closed").exit_code == 1
    assert run("round", "state", "2026", "ajar").exit_code == 2
    assert run("round", "list").output.startswith("2026\topen\t")
