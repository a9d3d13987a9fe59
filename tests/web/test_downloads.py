"""Downloads: who gets which workbook, under what name, and that it is logged."""

from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from assessment.core.questionnaire import Questionnaire
from assessment.storage.models import AuditEntry, Round
from tests.conftest import ON_SQLITE
from tests.factories import full_sheet, save, signed
from tests.web.conftest import Client

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(response: TestResponse) -> Workbook:
    assert response.status_code == 200, response.text[:500]
    return load_workbook(BytesIO(response.data))


@ON_SQLITE
def test_a_country_downloads_its_profile_as_a_named_excel_file(
    officer_peru: Client, session: Session, open_round: Round, questionnaire: Questionnaire
) -> None:
    signed(session, open_round, "PER", full_sheet(questionnaire))
    response = officer_peru.http.get("/es/rounds/2026/PER/profile.xlsx")
    book = workbook(response)
    assert book.worksheets[0]["A2"].value == "Perú"
    assert book.properties.language == "es"
    assert response.headers["Content-Type"] == EXCEL
    assert response.headers["Content-Disposition"] == "attachment; filename=consular-cooperation-2026-PER-es.xlsx"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"


@ON_SQLITE
def test_the_language_of_the_address_is_the_language_of_the_workbook(
    analyst: Client, session: Session, open_round: Round, questionnaire: Questionnaire
) -> None:
    signed(session, open_round, "PER", full_sheet(questionnaire))
    response = analyst.http.get("/en/rounds/2026/PER/profile.xlsx")
    sheets = ["Summary", "Indicators", "Partners", "Answers", "Method", "Calculation", "Notes"]
    assert workbook(response).sheetnames == sheets
    assert "PER-en.xlsx" in response.headers["Content-Disposition"]


def test_sela_gets_no_workbook_of_a_country_that_has_not_signed(
    analyst: Client, session: Session, open_round: Round, questionnaire: Questionnaire
) -> None:
    save(session, open_round, "PER", full_sheet(questionnaire))
    analyst.get("/es/rounds/2026/PER/profile.xlsx", status=404)


@ON_SQLITE
def test_a_country_may_download_its_own_draft(
    focal_peru: Client, session: Session, open_round: Round, questionnaire: Questionnaire
) -> None:
    save(session, open_round, "PER", full_sheet(questionnaire))
    book = workbook(focal_peru.http.get("/en/rounds/2026/PER/profile.xlsx"))
    assert "Draft, not signed" in book["Summary"]["A3"].value


def test_a_country_does_not_get_the_workbook_of_another(
    focal_chile: Client, session: Session, open_round: Round, questionnaire: Questionnaire
) -> None:
    signed(session, open_round, "PER", full_sheet(questionnaire))
    focal_chile.get("/es/rounds/2026/PER/profile.xlsx", status=403)


def test_a_country_does_not_get_the_regional_workbook(focal_peru: Client, open_round: Round) -> None:
    focal_peru.get("/es/rounds/2026/region.xlsx", status=403)


def test_report_staff_downloads_the_regional_workbook(
    staff: Client, session: Session, open_round: Round, questionnaire: Questionnaire
) -> None:
    signed(session, open_round, "PER", full_sheet(questionnaire))
    save(session, open_round, "CHL", full_sheet(questionnaire, level=1))
    response = staff.http.get("/en/rounds/2026/region.xlsx")
    book = workbook(response)
    assert response.headers["Content-Disposition"] == "attachment; filename=consular-cooperation-2026-region-en.xlsx"
    assert [cell.value for cell in book["Answers"][5]][3:] == ["Peru"]
    overview = {row[1]: row[3:6] for row in book["Overview"].iter_rows(min_row=6, max_row=30, values_only=True)}
    assert len(overview) == 25
    assert overview["Chile"] == ("In progress", None, None)
    assert overview["Peru"][0] == "Signed"


@ON_SQLITE
def test_a_round_before_any_signature_gives_a_workbook_of_statuses(analyst: Client, open_round: Round) -> None:
    book = workbook(analyst.http.get("/en/rounds/2026/region.xlsx"))
    assert book["Overview"]["A3"].value.endswith("0 of 25 countries have signed")
    assert "Calculation" not in book.sheetnames


@pytest.mark.parametrize(
    "address", ["/es/rounds/2025/region.xlsx", "/es/rounds/2026/XXX/profile.xlsx", "/es/rounds/2026/CHL/profile.xlsx"]
)
def test_what_is_not_there_is_not_found(analyst: Client, open_round: Round, address: str) -> None:
    analyst.get(address, status=404)


@ON_SQLITE
def test_every_download_is_logged(
    analyst: Client, session: Session, open_round: Round, questionnaire: Questionnaire
) -> None:
    signed(session, open_round, "PER", full_sheet(questionnaire))
    analyst.http.get("/es/rounds/2026/PER/profile.xlsx")
    analyst.http.get("/en/rounds/2026/region.xlsx")
    logged = session.execute(
        select(AuditEntry.user_id, AuditEntry.subject).where(AuditEntry.action == "download").order_by(AuditEntry.id)
    ).all()
    assert logged == [
        (analyst.user.id, "2026/PER/es consular-cooperation-2026-PER-es.xlsx"),
        (analyst.user.id, "2026/region/en consular-cooperation-2026-region-en.xlsx"),
    ]
