"""Time spent: what is counted, what is shown to whom, and what a save costs."""

import gzip
from datetime import UTC, datetime

import pytest

from assessment.core.answers import AnswerSheet
from assessment.services import burden, signing, submissions
from assessment.services.rounds import questionnaire_of
from assessment.storage import queries
from tests.factories import answered, person, save, signed
from tests.web.test_network import statements

HERE = "/en/rounds/2026/PER/answers"
TIME = f"{HERE}/capacity/time"
MEMBERS = ("ARG", "BOL", "BRA", "CHL", "COL")


def report(client, seconds: int) -> int:
    """Send what the page's script sends; the status of the answer."""
    return client.http.post(TIME, data={"seconds": str(seconds), "csrf_token": client._token()}).status_code


@pytest.fixture
def spent(session, open_round):
    """Peru's seconds by section as stored."""

    def read() -> dict[str, int]:
        session.expire_all()
        return submissions.read_sheet(session, open_round, "PER").spent

    return read


def test_reported_seconds_are_added_to_the_section_and_never_counted_twice(focal_peru, contributor_peru, spent):
    assert report(focal_peru, 300) == 204
    assert spent() == {"D2": 300}
    assert report(focal_peru, 300) == 204
    assert 300 <= spent()["D2"] <= 305  # no more than has passed since
    report(contributor_peru, 99_999)
    assert 900 <= spent()["D2"] <= 905  # a colleague's time counts beside it, ten minutes at most


@pytest.mark.parametrize("seconds", ["", "x", "1.5", "nan", None])
def test_what_is_no_number_is_refused(focal_peru, spent, seconds):
    data = {"csrf_token": focal_peru._token()} | ({} if seconds is None else {"seconds": seconds})
    assert focal_peru.http.post(TIME, data=data).status_code == 400
    assert spent() == {}


def test_a_report_needs_its_token_a_section_and_unsigned_answers(focal_peru, session, open_round, spent):
    assert focal_peru.http.post(TIME, data={"seconds": "10"}).status_code == 400
    data = {"seconds": "10", "csrf_token": focal_peru._token()}
    assert focal_peru.http.post(f"{HERE}/nowhere/time", data=data).status_code == 404
    signed(session, open_round, "PER", AnswerSheet({"D1.1a": answered(2)}))
    assert focal_peru.http.post(TIME, data=data).status_code == 409
    assert spent() == {}


def test_a_countrys_people_see_the_time_on_the_task_list(focal_peru, officer_peru):
    assert "Nothing measured yet" in focal_peru.get(f"{HERE}/").words
    report(focal_peru, 600)
    assert "10 minutes spent so far" in officer_peru.get(f"{HERE}/").words
    page = officer_peru.get("/es/rounds/2026/PER/answers/")
    assert page.words.count("10 minutos dedicados hasta ahora") == 2  # of the section, and in all


def test_at_the_signature_saves_tell_the_time_of_sections_no_browser_measured(session, open_round, spent):
    focal = person(session, "focal@example.org", "focal_point", "PER")
    for question in ("D1.1a", "D2.1a", "D1.2a"):
        submissions.save_answers(session, open_round, "PER", [submissions.Change(question, answered(2), 0)], focal.id)
    submission = queries.submission(session, open_round.slug, "PER")
    domain = questionnaire_of(open_round).domain("D2")
    burden.count(submission, domain, focal.id, 60, datetime.now(UTC))
    history = queries.saves(session, submission.id, "web")
    assert [(by, key) for by, _at, key in history] == [(focal.id, "D1.1a"), (focal.id, "D2.1a"), (focal.id, "D1.2a")]
    burden.settle(session, submission)
    assert submission.activity == {"measured": {"D2": 60}, "from_saves": {}}  # all within one second
    assert "until" not in submission.activity


def measured(session, found, iso3: str, minutes: int) -> None:
    save(session, found, iso3, AnswerSheet({"D1.1a": answered(2)}))
    submission = queries.submission(session, found.slug, iso3)
    submission.activity = {"measured": {"D1": minutes * 60}}
    session.commit()


def sign(session, found, iso3: str) -> None:
    officer = person(session, f"signer.{iso3}@example.org".lower(), "authorising_officer", iso3)
    signing.sign(session, found, iso3, officer.id, "Nombre", "Oficina")
    session.commit()


@pytest.mark.parametrize("lang", ["es", "en"])
def test_sela_sees_a_median_of_enough_signed_countries_and_no_single_one(analyst, staff, session, open_round, lang):
    for iso3, minutes in zip(MEMBERS, (11, 22, 33, 44, 55), strict=True):
        measured(session, open_round, iso3, minutes)
    for iso3 in MEMBERS[:4]:
        sign(session, open_round, iso3)
    address = f"/{lang}/rounds/2026/burden"
    few = analyst.get(address).html
    assert not any(f">{minutes}<" in few for minutes in (11, 22, 27.5, 28, 33, 44, 55))
    sign(session, open_round, MEMBERS[4])
    assert ">33<" in staff.get(address).html
    assert address in analyst.get(f"/{lang}/rounds/2026/region").links


def test_sela_sees_no_time_of_a_country(session, open_round, analyst):
    measured(session, open_round, "PER", 777)
    sign(session, open_round, "PER")
    for address in ("profile", "check"):
        assert "777" not in analyst.get(f"/en/rounds/2026/PER/{address}").html


@pytest.mark.parametrize("lang", ["es", "en"])
def test_it_is_said_what_is_measured(focal_peru, analyst, lang):
    said = {"en": "Nobody can see who spent how much", "es": "Nadie puede ver quién dedicó"}[lang]
    assert said in focal_peru.get(f"/{lang}/account").words
    assert said in analyst.get(f"/{lang}/rounds/2026/burden").words


def test_the_measure_costs_a_save_nothing_and_the_task_list_nothing(focal_peru, connection):
    focal_peru.submit(f"{HERE}/capacity", {"D2.1a": "2"})
    report(focal_peru, 60)
    for address, most in ((f"{HERE}/", 8), (f"{HERE}/capacity", 7)):
        focal_peru.http.get(address)
        with statements(connection) as seen:
            focal_peru.http.get(address)
        assert len(seen) <= most, address
    data = {"seconds": "60", "csrf_token": focal_peru._token()}
    with statements(connection) as seen:
        focal_peru.http.post(TIME, data=data)
    assert len(seen) <= 4
    assert len(gzip.compress(focal_peru.get(f"{HERE}/cooperation").html.encode(), 6)) <= 20_000
