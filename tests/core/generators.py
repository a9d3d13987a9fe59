"""Generated questionnaires and sheets, for tests of what must hold of every one.

Questionnaires have up to three domains of three indicators of a ladder and
three follow-ups, with any weights; sheets mix answers, don't know, not
applicable and blank.
"""

from dataclasses import replace
from functools import cache

from hypothesis import strategies as st

from assessment.core.answers import NONE_OF_THESE, Answer, AnswerSheet, State
from assessment.core.conditions import Test as ConditionTest
from assessment.core.questionnaire import Kind, Questionnaire
from assessment.core.results import OVERALL

from .builders import (
    BLANK,
    DONT_KNOW,
    METHOD,
    NOT_APPLICABLE,
    answered,
    domain,
    indicator,
    ladder,
    number,
    percent,
    questionnaire,
    several,
    yes_no,
)

CLOSE = 1e-9
WEIGHTS = st.sampled_from([0.5, 1, 1, 1, 2, 3.7])
OPTIONS = {"phone": 2, "post": 1, "chat": 1}


@st.composite
def instruments(draw, method=METHOD, conditions=False, zero_weights=False) -> Questionnaire:
    weights = WEIGHTS | st.just(0) if zero_weights else WEIGHTS
    domains = []
    for d in range(1, draw(st.integers(1, 3)) + 1):
        indicators = [
            draw(indicators_of(f"D{d}.{i}", weights, conditions)) for i in range(1, draw(st.integers(1, 3)) + 1)
        ]
        domains.append(domain(f"D{d}", *indicators, weight=draw(weights)))
    return questionnaire(*domains, method=method)


@st.composite
def indicators_of(draw, id, weights, conditions):
    follow_ups = []
    for letter in "bcd"[: draw(st.integers(0, 3))]:
        when = ConditionTest(f"{id}a", "at_least", 2) if conditions and draw(st.booleans()) else None
        kinds = [
            yes_no(id + letter, when=when),
            percent(id + letter),
            number(id + letter, goalposts=(40, 10)),
            several(id + letter, OPTIONS),
        ]
        follow_ups.append(draw(st.sampled_from(kinds)))
    return indicator(id, ladder(f"{id}a"), *follow_ups, weight=draw(weights))


ALL_STATES = (State.ANSWERED, State.DONT_KNOW, State.NOT_APPLICABLE, State.BLANK)
UNANSWERED = {State.DONT_KNOW: DONT_KNOW, State.NOT_APPLICABLE: NOT_APPLICABLE, State.BLANK: BLANK}
SOME_OPTIONS = st.lists(st.sampled_from(list(OPTIONS)), unique=True, min_size=1) | st.just([NONE_OF_THESE])
VALUES = {
    Kind.LADDER: st.integers(0, 4),
    Kind.YES_NO: st.sampled_from(["yes", "no"]),
    Kind.SEVERAL: SOME_OPTIONS.map(lambda codes: {"chosen": codes, "not_open": []}),
    Kind.NUMBER: st.integers(0, 60),
    Kind.PERCENT: st.integers(0, 100),
}
ANSWERS = {kind: values.map(answered) for kind, values in VALUES.items()}


@cache
def answers(kind: Kind, states: tuple[State, ...]) -> st.SearchStrategy[Answer]:
    """Answers in one of these states, half of them answered."""
    without_value = [answer for state, answer in UNANSWERED.items() if state in states]
    return ANSWERS[kind] | st.sampled_from(without_value) if without_value else ANSWERS[kind]


@st.composite
def sheets(draw, instrument, states=ALL_STATES) -> AnswerSheet:
    return AnswerSheet({id: draw(answers(question.kind, states)) for id, question in instrument.questions.items()})


def replace_questions(instrument: Questionnaire, change) -> Questionnaire:
    """The instrument with each question changed; None leaves it out."""
    domains = []
    for d in instrument:
        indicators = []
        for i in d.indicators:
            changed = tuple(new for q in i.questions if (new := change(q)) is not None)
            indicators.append(replace(i, questions=changed))
        domains.append(replace(d, indicators=tuple(indicators)))
    return replace(instrument, domains=tuple(domains))


def ancestors(question_id: str) -> list[str]:
    """The nodes above a question, the nearest first."""
    return [question_id[:-1], question_id.split(".")[0], OVERALL]
