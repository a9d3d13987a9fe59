"""What the checks found: one finding a problem, said in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assessment.catalogue.messages import MESSAGES

SEVERITY = {"en": {"error": "error", "warning": "warning"}, "es": {"error": "error", "warning": "advertencia"}}


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem in one place.

    ``rule`` is the number of the rule in docs/writing-a-questionnaire.md (0
    for reference data), ``line`` counts from 1, ``id`` names the domain,
    indicator, question or reference entry, "" when the problem has none.
    """

    rule: int
    code: str
    severity: str
    file: str
    line: int
    id: str
    message: Mapping[str, str]

    def said_in(self, language: str) -> str:
        """One line for a terminal: ``file:line: severity rule id message``; English for other languages."""
        language = language if language in self.message else "en"
        severity = SEVERITY.get(language, SEVERITY["en"])[self.severity]
        return f"{self.file}:{self.line}: {severity} {self.rule} {self.id or '-'} {self.message[language]}"


class QuestionnaireInvalid(Exception):
    """The files hold errors; ``findings`` are all of them, warnings included."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        errors = [finding for finding in findings if finding.severity == "error"]
        lines = "\n".join(finding.said_in("en") for finding in errors)
        super().__init__(f"{len(errors)} error(s) in the files:\n{lines}")
        self.findings = findings


@dataclass(slots=True)
class Findings:
    """Collects findings, each place and kind once."""

    found: dict[tuple[str, str, int, str, str], Finding] = field(default_factory=dict)

    def add(self, code: str, file: str, line: int, owner: str = "", /, **facts: object) -> None:
        """Note a problem; ``facts`` fill its message."""
        self.add_as(MESSAGES[code][1], code, file, line, owner, facts)

    def add_as(self, severity: str, code: str, file: str, line: int, owner: str, facts: Mapping[str, object]) -> None:
        """Note a problem that weighs more or less than usual."""
        rule, _usual, english, spanish = MESSAGES[code]
        message = {"en": english.format_map(facts), "es": spanish.format_map(facts)}
        finding = Finding(rule, code, severity, file, line, owner, message)
        self.found.setdefault((code, file, line, owner, message["en"]), finding)

    def has(self, file: str) -> bool:
        """Whether anything was found in a file."""
        return any(finding.file == file for finding in self.found.values())

    @property
    def errors(self) -> bool:
        """Whether anything found is an error."""
        return any(finding.severity == "error" for finding in self.found.values())

    def sorted(self, order: tuple[str, ...] = ()) -> tuple[Finding, ...]:
        """By file (those of ``order`` first), line and rule."""
        rank = {file: place for place, file in enumerate(order)}
        return tuple(
            sorted(self.found.values(), key=lambda f: (rank.get(f.file, len(rank)), f.file, f.line, f.rule, f.code))
        )
