"""What one step on one question is worth, by kind of question."""

from dataclasses import replace

import pytest

from assessment.core.moves import smallest_step
from assessment.core.questionnaire import Limits, Question

from .builders import choice, ladder, number, percent, several, yes_no

STEPS: list[tuple[str, Question, float | None]] = [
    ("a level of a ladder", ladder("q"), 25),
    ("yes instead of no", yes_no("q"), 100),
    ("the next option by points, not by order", choice("q", {"weekly": 100, "never": 0, "monthly": 60}), 40),
    ("options of equal points are no step", choice("q", {"post": 50, "phone": 50, "none": 0}), 50),
    ("options that are all worth the same", choice("q", {"post": 50, "phone": 50}), None),
    ("the option worth least, ticked", several("q", {"phone": 2, "post": 1, "chat": 1}), 25),
    ("options worth nothing are no step", several("q", {"phone": 3, "post": 1, "other": 0}), 25),
    ("the closest two bands", number("q", bands=[(24, 100), (72, 80), (None, 0)]), 20),
    ("one of 40 units", number("q", goalposts=(0, 40)), 2.5),
    ("one of 20 units, less being better", number("q", goalposts=(30, 10)), 5),
    (
        "a tenth, where one decimal may be given",
        replace(number("q", goalposts=(0, 40)), limits=Limits(decimals=1)),
        0.25,
    ),
    ("one per cent", percent("q"), 1),
    ("a tenth of a per cent", replace(percent("q"), limits=Limits(0, 100, 1)), 0.1),
]


@pytest.mark.parametrize(("question", "points"), [step[1:] for step in STEPS], ids=[step[0] for step in STEPS])
def test_the_smallest_step_of_a_question_follows_from_its_points(question: Question, points: float | None) -> None:
    assert smallest_step(question) == (None if points is None else pytest.approx(points))
