"""Checking and signing: what is signed is what was checked, once, by the authorising officer alone."""

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.core.answers import Answer, AnswerSheet, State
from assessment.storage import queries
from assessment.storage.models import AnswerRow, Snapshot, Submission
from tests.factories import answered, full_sheet, save, signed

PERU = "/en/rounds/2026/PER"
SIGNATURE = {"name": "Ana Quispe", "office": "Directora General", "statement": "yes"}


@pytest.fixture
def full(session: Session, open_round, questionnaire):
    """Peru has answered everything at level 4, without evidence."""
    save(session, open_round, "PER", full_sheet(questionnaire, 4))
    session.commit()


@pytest.fixture
def snapshots(session: Session):
    """The snapshots in the database."""

    def read() -> list[Snapshot]:
        session.expire_all()
        return list(session.scalars(select(Snapshot)))

    return read


def asked_once(questionnaire):
    """The questions that are not asked per partner; those stand in the tests of the partner pages."""
    return [question for domain in questionnaire if not domain.per_partner for question in domain.questions]


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_check_page_shows_every_answer_in_words_in_both_languages(focal_peru, full, questionnaire, lang):
    page = focal_peru.get(f"/{lang}/rounds/2026/PER/check")
    for question in asked_once(questionnaire):
        assert question.id in page.ids
        assert question.ask[lang] in page.words
    assert questionnaire.questions["D3.1a"].options[4].label[lang] in page.words


def test_the_check_page_names_what_is_missing_unknown_or_lacks_evidence(focal_peru, session, open_round):
    sheet = AnswerSheet(
        {
            "D3.1a": answered(4),
            "D3.1b": Answer(State.DONT_KNOW),
            "D3.1c": Answer(State.NOT_APPLICABLE, reason="No <b>such</b> case"),
            "D3.2a": answered(2, comment="=1+1"),
        }
    )
    save(session, open_round, "PER", sheet)
    session.commit()
    page = focal_peru.get(f"{PERU}/check")
    assert "level 4, evidence pending" in page.words
    assert "1 answer is “Don't know”. D3.1b" in page.words
    assert "1 answer at level 4 still lacks evidence and counts as the level below. D3.1a" in page.words
    assert "Not applicable: No <b>such</b> case" in page.words
    assert "Comment: =1+1" in page.words
    assert "104 questions have no answer yet." in page.words
    assert f"{PERU}/answers/personal-liberty#D3.1b" in page.links


def test_a_hidden_question_is_shown_as_not_asked(focal_peru, session, open_round):
    save(session, open_round, "PER", AnswerSheet({"D1.3a": answered(1), "D1.3c": answered(12)}))
    session.commit()
    assert "Not asked" in focal_peru.get(f"{PERU}/check").words


def test_the_officer_signs_and_gets_a_receipt(officer_peru, full, snapshots):
    link = next(link for link in officer_peru.get(f"{PERU}/check").links if "/sign?seen=" in link)
    response = officer_peru.submit(link, SIGNATURE)
    assert response.location == f"{PERU}/receipt"
    (snapshot,) = snapshots()
    assert (snapshot.signer_name, snapshot.signer_office) == ("Ana Quispe", "Directora General")
    page = officer_peru.get(f"{PERU}/receipt")
    for words in (snapshot.sha256, "Ana Quispe", "Directora General", "version 2026", "UTC"):
        assert words in page.words
    assert link.endswith(f"seen={snapshot.sha256}")


def test_the_statement_says_who_will_see_the_answers(officer_peru, full):
    words = officer_peru.get(f"{PERU}/sign").words
    assert "From then on SELA's analysts and report staff see the answers" in words
    assert "on behalf of Peru" in words


def test_after_signing_every_page_is_read_only_with_an_explanation(officer_peru, focal_peru, full):
    officer_peru.submit(f"{PERU}/sign", SIGNATURE)
    for path in ("/answers/", "/answers/personal-liberty", "/check"):
        assert "These answers are signed and no longer change." in focal_peru.get(PERU + path).words
    assert "<textarea" not in focal_peru.get(f"{PERU}/answers/personal-liberty").html


def test_typing_into_a_form_that_was_signed_meanwhile_is_refused_and_shown_for_copying(officer_peru, focal_peru, full):
    officer_peru.submit(f"{PERU}/sign", SIGNATURE)
    page = focal_peru.post(
        f"{PERU}/answers/personal-liberty",
        {"D3.1a": "1", "D3.1a.version": "1.abc", "D3.1a.comment": "Written too late"},
        409,
    )
    assert "These answers are already signed" in page.words
    assert "Written too late" in page.words
    assert ".version" not in page.words


def test_a_signature_is_in_the_log_with_the_hash_of_what_was_signed(officer_peru, full, session, snapshots):
    officer_peru.submit(f"{PERU}/sign", SIGNATURE)
    (snapshot,) = snapshots()
    signed = [entry.subject for entry, _name in queries.audit_entries(session, 50) if entry.action == "signed"]
    assert signed == [f"2026/PER {snapshot.sha256}"]


def test_a_second_signature_is_refused(officer_peru, full, snapshots):
    officer_peru.submit(f"{PERU}/sign", SIGNATURE)
    page = officer_peru.post(f"{PERU}/sign", SIGNATURE, 409)
    assert "These answers are already signed" in page.words
    assert len(snapshots()) == 1
    assert officer_peru.http.get(f"{PERU}/sign").location == f"{PERU}/receipt"


@pytest.mark.parametrize(
    ("left_out", "problem"),
    [
        ({"name": " "}, "Write your name"),
        ({"office": ""}, "Write your office"),
        ({"statement": None}, "Tick the statement to sign"),
        ({"name": "x" * 201}, "At most 200 characters"),
    ],
)
def test_an_incomplete_signature_comes_back_as_typed(officer_peru, full, snapshots, left_out, problem):
    page = officer_peru.submit(f"{PERU}/sign", {**SIGNATURE, **left_out}, 422)
    assert problem in page.words
    assert page.title.startswith("Error: ")
    assert {"name", "office"} - left_out.keys() <= {n for n, t in page.forms[-1].fields if t in SIGNATURE.values()}
    assert snapshots() == []


def test_answers_that_changed_after_the_check_are_not_signed_unseen(officer_peru, focal_peru, full, snapshots):
    link = next(link for link in officer_peru.get(f"{PERU}/check").links if "/sign?seen=" in link)
    officer_peru.get(link)
    focal_peru.submit(f"{PERU}/answers/personal-liberty", {"D3.1a": "0"})
    page = officer_peru.submit(link, SIGNATURE, 409)
    assert "The answers have changed since you opened the check page" in page.words
    assert snapshots() == []


def test_nothing_answered_is_nothing_to_sign(officer_peru, snapshots):
    assert "There is nothing to sign yet" in officer_peru.get(f"{PERU}/sign", 409).words
    assert snapshots() == []


def test_a_closed_round_is_not_signed(officer_peru, full, session, open_round, snapshots):
    open_round.state = "closed"
    session.commit()
    assert "This round is not open for answers" in officer_peru.get(f"{PERU}/sign", 409).words
    assert "This round is not open for answers" in officer_peru.post(f"{PERU}/sign", SIGNATURE, 409).words
    assert snapshots() == []


def test_nobody_but_the_authorising_officer_of_the_country_signs(
    focal_peru, contributor_peru, focal_chile, analyst, staff, admin, full, snapshots
):
    for client in (focal_peru, contributor_peru, focal_chile, analyst, staff, admin):
        client.get(f"{PERU}/sign", 403)
        client.post(f"{PERU}/sign", SIGNATURE, 403)
    assert snapshots() == []


def test_the_focal_point_is_told_who_signs(focal_peru, full):
    page = focal_peru.get(f"{PERU}/check")
    assert "The authorising officer of your country signs from this page." in page.words
    assert not re.search(r"/sign\b", " ".join(page.links))


def test_there_is_no_receipt_before_the_signature(focal_peru, full, session):
    focal_peru.get(f"{PERU}/receipt", 404)
    assert session.scalar(select(Submission.state)) == "in_progress"


# --- SELA's people --------------------------------------------------------------


@pytest.mark.parametrize("reader", ["analyst", "staff"])
def test_sela_reads_all_answers_of_a_signed_country(reader, request, session, open_round, questionnaire):
    """The unscored ones and the comments too, as they were signed, and nothing to change or to sign."""
    sheet = full_sheet(questionnaire, 3).with_answer("D1.1a", answered(3, comment="Seen by the <b>directorate</b>"))
    signed(session, open_round, "PER", sheet)
    client = request.getfixturevalue(reader)
    assert f"{PERU}/check" in client.get(f"{PERU}/profile").links
    page = client.get(f"{PERU}/check")
    assert "All answers as the country signed them on" in page.words
    assert "Comment: Seen by the <b>directorate</b>" in page.words
    for question in asked_once(questionnaire):
        assert question.ask["en"] in page.words
    assert not [link for link in page.links if "/answers" in link or "/sign?" in link or "/receipt" in link]
    client.get(f"{PERU}/receipt", 403)


def test_sela_reads_the_snapshot_and_not_what_stands_in_the_table_of_answers(
    analyst, session, open_round, questionnaire
):
    signed(session, open_round, "PER", full_sheet(questionnaire, 3).with_answer("D9.4d", answered("As it was signed")))
    row = session.scalars(select(AnswerRow).where(AnswerRow.question == "D9.4d")).one()
    row.value = "Written past the signature"
    session.flush()
    words = analyst.get(f"{PERU}/check").words
    assert "As it was signed" in words
    assert "Written past the signature" not in words


def test_sela_is_led_to_the_status_of_a_country_that_has_not_signed(analyst, full):
    response = analyst.http.get(f"{PERU}/check")
    assert (response.status_code, response.location) == (302, f"{PERU}/profile")
    assert f"{PERU}/check" not in analyst.get(f"{PERU}/profile").links
