"""What the files of hand-worked cases say, as questions and answers."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from assessment.core.answers import NONE_OF_THESE, Answer
from assessment.core.conditions import Test as ConditionTest
from assessment.core.questionnaire import Domain, Part, Question

from .builders import (
    BLANK,
    DONT_KNOW,
    NOT_APPLICABLE,
    answered,
    choice,
    domain,
    indicator,
    ladder,
    number,
    percent,
    remark,
    several,
    yes_no,
)

UNANSWERED = {"don't know": DONT_KNOW, "not applicable": NOT_APPLICABLE, "blank": BLANK}


def read_question(id: str, written: Mapping[str, Any]) -> Question:
    part = Part.MAIN if id.endswith("a") else Part.FOLLOW_UP
    source = written.get("asked from level 2 of")
    when = ConditionTest(source, "at_least", 2) if source else None
    match next(iter(written.items())):
        case "ladder", words:
            return ladder(id, evidence=words == "level 4 needs evidence")
        case "yes or no", _:
            return yes_no(id, part=part, when=when)
        case "one of", points:
            return choice(id, points, part=part)
        case "several", points:
            return several(id, points, part=part)
        case "number in bands", bands:
            rising = [(None if up_to == "the rest" else up_to, gives) for up_to, gives in bands]
            return number(id, bands=rising, breakdown=written.get("by", ()), part=part)
        case "number between", (low, high):
            return number(id, goalposts=(low, high), part=part)
        case "percentage", _:
            return percent(id, part=part)
        case "remark", _:
            return remark(id)
    raise AssertionError(f"{id}: no such kind of question: {written}")


def read_domain(id: str, indicators: Mapping[str, Any], weight: float, per_partner: bool) -> Domain:
    read = [
        indicator(key, *(read_question(question, words) for question, words in questions.items()))
        for key, questions in indicators.items()
    ]
    return replace(domain(id, *read, weight=weight), per_partner=per_partner)


def read_answer(written: Any) -> Answer:
    if isinstance(written, Mapping) and "ticked" in written:
        chosen = [NONE_OF_THESE if code == "none of these" else code for code in written["ticked"]]
        return answered({"chosen": chosen, "not_open": written.get("not open", [])})
    if isinstance(written, Mapping):
        return answered({"total": written["total"], "parts": {k: v for k, v in written.items() if k != "total"}})
    if written in UNANSWERED:
        return UNANSWERED[written]
    if written == "none of these":
        return answered({"chosen": [NONE_OF_THESE], "not_open": []})
    words = str(written)
    if words.startswith("level "):
        level, _, basis = words.partition(", based on ")
        answer = answered(int(level[len("level ")]), evidence=words.endswith(", with evidence"))
        return replace(answer, instruments=(basis,) if basis else ())
    return answered(written)
