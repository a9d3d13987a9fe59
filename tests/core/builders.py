"""Small questionnaires and answers for tests, in a line each."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from hypothesis import settings

from assessment.core.answers import Answer, Evidence, State, Value
from assessment.core.conditions import Condition, Test
from assessment.core.questionnaire import (
    Band,
    Domain,
    EvidenceRule,
    Indicator,
    Kind,
    Method,
    Option,
    Part,
    Question,
    Questionnaire,
    Role,
    ScoreBand,
    Threshold,
)

# The same examples on every run, few enough for seconds.
generated = settings(derandomize=True, max_examples=50, deadline=None, database=None)

DONT_KNOW = Answer(State.DONT_KNOW)
NOT_APPLICABLE = Answer(State.NOT_APPLICABLE, reason="It does not apply to us.")
BLANK = Answer()


def text(words: str) -> dict[str, str]:
    return {"en": words, "es": words}


def answered(value: Value, *, evidence: bool = False) -> Answer:
    return Answer(State.ANSWERED, value, evidence=(Evidence("https://example.org", "Decree"),) if evidence else ())


METHOD = Method(
    version="1.0",
    main_weight=7,
    follow_ups_weight=3,
    indicator_threshold=Threshold(0.5, "weight"),
    domain_threshold=Threshold(0.5, "count"),
    overall_threshold=Threshold(0.66, "count"),
    partners_threshold=Threshold(0.5, "count"),
    bands=(
        ScoreBand("incipient", 0, text("Incipient")),
        ScoreBand("emerging", 25, text("Emerging")),
        ScoreBand("established", 50, text("Established")),
        ScoreBand("consolidated", 75, text("Consolidated")),
    ),
    coverage_grades=(("A", 0.9), ("B", 0.75), ("C", 0.5), ("D", 0)),
)
WITHOUT_THRESHOLDS = replace(
    METHOD,
    indicator_threshold=Threshold(0, "weight"),
    domain_threshold=Threshold(0, "count"),
    overall_threshold=Threshold(0, "count"),
    partners_threshold=Threshold(0, "count"),
)


def ladder(
    id: str, *, part: Part | None = Part.MAIN, evidence: bool = False, when: Condition | None = None
) -> Question:
    return Question(
        id,
        Kind.LADDER,
        text("Which level?"),
        part=part,
        options=tuple(Option(str(level), text(f"Level {level}"), 25 * level) for level in range(5)),
        evidence_rule=EvidenceRule(4, 3) if evidence else None,
        may_be_not_applicable=True,
        show_when=when,
    )


def choice(id: str, points: Mapping[str, float], *, part: Part | None = Part.FOLLOW_UP, when: Condition | None = None):
    kind = Kind.YES_NO if set(points) == {"yes", "no"} else Kind.ONE
    options = tuple(Option(code, text(code), worth) for code, worth in points.items())
    return Question(id, kind, text("Which?"), part=part, options=options, show_when=when)


def yes_no(id: str, *, part: Part | None = Part.FOLLOW_UP, when: Condition | None = None) -> Question:
    return choice(id, {"yes": 100, "no": 0}, part=part, when=when)


def several(id: str, points: Mapping[str, float], *, part: Part | None = Part.FOLLOW_UP) -> Question:
    options = tuple(Option(code, text(code), worth) for code, worth in points.items())
    none = text("None of these")
    return Question(
        id, Kind.SEVERAL, text("Which?"), part=part, options=options, none_of_these=none, not_open_to_my_state=True
    )


def number(
    id: str,
    *,
    bands: Sequence[tuple[float | None, float]] = (),
    goalposts: tuple[float, float] | None = None,
    breakdown: Sequence[str] = (),
    part: Part | None = Part.FOLLOW_UP,
) -> Question:
    return Question(
        id,
        Kind.NUMBER,
        text("How many?"),
        part=part,
        bands=tuple(Band(up_to, gives) for up_to, gives in bands),
        goalposts=goalposts,
        breakdown=tuple(Option(code, text(code)) for code in breakdown),
    )


def percent(id: str, *, part: Part | None = Part.FOLLOW_UP) -> Question:
    return Question(id, Kind.PERCENT, text("What share?"), part=part, may_be_not_applicable=True)


def countries(id: str, *, when: Condition | None = None) -> Question:
    return Question(id, Kind.COUNTRIES, text("In which countries?"), show_when=when)


def remark(id: str) -> Question:
    return Question(id, Kind.TEXT, text("Anything else?"))


def indicator(id: str, *questions: Question, weight: float = 1) -> Indicator:
    return Indicator(id, text(id), text(id), Role.BOTH, questions, weight=weight)


def domain(id: str, *indicators: Indicator, weight: float = 1) -> Domain:
    return Domain(id, id.lower(), text(id), indicators, weight=weight)


def cooperation() -> Domain:
    """The matrix of cooperation: five columns asked of each partner, with the details that pairs are compared by."""
    mirror = {"we_for_them": "they_for_us", "they_for_us": "we_for_them", "both": "both"}
    columns = []
    for id in ("D8.1", "D8.2", "D8.3", "D8.4", "D8.5"):
        level, cooperating = ladder(f"{id}a", evidence=True), Test(f"{id}a", "at_least", 2)
        questions = [replace(level, ask=text("Which level with {partner}?"))]
        if id in ("D8.2", "D8.4"):
            direction = choice(f"{id}b", dict.fromkeys(mirror, 0), part=None, when=cooperating)
            questions.append(replace(direction, mirror=mirror))
        if id == "D8.2":
            questions.append(countries("D8.2c", when=cooperating))
        columns.append(indicator(id, *questions))
    return replace(domain("D8", *columns), per_partner=True, may_add_partners=True)


def questionnaire(*domains: Domain, method: Method = METHOD) -> Questionnaire:
    return Questionnaire(
        slug="small",
        version="1",
        text_revision=1,
        languages=("en", "es"),
        title=text("Small"),
        introduction=text("A small questionnaire"),
        method=method,
        domains=domains,
    )
