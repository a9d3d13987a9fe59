"""How much room a workbook has for what may be many: countries, evidence, instruments."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assessment.core.answers import Answer
from assessment.core.questionnaire import Kind, Question
from assessment.core.validation import EVIDENCE_ROWS

EVIDENCE, INSTRUMENTS, COUNTRIES = 3, 3, 10
"""The least of each."""
SPARE_COUNTRIES = 5
MOST = 300


@dataclass(frozen=True)
class Extent:
    """Rows of evidence and instruments of every question, and of countries where these are more than usual."""

    evidence: int = EVIDENCE
    instruments: int = INSTRUMENTS
    countries: Mapping[str, int] = field(default_factory=dict)

    def rows_of(self, key: str) -> int:
        """How many countries a question has room for."""
        return self.countries.get(key, COUNTRIES)


def extent_of(questions: Mapping[str, Question], answers: Mapping[str, Answer]) -> Extent:
    """Room for everything that is answered, and some more."""
    told = [answers[key] for key in questions if key in answers]
    countries = {
        key: len(answers[key].value) + SPARE_COUNTRIES  # type: ignore[arg-type]
        for key, question in questions.items()
        if question.kind is Kind.COUNTRIES and key in answers and isinstance(answers[key].value, Mapping)
    }
    return Extent(
        min(max([EVIDENCE, *(len(answer.evidence) + 1 for answer in told)]), EVIDENCE_ROWS),
        max([INSTRUMENTS, *(len(answer.instruments) + 1 for answer in told)]),
        {key: count for key, count in countries.items() if count > COUNTRIES},
    )
