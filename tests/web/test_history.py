"""The history in the web: who, when, from, to, how; refused changes; earlier values brought back."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session
from time_machine import travel

from assessment.core.answers import Answer, State
from assessment.services import signing
from assessment.services.submissions import Change, read_sheet, save_answers
from assessment.storage import records
from tests.factories import answered, full_sheet, signed
from tests.web.matrix import OFFERED, open_round, stored

__all__ = ["open_round", "stored"]

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)
HERE = "/rounds/2026/PER/history"


@pytest.fixture
def change(session: Session, open_round):
    """Changes an answer of Peru at so many seconds after noon."""

    def save(seconds: int, key: str, answer: Answer, read_version: int, user=None, way: str = "web") -> None:
        with travel(NOON + timedelta(seconds=seconds), tick=False):
            save_answers(
                session, open_round, "PER", [Change(key, answer, read_version)], user.id if user else None, way
            )
            session.commit()

    return save


@pytest.fixture
def twice(change, focal_peru, contributor_peru) -> None:
    """The focal point said 1 and within the minute 2, later a colleague 3; a stale 0 was refused."""
    change(0, "D1.1a", answered(1, comment="Borrador"), 0, focal_peru.user)
    change(20, "D1.1a", answered(2), 1, focal_peru.user)
    change(600, "D1.1a", answered(3), 2, contributor_peru.user, "pre_fill")
    change(610, "D1.1a", answered(0), 1, focal_peru.user)


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        (
            "en",
            ("History of D1.1a", "As it stands", "2 changes in this minute", "Not applied", "Filled in from an offer"),
        ),
        (
            "es",
            (
                "Historial de D1.1a",
                "Respuesta vigente",
                "2 cambios en este minuto",
                "No se aplicó",
                "Rellenada a partir",
            ),
        ),
    ],
)
def test_an_answers_history_is_told_folded_in_both_languages(officer_peru, twice, questionnaire, lang, expected):
    page = officer_peru.get(f"/{lang}{HERE}/D1.1a")
    for words in (*expected, "focal.per", "contributor.per", "Borrador"):
        assert words in page.words
    levels = [questionnaire.questions["D1.1a"].options[level].label[lang] for level in range(4)]
    assert all(level in page.words for level in levels)
    assert not any("/history/" in form.action for form in page.forms), "who only reads restores nothing"


def test_a_saved_answer_leads_to_its_history_and_a_blank_one_prints_nothing(focal_peru, twice):
    page = focal_peru.get("/en/rounds/2026/PER/answers/legal-framework")
    assert [link for link in page.links if "/history/" in link] == [f"/en{HERE}/D1.1a"]


def test_sections_and_the_country_list_their_changes_the_newest_first(focal_peru, twice, change):
    change(900, "D2.1a", answered(1), 0, focal_peru.user)
    whole = focal_peru.get(f"/en{HERE}")
    assert [link for link in whole.links if "/history/" in link] == [f"/en{HERE}/D2.1a"] + [f"/en{HERE}/D1.1a"] * 3
    section = focal_peru.get(f"/en{HERE}?section=legal-framework")
    assert [link for link in section.links if "/history/" in link] == [f"/en{HERE}/D1.1a"] * 3
    focal_peru.get(f"/en{HERE}?section=no-such", 404)
    focal_peru.get(f"/en{HERE}?page=2", 404)
    focal_peru.get(f"/en{HERE}/D99.1a", 404)
    assert "Nothing has been changed yet." in focal_peru.get(f"/en{HERE}/D1.2a").words


def test_a_long_history_comes_in_pages(focal_peru, change):
    for number in range(51):
        change(number * 100, "D1.1a", answered(number % 4, comment=f"Paso {number}."), number)
    first, second = focal_peru.get(f"/en{HERE}"), focal_peru.get(f"/en{HERE}?page=2")
    assert "Page 1 of 2" in first.words
    assert "Paso 50." in first.words
    assert "Paso 50." not in second.words
    assert "Paso 0." in second.words


def restoring(client, key: str, step: int, version: int, status: int = 302):
    return client.post(f"/en{HERE}/{key}", {"step": step, "version": version}, status)


def numbers(session: Session, key: str) -> list[int]:
    """The numbers of the changes of one answer."""
    return [row.id for row in records.history(session, "2026", "PER", key)]


def test_an_earlier_value_is_restored_as_a_change_like_any_other(focal_peru, twice, session, open_round):
    restoring(focal_peru, "D1.1a", numbers(session, "D1.1a")[0], 3)
    session.expire_all()
    stored = read_sheet(session, open_round, "PER")
    assert (stored.sheet["D1.1a"], stored.version("D1.1a")) == (answered(1, comment="Borrador"), 4)
    newest = records.history(session, "2026", "PER", "D1.1a")[-1]
    assert (newest.way, newest.applied, newest.by) == ("restored", True, "focal.per")
    page = focal_peru.get(f"/en{HERE}/D1.1a")
    assert "The earlier value is the answer again." in page.words
    assert "An earlier value restored" in page.words


def test_a_refused_change_can_be_taken_after_all(focal_peru, twice, session, stored):
    restoring(focal_peru, "D1.1a", numbers(session, "D1.1a")[-1], 3)
    assert stored("D1.1a").value == 0


def test_restoring_over_a_newer_answer_is_refused_and_kept(focal_peru, twice, session, stored):
    page = restoring(focal_peru, "D1.1a", numbers(session, "D1.1a")[0], 2, 409)
    assert "Somebody changed this answer meanwhile." in page.words
    assert stored("D1.1a").value == 3
    assert not records.history(session, "2026", "PER", "D1.1a")[-1].applied


def test_only_who_answers_restores_and_only_while_it_can_be_answered(
    officer_peru, focal_peru, focal_chile, analyst, twice, session, open_round, stored
):
    first = numbers(session, "D1.1a")[0]
    for client in (officer_peru, focal_chile, analyst):
        restoring(client, "D1.1a", first, 3, 403)
    for client in (focal_chile, analyst):
        client.get(f"/en{HERE}", 403)
        client.get(f"/en{HERE}/D1.1a", 403)
    restoring(focal_peru, "D1.1a", 999999, 3, 404)
    restoring(focal_peru, "D1.2a", first, 0, 404)
    open_round.state = "closed"
    session.commit()
    restoring(focal_peru, "D1.1a", first, 3, 409)
    assert stored("D1.1a").value == 3


def test_a_signed_answer_is_not_restored(focal_peru, session, open_round, questionnaire, stored):
    signed(session, open_round, "PER", full_sheet(questionnaire))
    page = restoring(focal_peru, "D1.1a", numbers(session, "D1.1a")[0], 1, 409)
    assert "already signed" in page.words


@pytest.fixture
def pact(change, focal_peru) -> None:
    """An instrument, picked about Bolivia, then unpicked and removed."""
    told = Answer(State.ANSWERED, {**OFFERED, "name": "Convenio andino"})
    change(0, "D8#own-1", told, 0, focal_peru.user)
    change(100, "D8.1a@BOL", answered(3, instruments=("own-1",)), 0, focal_peru.user)
    change(200, "D8.1a@BOL", answered(1), 1, focal_peru.user)
    change(300, "D8#own-1", Answer(), 1, focal_peru.user)


@pytest.mark.parametrize("lang", ["en", "es"])
def test_cells_rows_and_instruments_have_a_history_of_their_own(focal_peru, change, pact, lang):
    change(400, "D8@CHL", Answer(State.NOT_APPLICABLE, reason="Sin relación"), 0)
    change(500, "D8@ESP", answered("added"), 0)
    change(600, "D8.2a@ESP", answered(2), 0)
    page = focal_peru.get(f"/{lang}{HERE}?section=cooperation")
    assert "Convenio andino" in page.words
    assert "Sin relación" in page.words
    for key in ("D8%23own-1", "D8.1a@BOL", "D8@CHL", "D8@ESP", "D8.2a@ESP"):
        assert any(link.endswith(f"/history/{key}") for link in page.links), key
        focal_peru.get(f"/{lang}{HERE}/{key}")


def test_a_cell_is_not_restored_on_an_instrument_that_is_gone(focal_peru, pact, session, stored):
    picked = numbers(session, "D8.1a@BOL")[0]
    page = restoring(focal_peru, "D8.1a@BOL", picked, 2, 422)
    assert "The instrument “own-1” has not been entered or confirmed" in page.words
    restoring(focal_peru, "D8%23own-1", numbers(session, "D8#own-1")[0], 2)
    restoring(focal_peru, "D8.1a@BOL", picked, 2)
    assert stored("D8.1a@BOL").instruments == ("own-1",)
    page = restoring(focal_peru, "D8%23own-1", numbers(session, "D8#own-1")[1], 3, 422)
    assert "Unmark it on that partner's page first" in page.words
    assert stored("D8#own-1").value["name"] == "Convenio andino"


def test_a_correction_keeps_the_history_of_what_was_signed(focal_peru, session, open_round, questionnaire, stored):
    snapshot = signed(session, open_round, "PER", full_sheet(questionnaire))
    signing.withdraw(session, open_round, "PER", snapshot.signed_by, "Motivo")
    session.commit()
    focal_peru.submit("/en/rounds/2026/PER/answers/legal-framework", {"D1.1a": "1"})
    restoring(focal_peru, "D1.1a", numbers(session, "D1.1a")[0], 2)
    assert stored("D1.1a").value == 3
