"""What can be wrong, said in codes; ``assessment.wording`` says it in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one answer.

    ``code`` names the kind of problem, ``facts`` the values its sentence
    needs (limits, the text typed), and ``part`` the part of the answer it is
    about: ``value``, ``state``, ``reason``, ``comment``, ``evidence`` or
    ``value.<code>`` for one line of a breakdown.
    """

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    part: str = "value"


class FileRefused(ValueError):
    """A file cannot be accepted; ``problem`` says why."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.problem = Problem(code, facts, "file")
