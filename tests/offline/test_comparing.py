"""What a workbook says against what stands: new, changed, conflicting, invalid, or no change at all."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from assessment.core.answers import Answer
from assessment.offline.comparing import Outcome, compare, counts
from tests.factories import answered
from tests.offline.conftest import VERSION, Country, cell, edited

STOOD: dict[str, Answer] = {
    "D1.1a": answered(3, comment="Uno"),
    "D1.1b": answered({"chosen": ["vccr"], "not_open": []}),
    "D3.1b": answered(24),
    "D8.1a@BOL": answered(3),
}
ALIKE = {"D1.1a": answered(1, comment="Uno")}

CASES: list[tuple[str, str, str, object, Mapping[str, Answer], str, Outcome | None]] = [
    ("an answer where there was none", "D1.2a", "value", "2", {}, "D1.2a", Outcome.NEW),
    ("another level", "D1.1a", "value", 4, {}, "D1.1a", Outcome.CHANGED),
    ("an answer taken out", "D3.1b", "value", None, {}, "D3.1b", Outcome.CHANGED),
    ("don't know instead", "D3.1b", "state", "No sabe", {}, "D3.1b", Outcome.INVALID),
    ("a comment alone", "D1.1a", "comment", "Dos", {}, "D1.1a", Outcome.CHANGED),
    ("evidence alone", "D1.1a", "evidence-0.link", "https://example.org", {}, "D1.1a", Outcome.CHANGED),
    ("one more option", "D1.1b/tipp", "value", "x", {}, "D1.1b", Outcome.CHANGED),
    ("changed here and on the web", "D1.1a", "value", 4, {"D1.1a": answered(1)}, "D1.1a", Outcome.CONFLICTING),
    ("changed alike on both", "D1.1a", "value", 1, ALIKE, "D1.1a", None),
    ("changed on the web only", "D1.2a", "value", None, {"D1.1a": answered(1)}, "D1.1a", None),
    ("a level of a partner", "D8@CHL", "D8.1a", "3", {}, "D8.1a@CHL", Outcome.NEW),
    ("a row that does not apply, without a reason", "D8@CHL", "state", "not_applicable", {}, "D8@CHL", Outcome.INVALID),
    ("a detail without its level", "D8.1b@CHL/none_of_these", "value", "Sí", {}, "D8.1b@CHL", Outcome.INVALID),
    ("a detail beside its level", "D8.1b@BOL/none_of_these", "value", "Sí", {}, "D8.1b@BOL", Outcome.NEW),
]


@pytest.fixture(scope="module")
def given(country: Country) -> bytes:
    """The workbook as it was downloaded."""
    return country.write("es", STOOD)


@pytest.mark.parametrize(
    ("row", "column", "value", "since", "key", "outcome"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_every_answer_comes_out_in_one_of_five_ways(
    country: Country,
    given: bytes,
    row: str,
    column: str,
    value: object,
    since: Mapping[str, Answer],
    key: str,
    outcome: Outcome | None,
) -> None:
    content = edited(given, lambda book: setattr(cell(book, row, column), "value", value))
    found = country.compare(
        content, {**STOOD, **since}, dict.fromkeys(STOOD, VERSION) | dict.fromkeys(since, VERSION + 1)
    )
    assert {one: difference.outcome for one, difference in found.items()} == ({key: outcome} if outcome else {})


def test_what_is_not_chosen_does_not_count_beside_what_is(country: Country, given: bytes) -> None:
    """A detail cannot be taken over without the level in the same workbook that asks for it."""

    def both(book: object) -> None:
        cell(book, "D8@CHL", "D8.1a").value = 3
        cell(book, "D8.1b@CHL/none_of_these").value = "Sí"

    read, here = country.read(edited(given, both)), country.standing(STOOD)
    together = {one.key: one.outcome for one in compare(read, here)}
    assert together == {"D8.1a@CHL": Outcome.NEW, "D8.1b@CHL": Outcome.NEW}
    alone = compare(read, here, ["D8.1b@CHL"])
    assert [one.outcome for one in alone] == [Outcome.INVALID]
    assert counts(compare(read, here), read)[Outcome.UNCHANGED] == len(read) - 2


def test_a_question_that_is_not_the_readers_and_a_partner_that_is_gone_cannot_be_taken_over(
    country: Country, given: bytes
) -> None:
    def two(book: object) -> None:
        cell(book, "D1.1a").value = 4
        cell(book, "D8@USA", "D8.1a").value = 2

    here = country.standing(STOOD)
    less = {key: question for key, question in here.questions.items() if not key.endswith("@USA")}
    limited = replace(here, questions=less, takes=lambda key: key.startswith("D8.1a"))
    found = {
        one.key: [problem.code for _cell, problem in one.problems] for one in compare(country.read(given), limited)
    }
    assert found == {}
    content = edited(given, two)
    found = {one.key: [p.code for _cell, p in one.problems] for one in compare(country.read(content), limited)}
    assert found == {"D1.1a": ["not_yours"], "D8.1a@USA": ["partner_removed"]}
