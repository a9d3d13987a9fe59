"""Signing, taking a signature back, signing again: the newest snapshot is in force, the former ones stay."""

import hashlib
import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.core.answers import AnswerSheet
from assessment.core.questionnaire import Questionnaire
from assessment.core.results import Status
from assessment.core.snapshots import content_hash, signed_sheet
from assessment.services import results, rounds, signing, submissions
from assessment.services.accounts import reader_of
from assessment.services.disclosure import read_sheet_as
from assessment.services.offers import earlier_answers
from assessment.services.signing import sign, withdraw
from assessment.services.submissions import Change, read_sheet, save_answers
from assessment.storage.models import AuditEntry, Round, Snapshot
from tests.factories import answered, full_sheet, person, signed

WHY = "Se corrige D1.1a"


@pytest.fixture
def corrected(session: Session, open_round: Round, questionnaire: Questionnaire) -> Snapshot:
    """Peru signed everything at level 3, withdrew, and now says 0 in D1.1a."""
    snapshot = signed(session, open_round, "PER", full_sheet(questionnaire, 3))
    withdraw(session, open_round, "PER", snapshot.signed_by, WHY)
    save_answers(session, open_round, "PER", [Change("D1.1a", answered(0), 1)], None)
    session.commit()
    return snapshot


def actions(session: Session) -> list[tuple[str, str]]:
    """What the log says of signatures."""
    wanted = ("signed", "signed_again", "withdrawn")
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action.in_(wanted)).order_by(AuditEntry.id))
    return [(entry.action, entry.subject) for entry in entries]


def test_a_signature_freezes_canonical_content_with_its_hash(
    session: Session, open_round: Round, questionnaire: Questionnaire
) -> None:
    snapshot = signed(session, open_round, "PER", full_sheet(questionnaire))
    content = json.loads(snapshot.content)
    assert snapshot.sha256 == hashlib.sha256(snapshot.content.encode()).hexdigest()
    assert content["questionnaire"]["version"] == "2026"
    assert content["questionnaire"]["meaning_hash"] == questionnaire.meaning_hash
    assert snapshot.content == json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert signed_sheet(snapshot.content) == full_sheet(questionnaire)


def test_signed_answers_do_not_change_and_are_not_signed_twice(
    session: Session, open_round: Round, questionnaire: Questionnaire
) -> None:
    snapshot = signed(session, open_round, "PER", full_sheet(questionnaire))
    with pytest.raises(submissions.SubmissionSigned):
        save_answers(session, open_round, "PER", [Change("D1.1a", answered(0), 1)], None)
    with pytest.raises(submissions.SubmissionSigned):
        sign(session, open_round, "PER", snapshot.signed_by, "Nombre", "Oficina")


def test_an_empty_sheet_cannot_be_signed(session: Session, open_round: Round) -> None:
    officer = person(session, "officer@example.org", "authorising_officer", "PER")
    with pytest.raises(submissions.NothingToSign):
        sign(session, open_round, "PER", officer.id, "Nombre", "Oficina")


def test_while_one_corrects_the_country_sees_its_draft_and_everybody_else_what_was_signed(
    session: Session, open_round: Round, corrected: Snapshot
) -> None:
    officer = person(session, "other@example.org", "authorising_officer", "PER")
    analyst = person(session, "analyst@example.org", "analyst")
    staff = person(session, "staff@example.org", "report_staff")
    own = read_sheet_as(reader_of(officer), session, open_round, "PER")
    assert (own.status, own.correcting, own.sheet["D1.1a"].value) == (Status.IN_PROGRESS, True, 0)
    assert own.in_force["D1.1a"].value == 3
    for user in (analyst, staff):
        seen = read_sheet_as(reader_of(user), session, open_round, "PER")
        assert (seen.status, seen.sheet["D1.1a"].value, seen.stored) == (Status.SIGNED, 3, {})
        figures, sheet = results.profile(session, open_round, "PER", reader_of(user))
        assert (figures.draft, figures.entry.status, figures.entry.correcting) == (False, Status.SIGNED, True)
        assert sheet["D1.1a"].value == 3
    figures, sheet = results.profile(session, open_round, "PER", reader_of(officer))
    assert (figures.draft, figures.corrects is not None, sheet["D1.1a"].value) == (True, True, 0)
    assert figures.entry.snapshot_hash is None


def test_what_is_in_force_counts_in_the_region_the_pairs_and_the_verification(
    session: Session, open_round: Round, corrected: Snapshot
) -> None:
    entry = next(entry for entry in results.region(session, open_round).entries if entry.iso3 == "PER")
    assert (entry.snapshot_hash, entry.correcting) == (corrected.sha256, True)
    assert results.signed_sheets(session, open_round)["PER"]["D1.1a"].value == 3
    assert results.verify(session, open_round) == []


def test_the_new_signature_replaces_the_former_one_everywhere_and_keeps_it(
    session: Session, open_round: Round, corrected: Snapshot
) -> None:
    again = sign(session, open_round, "PER", corrected.signed_by, "Nombre", "Oficina")
    session.commit()
    assert read_sheet(session, open_round, "PER").status is Status.SIGNED
    assert results.signed_sheets(session, open_round)["PER"]["D1.1a"].value == 0
    entry = next(entry for entry in results.region(session, open_round).entries if entry.iso3 == "PER")
    assert (entry.snapshot_hash, entry.correcting) == (again.sha256, False)
    kept = signing.signatures(session, open_round, "PER")
    assert [one.snapshot.sha256 for one in kept] == [again.sha256, corrected.sha256]
    assert kept[0].withdrawal is None
    assert (kept[1].withdrawal.reason, kept[1].withdrawn_by) == (WHY, "signer.per")
    assert content_hash(corrected.content) == corrected.sha256
    assert results.verify(session, open_round) == []
    assert results.rebuild(session, open_round) == 1
    assert actions(session) == [
        ("signed", f"2026/PER {corrected.sha256}"),
        ("withdrawn", f"2026/PER {corrected.sha256}"),
        ("signed_again", f"2026/PER {again.sha256}"),
    ]


def test_a_former_snapshot_that_no_longer_agrees_with_its_hash_is_found(
    session: Session, open_round: Round, corrected: Snapshot
) -> None:
    sign(session, open_round, "PER", corrected.signed_by, "Nombre", "Oficina")
    corrected.content += " "
    session.flush()
    assert results.verify(session, open_round) == ["PER"]


def test_a_correction_logs_no_pair_a_second_time(
    session: Session, open_round: Round, questionnaire: Questionnaire
) -> None:
    rounds.set_state(session, open_round, "draft", None)
    rounds.set_pairs(session, open_round, [("CHL", "PER", ("land_border",))])
    rounds.set_state(session, open_round, "open", None)
    signed(session, open_round, "CHL", full_sheet(questionnaire))
    snapshot = signed(session, open_round, "PER", full_sheet(questionnaire))
    withdraw(session, open_round, "PER", snapshot.signed_by, WHY)
    sign(session, open_round, "PER", snapshot.signed_by, "Nombre", "Oficina")
    opened = session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "pair_opened")).all()
    assert opened == ["2026/CHL-PER"]


def test_only_what_is_signed_can_be_withdrawn_with_a_reason_and_while_the_round_is_open(
    session: Session, open_round: Round, questionnaire: Questionnaire
) -> None:
    with pytest.raises(signing.NotSigned):
        withdraw(session, open_round, "PER", 1, WHY)
    snapshot = signed(session, open_round, "PER", full_sheet(questionnaire))
    for reason in ("", "x" * 2001):
        with pytest.raises(ValueError, match="reason"):
            withdraw(session, open_round, "PER", snapshot.signed_by, reason)
    rounds.set_state(session, open_round, "closed", None)
    with pytest.raises(submissions.SubmissionClosed):
        withdraw(session, open_round, "PER", snapshot.signed_by, WHY)
    rounds.set_state(session, open_round, "open", None)
    withdraw(session, open_round, "PER", snapshot.signed_by, WHY)
    with pytest.raises(signing.NotSigned):
        withdraw(session, open_round, "PER", snapshot.signed_by, WHY)


def test_a_round_that_closes_meanwhile_leaves_the_last_signature_in_force(
    session: Session, open_round: Round, corrected: Snapshot
) -> None:
    rounds.set_state(session, open_round, "closed", None)
    with pytest.raises(submissions.SubmissionClosed):
        sign(session, open_round, "PER", corrected.signed_by, "Nombre", "Oficina")
    assert results.signed_sheets(session, open_round)["PER"]["D1.1a"].value == 3


def test_the_next_round_offers_what_is_in_force_and_no_draft(
    session: Session, open_round: Round, questionnaire: Questionnaire, corrected: Snapshot
) -> None:
    later = Round(
        slug="2028",
        title=open_round.title,
        state="open",
        questionnaire=open_round.questionnaire,
        opens_at=open_round.closes_at,
        closes_at=open_round.closes_at,
    )
    session.add(later)
    session.flush()
    assert earlier_answers(session, later, "PER").answers["D1.1a"].value == 3
    sign(session, open_round, "PER", corrected.signed_by, "Nombre", "Oficina")
    assert earlier_answers(session, later, "PER").answers["D1.1a"].value == 0


def test_nobody_but_the_country_reads_a_draft_that_was_never_signed(session: Session, open_round: Round) -> None:
    save_answers(session, open_round, "PER", [Change("D1.1a", answered(2), 0)], None)
    seen = read_sheet_as(reader_of(person(session, "analyst@example.org", "analyst")), session, open_round, "PER")
    assert (seen.status, seen.sheet) == (Status.IN_PROGRESS, AnswerSheet())
