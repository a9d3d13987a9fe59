"""Results: the frozen numbers behind every page, chart, table, sheet and file.

Full precision throughout; rounding belongs to whoever shows a number.
Nodes are named by their ids: ``overall``, a domain ``D3``, an indicator
``D3.1`` or a scored question ``D3.1b``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from assessment.core.answers import State

OVERALL = "overall"


class Standing(StrEnum):
    """Whether a node has a value, and if not, why."""

    SCORED = "scored"
    INSUFFICIENT = "insufficient_data"
    NOT_APPLICABLE = "not_applicable"


class Status(StrEnum):
    """Where a country's submission stands in a round."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    SIGNED = "signed"


class NodeScore(NamedTuple):
    """The figures of one node.

    ``score`` (0..100), ``lowest`` and ``highest`` (the possible range) and
    ``coverage`` (0..1) are None where there is no such figure. ``band`` is the
    band code of the score; ``near_boundary`` says that a band edge lies inside
    the possible range; ``outside_range`` that a threshold dropped a part and
    pushed the score out of its own range.
    """

    id: str
    standing: Standing
    score: float | None = None
    coverage: float | None = None
    lowest: float | None = None
    highest: float | None = None
    band: str | None = None
    near_boundary: bool = False
    outside_range: bool = False


@dataclass(frozen=True)
class ScoreCard:
    """All figures of one answer sheet under one method.

    ``states`` counts the answer states of the scored questions; ``grade`` is
    the coverage grade of the whole; ``evidenced`` the share (0..1) of answered
    scored questions that carry evidence, None when nothing is answered.
    """

    questionnaire: str
    meaning_hash: str
    method: str
    nodes: Mapping[str, NodeScore]
    states: Mapping[State, int]
    grade: str | None
    evidenced: float | None

    @property
    def overall(self) -> NodeScore:
        """The node at the top."""
        return self.nodes[OVERALL]

    def as_data(self) -> dict[str, object]:
        """Plain data for storage as JSON; ``from_data`` reads it back equal."""
        return {
            "questionnaire": self.questionnaire,
            "meaning_hash": self.meaning_hash,
            "method": self.method,
            "nodes": [node._asdict() for node in self.nodes.values()],
            "states": dict(self.states),
            "grade": self.grade,
            "evidenced": self.evidenced,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "ScoreCard":
        """The score card that ``as_data`` described."""
        nodes = (NodeScore(**{**node, "standing": Standing(node["standing"])}) for node in data["nodes"])
        return cls(
            questionnaire=data["questionnaire"],
            meaning_hash=data["meaning_hash"],
            method=data["method"],
            nodes={node.id: node for node in nodes},
            states={State(state): count for state, count in data["states"].items()},
            grade=data["grade"],
            evidenced=data["evidenced"],
        )


@dataclass(frozen=True)
class Explanation:
    """How one node came by its value; a tree down to the answers, built on demand.

    ``share`` is the weight after skipping and renormalising (0..1, None when
    the child does not take part) and ``contribution`` = share x score, so that
    the contributions of the children sum to the score. ``required`` and
    ``reached`` are the threshold and the share it was held against.
    Leaves carry ``state`` and ``value`` (the answer) and, where the evidence
    rule lowered it, ``evidence_pending``.
    """

    node: NodeScore
    weight: float
    share: float | None = None
    contribution: float | None = None
    required: float | None = None
    required_by: str | None = None
    reached: float | None = None
    state: State | None = None
    value: object = None
    evidence_pending: bool = False
    children: tuple["Explanation", ...] = ()


@dataclass(frozen=True, slots=True)
class GroupFigure:
    """One node over a group of countries: ``n`` with a value out of ``of``.

    ``values`` maps iso3 to score. Quartiles (type 7) only from n = 4, mean
    only from n = 5; None where there is no such figure.
    """

    node: str
    n: int
    of: int
    values: Mapping[str, float]
    median: float | None = None
    q1: float | None = None
    q3: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    mean: float | None = None


@dataclass(frozen=True, slots=True)
class CountryEntry:
    """One country in a round: its status, and its score card once signed.

    ``correcting`` says that it has withdrawn its signature to correct the
    answers; what it signed stays in force, and the status SIGNED.
    """

    iso3: str
    status: Status
    card: ScoreCard | None = None
    snapshot_hash: str | None = None
    signed_at: str | None = None  # ISO 8601, UTC
    correcting: bool = False


@dataclass(frozen=True)
class RegionResults:
    """A round over a group of countries, from signed snapshots only.

    ``figures`` holds a GroupFigure for overall, every domain and indicator.
    """

    round: str
    entries: tuple[CountryEntry, ...]
    figures: Mapping[str, GroupFigure]

    @property
    def signed(self) -> tuple[CountryEntry, ...]:
        """The countries with a signed snapshot."""
        return tuple(entry for entry in self.entries if entry.card is not None)


@dataclass(frozen=True)
class CountryResults:
    """One country's profile in a round.

    ``draft`` says that the card comes from answers not yet signed (for its own
    country only), and ``corrects`` when those were signed which it corrects
    (ISO 8601, UTC), if any were; ``group`` is given only to a reader entitled
    to group figures, else None.
    """

    round: str
    entry: CountryEntry
    card: ScoreCard
    draft: bool
    group: Mapping[str, GroupFigure] | None = None
    corrects: str | None = None
