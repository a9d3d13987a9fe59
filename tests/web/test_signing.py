"""Before and after a signature: what is worth another look, who will see what, receipts, withdrawal, signing again."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.core.answers import AnswerSheet, Partners, cell_key, instrument_key
from assessment.services import preview, results, signing
from assessment.services.accounts import reader_of
from assessment.services.submissions import Change, read_sheet, save_answers
from assessment.storage.models import AuditEntry, Round, Snapshot
from tests.factories import answered, full_sheet, person, save, signed
from tests.web.matrix import OFFERED, open_round

__all__ = ["open_round"]

SIGNATURE = {"name": "Ana Quispe", "office": "Directora General", "statement": "yes"}
PERU = "/rounds/2026/PER"
WHY = "Se corrige el nivel <b>D1.1a</b>"


@pytest.fixture
def first(session: Session, open_round: Round, questionnaire) -> Snapshot:
    """Peru has signed everything at level 3."""
    return signed(session, open_round, "PER", full_sheet(questionnaire, 3, Partners(("CHL",))))


@pytest.fixture
def correcting(first: Snapshot, session: Session, open_round: Round) -> Snapshot:
    """Peru has withdrawn its signature and says now 0 in D1.1a."""
    signing.withdraw(session, open_round, "PER", first.signed_by, WHY)
    save_answers(session, open_round, "PER", [Change("D1.1a", answered(0, comment="Corrección zorzal"), 1)], None)
    session.commit()
    return first


# --- Worth another look -------------------------------------------------------------


LOOK = {
    "en": ("Worth another look before signing", "“Yes” without evidence", "Nothing in this section has been answered"),
    "es": ("Conviene revisar antes de firmar", "“Sí” sin medio de verificación", "Todavía no se ha respondido nada"),
}


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_check_page_points_to_what_is_worth_another_look(focal_peru, session, open_round, lang):
    answers = {"D4.1b": answered("yes"), "D8.1a@BOL": answered(4), "D4.1a": answered(0)}
    save(session, open_round, "PER", AnswerSheet(answers))
    page = focal_peru.get(f"/{lang}{PERU}/check")
    for words in LOOK[lang]:
        assert words in page.words
    assert f"/{lang}{PERU}/answers/vulnerability#D4.1b" in page.links
    assert f"/{lang}{PERU}/answers/cooperation/BOL#D8.1a@BOL" in page.links
    assert f"/{lang}{PERU}/answers/accountability" in page.links


def test_hints_prevent_no_signature_and_are_gone_once_signed(officer_peru, session, open_round):
    save(session, open_round, "PER", AnswerSheet({"D4.1b": answered("yes")}))
    assert "Worth another look" in officer_peru.get(f"/en{PERU}/check").words
    assert officer_peru.submit(f"/en{PERU}/sign", SIGNATURE).location == f"/en{PERU}/receipt"
    assert "Worth another look" not in officer_peru.get(f"/en{PERU}/check").words


# --- Who will see what --------------------------------------------------------------


@pytest.fixture
def told(session: Session, open_round: Round) -> AnswerSheet:
    """Peru's draft: a confidential answer, a small count, levels about two partners, one of them added."""
    answers = {
        "D2.3c": answered(123456),
        "D3.3d": answered({"total": 3, "parts": {}}),
        "D1.1a": answered(3, comment="Con comentario"),
        "D8@ESP": answered("added"),
        cell_key("D8.1a", "ESP"): answered(2),
        cell_key("D8.1a", "BOL"): answered(4, instruments=("own-1",)),
        cell_key("D8.2a", "BOL"): answered(4),
        instrument_key("D8", "own-1"): answered({**OFFERED, "name": "Convenio andino"}),
    }
    save(session, open_round, "PER", AnswerSheet(answers))
    return read_sheet(session, open_round, "PER").sheet


PREVIEW = {
    "en": ("What will be seen, and by whom", "nothing of your answers or scores.", "Withheld from them:", "Bolivia"),
    "es": ("Qué se verá y quién lo verá", "nada de sus respuestas ni de sus puntajes.", "Se le reserva:", "Bolivia"),
}


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_preview_says_who_will_see_what(officer_peru, told, lang):
    page = officer_peru.get(f"/{lang}{PERU}/preview")
    for words in PREVIEW[lang]:
        assert words in page.words
    assert f"/{lang}{PERU}/profile" in page.links
    assert f"/{lang}{PERU}/preview" in officer_peru.get(f"/{lang}{PERU}/check").links


def test_the_preview_tells_what_is_really_seen_after_the_signatures(session, open_round, questionnaire, told):
    """Report staff, analysts and the partner are then shown just what the preview had promised."""
    promised = preview.seen_by(open_round, "PER", told)
    pairs = preview.pairs_once_both_signed(session, open_round, "PER", told)
    assert set(pairs) == set(told.partners.priority) == {"BOL", "BRA", "CHL", "COL", "ECU"}
    officer = person(session, "real.officer@example.org", "authorising_officer", "PER")
    signing.sign(session, open_round, "PER", officer.id, "Nombre", "Oficina")
    signed(session, open_round, "BOL", full_sheet(questionnaire, 2, Partners(("PER",))))
    for role in ("analyst", "report_staff"):
        reader = reader_of(person(session, f"{role}@example.org", role))
        assert results.profile(session, open_round, "PER", reader)[1] == promised[role]
    assert promised["report_staff"] != promised["analyst"]
    for role, iso3 in (("focal_point", "BOL"), ("administrator", None)):
        reader = reader_of(person(session, f"other.{role}@example.org", role, iso3))
        assert results.profile(session, open_round, "PER", reader) is None
    assert [promised[code] for code in ("other_states", "organisation", "administrator", "public")] == [None] * 4
    (real,) = (p for p in results.own_pairs(session, open_round, "BOL") if p.involves("PER"))
    for column, cell in pairs["BOL"].cells.items():
        assert cell.second == real.cells[column].second, column
    assert real.cells["D8.2"].second.level == 3, "level 4 without evidence counts as 3"


def test_the_preview_of_nothing_answered_says_so(officer_peru):
    assert "There are no figures yet" in officer_peru.get(f"/en{PERU}/preview").words


# --- Receipts -----------------------------------------------------------------------


def test_the_receipt_as_a_workbook_names_every_signature_and_is_logged(
    officer_peru, correcting, session, open_round, contributor_peru, analyst
):
    again = signing.sign(session, open_round, "PER", correcting.signed_by, "Luis Rojas", "=1+1")
    session.commit()
    for lang, title in (("en", "Receipt of the signature"), ("es", "Constancia de firma")):
        response = officer_peru.http.get(f"/{lang}{PERU}/receipt.xlsx", buffered=True)
        sheet = load_workbook(BytesIO(response.data)).worksheets[0]
        values = [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert title in values
        for told in (again.sha256, correcting.sha256, "Luis Rojas", "=1+1", "Nombre", "signer.per", WHY):
            assert told in values
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
        assert values.index(again.sha256) < values.index(correcting.sha256)
    logged = session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "download")).all()
    assert [subject.split()[0] for subject in logged] == ["2026/PER-receipt/en", "2026/PER-receipt/es"]
    for client in (contributor_peru, analyst):
        assert client.http.get(f"/en{PERU}/receipt.xlsx").status_code == 403


def test_there_is_no_receipt_of_what_was_never_signed(officer_peru):
    officer_peru.get(f"/en{PERU}/receipt", 404)
    officer_peru.get(f"/en{PERU}/receipt.xlsx", 404)


# --- Withdrawing and signing again --------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_officer_withdraws_with_a_reason_and_all_are_told_what_stays_in_force(
    officer_peru, focal_peru, first, session, open_round, lang
):
    assert f"/{lang}{PERU}/withdraw" in officer_peru.get(f"/{lang}{PERU}/receipt").links
    assert f"/{lang}{PERU}/withdraw" not in focal_peru.get(f"/{lang}{PERU}/receipt").links
    officer_peru.submit(f"/{lang}{PERU}/withdraw", {"reason": " "}, 422)
    page = officer_peru.submit(f"/{lang}{PERU}/withdraw", {"reason": "x" * 2001}, 422)
    assert "x" * 2001 in page.html
    assert officer_peru.submit(f"/{lang}{PERU}/withdraw", {"reason": WHY}).location == f"/{lang}{PERU}/answers/"
    session.expire_all()
    assert read_sheet(session, open_round, "PER").correcting
    in_force = "stays in force" if lang == "en" else "sigue vigente"
    for path in ("/answers/", "/answers/legal-framework", "/check", "/receipt", "/preview"):
        assert in_force in officer_peru.get(f"/{lang}{PERU}{path}").words, path
    assert WHY in officer_peru.get(f"/{lang}{PERU}/receipt").words
    officer_peru.get(f"/{lang}{PERU}/withdraw", 409)
    officer_peru.post(f"/{lang}{PERU}/withdraw", {"reason": WHY}, 409)


def test_while_it_is_corrected_the_answers_change_and_are_signed_again(officer_peru, focal_peru, correcting, session):
    focal_peru.submit(f"/en{PERU}/answers/legal-framework", {"D1.2a": "1"})
    page = officer_peru.get(f"/en{PERU}/sign")
    assert "This signature replaces the one of" in page.words
    assert officer_peru.submit(f"/en{PERU}/sign", SIGNATURE).location == f"/en{PERU}/receipt"
    words = officer_peru.get(f"/en{PERU}/receipt").words
    newest = session.scalars(select(Snapshot).order_by(Snapshot.id.desc())).first()
    assert words.index(newest.sha256) < words.index("Former signatures") < words.index(correcting.sha256)
    assert "These answers are signed" in focal_peru.get(f"/en{PERU}/answers/legal-framework").words


@pytest.mark.parametrize(("lang", "label"), [("en", "Signed, being corrected"), ("es", "Firmada, en corrección")])
def test_sela_sees_that_a_signed_country_corrects_and_what_it_signed(analyst, staff, correcting, session, lang, label):
    for client in (analyst, staff):
        assert label in client.get(f"/{lang}/rounds/2026/region").words
        profile, check = client.get(f"/{lang}{PERU}/profile"), client.get(f"/{lang}{PERU}/check")
        assert label in profile.words
        for page in (profile, check):
            assert "zorzal" not in page.html
            assert "D1.1a</b>" not in page.words, "the reason is for the country itself"
        client.get(f"/{lang}{PERU}/receipt", 403)


def test_the_country_sees_its_draft_figures_and_when_it_signed_what_others_see(officer_peru, correcting):
    page = officer_peru.get(f"/en{PERU}/profile")
    assert "Draft, seen only by your country" in page.words
    assert "Everybody else sees what your country signed on" in page.words
    assert "This State is correcting its answers." in officer_peru.get(f"/en{PERU}/partners").words
    assert correcting.sha256 not in page.html
    assert officer_peru.http.get(f"/en{PERU}/profile.xlsx", buffered=True).status_code == 200


def test_after_the_round_closes_nothing_is_withdrawn_and_the_last_signature_stays(
    officer_peru, analyst, correcting, session, open_round
):
    open_round.state = "closed"
    session.commit()
    assert "This round is not open" in officer_peru.get(f"/en{PERU}/withdraw", 409).words
    officer_peru.post(f"/en{PERU}/sign", SIGNATURE, 409)
    assert "stays in force" in officer_peru.get(f"/en{PERU}/check").words
    assert "zorzal" not in analyst.get(f"/en{PERU}/check").html


def test_nobody_else_withdraws(focal_peru, contributor_peru, focal_chile, analyst, staff, admin, first, session):
    for client in (focal_peru, contributor_peru, focal_chile, analyst, staff, admin):
        client.get(f"/en{PERU}/withdraw", 403)
        client.post(f"/en{PERU}/withdraw", {"reason": WHY}, 403)
    assert session.scalars(select(AuditEntry).where(AuditEntry.action == "withdrawn")).all() == []
