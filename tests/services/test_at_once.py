"""Two people at once, each on a connection of their own: the second waits, then sees what the first has done."""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from assessment.catalogue import Reference
from assessment.core.answers import State
from assessment.core.questionnaire import Questionnaire
from assessment.core.results import Status
from assessment.services import demonstration, submissions
from assessment.services.reference import load_reference_data
from assessment.services.rounds import get_round
from assessment.services.signing import sign
from assessment.services.submissions import Change, SaveOutcome, SubmissionSigned, read_sheet, save_answers
from assessment.storage import queries
from assessment.storage.database import begin_writing, make_engine, migrate
from assessment.storage.models import AuditEntry, Snapshot
from tests.factories import answered, person

Work = Callable[[Session], object]


@pytest.fixture(scope="module")
def database(
    database_kind: str, empty_database: Callable[[str], str], reference: Reference, questionnaire: Questionnaire
) -> Iterator[Engine]:
    """A database in which things are really committed, with an open round; every test takes a country of its own."""
    url = empty_database(database_kind)
    migrate(url)
    engine = make_engine(url)
    with Session(engine) as session:
        load_reference_data(session, reference)
        demonstration.open_round(session, questionnaire, [("ARG", "BOL", ["border"])])
        session.commit()
    yield engine
    engine.dispose()


def meanwhile(database: Engine, first: Work, second: Work) -> Future:
    """Let the second begin while the first is done but not committed; what became of the second."""
    with Session(database) as session, ThreadPoolExecutor(1) as pool:
        begin_writing(session)
        first(session)
        waiting = pool.submit(_in_a_session_of_its_own, database, second)
        time.sleep(0.3)
        assert not waiting.done()
        session.commit()
    return waiting


def _in_a_session_of_its_own(database: Engine, work: Work) -> object:
    with Session(database) as session:
        begin_writing(session)
        result = work(session)
        session.commit()
        return result


def saving(iso3: str, question: str, level: int, read_version: int = 0) -> Callable[[Session], SaveOutcome]:
    change = Change(question, answered(level), read_version)
    return lambda session: save_answers(session, get_round(session, "2026"), iso3, [change], None)


def signing(database: Engine, iso3: str) -> Work:
    with Session(database) as session:
        email = f"{iso3}{time.monotonic_ns()}@example.org".lower()
        officer = person(session, email, "authorising_officer", iso3).id
    return lambda session: sign(session, get_round(session, "2026"), iso3, officer, "Nombre", "Oficina").id


def test_two_first_answers_of_a_country_are_both_kept(database: Engine) -> None:
    second = meanwhile(database, saving("PER", "D1.1a", 2), saving("PER", "D1.2a", 3))
    assert second.result().saved == ("D1.2a",)
    with Session(database) as session:
        stored = read_sheet(session, get_round(session, "2026"), "PER")
    assert {question: kept.answer.value for question, kept in stored.stored.items()} == {"D1.1a": 2, "D1.2a": 3}
    assert stored.status is Status.IN_PROGRESS


def test_two_first_answers_to_one_question_are_a_conflict_that_shows_the_earlier(database: Engine) -> None:
    second = meanwhile(database, saving("CHL", "D1.1a", 2), saving("CHL", "D1.1a", 4))
    assert second.result().saved == ()
    assert second.result().stale["D1.1a"].answer.value == 2
    assert second.result().stale["D1.1a"].version == 1


def test_two_changes_of_one_answer_are_a_conflict_that_shows_the_earlier(database: Engine) -> None:
    _in_a_session_of_its_own(database, saving("ECU", "D1.1a", 1))
    second = meanwhile(database, saving("ECU", "D1.1a", 2, read_version=1), saving("ECU", "D1.1a", 4, read_version=1))
    assert second.result().stale["D1.1a"].answer.value == 2
    assert second.result().stale["D1.1a"].version == 2


def test_of_two_signatures_the_second_is_refused(database: Engine) -> None:
    _in_a_session_of_its_own(database, saving("COL", "D1.1a", 2))
    second = meanwhile(database, signing(database, "COL"), signing(database, "COL"))
    with pytest.raises(SubmissionSigned):
        second.result()
    with Session(database) as session:
        submission = queries.submission(session, "2026", "COL")
        counted = select(func.count()).where(Snapshot.submission_id == submission.id)
        assert session.scalar(counted) == 1


def test_an_answer_that_waited_for_a_signature_is_refused(database: Engine) -> None:
    _in_a_session_of_its_own(database, saving("URY", "D1.1a", 2))
    second = meanwhile(database, signing(database, "URY"), saving("URY", "D1.1a", 4, read_version=1))
    with pytest.raises(SubmissionSigned):
        second.result()


def test_a_signature_that_waited_for_an_answer_holds_it(database: Engine) -> None:
    _in_a_session_of_its_own(database, saving("PRY", "D1.1a", 2))
    meanwhile(database, saving("PRY", "D1.1a", 4, read_version=1), signing(database, "PRY")).result()
    with Session(database) as session:
        content = json.loads(read_sheet(session, get_round(session, "2026"), "PRY").snapshot.content)
    assert content["answers"]["D1.1a"]["value"] == 4


def test_two_partners_signing_at_once_open_their_pair_once(database: Engine) -> None:
    for iso3 in ("ARG", "BOL"):
        _in_a_session_of_its_own(database, saving(iso3, "D1.1a", 2))
    meanwhile(database, signing(database, "ARG"), signing(database, "BOL")).result()
    with Session(database) as session:
        opened = session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "pair_opened")).all()
    assert opened == ["2026/ARG-BOL"]


def test_what_was_read_before_is_read_anew_when_it_is_to_be_changed(database: Engine) -> None:
    _in_a_session_of_its_own(database, saving("VEN", "D1.1a", 1))
    with Session(database) as session:
        assert read_sheet(session, get_round(session, "2026"), "VEN").version("D1.1a") == 1
        session.commit()
        _in_a_session_of_its_own(database, saving("VEN", "D1.1a", 2, read_version=1))
        outcome = saving("VEN", "D1.1a", 4, read_version=1)(session)
    assert outcome.stale["D1.1a"].version == 2


def test_a_failed_save_leaves_a_session_that_can_be_used_again(database: Engine) -> None:
    with Session(database) as session:
        with pytest.raises(submissions.UnknownQuestion):
            saving("SLV", "D99.1a", 1)(session)
        session.rollback()
        assert saving("SLV", "D1.1a", 1)(session).saved == ("D1.1a",)
        assert read_sheet(session, get_round(session, "2026"), "SLV").sheet["D1.1a"].state is State.ANSWERED
