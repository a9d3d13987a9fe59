"""What organisations say of a country, worked by hand."""

import json
from dataclasses import replace

import pytest

from assessment.core.answers import Answer, AnswerSheet, State
from assessment.core.civil_society import CivilQuestionnaire, Item, ItemFigure, ItemSection, item_figures, sent_content
from assessment.core.questionnaire import Kind, Option, Question
from assessment.core.snapshots import signed_sheet

WORDS = {"en": "words", "es": "palabras"}
STEPS = (("never", 0), ("rarely", 25), ("sometimes", 50), ("often", 75), ("always", 100))
SCALE = tuple(Option(code, WORDS, points) for code, points in STEPS)
DONT_KNOW = Answer(State.DONT_KNOW)


def item(id: str, *indicators: str) -> Item:
    return Item(Question(id, Kind.ONE, WORDS, options=SCALE), indicators)


@pytest.fixture
def questionnaire() -> CivilQuestionnaire:
    """Two items, shown from three organisations on."""
    section = ItemSection("first", WORDS, WORDS, (item("C1", "D3.1"), item("C2", "D3.2", "D3.3")))
    return CivilQuestionnaire(
        slug="civil-society",
        version="2026",
        text_revision=1,
        languages=("en", "es"),
        title=WORDS,
        introduction=WORDS,
        mapped_to="consular-cooperation/2026",
        method_version="1.0",
        fewest=3,
        sections=(section,),
        meaning_hash="abc",
    )


def sheets(*codes: str | None) -> list[AnswerSheet]:
    """One organisation each, answering C1: a step of the scale, "dont_know", or nothing."""
    return [
        AnswerSheet({} if code is None else {"C1": DONT_KNOW if code == "dont_know" else Answer(State.ANSWERED, code)})
        for code in codes
    ]


@pytest.mark.parametrize(
    ("codes", "n", "mean"),
    [
        (("never", "rarely", "sometimes"), 3, 25.0),  # 25 x (1-1), (2-1), (3-1) = 0, 25, 50
        (("always", "always", "always"), 3, 100.0),
        (("never", "never", "always"), 3, 33.333),
        (("often", "often", "sometimes", "always"), 4, 75.0),
        (("often", "often"), 2, None),
        (("often",), 1, None),
        ((), 0, None),
    ],
)
def test_an_item_is_the_mean_of_three_organisations_or_more(
    questionnaire: CivilQuestionnaire, codes: tuple[str, ...], n: int, mean: float | None
) -> None:
    figure = item_figures(questionnaire, sheets(*codes))[0]
    assert figure == ItemFigure("C1", n, None if mean is None else pytest.approx(mean, abs=0.001))


def test_dont_know_and_blank_do_not_count(questionnaire: CivilQuestionnaire) -> None:
    told = sheets("never", "always", "often", "dont_know", None)
    assert item_figures(questionnaire, told)[0] == ItemFigure("C1", 3, pytest.approx(58.333, abs=0.001))
    assert item_figures(questionnaire, sheets("never", "always", "dont_know", None))[0] == ItemFigure("C1", 2, None)


def test_each_item_is_counted_for_itself(questionnaire: CivilQuestionnaire) -> None:
    one = AnswerSheet({"C1": Answer(State.ANSWERED, "often"), "C2": Answer(State.ANSWERED, "never")})
    figures = item_figures(questionnaire, [one, *sheets("often", "often")])
    assert figures == (ItemFigure("C1", 3, 75.0), ItemFigure("C2", 1, None))


def test_the_least_number_of_organisations_is_a_choice_of_the_version(questionnaire: CivilQuestionnaire) -> None:
    stricter = replace(questionnaire, fewest=5)
    assert item_figures(stricter, sheets("often", "often", "often", "often"))[0] == ItemFigure("C1", 4, None)


def test_an_item_tells_the_indicators_it_is_held_against(questionnaire: CivilQuestionnaire) -> None:
    assert questionnaire.items["C2"].indicators == ("D3.2", "D3.3")
    assert list(questionnaire.questions) == ["C1", "C2"]
    assert questionnaire.minutes == 2


def test_what_is_sent_is_canonical_and_read_back_equal(questionnaire: CivilQuestionnaire) -> None:
    answers = {"C1": Answer(State.ANSWERED, "often", comment="ñ"), "C2": DONT_KNOW}
    content = sent_content(questionnaire, "2026", "PER", AnswerSheet({**answers, "C3": Answer()}))
    assert signed_sheet(content) == AnswerSheet(answers)
    data = json.loads(content)
    assert content == json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert (data["round"], data["country"], data["questionnaire"]["meaning_hash"]) == ("2026", "PER", "abc")
