"""Scoring beside the same tree of weighted means over numbers that are ready: no rules, coverage, ranges or bands."""

import random
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from statistics import median

from assessment.core.answers import Answer, AnswerSheet, State
from assessment.core.questionnaire import Questionnaire
from assessment.core.scoring import score
from bench.table import Figure, print_row
from tests.core import builders

SEED = 2026
DOMAINS, INDICATORS, QUESTIONS = 8, 5, 3
UNIT_LIMITS = {28: 10.0, 200: 50.0}
"""Countries, and the milliseconds in which all of them are to be scored."""
RESCORING_LIMIT = 5.0
WEIGHTS = (7.0, 1.5, 1.5)
"""Of the three questions of an indicator."""


def print_scoring(times: int) -> None:
    """All rows, each the median of so many repetitions."""
    asked = questionnaire()
    size = len(asked.questions)
    for units, most in UNIT_LIMITS.items():
        sheets, numbers = _drawn_sheets(asked, units), _drawn_numbers(units)
        tool = _milliseconds(partial(_each, partial(score, asked), sheets), times)
        floor = _milliseconds(partial(_each, bare_score, numbers), times)
        print_row(f"scoring {units} x {size}", [Figure("wall", "ms", tool, floor, most=most)])
    sheet, edited = _drawn_sheets(asked, 1)[0], asked.questions["D1.1a"].id
    levels = [AnswerSheet({**sheet.answers, edited: Answer(State.ANSWERED, level)}) for level in range(5)]
    tool = _milliseconds(partial(_each, partial(score, asked), levels), times) / len(levels)
    floor = _milliseconds(partial(bare_score, _drawn_numbers(1)[0]), times)
    print_row(f"rescoring one edited answer of {size}", [Figure("wall", "ms", tool, floor, most=RESCORING_LIMIT)])


def questionnaire() -> Questionnaire:
    """120 questions in 8 domains of 5 indicators, each a ladder with two follow-ups."""
    domains = [
        builders.domain(
            f"D{d}",
            *(
                builders.indicator(
                    f"D{d}.{i}",
                    builders.ladder(f"D{d}.{i}a", evidence=True),
                    builders.yes_no(f"D{d}.{i}b"),
                    builders.several(f"D{d}.{i}c", {"one": 40, "two": 30, "three": 30}),
                )
                for i in range(1, INDICATORS + 1)
            ),
        )
        for d in range(1, DOMAINS + 1)
    ]
    return replace(builders.questionnaire(*domains), slug="benchmark")


def _drawn_sheets(asked: Questionnaire, units: int) -> list[AnswerSheet]:
    """Sheets with answers of all kinds; one answer in ten is not known, one in ten left blank."""
    draw = random.Random(SEED)
    return [AnswerSheet({id: _drawn_answer(draw, id) for id in asked.questions}) for _ in range(units)]


def _drawn_answer(draw: random.Random, question: str) -> Answer:
    fate = draw.random()
    if fate < 0.2:
        return builders.DONT_KNOW if fate < 0.1 else builders.BLANK
    if question.endswith("a"):
        return builders.answered(draw.randint(0, 4), evidence=draw.random() < 0.5)
    if question.endswith("b"):
        return builders.answered(draw.choice(("yes", "no")))
    return builders.answered({"chosen": draw.sample(("one", "two", "three"), draw.randint(1, 3)), "not_open": []})


def _drawn_numbers(units: int) -> list[list[list[list[float]]]]:
    draw = random.Random(SEED)
    return [
        [[[draw.uniform(0, 100) for _ in range(QUESTIONS)] for _ in range(INDICATORS)] for _ in range(DOMAINS)]
        for _ in range(units)
    ]


def bare_score(unit: list[list[list[float]]]) -> float:
    """Weighted means of questions, then plain means of indicators and of domains."""
    domains = []
    for domain in unit:
        indicators = [sum(w * x for w, x in zip(WEIGHTS, values, strict=True)) / sum(WEIGHTS) for values in domain]
        domains.append(sum(indicators) / len(indicators))
    return sum(domains) / len(domains)


def _each(work: Callable[..., object], units: Iterable[object]) -> None:
    for unit in units:
        work(unit)


def _milliseconds(work: Callable[[], object], times: int) -> float:
    seconds = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    return 1000 * median(seconds)
