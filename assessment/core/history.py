"""The history of answers: single changes as they are stored, folded into entries a person can read.

Stored is every change. Shown is one entry for what one person did to one
answer in one way within one minute: what the answer was before, what it became.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from assessment.core.answers import BLANK, Answer

FOLD = timedelta(minutes=1)
"""How long after its first change an entry still takes one in."""


@dataclass(frozen=True, slots=True)
class Step:
    """One change of one answer as it is stored.

    ``number`` grows with every change of any answer. ``answer`` is what the
    answer was to become and ``applied`` whether it did: a change that met a
    newer version was kept without effect. ``person`` is the account's number,
    None where it is not known; ``by`` its name. ``way`` is a code.
    """

    number: int
    question: str
    version: int
    answer: Answer
    applied: bool
    way: str
    at: datetime
    person: int | None
    by: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One or several steps of one answer shown as one: what it was before the first, what it is after the last."""

    before: Answer
    steps: tuple[Step, ...]

    @property
    def last(self) -> Step:
        """The step that gave the entry its outcome."""
        return self.steps[-1]

    @property
    def question(self) -> str:
        """The key of the answer."""
        return self.last.question

    @property
    def after(self) -> Answer:
        """What the answer became, or was to become where the step was not applied."""
        return self.last.answer

    @property
    def applied(self) -> bool:
        """Whether the entry had an effect."""
        return self.last.applied


def fold(steps: Iterable[Step]) -> list[Entry]:
    """The entries of the steps of any answers, the newest first; a step that was not applied stands alone."""
    of_question: dict[str, list[Step]] = {}
    for step in sorted(steps, key=lambda step: step.number):
        of_question.setdefault(step.question, []).append(step)
    entries = (entry for own in of_question.values() for entry in _entries(own))
    return sorted(entries, key=lambda entry: entry.last.number, reverse=True)


def _entries(steps: Sequence[Step]) -> Iterator[Entry]:
    """The entries of the steps of one answer, in their order."""
    stands, open_steps, before = BLANK, list[Step](), BLANK
    for step in steps:
        if open_steps and not _continues(open_steps, step):
            yield Entry(before, tuple(open_steps))
            open_steps = []
        if not step.applied:
            yield Entry(stands, (step,))
            continue
        if not open_steps:
            before = stands
        open_steps.append(step)
        stands = step.answer
    if open_steps:
        yield Entry(before, tuple(open_steps))


def _continues(entry: Sequence[Step], step: Step) -> bool:
    """Whether a step belongs to what the same person has just been doing; nobody known is never the same person."""
    first = entry[0]
    same = (step.person, step.way) == (first.person, first.way) and step.person is not None
    return step.applied and same and step.at - first.at <= FOLD
