"""Before both States have signed, nothing either can reach depends on what the other says.

The test fetches every page and file that Peru's people can open, by the map of
addresses, once for each of two quite different answer sheets of Chile, and
compares them word by word; and it looks for words that only Chile wrote.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from itertools import product
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from time_machine import travel

from assessment.core.answers import Answer, AnswerSheet, Partners, State, cell_key, row_key
from assessment.core.questionnaire import Questionnaire
from assessment.core.snapshots import answer_as_data, canonical_content, content_hash
from assessment.services import results, signing, submissions
from assessment.services.rounds import questionnaire_of
from assessment.storage import queries
from assessment.storage.models import AnswerRow, Round, Snapshot, now
from tests.conftest import ON_SQLITE
from tests.factories import LINK, answered, full_sheet, organisation, person, save, signed, told
from tests.web.conftest import Client
from tests.web.matrix import open_round

pytestmark = pytest.mark.thorough

__all__ = ["open_round"]

NEUTRAL = "A difference is an invitation to talk, not a fault."
PLACES = {"CHL": "TUV", "PER": "FJI"}
CHOICES = {
    "round_slug": ("2026",),
    "iso3": ("PER", "CHL"),
    "section": ("cooperation",),
    "partner": ("CHL",),
    "code": ("own-1", "own-2"),
    "number": ("1",),
    "node": ("overall", "D8.1a", "D8.2a@CHL", "D8.1a@PER"),
    "question": ("D1.1a", "D8.2a@CHL", "D8.2a@PER", "D8#own-1"),
    "lang": ("es",),
}
CLOSED = {"static", "security.static", "accounts.invitation", "console.account"}
"""Routes with nothing of a State in them, and places of their own; so are those of questionnaires."""


def sheet_of(
    questionnaire: Questionnaire, iso3: str, other: str, level: int, word: str, whole_row: bool = True
) -> AnswerSheet:
    """A whole sheet of a State that says of the other what nobody else says: words, an instrument, a place, a level."""
    partners = Partners((other,))
    answers = dict(full_sheet(questionnaire, level=3, partners=partners).answers)
    name = {"name": f"Acuerdo {word}", "year": 2011, "status": "in_force", "parties": [iso3, other], "scope": []}
    answers["D8#own-1"] = Answer(State.ANSWERED, name, evidence=(LINK,))
    for column in range(1, 6):
        cell = cell_key(f"D8.{column}a", other)
        told = Answer(State.ANSWERED, level, comment=f"Comentario {word}", instruments=("own-1",))
        answers[cell] = told if whole_row else Answer(State.DONT_KNOW, comment=f"Comentario {word}")
    answers[cell_key("D8.2c", other)] = answered({PLACES[iso3]: None})
    return AnswerSheet(answers, partners)


def addresses(app: Flask, choices: Mapping[str, Sequence[str]] = CHOICES) -> list[str]:
    """Every address that can be fetched, its places filled in every way that matters to these two States."""
    found = []
    with app.test_request_context("/es/"):
        adapter = app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            closed = rule.endpoint in CLOSED or rule.endpoint.startswith("questionnaires.")
            if closed or "GET" not in (rule.methods or set()):
                continue
            names = sorted(rule.arguments)
            for values in product(*(choices[name] for name in names)):
                found.append(adapter.build(rule.endpoint, dict(zip(names, values, strict=True)), method="GET"))
    return found


def words_of(address: str, data: bytes) -> str:
    """What a page or file says, without what is new at each fetch."""
    if address.endswith(".xlsx"):
        with ZipFile(BytesIO(data)) as parts:
            return "\n".join(parts.read(name).decode() for name in sorted(parts.namelist()) if name.startswith("xl/"))
    return re.sub(r'name="csrf_token" value="[^"]+"', "", data.decode())


def everything(
    app: Flask, clients: list[Client], choices: Mapping[str, Sequence[str]] = CHOICES
) -> dict[tuple[int, str], str]:
    """All that these people are shown, by their number and the address."""
    found = {}
    for number, client in enumerate(clients):
        for address in addresses(app, choices):
            response = client.http.get(address, buffered=True)
            assert response.status_code < 500, address
            said = words_of(address, response.data) if response.status_code == 200 else str(response.status_code)
            found[number, address] = said
    return found


@pytest.fixture
def sheets(questionnaire: Questionnaire) -> dict[str, AnswerSheet]:
    """Peru's sheet, and two of Chile that differ in everything they say of Peru."""
    return {
        "peru": sheet_of(questionnaire, "PER", "CHL", 3, "zorzal"),
        "one": sheet_of(questionnaire, "CHL", "PER", 1, "chincol"),
        "other": sheet_of(questionnaire, "CHL", "PER", 4, "loica", whole_row=False),
    }


def retell(session: Session, found: Round, iso3: str, sheet: AnswerSheet) -> None:
    """Put other answers in the place of a State's, as if it had given them from the beginning."""
    submission, snapshot = queries.signed_submission(session, found.slug, iso3)
    for row in session.scalars(select(AnswerRow).where(AnswerRow.submission_id == submission.id)):
        for name, told_anew in answer_as_data(sheet[row.question]).items():
            setattr(row, name, told_anew)
    session.flush()
    if snapshot is not None:
        told = AnswerSheet(sheet.answers, submissions.read_sheet(session, found, iso3).partners)
        snapshot.content = canonical_content(questionnaire_of(found), found.slug, iso3, told)
        snapshot.sha256 = content_hash(snapshot.content)
        results.rebuild(session, found)
    session.commit()


@pytest.fixture
def seen_twice(
    app: Flask, session: Session, open_round: Round, sheets: dict[str, AnswerSheet]
) -> Callable[..., list[dict[tuple[int, str], str]]]:
    """All that some people are shown when Peru and Chile have signed or not, for each of the two sheets of Chile."""

    def see(clients: list[Client], peru_signs: bool, chile_signs: bool) -> list[dict[tuple[int, str], str]]:
        for iso3, name, signs in (("PER", "peru", peru_signs), ("CHL", "one", chile_signs)):
            (signed if signs else save)(session, open_round, iso3, sheets[name])
        with travel(now(), tick=False):
            first = everything(app, clients)
            retell(session, open_round, "CHL", sheets["other"])
            return [first, everything(app, clients)]

    return see


POSTGRESQL = pytest.param("postgresql", (True, False), marks=pytest.mark.postgresql, id="Peru signed, PostgreSQL")
SIGNATURES = [
    pytest.param("sqlite", (False, False), id="neither signed"),
    pytest.param("sqlite", (False, True), id="Chile signed"),
    pytest.param("sqlite", (True, False), id="Peru signed"),
    POSTGRESQL,
]
"""What is shown is decided in the program: every case on one database, one case on the other too."""


@pytest.mark.parametrize(("database_kind", "signatures"), SIGNATURES, indirect=["database_kind"], scope="session")
def test_nothing_peru_can_reach_depends_on_what_chile_says_before_both_have_signed(
    seen_twice, focal_peru: Client, officer_peru: Client, focal_chile: Client, signatures: tuple[bool, bool]
) -> None:
    one, other = seen_twice([focal_peru, officer_peru, focal_chile], *signatures)
    differing = [(who, address) for who, address in one if one[who, address] != other[who, address]]
    assert {who for who, _address in differing} == {2}, "Chile, and nobody else, sees what it has changed"
    assert not any("chincol" in said for (who, _address), said in one.items() if who != 2)
    opened = {address.split("/2026/")[-1] for (who, address), said in one.items() if who != 2 and not said.isdigit()}
    assert opened >= {
        "PER/partners",
        "PER/profile",
        "PER/profile/D8.2a@CHL",
        "PER/profile.xlsx",
        "PER/answers/",
        "PER/check",
    }
    assert any("zorzal" in said for said in one.values())


@ON_SQLITE
@pytest.mark.parametrize("chile_signed_first", [True, False])
def test_nothing_others_can_reach_depends_on_how_a_signed_state_corrects_its_answers(
    app: Flask,
    session: Session,
    open_round: Round,
    sheets: dict[str, AnswerSheet],
    client_of: Callable,
    focal_chile: Client,
    chile_signed_first: bool,
) -> None:
    """Chile has withdrawn: Peru and SELA see what it signed, whatever it writes now, partners it adds included."""
    for iso3, name in (("CHL", "one"), ("PER", "peru"))[:: 1 if chile_signed_first else -1]:
        signed(session, open_round, iso3, sheets[name])
    officer = session.scalars(select(Snapshot.signed_by).where(Snapshot.content.contains('"country":"CHL"'))).one()
    signing.withdraw(session, open_round, "CHL", officer, "Motivo loica")
    session.commit()
    people = (("analyst", None), ("focal_point", "PER"), ("authorising_officer", "PER"), ("report_staff", None))
    if not chile_signed_first:
        people = people[:2]  # the order of signing matters to the pair, not to every role
    others = [client_of(person(session, f"see.{role}@example.org", role, iso3)) for role, iso3 in people]
    with travel(now(), tick=False):
        seen = [everything(app, [focal_chile, *others])]
        told = {**sheets["other"].answers, row_key("D8", "ESP"): answered("added")}
        told[cell_key("D8.1a", "ESP")] = Answer(State.DONT_KNOW, comment="Comentario loica")
        stored = submissions.read_sheet(session, open_round, "CHL")
        changes = [submissions.Change(key, answer, stored.version(key)) for key, answer in told.items()]
        assert submissions.save_answers(session, open_round, "CHL", changes, None).saved
        session.commit()
        seen.append(everything(app, [focal_chile, *others]))
    one, other = seen
    differing = {who for who, address in one if one[who, address] != other[who, address]}
    assert differing == {0}, "Chile, and nobody else, sees its draft"
    assert any("loica" in said for (who, _address), said in other.items() if who == 0)
    assert not any("loica" in said for (who, _address), said in other.items() if who != 0)
    assert any("chincol" in said for (who, _address), said in other.items() if who == 1), "SELA sees what was signed"


@ON_SQLITE
def test_nothing_sela_can_reach_depends_on_what_is_not_signed(seen_twice, analyst: Client) -> None:
    one, other = seen_twice([analyst], True, False)
    assert [key for key in one if one[key] != other[key]] == []
    assert not any("chincol" in said for said in one.values())
    assert any("zorzal" in said for said in one.values())


@ON_SQLITE
def test_nothing_a_state_can_reach_depends_on_what_organisations_say_before_the_round_is_published(
    app: Flask, session: Session, open_round: Round, sheets: dict[str, AnswerSheet], client_of, focal_peru: Client
) -> None:
    """Five organisations send what they say of Peru and Chile; only SELA's people see a difference, and no name."""
    signed(session, open_round, "PER", sheets["peru"])
    signed(session, open_round, "CHL", sheets["one"])
    officer = client_of(person(session, "other.officer@example.org", "authorising_officer", "PER"))
    clients = [focal_peru, officer, client_of(person(session, "other.analyst@example.org", "analyst"))]
    made = [organisation(session, f"Red {name}") for name in ("tero", "ibis", "garza", "cauquén", "quetzal")]
    with travel(now(), tick=False):
        seen = [everything(app, clients)]
        for iso3 in ("PER", "CHL"):
            for own in made:
                told(session, open_round, own, iso3, {"C1": answered("never", comment="Comentario chingolo")})
        seen.append(everything(app, clients))
    one, other = seen
    differing = {(who, address) for who, address in one if one[who, address] != other[who, address]}
    assert {who for who, _address in differing} == {2}
    assert {address for _who, address in differing} == {
        "/es/rounds/2026/PER/profile",
        "/es/rounds/2026/CHL/profile",
        "/es/rounds/2026/PER/profile.xlsx",
        "/es/rounds/2026/CHL/profile.xlsx",
    }
    assert not any("chingolo" in said or "cauquén" in said for said in other.values())


def test_once_both_have_signed_both_see_the_same_note_and_each_the_level_of_the_other(
    session: Session, open_round: Round, sheets: dict[str, AnswerSheet], client_of
) -> None:
    signed(session, open_round, "PER", sheets["peru"])
    signed(session, open_round, "CHL", sheets["one"])
    notes = []
    for iso3 in ("PER", "CHL"):
        client = client_of(person(session, f"focal.{iso3}@example.org", "focal_point", iso3))
        words = client.get(f"/en/rounds/2026/{iso3}/partners").words
        assert NEUTRAL in words
        notes.append(words[words.index(NEUTRAL) :].split("Latin American")[0])
    assert notes[0] == notes[1]
    assert "D8.3 Joint field action (1)" in notes[0]
    assert "Chile and Peru 1 / 3 To be reconciled the levels are two or more apart" in notes[0]


def test_a_row_set_aside_and_a_partner_added_show_nothing_of_the_other_either(
    session: Session, open_round: Round, sheets: dict[str, AnswerSheet], client_of
) -> None:
    """Uruguay is no partner of Chile in this round: Chile adds it, and Uruguay learns nothing of that."""
    added = {row_key("D8", "URY"): answered(True), cell_key("D8.1a", "URY"): answered(2, comment="Comentario diuca")}
    signed(session, open_round, "CHL", AnswerSheet({**sheets["one"].answers, **added}))
    signed(session, open_round, "URY", AnswerSheet({"D1.1a": answered(2)}))
    client = client_of(person(session, "focal.ury@example.org", "focal_point", "URY"))
    for address in ("partners", "profile", "answers/", "check"):
        page = client.get(f"/en/rounds/2026/URY/{address}")
        assert "diuca" not in page.words
        assert "Chile" not in page.words
