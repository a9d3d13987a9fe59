"""Confidential answers and small counts: seen by the country and SELA's analysts, and by nobody else anywhere.

Peru signs a sheet; then all that matters of it is said otherwise, as if it had
been signed so. Every page and file that other people can open, by the map of
addresses, and every command must say the same both times, word by word.
"""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from time_machine import travel

from assessment.core.answers import Answer, AnswerSheet, Evidence, Partners, State
from assessment.core.questionnaire import Domain, Indicator, Question, Questionnaire
from assessment.services.accounts import RIGHTS
from assessment.storage.models import Round, now
from tests.conftest import ON_SQLITE
from tests.factories import answered, full_sheet, person, signed
from tests.web.conftest import Client
from tests.web.matrix import open_round
from tests.web.test_leaks import everything, retell, words_of

pytestmark = pytest.mark.thorough

__all__ = ["open_round"]

CONFIDENTIAL = ("D1.3b", "D2.1c", "D9.4d")
SMALL_COUNTS = ("D1.3c", "D3.3d", "D8.3c")
PARTNERS = Partners(("BOL", "BRA", "CHL", "COL", "ECU"))
CHOICES = {
    "round_slug": ("2026",),
    "iso3": ("PER",),
    "section": ("legal-framework", "personal-liberty", "cooperation", "accountability"),
    "partner": ("CHL",),
    "code": ("own-1",),
    "number": ("1",),
    "node": ("overall", "D1", "D3.3"),
    "question": ("D9.4d", "D3.3d"),
    "lang": ("es",),
}
SEE_ALL = ("focal_peru", "contributor_peru", "officer_peru", "analyst")
OTHERS = ("anonymous", "focal_chile", "staff", "admin", "organisation")


@pytest.fixture(autouse=True)
def marked(questionnaire: Questionnaire, monkeypatch: pytest.MonkeyPatch) -> Questionnaire:
    """The questionnaire with marks on a question of nearly every kind."""

    def mark(question: Question) -> Question:
        confidential = question.confidential or question.id in CONFIDENTIAL
        return replace(question, confidential=confidential, small_counts=question.id in SMALL_COUNTS)

    def of_indicator(indicator: Indicator) -> Indicator:
        return replace(indicator, questions=tuple(map(mark, indicator.questions)))

    def of_domain(domain: Domain) -> Domain:
        return replace(domain, indicators=tuple(map(of_indicator, domain.indicators)))

    whole = replace(questionnaire, domains=tuple(map(of_domain, questionnaire)))
    monkeypatch.setattr("assessment.services.rounds.load_version", lambda _path: whole)
    return whole


def sheet(questionnaire: Questionnaire, word: str, place: str, scheme: str, count: int) -> AnswerSheet:
    """Peru's sheet: what is marked says what nothing else says; the breakdown keeps its total of 12."""
    note = {"comment": f"Comentario {word}", "evidence": (Evidence(f"https://example.org/{word}", word),)}
    told = {
        "D1.3b": answered({"chosen": [scheme], "not_open": []}, **note),
        "D2.1c": answered({place: None}, **note),
        "D9.4d": answered(f"Texto {word}", **note),
        "D1.3c": answered(count, **note),
        "D3.3d": answered({"total": 12, "parts": {"women": count, "men": 12 - count}}, **note),
        "D8.3c@CHL": answered(count, **note),
        "D8.3c@BOL": Answer(State.DONT_KNOW, **note),
    }
    return AnswerSheet({**full_sheet(questionnaire, 3, PARTNERS).answers, **told}, PARTNERS)


@pytest.fixture
def sheets(session: Session, open_round: Round, questionnaire: Questionnaire) -> dict[str, AnswerSheet]:
    """What Peru has signed, and what will take its place; Chile has signed as well, so that their pair is open."""
    both = {
        "one": sheet(questionnaire, "chincol", "TUV", "mercosur", 2),
        "other": sheet(questionnaire, "loica", "FJI", "can", 4),
    }
    signed(session, open_round, "PER", both["one"])
    signed(session, open_round, "CHL", full_sheet(questionnaire, 3, Partners(("PER",))))
    return both


@pytest.fixture
def people(request: pytest.FixtureRequest) -> dict[str, Client]:
    """Everybody, by the name of their role and country."""
    return {name: request.getfixturevalue(name) for name in (*SEE_ALL, *OTHERS)}


@pytest.mark.usefixtures("app")
def test_the_people_named_here_hold_every_role(people: dict[str, Client]) -> None:
    assert {role.name for client in people.values() if client.user for role in client.user.roles} == set(RIGHTS)


@ON_SQLITE
def test_nothing_others_can_open_depends_on_what_is_withheld(
    app: Flask, session: Session, open_round: Round, sheets: dict[str, AnswerSheet], people: dict[str, Client]
) -> None:
    with travel(now(), tick=False):
        one = everything(app, list(people.values()), CHOICES)
        retell(session, open_round, "PER", sheets["other"])
        other = everything(app, list(people.values()), CHOICES)
    names = list(people)
    differing = {(names[who], address) for who, address in one if one[who, address] != other[who, address]}
    differing -= {("admin", "/es/administration")}  # its log has grown by the downloads of these people
    assert {name for name, _address in differing} == set(SEE_ALL)
    said = {name: "\n".join(words for (who, _), words in one.items() if names[who] == name) for name in names}
    assert {name for name, words in said.items() if "chincol" in words} == set(SEE_ALL)
    opened = {address.split("/2026/")[-1] for (who, address), w in one.items() if names[who] == "staff" and len(w) > 3}
    assert opened >= {
        "PER/check",
        "PER/profile",
        "PER/partners",
        "PER/profile.xlsx",
        "region",
        "region.xlsx",
        "network",
    }


def commands(app: Flask, folder: Path) -> dict[str, str]:
    """What every command that tells of answers says or writes."""
    book = str(folder / "book.xlsx")
    said = {}
    for command in (("score", "PER", "2026"), ("report", "country", "PER"), ("report", "region")):
        more = () if command[0] == "score" else ("--round", "2026", "--out", book)
        result = app.test_cli_runner().invoke(args=[*command, *more], env={"LC_ALL": "es.UTF-8"})
        assert result.exit_code == 0, result.output
        said[" ".join(command)] = words_of(book, Path(book).read_bytes()) if more else result.output
    return said


@ON_SQLITE
def test_no_command_depends_on_what_is_withheld(
    app: Flask, session: Session, open_round: Round, sheets: dict[str, AnswerSheet], tmp_path: Path
) -> None:
    with travel(now(), tick=False):
        one = commands(app, tmp_path)
        retell(session, open_round, "PER", sheets["other"])
        assert commands(app, tmp_path) == one
    assert not any("chincol" in words for words in one.values())
    assert "D1.1a" in one["score PER 2026"]


WORDS = {
    "es": ("Confidencial, no se muestra", "menos de 5 casos", "menos de 5 personas", "12 personas (no se muestra"),
    "en": ("Confidential, not shown", "fewer than 5 cases", "fewer than 5 people", "12 persons (breakdown not shown"),
}


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.usefixtures("sheets")
def test_report_staff_read_words_in_the_place_of_what_is_withheld(staff: Client, lang: str) -> None:
    page = staff.get(f"/{lang}/rounds/2026/PER/check").words
    file = staff.http.get(f"/{lang}/rounds/2026/PER/profile.xlsx").data
    region = staff.http.get(f"/{lang}/rounds/2026/region.xlsx").data
    for said in (page, words_of("profile.xlsx", file), words_of("region.xlsx", region)):
        assert [words for words in WORDS[lang] if words not in said] == []


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.usefixtures("sheets")
def test_the_country_and_the_analysts_read_the_values(analyst: Client, focal_peru: Client, lang: str) -> None:
    for client in (analyst, focal_peru):
        page = client.get(f"/{lang}/rounds/2026/PER/check").words
        file = words_of("x.xlsx", client.http.get(f"/{lang}/rounds/2026/PER/profile.xlsx").data)
        for said in (page, file):
            assert "Texto chincol" in said
            assert "Comentario chincol" in said
            assert "Tuvalu" in said
            assert not any(words in said for words in WORDS[lang])


def test_a_country_sees_nothing_more_of_its_own_for_being_signed_in_elsewhere(
    session: Session, sheets: dict[str, AnswerSheet], client_of
) -> None:
    """Report staff who also answer for Chile see all of Chile and what others see of Peru."""
    user = person(session, "both@example.org", "report_staff", "CHL")
    client = client_of(user)
    assert "chincol" not in client.get("/es/rounds/2026/PER/check").words
    assert "chincol" in "".join(a.comment for a in sheets["one"].answers.values())
