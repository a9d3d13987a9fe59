"""What is wrong with the input, each problem with its place, said in English or Spanish."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from assessment.index.messages import COLUMN, MEANS, MESSAGES, ROW

LANGUAGES = ("en", "es")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one place.

    ``file`` is the path as it was given (or the name of an option), ``row``
    counts from 1, which is the row of the headings, and ``column`` is a
    heading; None where a problem has no such place. ``code`` names the kind of
    problem, ``facts`` fill its sentence.
    """

    file: str
    row: int | None
    column: str | None
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def said_in(self, language: str) -> str:
        """One line, ``file, row 3, column q1: what is wrong``; English for languages other than Spanish."""
        which = LANGUAGES.index(language) if language in LANGUAGES else 0
        place = [self.file] if self.file else []
        if self.row is not None:
            place.append(ROW[which].format(row=self.row))
        if self.column is not None:
            place.append(COLUMN[which].format(column=self.column))
        facts = dict(self.facts)
        if "mean" in facts:
            facts["mean"] = MEANS[str(facts["mean"])][which]
        sentence = MESSAGES[self.code][which].format_map(facts)
        return f"{', '.join(place)}: {sentence}" if place else sentence

    def __str__(self) -> str:
        return self.said_in("en")


class InputRefused(Exception):
    """The input cannot be worked with; ``problems`` are all reasons."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(slots=True)
class Problems:
    """Collects what is wrong with one file."""

    file: str
    found: list[Problem] = field(default_factory=list)

    def add(self, code: str, row: int | None = None, column: str | None = None, /, **facts: object) -> None:
        """Note a problem; ``facts`` fill its sentence."""
        self.found.append(Problem(self.file, row, column, code, facts))

    def end_if_any(self) -> None:
        """Raise InputRefused with all that was noted, by row."""
        if self.found:
            raise InputRefused(sorted(self.found, key=lambda problem: problem.row or 0))
