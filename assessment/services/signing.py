"""Signing: freeze the answers, take the signature back to correct them, sign again."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from assessment.core.answers import AnswerSheet, State
from assessment.core.questionnaire import Questionnaire
from assessment.core.results import Status
from assessment.core.scoring import score
from assessment.core.snapshots import canonical_content, content_hash
from assessment.services import audit, burden
from assessment.services.rounds import questionnaire_of
from assessment.services.submissions import NothingToSign, open_submission, read_sheet, require_open
from assessment.storage import queries, records
from assessment.storage.models import Round, ScoreCardRow, Snapshot, Submission, Withdrawal, now

LONGEST_REASON = 2000
"""Characters a reason for withdrawing a signature may have."""


class NotSigned(RuntimeError):
    """There is no signature to withdraw: the answers were never signed, or are being corrected already."""


@dataclass(frozen=True)
class Signature:
    """One signature of a country, and how it was taken back, if it was; ``withdrawn_by`` is that person's name."""

    snapshot: Snapshot
    withdrawal: Withdrawal | None
    withdrawn_by: str


def sign(session: Session, found: Round, iso3: str, user_id: int, name: str, office: str) -> Snapshot:
    """Freeze the country's answers as they stand into a snapshot, which is in force from now on, and score it.

    Raises SubmissionClosed, SubmissionSigned or NothingToSign. Whether this
    person may sign is asked at the door (the right SIGN). Signatures of a
    round wait for each other, so that the later one sees the pairs it opens.
    """
    queries.hold_round(session, found)
    submission = open_submission(session, found, iso3)
    stored = read_sheet(session, found, iso3)
    sheet, again = stored.sheet, stored.snapshot is not None
    if all(answer.state is State.BLANK for answer in sheet.answers.values()):
        raise NothingToSign(iso3)
    questionnaire = questionnaire_of(found)
    content = canonical_content(questionnaire, found.slug, iso3, sheet)
    snapshot = Snapshot(
        submission_id=submission.id,
        content=content,
        sha256=content_hash(content),
        meaning_hash=questionnaire.meaning_hash,
        signed_at=now(),
        signed_by=user_id,
        signer_name=name,
        signer_office=office,
    )
    submission.state = Status.SIGNED
    burden.settle(session, submission)
    session.add(snapshot)
    session.flush()
    _score(session, questionnaire, snapshot, sheet)
    audit.record(session, user_id, "signed_again" if again else "signed", f"{found.slug}/{iso3} {snapshot.sha256}")
    if not again:
        _log_opened_pairs(session, found, iso3, user_id, sheet)
    return snapshot


def _score(session: Session, questionnaire: Questionnaire, snapshot: Snapshot, sheet: AnswerSheet) -> None:
    card = score(questionnaire, sheet)
    session.add(ScoreCardRow(snapshot_id=snapshot.id, method=card.method, card=card.as_data()))


def _log_opened_pairs(session: Session, found: Round, iso3: str, user_id: int, sheet: AnswerSheet) -> None:
    """Log every pair whose two States have now both signed; a correction opens none."""
    for partner in sorted(set(sheet.partners.priority) & set(queries.signed_countries(session, found.slug))):
        audit.record(session, user_id, "pair_opened", f"{found.slug}/{'-'.join(sorted((iso3, partner)))}")


def withdraw(session: Session, found: Round, iso3: str, user_id: int, reason: str) -> Withdrawal:
    """Take the signature back so that the answers can be corrected; what was signed stays in force until signed again.

    Raises SubmissionClosed or NotSigned, ValueError for a reason that is
    missing or too long. Whether this person may is asked at the door (SIGN).
    """
    if not 0 < len(reason) <= LONGEST_REASON:
        raise ValueError("a signature is withdrawn with a reason of bounded length")
    queries.hold_round(session, found)
    submission = _signed_submission(session, found, iso3)
    signatures = records.signatures(session, found.slug, iso3)
    snapshot = signatures[0].Snapshot
    withdrawal = Withdrawal(snapshot_id=snapshot.id, withdrawn_at=now(), withdrawn_by=user_id, reason=reason)
    submission.state = Status.IN_PROGRESS
    session.add(withdrawal)
    session.flush()
    audit.record(session, user_id, "withdrawn", f"{found.slug}/{iso3} {snapshot.sha256}")
    return withdrawal


def _signed_submission(session: Session, found: Round, iso3: str) -> Submission:
    """The submission as signed, held until the transaction ends; SubmissionClosed where the round is not open."""
    require_open(found)
    submission = queries.submission_to_write(session, found.slug, iso3)
    if submission is None or submission.state != Status.SIGNED:
        raise NotSigned(iso3)
    return submission


def signatures(session: Session, found: Round, iso3: str) -> Sequence[Signature]:
    """Every signature of a country in a round, the newest, which is in force, first."""
    return [Signature(*row[:2], row[2] or "") for row in records.signatures(session, found.slug, iso3)]
