"""What is offered beside a question: the own answer of the round before, and known facts. Nothing counts unsaved."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.core.answers import BLANK, Answer, AnswerSheet, Evidence, State
from assessment.core.questionnaire import Questionnaire
from assessment.services import offers, rounds, signing, submissions
from assessment.storage.models import AnswerChange, Round
from tests.factories import answered, full_sheet, person, save, signed
from tests.web.conftest import Client
from tests.web.matrix import HERE, LIST, PAIRS, TABLE, open_round, stored

__all__ = ["open_round", "stored"]

LAW, FORA, CHECK = f"{HERE}/legal-framework", f"{HERE}/accountability", "/en/rounds/2026/PER/check"
NOTE = {"comment": "As in the gazette", "evidence": (Evidence("https://example.org/norma", "Norma"),)}
TREATY = {"name": "Acuerdo de Lima", "year": 2011, "status": "in_force", "parties": ["CHL", "PER"], "scope": []}
THEN = AnswerSheet(
    {
        "D1.1a": answered(3, **NOTE),
        "D1.2a": answered(2),
        "D1.3a": answered(1),
        "D1.3c": answered(7),
        "D8.1a@CHL": answered(3, instruments=("own-1",)),
        "D8#own-1": answered(TREATY),
        "D9.1a": Answer(State.DONT_KNOW),
    }
)


def round_of_2024(session: Session, questionnaire: Questionnaire) -> Round:
    """An earlier round under the same questionnaire."""
    found = Round(
        slug="2024",
        title=rounds.title_of("2024"),
        state="draft",
        questionnaire=rounds.register_questionnaire(session, questionnaire),
        opens_at=datetime(2024, 3, 1, tzinfo=UTC),
        closes_at=datetime(2024, 9, 30, tzinfo=UTC),
    )
    session.add(found)
    session.flush()
    rounds.set_pairs(session, found, PAIRS)
    found.state = "open"
    session.commit()
    return found


@pytest.fixture
def earlier(session: Session, open_round: Round, questionnaire: Questionnaire) -> Round:
    """The round of 2024, in which Peru signed and Chile did not."""
    found = round_of_2024(session, questionnaire)
    signed(session, found, "PER", THEN)
    save(session, found, "CHL", AnswerSheet({"D1.1a": answered(3)}))
    found.state = "published"
    session.commit()
    return found


@pytest.fixture
def ways(session: Session):
    """By which way each change of a question in round 2026 came."""

    def read(question: str) -> list[str]:
        statement = select(AnswerChange).where(AnswerChange.question == question).order_by(AnswerChange.id)
        of_2026 = submissions.queries.submission(session, "2026", "PER")
        return [c.way for c in session.scalars(statement) if of_2026 and c.submission_id == of_2026.id]

    return read


def words_at(page, question: str) -> str:
    """What the page says of one question."""
    after = page.words.rsplit(f" {question} ", 1)[1]
    return after.split("Comment and evidence")[0]


# --- The own earlier answer ----------------------------------------------------------


@pytest.mark.usefixtures("earlier")
def test_the_earlier_answer_is_offered_beside_a_question_without_an_answer(focal_peru: Client, stored) -> None:
    page = focal_peru.get(LAW)
    assert "Your answer in the earlier round (Round 2024): Level 3" in page.words
    assert "“Don't know”" not in words_at(page, "D1.1b")
    assert stored("D1.1a") == BLANK
    assert not any(name == "D1.1a" for name, _text in page.forms[-1].fields)


@pytest.mark.usefixtures("earlier")
def test_a_page_that_is_saved_as_offered_stores_nothing(focal_peru: Client, stored) -> None:
    focal_peru.submit(LAW, {})
    assert [stored(question) for question in ("D1.1a", "D1.2a", "D1.3a")] == [BLANK, BLANK, BLANK]


@pytest.mark.usefixtures("earlier")
def test_filling_in_saves_what_was_typed_and_fills_the_fields_without_saving_them(
    focal_peru: Client, stored, ways
) -> None:
    response = focal_peru.submit(LAW, {"D1.2a": "4", "use": "D1.1a.earlier"})
    assert response.headers["Location"] == "/en/rounds/2026/PER/answers/legal-framework?use=D1.1a.earlier#D1.1a"
    assert stored("D1.2a").value == 4
    page = focal_peru.get(response.headers["Location"].split("#")[0])
    assert "Filled in as offered, and not saved yet" in page.words
    fields = page.forms[-1].fields
    assert [text for name, text in fields if name == "D1.1a"] == ["3"]
    assert [text.strip() for name, text in fields if name == "D1.1a.comment"] == ["As in the gazette"]
    assert ("D1.1a.evidence-0.link", "https://example.org/norma") in fields
    assert stored("D1.1a") == BLANK
    assert ways("D1.1a") == []


@pytest.mark.usefixtures("earlier")
@pytest.mark.parametrize("button", [{"use": "D1.2a.earlier"}, {"action": "language"}, {"add": "D1.1a"}], ids=str)
def test_what_was_filled_in_waits_for_a_save_whatever_else_is_pressed(focal_peru: Client, stored, button) -> None:
    response = focal_peru.submit(f"{LAW}?use=D1.1a.earlier", {"D1.3a": "1", **button})
    assert (stored("D1.1a"), stored("D1.3a").value) == (BLANK, 1)
    page = focal_peru.get(response.headers["Location"].split("#")[0])
    assert page.words.count("Filled in as offered, and not saved yet") == 1 + ("use" in button)
    focal_peru.post(LAW, page.forms[-1].fields, token=False)
    assert stored("D1.1a") == THEN["D1.1a"]


@pytest.mark.usefixtures("earlier")
def test_what_was_filled_in_and_changed_is_kept_whatever_else_is_pressed(focal_peru: Client, stored) -> None:
    focal_peru.submit(f"{LAW}?use=D1.1a.earlier", {"D1.1a": "2", "use": "D1.2a.earlier"})
    assert (stored("D1.1a").value, stored("D1.2a")) == (2, BLANK)


@pytest.mark.usefixtures("earlier")
def test_an_offered_answer_counts_once_the_person_saves_it_and_the_history_says_how(
    focal_peru: Client, stored, ways
) -> None:
    focal_peru.submit(f"{LAW}?use=D1.1a.earlier", {"D1.2a": "4"})
    assert stored("D1.1a") == THEN["D1.1a"]
    assert ways("D1.1a") == ["pre_fill"]
    assert ways("D1.2a") == ["web"]


@pytest.mark.usefixtures("earlier")
def test_an_offered_answer_may_be_changed_before_it_is_saved(focal_peru: Client, stored, ways) -> None:
    focal_peru.submit(f"{LAW}?use=D1.1a.earlier", {"D1.1a": "2"})
    assert stored("D1.1a").value == 2
    assert ways("D1.1a") == ["pre_fill"]


@pytest.mark.usefixtures("earlier")
def test_something_wrong_elsewhere_keeps_what_was_filled_in(focal_peru: Client, stored, ways) -> None:
    page = focal_peru.submit(f"{LAW}?use=D1.1a.earlier", {"D1.1a": "9"}, 422)
    assert any(name == "D1.1a.offered" and text.startswith("earlier.") for name, text in page.forms[-1].fields)
    fields = [(name, text) for name, text in page.forms[-1].fields if name != "D1.1a"]
    focal_peru.post(LAW, [*fields, ("D1.1a", "3")], token=False)
    assert stored("D1.1a").value == 3
    assert ways("D1.1a") == ["pre_fill"]


@pytest.mark.parametrize("use", ["D1.1a.known", "D1.1a.", "D1.1a", "D9.9z.earlier", "..", "D1.1b.earlier"])
@pytest.mark.usefixtures("earlier")
def test_an_offer_that_does_not_exist_fills_in_nothing(focal_peru: Client, use: str) -> None:
    assert "not saved yet" not in focal_peru.get(f"{LAW}?use={use}").words
    focal_peru.submit(LAW, {"use": use})


@pytest.mark.usefixtures("earlier")
def test_an_answer_that_stands_is_never_overwritten_by_an_offer(focal_peru: Client, stored) -> None:
    focal_peru.submit(LAW, {"D1.1a": "1"})
    page = focal_peru.get(f"{LAW}?use=D1.1a.earlier")
    assert [text for name, text in page.forms[-1].fields if name == "D1.1a"] == ["1"]
    assert stored("D1.1a").value == 1


@pytest.mark.usefixtures("earlier")
def test_an_answer_that_was_hidden_then_and_one_not_known_then_are_not_offered(focal_peru: Client) -> None:
    assert "(Round 2024): 7" not in focal_peru.get(LAW).words
    assert "earlier round (Round 2024): " not in focal_peru.get(FORA).words


@pytest.mark.usefixtures("earlier")
def test_who_did_not_sign_then_is_offered_nothing(focal_chile: Client) -> None:
    page = focal_chile.get("/en/rounds/2026/CHL/answers/legal-framework")
    assert "earlier round" not in page.words
    assert "New in this round" not in page.words


def test_in_the_first_round_nothing_is_compared(focal_peru: Client) -> None:
    focal_peru.submit(LAW, {"D1.1a": "3"})
    assert "earlier round" not in focal_peru.get(LAW).words
    assert "Unchanged" not in focal_peru.get(CHECK).words


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.usefixtures("earlier")
def test_section_and_check_page_say_what_is_unchanged_updated_or_new(focal_peru: Client, lang: str) -> None:
    focal_peru.submit(LAW, {"D1.1a": "3", "D1.2a": "4", "D1.2b": "women"})
    marks = {"en": ("Unchanged", "Updated", "New in this round"), "es": ("Sin cambios", "Actualizada", "Nueva en esta")}
    then = {"en": "Round 2024: Level 2", "es": "Ronda 2024: Nivel 2"}[lang]
    address = LAW.replace("/en/", f"/{lang}/")
    section = focal_peru.get(address).words
    assert all(mark in section for mark in marks[lang])
    assert then in section
    check = focal_peru.get(CHECK.replace("/en/", f"/{lang}/")).words
    assert [check.count(mark) for mark in marks[lang]] == [1, 1, 1]


@pytest.mark.usefixtures("earlier")
def test_signed_answers_keep_their_marks_for_the_country_and_show_none_to_sela(
    session: Session, open_round: Round, focal_peru: Client, analyst: Client
) -> None:
    signed_sheet = AnswerSheet({"D1.1a": answered(3), "D1.2a": answered(4)})
    save(session, open_round, "PER", signed_sheet)
    officer = submissions.queries.user_by_email(session, "signer.per@example.org")
    signing.sign(session, open_round, "PER", officer.id, "Nombre", "Oficina")
    session.commit()
    assert "Unchanged" in focal_peru.get(CHECK).words
    assert "Updated" in focal_peru.get(LAW).words
    assert "Fill in this answer" not in focal_peru.get(LAW).words
    assert "Unchanged" not in analyst.get(CHECK).words


# --- About partners --------------------------------------------------------------------


@pytest.mark.usefixtures("earlier")
def test_an_instrument_of_the_earlier_round_is_offered_and_confirmed_as_any_known_one(
    focal_peru: Client, stored, ways
) -> None:
    assert "As your State told it in the earlier round (Round 2024)" in focal_peru.get(LIST).words
    assert stored("D8#own-1") == BLANK
    focal_peru.post(LIST, {"confirm": "own-1", "version": "0"})
    assert stored("D8#own-1") == THEN["D8#own-1"]
    assert ways("D8#own-1") == ["pre_fill"]
    focal_peru.post(LIST, {"remove": "own-1", "version": "1"})
    assert "Removed: Acuerdo de Lima" in focal_peru.get(LIST).words
    assert "Acuerdo de Lima" not in focal_peru.get(LIST).words


@pytest.mark.usefixtures("earlier")
def test_an_instrument_not_confirmed_yet_is_not_picked_by_filling_in_a_level(focal_peru: Client, stored) -> None:
    page = f"{TABLE}/CHL?use=D8.1a@CHL.earlier"
    focal_peru.submit(page, {})
    assert stored("D8.1a@CHL") == answered(3)


@pytest.mark.usefixtures("earlier")
def test_an_instrument_confirmed_before_is_picked_by_filling_in_a_level(focal_peru: Client, stored) -> None:
    focal_peru.post(LIST, {"confirm": "own-1", "version": "0"})
    response = focal_peru.submit(f"{TABLE}/CHL", {"use": "D8.1a@CHL.earlier"})
    assert stored("D8.1a@CHL") == BLANK
    focal_peru.submit(response.headers["Location"].split("#")[0], {})
    assert stored("D8.1a@CHL") == THEN["D8.1a@CHL"]


# --- Known facts ------------------------------------------------------------------------


def test_memberships_are_offered_with_status_and_source_and_count_once_saved(focal_peru: Client, stored, ways) -> None:
    words = focal_peru.get(FORA).words
    assert "Known from public sources; please confirm" in words
    assert "CAN: Member since May 26, 1969; source: Andean Community, Decision 548" in words
    assert "MERCOSUR: Associated State; source: " in words
    assert stored("D9.1b") == BLANK
    focal_peru.submit(f"{FORA}?use=D9.1b.known", {})
    assert stored("D9.1b").value == {"chosen": ["sacm", "can", "celac"], "not_open": []}
    assert ways("D9.1b") == ["pre_fill"]
    assert "Known from public sources" not in words_at(focal_peru.get(FORA), "D9.1b")


def test_a_suspended_membership_is_told_in_the_agreed_words_and_fills_in_nothing(client_of, session) -> None:
    client = client_of(person(session, "focal.ven@example.org", "focal_point", "VEN"))
    page = client.get("/es/rounds/2026/VEN/answers/legal-framework").words
    assert "MERCOSUR: Estado Parte; derechos suspendidos desde el 5 de agosto de 2017; fuente: " in page
    assert "Completar con esta respuesta" not in page


def test_the_earlier_answer_and_the_known_facts_stand_side_by_side(
    session: Session, open_round: Round, questionnaire: Questionnaire, focal_peru: Client
) -> None:
    found = round_of_2024(session, questionnaire)
    signed(session, found, "PER", AnswerSheet({"D9.1b": answered({"chosen": ["sacm"], "not_open": []})}))
    words = words_at(focal_peru.get(FORA), "D9.1b")
    assert "(Round 2024): South American Conference on Migration (SACM)" in words
    assert "Known from public sources; please confirm" in words


# --- Which round -------------------------------------------------------------------------


def test_the_last_round_before_this_one_in_which_the_country_signed_is_compared(
    session: Session, open_round: Round, earlier: Round, questionnaire: Questionnaire
) -> None:
    later = Round(
        slug="2027",
        title=rounds.title_of("2027"),
        state="open",
        questionnaire=open_round.questionnaire,
        opens_at=datetime(2027, 9, 1, tzinfo=UTC),
        closes_at=datetime(2028, 6, 30, tzinfo=UTC),
    )
    session.add(later)
    session.commit()
    assert offers.earlier_answers(session, later, "PER").round.slug == "2024"
    save(session, open_round, "PER", full_sheet(questionnaire))
    officer = submissions.queries.user_by_email(session, "signer.per@example.org")
    signing.sign(session, open_round, "PER", officer.id, "Nombre", "Oficina")
    assert offers.earlier_answers(session, later, "PER").round.slug == "2026"
    assert offers.earlier_answers(session, open_round, "PER").round.slug == "2024"
    assert offers.earlier_answers(session, earlier, "PER") is None
    assert offers.earlier_answers(session, open_round, "CHL") is None
